/** What a run says of steps that wait only on one another: a cycle of them, by names, with what would help. */
import { Deadlock, type Waiting } from "../Deadlock.ts"
import { addressName } from "./flatten.ts"
import type { Party } from "./party.ts"
import type { Plan, PortAddress } from "./plan.ts"

export interface WaitingPart {
  /** Where the wait is. */
  readonly own: PortAddress
  readonly from: PortAddress
  readonly to: PortAddress
  readonly waitsTo: Waiting["waitsTo"]
  readonly size: number
  readonly capacity: number
}

const stepName = (path: string, plan: Plan): string => path.slice(plan.name.length + 1)

export const reportOf = (
  plan: Plan,
  parts: ReadonlyArray<WaitingPart>,
  dead: ReadonlyArray<Party>,
  grown: number
): Deadlock => {
  const cycle = parts.map(({ capacity, from, own, size, to, waitsTo }): Waiting => ({
    step: plan.steps[own.step!]!.path.join("/"), // the outside is in no cycle
    waitsTo,
    port: own.port,
    from: addressName(plan, from),
    to: addressName(plan, to),
    size,
    capacity
  }))
  const full = cycle.filter(({ waitsTo }) => waitsTo === "push")
  const [smallest] = full.toSorted((a, b) => a.capacity - b.capacity)
  const blocked = new Set([...cycle.map(({ step }) => step), ...dead.map(({ path }) => stepName(path, plan))])
  return new Deadlock({
    workflow: plan.name,
    verdict: smallest === undefined ? "true" : "artificial",
    cycle,
    blocked: [...blocked],
    ...(smallest === undefined
      ? {}
      : { advice: { from: smallest.from, to: smallest.to, capacity: 2 * smallest.capacity } }),
    grown
  })
}
