/** One workflow under many schedules and with many capacities: does what it gives depend on them? */
import type { Workflow } from "@effect-mimo/core"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { shown } from "../internal/difference.ts"
import { type AnyOutcome, type Difference, differences, type Equality } from "./differences.ts"
import { type Inputs, type Limits, type Outcome, run } from "./run.ts"
import type { Settings } from "./settings.ts"

/**
 * What to vary, and how the outcomes are compared.
 *
 * **Details**
 *
 * - `seeds` are those of the schedules, 0 to 9 by default; with `preempt` turns end at random points too.
 * - `capacities` are given to all edges, one after the other; by default the graph's own are kept.
 * - `fusion` runs each with and without it.
 * - `inputs` are for the open inlets; `layer` is built anew for each run, so that no run sees what another left behind.
 * - `equals` compares results and outputs; by default as `Equal.equals` does. `TestWorkflow.inAnyOrder` leaves the order of
 *   elements open.
 *
 * @category models
 * @since 0.1.0
 */
export interface Variations<Provided = never> extends Limits {
  readonly seeds?: Iterable<number> | undefined
  readonly preempt?: boolean | undefined
  readonly capacities?: Iterable<number> | undefined
  readonly fusion?: boolean | undefined
  readonly layer?: Layer.Layer<Provided> | undefined
  readonly equals?: Equality | undefined
}

/**
 * What an outcome may depend on.
 *
 * @category models
 * @since 0.1.0
 */
export type Dependence = "seed" | "capacity" | "fusion"

/**
 * What was found: how many runs there were, what their outcomes depend on, and, if on anything, two runs that differ.
 *
 * **Details**
 *
 * Of all pairs of runs that differ it is the one with the fewest settings apart, then the smallest capacities and seeds.
 * `text` says it for a reader. `TestWorkflow.run` with the settings of either gives its outcome again.
 *
 * @category models
 * @since 0.1.0
 */
export interface Exploration<O, A, E> {
  readonly workflow: string
  readonly runs: number
  readonly dependsOn: ReadonlyArray<Dependence>
  readonly pair: {
    readonly left: { readonly settings: Settings; readonly outcome: Outcome<O, A, E> }
    readonly right: { readonly settings: Settings; readonly outcome: Outcome<O, A, E> }
    readonly differences: ReadonlyArray<Difference>
  } | undefined
  /** What every run gave, if they all gave the same. */
  readonly outcome: Outcome<O, A, E> | undefined
  readonly text: string
}

/**
 * Runs of one workflow gave different outcomes; the message is the text of the exploration.
 *
 * @category errors
 * @since 0.1.0
 */
export class RunsDiffer extends Schema.TaggedError<RunsDiffer>("@effect-mimo/testing/RunsDiffer")("RunsDiffer", {
  workflow: Schema.String,
  dependsOn: Schema.Array(Schema.Literals(["seed", "capacity", "fusion"])),
  text: Schema.String
}) {
  override get message() {
    return this.text
  }
}

/**
 * Runs a workflow under each schedule, with each capacity, and tells whether its end, its results or its outputs depend on
 * any.
 *
 * **When to use**
 *
 * Use to find out whether a graph gives the same whatever the timing. Each run is a fresh one, with a clock of its own that
 * passes by itself.
 *
 * **Example** (A merge depends on the schedule)
 *
 * ```ts
 * import { Junction, Sink, Source, Workflow } from "@effect-mimo/core"
 * import { TestWorkflow } from "@effect-mimo/testing"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const merging = Workflow.make("merging", {
 *   low: Source.range({ end: 3 }),
 *   high: Source.range({ start: 10, end: 13 }),
 *   merge: Junction.merge({ low: Schema.Int, high: Schema.Int }),
 *   all: Sink.toArray(Schema.Int)
 * }, ({ all, high, low, merge }) => {
 *   low.pipe(merge.low)
 *   high.pipe(merge.high)
 *   merge.pipe(all)
 * })
 * const { dependsOn, pair } = await Effect.runPromise(TestWorkflow.explore(merging, { seeds: [1, 2], capacities: [1] }))
 * dependsOn // => ["seed"]
 * pair?.differences[0]?.where // => "result all"
 * ```
 *
 * @see {@link expectSame} to fail a test with what is found
 * @category exploration
 * @since 0.1.0
 */
export const explore = <I, O, A, E, R, Provided = never>(
  workflow: Workflow.Workflow<I, O, A, E, R>,
  options: Variations<Provided> & Inputs<I>
): Effect.Effect<Exploration<O, A, E>, never, Exclude<R, Provided | Scope.Scope>> =>
  Effect.gen(function*() {
    const equals = options.equals ?? Equal.equals
    const axes = axesOf(options)
    const layer = options.layer ?? (Layer.empty as Layer.Layer<Provided>) // where nothing is to be provided
    const limits = { inputs: options.inputs, timeout: options.timeout, patience: options.patience }
    const kinds: Array<AnyOutcome> = []
    const found: Array<Found> = []
    for (const settings of settingsOf(axes, options.preempt)) {
      const once = run(workflow, ...[{ ...limits, ...settings }] as never) // the inputs are those of the options
      const outcome: AnyOutcome = yield* Effect.provide(once, layer, { local: true })
      const known = kinds.findIndex((other) => differences(other, outcome, equals).length === 0)
      found.push({ settings, kind: known >= 0 ? known : kinds.push(outcome) - 1 })
    }
    return toExploration(workflow.name, axes, found, kinds, equals)
    // The outcomes are those of the workflow, whatever its ports.
  }) as unknown as Effect.Effect<Exploration<O, A, E>, never, Exclude<R, Provided | Scope.Scope>>

