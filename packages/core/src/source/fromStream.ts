import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as EffectStream from "effect/Stream"
import { describe } from "../internal/given.ts"
import { type Definition, Stream } from "../Stream.ts"

/**
 * Emits the elements of an Effect `Stream`; the step fails as the stream does.
 *
 * **When to use**
 *
 * Use to bring in what Effect already streams: files, HTTP bodies, subscriptions.
 *
 * **Example** (Reading an Effect stream)
 *
 * ```ts
 * import { Sink, Source, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 * import * as EffectStream from "effect/Stream"
 *
 * const copy = Workflow.make("copy", {
 *   numbers: Source.fromStream(Schema.Int, EffectStream.range(1, 3)),
 *   all: Sink.toArray(Schema.Int)
 * }, ({ numbers, all }) => numbers.pipe(all))
 * Effect.runSync(Workflow.run(copy)) // => { all: [1, 2, 3] }
 * ```
 *
 * @category sources
 * @since 0.1.0
 */
export const fromStream = <S extends Schema.Constraint, E, R>(
  schema: S,
  stream: EffectStream.Stream<S["Type"], E, R>
): Definition<{}, { readonly value: S["Type"] }, void, E, Exclude<R, Scope.Scope>> => {
  if (!EffectStream.isStream(stream)) {
    throw new TypeError(`Source.fromStream: the stream is ${describe(stream)}; give a Stream of effect/Stream`)
  }
  return Stream.make("fromStream", {
    out: { value: schema },
    run: (_, { value }) => Effect.asVoid(EffectStream.run(stream, value.sink))
  })
}
