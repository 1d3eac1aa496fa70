/** One stream, its ports held by hand. */
import type { Definition, Workflow } from "@effect-mimo/core"
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Formatter from "effect/Formatter"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type { OutletSide } from "../internal/outletSide.ts"
import { asDefects } from "../internal/running.ts"
import { subjectOf } from "../internal/subject.ts"
import { portsOf } from "../internal/waits.ts"
import type { Options, Outcome } from "./run.ts"

/**
 * An inlet of a stream under test, fed by hand.
 *
 * **Details**
 *
 * - `offer` and `offerAll` wait while the edge is full; like all that waits, they die with `Stuck` when they wait in vain.
 * - `end` completes the inlet; `fail` fails it with an error or a Cause, whose errors become defects.
 * - `expectCancel` waits until the stream can do nothing more by itself, and fails with {@link NotCancelled} unless the
 *   stream has closed the inlet by then: what is offered now would be dropped.
 *
 * @category models
 * @since 0.1.0
 */
export interface InletProbe<in A> {
  offer(element: A): Effect.Effect<void>
  offerAll(elements: Iterable<A>): Effect.Effect<void>
  readonly end: Effect.Effect<void>
  fail(cause: unknown): Effect.Effect<void>
  readonly expectCancel: Effect.Effect<void, NotCancelled>
}

/**
 * An outlet of a stream under test, read by hand.
 *
 * **Details**
 *
 * - `take` gives the next element, `takeN` the next n; past the last they fail with {@link Ended}. Of a stream that failed
 *   they give what it had pushed, and then fail with its Cause, errors as defects. `takeAll` gives all up to the end.
 * - `request` lets the stream push n more; of a stream that was made with a `demand` only, others push ahead what their edge
 *   holds. A take asks for what it needs beyond what was requested.
 * - `expectNothing` waits until the stream can do nothing more by itself, and fails with {@link UnexpectedElements} if it has
 *   pushed elements that were not taken.
 * - `expectEnd` waits for the end, and fails with {@link UnexpectedElements} if an element comes before.
 * - `cancel` tells the stream that nobody reads any more.
 *
 * @category models
 * @since 0.1.0
 */
export interface OutletProbe<out A> {
  readonly take: Effect.Effect<A, Ended>
  takeN(n: number): Effect.Effect<ReadonlyArray<A>, Ended>
  readonly takeAll: Effect.Effect<ReadonlyArray<A>>
  request(n: number): Effect.Effect<void>
  readonly expectNothing: Effect.Effect<void, UnexpectedElements>
  readonly expectEnd: Effect.Effect<void, UnexpectedElements>
  readonly cancel: Effect.Effect<void>
}

const countOf = (n: number): string => n === 1 ? "1 element" : `${n} elements`

/**
 * There is nothing left to take from an outlet: it has completed, or was cancelled. It is a `Cause.Done`, and says where.
 *
 * @category errors
 * @since 0.1.0
 */
export class Ended extends Schema.TaggedError<Ended>("@effect-mimo/testing/Ended")("Done", {
  stream: Schema.String,
  port: Schema.String,
  wanted: Schema.Int,
  taken: Schema.Array(Schema.Unknown)
}) {
  /** @internal */
  readonly [Cause.DoneTypeId] = Cause.DoneTypeId
  /** @internal */
  readonly value: void = undefined

  override get message() {
    const { port, stream, taken, wanted } = this
    const got = taken.length === 0 ? "none came" : `only ${taken.length} came, ${Formatter.format(taken)}`
    return `${stream}.${port} has ended: ${countOf(wanted)} expected, ${got}`
  }
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
    expected: Schema.Literals(["nothing more", "the end"]),
    count: Schema.Int,
    first: Schema.Unknown
  })
{
  override get message() {
    return `${this.stream}.${this.port}: expected ${this.expected}, but ${this.count} pushed; the first is ${
      Formatter.format(this.first)
    }`
  }
}

/**
 * A stream has not closed an inlet.
 *
 * @category errors
 * @since 0.1.0
 */
export class NotCancelled
  extends Schema.TaggedError<NotCancelled>("@effect-mimo/testing/NotCancelled")("NotCancelled", {
    stream: Schema.String,
    port: Schema.String
  })
{
  override get message() {
    return `${this.stream}.${this.port}: expected to be cancelled, but the stream still takes elements`
  }
}

