/**
 * What an edge that stands for several does to an element on the way in: the stages of its stateless steps (fusion).
 *
 * The producer's push runs them. To be no narrower than the edges and steps it stands for, such an edge admits what these
 * would hold together: the capacities of all of them, and an element in the hands of each step. An element that became
 * several counts as one, until the last of them fits behind the stage that made it so.
 */
import type { Edge, EdgeState } from "./edge.ts"
import { applyToAll, asStage, type Stage } from "./stateless.ts"
import { fuelPerTurn } from "./waits.ts"

/** A step as the edge that it runs on sees it. */
export interface PassedStep extends Stage {
  readonly hasEnded: boolean
  failed(defect: unknown): void
  /** Its edge has ended, and nothing is left before it or in its hands. */
  completed(): void
}

/** What one of the edges would hold that such an edge stands for, in elements. */
export interface Share {
  readonly state: EdgeState
  readonly capacity: number
  readonly pushed: number
  readonly size: number
  readonly discarded: number
}

/** How much such an edge admits, as long as each element stays one. */
export const capacityOf = (capacities: ReadonlyArray<number>): number =>
  capacities.reduce((sum, capacity) => sum + capacity + 1, -1)

export class Passage {
  private readonly at: { current: PassedStep }
  private readonly enter: (element: unknown) => void
  private readonly expansion: Expansion | undefined
  /** By edge, what was dropped there, and what was dropped before it came there. */
  private readonly discarded: Array<number>
  private readonly lost: Array<number>
  /** Which step has failed: what leads to it was cancelled. */
  private failedAt = -1

  constructor(
    private readonly edge: Edge,
    private readonly steps: readonly [PassedStep, ...Array<PassedStep>],
    private readonly capacities: Array<number>
  ) {
    const at = { current: steps[0] }
    this.at = at
    this.enter = steps.reduceRight<(element: unknown) => void>(
      (pass, step) => asStage(step, at, pass),
      (element) => edge.put(element)
    )
    const expanding = steps.findIndex(({ stateless }) => stateless.each.kind === "flatMap")
    if (expanding >= 0) {
      const behind = capacityOf(capacities.slice(expanding + 1))
      this.expansion = new Expansion(edge, steps[expanding]!, expanding, capacityOf(capacities) - behind, behind)
    }
    this.discarded = capacities.map(() => 0)
    this.lost = capacities.map(() => 0)
  }

  get isFull(): boolean {
    return this.room <= 0
  }

  /** Whether elements may become several, so that it can hold more of them than it admits. */
  get expands(): boolean {
    return this.expansion !== undefined
  }

  get entered(): number {
    return this.steps[0].taken
  }

  get lastCapacity(): number {
    return this.capacities[this.steps.length]!
  }

  get room(): number {
    if (this.expansion === undefined) return this.edge.capacity - this.edge.size
    return this.expansion.isFull ? 0 : 1
  }

  offer(element: unknown): boolean {
    if (this.isFull) return false
    const expanding = this.expansion?.step
    const before = expanding?.taken
    try {
      this.enter(element)
    } catch (defect) {
      this.fail(this.at.current, defect)
    }
    // A filter may not have let it come so far.
    if (expanding?.taken !== before) this.expansion!.expanded()
    return true
  }

  offerAll(elements: ReadonlyArray<unknown>, from: number): number {
    if (this.expansion !== undefined) return this.offerEach(elements, from)
    const count = Math.min(elements.length - from, this.room)
    if (count <= 0) return 0
    let passing = count === elements.length ? elements : elements.slice(from, from + count)
    let failed: (() => void) | undefined
    for (const step of this.steps) {
      const passed: Array<unknown> = []
      try {
        applyToAll(step, passing, passed)
      } catch (defect) {
        // A later stage that throws does so at an element before it.
        failed = () => this.fail(step, defect)
      }
      passing = passed
    }
    this.edge.putAll(passing, 0, passing.length)
    failed?.()
    return count
  }

