/**
 * Laws: what a reviewer would ask of any stream, each a line to write.
 *
 * A law is tried on inputs that are made from the schemas of a stream's inlets, with capacities from 1 to 5 and under many
 * schedules. Time passes by itself. Where it does not hold, the smallest inputs are told that were found.
 *
 * @since 0.1.0
 */
import type { Definition, PortTable } from "@effect-mimo/core"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import { shown } from "./internal/difference.ts"
import { noSuchPort } from "./internal/knownPort.ts"
import { ending } from "./internal/verdict.ts"
import { faulted } from "./law/faults.ts"
import { heldAtMost } from "./law/held.ts"
import { firstOutOfOrder } from "./law/order.ts"
import { Broken, type Options as SearchOptions, type Said, search, Silent, type Test } from "./law/search.ts"
import { endless, subjectOf, type Trial, trial } from "./law/trial.ts"
import { type Verdict, verdictOf } from "./law/verdict.ts"
import { differences } from "./workflow/differences.ts"

export type { Schedule } from "./law/cases.ts"
export type { Counterexample, DoesNotApply, DoesNotHold, Holds, Verdict } from "./law/verdict.ts"

/**
 * Options of a check: those of `TestStream.property`, with 30 runs and 300 smaller inputs unless told.
 *
 * @category models
 * @since 0.1.0
 */
export type Options<D> = SearchOptions<D>

/**
 * Something that is to be so of a stream.
 *
 * **Details**
 *
 * `name` is short, as it is in tables; `says` is the sentence. `check` tells whether it is so of a stream, and where the law
 * has nothing to say of it, why not: it has no outlets, it never ends, it fails whatever its inputs are.
 *
 * @category models
 * @since 0.1.0
 */
export interface Law {
  readonly name: string
  readonly says: string
  readonly check: <D extends Definition.Input>(
    stream: D,
    options?: Options<D>
  ) => Effect.Effect<Verdict, never, Definition.Services<D>>
}

/** `adapt` makes the options what the law needs. */
const make = (
  name: string,
  says: string,
  test: Test,
  adapt: <D>(options: Options<D>) => Options<D> = (options) => options
): Law => ({
  name,
  says,
  check: <D extends Definition.Input>(stream: D, options: Options<D> = {}) =>
    Effect.suspend(() => {
      const adapted = adapt({ ...options, runs: options.runs ?? 30, maxShrinks: options.maxShrinks ?? 300 })
      const subject = subjectOf(stream, adapted)
      return Effect.map(search(subject, adapted, test), (found) => verdictOf({ name, says }, subject.name, found))
      // The stream has its services from the context.
    }) as Effect.Effect<Verdict, never, Definition.Services<D>>
})

// -----------------------------------------------------------------------------
// results
// -----------------------------------------------------------------------------

/**
 * Its outputs, its result and its end depend neither on capacities nor on the schedule.
 *
 * **Details**
 *
 * Each run is compared with one at capacity 1 under the engine's own schedule. A merge is refused by it, and rightly: one who
 * reads on has to know. Of a stream that does not end it says nothing.
 *
 * **Example** (A stream that looks at how much there is)
 *
 * ```ts
 * import { Stream } from "@effect-mimo/core"
 * import { Law } from "@effect-mimo/testing"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const Batches = Stream.make("Batches", {
 *   in: { n: Schema.Int },
 *   out: { size: Schema.Int },
 *   run: ({ n }, { size }) => n.forEachUpTo(100, (some) => size.push(some.length))
 * })
 * const verdict = await Effect.runPromise(Law.independent.check(Batches, { seed: 1 }))
 * const because = verdict._tag === "DoesNotHold" && verdict.counterexample.because
 * because // => "outlet size differs from element 0 on"
 * ```
 *
 * @category laws
 * @since 0.1.0
 */
export const independent: Law = make(
  "independent",
  "outputs depend neither on capacities nor on schedules",
  ({ subject }) => (one) =>
    Effect.gen(function*() {
      const simple = yield* trial(subject, { ...one, capacity: 1, schedule: undefined }, {})
      if (simple.isCut) return new Silent(endless(simple))
      const other = yield* trial(subject, one, {})
      if (simple.exit === undefined && other.exit === undefined) return new Silent(`it does not end: ${simple.waits}`)
      if (simple.exit === undefined || other.exit === undefined) {
        return new Broken("its end differs", [["end", endOf(other)], ["otherwise", otherwise(endOf(simple))]])
      }
      const [difference] = differences(outcome(simple), outcome(other), Equal.equals)
      if (difference === undefined) return "so"
      const { left, position, right } = difference
      const where = difference.where.trim()
      return new Broken(
        position === undefined ? `its ${where} differs` : `${where} differs from element ${position} on`,
        [["gives", right], ["otherwise", otherwise(left)]]
      )
    }),
  // What waits for a full edge takes some elements to show.
  (options) => ({ ...options, size: options.size ?? 20 })
)

const outcome = ({ exit, outputs }: Trial) => ({
  // There is only one result, which needs no name.
  exit: exit === undefined || Exit.isFailure(exit) ? exit : Exit.succeed({ "": exit.value }),
  outputs,
  waitingOn: {}
})

