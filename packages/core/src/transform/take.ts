import type * as Schema from "effect/Schema"
import { checkWhole } from "../internal/amounts.ts"
import { type Definition, Stream } from "../Stream.ts"

/**
 * Passes on the first `n` elements, and completes.
 *
 * **When to use**
 *
 * Use to look at the beginning of something long, or to end what is endless.
 *
 * **Details**
 *
 * It completes when it has pushed the last of them, without waiting for another element; a source that feeds nobody else is
 * stopped then (S16). `n` is 1 or more.
 *
 * **Example** (The first of an endless source)
 *
 * ```ts
 * import { Sink, Source, Transform, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const firstThree = Workflow.make("first three", {
 *   numbers: Source.range({ end: Infinity }),
 *   first: Transform.take(Schema.Int, 3),
 *   all: Sink.toArray(Schema.Int)
 * }, ({ numbers, first, all }) => numbers.pipe(first).pipe(all))
 * await Effect.runPromise(Workflow.run(firstThree)) // => { all: [0, 1, 2] }
 * ```
 *
 * @see `takeWhile` to end at an element
 * @see `drop` for the rest
 * @category transforms
 * @since 0.1.0
 */
export const take = <S extends Schema.Constraint>(
  schema: S,
  n: number
): Definition<{ readonly value: S["Type"] }, { readonly passed: S["Type"] }> => {
  checkWhole("Transform.take: elements", n)
  return Stream.make("take", {
    in: { value: schema },
    out: { passed: schema },
    *run({ value }, { passed }) {
      for (let left = n; left > 0; left--) yield* passed.push(yield* value.pop)
    }
  })
}
