/**
 * Fusion: which steps of a plan need no fiber and no queue of their own, because they only do something to each element
 * between one edge and one other. They run on the edge that feeds them.
 *
 * ```text
 *   source ──> map ──> filter ──> sum     three planned edges and two stateless steps
 *   source ═════map, filter═════> sum     one route
 * ```
 */
import type { Plan, PlannedEdge } from "./plan.ts"
import type { Stateless } from "./stateless.ts"

/** What becomes one edge of a run: a planned edge, or several with the steps between them. By index in the plan. */
export interface Route {
  readonly edges: readonly [number, ...Array<number>]
  /** One fewer than edges. */
  readonly steps: ReadonlyArray<number>
}

/** Stages call one another, so that a longer chain than this would need too much of the JavaScript stack. */
const maxStages = 64

/** The planned edges as they are: without fusion. */
export const plainRoutes = (plan: Plan): ReadonlyArray<Route> =>
  plan.edges.map((_, index): Route => ({ edges: [index], steps: [] }))

export const fusedRoutes = (plan: Plan): ReadonlyArray<Route> => {
  const next = edgesAfterStateless(plan)
  if (next.size === 0) return plainRoutes(plan)
  const from = (start: number): Route => {
    const edges: [number, ...Array<number>] = [start]
    const steps: Array<number> = []
    let expands = false
    for (let edge = start; steps.length < maxStages;) {
      const step = plan.edges[edge]!.to.step
      const after = step === undefined ? undefined : next.get(step)
      if (step === undefined || after === undefined) break
      // The second that makes several elements of one has a step of its own: what is in its hands is counted per step.
      const isExpanding = plan.steps[step]!.stream.stateless!.each.kind === "flatMap"
      if (isExpanding && expands) break
      expands ||= isExpanding
      steps.push(step)
      edges.push(after)
      edge = after
    }
    return { edges, steps }
  }
  // First the routes that begin where no stateless step is; then those that begin behind one which kept its fiber.
  const isHead = ({ from: { step } }: PlannedEdge) => step === undefined || !next.has(step)
  const routes = new Map<number, Route>()
  for (const [index, edge] of plan.edges.entries()) if (isHead(edge)) routes.set(index, from(index))
  for (const { edges } of routes.values()) {
    const after = next.get(plan.edges[edges[edges.length - 1]!]!.to.step!)
    if (after !== undefined) routes.set(after, from(after))
  }
  return [...routes.keys()].toSorted((a, b) => a - b).map((index) => routes.get(index)!)
}

/** The stateless steps with one edge in and one edge out, each with the edge out. */
const edgesAfterStateless = (plan: Plan): ReadonlyMap<number, number> => {
  const found = new Map<number, number>()
  if (!plan.steps.some(({ stream }) => stream.stateless !== undefined)) return found
  const ins = plan.steps.map(() => [] as Array<PlannedEdge>)
  const outs = plan.steps.map(() => [] as Array<number>)
  for (const [index, edge] of plan.edges.entries()) {
    if (edge.from.step !== undefined) outs[edge.from.step]!.push(index)
    if (edge.to.step !== undefined) ins[edge.to.step]!.push(edge)
  }
  for (const [step, { stream: { stateless } }] of plan.steps.entries()) {
    if (stateless !== undefined && fits(stateless, ins[step]!, outs[step]!.map((index) => plan.edges[index]!))) {
      found.set(step, outs[step]![0]!)
    }
  }
  return found
}

const fits = (stateless: Stateless, ins: ReadonlyArray<PlannedEdge>, outs: ReadonlyArray<PlannedEdge>): boolean =>
  ins.length === 1 && outs.length === 1 && outs[0]!.from.port === stateless.outlet && [...ins, ...outs].every(isPlain)

// Feedback edges end on their own (S27), and hold elements from the start.
const isPlain = ({ feedback, isAside }: PlannedEdge): boolean => feedback === undefined && isAside !== true
