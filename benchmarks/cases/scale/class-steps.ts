/** Building, checking, starting and stopping graphs of steps that only wait. */
import { Workflow } from "@effect-mimo/core"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type { Figures } from "../../suite/Case.ts"
import { make, type Shape, shapes } from "./graph.ts"
import { medianPerStep, rounds } from "./rounds.ts"
import { starting } from "./starting.ts"

export const figures: Figures<{ readonly shape: Shape; readonly steps: number }> = async (
  elements,
  { shape, steps }
) => {
  const edges = shapes[shape](steps)
  const made = await rounds(elements, steps, async () => make(steps, edges))
  const { workflow } = made[0]!
  const runs = await rounds(elements, steps, async () => {
    const allBegun = starting.expect(steps)
    const begun = performance.now()
    const fiber = Effect.runFork(Workflow.run(workflow))
    await allBegun
    const started = performance.now()
    await Effect.runPromise(Fiber.interrupt(fiber))
    return { start: started - begun, stop: performance.now() - started }
  })
  return {
    "build, ns per step": medianPerStep(steps, made.map(({ build }) => build)),
    "check, ns per step": medianPerStep(steps, made.map(({ check }) => check)),
    "start, ns per step": medianPerStep(steps, runs.map(({ start }) => start)),
    "stop, ns per step": medianPerStep(steps, runs.map(({ stop }) => stop))
  }
}
