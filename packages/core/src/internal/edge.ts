/**
 * One edge: a bounded first-in-first-out queue between an outlet and an inlet, with one terminal signal.
 *
 * ```text
 *           complete, fail                   cancel
 *   Open ------------------> Completed | Failed    Open --------> Cancelled
 *          (what is buffered can still be taken)         (what is buffered is dropped)
 * ```
 *
 * The synchronous core under the ports: nothing here suspends, and nothing resumes a fiber. Waking is asking the port at
 * the other end, which puts its waiting fibers on the run's ready list.
 */
import type * as Cause from "effect/Cause"

/** S1: the first terminal signal decides; the transitions below leave any state but `Open` as it is. */
export type EdgeState = "Open" | "Completed" | "Failed" | "Cancelled"

/** What an edge needs of the outlet that feeds it. */
export interface EdgeProducer {
  wake(): void
  edgeCancelled(edge: Edge): void
  /** Completes one edge of several: a feedback edge whose loop has ended (S27). */
  completeEdge(edge: Edge): void
}

/** What an edge needs of the inlet it feeds. */
export interface EdgeConsumer {
  wake(): void
  edgeFailed(cause: Cause.Cause<never>): void
}

const initialSlots = 16

// A power of two, so that a counter masked is an index.
const slotsFor = (n: number): number => 2 ** Math.ceil(Math.log2(Math.max(1, n)))

export class Edge {
  state: EdgeState = "Open"
  // Elements accepted, and popped or discarded, since the start. Their difference is the fill, and masked they are the
  // ring's indices.
  pushed = 0
  removed = 0
  discarded = 0
  /** Milliseconds a fiber was suspended for want of room, and for want of an element. */
  pushBlocked = 0
  popBlocked = 0
  // Whether the producer waits for room, and the consumer for an element: on the edge, since each push and pop looks.
  roomAwaited = false
  elementAwaited = false
  private slots: Array<unknown> = []
  private mask: number
  // How much fits without growing the ring: at most the capacity.
  private limit: number

  constructor(
    readonly capacity: number,
    /** Whether its producer is over without it (S16): it leads back (S26), or carries what a check rejects. */
    readonly isAside: boolean,
    readonly producer: EdgeProducer,
    readonly consumer: EdgeConsumer
  ) {
    this.limit = Math.min(capacity, initialSlots)
    this.mask = slotsFor(this.limit) - 1
  }

  get popped(): number {
    return this.removed - this.discarded
  }

  get size(): number {
    return this.pushed - this.removed
  }

  get hasElement(): boolean {
    return this.pushed !== this.removed
  }

  /** S8: ended and drained, known without asking for an element. */
  get isDone(): boolean {
    return this.state !== "Open" && this.pushed === this.removed
  }

  /** How many elements it takes before it is full (S3). */
  get room(): number {
    return this.capacity - (this.pushed - this.removed)
  }

  get isFull(): boolean {
    return this.pushed - this.removed >= this.capacity
  }

  /** Appends an element, or tells that there is no room. */
  offer(element: unknown): boolean {
    if (this.pushed - this.removed >= this.limit && !this.grow()) return false
    this.slots[this.pushed++ & this.mask] = element
    if (this.elementAwaited) this.consumer.wake()
    return true
  }

  /** Appends elements from the given one on while there is room, and tells how many. */
  offerAll(elements: ReadonlyArray<unknown>, from: number): number {
    const count = Math.min(elements.length - from, this.room)
    if (count <= 0) return 0
    while (this.size + count > this.limit) this.grow()
    const { mask, slots } = this
    for (let n = 0; n < count; n++) slots[this.pushed++ & mask] = elements[from + n]
    if (this.elementAwaited) this.consumer.wake()
    return count
  }

  /** The oldest element; only when there is one. */
  take(): unknown {
    const index = this.removed++ & this.mask
    const element = this.slots[index]
    this.slots[index] = undefined
    if (this.roomAwaited) this.producer.wake()
    return element
  }

  /** Moves up to `n` of the oldest elements to the end of an array. */
  takeInto(elements: Array<unknown>, n: number): void {
    const count = Math.min(n, this.size)
    const { mask, slots } = this
    for (let left = count; left > 0; left--) {
      const index = this.removed++ & mask
      elements.push(slots[index])
      slots[index] = undefined
    }
    if (count > 0 && this.roomAwaited) this.producer.wake()
  }

  first(): unknown {
    return this.slots[this.removed & this.mask]
  }

  complete(): void {
    if (this.state !== "Open") return
    this.state = "Completed"
    this.consumer.wake()
  }

  /**
   * S5: what is buffered stays for a consumer that goes on, such as the outside of a workflow; the steps of a run that
   * failed are interrupted, and drop it.
   */
  fail(cause: Cause.Cause<never>): void {
    if (this.state !== "Open") return
    this.state = "Failed"
    this.consumer.edgeFailed(cause)
  }

  /** S6. Of an edge that has ended already only the rest is dropped: its terminal signal stands (S1). */
  cancel(): void {
    this.drop()
    if (this.state !== "Open") return
    this.state = "Cancelled"
    this.producer.edgeCancelled(this)
  }

  private drop(): void {
    this.discarded += this.pushed - this.removed
    this.removed = this.pushed
    this.slots = []
  }

  private grow(): boolean {
    if (this.limit >= this.capacity) return false
    const size = this.size
    const slots: Array<unknown> = []
    const mask = (this.mask + 1) * 2 - 1
    for (let n = 0; n < size; n++) {
      const at = this.removed + n
      slots[at & mask] = this.slots[at & this.mask]
    }
    this.slots = slots
    this.mask = mask
    this.limit = Math.min(this.capacity, mask + 1)
    return true
  }
}
