/**
 * The accounts of a run: what each port passed on, read off the edges, and whether it adds up.
 */
import type { Workflow } from "@effect-mimo/core"
import { Data } from "effect"

/** A sum that ought to hold. */
export interface Check {
  readonly what: string
  readonly is: number
  readonly shouldBe: number
}

/** What one port passed on. */
export interface PortCount {
  readonly step: string
  readonly port: string
  readonly direction: "in" | "out"
  readonly count: number
}

/** What the steps themselves counted. */
export interface Counted {
  readonly read: number
  readonly hourly: number
  readonly routes: number
  readonly alerts: number
  readonly deadLetters: number
  readonly alertsFile: number
  readonly hourlyFile: number
  readonly routesFile: number
}

export interface Accounts {
  readonly ports: ReadonlyArray<PortCount>
  readonly checks: ReadonlyArray<Check>
}

export class AccountsDoNotBalance extends Data.TaggedError("AccountsDoNotBalance")<{
  readonly wrong: ReadonlyArray<Check>
}> {
  override get message(): string {
    return `the accounts do not balance: ${this.wrong.map((c) => `${c.what} is ${c.is}, not ${c.shouldBe}`).join("; ")}`
  }
}

type Edges = Workflow.Snapshot["edges"]

const countPorts = (edges: Edges): ReadonlyArray<PortCount> => {
  const counts = new Map<string, PortCount>()
  const add = (direction: "in" | "out", name: string, merge: (before: number) => number): void => {
    const [step = "", port = ""] = name.split(".")
    const key = `${direction} ${name}`
    counts.set(key, { step, port, direction, count: merge(counts.get(key)?.count ?? 0) })
  }
  for (const { from, popped, pushed, to } of edges) {
    // An outlet gives every edge all it is given; an inlet takes what each of its edges brings.
    add("out", from, (before) => Math.max(before, pushed))
    add("in", to, (before) => before + popped)
  }
  return [...counts.values()]
}

/** The accounts of a run of the flight desk that was to read `expected` records. */
export const accountsOf = (edges: Edges, counted: Counted, expected: number): Accounts => {
  const ports = countPorts(edges)
  const count = (direction: "in" | "out", step: string, port: string): number =>
    ports.find((p) => p.direction === direction && p.step === step && p.port === port)?.count ?? 0
  const into = (step: string, port: string): number => count("in", step, port)
  const out = (step: string, port: string): number => count("out", step, port)

  const good = out("decode", "good")
  const bad = out("decode", "bad")
  const matched = out("join", "matched")
  const unmatched = out("join", "unmatched")
  const late = out("classify", "late")
  const sorted = out("classify", "early") + out("classify", "onTime") + late
  return {
    ports,
    checks: [
      { what: "records read", is: counted.read, shouldBe: expected },
      { what: "read passed on", is: out("read", "record"), shouldBe: expected },
      { what: "decode: good + bad", is: good + bad, shouldBe: into("decode", "record") },
      { what: "join: matched + unmatched", is: matched + unmatched, shouldBe: into("join", "flight") },
      { what: "classify: early + on time + late", is: sorted, shouldBe: into("classify", "flight") },
      { what: "flights counted by hour", is: counted.hourly, shouldBe: sorted },
      { what: "flights counted by route", is: counted.routes, shouldBe: sorted },
      { what: "late flights looked at", is: counted.alerts, shouldBe: late },
      { what: "lines of late alerts", is: counted.alertsFile, shouldBe: out("alerts", "alert") },
      { what: "lines of dead letters", is: counted.deadLetters, shouldBe: bad + unmatched },
      { what: "rows by hour", is: counted.hourlyFile, shouldBe: out("hourly", "row") },
      { what: "rows of routes", is: counted.routesFile, shouldBe: out("routes", "route") },
      { what: "elements left behind on edges", is: leftBehind(edges), shouldBe: 0 },
      { what: "early + on time + late + bad + unmatched", is: sorted + bad + unmatched, shouldBe: expected }
    ]
  }
}

const leftBehind = (edges: Edges): number =>
  edges.reduce((sum, { discarded, popped, pushed }) => sum + discarded + Math.abs(pushed - popped - discarded), 0)

export const wrongIn = ({ checks }: Accounts): ReadonlyArray<Check> => checks.filter((c) => c.is !== c.shouldBe)
