import type * as Schema from "effect/Schema"
import { type Definition, Stream } from "../Stream.ts"

/**
 * Folds the elements, and passes on the state after each: one for one.
 *
 * **When to use**
 *
 * Use for running totals, counters, and what else depends on the elements before. For the last state alone, there is
 * `Sink.fold`.
 *
 * **Details**
 *
 * `initial` is called once per run; what it gives is not passed on by itself. States are passed on by reference: let `f`
 * return a new one, rather than change the one it is given. Where either throws, the step fails.
 *
 * **Example** (A running total)
 *
 * ```ts
 * import { Sink, Source, Transform, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const totals = Workflow.make("totals", {
 *   numbers: Source.fromIterable(Schema.Int, [1, 2, 3]),
 *   total: Transform.scan(Schema.Int, Schema.Int, () => 100, (sum, n) => sum + n),
 *   all: Sink.toArray(Schema.Int)
 * }, ({ numbers, total, all }) => numbers.pipe(total).pipe(all))
 * Effect.runSync(Workflow.run(totals)) // => { all: [101, 103, 106] }
 * ```
 *
 * @category transforms
 * @since 0.1.0
 */
export const scan = <In extends Schema.Constraint, Out extends Schema.Constraint>(
  from: In,
  to: Out,
  initial: () => Out["Type"],
  f: (state: Out["Type"], element: In["Type"]) => Out["Type"]
): Definition<{ readonly value: In["Type"] }, { readonly state: Out["Type"] }> =>
  Stream.make("scan", {
    in: { value: from },
    out: { state: to },
    *run({ value }, { state }) {
      let last = initial()
      yield* value.forEach((element) => state.push(last = f(last, element)))
    }
  })
