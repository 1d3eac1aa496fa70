import * as Schema from "effect/Schema"
import { checkedSchema } from "../internal/definition.ts"
import { type Definition, Stream } from "../Stream.ts"

/**
 * Takes lists apart: their items to one outlet, their sizes to another.
 *
 * **When to use**
 *
 * Use to work on items where lists come in; `pack` puts the lists together again.
 *
 * **Example** (Taking lists apart)
 *
 * ```ts
 * import { Sink, Source, Transform, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const apart = Workflow.make("apart", {
 *   lists: Source.fromIterable(Schema.Array(Schema.Int), [[1, 2], [], [3]]),
 *   unpack: Transform.unpack(Schema.Int),
 *   items: Sink.toArray(Schema.Int),
 *   sizes: Sink.toArray(Schema.Int)
 * }, ({ lists, unpack, items, sizes }) => {
 *   lists.pipe(unpack)
 *   unpack.item.pipe(items)
 *   unpack.size.pipe(sizes)
 * })
 * Effect.runSync(Workflow.run(apart)) // => { items: [1, 2, 3], sizes: [2, 0, 1] }
 * ```
 *
 * @see `pack` for the way back
 * @category transforms
 * @since 0.1.0
 */
export const unpack = <S extends Schema.Constraint>(
  item: S
): Definition<{ readonly list: ReadonlyArray<S["Type"]> }, { readonly item: S["Type"]; readonly size: number }> =>
  Stream.make("unpack", {
    in: { list: Schema.Array(checkedSchema("unpack.item", item)) },
    out: { item, size: Schema.Int },
    *run({ list }, { item, size }) {
      while (true) {
        const items = yield* list.pop
        // The size first: whoever packs needs it before the items, and a full edge of items must not hold it back.
        yield* size.push(items.length)
        yield* item.pushAll(items)
      }
    }
  })
