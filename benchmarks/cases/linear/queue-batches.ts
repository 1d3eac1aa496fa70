/** A fiber for each step and Effect's `Queue.bounded` between them, elements offered and taken 64 at a time. */
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Pull from "effect/Pull"
import * as Queue from "effect/Queue"
import type { Program } from "../../suite/Case.ts"
import { batch, capacity } from "./capacity.ts"

const double = (from: Queue.Queue<number, Cause.Done>, to: Queue.Queue<number, Cause.Done>) =>
  Effect.gen(function*() {
    while (true) {
      const numbers = yield* Queue.takeBetween(from, 1, batch)
      yield* Queue.offerAll(to, numbers.map((n) => n * 2))
    }
  }).pipe(Pull.catchDone(() => Queue.end(to)))

export const program: Program = (elements, { hops }) => {
  const linear = Effect.gen(function*() {
    const queues: Array<Queue.Queue<number, Cause.Done>> = []
    for (let i = 0; i < Number(hops); i++) queues.push(yield* Queue.bounded<number, Cause.Done>(capacity))
    const first = queues[0]!
    yield* Effect.forkChild(Effect.gen(function*() {
      for (let start = 0; start < elements; start += batch) {
        const numbers: Array<number> = []
        for (let i = start; i < Math.min(start + batch, elements); i++) numbers.push(i)
        yield* Queue.offerAll(first, numbers)
      }
      yield* Queue.end(first)
    }))
    for (let i = 1; i < queues.length; i++) yield* Effect.forkChild(double(queues[i - 1]!, queues[i]!))
    const last = queues[queues.length - 1]!
    let sum = 0
    const summing = yield* Effect.forkChild(
      Effect.gen(function*() {
        while (true) for (const n of yield* Queue.takeBetween(last, 1, batch)) sum += n
      }).pipe(Pull.catchDone(() => Effect.void))
    )
    yield* Fiber.join(summing)
    return sum
  })
  return () => Effect.runPromise(linear)
}
