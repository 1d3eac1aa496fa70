/** By hand: three fibers on Effect's `Queue.bounded`, `offer` and `take` for each element. */
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Pull from "effect/Pull"
import * as Queue from "effect/Queue"
import type { Program } from "../../suite/Case.ts"
import { Prices } from "./Prices.ts"

const capacity = 128

export const program: Program = (elements) => {
  const summing = Effect.gen(function*() {
    const prices = yield* Prices
    const orders = yield* Queue.bounded<number, Cause.Done>(capacity)
    const totals = yield* Queue.bounded<number, Cause.Done>(capacity)
    yield* Effect.forkChild(Effect.gen(function*() {
      for (let i = 0; i < elements; i++) yield* Queue.offer(orders, i)
      yield* Queue.end(orders)
    }))
    yield* Effect.forkChild(
      Effect.gen(function*() {
        while (true) yield* Queue.offer(totals, yield* prices.total(yield* Queue.take(orders)))
      }).pipe(Pull.catchDone(() => Queue.end(totals)))
    )
    let sum = 0
    yield* Effect.gen(function*() {
      while (true) {
        const total = yield* Queue.take(totals)
        sum += total
      }
    }).pipe(Pull.catchDone(() => Effect.void))
    return sum
  })
  return () => Effect.runPromise(Effect.provideService(summing, Prices, Prices.make()))
}
