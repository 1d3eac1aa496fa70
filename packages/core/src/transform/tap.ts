import type * as Schema from "effect/Schema"
import { stateless } from "../internal/stateless.ts"
import type { Definition } from "../Stream.ts"

/**
 * Calls a function with each element, and passes the element on.
 *
 * **When to use**
 *
 * Use to count, to log, to look at what goes by. For a function that returns an Effect, there is `mapEffect`.
 *
 * **Example** (Looking at what goes by)
 *
 * ```ts
 * import { Sink, Source, Transform, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const seen: Array<number> = []
 * const watched = Workflow.make("watched", {
 *   numbers: Source.range({ end: 3 }),
 *   watch: Transform.tap(Schema.Int, (n) => {
 *     seen.push(n)
 *   }),
 *   total: Sink.fold(Schema.Int, () => 0, (sum, n) => sum + n)
 * }, ({ numbers, watch, total }) => numbers.pipe(watch).pipe(total))
 * Effect.runSync(Workflow.run(watched)) // => { total: 3 }
 * seen // => [0, 1, 2]
 * ```
 *
 * @category transforms
 * @since 0.1.0
 */
export const tap = <S extends Schema.Constraint>(
  schema: S,
  f: (element: S["Type"]) => void
): Definition<{ readonly value: S["Type"] }, { readonly passed: S["Type"] }> =>
  stateless("tap", { in: { value: schema }, out: { passed: schema } }, { kind: "tap", f })
