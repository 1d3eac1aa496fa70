import type * as Duration from "effect/Duration"
import type * as Schema from "effect/Schema"
import { millisOf } from "../internal/amounts.ts"
import { comesWithin } from "../internal/comesWithin.ts"
import { type Definition, Stream } from "../Stream.ts"

/**
 * Passes on an element when no other has come for a time; those that are followed sooner are left out.
 *
 * **When to use**
 *
 * Use where only the last of many in a row counts: what is typed, what changes in a file. To keep them all, and slow them
 * down, there is `throttle`.
 *
 * **Details**
 *
 * The last element is passed on as soon as the inlet ends. While it waits for room, elements wait on the inlet; of those that
 * came meanwhile the last one counts, from then on.
 *
 * **Example** (The last of several)
 *
 * ```ts
 * import { Sink, Source, Transform, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const search = Workflow.make("search", {
 *   typed: Source.fromIterable(Schema.String, ["m", "mi", "mimo"]),
 *   query: Transform.debounce(Schema.String, "300 millis"),
 *   all: Sink.toArray(Schema.String)
 * }, ({ typed, query, all }) => typed.pipe(query).pipe(all))
 * await Effect.runPromise(Workflow.run(search)) // => { all: ["mimo"] }
 * ```
 *
 * @category transforms
 * @since 0.1.0
 */
export const debounce = <S extends Schema.Constraint>(
  schema: S,
  duration: Duration.Input
): Definition<{ readonly value: S["Type"] }, { readonly passed: S["Type"] }> => {
  const quiet = millisOf("Transform.debounce: duration", duration)
  return Stream.make("debounce", {
    in: { value: schema },
    out: { passed: schema },
    *run({ value }, { passed }) {
      while (true) {
        let last: S["Type"] = yield* value.pop
        while (yield* comesWithin(value, quiet)) for (const element of yield* value.popUpTo(Infinity)) last = element
        yield* passed.push(last)
      }
    }
  })
}
