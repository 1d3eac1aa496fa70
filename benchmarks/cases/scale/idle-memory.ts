/** Bytes of the heap that graphs hold: as a workflow that was made, and as a run of it whose steps all wait. */
import { Workflow } from "@effect-mimo/core"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type { Figures } from "../../suite/Case.ts"
import { heapUsed } from "./collect.ts"
import { type Edges, make, shapes } from "./graph.ts"
import { starting } from "./starting.ts"

interface Held {
  readonly edges: number
  readonly made: number
  readonly idle: number
}

const measure = async (steps: number, edges: Edges): Promise<Held> => {
  const empty = await heapUsed()
  const { workflow } = make(steps, edges)
  const built = await heapUsed()
  const allBegun = starting.expect(steps)
  const fiber = Effect.runFork(Workflow.run(workflow))
  await allBegun
  const idle = await heapUsed()
  await Effect.runPromise(Fiber.interrupt(fiber))
  return { edges: edges.length, made: built - empty, idle: idle - built }
}

// Both graphs have as many steps, so what the one with more edges holds more, its edges hold.
const share = (steps: number, few: Held, many: Held, what: "made" | "idle") => {
  const edge = (many[what] - few[what]) / (many.edges - few.edges)
  return { edge, step: (few[what] - edge * few.edges) / steps }
}

export const figures: Figures<{ readonly steps: number }> = async (_, { steps }) => {
  const [few, many] = [shapes.chain(steps), shapes.random(steps)]
  for (const edges of [few, many]) await measure(steps, edges) // what is made once only is there by now
  const [chain, random] = [await measure(steps, few), await measure(steps, many)]
  const [made, idle] = [share(steps, chain, random, "made"), share(steps, chain, random, "idle")]
  return {
    "heap per idle step, B": idle.step,
    "heap per idle edge, B": idle.edge,
    "heap per step made, B": made.step,
    "heap per edge made, B": made.edge
  }
}
