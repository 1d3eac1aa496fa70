/** By hand: sixteen fibers take from one Effect `Queue`, and offer what their calls gave to another. */
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Pull from "effect/Pull"
import * as Queue from "effect/Queue"
import type { Program } from "../../suite/Case.ts"
import { call, concurrency, sum } from "./call.ts"

export const program: Program = (elements) => {
  const calling = Effect.gen(function*() {
    const numbers = yield* Queue.bounded<number, Cause.Done>(concurrency)
    const called = yield* Queue.bounded<number, Cause.Done>(concurrency)
    yield* Effect.forkChild(Effect.gen(function*() {
      for (let i = 0; i < elements; i++) yield* Queue.offer(numbers, i)
      yield* Queue.end(numbers)
    }))
    const worker = Effect.gen(function*() {
      while (true) {
        const n = yield* Queue.take(numbers)
        yield* Queue.offer(called, yield* Effect.promise(() => call(n)))
      }
    }).pipe(Pull.catchDone(() => Effect.void))
    yield* Effect.forkChild(Effect.andThen(
      Effect.forEach(Array.from({ length: concurrency }, () => worker), (w) => w, { concurrency, discard: true }),
      Queue.end(called)
    ))
    let total = 0
    yield* Effect.gen(function*() {
      while (true) total = sum(total, yield* Queue.take(called))
    }).pipe(Pull.catchDone(() => Effect.void))
    return total
  })
  return () => Effect.runPromise(calling)
}
