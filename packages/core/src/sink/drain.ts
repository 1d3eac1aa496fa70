import type * as Schema from "effect/Schema"
import { type Definition, Stream } from "../Stream.ts"

/**
 * Takes all elements and keeps none.
 *
 * **When to use**
 *
 * Use at the end of an outlet whose elements do not matter here.
 *
 * **Example** (Ignoring an outlet)
 *
 * ```ts
 * import { Sink, Source, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const ignore = Workflow.make("ignore", {
 *   numbers: Source.range({ end: 3 }),
 *   ignored: Sink.drain(Schema.Int)
 * }, ({ numbers, ignored }) => numbers.pipe(ignored))
 * Effect.runSync(Workflow.run(ignore)) // => {}
 * ```
 *
 * @category sinks
 * @since 0.1.0
 */
export const drain = <S extends Schema.Constraint>(schema: S): Definition<{ readonly value: S["Type"] }, {}> =>
  Stream.make("drain", {
    in: { value: schema },
    run: ({ value }) => value.forEach(() => {})
  })
