import type * as Schema from "effect/Schema"
import type { OnError, Outlets } from "../DeadLetter.ts"
import { checkOptional } from "../internal/given.ts"
import { catching, failedOutlet } from "../internal/onError.ts"
import { passes, stateless } from "../internal/stateless.ts"
import * as Port from "../Port.ts"
import { type Definition, Stream } from "../Stream.ts"

/**
 * Passes on the elements that satisfy a predicate; the others go to `rejected`, which may stay unconnected.
 *
 * **When to use**
 *
 * Use to select, or to split in two.
 *
 * **Details**
 *
 * Where the predicate throws, the step fails, or does what `onError` says: see `DeadLetter.OnError`.
 *
 * **Example** (Keeping even numbers)
 *
 * ```ts
 * import { Sink, Source, Transform, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const evens = Workflow.make("evens", {
 *   numbers: Source.range({ end: 5 }),
 *   even: Transform.filter(Schema.Int, (n) => n % 2 === 0),
 *   all: Sink.toArray(Schema.Int)
 * }, ({ numbers, even, all }) => {
 *   numbers.pipe(even)
 *   even.passed.pipe(all)
 * })
 * Effect.runSync(Workflow.run(evens)) // => { all: [0, 2, 4] }
 * ```
 *
 * @category transforms
 * @since 0.1.0
 */
export const filter = <S extends Schema.Constraint, Mode extends OnError = "fail">(
  schema: S,
  predicate: (element: S["Type"]) => boolean,
  options?: { readonly onError?: Mode | undefined }
): Definition<
  { readonly value: S["Type"] },
  Outlets<{ readonly passed: S["Type"]; readonly rejected: S["Type"] }, Mode>
> => {
  checkOptional("Transform.filter", options, ["onError"], "{ onError: \"fail\" }")
  const failed = failedOutlet("filter", options?.onError)
  const out = { passed: schema, rejected: Port.optional(schema) }
  const definition = failed === undefined
    ? stateless("filter", { in: { value: schema }, out }, { kind: "filter", f: predicate })
    : Stream.make("filter", {
      in: { value: schema },
      out: { ...out, failed },
      run: ({ value }, { failed, passed, rejected }) => {
        const passOn = (element: S["Type"]) => (passes(predicate(element)) ? passed : rejected).push(element)
        return value.forEach(catching(value, passOn, (letter) => failed.push(letter)))
      }
    })
  return definition as never // which of the two `Mode` tells
}
