/**
 * Copies of a step, which share its ports. Each has ports of its own in place of them, which know what only it may take, and
 * when it may push.
 *
 * In order, it may while it is the first of a line: taking an element puts it at the end, and it leaves when it asks for the
 * next one. So what was taken first goes out first, and nothing is kept but what the copies have in their hands.
 */
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { isDone, onlyOf } from "./causes.ts"
import { Edge } from "./edge.ts"
import { exitDone, InPort } from "./inPort.ts"
import { OutPort } from "./outPort.ts"
import type { Running } from "./supervision.ts"
import { type PortOwner, type Wait, waitOn, WaitSite, yieldThen } from "./waits.ts"
import { sideBySide } from "./workers.ts"

type Line = Set<Place>

/** Where a copy stands in the line; what waits here is its own pushes. */
class Place extends WaitSite {
  private hasEnded = false

  /** The line keeps the order in which they were added. */
  constructor(owner: PortOwner, private readonly line: Line) {
    super(owner)
  }

  /** It has taken an element: behind all that were taken before. */
  take(): void {
    this.passOn()
    this.line.add(this)
  }

  /** It is through with what it took. Where another fiber of it still waits to push, that is placed anew. */
  passOn(): void {
    if (!this.line.delete(this)) return
    this.first?.wake()
    this.wake()
  }

  /** From now on it keeps nobody waiting, and waits for nobody: what a finalizer pushes goes out at once. */
  end(): void {
    this.hasEnded = true
    this.passOn()
  }

  /** Whether it may push. What it pushes without having taken anything is behind all that was taken so far. */
  enterLine(): boolean {
    if (this.hasEnded) return true
    this.line.add(this)
    return this.first === this
  }

  get mustWait(): boolean {
    return this.line.has(this) && this.first !== this
  }

  /** Whether a push would wait for others. */
  get isBehind(): boolean {
    const { first } = this
    return !this.hasEnded && first !== undefined && first !== this
  }

  protected addBlocked(): void {}

  private get first(): Place | undefined {
    return this.line.values().next().value
  }
}

const nothing = (): void => {}

/** Where elements are that are off the inlet and not popped yet. */
const besides = (port: InPort<unknown>, capacity: number): Edge => {
  const nobody = { owner: port.owner, wake: nothing, edgeCancelled: nothing, completeEdge: nothing }
  return new Edge(capacity, true, nobody, port)
}

/** For a field of the ports, which no accessor of a class can override. */
const shareField = <Port extends object, Name extends keyof Port>(port: Port, name: Name, shared: Port): void => {
  Object.defineProperty(port, name, {
    get: () => shared[name],
    set: (value: Port[Name]) => {
      shared[name] = value
    }
  })
}

/** S9: what a copy has peeked at is its own, or another would pop it meanwhile. */
class CopyIn<A> extends InPort<A> {
  private readonly peeked: Edge

  constructor(
    private readonly shared: InPort<A>,
    /** What copies that have ended had peeked at. */
    private readonly left: Edge,
    private readonly place: Place
  ) {
    super(shared.name, shared.owner)
    this.peeked = besides(shared, 1)
    shareField(this, "failure", shared)
    shareField(this, "chosenAt", shared)
  }

  /** The copy has ended: the others may have what it leaves. */
  leaveRest(): void {
    if (!this.peeked.hasElement) return
    this.left.offer(this.peeked.take())
    this.shared.wake()
  }

  override get popped(): number {
    return this.shared.popped
  }

  override get size(): number {
    return this.peeked.size + this.left.size + this.shared.size
  }

  override get isDone(): boolean {
    return this.aside === undefined && this.shared.isDone
  }

  override get hasElement(): boolean {
    return this.aside !== undefined || this.shared.hasElement
  }

  override get openEdges(): ReadonlyArray<Edge> {
    return this.shared.openEdges
  }

  override get peek(): Effect.Effect<A, Cause.Done> {
    const again: Effect.Effect<A, Cause.Done> = Effect.suspend(() =>
      this.receive(again, (edge) => {
        if (edge !== this.peeked) this.peeked.offer(edge.take())
        return this.peeked.first() as A // an element of this inlet
      }, exitDone)
    )
    return again
  }

  override cancel(): void {
    super.cancel()
    for (const edge of [this.peeked, this.left]) edge.takeInto([], edge.size)
    this.shared.cancel()
  }

  override readyEdge(): Edge | undefined {
    if (this.peeked.hasElement) return this.peeked
    const edge = this.left.hasElement ? this.left : this.shared.readyEdge()
    if (edge !== undefined) this.place.take()
    return edge
  }

