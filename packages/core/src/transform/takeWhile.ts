import * as Cause from "effect/Cause"
import type * as Schema from "effect/Schema"
import { type Definition, Stream } from "../Stream.ts"

/**
 * Passes on elements up to the first that does not satisfy a predicate, and completes.
 *
 * **When to use**
 *
 * Use to end at an element. To leave some out and go on, there is `filter`.
 *
 * **Details**
 *
 * The element that ends it is taken, and goes nowhere. Where the predicate throws, the step fails.
 *
 * **Example** (Up to a blank line)
 *
 * ```ts
 * import { Sink, Source, Transform, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const head = Workflow.make("head", {
 *   lines: Source.fromIterable(Schema.String, ["a: 1", "b: 2", "", "body"]),
 *   headers: Transform.takeWhile(Schema.String, (line) => line !== ""),
 *   all: Sink.toArray(Schema.String)
 * }, ({ lines, headers, all }) => lines.pipe(headers).pipe(all))
 * Effect.runSync(Workflow.run(head)) // => { all: ["a: 1", "b: 2"] }
 * ```
 *
 * @see `dropWhile` for the rest
 * @category transforms
 * @since 0.1.0
 */
export const takeWhile = <S extends Schema.Constraint>(
  schema: S,
  predicate: (element: S["Type"]) => boolean
): Definition<{ readonly value: S["Type"] }, { readonly passed: S["Type"] }> =>
  Stream.make("takeWhile", {
    in: { value: schema },
    out: { passed: schema },
    run: ({ value }, { passed }) => value.forEach((element) => predicate(element) ? passed.push(element) : Cause.done())
  })