/**
 * A stream under test, held by hand in a Scope; it is interrupted when the scope closes.
 *
 * **Details**
 *
 * - `exit` waits for the end of the stream.
 * - `settled` waits until it can do nothing more by itself.
 * - `waitingOn` names the ports it is suspended on; of a workflow its open ones.
 * - `runningFor` is how long it runs, or did until it ended, in time of the test's clock.
 * - `snapshot` has its counters: the stream is the step `stream`, open ports have their names.
 * - `interrupt` interrupts it, and waits until its finalizers have run.
 * - `drain` ends its inlets, stops a source as if it had completed, and gives what comes of it, as {@link Outcome}:
 *   `outputs` holds what had not been taken before. What is being offered meanwhile is broken off.
 * - `restart` interrupts it and starts the same stream anew: the probes are now of the new run. What was left of the one
 *   before is reported in the same way, and dropped.
 *
 * @category models
 * @since 0.1.0
 */
export interface TestStream<D> {
  readonly name: string
  readonly in: { readonly [K in keyof Definition.Ins<D>]: InletProbe<Definition.Ins<D>[K]> }
  readonly out: { readonly [K in keyof Definition.Outs<D>]: OutletProbe<Definition.Outs<D>[K]> }
  readonly exit: Effect.Effect<Exit.Exit<Definition.Result<D>, Definition.Error<D>>>
  readonly settled: Effect.Effect<void>
  readonly waitingOn: Effect.Effect<ReadonlyArray<(keyof Definition.Ins<D> | keyof Definition.Outs<D>) & string>>
  readonly runningFor: Effect.Effect<Duration.Duration>
  readonly snapshot: Effect.Effect<Workflow.Snapshot>
  readonly interrupt: Effect.Effect<void>
  readonly drain: Effect.Effect<Outcome<D>>
  readonly restart: Effect.Effect<Outcome<D>>
}

/**
 * Starts one stream and gives its ports to hold by hand.
 *
 * **When to use**
 *
 * Use to test what arrays cannot show: order between ports, back-pressure, early ends, cancellation.
 *
 * **Details**
 *
 * With `demand`, 0 or more elements, the stream is held back at its outlets: it can push that many, and then what is
 * requested or taken. Without one it can push ahead what its edges hold.
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
 * **Example** (An outlet without demand holds the stream back)
 *
 * ```ts
 * import { Source } from "@effect-mimo/core"
 * import { TestStream } from "@effect-mimo/testing"
 * import * as Effect from "effect/Effect"
 *
 * const program = Effect.gen(function*() {
 *   const test = yield* TestStream.make(Source.range({ end: 10 }), { demand: 0 })
 *   yield* test.settled
 *   const before = yield* test.waitingOn
 *   yield* test.out.value.request(2)
 *   return [before, yield* test.out.value.takeN(2)]
 * })
 * Effect.runSync(Effect.scoped(program)) // => [["value"], [0, 1]]
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = <D extends Definition.Input>(
  stream: D,
  options?: Options & { readonly demand?: number | undefined }
): Effect.Effect<TestStream<D>, never, Definition.Services<D> | Scope.Scope> =>
  Effect.map(subjectOf(stream, options), (subject) => {
    const byName = <P>(ports: Iterable<string>, probe: (port: string) => P) =>
      Object.fromEntries(Array.from(ports, (port) => [port, probe(port)]))
    return {
      name: subject.name,
      in: byName(
        subject.run.given.keys(),
        (port) => inletProbe(subject, port, () => subject.run.running.in[port]!, () => subject.run.given.get(port)!)
      ),
      out: byName(
        subject.run.outlets.keys(),
        (port) => outletProbe(subject, port, () => subject.run.outlets.get(port)!)
      ),
      exit: Effect.suspend(() => subject.awaiting("exit", subject.run.end)),
      settled: subject.settled,
      waitingOn: Effect.sync(() => portsOf(subject.waits)),
      runningFor: Effect.sync(() => {
        const { endedAt, startedAt } = subject.run
        return Duration.millis((endedAt ?? subject.sleeps.now) - startedAt)
      }),
      snapshot: Effect.sync(() => subject.run.snapshot),
      interrupt: Effect.suspend(() => subject.awaiting("interrupt", subject.run.running.interrupt)),
      drain: Effect.suspend(() => subject.run.outcome(subject.awaiting("drain", subject.run.drained))),
      restart: subject.restart
    } as unknown as TestStream<D> // by port name, each a probe of its port
  })

/** Who holds probes: `awaiting` waits for what may never come. */
export interface Holder {
  readonly name: string
  readonly settled: Effect.Effect<void>
  awaiting<A, E, R>(operation: string, effect: Effect.Effect<A, E, R>, port: string): Effect.Effect<A, E, R>
}

