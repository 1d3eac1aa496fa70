/** A timed test of one stream, its inputs and outputs as marble strings. */
import { type Definition, type PortTable, Workflow } from "@effect-mimo/core"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import { Diagram, type Moment } from "../internal/diagram.ts"
import { shown } from "../internal/difference.ts"
import { checkPort } from "../internal/knownPort.ts"
import { play } from "../internal/play.ts"
import { type Action, type AnyExit, type AnyRow, type Played, timeText } from "../internal/rows.ts"
import { Symbols } from "../internal/symbols.ts"
import { ended, failure } from "../internal/verdict.ts"
import { namesOf } from "../law/cases.ts"
import * as Marble from "../Marble.ts"
import type { Options } from "./run.ts"

/**
 * A test in marble strings; `Marble` has their grammar.
 *
 * **Details**
 *
 * - `inputs` are what the inlets are given; one that is left out is given nothing, and stays open.
 * - `outputs` are what the outlets are expected to do; one that is left out is expected to emit nothing. A `!` cancels it.
 * - `values` has what symbols stand for. Any other is itself: a digit a number where the port takes it, or else a string.
 * - `error` is what the stream is expected to fail with at a `#` of an outlet, as an error or a Cause; it may be any when it is
 *   left out. It is also what a `#` of an inlet fails it with.
 * - `unit` is the time of one character: a second.
 *
 * @category models
 * @since 0.1.0
 */
export interface Marbles<D> extends Omit<Options, "patience"> {
  readonly inputs?: { readonly [K in keyof Definition.Ins<D>]?: string } | undefined
  readonly outputs: { readonly [K in keyof Definition.Outs<D>]?: string }
  readonly values?: { readonly [symbol: string]: Element<Definition.Ins<D>> | Element<Definition.Outs<D>> } | undefined
  readonly error?: unknown
  readonly unit?: Duration.Input | undefined
}

type Element<P> = P[keyof P]

/**
 * What came of a stream is not what its marbles say: what, and when, and the marbles one under the other.
 *
 * @category errors
 * @since 0.1.0
 */
export class MarbleMismatch
  extends Schema.TaggedError<MarbleMismatch>("@effect-mimo/testing/MarbleMismatch")("MarbleMismatch", {
    stream: Schema.String,
    outlet: Schema.String,
    at: Schema.String,
    reason: Schema.String,
    diagram: Schema.String
  })
{
  override get message() {
    return `${this.stream}, outlet ${this.outlet}, at ${this.at}: ${this.reason}\n\n${this.diagram}`
  }
}

/**
 * Plays marbles on a stream, and compares what comes: elements, ends and their times.
 *
 * **When to use**
 *
 * Use where the shape in time matters more than the values. `TestStream.script` says the same in words, and has more to say.
 *
 * **Details**
 *
 * It lasts as long as its longest marble; what comes after that does not count. It runs under the clock of the test, or one of
 * its own, as a script does.
 *
 * **Example** (Two seconds later)
 *
 * ```ts
 * import { Stream } from "@effect-mimo/core"
 * import { TestStream } from "@effect-mimo/testing"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const Later = Stream.make("Later", {
 *   in: { a: Schema.Int },
 *   out: { x: Schema.Int },
 *   run: ({ a }, { x }) => a.forEach((n) => Effect.andThen(Effect.sleep("2 seconds"), x.push(n)))
 * })
 * const later = TestStream.marbles(Later, {
 *   inputs: { a: "(12)---3|" },
 *   outputs: { x: "--1-2-(3|)" }
 * })
 * await Effect.runPromise(later)
 * ```
 *
 * @category running
 * @since 0.1.0
 */
export const marbles = <D extends Definition.Input>(
  stream: D,
  marbles: Marbles<D>
): Effect.Effect<void, MarbleMismatch, Definition.Services<D>> =>
  Effect.gen(function*() {
    const { capacity, error } = marbles
    const unit = Duration.toMillis(Duration.fromInputUnsafe(marbles.unit ?? "1 second"))
    const table = Workflow.single(stream).ports
    const symbols = new Symbols(table, marbles.values ?? {})
    const inputs = parsed(marbles.inputs ?? {}, unit, table, "in")
    const outputs = parsed(marbles.outputs, unit, table, "out")
    const duration = Math.max(0, ...[...inputs.values(), ...outputs.values()].map(({ duration }) => duration))

    const rows = rowsOf(inputs, outputs, duration, (event, port) => symbols.value(event, port), error)
    const played = yield* play(stream, rows, { capacity })

    const compared = namesOf(table, "out").map((outlet) => {
      const marble = outputs.get(outlet)
      const expected = (marble?.events ?? []).map(({ at, ...event }): Moment =>
        event._tag === "Element"
          ? { at, _tag: "Element", element: symbols.value(event.symbol, outlet) }
          : { at, _tag: event._tag }
      )
      const came = momentsOf(played, outlet, duration, expected)
      // Of an outlet that nobody speaks of, the end does not matter.
      const counted = marble === undefined ? came.filter(({ _tag }) => _tag === "Element") : came
      return { outlet, expected, came: counted, first: firstDifference(expected, counted, exitOf(played), error) }
    })
    const [wrong] = compared.filter(({ first }) => first !== undefined).sort((a, b) => a.first!.at - b.first!.at)
    if (wrong?.first === undefined) return
    const diagram = new Diagram(unit, duration, symbols)
    for (const [inlet, marble] of inputs) diagram.input(inlet, marble)
    for (const { came, expected, first, outlet } of compared) {
      diagram.output(outlet, expected, came, first !== undefined)
    }
    return yield* new MarbleMismatch({
      stream: played.stream,
      outlet: wrong.outlet,
      at: timeText(wrong.first.at),
      reason: wrong.first.text,
      diagram: diagram.text
    })
  })

