/** What a run says of steps that wait only on one another: a cycle of them, by names, with what would help. */
import { Deadlock, type Waiting } from "../Deadlock.ts"
import { countsOf } from "./counts.ts"
import type { Wait } from "./deadlock.ts"
import type { Edge } from "./edge.ts"
import { Loop } from "./feedback.ts"
import { addressName } from "./flatten.ts"
import type { Party } from "./party.ts"
import type { Plan, PlannedEdge, PortAddress } from "./plan.ts"

interface WaitingPart {
  /** Where the wait is. */
  readonly own: PortAddress
  readonly from: PortAddress
  readonly to: PortAddress
  readonly waitsTo: Waiting["waitsTo"]
  readonly size: number
  readonly capacity: number
}

/** The waits of a cycle as the report tells them: of each edge that one of the run stands for, and each step between. */
export const partsOf = (
  cycle: ReadonlyArray<Wait>,
  plannedEdges: (edge: Edge) => ReadonlyArray<PlannedEdge>
): ReadonlyArray<WaitingPart> =>
  cycle.flatMap(({ edge, on, step, waitsTo }, index) => {
    // The step that waits for its loop is told with what the loop waits for.
    if (on instanceof Loop) return []
    const counts = countsOf(edge)
    const parts = plannedEdges(edge).map(({ from, to }, index): WaitingPart => {
      const { capacity, size } = counts[index]!
      return { from, to, waitsTo, own: waitsTo === "pop" || step instanceof Loop ? to : from, size, capacity }
    })
    if (waitsTo === "pop") return parts.toReversed()
    if (!(step instanceof Loop)) return parts
    const [last, ...others] = parts.toReversed() as [WaitingPart, ...Array<WaitingPart>]
    const waiting = { ...last, own: plannedEdges(cycle.at(index - 1)!.edge).at(-1)!.to }
    return on === edge.producer.owner
      ? [waiting, ...others.map((part) => ({ ...part, waitsTo: "pop" as const }))]
      : [waiting]
  })

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
