/** Inputs made from the schemas of a stream's inlets, with a capacity and a schedule for each run. */
import type { Definition, PortTable } from "@effect-mimo/core"
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"
import { shown } from "../internal/difference.ts"
import type { Ports } from "../internal/testRun.ts"

/**
 * The schedule of a run: that of a seed, as `TestScheduler.withSeed` takes it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Schedule {
  readonly seed: number
  readonly preempt: boolean
}

/** What is made anew for each run: the schedule is the engine's own where it is undefined. */
export interface Case {
  readonly inputs: Ports<ReadonlyArray<unknown>>
  readonly capacity: number
  readonly schedule: Schedule | undefined
  /** For whatever else is to be chosen. */
  readonly choice: number
}

/** What inputs are made of: `PropertyOptions` has the words. */
export interface Made<D> {
  readonly inlets?: { readonly [K in keyof Definition.Ins<D>]?: Elements<Definition.Ins<D>[K]> } | undefined
  readonly lengths?:
    | "even"
    | { readonly [K in keyof Definition.Ins<D>]?: Arbitrary.ArrayOptions }
    | undefined
  readonly size?: number | undefined
}

/** Where the elements of an inlet come from. */
export type Elements<A> = Arbitrary.Arbitrary<A> | Schema.Schema<A>

/** The schema of an inlet does not tell how to make an element. */
export class Unmakeable {
  constructor(readonly inlet: string, readonly reason: string) {}

  get text(): string {
    return `no elements can be made for inlet ${this.inlet} from its schema (${this.reason}): give some in \`inlets\``
  }
}

type AnyElements = Readonly<Record<string, Elements<unknown> | undefined>>

export const casesOf = <D>(ports: PortTable.PortTable, made: Made<D>): Arbitrary.Arbitrary<Case> | Unmakeable => {
  const inlets = namesOf(ports, "in")
  const others: AnyElements = { ...made.inlets as AnyElements | undefined } // by the names of the inlets
  const elements: Record<string, Arbitrary.Arbitrary<unknown>> = {}
  for (const inlet of inlets) {
    const given = others[inlet] ?? ports[inlet]!.schema
    try {
      elements[inlet] = Arbitrary.isArbitrary(given) ? given : Arbitrary.schema(given)
    } catch (cause) {
      return new Unmakeable(inlet, cause instanceof Error ? cause.message : String(cause))
    }
  }
  return Arbitrary.all({
    inputs: made.lengths === "even" ? evenly(elements) : unevenly(elements, { ...made.lengths as Lengths | undefined }),
    capacity: between(1, 5),
    // The engine's own is the simplest.
    schedule: Arbitrary.map(between(0, 999), (n) => n === 0 ? undefined : { seed: n, preempt: n % 2 === 0 }),
    choice: between(0, 3)
  })
}

type Lengths = Readonly<Record<string, Arbitrary.ArrayOptions | undefined>>

const between = (minimum: number, maximum: number): Arbitrary.Arbitrary<number> =>
  Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum, maximum })))

const unevenly = (elements: Readonly<Record<string, Arbitrary.Arbitrary<unknown>>>, lengths: Lengths) =>
  Arbitrary.all(
    Object.fromEntries(Object.entries(elements).map(([inlet, one]) => [inlet, Arbitrary.array(one, lengths[inlet])]))
  )

const evenly = (elements: Readonly<Record<string, Arbitrary.Arbitrary<unknown>>>) =>
  Arbitrary.map(
    Arbitrary.array(Arbitrary.all(elements)),
    (rows) => Object.fromEntries(Object.keys(elements).map((inlet) => [inlet, rows.map((row) => row[inlet])]))
  )

export const namesOf = (ports: PortTable.PortTable, direction: "in" | "out"): ReadonlyArray<string> =>
  Object.keys(ports).filter((name) => ports[name]!.direction === direction)

// -----------------------------------------------------------------------------
// in words
// -----------------------------------------------------------------------------

export const scheduleText = (schedule: Schedule | undefined): string =>
  schedule === undefined ? "the engine's own" : `seed ${schedule.seed}${schedule.preempt ? ", preempted" : ""}`

/** Lines of a table: what on the left, as it was on the right. */
export const rowsText = (rows: ReadonlyArray<readonly [what: string, text: string]>): string => {
  const width = Math.max(...rows.map(([what]) => what.length))
  return rows.map(([what, text]) => `  ${what.padEnd(width)}  ${text.replaceAll("\n", `\n  ${" ".repeat(width)}  `)}`)
    .join("\n")
}

export const caseRows = ({ capacity, inputs, schedule }: Case): ReadonlyArray<readonly [string, string]> => [
  ...Object.entries(inputs).map(([inlet, elements]) => [`in ${inlet}`, shown(elements)] as const),
  ["capacity", String(capacity)],
  ["schedule", scheduleText(schedule)]
]
