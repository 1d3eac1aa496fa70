/** What is wrong with a graph as a whole, once its callback is over (S26, S28). */
import { isReservedPortName } from "../PortTable.ts"
import { loopsOf } from "./feedback.ts"
import { addressName, findCycles, flatten } from "./flatten.ts"
import type { StepDefinition, WorkflowGraph } from "./graph.ts"
import type { Wiring } from "./handles.ts"
import type { Plan } from "./plan.ts"
import { asWritten, withChecks } from "./validate.ts"

export const checkPortNames = (wiring: Wiring, step: string, definition: StepDefinition): void => {
  for (const port of Object.keys(definition.ports)) {
    if (!isReservedPortName(port)) continue
    wiring.fault(
      "ReservedName",
      [`${step}.${port}`],
      `${step}.${port}: "${port}" cannot name a port of ${definition.name}: it is taken, begins with "~", or has ".", "/" or white space; rename it`
    )
  }
}

export const checkConnected = (wiring: Wiring): void => {
  for (const [step, { ports }] of Object.entries(wiring.steps)) {
    for (const [port, { direction, optional }] of Object.entries(ports)) {
      const label = `${step}.${port}`
      if (optional || wiring.mentioned.has(label)) continue
      wiring.fault(
        "UnconnectedPort",
        [label],
        direction === "in"
          ? `${label}: nothing is piped to this inlet; pipe an outlet to it, open it, or declare it optional`
          : `${label}: this outlet is piped nowhere; pipe it to an inlet, open it, or declare it optional`
      )
    }
  }
}

export const checkPlan = (wiring: Wiring, graph: WorkflowGraph): void => {
  const flat = flatten(graph)
  const seen = new Set<string>()
  for (const { from, to } of flat.edges) {
    const [outlet, inlet] = [addressName(flat, from), addressName(flat, to)]
    const pair = `${outlet} → ${inlet}`
    if (seen.has(pair)) wiring.fault("DuplicateEdge", [outlet, inlet], `${pair}: piped twice; remove one of the two`)
    seen.add(pair)
  }
  const plan = withChecks(flat)
  checkFeedback(wiring, plan)
  for (const cycle of findCycles(plan)) {
    const edges = [...new Set(cycle.map(asWritten))]
    const start = flat.steps[edges[0]!.from.step!]!.path.join("/")
    const way = edges.flatMap(({ from, to }) => [addressName(flat, from), addressName(flat, to)]).slice(0, -1)
    wiring.fault(
      "UndeclaredCycle",
      edges.map(({ from }) => addressName(flat, from)),
      `${[...way, start].join(" → ")}: a cycle; declare the edge that leads back with pipe(…, { feedback: true })`
    )
  }
}

const checkFeedback = (wiring: Wiring, plan: Plan): void => {
  const inLoops = new Set(
    loopsOf(plan).flatMap(({ feedback }) => feedback.map((index) => asWritten(plan.edges[index]!)))
  )
  for (const edge of new Set(plan.edges.map(asWritten))) {
    const { capacity, feedback, from, to } = edge
    if (feedback === undefined) continue
    const [outlet, inlet] = [addressName(plan, from), addressName(plan, to)]
    if (!inLoops.has(edge)) {
      const message =
        `${outlet} → ${inlet}: declared feedback, but it leads back to no step it comes from; drop the option`
      wiring.fault("FeedbackWithoutCycle", [outlet, inlet], message)
    }
    if (feedback.length > capacity) {
      const message =
        `${outlet} → ${inlet}: capacity ${capacity} cannot hold its ${feedback.length} first elements; give more`
      wiring.fault("InvalidCapacity", [outlet, inlet], message)
    }
  }
}