/**
 * The same as {@link explore}, failing with {@link RunsDiffer} where the outcome depends on anything; it gives the outcome.
 *
 * **When to use**
 *
 * Use as an assertion: the message has the two runs that differ by least, with the settings to run each again.
 *
 * @category exploration
 * @since 0.1.0
 */
export const expectSame = <I, O, A, E, R, Provided = never>(
  workflow: Workflow.Workflow<I, O, A, E, R>,
  options: Variations<Provided> & Inputs<I>
): Effect.Effect<Outcome<O, A, E>, RunsDiffer, Exclude<R, Provided | Scope.Scope>> =>
  Effect.flatMap(explore(workflow, options), ({ dependsOn, outcome, text }) =>
    outcome === undefined
      ? Effect.fail(new RunsDiffer({ workflow: workflow.name, dependsOn, text }))
      : Effect.succeed(outcome))

// -----------------------------------------------------------------------------
// internals
// -----------------------------------------------------------------------------

/** A run: its settings, and which of the outcomes that there are it had. */
interface Found {
  readonly settings: Settings
  readonly kind: number
}

interface Axes {
  readonly seed: ReadonlyArray<number>
  readonly capacity: ReadonlyArray<number | undefined>
  readonly fusion: ReadonlyArray<boolean | undefined>
}

const ascending = (numbers: Iterable<number>): ReadonlyArray<number> => [...new Set(numbers)].toSorted((a, b) => a - b)

const axesOf = ({ capacities, fusion, seeds }: Variations<never>): Axes => ({
  seed: ascending(seeds ?? Array.from({ length: 10 }, (_, seed) => seed)),
  capacity: capacities === undefined ? [undefined] : ascending(capacities),
  fusion: fusion === true ? [true, false] : [undefined]
})

/** The smallest first. */
const settingsOf = ({ capacity, fusion, seed }: Axes, preempt: boolean | undefined): ReadonlyArray<Settings> =>
  capacity.flatMap((capacity) =>
    seed.flatMap((seed) =>
      fusion.map((fusion) => ({
        seed,
        ...(preempt === true ? { preempt } : {}),
        ...(capacity === undefined ? {} : { capacity }),
        ...(fusion === undefined ? {} : { fusion })
      }))
    )
  )

const dependences: ReadonlyArray<Dependence> = ["seed", "capacity", "fusion"]

const named: Record<Dependence, string> = { seed: "schedule", capacity: "capacity", fusion: "fusion" }

const apart = (one: Settings, other: Settings): ReadonlyArray<Dependence> =>
  dependences.filter((key) => one[key] !== other[key])

const toExploration = (
  workflow: string,
  axes: Axes,
  found: ReadonlyArray<Found>,
  kinds: ReadonlyArray<AnyOutcome>,
  equals: Equality
): Exploration<Readonly<Record<string, unknown>>, unknown, unknown> => {
  const runs = found.length
  const differing = found.flatMap((left, at) =>
    found.slice(at + 1).filter(({ kind }) => kind !== left.kind).map((right) => ({
      left,
      right,
      keys: apart(left.settings, right.settings)
    }))
  )
  // All combinations were tried, so that two outcomes differ by one setting somewhere.
  const byOne = differing.filter(({ keys }) => keys.length === 1)
  const dependsOn = dependences.filter((key) => byOne.some(({ keys }) => keys[0] === key))
  const [smallest] = byOne
  const pair = smallest === undefined ? undefined : {
    left: { settings: smallest.left.settings, outcome: kinds[smallest.left.kind]! },
    right: { settings: smallest.right.settings, outcome: kinds[smallest.right.kind]! },
    differences: differences(kinds[smallest.left.kind]!, kinds[smallest.right.kind]!, equals)
  }
  const tried = `${runs} ${runs === 1 ? "run" : "runs"}: ${triedOf(axes)}`
  const text = pair === undefined
    ? `workflow "${workflow}" gives the same in all ${tried}`
    : [
      `workflow "${workflow}" depends on ${dependsOn.map((key) => `the ${named[key]}`).join(" and ")} (${tried})`,
      "two runs that differ by least:",
      `  left   ${shown(pair.left.settings)}`,
      `  right  ${shown(pair.right.settings)}`,
      ...pair.differences.flatMap(({ left, position, right, where }) => [
        position === undefined ? `${where}:` : `${where}, from element ${position} on:`,
        `  left   ${left}`,
        `  right  ${right}`
      ])
    ].join("\n")
  return { workflow, runs, dependsOn, pair, outcome: kinds.length === 1 ? kinds[0] : undefined, text }
}

const triedOf = ({ capacity, fusion, seed }: Axes): string => {
  const count = (n: number, one: string, several: string) => `${n} ${n === 1 ? one : several}`
  const [only] = capacity
  return [
    count(seed.length, "schedule", "schedules"),
    ...(only === undefined ? [] : [count(capacity.length, "capacity", "capacities")]),
    ...(fusion.length > 1 ? ["with and without fusion"] : [])
  ].join(", ")
}
