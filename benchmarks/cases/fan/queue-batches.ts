/** The same by hand in batches: `offerAll` and `takeBetween` with up to 64 elements at a time. */
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Pull from "effect/Pull"
import * as Queue from "effect/Queue"
import type { Program } from "../../suite/Case.ts"
import { batch, capacity } from "../linear/capacity.ts"

const queue = Queue.bounded<number, Cause.Done>(capacity)

export const program: Program = (elements) => {
  const fanning = Effect.gen(function*() {
    const inputs = yield* Effect.replicateEffect(queue, 8)
    const merged = yield* queue
    yield* Effect.forkChild(Effect.gen(function*() {
      for (let i = 0; i < elements / 8;) {
        const numbers: Array<number> = []
        while (i < elements / 8 && numbers.length < batch) numbers.push(i++)
        for (const input of inputs) yield* Queue.offerAll(input, numbers)
      }
      for (const input of inputs) yield* Queue.end(input)
    }))
    const add = (input: Queue.Dequeue<number, Cause.Done>, k: number) =>
      Effect.gen(function*() {
        while (true) yield* Queue.offerAll(merged, (yield* Queue.takeBetween(input, 1, batch)).map((n) => n + k))
      }).pipe(Pull.catchDone(() => Effect.void))
    yield* Effect.forkChild(
      Effect.forEach(inputs, add, { concurrency: "unbounded", discard: true }).pipe(
        Effect.andThen(Queue.end(merged))
      )
    )
    let sum = 0
    const summing = yield* Effect.forkChild(
      Effect.gen(function*() {
        while (true) for (const n of yield* Queue.takeBetween(merged, 1, batch)) sum += n
      }).pipe(Pull.catchDone(() => Effect.void))
    )
    yield* Fiber.join(summing)
    return sum
  })
  return () => Effect.runPromise(fanning)
}
