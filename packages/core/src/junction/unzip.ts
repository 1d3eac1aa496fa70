import type * as Schema from "effect/Schema"
import { eachOf } from "../internal/junctionPorts.ts"
import { type Definition, type ElementsOf, Stream } from "../Stream.ts"

/**
 * Takes structs apart: each field goes to the outlet of its name.
 *
 * **When to use**
 *
 * Use to work on the parts of elements side by side; `zip` puts them together again. The parts of an element are pushed in
 * the order of their declaration. It goes on while anyone wants a part, and is stopped when nobody does (S16).
 *
 * **Example** (Taking pairs apart)
 *
 * ```ts
 * import { Junction, Sink, Source, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const Pair = { n: Schema.Int, letter: Schema.String }
 * const apart = Workflow.make("apart", {
 *   pairs: Source.fromIterable(Schema.Struct(Pair), [{ n: 1, letter: "a" }, { n: 2, letter: "b" }]),
 *   unzip: Junction.unzip(Pair),
 *   numbers: Sink.toArray(Schema.Int),
 *   letters: Sink.toArray(Schema.String)
 * }, ({ pairs, unzip, numbers, letters }) => {
 *   pairs.pipe(unzip)
 *   unzip.n.pipe(numbers)
 *   unzip.letter.pipe(letters)
 * })
 * Effect.runSync(Workflow.run(apart)) // => { numbers: [1, 2], letters: ["a", "b"] }
 * ```
 *
 * @see `zip` for the way back
 * @category junctions
 * @since 0.1.0
 */
export const unzip = <const P extends Readonly<Record<string, Schema.Constraint>>>(
  outlets: P
): Definition<{ readonly zipped: ElementsOf<P> }, ElementsOf<P>> =>
  Stream.make("unzip", {
    in: { zipped: eachOf("unzip", "out", outlets) },
    out: outlets,
    *run({ zipped }, outs) {
      while (true) {
        const element = yield* zipped.pop
        for (const name in outs) yield* outs[name]!.push(element[name])
      }
    }
  }) as unknown as Definition<{ readonly zipped: ElementsOf<P> }, ElementsOf<P>>
