import type * as Schema from "effect/Schema"
import { checkReturned } from "../internal/returned.ts"
import { type Definition, Stream } from "../Stream.ts"

/**
 * Folds all elements into one value, the result of the step.
 *
 * **When to use**
 *
 * Use to count, to sum, to keep the last. `initial` is called once per run.
 *
 * **Example** (Summing)
 *
 * ```ts
 * import { Sink, Source, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const sum = Workflow.make("sum", {
 *   numbers: Source.range({ end: 5 }),
 *   total: Sink.fold(Schema.Int, () => 0, (sum, n) => sum + n)
 * }, ({ numbers, total }) => numbers.pipe(total))
 * Effect.runSync(Workflow.run(sum)) // => { total: 10 }
 * ```
 *
 * @category sinks
 * @since 0.1.0
 */
export const fold = <S extends Schema.Constraint, B>(
  schema: S,
  initial: () => B,
  f: (state: B, element: S["Type"]) => B
): Definition<{ readonly value: S["Type"] }, {}, B> =>
  Stream.make("fold", {
    in: { value: schema },
    *run({ value }) {
      let state = initial()
      yield* value.forEach((element) => {
        state = f(state, element)
        if (state instanceof Promise) checkReturned("Sink.fold", state, "put a Transform.mapEffect before it")
      })
      return state
    }
  })
