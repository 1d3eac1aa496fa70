/** The first thing in a script that did not come as it is written, in the order of time. */
import * as Equal from "effect/Equal"
import { shown, unequal } from "./difference.ts"
import {
  type Arrival,
  type Fault,
  fulfils,
  isEndOfAll,
  laneOf,
  type Played,
  timeText,
  type Wanted,
  wantedIn
} from "./rows.ts"
import { blocked, ending } from "./verdict.ts"
import { waitsText } from "./waits.ts"

export const faultOf = (played: Played): Fault | undefined => {
  for (const row of played.rows.keys()) {
    const fault = between(played, row) ?? at(played, row) ?? waiting(played, row)
    if (fault !== undefined) return fault
  }
  return undefined
}

/** What came on the way to the row, where nothing is to come. */
const between = (played: Played, row: number): Fault | undefined => {
  const arrival = arrivalsOf(played, row, true).find((arrival) => !isEndOfAll(played, arrival))
  return arrival === undefined
    ? undefined
    : { row, between: arrival.at, lane: laneOf(arrival.event), text: unexpected(played, arrival, row) }
}

/** What came at the row, lane by lane. */
const at = (played: Played, row: number): Fault | undefined => {
  const wanted = wantedIn(played.rows[row]!)
  const came = arrivalsOf(played, row, false)
  const lanes = new Set([...wanted, ...came.map(({ event }) => event)].map(laneOf))
  for (const lane of lanes) {
    const text = laneFault(
      played,
      row,
      wanted.filter((wanted) => laneOf(wanted) === lane),
      came.filter(({ event }) => laneOf(event) === lane)
    )
    if (text !== undefined) return { row, between: undefined, lane, text }
  }
  return undefined
}

const laneFault = (
  played: Played,
  row: number,
  wanted: ReadonlyArray<Wanted>,
  came: ReadonlyArray<Arrival>
): string | undefined => {
  for (let i = 0; i < Math.max(wanted.length, came.length); i++) {
    const [one, arrival] = [wanted[i], came[i]]
    if (arrival === undefined) return missing(played, row, one!)
    if (one === undefined) {
      if (isEndOfAll(played, arrival)) continue
      return unexpected(played, arrival, row + 1)
    }
    if (!fulfils(arrival.event, one)) return other(arrival, one, i)
  }
  return undefined
}

const waiting = ({ rows, waits }: Played, row: number): Fault | undefined => {
  for (const entry of rows[row]!.entries) {
    if (entry._tag !== "WaitsOn") continue
    const { message, pass } = blocked(waits[row]!, entry.ports)
    if (!pass) return { row, between: undefined, lane: "waits", text: message }
  }
  return undefined
}

const arrivalsOf = ({ arrivals, rows }: Played, row: number, isBetween: boolean): ReadonlyArray<Arrival> =>
  arrivals.filter((arrival) => arrival.row === row && arrival.at < rows[row]!.at === isBetween)

// -----------------------------------------------------------------------------
// in words
// -----------------------------------------------------------------------------

const rowText = ({ rows }: Played, row: number): string => `row ${row + 1} (${timeText(rows[row]!.at)})`

export const whereText = (played: Played, { between, lane, row }: Fault): string => {
  const where = between === undefined ? rowText(played, row) : `at ${timeText(between)}, before ${rowText(played, row)}`
  return lane.startsWith("outlet ") ? `${where}, ${lane}` : where
}

const cameText = ({ event }: Arrival): string => {
  if (event._tag === "Exit") return `it ${ending(event.exit)}`
  return event._tag === "Ended" ? "it ended" : `${shown(event.element)} came`
}

const absentText = (wanted: Wanted): string => {
  switch (wanted._tag) {
    case "Element":
      return `${shown(wanted.element)} did not come`
    case "Ended":
      return "it did not end"
    case "Completes":
      return "it did not complete"
    case "Fails":
      return "it did not fail"
  }
}

const wantedText = (wanted: Wanted): string => {
  switch (wanted._tag) {
    case "Element":
      return shown(wanted.element)
    case "Ended":
      return "the end"
    case "Completes":
      return wanted.exit === undefined ? "completed" : ending(wanted.exit)
    case "Fails":
      return wanted.exit === undefined ? "failed" : ending(wanted.exit)
  }
}

const unexpected = (played: Played, arrival: Arrival, from: number): string => {
  const row = played.rows.findIndex((row, i) => i >= from && wantedIn(row).some((one) => fulfils(arrival.event, one)))
  return row < 0
    ? `${cameText(arrival)}, and no row expects it`
    : `${cameText(arrival)} too early; ${rowText(played, row)} expects it`
}

const other = ({ event }: Arrival, wanted: Wanted, position: number): string => {
  if (event._tag === "Exit") return `it ${ending(event.exit)}; expected: ${wantedText(wanted)}`
  if (event._tag === "Ended") return `it ended, expected ${wantedText(wanted)}`
  return wanted._tag === "Element"
    ? unequal(position, event.element, wanted.element, Equal.equals)
    : `element ${position} is ${shown(event.element)}, expected ${wantedText(wanted)}`
}

const missing = (played: Played, row: number, wanted: Wanted): string => {
  const { arrivals, rows, waits } = played
  const elsewhere = arrivals.filter(({ at, event, row: other }) =>
    fulfils(event, wanted) && (other !== row || at < rows[row]!.at)
  )
  const late = elsewhere.find((arrival) => arrival.row > row)
  if (late !== undefined) return `${cameText(late)} too late, at ${timeText(late.at)}`
  // Only an end that another row has spoken of.
  const early = elsewhere.at(-1)
  if (early !== undefined && early.event._tag !== "Element") {
    return `${cameText(early)} before, at ${timeText(early.at)}`
  }
  const end = arrivals.find((arrival) => arrival.event._tag === "Exit" && arrival.row <= row)
  if (end !== undefined) return `${absentText(wanted)}; ${cameText(end)} at ${timeText(end.at)}`
  return `${absentText(wanted)}; ${waitsText("it", waits[row]!)}`
}
