/** A property of one stream: what is so whatever its inputs. */
import type { Definition } from "@effect-mimo/core"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import { shown } from "../internal/difference.ts"
import { ending } from "../internal/verdict.ts"
import { type Case, caseRows, rowsText, type Schedule } from "../law/cases.ts"
import { Broken, type Found, type Options, replayText, type Said, search } from "../law/search.ts"
import { type Subject, subjectOf, type Trial, trial } from "../law/trial.ts"
import type { Outcome } from "./run.ts"

/**
 * One run of a property: its inputs, the capacity of all edges, the schedule, and what the stream did.
 *
 * **Details**
 *
 * The schedule is the engine's own where it is undefined.
 *
 * @category models
 * @since 0.1.0
 */
export interface PropertyRun<D> extends Omit<Outcome<D>, "discarded"> {
  readonly inputs: { readonly [K in keyof Definition.Ins<D>]: ReadonlyArray<Definition.Ins<D>[K]> }
  readonly capacity: number
  readonly schedule: Schedule | undefined
}

/**
 * Options of a property: what the inputs are made of, how much is tried, and how long a run may take.
 *
 * **Details**
 *
 * - `runs` is the number of inputs, 100 unless told. `seed` decides what they are; a random one unless told.
 * - `replay` is what a failure says to see it again: then the inputs, the capacity and the schedule are those.
 * - `maxShrinks` limits the smaller inputs that are tried after a failure, 1,000 unless told.
 * - `size` is that of the largest inputs, and of what is in an element, 10 unless told; the first ones are smaller.
 * - `lengths` has the bounds of the number of elements by inlet; with `"even"` all inlets have as many as one another. By
 *   default each has a length of its own, from none to `size`.
 * - `inlets` has, by inlet, another source of elements than the schema of the port: an `Arbitrary`, or a schema.
 * - `elements` are read of each outlet, 1,000 unless told; then it is cancelled, so that what is endless comes to an end.
 * - `timeout` is of the run's own clock, which passes by itself: an hour unless told. `patience` is of real time, while
 *   nothing moves: a second unless told.
 *
 * @category models
 * @since 0.1.0
 */
export type PropertyOptions<D> = Options<D>

/**
 * A property of a stream does not hold, or could not be tried.
 *
 * **Details**
 *
 * The message has the smallest inputs that were found, the capacity, the schedule, what the stream gave, what is wrong with
 * that, and the option to see it again. `cause` is what the check threw or failed with.
 *
 * @category errors
 * @since 0.1.0
 */
export class PropertyFailed
  extends Schema.TaggedError<PropertyFailed>("@effect-mimo/testing/PropertyFailed")("PropertyFailed", {
    stream: Schema.String,
    message: Schema.String,
    inputs: Schema.optionalKey(Schema.Record(Schema.String, Schema.Array(Schema.Unknown))),
    capacity: Schema.optionalKey(Schema.Int),
    seed: Schema.optionalKey(Schema.Int),
    replay: Schema.optionalKey(Schema.String),
    cause: Schema.optionalKey(Schema.Unknown)
  })
{}

/**
 * Checks what is to be so of a stream whatever its inputs: they are made from the schemas of its inlets, and one for which it
 * is not so is made as small as possible.
 *
 * **When to use**
 *
 * Use for what can be said of all inputs: nothing is lost, a sum is kept, an outlet is sorted. `check` throws, gives false, or
 * is an Effect that fails, where it is not so.
 *
 * **Details**
 *
 * Each run has inputs of its own, a capacity from 1 to 5, and the engine's own schedule or that of a seed. Time passes by
 * itself: a stream that sleeps takes no time. A stream that does not end fails the property.
 *
 * **Example** (Nothing is lost)
 *
 * ```ts
 * import { Stream } from "@effect-mimo/core"
 * import { TestStream } from "@effect-mimo/testing"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const Split = Stream.make("Split", {
 *   in: { n: Schema.Int },
 *   out: { even: Schema.Int, odd: Schema.Int },
 *   run: ({ n }, { even, odd }) => n.forEach((x) => (x % 2 === 0 ? even : odd).push(x))
 * })
 * const nothingLost = TestStream.property(Split, ({ inputs, outputs }) =>
 *   outputs.even.length + outputs.odd.length === inputs.n.length)
 * await Effect.runPromise(Effect.as(nothingLost, "holds")) // => "holds"
 * ```
 *
 * **Example** (What a failure says)
 *
 * ```ts
 * import { Transform } from "@effect-mimo/core"
 * import { TestStream } from "@effect-mimo/testing"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const Evens = Transform.flatMap(Schema.Int, Schema.Int, (n) => (n % 2 === 0 ? [n] : []))
 * const property = TestStream.property(
 *   Evens,
 *   ({ inputs, outputs }) => outputs.item.length === inputs.value.length,
 *   { seed: 1 }
 * )
 * const failure = await Effect.runPromise(Effect.flip(property))
 * failure.inputs // => { value: [1] }
 * failure.capacity // => 1
 * ```
 *
 * @category properties
 * @since 0.1.0
 */
