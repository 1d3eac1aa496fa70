/** The same by hand in batches: `offerAll` and `takeBetween` with up to 64 elements at a time. */
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Pull from "effect/Pull"
import * as Queue from "effect/Queue"
import type { Program } from "../../suite/Case.ts"
import { batch, capacity } from "../linear/capacity.ts"

const queue = Queue.bounded<number, Cause.Done>(capacity)

const map = (from: Queue.Dequeue<number, Cause.Done>, to: Queue.Queue<number, Cause.Done>, f: (n: number) => number) =>
  Effect.gen(function*() {
    while (true) yield* Queue.offerAll(to, (yield* Queue.takeBetween(from, 1, batch)).map(f))
  }).pipe(Pull.catchDone(() => Queue.end(to)))

export const program: Program = (elements) => {
  const splitting = Effect.gen(function*() {
    const numbers = yield* queue
    const even = yield* queue
    const odd = yield* queue
    const doubled = yield* queue
    const next = yield* queue
    yield* Effect.forkChild(Effect.gen(function*() {
      for (let i = 0; i < elements;) {
        const numbersToOffer: Array<number> = []
        while (i < elements && numbersToOffer.length < batch) numbersToOffer.push(i++)
        yield* Queue.offerAll(numbers, numbersToOffer)
      }
      yield* Queue.end(numbers)
    }))
    yield* Effect.forkChild(
      Effect.gen(function*() {
        while (true) {
          const evens: Array<number> = []
          const odds: Array<number> = []
          for (const n of yield* Queue.takeBetween(numbers, 1, batch)) (n % 2 === 0 ? evens : odds).push(n)
          if (evens.length > 0) yield* Queue.offerAll(even, evens)
          if (odds.length > 0) yield* Queue.offerAll(odd, odds)
        }
      }).pipe(Pull.catchDone(() => Effect.andThen(Queue.end(even), Queue.end(odd))))
    )
    yield* Effect.forkChild(map(even, doubled, (n) => n * 2))
    yield* Effect.forkChild(map(odd, next, (n) => n + 1))
    let sum = 0
    const summing = yield* Effect.forkChild(
      Effect.gen(function*() {
        let [as, i]: [ReadonlyArray<number>, number] = [[], 0]
        let [bs, k]: [ReadonlyArray<number>, number] = [[], 0]
        while (true) {
          if (i === as.length) [as, i] = [yield* Queue.takeBetween(doubled, 1, batch), 0]
          if (k === bs.length) [bs, k] = [yield* Queue.takeBetween(next, 1, batch), 0]
          while (i < as.length && k < bs.length) sum += as[i++]! + bs[k++]!
        }
      }).pipe(Pull.catchDone(() => Effect.void))
    )
    yield* Fiber.join(summing)
    return sum
  })
  return () => Effect.runPromise(splitting)
}
