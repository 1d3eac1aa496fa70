/** The rows of a script, and what came while it was played. */
import * as Duration from "effect/Duration"
import * as Equal from "effect/Equal"
import * as Exit from "effect/Exit"
import { sameEnd } from "./verdict.ts"

export type AnyExit = Exit.Exit<unknown, unknown>

/** What a row does. */
export type Action =
  | { readonly _tag: "Give"; readonly port: string; readonly elements: ReadonlyArray<unknown> }
  | { readonly _tag: "End"; readonly port: string }
  | { readonly _tag: "Fail"; readonly port: string; readonly cause: unknown }
  | { readonly _tag: "Cancel"; readonly port: string }

/** What a row expects. A result or an error that is left out may be any. */
export type Expectation =
  | { readonly _tag: "Emits"; readonly port: string; readonly elements: ReadonlyArray<unknown> }
  | { readonly _tag: "Ends"; readonly port: string }
  | { readonly _tag: "Completes"; readonly exit: AnyExit | undefined }
  | { readonly _tag: "Fails"; readonly exit: AnyExit | undefined }
  | { readonly _tag: "WaitsOn"; readonly ports: ReadonlyArray<string> }

/** `at` is in milliseconds from the start of the script. */
export interface AnyRow {
  readonly at: number
  readonly entries: ReadonlyArray<Action | Expectation>
}

/** What can come: at an outlet, or of the stream itself. */
export type Event =
  | { readonly _tag: "Element"; readonly port: string; readonly element: unknown }
  | { readonly _tag: "Ended"; readonly port: string }
  | { readonly _tag: "Exit"; readonly exit: AnyExit }

/** What came, and when: at a row, or while the clock was on its way to it. */
export interface Arrival {
  readonly at: number
  readonly row: number
  readonly event: Event
}

/** Expectations one by one, as the events that fulfil them. */
export type Wanted =
  | Exclude<Event, { readonly _tag: "Exit" }>
  | Extract<Expectation, { readonly _tag: "Completes" | "Fails" }>

/** All that came of a script, and by row the ports that the stream was suspended on at its end. */
export interface Played {
  readonly stream: string
  readonly rows: ReadonlyArray<AnyRow>
  readonly arrivals: ReadonlyArray<Arrival>
  readonly waits: ReadonlyArray<ReadonlyArray<string>>
}

/** Where what came is not what a row says, in words. */
export interface Fault {
  readonly row: number
  /** When it came on the way to the row. */
  readonly between: number | undefined
  readonly lane: string
  readonly text: string
}

export const timeText = (millis: number): string => millis === 0 ? "0s" : Duration.format(Duration.millis(millis))

/** Of what is said in a row of its own: an outlet, or the stream itself. */
export const laneOf = (event: Event | Wanted): string => "port" in event ? `outlet ${event.port}` : "end"

export const wantedIn = (row: AnyRow): ReadonlyArray<Wanted> =>
  row.entries.flatMap((entry): ReadonlyArray<Wanted> => {
    switch (entry._tag) {
      case "Emits":
        return entry.elements.map((element) => ({ _tag: "Element", port: entry.port, element }))
      case "Ends":
        return [{ _tag: "Ended", port: entry.port }]
      case "Completes":
      case "Fails":
        return [entry]
      default:
        return []
    }
  })

export const fulfils = (event: Event, wanted: Wanted): boolean => {
  if (laneOf(event) !== laneOf(wanted)) return false
  if (event._tag === "Exit") {
    if (!("exit" in wanted) || Exit.isSuccess(event.exit) !== (wanted._tag === "Completes")) return false
    return wanted.exit === undefined || sameEnd(event.exit, wanted.exit, Equal.equals)
  }
  return event._tag === "Element"
    ? wanted._tag === "Element" && Equal.equals(event.element, wanted.element)
    : wanted._tag === "Ended"
}

/** An outlet that ends with the stream, of whose end it is enough to speak. */
export const isEndOfAll = ({ arrivals }: Played, { at, event, row }: Arrival): boolean =>
  event._tag === "Ended" &&
  arrivals.some((other) => other.event._tag === "Exit" && other.at === at && other.row === row)
