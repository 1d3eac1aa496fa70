/** A test of one stream from the recording of a run. */
import type { Definition } from "@effect-mimo/core"
import * as Effect from "effect/Effect"
import type { RecordingError } from "../recording/error.ts"
import type { Recording } from "../recording/parse.ts"
import { type Of, partOf, readElement } from "../recording/part.ts"

/**
 * What a step was fed in a recorded run, and what it pushed.
 *
 * **Details**
 *
 * `expected` has the outlets that were recorded. `cut` names those of which it is only a beginning, because their consumers
 * left or the run was stopped.
 *
 * @category models
 * @since 0.1.0
 */
export interface FromRecording<D> {
  readonly inputs: { readonly [K in keyof Definition.Ins<D>]: ReadonlyArray<Definition.Ins<D>[K]> }
  readonly expected: { readonly [K in keyof Definition.Outs<D>]: ReadonlyArray<Definition.Outs<D>[K]> }
  readonly cut: ReadonlyArray<keyof Definition.Outs<D> & string>
}

/**
 * The inputs and the expected outputs of a stream, from what a step did in a recorded run: a regression test from an incident.
 *
 * **When to use**
 *
 * Use for streams whose outputs depend on what comes on each inlet, and not on the order between inlets or on time. The inputs
 * are arrays, which can be looked at, changed and made smaller.
 *
 * **Details**
 *
 * Of a run that succeeded, the inputs are all elements that were there for the step, those too that it left unread; otherwise
 * they are those that it popped. The recording is text, or what `Recording.parse` or `Recording.fromFile` gives.
 *
 * **Example** (A regression test)
 *
 * ```ts
 * import { Sink, Source, Transform, Workflow } from "@effect-mimo/core"
 * import { Recording, TestStream } from "@effect-mimo/testing"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const Double = Transform.map(Schema.Int, Schema.Int, (n) => n * 2)
 * const doubling = Workflow.make("doubling", {
 *   numbers: Source.fromIterable(Schema.Int, [1, 2, 3]),
 *   double: Double,
 *   all: Sink.toArray(Schema.Int)
 * }, ({ numbers, double, all }) => numbers.pipe(double).pipe(all))
 * const { text } = Effect.runSync(Recording.capture(Workflow.run(doubling), { workflow: doubling }))
 *
 * const test = Effect.gen(function*() {
 *   const { inputs, expected } = yield* TestStream.fromRecording(text, Double, { step: "double" })
 *   const { outputs } = yield* TestStream.run(Double, inputs)
 *   return [outputs, expected]
 * })
 * Effect.runSync(test) // => [{ mapped: [2, 4, 6] }, { mapped: [2, 4, 6] }]
 * ```
 *
 * @see `Recording.replay` to keep the order between inlets and the times
 * @category constructors
 * @since 0.1.0
 */
export const fromRecording = <D extends Definition.Input>(
  recording: Recording | string,
  stream: D,
  of: Of
): Effect.Effect<FromRecording<D>, RecordingError> =>
  Effect.gen(function*() {
    const { hasSucceeded, inlets, outlets, source } = yield* partOf(recording, stream, of)
    const expected: Record<string, ReadonlyArray<unknown>> = {}
    for (const [name, { codec, pushes }] of outlets) {
      const port = `${of.step}.${name}`
      expected[name] = yield* Effect.forEach(
        pushes,
        ({ line, written }) => readElement(source, port, codec, line, written)
      )
    }
    return {
      inputs: Object.fromEntries(
        Array.from(inlets, ([name, { elements }]) => {
          const were = hasSucceeded ? elements : elements.filter(({ popped }) => popped < Infinity)
          return [name, were.map(({ element }) => element)]
        })
      ),
      expected,
      cut: Array.from(outlets).flatMap(([name, { end }]) => end?.by === "Completed" ? [] : [name])
    } as unknown as FromRecording<D> // by port name, each with the elements of its port
  })
