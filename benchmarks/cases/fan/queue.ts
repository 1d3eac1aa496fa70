/**
 * The same by hand: ten fibers on Effect's `Queue.bounded`, `offer` and `take` for each element.
 *
 * A queue for each of the eight; a `PubSub` with eight subscriptions in their place was tried and took longer.
 */
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Pull from "effect/Pull"
import * as Queue from "effect/Queue"
import type { Program } from "../../suite/Case.ts"
import { capacity } from "../linear/capacity.ts"

const queue = Queue.bounded<number, Cause.Done>(capacity)

export const program: Program = (elements) => {
  const fanning = Effect.gen(function*() {
    const inputs = yield* Effect.replicateEffect(queue, 8)
    const merged = yield* queue
    yield* Effect.forkChild(Effect.gen(function*() {
      for (let i = 0; i < elements / 8; i++) {
        for (const input of inputs) yield* Queue.offer(input, i)
      }
      for (const input of inputs) yield* Queue.end(input)
    }))
    const add = (input: Queue.Dequeue<number, Cause.Done>, k: number) =>
      Effect.gen(function*() {
        while (true) yield* Queue.offer(merged, (yield* Queue.take(input)) + k)
      }).pipe(Pull.catchDone(() => Effect.void))
    yield* Effect.forkChild(
      Effect.forEach(inputs, add, { concurrency: "unbounded", discard: true }).pipe(
        Effect.andThen(Queue.end(merged))
      )
    )
    let sum = 0
    const summing = yield* Effect.forkChild(
      Effect.gen(function*() {
        while (true) sum += yield* Queue.take(merged)
      }).pipe(Pull.catchDone(() => Effect.void))
    )
    yield* Fiber.join(summing)
    return sum
  })
  return () => Effect.runPromise(fanning)
}
