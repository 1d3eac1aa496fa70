import type * as Schema from "effect/Schema"
import type { OnError, Outlets } from "../DeadLetter.ts"
import { checkOptional } from "../internal/given.ts"
import { catching, failedOutlet } from "../internal/onError.ts"
import { stateless } from "../internal/stateless.ts"
import { type Definition, Stream } from "../Stream.ts"

/**
 * Applies a function to each element.
 *
 * **When to use**
 *
 * Use to convert. For a function that returns an Effect, there is `mapEffect`.
 *
 * **Details**
 *
 * Where the function throws, the step fails, or does what `onError` says: see `DeadLetter.OnError`.
 *
 * **Example** (Doubling)
 *
 * ```ts
 * import { Sink, Source, Transform, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const doubling = Workflow.make("doubling", {
 *   numbers: Source.range({ end: 3 }),
 *   double: Transform.map(Schema.Int, Schema.Int, (n) => n * 2),
 *   all: Sink.toArray(Schema.Int)
 * }, ({ numbers, double, all }) => numbers.pipe(double).pipe(all))
 * Effect.runSync(Workflow.run(doubling)) // => { all: [0, 2, 4] }
 * ```
 *
 * @category transforms
 * @since 0.1.0
 */
export const map = <In extends Schema.Constraint, Out extends Schema.Constraint, Mode extends OnError = "fail">(
  from: In,
  to: Out,
  f: (element: In["Type"]) => Out["Type"],
  options?: { readonly onError?: Mode | undefined }
): Definition<{ readonly value: In["Type"] }, Outlets<{ readonly mapped: Out["Type"] }, Mode>> => {
  checkOptional("Transform.map", options, ["onError"], "{ onError: \"fail\" }")
  const failed = failedOutlet("map", options?.onError)
  const definition = failed === undefined
    ? stateless("map", { in: { value: from }, out: { mapped: to } }, { kind: "map", f })
    : Stream.make("map", {
      in: { value: from },
      out: { mapped: to, failed },
      run: ({ value }, { failed, mapped }) =>
        value.forEach(catching(value, (element) => mapped.push(f(element)), (letter) => failed.push(letter)))
    })
  return definition as never // which of the two `Mode` tells
}
