import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import * as EffectStream from "effect/Stream"
import { describe } from "../internal/given.ts"
import { type Definition, Stream } from "../Stream.ts"

/**
 * Emits the elements of an async iterable; it is called once per run, and its iterator is returned when the step ends.
 *
 * **When to use**
 *
 * Use for Node streams, async generators and clients that give async iterables. What it throws, or the function that gives
 * it, fails the step, as an `UnknownError` unless `onError` makes an error of your own of it.
 *
 * **Example** (Reading an async generator)
 *
 * ```ts
 * import { Sink, Source, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const ticks = async function*() {
 *   yield 1
 *   yield 2
 * }
 * const copy = Workflow.make("copy", {
 *   ticks: Source.fromAsyncIterable(Schema.Int, ticks),
 *   all: Sink.toArray(Schema.Int)
 * }, ({ ticks, all }) => ticks.pipe(all))
 * await Effect.runPromise(Workflow.run(copy)) // => { all: [1, 2] }
 * ```
 *
 * @category sources
 * @since 0.1.0
 */
export const fromAsyncIterable = <S extends Schema.Constraint, E = Cause.UnknownError>(
  schema: S,
  elements: () => AsyncIterable<S["Type"]>,
  onError?: (error: unknown) => E
): Definition<{}, { readonly value: S["Type"] }, void, E> => {
  if (typeof elements !== "function") {
    const given = describe(elements)
    throw new TypeError(`Source.fromAsyncIterable: the elements are ${given}; give a function, as () => iterable`)
  }
  return Stream.make("fromAsyncIterable", {
    out: { value: schema },
    run: (_, { value }) => {
      const onThrown: (error: unknown) => unknown = onError ?? unknownError
      return Effect.flatMap(
        Effect.try({ try: elements, catch: onThrown }),
        (all) => EffectStream.run(EffectStream.fromAsyncIterable<S["Type"], unknown>(all, onThrown), value.sink)
      )
    }
  }) as Definition<{}, { readonly value: S["Type"] }, void, E> // without `onError`, E is the UnknownError it defaults to
}

const unknownError = (error: unknown) => new Cause.UnknownError(error, "the async iterable threw")
