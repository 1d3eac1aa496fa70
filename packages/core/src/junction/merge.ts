import type * as Schema from "effect/Schema"
import { anyOf } from "../internal/junctionPorts.ts"
import * as Port from "../Port.ts"
import { type Definition, type ElementOf, type ElementsOf, Stream } from "../Stream.ts"

/**
 * Passes on the elements of all inlets as they come; ends when all inlets have ended (S31).
 *
 * **When to use**
 *
 * Use to bring feeds of several types together, each in its order. Feeds of one type need no merge: pipe them to one inlet
 * (S10).
 *
 * **Example** (Merging)
 *
 * ```ts
 * import { Junction, Sink, Source, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const merged = Workflow.make("merged", {
 *   numbers: Source.range({ end: 2 }),
 *   letters: Source.fromIterable(Schema.String, ["a", "b"]),
 *   merge: Junction.merge({ n: Schema.Int, letter: Schema.String }),
 *   count: Sink.fold(Schema.Union([Schema.Int, Schema.String]), () => 0, (n) => n + 1)
 * }, ({ numbers, letters, merge, count }) => {
 *   numbers.pipe(merge.n)
 *   letters.pipe(merge.letter)
 *   merge.merged.pipe(count)
 * })
 * Effect.runSync(Workflow.run(merged)) // => { count: 4 }
 * ```
 *
 * @category junctions
 * @since 0.1.0
 */
export const merge = <const P extends Readonly<Record<string, Schema.Constraint>>>(
  inlets: P
): Definition<ElementsOf<P>, { readonly merged: ElementOf<P[keyof P]> }> =>
  Stream.make("merge", {
    in: inlets,
    out: { merged: anyOf("merge", inlets) },
    *run(ins, { merged }) {
      const next = Port.select(ins)
      while (true) yield* merged.push((yield* next).value)
    }
  }) as unknown as Definition<ElementsOf<P>, { readonly merged: ElementOf<P[keyof P]> }> // the union of the inlets' schemas