const endOf = ({ exit, waits }: Trial): string => exit === undefined ? `did not end: ${waits}` : ending(exit)

const otherwise = (text: string): string => `${text} at capacity 1, on the engine's own schedule`

/**
 * Each of its elements passes the schema of the outlet by which it comes.
 *
 * @category laws
 * @since 0.1.0
 */
export const conforms: Law = make(
  "conforms",
  "each element passes the schema of its outlet",
  ({ outs, ports, subject }) => {
    if (outs.length === 0) return "it has no outlets"
    const decoders = outs.map((outlet) => {
      // What a type says needs no services.
      const schema = Schema.toType(ports[outlet]!.schema) as Schema.Decoder<unknown>
      return [outlet, Schema.decodeUnknownExit(schema)] as const
    })
    return (one) =>
      Effect.map(trial(subject, one, {}), ({ outputs }): Said => {
        for (const [outlet, decode] of decoders) {
          for (const [position, element] of outputs[outlet]!.entries()) {
            const exit = decode(element)
            if (Exit.isSuccess(exit)) continue
            return new Broken(`element ${position} of ${outlet} is ${shown(element)}: ${messageOf(exit)}`)
          }
        }
        return outs.some((outlet) => outputs[outlet]!.length > 0) ? "so" : new Silent("it pushed nothing")
      })
  }
)

const messageOf = (exit: Exit.Failure<unknown, Error>): string =>
  exit.cause.reasons.map((reason) => reason._tag === "Fail" ? reason.error.message : "it cannot be checked").join("; ")

/**
 * It pushes as many elements as a function of the numbers it is given says, by outlet; of those that are left out it says
 * nothing.
 *
 * **Details**
 *
 * Only of runs that complete.
 *
 * **Example** (As many as it takes)
 *
 * ```ts
 * import { Transform } from "@effect-mimo/core"
 * import { Law } from "@effect-mimo/testing"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const Double = Transform.map(Schema.Int, Schema.Int, (n) => n * 2)
 * const asMany = Law.counts(({ value }) => ({ mapped: value }))
 * const verdict = await Effect.runPromise(asMany.check(Double))
 * verdict // => { _tag: "Holds", runs: 30 }
 * ```
 *
 * @category laws
 * @since 0.1.0
 */
export const counts = (
  expected: (given: { readonly [inlet: string]: number }) => { readonly [outlet: string]: number | undefined }
): Law =>
  make("counts", "as many elements come as the number of those given says", ({ ins, outs, subject }) => {
    if (outs.length === 0) return "it has no outlets"
    const unknown = Object.keys(expected(Object.fromEntries(ins.map((inlet) => [inlet, 0])))).find((name) =>
      !outs.includes(name)
    )
    if (unknown !== undefined) return noSuchPort("out", outs, unknown)
    return (one) =>
      Effect.map(trial(subject, one, {}), (ran): Said => {
        const { exit, isCut, outputs, waits } = ran
        if (isCut) return new Silent(endless(ran))
        if (exit === undefined) return new Silent(`it does not end: ${waits}`)
        if (Exit.isFailure(exit)) return new Silent(`it ${ending(exit)}`)
        const given = Object.entries(one.inputs).map(([inlet, { length }]) => [inlet, length] as const)
        for (const [outlet, count] of Object.entries(expected(Object.fromEntries(given)))) {
          const came = outputs[outlet]!
          if (count === undefined || came.length === count) continue
          return new Broken(`${came.length} elements came by ${outlet}, not ${count}`, [[`out ${outlet}`, shown(came)]])
        }
        return "so"
      })
  })

/**
 * Which inlet and outlet an order is kept between, and by what their elements are told: by themselves unless `input` and
 * `output` say otherwise. The only inlet and the only outlet need no names.
 *
 * @category models
 * @since 0.1.0
 */
export interface Order {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly input?: ((element: never) => unknown) | undefined
  readonly output?: ((element: never) => unknown) | undefined
}

/**
 * What comes by an outlet is in the order in which it, or what it was made of, was given to an inlet.
 *
 * **Details**
 *
 * Elements may be missing, and several may be made of one. What is told by the same value counts as the same element.
 *
 * **Example** (By a projection)
 *
 * ```ts
 * import { Transform } from "@effect-mimo/core"
 * import { Law } from "@effect-mimo/testing"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const Double = Transform.map(Schema.Int, Schema.Int, (n) => n * 2)
 * const inOrder = Law.keepsOrder({ input: (n: number) => n * 2 })
 * const verdict = await Effect.runPromise(inOrder.check(Double))
 * verdict._tag // => "Holds"
 * ```
 *
 * @category laws
 * @since 0.1.0
 */
