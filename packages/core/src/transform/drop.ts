import type * as Schema from "effect/Schema"
import { checkWhole } from "../internal/amounts.ts"
import { type Definition, Stream } from "../Stream.ts"

/**
 * Leaves out the first `n` elements, and passes on the rest.
 *
 * **When to use**
 *
 * Use to skip a header, or what was dealt with before.
 *
 * **Details**
 *
 * `n` is 0 or more; at 0 it passes on everything.
 *
 * **Example** (Without the header)
 *
 * ```ts
 * import { Sink, Source, Transform, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const body = Workflow.make("body", {
 *   lines: Source.fromIterable(Schema.String, ["name", "Ada", "Grace"]),
 *   rows: Transform.drop(Schema.String, 1),
 *   all: Sink.toArray(Schema.String)
 * }, ({ lines, rows, all }) => lines.pipe(rows).pipe(all))
 * Effect.runSync(Workflow.run(body)) // => { all: ["Ada", "Grace"] }
 * ```
 *
 * @see `dropWhile` to begin at an element
 * @see `take` for the first ones
 * @category transforms
 * @since 0.1.0
 */
export const drop = <S extends Schema.Constraint>(
  schema: S,
  n: number
): Definition<{ readonly value: S["Type"] }, { readonly passed: S["Type"] }> => {
  checkWhole("Transform.drop: elements", n, 0)
  return Stream.make("drop", {
    in: { value: schema },
    out: { passed: schema },
    *run({ value }, { passed }) {
      let left = n
      while (left > 0) left -= (yield* value.popUpTo(left)).length
      yield* value.forEach((element) => passed.push(element))
    }
  })
}
