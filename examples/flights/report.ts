/**
 * The summary on the terminal.
 */
import Table from "cli-table3"
import { relative } from "node:path"
import type { Accounts, PortCount } from "./accounts.ts"
import type { RouteRow } from "./model.ts"

export interface Summary {
  readonly accounts: Accounts
  readonly worst: ReadonlyArray<RouteRow>
  readonly leastFlights: number
  readonly seconds: number
  readonly files: ReadonlyArray<string>
  /** Elements on all edges together: the most seen, and how many would fit. */
  readonly inFlight: { readonly most: number; readonly capacity: number }
  readonly peakMegabytes: number
}

// Short where it can be: relative to the directory the command was given in.
const shown = (file: string): string => {
  const path = relative(process.env["INIT_CWD"] ?? process.cwd(), file)
  return path.startsWith("..") ? file : path
}

const n = (count: number): string => count.toLocaleString("en")

const table = (head: ReadonlyArray<string>, align: ReadonlyArray<"left" | "right">) =>
  new Table({
    head: [...head],
    colAligns: [...align],
    // Colours are for terminals; a file or a pipe gets plain text.
    style: { head: process.stdout.isTTY ? ["cyan"] : [], border: process.stdout.isTTY ? ["gray"] : [], compact: true }
  })

const portLines = (ports: ReadonlyArray<PortCount>, of: (port: PortCount) => string): string => ports.map(of).join("\n")

const portTable = ({ ports }: Accounts, steps: ReadonlyArray<string>): string => {
  const rows = table(["step", "in", "popped", "out", "passed on"], ["left", "left", "right", "left", "right"])
  for (const step of steps) {
    const ins = ports.filter((port) => port.step === step && port.direction === "in")
    const outs = ports.filter((port) => port.step === step && port.direction === "out")
    rows.push([
      step,
      portLines(ins, (p) => p.port),
      portLines(ins, (p) => n(p.count)),
      portLines(outs, (p) => p.port),
      portLines(outs, (p) => n(p.count))
    ])
  }
  return rows.toString()
}

const routeTable = (worst: ReadonlyArray<RouteRow>): string => {
  const rows = table(["#", "route", "from", "to", "flights", "mean delay"], [
    "right",
    "left",
    "left",
    "left",
    "right",
    "right"
  ])
  for (const { destination, flights, from, mean_delay, origin, rank, to } of worst) {
    rows.push([rank, `${origin} → ${destination}`, from, to, n(flights), `${mean_delay.toFixed(1)} min`])
  }
  return rows.toString()
}

const checkLines = ({ checks }: Accounts): string =>
  checks.map(({ is, shouldBe, what }) =>
    is === shouldBe ? `  ✓ ${what}: ${n(is)}` : `  ✗ ${what}: ${n(is)}, but it should be ${n(shouldBe)}`
  ).join("\n")

export const accountsText = (accounts: Accounts, steps: ReadonlyArray<string>): string =>
  ["What each port passed on", portTable(accounts, steps), "", checkLines(accounts)].join("\n")

export const summaryText = (
  { files, inFlight, leastFlights, peakMegabytes, seconds, worst }: Summary,
  records: number
): string =>
  [
    "",
    worst.length === 0
      ? `No route has ${n(leastFlights)} flights among these records.`
      : `The worst routes by mean delay, of those with at least ${n(leastFlights)} flights\n${routeTable(worst)}`,
    "",
    `Files:     ${files.map(shown).join("\n           ")}`,
    `Time:      ${seconds.toFixed(1)} s, ${n(Math.round(records / seconds))} a second`,
    `Memory:    ${n(Math.round(peakMegabytes))} MB at the peak`,
    `In flight: at most ${n(inFlight.most)} elements seen on all edges together, of ${
      n(inFlight.capacity)
    } that would fit`,
    "",
    `Every record accounted for: ${n(records)} of ${n(records)}.`
  ].join("\n")

/** One edge's waiting, for the table that shows back-pressure. */
export interface EdgeWait {
  readonly from: string
  readonly to: string
  readonly pushBlocked: number
  readonly popBlocked: number
}

export const waitsText = (waits: ReadonlyArray<EdgeWait>): string => {
  const rows = table(["edge", "waited for room", "waited for an element"], ["left", "right", "right"])
  const ms = (milliseconds: number): string => `${n(Math.round(milliseconds))} ms`
  for (const { from, popBlocked, pushBlocked, to } of waits) {
    rows.push([`${from} → ${to}`, ms(pushBlocked), ms(popBlocked)])
  }
  return [
    "",
    "Back-pressure: how long each edge's producer waited for room, and its consumer for an element",
    rows.toString()
  ].join("\n")
}
