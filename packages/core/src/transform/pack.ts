import * as Schema from "effect/Schema"
import { checkedSchema } from "../internal/definition.ts"
import { type Definition, Stream } from "../Stream.ts"

/**
 * Puts items together into lists of the sizes given.
 *
 * **When to use**
 *
 * Use behind `unpack`, after the items were worked on one for one.
 *
 * **Example** (Putting lists together)
 *
 * ```ts
 * import { Sink, Source, Transform, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const together = Workflow.make("together", {
 *   items: Source.range({ end: 3 }),
 *   sizes: Source.fromIterable(Schema.Int, [2, 0, 1]),
 *   pack: Transform.pack(Schema.Int),
 *   lists: Sink.toArray(Schema.Array(Schema.Int))
 * }, ({ items, sizes, pack, lists }) => {
 *   items.pipe(pack.item)
 *   sizes.pipe(pack.size)
 *   pack.list.pipe(lists)
 * })
 * Effect.runSync(Workflow.run(together)) // => { lists: [[0, 1], [], [2]] }
 * ```
 *
 * @see `unpack` for the way there
 * @category transforms
 * @since 0.1.0
 */
export const pack = <S extends Schema.Constraint>(
  item: S
): Definition<{ readonly item: S["Type"]; readonly size: number }, { readonly list: ReadonlyArray<S["Type"]> }> =>
  Stream.make("pack", {
    in: { item, size: Schema.Int },
    out: { list: Schema.Array(checkedSchema("pack.item", item)) },
    *run({ item, size }, { list }) {
      while (true) {
        const length = yield* size.pop
        const items: Array<S["Type"]> = []
        while (items.length < length) items.push(yield* item.pop)
        yield* list.push(items)
      }
    }
  })
