/** Bytes of the heap that a bare fiber holds while it waits. */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type { Figures } from "../../suite/Case.ts"
import { heapUsed } from "./collect.ts"
import { starting } from "./starting.ts"
import { waiting } from "./waiting.ts"

export const figures: Figures<{ readonly steps: number }> = async (_, { steps }) => {
  const forking = Effect.gen(function*() {
    for (let n = 0; n < steps; n++) yield* Effect.forkChild(waiting)
    yield* Effect.never
  })
  const measure = async () => {
    const empty = await heapUsed()
    const allBegun = starting.expect(steps)
    const parent = Effect.runFork(forking)
    await allBegun
    const held = await heapUsed() - empty
    await Effect.runPromise(Fiber.interrupt(parent))
    return held / steps
  }
  await measure() // what is made once only is there by now
  return { "heap per idle step, B": await measure() }
}
