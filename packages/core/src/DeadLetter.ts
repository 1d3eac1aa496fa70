/**
 * What becomes of an element whose function fails: `onError` of the stock streams that call a function of yours.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * What a stock stream does with an element when the function it calls throws, or the function's Effect fails or dies.
 *
 * **Details**
 *
 * - `"fail"`: the step fails, as any step does (S15). This is the default.
 * - `"drop"`: the step goes on without the element. The outlet `failed` may stay unconnected, and `Running.snapshot` counts
 *   what it discards: `discarded.failed` of the step.
 * - `"deadLetter"`: the step goes on, and the element goes to the outlet `failed`, which must be connected, as a
 *   {@link DeadLetter}. While that edge is full, the step waits.
 *
 * An interruption is never taken for an error, and `Cause.Done` completes the step, as ever (S14).
 *
 * @category models
 * @since 0.1.0
 */
export type OnError = "fail" | "drop" | "deadLetter"

/**
 * An element whose function failed: what the outlet `failed` gives.
 *
 * **Details**
 *
 * `element` is as it came. `error` is what was thrown, what the Effect failed with, or what it died of. `step` is the path of
 * the step, `workflow/step`, and `position` how many elements had come to it before this one.
 *
 * **Example** (Keeping what could not be parsed)
 *
 * ```ts
 * import { DeadLetter, Sink, Source, Transform, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const parse = (line: string): unknown => JSON.parse(line)
 * const parsing = Workflow.make("parsing", {
 *   lines: Source.fromIterable(Schema.String, ["1", "{", "[2]"]),
 *   parse: Transform.map(Schema.String, Schema.Unknown, parse, { onError: "deadLetter" }),
 *   good: Sink.toArray(Schema.Unknown),
 *   bad: Sink.toArray(DeadLetter.DeadLetter)
 * }, ({ lines, parse, good, bad }) => {
 *   lines.pipe(parse)
 *   parse.mapped.pipe(good)
 *   parse.failed.pipe(bad)
 * })
 * const { good, bad } = Effect.runSync(Workflow.run(parsing))
 * good // => [1, [2]]
 * bad.map(({ element, step, position }) => ({ element, step, position })) // => [{ element: "{", step: "parsing/parse", position: 1 }]
 * bad[0]?.error instanceof SyntaxError // => true
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const DeadLetter = Schema.Struct({
  element: Schema.Unknown,
  error: Schema.Unknown,
  step: Schema.String,
  position: Schema.Int
})

/**
 * An element whose function failed, as a type.
 *
 * @category models
 * @since 0.1.0
 */
export interface DeadLetter extends Schema.Schema.Type<typeof DeadLetter> {}

/**
 * The outlets of a stock stream with `onError`: `failed` joins them unless it may be `"fail"`.
 *
 * @category utility types
 * @since 0.1.0
 */
export type Outlets<O, Mode extends OnError> = "fail" extends Mode ? O
  // Through a conditional type, so that the compiler shows the record itself, and not this alias.
  : O & { readonly failed: DeadLetter } extends infer All ? { readonly [K in keyof All]: All[K] }
  : never
