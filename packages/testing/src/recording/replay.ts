/** A recorded step once more: fed what it was fed, and held to what it pushed. */
import { type Definition, Observation } from "@effect-mimo/core"
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { TestClock } from "effect/testing"
import { type Subject, subjectOf } from "../internal/subject.ts"
import { isInside, portsOf, waitsText } from "../internal/waits.ts"
import { compare, Pushed, type ReplayDiffers } from "./compare.ts"
import type { RecordingError } from "./error.ts"
import { Feeder } from "./feeder.ts"
import type { Recording } from "./parse.ts"
import { type Of, type Part, partOf } from "./part.ts"

/**
 * What was replayed without a difference: how many elements each inlet was fed, and how many of each outlet were compared.
 *
 * **Details**
 *
 * Outlets that were not recorded are not compared, and are not listed.
 *
 * @category models
 * @since 0.1.0
 */
export interface Replayed {
  readonly fed: Readonly<Record<string, number>>
  readonly compared: Readonly<Record<string, number>>
}

/**
 * Options of {@link replay}: the step and run that is meant, and how long to wait for what is missing at the end.
 *
 * **Details**
 *
 * The `patience`, a second by default, is real time: a stream that waits for promises of its own has that long, whenever it
 * does not move.
 *
 * @category models
 * @since 0.1.0
 */
export interface ReplayOptions extends Of {
  readonly patience?: Duration.Input | undefined
}

/**
 * Feeds a stream what a step of a recorded run was fed, and fails with the first difference in what it pushes.
 *
 * **When to use**
 *
 * Use to see a failure from production again, to debug it, and to know that a change leaves what was recorded as it was.
 *
 * **Details**
 *
 * Inlets are fed in the order in which the step popped, across inlets, at the times at which it did, and end when they did;
 * the step does what it can before the next. An outlet lets through the elements that were recorded as they come, and is left
 * when its consumer left. Elements are compared as they are written.
 *
 * The stream has a clock of its own, which shows the times that were recorded; where a timer of the stream ends in the
 * millisecond in which an element arrived, the timer comes first. Whatever else the stream does besides its ports has to be
 * the same as it was: provide what it requires.
 *
 * A recording has what moved. It does not have what a step looked at in vain (`isDone`, `isFull`, `size`), nor what it pushed
 * when nobody read any more; a step whose doings depend on that may do something else.
 *
 * **Example** (Replaying a step)
 *
 * ```ts
 * import { Sink, Source, Transform, Workflow } from "@effect-mimo/core"
 * import { Recording } from "@effect-mimo/testing"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const times = (factor: number) => Transform.map(Schema.Int, Schema.Int, (n) => n * factor)
 * const scaling = Workflow.make("scaling", {
 *   numbers: Source.fromIterable(Schema.Int, [1, 2, 3]),
 *   scale: times(2),
 *   all: Sink.toArray(Schema.Int)
 * }, ({ numbers, scale, all }) => numbers.pipe(scale).pipe(all))
 *
 * const { text } = Effect.runSync(Recording.capture(Workflow.run(scaling), { workflow: scaling }))
 * const same = Recording.replay(text, times(2), { step: "scale" })
 * await Effect.runPromise(same) // => { fed: { value: 3 }, compared: { mapped: 3 } }
 *
 * const other = Effect.flip(Recording.replay(text, times(3), { step: "scale" }))
 * const { message } = await Effect.runPromise(other)
 * message.split("\n")[0] // => "scale.mapped differs at position 0"
 * ```
 *
 * @category replaying
 * @since 0.1.0
 */
export const replay = <D extends Definition.Input>(
  recording: Recording | string,
  stream: D,
  options: ReplayOptions
): Effect.Effect<Replayed, RecordingError | ReplayDiffers, Definition.Services<D>> =>
  Effect.flatMap(
    partOf(recording, stream, options),
    (part) => Effect.provide(Effect.scoped(play(part, stream, options)), TestClock.layer())
  )

