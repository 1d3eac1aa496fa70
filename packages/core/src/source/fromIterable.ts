import * as Predicate from "effect/Predicate"
import type * as Schema from "effect/Schema"
import { describe } from "../internal/given.ts"
import { type Definition, Stream } from "../Stream.ts"

/**
 * Emits the elements of an iterable, in order.
 *
 * **When to use**
 *
 * Use for data at hand. A function is called once per run, so give one for an iterable that can be read only once.
 *
 * **Example** (Emitting an array)
 *
 * ```ts
 * import { Sink, Source, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const copy = Workflow.make("copy", {
 *   letters: Source.fromIterable(Schema.String, ["a", "b"]),
 *   all: Sink.toArray(Schema.String)
 * }, ({ letters, all }) => letters.pipe(all))
 * Effect.runSync(Workflow.run(copy)) // => { all: ["a", "b"] }
 * ```
 *
 * @category sources
 * @since 0.1.0
 */
export const fromIterable = <S extends Schema.Constraint>(
  schema: S,
  elements: Iterable<S["Type"]> | (() => Iterable<S["Type"]>)
): Definition<{}, { readonly value: S["Type"] }> => {
  if (typeof elements !== "function" && !Predicate.isIterable(elements)) {
    const given = describe(elements)
    throw new TypeError(
      `Source.fromIterable: the elements are ${given}; give an array, an iterable, or a function of one`
    )
  }
  return Stream.make("fromIterable", {
    out: { value: schema },
    *run(_, { value }) {
      const all = typeof elements === "function" ? elements() : elements
      if (!Array.isArray(all)) return yield* value.pushAll(all)
      // In batches, since an array that is being pushed is pushed to its end, and a drain is to stop this source before.
      for (let i = 0; i < all.length; i += batch) yield* value.pushAll(all.slice(i, i + batch))
    }
  })
}

const batch = 512
