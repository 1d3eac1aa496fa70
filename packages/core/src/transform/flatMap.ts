import type * as Schema from "effect/Schema"
import { stateless } from "../internal/stateless.ts"
import type { Definition } from "../Stream.ts"

/**
 * Makes an array of each element and passes on what is in it, in order.
 *
 * **When to use**
 *
 * Use where one element becomes none, one or several. To know how many of them belong together, there is `unpack`.
 *
 * **Example** (Words of lines)
 *
 * ```ts
 * import { Sink, Source, Transform, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const words = Workflow.make("words", {
 *   lines: Source.fromIterable(Schema.String, ["to be or", "not to be"]),
 *   split: Transform.flatMap(Schema.String, Schema.String, (line) => line.split(" ")),
 *   all: Sink.toArray(Schema.String)
 * }, ({ lines, split, all }) => lines.pipe(split).pipe(all))
 * Effect.runSync(Workflow.run(words)) // => { all: ["to", "be", "or", "not", "to", "be"] }
 * ```
 *
 * @see `unpack` for lists whose lengths are wanted too
 * @category transforms
 * @since 0.1.0
 */
export const flatMap = <In extends Schema.Constraint, Out extends Schema.Constraint>(
  from: In,
  to: Out,
  f: (element: In["Type"]) => ReadonlyArray<Out["Type"]>
): Definition<{ readonly value: In["Type"] }, { readonly item: Out["Type"] }> =>
  stateless("flatMap", { in: { value: from }, out: { item: to } }, { kind: "flatMap", f })
