import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type { DeadLetter, OnError, Outlets } from "../DeadLetter.ts"
import { checkOptional } from "../internal/given.ts"
import { catching, failedOutlet, recovering } from "../internal/onError.ts"
import { type Definition, Stream } from "../Stream.ts"

/**
 * Does something with each element, one after the other.
 *
 * **When to use**
 *
 * Use to write, send or print. When `f` returns an Effect, it is run before the next element is taken.
 *
 * **Details**
 *
 * Where `f` throws, or its Effect fails or dies, the step fails, or does what `onError` says: see `DeadLetter.OnError`. With
 * `"deadLetter"` it has an outlet, and is stopped when nobody reads that any more (S16).
 *
 * **Example** (Printing)
 *
 * ```ts
 * import { Sink, Source, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const seen: Array<number> = []
 * const print = Workflow.make("print", {
 *   numbers: Source.range({ end: 2 }),
 *   printer: Sink.forEach(Schema.Int, (n) => Effect.sync(() => seen.push(n)))
 * }, ({ numbers, printer }) => numbers.pipe(printer))
 * Effect.runSync(Workflow.run(print))
 * seen // => [0, 1]
 * ```
 *
 * @category sinks
 * @since 0.1.0
 */
export const forEach = <S extends Schema.Constraint, E = never, R = never, Mode extends OnError = "fail">(
  schema: S,
  f: (element: S["Type"]) => void | Effect.Effect<unknown, E, R>,
  options?: { readonly onError?: Mode | undefined }
): Definition<
  { readonly value: S["Type"] },
  Outlets<{}, Mode>,
  void,
  "fail" extends Mode ? E : never,
  Exclude<R, Scope.Scope>
> => {
  checkOptional("Sink.forEach", options, ["onError"], "{ onError: \"fail\" }")
  const failed = failedOutlet("forEach", options?.onError)
  const definition = failed === undefined
    ? Stream.make("forEach", { in: { value: schema }, run: ({ value }) => value.forEach(f) })
    : Stream.make("forEach", {
      in: { value: schema },
      out: { failed },
      run: ({ value }, { failed }): Effect.Effect<void, never, R> => {
        const send = (letter: DeadLetter) => failed.push(letter)
        const call = (element: S["Type"]) => {
          const effect = f(element)
          if (Effect.isEffect(effect)) return recovering(value, element, effect, send)
        }
        return value.forEach(catching(value, call, send))
      }
    })
  return definition as never // which of the two `Mode` tells; E has no Done: forEach ends by itself
}
