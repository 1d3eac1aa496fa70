import { format } from "effect/Formatter"
import * as Schema from "effect/Schema"
import { checkWhole } from "../internal/amounts.ts"
import { checkOptions } from "../internal/given.ts"
import { type Definition, Stream } from "../Stream.ts"

/**
 * Emits whole numbers from `start` (0 by default) up to, and without, `end`.
 *
 * **When to use**
 *
 * Use to count, in tests and examples above all.
 *
 * **Details**
 *
 * `start` and `step` are whole numbers, `step` is 1 (the default) or more; `end` may be `Infinity`. Others throw a
 * `RangeError`.
 *
 * **Example** (Counting)
 *
 * ```ts
 * import { Sink, Source, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const count = Workflow.make("count", {
 *   numbers: Source.range({ end: 6, step: 2 }),
 *   all: Sink.toArray(Schema.Int)
 * }, ({ numbers, all }) => numbers.pipe(all))
 * Effect.runSync(Workflow.run(count)) // => { all: [0, 2, 4] }
 * ```
 *
 * @category sources
 * @since 0.1.0
 */
export const range = (options: {
  readonly start?: number | undefined
  readonly end: number
  readonly step?: number | undefined
}): Definition<{}, { readonly value: number }> => {
  checkOptions("Source.range", options, ["start", "end", "step"], "{ end: 3 }")
  const { end, start = 0, step = 1 } = options
  checkWhole("Source.range: start", start, -Infinity)
  checkWhole("Source.range: step", step)
  // JavaScript may leave it out.
  if (typeof end !== "number" || Number.isNaN(end)) {
    throw new RangeError(`Source.range: end: ${format(end)}; give a number, or Infinity`)
  }
  return Stream.make("range", {
    out: { value: Schema.Int },
    *run(_, { value }) {
      for (let n = start; n < end; n += step) yield* value.push(n)
    }
  })
}
