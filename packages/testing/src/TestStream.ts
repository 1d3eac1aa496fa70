/**
 * One stream alone, under test: arrays in and arrays out, or its ports held by hand.
 *
 * Both run the stream as a step of a real workflow, so that it meets the edges, the back-pressure and the lifetimes it will
 * meet in production. Time is that of the test: under `TestClock` nothing waits for real.
 *
 * @since 0.1.0
 */
import { type Definition, type In, Workflow } from "@effect-mimo/core"
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Formatter from "effect/Formatter"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"

/**
 * The inputs of a stream, an iterable for each inlet. An optional inlet may be left out.
 *
 * @category models
 * @since 0.1.0
 */
export type Inputs<D> = { readonly [K in keyof Definition.Ins<D>]: Iterable<Definition.Ins<D>[K]> }

/**
 * What a stream did with its inputs.
 *
 * **Details**
 *
 * `outputs` holds what was pushed, by outlet, also when the stream failed. `unread` holds the elements the stream
 * left, by inlet. `result` is what `run` returned, `undefined` if it did not complete.
 *
 * @category models
 * @since 0.1.0
 */
export interface Outcome<D> {
  readonly outputs: { readonly [K in keyof Definition.Outs<D>]: ReadonlyArray<Definition.Outs<D>[K]> }
  readonly result: Definition.Result<D> | undefined
  readonly exit: Exit.Exit<Definition.Result<D>, Definition.Error<D>>
  readonly unread: { readonly [K in keyof Definition.Ins<D>]: ReadonlyArray<Definition.Ins<D>[K]> }
}

/**
 * A stream under test did not end in time.
 *
 * **Details**
 *
 * `waitingOn` names the ports it is suspended on; when there is none, it waits for something else: a timer, a promise, a
 * lock.
 *
 * @category errors
 * @since 0.1.0
 */
export class TestTimeout extends Schema.TaggedError<TestTimeout>("@effect-mimo/testing/TestTimeout")("TestTimeout", {
  stream: Schema.String,
  after: Schema.String,
  waitingOn: Schema.Array(Schema.String)
}) {
  override get message() {
    const where = this.waitingOn.length === 0
      ? "it waits for something other than its ports"
      : `it waits on ${this.waitingOn.join(", ")}`
    return `${this.stream} did not end within ${this.after}: ${where}`
  }
}