export const keepsOrder = (order: Order = {}): Law =>
  make("keepsOrder", "elements come in the order in which they were given", ({ ins, outs, subject }) => {
    const from = order.from ?? (ins.length === 1 ? ins[0] : undefined)
    const to = order.to ?? (outs.length === 1 ? outs[0] : undefined)
    if (from === undefined || !ins.includes(from)) return nameOne("in", "from", order.from, ins)
    if (to === undefined || !outs.includes(to)) return nameOne("out", "to", order.to, outs)
    const self = (element: unknown): unknown => element
    // Given by the elements of the ports that are named.
    const { input = self, output = self } = order as { readonly [K in "input" | "output"]?: typeof self }
    return (one) =>
      Effect.map(trial(subject, one, {}), ({ outputs }): Said => {
        const came = outputs[to]!
        if (came.length === 0) return new Silent(`nothing came by ${to}`)
        const at = firstOutOfOrder((one.inputs[from] ?? []).map(input), came.map(output))
        if (at === undefined) return "so"
        return new Broken(`element ${at} of ${to}, ${shown(came[at])}, is not in the order of ${from}`, [
          [`out ${to}`, shown(came)]
        ])
      })
  })

const nameOne = (
  direction: PortTable.Direction,
  option: string,
  given: string | undefined,
  names: ReadonlyArray<string>
): string => {
  if (names.length === 0) return `it has no ${direction}lets`
  return given === undefined
    ? `it has several ${direction}lets: say in \`${option}\` which, ${names.join(" or ")}`
    : noSuchPort(direction, names, given)
}

// -----------------------------------------------------------------------------
// lifetimes
// -----------------------------------------------------------------------------

/**
 * It ends when its inputs have ended.
 *
 * @category laws
 * @since 0.1.0
 */
export const ends: Law = make("ends", "it ends when its inputs end", ({ ins, subject }) => {
  if (ins.length === 0) return "it has no inlets"
  return (one) =>
    Effect.map(trial(subject, one, {}), (ran): Said => {
      if (ran.isCut) return new Broken(endless(ran))
      return ran.exit === undefined ? new Broken(`all inlets have ended, and it has not: ${ran.waits}`) : "so"
    })
})

/**
 * It stops when its outlets are cancelled, though its inputs have not ended.
 *
 * **Details**
 *
 * Up to three elements are read of each outlet before that.
 *
 * @category laws
 * @since 0.1.0
 */
export const stops: Law = make("stops", "it stops when its outlets are cancelled", ({ outs, subject }) => {
  if (outs.length === 0) return "it has no outlets"
  return (one) =>
    Effect.map(
      trial(subject, one, { staysOpen: true, read: one.choice }),
      ({ exit, waits }): Said =>
        exit === undefined ? new Broken(`all outlets are cancelled, and it goes on: ${waits}`) : "so"
    )
})

/**
 * It holds at most so many elements: with nobody reading, it takes no more from its inlets than that, but for those of which
 * nothing comes.
 *
 * **Details**
 *
 * What it holds are elements that it has taken and of which elements come, now or later, that nobody has read. All capacities
 * are 1.
 *
 * **Example** (A stream that takes everything first)
 *
 * ```ts
 * import { Stream } from "@effect-mimo/core"
 * import { Law } from "@effect-mimo/testing"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const Sort = Stream.make("Sort", {
 *   in: { n: Schema.Int },
 *   out: { sorted: Schema.Int },
 *   *run({ n }, { sorted }) {
 *     const all: Array<number> = []
 *     yield* n.forEach((x) => void all.push(x))
 *     yield* sorted.pushAll(all.sort((a, b) => a - b))
 *   }
 * })
 * const verdict = await Effect.runPromise(Law.holdsAtMost(2).check(Sort, { seed: 1 }))
 * verdict._tag === "DoesNotHold" && verdict.counterexample.inputs // => { n: [0, 0, 0] }
 * ```
 *
 * @category laws
 * @since 0.1.0
 */
export const holdsAtMost = (n: number): Law =>
  make(
    `holdsAtMost(${n})`,
    `it holds at most ${n === 1 ? "1 element" : `${n} elements`} while nobody reads`,
    (context) => {
      if (context.ins.length === 0) return "it has no inlets"
      return context.outs.length === 0 ? "it has no outlets" : (one) => heldAtMost(n, context, one)
    },
    (options) => ({ ...options, size: Math.max(options.size ?? 10, 2 * n + 4) })
  )

/**
 * Whatever goes wrong at any of its operations at a port, it ends, its scope is closed once, and nothing of it is left: no
 * fiber, and nothing that sleeps.
 *
 * **Details**
 *
 * At each element that it takes or pushes, one after the other, there is a defect in the fiber that is at it, then an
 * interruption of the run, in a run each; and each inlet fails after each number of its elements. Inputs are short, up to
 * eight elements are read of each outlet, and only a fifth of the runs is made. The steps inside of a workflow are treated
 * alike.
 *
 * @category laws
 * @since 0.1.0
 */
export const survivesFaults: Law = make(
  "survivesFaults",
  "after a fault at any of its ports nothing of it is left",
  (tried) => (one) => faulted(tried, one),
  (options) => ({
    ...options,
    size: Math.min(options.size ?? 10, 4),
    elements: Math.min(options.elements ?? 1000, 8),
    runs: Math.ceil(options.runs! / 5)
  })
)
