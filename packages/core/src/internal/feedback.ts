/**
 * Feedback: edges that lead back, the loops they close, and how a loop ends (S26, S27).
 *
 * An inlet with a feedback edge would wait for ever: the edge ends when its producer does, and the producer waits for the
 * inlet. So a loop ends from without. When every edge that leads into it has ended, all edges inside are empty and all its
 * steps are idle, nothing can go round any more: its feedback edges complete, and the steps end as steps do.
 */
import type { Edge } from "./edge.ts"
import type { Plan, PlannedEdge } from "./plan.ts"

/** The steps and edges of a strongly connected part of a plan that has a feedback edge, by index. */
export interface PlannedLoop {
  readonly steps: ReadonlySet<number>
  /** Edges that lead from outside into the loop. */
  readonly entering: ReadonlyArray<number>
  readonly inside: ReadonlyArray<number>
  /** Edges that lead out of the loop. */
  readonly leaving: ReadonlyArray<number>
  readonly feedback: ReadonlyArray<number>
}

// The steps reached from one step along edges, or against them.
const reach = (start: number, neighbours: ReadonlyMap<number, ReadonlyArray<number>>): Set<number> => {
  const reached = new Set([start])
  for (const step of reached) for (const next of neighbours.get(step) ?? []) reached.add(next)
  return reached
}

const neighboursOf = (plan: Plan, from: (edge: PlannedEdge) => number | undefined, to: typeof from) => {
  const neighbours = new Map<number, Array<number>>()
  for (const edge of plan.edges) {
    const [a, b] = [from(edge), to(edge)]
    if (a === undefined || b === undefined) continue
    const known = neighbours.get(a)
    if (known === undefined) neighbours.set(a, [b])
    else known.push(b)
  }
  return neighbours
}

/** The loops of a plan, each once. */
export const loopsOf = (plan: Plan): ReadonlyArray<PlannedLoop> => {
  const feedback = plan.edges.filter((edge) => edge.feedback !== undefined)
  if (feedback.length === 0) return []
  const source = ({ from }: PlannedEdge) => from.step
  const target = ({ to }: PlannedEdge) => to.step
  const after = neighboursOf(plan, source, target)
  const before = neighboursOf(plan, target, source)
  const loops: Array<PlannedLoop> = []
  for (const { from, to } of feedback) {
    if (from.step === undefined || to.step === undefined || loops.some(({ steps }) => steps.has(to.step!))) continue
    const ahead = reach(to.step, after)
    if (!ahead.has(from.step)) continue
    const behind = reach(to.step, before)
    const steps = new Set([...ahead].filter((step) => behind.has(step)))
    const within = (step: number | undefined) => step !== undefined && steps.has(step)
    const indices = (test: (edge: PlannedEdge) => boolean) =>
      plan.edges.flatMap((edge, index) => test(edge) ? [index] : [])
    loops.push({
      steps,
      entering: indices((edge) => within(edge.to.step) && !within(edge.from.step)),
      inside: indices((edge) => within(edge.to.step) && within(edge.from.step)),
      leaving: indices((edge) => within(edge.from.step) && !within(edge.to.step)),
      feedback: indices((edge) => edge.feedback !== undefined && within(edge.to.step) && within(edge.from.step))
    })
  }
  return loops
}

/** What a loop needs to know of its steps. */
export interface LoopMember {
  readonly hasEnded: boolean
  /** Whether every fiber of the step waits for an element, so that nothing is in its hands. */
  readonly isIdle: boolean
  /** Pushes that wait for room: what they hold is to go round yet. */
  readonly parkedPushes: number
  stop(reason: "downstream"): void
}

/** An edge of a loop, and the steps of the loop at its ends. */
export interface LoopEdge<Member = LoopMember> {
  readonly edge: Edge
  readonly from: Member | undefined
  readonly to: Member | undefined
}

/** A loop while it runs. */
export class Loop {
  private hasEnded = false

  constructor(
    private readonly steps: ReadonlyArray<LoopMember>,
    private readonly entering: ReadonlyArray<Edge>,
    private readonly inside: ReadonlyArray<LoopEdge>,
    private readonly leaving: ReadonlyArray<LoopEdge>,
    private readonly feedback: ReadonlyArray<Edge>
  ) {}

  /**
   * The edges into it that have not ended, if it ends as soon as they do (S27): nothing goes round, and nothing is about to.
   */
  get endsWith(): ReadonlyArray<Edge> | undefined {
    const isEmpty = [...this.inside.map(({ edge }) => edge), ...this.entering].every((edge) => edge.size === 0)
    const isHolding = this.steps.some((step) => !step.hasEnded && step.parkedPushes > 0)
    if (this.hasEnded || !isEmpty || isHolding) return undefined
    return this.entering.filter((edge) => edge.state === "Open")
  }

  /** Asked whenever a step of the loop suspends or ends, and when an edge into it may have ended. */
  check(): void {
    if (this.hasEnded || !this.entering.every((edge) => edge.isDone)) return
    if (!this.inside.every(({ edge }) => edge.size === 0) || !this.steps.every((step) => step.isIdle)) return
    this.hasEnded = true
    for (const edge of this.feedback) edge.producer.completeEdge(edge)
  }

  /**
   * S16 for steps that keep each other: they are stopped when no open edge leads from them out of the loop any more, and a
   * consumer has cancelled one. A loop that nothing ever led out of works for its own sake.
   */
  checkConsumers(): void {
    if (this.leaving.length === 0) return
    const needed = new Set<LoopMember | undefined>([undefined])
    const edges = [...this.leaving, ...this.inside]
    for (let before = 0; before < needed.size;) {
      before = needed.size
      for (const { edge, from, to } of edges) if (edge.state === "Open" && needed.has(to)) needed.add(from)
    }
    const unneeded = this.steps.filter((step) => !step.hasEnded && !needed.has(step))
    const isCancelled = ({ edge, from }: LoopEdge) =>
      edge.state === "Cancelled" && !edge.isAside && unneeded.includes(from!)
    if (edges.some(isCancelled)) { for (const step of unneeded) step.stop("downstream") }
  }
}