const play = <D extends Definition.Input>(part: Part, stream: D, { patience = "1 second", step }: ReplayOptions) =>
  Effect.gen(function*() {
    const passTo = (at: number) => TestClock.setTime(part.startedAt + at)
    yield* passTo(part.from)
    const sizes = Array.from(part.inlets.values(), ({ elements }) => elements.length)
    const { observer, pushed } = watching(part)
    // Nothing is asked for until it is said how much, outlet by outlet.
    const starting = subjectOf(stream, { capacity: Math.max(1, ...sizes), demand: 0 })
    const subject = yield* Observation.observe(starting, observer)
    const inlets = new Feeder(part, subject)
    const { out: taps } = subject.run.running
    const requested = new Map<string, number>()

    const limit = Duration.toMillis(Duration.fromInputUnsafe(patience))
    let [seen, since] = [-1, 0]
    /** Lets it go on until it can do no more; and where it may wait for a promise, until it has not moved for a while. */
    const settleUntil = (isDone: () => boolean) =>
      Effect.gen(function*() {
        yield* subject.settled
        while (!isDone()) {
          const moves = movesOf(subject)
          if (moves !== seen) [seen, since] = [moves, Date.now()]
          else if (Date.now() - since >= limit) return
          yield* aMoment
          yield* subject.settled
        }
      })
    const settle = settleUntil(() => subject.waits.every((wait) => wait.for !== "other"))

    for (const [name, tap] of Object.entries(taps)) {
      if (!part.outlets.has(name)) yield* tap.request(Number.MAX_SAFE_INTEGER)
    }
    yield* inlets.endOthers
    yield* settle
    let time = part.from
    for (const { at, cancel, end, feed, request, seq } of part.acts) {
      if (at > time) {
        yield* passTo(time = at)
        yield* settle
      }
      if (request !== undefined) {
        const before = requested.get(request.port) ?? 0
        requested.set(request.port, request.total)
        yield* taps[request.port]!.request(request.total - before)
      }
      if (feed !== undefined) yield* inlets.feedUpTo(feed)
      if (end !== undefined) yield* inlets.end(end)
      if (cancel !== undefined) yield* taps[cancel]!.close
      yield* settle
      const isDone = () =>
        (feed === undefined || inlets.popped(feed.port) >= feed.total) &&
        (request === undefined || pushed.get(request.port)!.count >= request.total)
      while (!isDone() && (yield* inlets.feedAhead(seq))) yield* settle
    }
    yield* passTo(part.until)
    // An element too many is seen only where there is room for it.
    for (const [name, { end }] of part.outlets) if (end?.by === "Completed") yield* taps[name]!.request(1)
    yield* settle
    const difference = () => compare(part, step, pushed)
    while (difference() !== undefined && (yield* inlets.feedAhead(Infinity))) yield* settle
    yield* settleUntil(() => difference()?.now !== undefined || difference() === undefined || hasEnded(subject))

    const found = difference()
    if (found !== undefined) return yield* found.error(yield* statusOf(subject))
    return {
      fed: recordOf(part.inlets, ({ elements }) => elements.length),
      compared: recordOf(part.outlets, ({ pushes }) => pushes.length)
    }
  })

// As they are before a test fakes them.
const { Date, setTimeout } = globalThis
const aMoment = Effect.promise(() => new Promise<void>((resolve) => setTimeout(resolve, 1)))

const recordOf = <A, B>(map: ReadonlyMap<string, A>, f: (a: A) => B): Readonly<Record<string, B>> =>
  Object.fromEntries(Array.from(map, ([name, a]) => [name, f(a)]))

/** What the outlets push, as it is written when it is pushed. */
const watching = (part: Part) => {
  const pushed = new Map(Array.from(part.outlets, ([name, outlet]) => [name, new Pushed(outlet)]))
  const observer: Observation.Observer = ({ from, to }) => {
    const outlet = pushed.get(to)
    // An open outlet has a name without a step, and what leads there is the stream under test, not one in a run of its own.
    if (outlet === undefined || !isInside(from)) return undefined
    return {
      pushed: (element) => outlet.push(element),
      ended: (by) => {
        outlet.end = by
      }
    }
  }
  return { observer, pushed }
}

/** A number that changes with what the stream does itself. */
const movesOf = ({ run, sleeps }: Subject): number =>
  run.snapshot.edges.reduce(
    (moves, { from, popped, pushed, to }) => moves + (isInside(from) ? pushed : 0) + (isInside(to) ? popped : 0),
    sleeps.changes
  )

const hasEnded = ({ run }: Subject): boolean =>
  run.snapshot.steps.every(({ status }) => status !== "pending" && status !== "running")

const statusOf = (subject: Subject): Effect.Effect<string> => {
  if (!hasEnded(subject)) {
    const ports = portsOf(subject.waits)
    const isAsleep = ports.length === 0 && subject.sleeps.next !== undefined
    return Effect.succeed(isAsleep ? "the stream sleeps" : waitsText("the stream", ports))
  }
  return Effect.map(Effect.exit(subject.run.running.await), (exit) => {
    if (Exit.isSuccess(exit)) return "the stream has completed"
    if (Cause.hasInterruptsOnly(exit.cause)) return "the stream was stopped"
    return `the stream has failed: ${Cause.prettyErrors(exit.cause).map(String).join("; ")}`
  })
}