/**
 * Options of a test run. `capacity` is that of the edges around the stream, in elements.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  readonly capacity?: number | undefined
}

/**
 * Runs one stream over the inputs, ends its inlets, and collects everything it pushes.
 *
 * **When to use**
 *
 * Use for most tests of a stream: give arrays, compare arrays. A failure of the stream does not fail the test run: it is in
 * `exit`. With `timeout` (of the test's clock) a stream that does not end fails with {@link TestTimeout}.
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
  <D extends Definition.Input>(
    stream: D,
    inputs: Inputs<D>,
    options?: Options & { readonly timeout?: undefined }
  ): Effect.Effect<Outcome<D>, never, Definition.Services<D>>
  <D extends Definition.Input>(
    stream: D,
    inputs: Inputs<D>,
    options: Options & { readonly timeout: Duration.Input }
  ): Effect.Effect<Outcome<D>, TestTimeout, Definition.Services<D>>
} = <D extends Definition.Input>(
  stream: D,
  inputs: Inputs<D>,
  options?: Options & { readonly timeout?: Duration.Input | undefined }
): Effect.Effect<Outcome<D>, never, Definition.Services<D>> =>
  Effect.scoped(Effect.gen(function*() {
    const workflow = Workflow.single(stream, options)
    const running = yield* Workflow.launch(workflow)
    const { feeds, taps } = untyped(running)
    const given = new Map(feeds.map(([name]) => [name, Array.from(Reflect.get(inputs, name) ?? [])] as const))
    for (const [name, feed] of feeds) {
      // At once, so that the stream has its inputs before the test moves the clock.
      yield* Effect.forkScoped(Effect.andThen(feed.pushAll(given.get(name)!), feed.end), { startImmediately: true })
    }
    const outputs = new Map(taps.map(([name]) => [name, [] as Array<unknown>] as const))
    const collecting = yield* Effect.forkScoped(Effect.forEach(
      taps,
      ([name, tap]) =>
        tap.forEach((element) => {
          outputs.get(name)!.push(element)
        }),
      { concurrency: "unbounded", discard: true }
    ))
    const exit = yield* endOf(running, workflow.name, options?.timeout)
    // A failed outlet gives what it still holds, and then the failure, which `exit` tells already.
    yield* Effect.exit(Fiber.join(collecting))
    const { edges } = yield* running.snapshot
    for (const { from, popped } of edges) given.get(from)?.splice(0, popped)
    return {
      outputs: Object.fromEntries(outputs),
      result: Exit.isSuccess(exit) ? exit.value : undefined,
      exit,
      unread: Object.fromEntries(given)
    } as unknown as Outcome<D> // by port name, each with the elements of its port
  })) as Effect.Effect<Outcome<D>, never, Definition.Services<D>> // TestTimeout only with `timeout`: the second signature

type AnyRunning<D> = Workflow.Running<Definition.Ins<D>, Definition.Outs<D>, unknown, Definition.Error<D>>

// Ports by name, for code that treats all alike; the types of the public functions tie elements to names.
const untyped = <D>(running: AnyRunning<D>) => ({
  feeds: Object.entries(running.in) as ReadonlyArray<[string, Workflow.Feed<unknown>]>,
  taps: Object.entries(running.out) as ReadonlyArray<[string, In<unknown>]>
})

/** The exit of the stream under test, its result in place of the workflow's results. */
const endOf = <D extends Definition.Input>(
  running: AnyRunning<D>,
  stream: string,
  timeout: Duration.Input | undefined
): Effect.Effect<Exit.Exit<Definition.Result<D>, Definition.Error<D>>, TestTimeout> => {
  // The workflow has one step, named "stream"; without a result it has none under that name.
  const exit = Effect.map(
    Effect.exit(running.await),
    (exit) =>
      Exit.isSuccess(exit) ? Exit.succeed(Reflect.get(Object(exit.value), "stream")) : Exit.failCause(bare(exit.cause))
  )
  if (timeout === undefined) return exit
  return Effect.timeoutOrElse(exit, {
    duration: timeout,
    orElse: () =>
      Effect.flatMap(running.snapshot, ({ steps }) =>
        Effect.fail(
          new TestTimeout({
            stream,
            after: Duration.format(Duration.fromInputUnsafe(timeout)),
            waitingOn: steps[0]?.waitingOn ?? []
          })
        ))
  })
}

/** Without what a run notes on its reasons (the step, the frames), so that an exit equals one made by hand. */
const bare = <E>(cause: Cause.Cause<E>): Cause.Cause<E> =>
  Cause.fromReasons(cause.reasons.map((reason) =>
    Cause.isFailReason(reason)
      ? Cause.makeFailReason(reason.error)
      : Cause.isDieReason(reason)
      ? Cause.makeDieReason(reason.defect)
      : Cause.makeInterruptReason(reason.fiberId)
  ))

// -----------------------------------------------------------------------------
// by hand
// -----------------------------------------------------------------------------

/**
 * An inlet of a stream under test, fed by hand.
 *
 * **Details**
 *
 * `offer` and `offerAll` wait while the edge is full. `end` completes the inlet, `fail` fails it.
 *
 * @category models
 * @since 0.1.0
 */
export interface InletProbe<in A> {
  offer(element: A): Effect.Effect<void>
  offerAll(elements: Iterable<A>): Effect.Effect<void>
  readonly end: Effect.Effect<void>
  fail(cause: Cause.Cause<never>): Effect.Effect<void>
}

/**
 * An outlet of a stream under test, read by hand.
 *
 * **Details**
 *
 * `take` gives the next element and fails with `Cause.Done` after the last; `takeN` gives the next n. `cancel` tells the
 * stream that nobody reads any more. `expectNothing` waits until the stream can do nothing more by itself, and fails with
 * {@link UnexpectedElements} if it has pushed elements that were not taken.
 *
 * @category models
 * @since 0.1.0
 */
export interface OutletProbe<out A> {
  readonly take: Effect.Effect<A, Cause.Done>
  takeN(n: number): Effect.Effect<ReadonlyArray<A>, Cause.Done>
  readonly cancel: Effect.Effect<void>
  readonly expectNothing: Effect.Effect<void, UnexpectedElements>
}

