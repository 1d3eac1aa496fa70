/** A script as a table: what is written, and beside it what came. */
import { shown, shownList } from "./difference.ts"
import {
  type Action,
  type AnyRow,
  type Arrival,
  type Expectation,
  type Fault,
  isEndOfAll,
  laneOf,
  type Played,
  timeText
} from "./rows.ts"
import { ending } from "./verdict.ts"

interface Line {
  readonly isFault: boolean
  readonly cells: readonly [row: string, time: string, script: string, came: string]
}

export const tableOf = (played: Played, fault: Fault): string => {
  const lines = played.rows.flatMap((row, index) => linesOf(played, row, index, fault))
  const header = ["", "at", "script", "came"] as const
  const widths = header.map((title, i) => Math.max(title.length, ...lines.map(({ cells }) => [...cells[i]!].length)))
  const text = (mark: string, cells: ReadonlyArray<string>) =>
    `${mark} ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join("  ")}`.trimEnd()
  return [text(" ", header), ...lines.map(({ cells, isFault }) => text(isFault ? "✗" : " ", cells))].join("\n")
}

const linesOf = (played: Played, row: AnyRow, index: number, fault: Fault): ReadonlyArray<Line> => {
  const isSpokenOf = new Set(row.entries.flatMap((entry) => entry._tag === "Ends" ? laneOfEntry(entry) : []))
  const arrivals = played.arrivals.filter((arrival) =>
    arrival.row === index && (isSpokenOf.has(laneOf(arrival.event)) || !isEndOfAll(played, arrival))
  )
  const isFault = (lane: string, between?: number) =>
    fault.row === index && fault.lane === lane && fault.between === between
  const before = grouped(arrivals.filter(({ at }) => at < row.at)).map(({ arrivals, at, lane }): Line => ({
    isFault: isFault(lane, at),
    cells: ["", timeText(at), "", cameText(arrivals)]
  }))
  const here = new Map(grouped(arrivals.filter(({ at }) => at >= row.at)).map(({ arrivals, lane }) => [lane, arrivals]))
  const told = new Set([""])
  const written = row.entries.map((entry) => {
    const lane = laneOfEntry(entry)
    // Several entries may speak of one lane, whose arrivals are told once.
    const came = told.has(lane)
      ? ""
      : lane === "waits"
      ? waitsText(played.waits[index]!)
      : cameText(here.get(lane) ?? [])
    if (lane !== "waits") told.add(lane)
    return { isFault: lane !== "" && isFault(lane), cells: [entryText(entry), came] as const }
  })
  const unwritten = [...here].filter(([lane]) => !told.has(lane)).map(([lane, arrivals]) => ({
    isFault: isFault(lane),
    cells: ["", cameText(arrivals)] as const
  }))
  const lines = [...written, ...unwritten]
  return [
    ...before,
    ...(lines.length === 0 ? [{ isFault: false, cells: ["", ""] as const }] : lines).map((line, i): Line => ({
      isFault: line.isFault,
      cells: [i === 0 ? String(index + 1) : "", i === 0 ? timeText(row.at) : "", ...line.cells]
    }))
  ]
}

/** Arrivals of one lane at one time, together. */
const grouped = (arrivals: ReadonlyArray<Arrival>) => {
  const groups: Array<{ readonly at: number; readonly lane: string; readonly arrivals: Array<Arrival> }> = []
  for (const arrival of arrivals) {
    const lane = laneOf(arrival.event)
    const group = groups.find((group) => group.at === arrival.at && group.lane === lane)
    if (group === undefined) groups.push({ at: arrival.at, lane, arrivals: [arrival] })
    else group.arrivals.push(arrival)
  }
  return groups
}

const laneOfEntry = (entry: Action | Expectation): string => {
  switch (entry._tag) {
    case "Emits":
    case "Ends":
      return `outlet ${entry.port}`
    case "Completes":
    case "Fails":
      return "end"
    case "WaitsOn":
      return "waits"
    default:
      return ""
  }
}

const listText = (elements: ReadonlyArray<unknown>): string => shownList(elements).text.slice(1, -1)
const waitsText = (ports: ReadonlyArray<string>): string => `waits on ${ports.join(", ") || "no port"}`

const entryText = (entry: Action | Expectation): string => {
  switch (entry._tag) {
    case "Give":
      return `in ${entry.port} ← ${listText(entry.elements)}`
    case "End":
      return `in ${entry.port} ends`
    case "Fail":
      return `in ${entry.port} fails with ${shown(entry.cause)}`
    case "Cancel":
      return `out ${entry.port} is cancelled`
    case "Emits":
      return `out ${entry.port} → ${listText(entry.elements)}`
    case "Ends":
      return `out ${entry.port} ends`
    case "Completes":
      return entry.exit === undefined ? "completes" : ending(entry.exit).replace(/^completed/, "completes")
    case "Fails":
      return entry.exit === undefined ? "fails" : ending(entry.exit).replace(/^failed/, "fails")
    case "WaitsOn":
      return waitsText(entry.ports)
  }
}

/** All of one lane. */
const cameText = (arrivals: ReadonlyArray<Arrival>): string => {
  if (arrivals.length === 0) return "-"
  const elements = arrivals.flatMap(({ event }) => event._tag === "Element" ? [event.element] : [])
  return arrivals.flatMap(({ event }, i) => {
    if (event._tag === "Exit") return [ending(event.exit)]
    if (event._tag === "Ended") return [`out ${event.port} ended`]
    return i === 0 ? [`out ${event.port} → ${listText(elements)}`] : []
  }).join(", ")
}
