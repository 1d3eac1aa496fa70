import type * as Schema from "effect/Schema"
import type { OnError, Outlets } from "../DeadLetter.ts"
import { checkOptional } from "../internal/given.ts"
import { catching, failedOutlet } from "../internal/onError.ts"
import { stateless, tapped } from "../internal/stateless.ts"
import { type Definition, Stream } from "../Stream.ts"

/**
 * Calls a function with each element, and passes the element on.
 *
 * **When to use**
 *
 * Use to count, to log, to look at what goes by. A function that returns an Effect or a
 * Promise fails the step: nobody would run it, or wait for it. For those there is `mapEffect`.
 *
 * **Details**
 *
 * Where the function throws, the step fails, or does what `onError` says: see `DeadLetter.OnError`.
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
export const tap = <S extends Schema.Constraint, Mode extends OnError = "fail">(
  schema: S,
  f: (element: S["Type"]) => void,
  options?: { readonly onError?: Mode | undefined }
): Definition<{ readonly value: S["Type"] }, Outlets<{ readonly passed: S["Type"] }, Mode>> => {
  checkOptional("Transform.tap", options, ["onError"], "{ onError: \"fail\" }")
  const failed = failedOutlet("tap", options?.onError)
  const definition = failed === undefined
    ? stateless("tap", { in: { value: schema }, out: { passed: schema } }, { kind: "tap", f })
    : Stream.make("tap", {
      in: { value: schema },
      out: { passed: schema, failed },
      run: ({ value }, { failed, passed }) => {
        const passOn = (element: S["Type"]) => {
          tapped(f(element))
          return passed.push(element)
        }
        return value.forEach(catching(value, passOn, (letter) => failed.push(letter)))
      }
    })
  return definition as never // which of the two `Mode` tells
}
