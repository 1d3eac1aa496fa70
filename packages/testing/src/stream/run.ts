/** One stream over whole inputs. */
import type { Definition, Workflow } from "@effect-mimo/core"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as EffectStream from "effect/Stream"
import { checkPort } from "../internal/knownPort.ts"
import { type Subject, subjectOf } from "../internal/subject.ts"
import { portsOf, textOf, Wait } from "../internal/waits.ts"

/**
 * The input of one inlet: its elements, or what brings them in its own time.
 *
 * @category models
 * @since 0.1.0
 */
export type Input<A, E = never, R = never> = Iterable<A> | AsyncIterable<A> | EffectStream.Stream<A, E, R>

/**
 * The inputs of a stream, by inlet.
 *
 * @category models
 * @since 0.1.0
 */
export type Inputs<D, E = never, R = never> = {
  readonly [K in keyof Definition.Ins<D>]: Input<Definition.Ins<D>[K], E, R>
}

/**
 * What inputs can fail with: the errors of Effect streams; an async iterable that throws fails with an `UnknownError`.
 *
 * @category utility types
 * @since 0.1.0
 */
export type InputsError<I> = InputError<I[keyof I]>

type InputError<I> = I extends EffectStream.Stream<infer _A, infer E, infer _R> ? E
  : I extends AsyncIterable<unknown> ? Cause.UnknownError
  : never

/**
 * What inputs require: the services of Effect streams.
 *
 * @category utility types
 * @since 0.1.0
 */
export type InputsServices<I> = InputServices<I[keyof I]>

type InputServices<I> = I extends EffectStream.Stream<infer _A, infer _E, infer R> ? Exclude<R, Scope.Scope> : never

type NoOthers<D, I> = { readonly [K in Exclude<keyof I, keyof Definition.Ins<D>>]: never }

/**
 * What a stream did with its inputs.
 *
 * **Details**
 *
 * `outputs` holds what was pushed, by outlet, also when the stream failed. `result` is what `run` returned, `undefined` if it
 * did not complete. `unread` holds the elements the stream left, by inlet; of an input that is no plain iterable only what
 * had been brought. `discarded` counts what was pushed and reached nobody, where there was such: by outlet, and inside of a
 * workflow by `step.outlet`, where no edge took it, and by edge, where it was dropped.
 *
 * @category models
 * @since 0.1.0
 */
export interface Outcome<D> {
  readonly outputs: { readonly [K in keyof Definition.Outs<D>]: ReadonlyArray<Definition.Outs<D>[K]> }
  readonly result: Definition.Result<D> | undefined
  readonly exit: Exit.Exit<Definition.Result<D>, Definition.Error<D>>
  readonly unread: { readonly [K in keyof Definition.Ins<D>]: ReadonlyArray<Definition.Ins<D>[K]> }
  readonly discarded: { readonly [at: string]: number }
}

/**
 * A stream under test did not end in time.
 *
 * **Details**
 *
 * `waits` says what it waits for then; `waitingOn` names the ports of the test among that, each once.
 *
 * @category errors
 * @since 0.1.0
 */
export class TestTimeout extends Schema.TaggedError<TestTimeout>("@effect-mimo/testing/TestTimeout")("TestTimeout", {
  stream: Schema.String,
  after: Schema.String,
  waits: Schema.Array(Wait)
}) {
  get waitingOn(): ReadonlyArray<string> {
    return portsOf(this.waits)
  }
  override get message() {
    return [`${this.stream} did not end within ${this.after}:`, ...this.waits.map((wait) => `  - ${textOf(wait)}`)]
      .join("\n")
  }
}

/**
 * Options of a test.
 *
 * **Details**
 *
 * `capacity` is that of the edges around the stream, in elements. `patience` is the real time after which an operation of
 * the test dies with `Stuck` when nothing moves: a second by default, `"Infinity"` for never.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  readonly capacity?: number | undefined
  readonly patience?: Duration.Input | undefined
}

/**
 * Runs one stream over the inputs, ends its inlets, and collects everything it pushes.
 *
 * **When to use**
 *
 * Use for most tests of a stream: give arrays, compare arrays. A failure of the stream does not fail the test run: it is in
 * `exit`. A failure of an input does.
 *
 * **Details**
 *
 * An inlet is given an iterable, which is read as a whole before the stream starts, an async iterable or an Effect stream,
 * which are read as the stream takes them. A stream that waits in vain ends the run with `Stuck`, a defect; with `timeout` (of
 * the test's clock) one that does not end by then fails it with {@link TestTimeout}.
 *
 * **Example** (Testing a stream)
 *
 * ```ts
 * import { Transform } from "@effect-mimo/core"
 * import { TestStream } from "@effect-mimo/testing"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const Double = Transform.map(Schema.Int, Schema.Int, (n) => n * 2)
 * const outcome = Effect.runSync(TestStream.run(Double, { value: [1, 2, 3] }))
 * outcome.outputs // => { mapped: [2, 4, 6] }
 * ```
 *
 * @category running
 * @since 0.1.0
 */