/**
 * A stream pushed more than its test took.
 *
 * @category errors
 * @since 0.1.0
 */
export class UnexpectedElements
  extends Schema.TaggedError<UnexpectedElements>("@effect-mimo/testing/UnexpectedElements")("UnexpectedElements", {
    stream: Schema.String,
    port: Schema.String,
    count: Schema.Int,
    first: Schema.Unknown
  })
{
  override get message() {
    return `${this.stream}.${this.port}: expected nothing more, but ${this.count} pushed; the first is ${
      Formatter.format(this.first)
    }`
  }
}

/**
 * A stream under test, held by hand in a Scope; it is interrupted when the scope closes.
 *
 * **Details**
 *
 * `exit` waits for the end of the stream. `settled` waits until it can do nothing more by itself. `waitingOn` names the
 * ports it is suspended on.
 *
 * @category models
 * @since 0.1.0
 */
export interface TestStream<D> {
  readonly in: { readonly [K in keyof Definition.Ins<D>]: InletProbe<Definition.Ins<D>[K]> }
  readonly out: { readonly [K in keyof Definition.Outs<D>]: OutletProbe<Definition.Outs<D>[K]> }
  readonly exit: Effect.Effect<Exit.Exit<Definition.Result<D>, Definition.Error<D>>>
  readonly interrupt: Effect.Effect<void>
  readonly settled: Effect.Effect<void>
  readonly waitingOn: Effect.Effect<ReadonlyArray<string>>
}

/**
 * Starts one stream and gives its ports to hold by hand.
 *
 * **When to use**
 *
 * Use to test what arrays cannot show: order between ports, back-pressure, early ends, cancellation.
 *
 * **Example** (Holding the ports)
 *
 * ```ts
 * import { Transform } from "@effect-mimo/core"
 * import { TestStream } from "@effect-mimo/testing"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const Double = Transform.map(Schema.Int, Schema.Int, (n) => n * 2)
 * const program = Effect.gen(function*() {
 *   const test = yield* TestStream.make(Double)
 *   yield* test.in.value.offer(1)
 *   const first = yield* test.out.mapped.take
 *   yield* test.out.mapped.expectNothing
 *   return first
 * })
 * Effect.runSync(Effect.scoped(program)) // => 2
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = <D extends Definition.Input>(
  stream: D,
  options?: Options
): Effect.Effect<TestStream<D>, never, Definition.Services<D> | Scope.Scope> =>
  Effect.gen(function*() {
    const workflow = Workflow.single(stream, options)
    const running = yield* Workflow.launch(workflow)
    const { feeds, taps } = untyped(running)
    const waitingOn = Effect.map(running.snapshot, ({ steps }) => steps[0]!.waitingOn)
    return {
      in: Object.fromEntries(feeds.map(([name, feed]) => [name, inletProbe(feed)])),
      out: Object.fromEntries(
        taps.map(([name, tap]) => [name, outletProbe(workflow.name, name, tap, running.settled)])
      ),
      exit: endOf(running, workflow.name, undefined),
      interrupt: running.interrupt,
      settled: running.settled,
      waitingOn
    } as unknown as TestStream<D> // by port name, each a probe of its port
  })

const inletProbe = (feed: Workflow.Feed<unknown>): InletProbe<unknown> => ({
  offer: (element) => feed.push(element),
  offerAll: (elements) => feed.pushAll(elements),
  end: feed.end,
  fail: (cause) => feed.fail(cause)
})

const outletProbe = (
  stream: string,
  port: string,
  tap: In<unknown>,
  settled: Effect.Effect<void>
): OutletProbe<unknown> => ({
  take: tap.pop,
  takeN: (n) => Effect.replicateEffect(tap.pop, n),
  cancel: tap.close,
  expectNothing: Effect.andThen(
    settled,
    Effect.suspend(() =>
      tap.size === 0
        ? Effect.void
        : Effect.matchEffect(tap.peek, {
          onSuccess: (first) => Effect.fail(new UnexpectedElements({ stream, port, count: tap.size, first })),
          onFailure: () => Effect.void
        })
    )
  )
})
