import type * as Schema from "effect/Schema"
import { type Definition, Stream } from "../Stream.ts"

/**
 * Collects all elements into an array, the result of the step.
 *
 * **When to use**
 *
 * Use where everything fits in memory, such as in tests.
 *
 * **Example** (Collecting)
 *
 * ```ts
 * import { Sink, Source, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const collect = Workflow.make("collect", {
 *   numbers: Source.range({ end: 3 }),
 *   all: Sink.toArray(Schema.Int)
 * }, ({ numbers, all }) => numbers.pipe(all))
 * Effect.runSync(Workflow.run(collect)) // => { all: [0, 1, 2] }
 * ```
 *
 * @category sinks
 * @since 0.1.0
 */
export const toArray = <S extends Schema.Constraint>(
  schema: S
): Definition<{ readonly value: S["Type"] }, {}, ReadonlyArray<S["Type"]>> =>
  Stream.make("toArray", {
    in: { value: schema },
    *run({ value }) {
      const elements: Array<S["Type"]> = []
      yield* value.forEach((element) => {
        elements.push(element)
      })
      return elements
    }
  })
