import type * as Schema from "effect/Schema"
import { eachOf } from "../internal/junctionPorts.ts"
import * as Port from "../Port.ts"
import { type Definition, type ElementsOf, Stream } from "../Stream.ts"

/**
 * Joins inlets element by element into structs with a field for each.
 *
 * **When to use**
 *
 * Use to pair feeds that run in step. It ends as soon as an inlet that has ended holds no element; an element without a
 * partner stays on its edge (S30).
 *
 * **Example** (Pairing)
 *
 * ```ts
 * import { Junction, Sink, Source, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const pairs = Workflow.make("pairs", {
 *   numbers: Source.range({ end: 2 }),
 *   letters: Source.fromIterable(Schema.String, ["a", "b", "c"]),
 *   zip: Junction.zip({ n: Schema.Int, letter: Schema.String }),
 *   all: Sink.toArray(Schema.Struct({ n: Schema.Int, letter: Schema.String }))
 * }, ({ numbers, letters, zip, all }) => {
 *   numbers.pipe(zip.n)
 *   letters.pipe(zip.letter)
 *   zip.zipped.pipe(all)
 * })
 * Effect.runSync(Workflow.run(pairs)) // => { all: [{ n: 0, letter: "a" }, { n: 1, letter: "b" }] }
 * ```
 *
 * @category junctions
 * @since 0.1.0
 */
export const zip = <const P extends Readonly<Record<string, Schema.Constraint>>>(
  inlets: P
): Definition<ElementsOf<P>, { readonly zipped: ElementsOf<P> }> =>
  Stream.make("zip", {
    in: inlets,
    out: { zipped: eachOf("zip", "in", inlets) },
    *run(ins, { zipped }) {
      const next = Port.popAll(ins)
      while (true) yield* zipped.push(yield* next)
    }
  }) as unknown as Definition<ElementsOf<P>, { readonly zipped: ElementsOf<P> }>