// -----------------------------------------------------------------------------
// internals
// -----------------------------------------------------------------------------

const parsed = (
  texts: object,
  unit: number,
  table: PortTable.PortTable,
  direction: PortTable.Direction
): ReadonlyMap<string, Marble.Marble> =>
  new Map(
    Object.entries(texts).flatMap(([port, text]) => {
      if (typeof text !== "string") return []
      checkPort(direction, namesOf(table, direction), port)
      return [[port, Marble.parse(text, unit)] as const]
    })
  )

/** The rows of the script: what the marbles do, time by time, and one that ends it. */
const rowsOf = (
  inputs: ReadonlyMap<string, Marble.Marble>,
  outputs: ReadonlyMap<string, Marble.Marble>,
  duration: number,
  value: (symbol: string, port: string) => unknown,
  error: unknown
): ReadonlyArray<AnyRow> => {
  const actions: Array<{ readonly at: number; readonly action: Action }> = []
  for (const [port, { events }] of inputs) {
    for (const event of events) {
      const { at } = event
      if (event._tag === "Element") {
        actions.push({ at, action: { _tag: "Give", port, elements: [value(event.symbol, port)] } })
      } else if (event._tag === "End") actions.push({ at, action: { _tag: "End", port } })
      else if (event._tag === "Failure") actions.push({ at, action: { _tag: "Fail", port, cause: error } })
      else throw new TypeError(`inlet ${port}: "!" is for outlets`)
    }
  }
  for (const [port, { events }] of outputs) {
    for (const { _tag, at } of events) if (_tag === "Cancel") actions.push({ at, action: { _tag, port } })
  }
  const times = [...new Set([...actions.map(({ at }) => at), duration])].sort((a, b) => a - b)
  return times.map((time) => ({
    at: time,
    entries: actions.flatMap(({ action, at }) => at === time ? [action] : [])
  }))
}

const exitOf = ({ arrivals }: Played): AnyExit | undefined => {
  for (const { event } of arrivals) if (event._tag === "Exit") return event.exit
  return undefined
}

/** What came at an outlet, before all is over. */
const momentsOf = (
  { arrivals }: Played,
  outlet: string,
  duration: number,
  expected: ReadonlyArray<Moment>
): ReadonlyArray<Moment> => {
  const cancel = expected.find(({ _tag }) => _tag === "Cancel")
  const moments: Array<Moment> = []
  let failure: Moment | undefined
  let isEnded = false
  for (const { at, event } of arrivals) {
    if (at >= duration || isEnded) continue
    if (event._tag === "Exit") {
      // After what it had pushed, which may be taken later.
      if (Exit.isFailure(event.exit)) failure ??= { at, _tag: "Failure" }
    } else if (event.port === outlet) {
      if (event._tag === "Ended") isEnded = true
      moments.push(event._tag === "Ended" ? { at, _tag: "End" } : { at, _tag: "Element", element: event.element })
    }
  }
  const end = cancel !== undefined && cancel.at < (failure?.at ?? Infinity) ? cancel : failure
  return end === undefined || isEnded ? moments : [...moments, end]
}

const firstDifference = (
  expected: ReadonlyArray<Moment>,
  came: ReadonlyArray<Moment>,
  exit: AnyExit | undefined,
  error: unknown
): { readonly at: number; readonly text: string } | undefined => {
  for (let i = 0; i < Math.max(expected.length, came.length); i++) {
    const [wanted, moment] = [expected[i], came[i]]
    if (wanted !== undefined && moment !== undefined && same(wanted, moment)) {
      if (moment._tag !== "Failure" || error === undefined || exit === undefined) continue
      const { message, pass } = ended(exit, failure(error), Equal.equals)
      if (pass) continue
      return { at: moment.at, text: message }
    }
    const at = Math.min(wanted?.at ?? Infinity, moment?.at ?? Infinity)
    const text = (one: Moment | undefined) => one === undefined || one.at > at ? "nothing" : momentText(one)
    return { at, text: `${text(moment)} came, expected ${text(wanted)}` }
  }
  return undefined
}

const same = (a: Moment, b: Moment): boolean =>
  a.at === b.at && a._tag === b._tag && ("element" in a ? "element" in b && Equal.equals(a.element, b.element) : true)

const momentText = (moment: Moment): string => {
  switch (moment._tag) {
    case "Element":
      return shown(moment.element)
    case "End":
      return "the end"
    case "Failure":
      return "a failure"
    case "Cancel":
      return "no end"
  }
}
