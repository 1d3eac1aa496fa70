import type * as Schema from "effect/Schema"
import { stateless } from "../internal/stateless.ts"
import type { Definition } from "../Stream.ts"

/**
 * Applies a function to each element.
 *
 * **When to use**
 *
 * Use to convert. For a function that returns an Effect, there is `mapEffect`.
 *
 * **Example** (Doubling)
 *
 * ```ts
 * import { Sink, Source, Transform, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const doubling = Workflow.make("doubling", {
 *   numbers: Source.range({ end: 3 }),
 *   double: Transform.map(Schema.Int, Schema.Int, (n) => n * 2),
 *   all: Sink.toArray(Schema.Int)
 * }, ({ numbers, double, all }) => numbers.pipe(double).pipe(all))
 * Effect.runSync(Workflow.run(doubling)) // => { all: [0, 2, 4] }
 * ```
 *
 * @category transforms
 * @since 0.1.0
 */
export const map = <In extends Schema.Constraint, Out extends Schema.Constraint>(
  from: In,
  to: Out,
  f: (element: In["Type"]) => Out["Type"]
): Definition<{ readonly value: In["Type"] }, { readonly mapped: Out["Type"] }> =>
  stateless("map", { in: { value: from }, out: { mapped: to } }, { kind: "map", f })
