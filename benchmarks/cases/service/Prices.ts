/** The service that every program calls for each element. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"

const products = 64

/** Looks a price up in a cache, counts the look-up, and computes the total: a few operators, nothing that waits. */
export class Prices extends Context.Service<Prices, {
  readonly total: (order: number) => Effect.Effect<number>
}>()("benchmarks/Prices") {
  static readonly make = (): Prices["Service"] => {
    const cache = Ref.makeUnsafe<ReadonlyMap<number, number>>(
      new Map(Array.from({ length: products }, (_, product) => [product, price(product)]))
    )
    const lookUps = Ref.makeUnsafe(0)
    const priceOf = (product: number): Effect.Effect<number> =>
      Ref.get(cache).pipe(
        Effect.map((prices) => prices.get(product)),
        Effect.flatMap((cached) => cached === undefined ? Effect.die(`no product ${product}`) : Effect.succeed(cached)),
        Effect.tap(() => Ref.update(lookUps, (n) => n + 1))
      )
    return {
      total: Effect.fnUntraced(function*(order) {
        const unit = yield* priceOf(order % products)
        return unit * quantity(order)
      })
    }
  }
}

const price = (product: number): number => product * 3 + 1
const quantity = (order: number): number => order % 5 + 1

/** What all orders come to. */
export const turnover = (orders: number): number => {
  let sum = 0
  for (let order = 0; order < orders; order++) sum += price(order % products) * quantity(order)
  return sum
}
