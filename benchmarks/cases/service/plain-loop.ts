/** The same calls in one loop of one fiber, with no stream around them. */
import * as Effect from "effect/Effect"
import type { Program } from "../../suite/Case.ts"
import { Prices } from "./Prices.ts"

export const program: Program = (elements) => {
  const summing = Effect.gen(function*() {
    const prices = yield* Prices
    let sum = 0
    for (let i = 0; i < elements; i++) sum += yield* prices.total(i)
    return sum
  })
  return () => Effect.runPromise(Effect.provideService(summing, Prices, Prices.make()))
}
