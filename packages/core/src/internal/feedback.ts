/**
 * Feedback: edges that lead back, the loops they close, and how a loop ends (S26, S27).
 *
 * An inlet with a feedback edge would wait for ever: the edge ends when its producer does, and the producer waits for the
 * inlet. So a loop ends from without. When every edge that leads into it has ended, all edges inside are empty and all its
 * steps are idle, nothing can go round any more: its feedback edges complete, and the steps end as steps do.
 */
import type { Edge } from "./edge.ts"
import type { Plan, PlannedEdge } from "./plan.ts"
import type { PortOwner } from "./waits.ts"

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
export interface LoopMember extends PortOwner {
  readonly hasEnded: boolean
  /** Whether every fiber of the step waits for an element, so that nothing is in its hands. */
  readonly isIdle: boolean
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
  hasEnded = false

  constructor(
    private readonly steps: ReadonlyArray<LoopMember>,
    private readonly entering: ReadonlyArray<Edge>,
    private readonly inside: ReadonlyArray<LoopEdge>,
    private readonly leaving: ReadonlyArray<LoopEdge>,
    private readonly feedback: ReadonlyArray<Edge>
  ) {}

  /** It ends from without only. */
  get isBlocked(): boolean {
    return !this.hasEnded
  }

  /** Whether the edge is completed when the loop ends. */
  willComplete(edge: Edge): boolean {
    return !this.hasEnded && this.feedback.includes(edge)
  }

  /** What keeps it from ending (S27), and who is to change that: what may bring something into it, and what is in it. */
  endsAfter(): ReadonlyArray<{ readonly edge: Edge; readonly on: PortOwner }> {
    const inside = this.inside.map(({ edge }) => edge)
    return [
      ...this.entering.filter(({ state }) => state === "Open").map((edge) => ({ edge, on: edge.producer.owner })),
      ...[...this.entering, ...inside].filter(({ size }) => size > 0).map((edge) => ({
        edge,
        on: edge.consumer.owner
      })),
      // What its steps have in hand is to go round yet.
      ...[...inside, ...this.leaving.map(({ edge }) => edge)]
        .filter(({ isFull, producer: { owner } }) => isFull && owner.parkedPushes > 0)
        .map((edge) => ({ edge, on: edge.producer.owner }))
    ]
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
