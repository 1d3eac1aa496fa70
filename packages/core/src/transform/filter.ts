import type * as Schema from "effect/Schema"
import { stateless } from "../internal/stateless.ts"
import * as Port from "../Port.ts"
import type { Definition } from "../Stream.ts"

/**
 * Passes on the elements that satisfy a predicate; the others go to `rejected`, which may stay unconnected.
 *
 * **When to use**
 *
 * Use to select, or to split in two.
 *
 * **Example** (Keeping even numbers)
 *
 * ```ts
 * import { Sink, Source, Transform, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const evens = Workflow.make("evens", {
 *   numbers: Source.range({ end: 5 }),
 *   even: Transform.filter(Schema.Int, (n) => n % 2 === 0),
 *   all: Sink.toArray(Schema.Int)
 * }, ({ numbers, even, all }) => {
 *   numbers.pipe(even)
 *   even.passed.pipe(all)
 * })
 * Effect.runSync(Workflow.run(evens)) // => { all: [0, 2, 4] }
 * ```
 *
 * @category transforms
 * @since 0.1.0
 */
export const filter = <S extends Schema.Constraint>(
  schema: S,
  predicate: (element: S["Type"]) => boolean
): Definition<{ readonly value: S["Type"] }, { readonly passed: S["Type"]; readonly rejected: S["Type"] }> =>
  stateless("filter", { in: { value: schema }, out: { passed: schema, rejected: Port.optional(schema) } }, {
    kind: "filter",
    f: predicate
  })
