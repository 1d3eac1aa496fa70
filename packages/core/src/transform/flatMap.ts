import type * as Schema from "effect/Schema"
import type { OnError, Outlets } from "../DeadLetter.ts"
import { checkOptional } from "../internal/given.ts"
import { catching, failedOutlet } from "../internal/onError.ts"
import { items, stateless } from "../internal/stateless.ts"
import { type Definition, Stream } from "../Stream.ts"

/**
 * Makes an array of each element and passes on what is in it, in order.
 *
 * **When to use**
 *
 * Use where one element becomes none, one or several. To know how many of them belong together, there is `unpack`.
 *
 * **Details**
 *
 * Where the function throws, the step fails, or does what `onError` says: see `DeadLetter.OnError`.
 *
 * **Example** (Words of lines)
 *
 * ```ts
 * import { Sink, Source, Transform, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const words = Workflow.make("words", {
 *   lines: Source.fromIterable(Schema.String, ["to be or", "not to be"]),
 *   split: Transform.flatMap(Schema.String, Schema.String, (line) => line.split(" ")),
 *   all: Sink.toArray(Schema.String)
 * }, ({ lines, split, all }) => lines.pipe(split).pipe(all))
 * Effect.runSync(Workflow.run(words)) // => { all: ["to", "be", "or", "not", "to", "be"] }
 * ```
 *
 * @see `unpack` for lists whose lengths are wanted too
 * @category transforms
 * @since 0.1.0
 */
export const flatMap = <In extends Schema.Constraint, Out extends Schema.Constraint, Mode extends OnError = "fail">(
  from: In,
  to: Out,
  f: (element: In["Type"]) => ReadonlyArray<Out["Type"]>,
  options?: { readonly onError?: Mode | undefined }
): Definition<{ readonly value: In["Type"] }, Outlets<{ readonly item: Out["Type"] }, Mode>> => {
  checkOptional("Transform.flatMap", options, ["onError"], "{ onError: \"fail\" }")
  const failed = failedOutlet("flatMap", options?.onError)
  const definition = failed === undefined
    ? stateless("flatMap", { in: { value: from }, out: { item: to } }, { kind: "flatMap", f })
    : Stream.make("flatMap", {
      in: { value: from },
      out: { item: to, failed },
      run: ({ value }, { failed, item }) =>
        value.forEach(catching(value, (element) => item.pushAll(items(f(element))), (letter) => failed.push(letter)))
    })
  return definition as never // which of the two `Mode` tells
}
