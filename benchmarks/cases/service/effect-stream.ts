/** `mapEffect` of Effect's `Stream`, one call at a time. */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Program } from "../../suite/Case.ts"
import { Prices } from "./Prices.ts"

export const program: Program = (elements) => {
  const summing = Effect.gen(function*() {
    const prices = yield* Prices
    return yield* Stream.range(0, elements - 1).pipe(Stream.mapEffect(prices.total), Stream.runSum)
  })
  return () => Effect.runPromise(Effect.provideService(summing, Prices, Prices.make()))
}
