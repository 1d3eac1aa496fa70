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
import type { Passage } from "./passage.ts"
import type { PortOwner } from "./waits.ts"

/** S1: the first terminal signal decides; the transitions below leave any state but `Open` as it is. */
export type EdgeState = "Open" | "Completed" | "Failed" | "Cancelled"

/** What an edge needs of the outlet that feeds it. */
export interface EdgeProducer {
  readonly owner: PortOwner
  wake(): void
  edgeCancelled(edge: Edge): void
  /** Completes one edge of several: a feedback edge whose loop has ended (S27). */
  completeEdge(edge: Edge): void
}

/** What an edge needs of the inlet it feeds. */
export interface EdgeConsumer {
  readonly owner: PortOwner
  /** Whether a fiber is suspended on it. */
  readonly waiting: boolean
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
  /** What is done to elements on the way in, of an edge that stands for several (fusion). */
  passage: Passage | undefined = undefined
  private slots: Array<unknown> = []
  private mask: number
  // How much fits without growing the ring: at most the capacity.
  private limit: number

  constructor(
    public capacity: number,
    /** Whether its producer is over without it (S16): it leads back (S26), or carries what a check rejects. */
    readonly isAside: boolean,
    readonly producer: EdgeProducer,
    readonly consumer: EdgeConsumer
  ) {
    this.limit = Math.min(capacity, initialSlots)
    this.mask = slotsFor(this.limit) - 1
  }

  /** Elements its producer got rid of; on the way some may have been filtered out, or become several. */
  get accepted(): number {
    return this.passage === undefined ? this.pushed : this.passage.entered
  }

  get size(): number {
    return this.pushed - this.removed
  }

  /** How many of them its consumer sees: of an edge that stands for several, what the last of these holds. */
  get readable(): number {
    return this.passage === undefined ? this.size : Math.min(this.size, this.passage.lastCapacity)
  }

  get hasElement(): boolean {
    return this.pushed !== this.removed
  }

  /** S8: ended and drained, known without asking for an element. */
  get isDone(): boolean {
    return this.state !== "Open" && this.pushed === this.removed
  }

  /** How many elements it takes for certain (S3). */
  get room(): number {
    return this.passage === undefined ? this.capacity - (this.pushed - this.removed) : this.passage.room
  }

  get isFull(): boolean {
    return this.passage === undefined ? this.pushed - this.removed >= this.capacity : this.passage.isFull
  }

  /** Appends an element, or tells that there is no room. */
  offer(element: unknown): boolean {
    if (this.passage !== undefined) return this.passage.offer(element)
    if (this.pushed - this.removed >= this.limit && !this.grow()) return false
    this.slots[this.pushed++ & this.mask] = element
    if (this.elementAwaited) this.consumer.wake()
    return true
  }

  /** Appends what came through the passage, which has seen to it that there is room. */
  put(element: unknown): void {
    // Its consumer may have left while one element was becoming several.
    if (this.state === "Cancelled") return
    if (this.pushed - this.removed > this.mask) this.expand()
    this.slots[this.pushed++ & this.mask] = element
    if (this.elementAwaited) this.consumer.wake()
  }

  /** Appends elements from the given one on while there is room, and tells how many. */
  offerAll(elements: ReadonlyArray<unknown>, from: number): number {
    if (this.passage !== undefined) return this.passage.offerAll(elements, from)
    const count = Math.min(elements.length - from, this.room)
    if (count > 0) this.putAll(elements, from, count)
    return Math.max(count, 0)
  }

  putAll(elements: ReadonlyArray<unknown>, from: number, count: number): void {
    if (this.state === "Cancelled") return // as above
    while (this.pushed - this.removed + count > this.mask + 1) this.expand()
    const { mask, slots } = this
    for (let n = 0; n < count; n++) slots[this.pushed++ & mask] = elements[from + n]
    if (this.elementAwaited && count > 0) this.consumer.wake()
  }

  /** The oldest element; only when there is one. */
  take(): unknown {
    const index = this.removed++ & this.mask
    const element = this.slots[index]
    this.slots[index] = undefined
    if (this.roomAwaited) this.roomMade()
    return element
  }

  /** Moves up to `n` of the oldest elements to the end of an array. */
  takeInto(elements: Array<unknown>, n: number): void {
    const count = Math.min(n, this.readable)
    const { mask, slots } = this
    for (let left = count; left > 0; left--) {
      const index = this.removed++ & mask
      elements.push(slots[index])
      slots[index] = undefined
    }
    if (count > 0 && this.roomAwaited) this.roomMade()
  }

  first(): unknown {
    return this.slots[this.removed & this.mask]
  }

  complete(): void {
    if (this.state !== "Open") return
    this.state = "Completed"
    this.consumer.wake()
    this.passage?.ended()
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

  /** Ends it from the middle: a step it passes has failed, or is stopped; its consumer has not seen an end yet. */
  break(cause: Cause.Cause<never>): void {
    const wasOpen = this.state === "Open"
    if (!wasOpen && this.state !== "Completed") return
    this.state = "Failed"
    this.consumer.edgeFailed(cause)
    if (wasOpen) this.producer.edgeCancelled(this)
  }

  /** S6. Of an edge that has ended already only the rest is dropped: its terminal signal stands (S1). */
  cancel(): void {
    this.drop()
    if (this.state === "Open") {
      this.state = "Cancelled"
      this.producer.edgeCancelled(this)
    }
    this.passage?.ended()
  }

  /** S24: holds so many more from now on. */
  growBy(elements: number): void {
    this.capacity += elements
    this.passage?.growBy(elements)
    this.limit = Math.min(this.capacity, this.mask + 1)
    this.roomMade()
  }

  private roomMade(): void {
    this.passage?.ended()
    this.producer.wake()
  }

  private drop(): void {
    this.passage?.dropped()
    this.discarded += this.pushed - this.removed
    this.removed = this.pushed
    this.slots = []
  }

  private grow(): boolean {
    if (this.limit >= this.capacity) return false
    this.expand()
    return true
  }

  private expand(): void {
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
  }
}