export const property = <D extends Definition.Input, E = never, R = never>(
  stream: D,
  check: (run: PropertyRun<D>) => void | boolean | Effect.Effect<unknown, E, R>,
  options: PropertyOptions<D> = {}
): Effect.Effect<void, PropertyFailed, Definition.Services<D> | R> =>
  Effect.suspend(() => {
    const subject = subjectOf(stream, options)
    const checked = (run: AnyRun) => check(run as PropertyRun<D>) as ReturnType<AnyCheck> // of its stream
    return Effect.flatMap(search(subject, options, () => (one) => tried(subject, one, checked)), (found) => {
      switch (found._tag) {
        case "NotFound":
          return Effect.void
        case "Untried":
          return Effect.fail(
            new PropertyFailed({
              stream: subject.name,
              message: `${subject.name}: the property was not tried: ${found.reason}`
            })
          )
        case "Found":
          return Effect.fail(failed(subject.name, found))
      }
    })
    // The stream and the check have their services from the context.
  }) as Effect.Effect<void, PropertyFailed, Definition.Services<D> | R>

interface AnyRun {
  readonly inputs: object
  readonly outputs: object
}
type AnyCheck = (run: AnyRun) => void | boolean | Effect.Effect<unknown, unknown>

const tried = (subject: Subject, one: Case, check: AnyCheck): Effect.Effect<Said> =>
  Effect.gen(function*() {
    const ran = yield* trial(subject, one, {})
    const { exit, outputs, taken } = ran
    if (exit === undefined) return new Broken(`it did not end: ${ran.waits}`, outputRows(ran))
    const checked = yield* Effect.exit(Effect.suspend(() => {
      const unread = Object.entries(one.inputs).map(([inlet, given]) => [inlet, given.slice(taken[inlet])] as const)
      const result = Exit.isSuccess(exit) ? exit.value : undefined
      const { capacity, inputs, schedule } = one
      const told = check(
        { inputs, capacity, schedule, outputs, result, exit, unread: Object.fromEntries(unread) } as AnyRun
      )
      return Effect.isEffect(told) ? told : Effect.succeed(told)
    }))
    const rows = [...outputRows(ran), ["end", ending(exit)] as const]
    if (Exit.isSuccess(checked)) return checked.value === false ? new Broken("the check gave false", rows) : "so"
    // Whoever interrupts the check interrupts it all.
    if (Cause.hasInterruptsOnly(checked.cause)) return yield* Effect.interrupt
    const error = Cause.squash(checked.cause)
    return new Broken(error instanceof Error && error.message !== "" ? error.message : shown(error), rows, error)
  })

const outputRows = ({ outputs }: Trial): ReadonlyArray<readonly [string, string]> =>
  Object.entries(outputs).map(([outlet, elements]) => [`out ${outlet}`, shown(elements)] as const)

const failed = (stream: string, { broken, case: one, replay, run, shrinks }: Found): PropertyFailed =>
  new PropertyFailed({
    stream,
    message: [
      `${stream}: the property does not hold`,
      rowsText([...caseRows(one), ...broken.rows, ["because", broken.because]]),
      `found in run ${run} and made smaller ${shrinks} times; to see it again, give ${replayText(replay)}`
    ].join("\n"),
    inputs: one.inputs,
    capacity: one.capacity,
    ...(one.schedule === undefined ? {} : { seed: one.schedule.seed }),
    replay,
    ...(broken.cause === undefined ? {} : { cause: broken.cause })
  })
