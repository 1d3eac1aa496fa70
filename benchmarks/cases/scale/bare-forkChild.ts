/** As many bare fibers as a graph has steps, forked by one that waits for them. */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type { Figures } from "../../suite/Case.ts"
import { medianPerStep, rounds } from "./rounds.ts"
import { starting } from "./starting.ts"
import { waiting } from "./waiting.ts"

export const figures: Figures<{ readonly steps: number }> = async (elements, { steps }) => {
  const forking = Effect.gen(function*() {
    for (let n = 0; n < steps; n++) yield* Effect.forkChild(waiting)
    yield* Effect.never
  })
  const runs = await rounds(elements, steps, async () => {
    const allBegun = starting.expect(steps)
    const begun = performance.now()
    const parent = Effect.runFork(forking)
    await allBegun
    const started = performance.now()
    await Effect.runPromise(Fiber.interrupt(parent))
    return { start: started - begun, stop: performance.now() - started }
  })
  return {
    "start, ns per step": medianPerStep(steps, runs.map(({ start }) => start)),
    "stop, ns per step": medianPerStep(steps, runs.map(({ stop }) => stop))
  }
}
