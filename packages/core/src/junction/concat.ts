import type * as Schema from "effect/Schema"
import { anyOf } from "../internal/junctionPorts.ts"
import { type Definition, type ElementOf, type ElementsOf, Stream } from "../Stream.ts"

/**
 * Passes on all elements of one inlet after all of another, in the order of their declaration (S31).
 *
 * **When to use**
 *
 * Use to put a heading before a feed, or one feed behind another. Nothing is taken from an inlet before the one in front of
 * it has ended: whoever feeds it is held back when its edge is full.
 *
 * **Example** (A heading)
 *
 * ```ts
 * import { Junction, Sink, Source, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const table = Workflow.make("table", {
 *   heading: Source.fromIterable(Schema.String, ["name"]),
 *   rows: Source.fromIterable(Schema.String, ["ada", "alan"]),
 *   concat: Junction.concat({ heading: Schema.String, rows: Schema.String }),
 *   lines: Sink.toArray(Schema.String)
 * }, ({ heading, rows, concat, lines }) => {
 *   heading.pipe(concat.heading)
 *   rows.pipe(concat.rows)
 *   concat.concatenated.pipe(lines)
 * })
 * Effect.runSync(Workflow.run(table)) // => { lines: ["name", "ada", "alan"] }
 * ```
 *
 * @category junctions
 * @since 0.1.0
 */
export const concat = <const P extends Readonly<Record<string, Schema.Constraint>>>(
  inlets: P
): Definition<ElementsOf<P>, { readonly concatenated: ElementOf<P[keyof P]> }> =>
  Stream.make("concat", {
    in: inlets,
    out: { concatenated: anyOf("concat", inlets) },
    *run(ins, { concatenated }) {
      for (const name in ins) yield* ins[name]!.forEach((element) => concatenated.push(element))
    }
  }) as unknown as Definition<ElementsOf<P>, { readonly concatenated: ElementOf<P[keyof P]> }> // the union of the schemas