/** What a test needs of a port that it feeds. */
export type Fed = Pick<Workflow.Feed<unknown>, "end" | "fail" | "isClosed" | "isFull" | "push">

/** `given` is added what is offered. */
export const inletProbe = (
  holder: Holder,
  port: string,
  feed: () => Fed,
  given: () => Array<unknown> = () => []
): InletProbe<unknown> => {
  const offerOne = (operation: string, element: unknown) =>
    Effect.suspend(() => {
      const [to, offered] = [feed(), given()]
      offered.push(element)
      const pushing = to.isFull ? holder.awaiting(operation, to.push(element), port) : to.push(element)
      // A push that is broken off has given the element to none.
      return Effect.onInterrupt(pushing, () => Effect.sync(() => void offered.splice(offered.lastIndexOf(element), 1)))
    })
  return {
    offer: (element) => offerOne("offer", element),
    offerAll: (elements) => Effect.forEach(elements, (element) => offerOne("offerAll", element), { discard: true }),
    end: Effect.suspend(() => feed().end),
    fail: (cause) => Effect.suspend(() => feed().fail(Cause.isCause(cause) ? asDefects(cause) : Cause.die(cause))),
    expectCancel: Effect.andThen(
      holder.settled,
      Effect.suspend(() => feed().isClosed ? Effect.void : Effect.fail(new NotCancelled({ stream: holder.name, port })))
    )
  }
}

export const outletProbe = (holder: Holder, port: string, outlet: () => OutletSide): OutletProbe<unknown> => {
  const takeN = (n: number, operation: string) =>
    Effect.suspend(() => {
      const taken: Array<unknown> = []
      const taking = outlet().take(n, taken, (effect) => holder.awaiting(operation, effect, port))
      return Effect.catchIf(
        Effect.as(taking, taken),
        Cause.isDone,
        () => Effect.fail(new Ended({ stream: holder.name, port, wanted: n, taken }))
      )
    })
  const unexpected = (expected: UnexpectedElements["expected"]) =>
    Effect.suspend(() => {
      const { tap } = outlet()
      if (tap.size === 0) return Effect.void
      return Effect.matchEffect(tap.peek, {
        onSuccess: (first) =>
          Effect.fail(new UnexpectedElements({ stream: holder.name, port, expected, count: tap.size, first })),
        onFailure: () => Effect.void
      })
    })
  return {
    take: Effect.map(takeN(1, "take"), ([element]) => element),
    takeN: (n) => takeN(n, `takeN(${n})`),
    takeAll: Effect.suspend(() => {
      const taken: Array<unknown> = []
      const one = outlet().take(1, taken, (effect) => holder.awaiting("takeAll", effect, port))
      return Effect.as(Effect.catchIf(Effect.forever(one), Cause.isDone, () => Effect.void), taken)
    }),
    request: (n) => Effect.suspend(() => outlet().request(n)),
    expectNothing: Effect.andThen(holder.settled, unexpected("nothing more")),
    expectEnd: Effect.suspend(() => {
      const side = outlet()
      const awaiting = <A, E>(effect: Effect.Effect<A, E>) => holder.awaiting("expectEnd", effect, port)
      // At the end, a peek is done; of a stream that failed it fails.
      const end = side.told(Effect.catchIf(side.tap.peek, Cause.isDone, () => Effect.void), awaiting)
      return Effect.andThen(side.arrival(awaiting), Effect.andThen(unexpected("the end"), Effect.asVoid(end)))
    }),
    cancel: Effect.suspend(() => outlet().tap.close)
  }
}
