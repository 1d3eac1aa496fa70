/** Recording the runs that an effect starts. */
import { Observation } from "@effect-mimo/core"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FileSystem from "effect/FileSystem"
import { dual } from "effect/Function"
import type * as PlatformError from "effect/PlatformError"
import * as Queue from "effect/Queue"
import * as Sink from "effect/Sink"
import * as Stream from "effect/Stream"
import type { RecordingError } from "./error.ts"
import { type Options, planOf } from "./plan.ts"
import { makeRecorder } from "./recorder.ts"

const defaultBuffer = 100_000

/**
 * Runs an effect and writes what moves over the edges of the runs it starts, as lines of JSON, into a sink of text.
 *
 * **When to use**
 *
 * Use around `Workflow.run`, or around a whole program that runs a workflow somewhere inside. {@link file} is a sink that
 * writes a file, {@link capture} keeps the text in memory.
 *
 * **Details**
 *
 * A port whose elements have no JSON form is refused before the run. A single element that cannot be written is a line that
 * says so. Elements are written as they are when they move, by the JSON codec of the port's schema, which does not know -0.
 * The run moves the same elements in the same order; it is not held back by the sink, and goes on when the sink fails: that
 * failure is logged at once, and is the failure of the effect when it has ended. What a run that outlives the effect moves is
 * not recorded.
 *
 * **Example** (Recording a run)
 *
 * ```ts
 * import { Sink, Source, Workflow } from "@effect-mimo/core"
 * import { Recording } from "@effect-mimo/testing"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 * import * as EffectSink from "effect/Sink"
 *
 * const counting = Workflow.make("counting", {
 *   numbers: Source.fromIterable(Schema.Int, [1, 2, 3]),
 *   count: Sink.fold(Schema.Int, () => 0, (n) => n + 1)
 * }, ({ numbers, count }) => numbers.pipe(count))
 *
 * let text = ""
 * const to = EffectSink.forEach((lines: string) => Effect.sync(() => { text += lines }))
 * const recorded = Recording.record(Workflow.run(counting), { workflow: counting, to })
 * Effect.runSync(recorded) // => { count: 3 }
 * text.split("\n").at(-2)?.includes("\"exit\":\"Success\"") // => true
 * ```
 *
 * @see {@link file} to write into a file
 * @category recording
 * @since 0.1.0
 */
export const record: {
  <E2, R2>(
    options: Options & { readonly to: Sink.Sink<unknown, string, unknown, E2, R2> }
  ): <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E | E2 | RecordingError, R | R2>
  <A, E, R, E2, R2>(
    effect: Effect.Effect<A, E, R>,
    options: Options & { readonly to: Sink.Sink<unknown, string, unknown, E2, R2> }
  ): Effect.Effect<A, E | E2 | RecordingError, R | R2>
} = dual(
  2,
  <A, E, R, E2, R2>(
    effect: Effect.Effect<A, E, R>,
    options: Options & { readonly to: Sink.Sink<unknown, string, unknown, E2, R2> }
  ): Effect.Effect<A, E | E2 | RecordingError, R | R2> =>
    Effect.flatMap(recorded(effect, options), ({ exit, written }): Effect.Effect<A, E | E2> => {
      if (Exit.isSuccess(written)) return exit
      return Effect.failCause(Exit.isSuccess(exit) ? written.cause : Cause.combine(exit.cause, written.cause))
    })
)

const recorded = <A, E, R, E2, R2>(
  effect: Effect.Effect<A, E, R>,
  options: Options & { readonly to: Sink.Sink<unknown, string, unknown, E2, R2> }
): Effect.Effect<
  { readonly exit: Exit.Exit<A, E>; readonly written: Exit.Exit<unknown, E2> },
  RecordingError,
  R | R2
> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.gen(function*() {
      const plan = yield* planOf(options)
      const clock = yield* Clock.Clock
      const startedAt = clock.currentTimeMillisUnsafe()
      const queue = yield* Queue.dropping<string, Cause.Done>(options.buffer ?? defaultBuffer)
      const recorder = makeRecorder(
        options.workflow.name,
        plan,
        () => clock.currentTimeMillisUnsafe() - startedAt,
        (line) => Queue.offerUnsafe(queue, line)
      )
      let closing: ReadonlyArray<string> = []
      const lines = Stream.make(`${JSON.stringify(plan.headerAt(startedAt))}\n`).pipe(
        Stream.concat(Stream.fromQueue(queue)),
        Stream.concat(Stream.suspend(() => Stream.fromIterable(closing))),
        Stream.mapArray((lines) => [lines.join("")])
      )
      const writing = Effect.tapCause(
        Stream.run(lines, options.to),
        (cause) => Effect.logWarning("recording failed", cause)
      )
      const writer = yield* Effect.forkChild(writing, { startImmediately: true })
      const exit = yield* Effect.exit(restore(Observation.observe(effect, recorder.observer)))
      closing = recorder.closing(exit)
      Queue.endUnsafe(queue)
      return { exit, written: yield* Fiber.await(writer) }
    })
  )

/**
 * A file to record into, written by Effect's `FileSystem`.
 *
 * **When to use**
 *
 * Use as `to` of {@link record}. What the file held before is replaced.
 *
 * @category recording
 * @since 0.1.0
 */
export const file = (
  path: string
): Sink.Sink<void, string, never, PlatformError.PlatformError, FileSystem.FileSystem> =>
  Sink.unwrap(Effect.map(FileSystem.FileSystem, (files) => {
    const encoder = new TextEncoder()
    return Sink.mapInput(files.sink(path), (lines: string) => encoder.encode(lines))
  }))

/**
 * Runs an effect and gives its exit with the recording as text.
 *
 * **When to use**
 *
 * Use in tests, to replay what has just been recorded; a failure of the effect is in `exit`.
 *
 * @see {@link record} to write into a file or any other sink
 * @category recording
 * @since 0.1.0
 */
export const capture: {
  (options: Options): <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<Captured<A, E>, RecordingError, R>
  <A, E, R>(effect: Effect.Effect<A, E, R>, options: Options): Effect.Effect<Captured<A, E>, RecordingError, R>
} = dual(
  2,
  <A, E, R>(effect: Effect.Effect<A, E, R>, options: Options): Effect.Effect<Captured<A, E>, RecordingError, R> =>
    Effect.suspend(() => {
      let text = ""
      const to = Sink.forEach((lines: string) =>
        Effect.sync(() => {
          text += lines
        })
      )
      return Effect.map(recorded(effect, { ...options, to }), ({ exit }) => ({ exit, text }))
    })
)

/**
 * What {@link capture} gives.
 *
 * @category models
 * @since 0.1.0
 */
export interface Captured<out A, out E> {
  readonly exit: Exit.Exit<A, E>
  readonly text: string
}