  private offerEach(elements: ReadonlyArray<unknown>, from: number): number {
    const end = Math.min(elements.length, from + fuelPerTurn) // where none comes through, there is room for any number
    let next = from
    while (next < end && this.edge.state === "Open" && this.offer(elements[next])) next++
    return next - from
  }

  private fail(step: PassedStep, defect: unknown): void {
    this.failedAt = this.steps.indexOf(step)
    step.failed(defect)
  }

  /** Its edge has ended, by either end, and perhaps holds less than before. */
  ended(): void {
    if (this.edge.state === "Open" || this.edge.state === "Failed") return
    const { busy, sizes } = this.apportion()
    const first = this.steps.findIndex((_, index) => sizes[index]! > 0 || busy[index]!)
    const done = first < 0 ? this.steps : this.steps.slice(0, first)
    for (const step of done) step.completed()
    // What the others hold is on its way: asked again as the consumer takes.
    this.edge.roomAwaited = first >= 0
  }

  dropped(): void {
    const { behind, sizes } = this.apportion()
    for (let index = 0; index < sizes.length; index++) {
      this.discarded[index]! += sizes[index]!
      this.lost[index]! += behind[index]!
    }
  }

  /** S24: the last of its edges grows. */
  growBy(elements: number): void {
    this.capacities[this.steps.length]! += elements
    this.expansion?.growBy(elements)
  }

  /** Whether the step would have an element in its hands. */
  isBusy(step: PassedStep): boolean {
    return this.apportion().busy[this.steps.indexOf(step)]!
  }

  /** What each of the edges would hold that this one stands for. */
  get shares(): ReadonlyArray<Share> {
    const { behind, sizes } = this.apportion()
    const entered = [...this.steps.map(({ taken }) => taken), this.edge.pushed]
    return sizes.map((size, index) => ({
      capacity: this.capacities[index]!,
      state: this.stateOf(index),
      pushed: entered[index]! - behind[index]! - this.lost[index]!,
      size,
      discarded: this.discarded[index]!
    }))
  }

  private stateOf(index: number): EdgeState {
    const { state } = this.edge
    if (index <= this.failedAt) return "Cancelled"
    // It ends when the step before it does.
    return state === "Completed" && index > 0 && !this.steps[index - 1]!.hasEnded ? "Open" : state
  }

  // What is held fills the edges from the last to the first, with an element in the hands of each step between; `behind`
  // is what has come to an edge here and would not have yet.
  private apportion() {
    const { capacities, expansion } = this
    const sizes: Array<number> = []
    const behind: Array<number> = []
    const busy: Array<boolean> = []
    let rest = this.edge.size
    for (let index = capacities.length - 1; index >= 0; index--) {
      if (index === expansion?.stage) rest = expansion.waiting
      if (index < this.steps.length) {
        busy[index] = rest > 0
        if (rest > 0) rest--
      }
      sizes[index] = Math.min(rest, capacities[index]!)
      rest -= sizes[index]
      behind[index] = rest
    }
    return { sizes, behind, busy }
  }
}

/** Elements that became several on the way: those not all of whose parts fit behind the stage that made them so. */
class Expansion {
  /** By element, how many parts had been put on the edge with its last. */
  private ends: Array<number> = []
  private head = 0

  constructor(
    private readonly edge: Edge,
    readonly step: PassedStep,
    readonly stage: number,
    private readonly before: number,
    private after: number
  ) {}

  growBy(elements: number): void {
    this.after += elements
  }

  get waiting(): number {
    const { after, edge, ends } = this
    if (edge.size <= after) this.head = ends.length
    while (this.head < ends.length && ends[this.head]! <= edge.removed + after) this.head++
    if (this.head === ends.length && this.head > 0) {
      this.ends = []
      this.head = 0
    }
    return this.ends.length - this.head
  }

  get isFull(): boolean {
    return this.waiting >= this.before
  }

  expanded(): void {
    if (this.edge.size > this.after) this.ends.push(this.edge.pushed)
  }
}
