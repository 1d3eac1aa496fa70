/** The same program by hand: three fibers on Effect's `Queue.bounded`, `offer` and `take` for each element. */
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Pull from "effect/Pull"
import * as Queue from "effect/Queue"

export const handWrittenQueue = (elements: number, capacity: number) =>
  Effect.gen(function*() {
    const numbers = yield* Queue.bounded<number, Cause.Done>(capacity)
    const doubled = yield* Queue.bounded<number, Cause.Done>(capacity)
    yield* Effect.forkChild(Effect.gen(function*() {
      for (let i = 0; i < elements; i++) yield* Queue.offer(numbers, i)
      yield* Queue.end(numbers)
    }))
    yield* Effect.forkChild(
      Effect.gen(function*() {
        while (true) yield* Queue.offer(doubled, (yield* Queue.take(numbers)) * 2)
      }).pipe(Pull.catchDone(() => Queue.end(doubled)))
    )
    let sum = 0
    const summing = yield* Effect.forkChild(
      Effect.gen(function*() {
        while (true) sum += yield* Queue.take(doubled)
      }).pipe(Pull.catchDone(() => Effect.void))
    )
    yield* Fiber.join(summing)
    return { sum }
  })
