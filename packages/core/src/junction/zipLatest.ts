import type * as Schema from "effect/Schema"
import { eachOf } from "../internal/junctionPorts.ts"
import * as Port from "../Port.ts"
import { type Definition, type ElementsOf, Stream } from "../Stream.ts"

/**
 * Joins inlets into structs of the latest element of each: a struct when each has given one, and then one with every element
 * that comes.
 *
 * **When to use**
 *
 * Use for values that change now and then, such as a setting beside a feed. It ends when all inlets have ended, and at once
 * when one ends that has given nothing. No element is left out: a feed that is early waits on its edge for the first of the
 * others.
 *
 * **Example** (A price and a rate)
 *
 * ```ts
 * import { Junction, Sink, Source, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const converted = Workflow.make("converted", {
 *   prices: Source.fromIterable(Schema.Int, [10, 20]),
 *   rates: Source.fromIterable(Schema.Int, [3]),
 *   latest: Junction.zipLatest({ price: Schema.Int, rate: Schema.Int }),
 *   sums: Sink.fold(Schema.Struct({ price: Schema.Int, rate: Schema.Int }), () => 0, (sum, { price, rate }) =>
 *     sum + price * rate)
 * }, ({ prices, rates, latest, sums }) => {
 *   prices.pipe(latest.price)
 *   rates.pipe(latest.rate)
 *   latest.latest.pipe(sums)
 * })
 * Effect.runSync(Workflow.run(converted)) // => { sums: 90 }
 * ```
 *
 * @category junctions
 * @since 0.1.0
 */
export const zipLatest = <const P extends Readonly<Record<string, Schema.Constraint>>>(
  inlets: P
): Definition<ElementsOf<P>, { readonly latest: ElementsOf<P> }> =>
  Stream.make("zipLatest", {
    in: inlets,
    out: { latest: eachOf("zipLatest", "in", inlets) },
    *run(ins, { latest }) {
      let elements = yield* Port.popAll(ins)
      yield* latest.push(elements)
      while (true) {
        const { _tag, value } = yield* Port.select(ins)
        elements = Object.assign({}, elements, { [_tag]: value })
        yield* latest.push(elements)
      }
    }
  }) as unknown as Definition<ElementsOf<P>, { readonly latest: ElementsOf<P> }>
