import type * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as EffectSink from "effect/Sink"
import * as EffectStream from "effect/Stream"
import { describe } from "../internal/given.ts"
import { type Definition, Stream } from "../Stream.ts"

/**
 * Runs an Effect `Sink` over the elements; its result is the result of the step.
 *
 * **When to use**
 *
 * Use to end a workflow in what Effect already has a sink for. A sink that is done early completes the step.
 *
 * **Example** (Taking two)
 *
 * ```ts
 * import { Sink, Source, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 * import * as EffectSink from "effect/Sink"
 *
 * const firstTwo = Workflow.make("firstTwo", {
 *   numbers: Source.range({ end: 100 }),
 *   taken: Sink.fromEffectSink(Schema.Int, EffectSink.take<number>(2))
 * }, ({ numbers, taken }) => numbers.pipe(taken))
 * Effect.runSync(Workflow.run(firstTwo)) // => { taken: [0, 1] }
 * ```
 *
 * @category sinks
 * @since 0.1.0
 */
export const fromEffectSink = <S extends Schema.Constraint, A, L, E, R>(
  schema: S,
  sink: EffectSink.Sink<A, S["Type"], L, E, R>
): Definition<{ readonly value: S["Type"] }, {}, A, E, Exclude<R, Scope.Scope>> => {
  if (!EffectSink.isSink(sink)) {
    throw new TypeError(`Sink.fromEffectSink: the sink is ${describe(sink)}; give a Sink of effect/Sink`)
  }
  return Stream.make("fromEffectSink", {
    in: { value: schema },
    run: ({ value }) => EffectStream.run(value.stream, sink)
  }) as unknown as Definition<{ readonly value: S["Type"] }, {}, A, E, Exclude<R, Scope.Scope>> // a sink's E has no Done
}