export const run: {
  <D extends Definition.Input, const I extends Inputs<D, unknown, unknown>>(
    stream: D,
    inputs: I & NoOthers<D, I>,
    options?: Options & { readonly timeout?: undefined }
  ): Effect.Effect<Outcome<D>, InputsError<I>, Definition.Services<D> | InputsServices<I>>
  <D extends Definition.Input, const I extends Inputs<D, unknown, unknown>>(
    stream: D,
    inputs: I & NoOthers<D, I>,
    options: Options & { readonly timeout: Duration.Input }
  ): Effect.Effect<Outcome<D>, InputsError<I> | TestTimeout, Definition.Services<D> | InputsServices<I>>
} = <D extends Definition.Input>(
  stream: D,
  inputs: Inputs<D, never, never>,
  options?: Options & { readonly timeout?: Duration.Input | undefined }
  // The types of the signatures: an outcome by port name, and TestTimeout only with `timeout`.
): Effect.Effect<Outcome<D>, never, Definition.Services<D>> =>
  Effect.scoped(Effect.gen(function*() {
    const subject = yield* subjectOf(stream, options)
    const { run } = subject
    for (const name of Object.keys(inputs)) checkPort("in", [...run.given.keys()], name)
    // At once, so that the stream has its inputs before the test moves the clock.
    const feeding = yield* Effect.forkScoped(
      Effect.provideService(fed(subject, inputs), Clock.Clock, subject.sleeps.clock),
      { startImmediately: true }
    )
    const failed = Effect.andThen(Fiber.join(feeding), Effect.never)
    return yield* run.outcome(Effect.raceFirst(inTime(subject, options?.timeout), failed))
  })) as unknown as Effect.Effect<Outcome<D>, never, Definition.Services<D>>

/** Feeds every inlet, and ends it. */
const fed = (subject: Subject, inputs: object): Effect.Effect<void, unknown> =>
  Effect.forEach(
    subject.run.given,
    ([name, given]) => {
      const feed = subject.run.running.in[name]!
      const input: Input<unknown, unknown> = Reflect.get(inputs, name) ?? []
      const arriving = arrivingFrom(input)
      if (arriving !== undefined) return Effect.andThen(fedAsTaken(subject, feed, arriving, given), feed.end)
      for (const element of input as Iterable<unknown>) given.push(element) // it is neither of the others
      return Effect.andThen(feed.pushAll(given), feed.end)
    },
    { concurrency: "unbounded", discard: true }
  )

const arrivingFrom = (input: Input<unknown, unknown>): EffectStream.Stream<unknown, unknown> | undefined => {
  if (EffectStream.isStream(input)) return input
  return Symbol.asyncIterator in Object(input)
    ? EffectStream.fromAsyncIterable(input as AsyncIterable<unknown>, unknownError) // it has one
    : undefined
}

const unknownError = (error: unknown) => new Cause.UnknownError(error, "the async iterable threw")

const fedAsTaken = (
  subject: Subject,
  feed: Workflow.Feed<unknown>,
  elements: EffectStream.Stream<unknown, unknown>,
  given: Array<unknown>
): Effect.Effect<void, unknown> =>
  Effect.suspend(() => {
    subject.inputs++
    const feeding = EffectStream.runForEachWhile(elements, (element) => {
      if (feed.isClosed) return Effect.succeed(false)
      given.push(element)
      return Effect.as(feed.push(element), true)
    })
    const over = Effect.sync(() => {
      subject.inputs--
    })
    return Effect.ensuring(feeding, over)
  })

const inTime = (
  subject: Subject,
  timeout: Duration.Input | undefined
): Effect.Effect<Exit.Exit<unknown, unknown>, TestTimeout> => {
  const { end } = subject.run
  if (timeout === undefined) return subject.awaiting("run", end)
  // On a live clock the timeout comes by itself.
  return Effect.timeoutOrElse(subject.sleeps.isOfTest ? subject.awaiting("run", end) : end, {
    duration: timeout,
    orElse: () =>
      Effect.suspend(() =>
        Effect.fail(
          new TestTimeout({
            stream: subject.name,
            after: Duration.format(Duration.fromInputUnsafe(timeout)),
            waits: subject.waits
          })
        )
      )
  })
}