  override receive<B, E>(
    again: Effect.Effect<B, E>,
    take: (edge: Edge) => B,
    onEnd: Exit.Exit<B, E>
  ): Effect.Effect<B, E> {
    if (this.owner.fuel-- <= 0 && !this.owner.draining) return yieldThen(this.owner, again)
    if (this.peeked.hasElement) return Exit.succeed(take(this.peeked))
    this.place.passOn()
    if (this.mustWait) return waitOn([this], again)
    const placed = (edge: Edge) => {
      this.place.take()
      return take(edge)
    }
    return this.left.hasElement ? Exit.succeed(placed(this.left)) : this.shared.receive(again, placed, onEnd)
  }

  override takeNow(): A {
    const { aside } = this
    if (aside !== this.peeked) this.place.take()
    return aside === undefined ? this.shared.takeNow() : aside.take() as A // as above
  }

  override takeUpTo(n: number, first: Edge): readonly [A, ...Array<A>] {
    if (first !== this.peeked && first !== this.left) return this.shared.takeUpTo(n, first)
    // No more besides: others may have taken what comes between the two.
    return [first.take() as A] // as above
  }

  override enter(wait: Wait): void {
    this.place.passOn()
    super.enter(wait)
    this.shared.enter(wait)
  }

  override leave(wait: Wait, ms: number): void {
    super.leave(wait, ms)
    this.shared.leave(wait, ms)
  }

  private get aside(): Edge | undefined {
    if (this.peeked.hasElement) return this.peeked
    return this.left.hasElement ? this.left : undefined
  }
}

class CopyOut<A> extends OutPort<A> {
  constructor(private readonly shared: OutPort<A>, private readonly place: Place) {
    super(shared.name, shared.owner)
    shareField(this, "chosenAt", shared)
  }

  override get pushed(): number {
    return this.shared.pushed
  }

  override get end(): Effect.Effect<void> {
    const again: Effect.Effect<void> = Effect.suspend(() =>
      this.place.enterLine() ? this.shared.end : waitOn([this.place], again)
    )
    return again
  }

  override get isClosed(): boolean {
    return this.shared.isClosed
  }

  override get isFull(): boolean {
    return this.place.isBehind || this.shared.isFull
  }

  override get mustWait(): boolean {
    return !this.isClosed && this.isFull
  }

  override completeNow(): void {
    this.shared.completeNow()
  }

  override offer(element: A): boolean {
    return this.place.enterLine() && this.shared.offer(element)
  }

  override offerAll(elements: ReadonlyArray<A>): boolean {
    return this.place.enterLine() && this.shared.offerAll(elements)
  }

  override offerUnsafe(element: A): boolean {
    return this.place.enterLine() && this.shared.offerUnsafe(element)
  }

  override send(elements: ReadonlyArray<A>, from: number, fresh: boolean): Effect.Effect<void> {
    if (this.place.enterLine()) return this.shared.send(elements, from, fresh)
    // Not as a push that has begun: a step that drains (S21) lets those end, while this one waits for the next pop of another.
    return waitOn([this.place], Effect.suspend(() => this.send(elements, from, fresh)))
  }

  /** For `room`: first the turn, then room. Both at once would look like a wait for room that there is (S24). */
  override enter(wait: Wait): void {
    super.enter(wait)
    const site = this.place.enterLine() ? this.shared : this.place
    site.enter(wait)
  }

  override leave(wait: Wait, ms: number): void {
    super.leave(wait, ms)
    this.shared.leave(wait, ms)
    this.place.leave(wait, ms)
  }
}

const byName = <Port extends { readonly name: string }>(ports: ReadonlyArray<Port>): Record<string, Port> =>
  Object.fromEntries(ports.map((port) => [port.name, port]))

// One that pops past the end has done its part.
const toItsEnd = (body: Effect.Effect<unknown, unknown>): Effect.Effect<unknown, unknown> =>
  Effect.catchCause(body, (cause) => onlyOf(cause, isDone) ? Effect.void : Effect.failCause(cause))

/** So many copies of what runs on these ports, side by side: the result of each, if it has one. */
export const copiesOf = (
  { ins, on, outs }: Running,
  count: number,
  isOrdered: boolean
): Effect.Effect<ReadonlyArray<unknown>, unknown> => {
  const owner = [...ins, ...outs][0]?.owner
  const indices = Array.from({ length: count }, (_, index) => index)
  if (owner === undefined) return Effect.all(indices.map(() => toItsEnd(on({}, {}))), { concurrency: "unbounded" })
  return Effect.suspend(() => {
    const line: Line = new Set()
    const left = ins.map((port) => besides(port, count))
    const results: Array<unknown> = indices.map(() => undefined)
    const copies = indices.map((index) => {
      const place = new Place(owner, isOrdered ? line : new Set())
      const own = ins.map((port, n) => new CopyIn(port, left[n]!, place))
      const body = on(byName(own), byName(outs.map((port) => new CopyOut(port, place))))
      // Not when it fails: what the others made of later elements would come out with a hole in it.
      return Effect.map(toItsEnd(body), (result) => {
        results[index] = result
        for (const port of own) port.leaveRest()
        place.end()
      })
    })
    return Effect.as(sideBySide(owner, copies), results)
  })
}
