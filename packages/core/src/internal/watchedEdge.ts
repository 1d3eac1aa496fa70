/** An edge that tells what moves over it. Of its own class, so that the others do not ask. */
import type * as Cause from "effect/Cause"
import type { EdgeObserver } from "../Observation.ts"
import { Edge } from "./edge.ts"

export class WatchedEdge extends Edge {
  constructor(
    private readonly observers: ReadonlyArray<EdgeObserver>,
    /** Told what one throws at the end of the edge: that may come outside of any fiber, and is no step's to fail with. */
    private readonly onDefect: (defect: unknown) => void,
    ...edge: ConstructorParameters<typeof Edge>
  ) {
    super(...edge)
  }

  override offer(element: unknown): boolean {
    const hasRoom = super.offer(element)
    if (hasRoom) this.pushedOne(element)
    return hasRoom
  }

  override offerAll(elements: ReadonlyArray<unknown>, from: number): number {
    const count = super.offerAll(elements, from)
    for (let n = 0; n < count; n++) this.pushedOne(elements[from + n])
    return count
  }

  override take(): unknown {
    const element = super.take()
    this.poppedOne(element)
    return element
  }

  override takeInto(elements: Array<unknown>, n: number): void {
    const before = elements.length
    super.takeInto(elements, n)
    for (let at = before; at < elements.length; at++) this.poppedOne(elements[at])
  }

  override complete(): void {
    this.ending(() => super.complete())
  }

  override fail(cause: Cause.Cause<never>): void {
    this.ending(() => super.fail(cause))
  }

  override break(cause: Cause.Cause<never>): void {
    this.ending(() => super.break(cause))
  }

  override cancel(): void {
    this.ending(() => super.cancel())
  }

  private ending(end: () => void): void {
    const wasOpen = this.state === "Open"
    end()
    const { state } = this
    if (!wasOpen || state === "Open") return
    for (const { ended } of this.observers) {
      try {
        ended?.(state)
      } catch (defect) {
        this.onDefect(defect)
      }
    }
  }

  private pushedOne(element: unknown): void {
    for (const { pushed } of this.observers) pushed?.(element)
  }

  private poppedOne(element: unknown): void {
    for (const { popped } of this.observers) popped?.(element)
  }
}
