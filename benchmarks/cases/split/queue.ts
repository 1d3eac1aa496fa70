/** The same by hand: five fibers on Effect's `Queue.bounded`, `offer` and `take` for each element. */
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Pull from "effect/Pull"
import * as Queue from "effect/Queue"
import type { Program } from "../../suite/Case.ts"
import { capacity } from "../linear/capacity.ts"

const queue = Queue.bounded<number, Cause.Done>(capacity)

const map = (from: Queue.Dequeue<number, Cause.Done>, to: Queue.Queue<number, Cause.Done>, f: (n: number) => number) =>
  Effect.gen(function*() {
    while (true) yield* Queue.offer(to, f(yield* Queue.take(from)))
  }).pipe(Pull.catchDone(() => Queue.end(to)))

export const program: Program = (elements) => {
  const splitting = Effect.gen(function*() {
    const numbers = yield* queue
    const even = yield* queue
    const odd = yield* queue
    const doubled = yield* queue
    const next = yield* queue
    yield* Effect.forkChild(Effect.gen(function*() {
      for (let i = 0; i < elements; i++) yield* Queue.offer(numbers, i)
      yield* Queue.end(numbers)
    }))
    yield* Effect.forkChild(
      Effect.gen(function*() {
        while (true) {
          const n = yield* Queue.take(numbers)
          yield* Queue.offer(n % 2 === 0 ? even : odd, n)
        }
      }).pipe(Pull.catchDone(() => Effect.andThen(Queue.end(even), Queue.end(odd))))
    )
    yield* Effect.forkChild(map(even, doubled, (n) => n * 2))
    yield* Effect.forkChild(map(odd, next, (n) => n + 1))
    let sum = 0
    const summing = yield* Effect.forkChild(
      Effect.gen(function*() {
        while (true) sum += (yield* Queue.take(doubled)) + (yield* Queue.take(next))
      }).pipe(Pull.catchDone(() => Effect.void))
    )
    yield* Fiber.join(summing)
    return sum
  })
  return () => Effect.runPromise(splitting)
}
