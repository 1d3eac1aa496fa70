/** Out on edges: what a step pushes to. */
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Effectable from "effect/Effectable"
import * as Exit from "effect/Exit"
import * as Predicate from "effect/Predicate"
import * as Sink from "effect/Sink"
import type { Out } from "../Port.ts"
import { InvalidPortArgument, PushAfterEnd } from "../PortError.ts"
import { append } from "./append.ts"
import type { Edge, EdgeProducer } from "./edge.ts"
import { describe } from "./given.ts"
import { asEffectIterator, fastEdge, Immediate } from "./immediate.ts"
import {
  type PortOwner,
  pushDone,
  stopInsteadOfPush,
  type Wait,
  WaitSite,
  waitToPush,
  yieldInPush,
  yieldThen
} from "./waits.ts"

// A filter, or a flatMap that makes nothing of an element, lets any number of them go.
const takesAtMost = (): boolean => false

const ignore = (): void => {}
const immediateVoid = new Immediate<void>(undefined)

interface Pushing {
  readonly port: OutPort<unknown>
  readonly element: unknown
}

const pushPrototype: Effect.Effect<void> = Effectable.Prototype<Effect.Effect<void> & Pushing>({
  label: "Out.push",
  evaluate() {
    return this.port.send([this.element], 0, true)
  }
})

/**
 * One is made for each element. Its prototype is an Effect's, set below: extending `Effectable.Class` would run two more
 * constructors, a third of the cost of a push.
 */
export class Push<A> {
  constructor(readonly port: OutPort<A>, readonly element: A) {}

  [Symbol.iterator](): Effect.EffectIterator<Effect.Effect<void>> {
    if (this.port.offer(this.element)) return asEffectIterator(immediateVoid)
    return pushPrototype[Symbol.iterator].call(this as unknown as Effect.Effect<void>) // its prototype makes it one
  }
}
Object.setPrototypeOf(Push.prototype, pushPrototype)

const pushAllPrototype: Effect.Effect<void> = Effectable.Prototype<Effect.Effect<void> & PushAll<unknown>>({
  label: "Out.pushAll",
  evaluate() {
    return this.port.send(this.elements, 0, true)
  }
})

/** The same for an array: done at once when all of it fits. */
class PushAll<A> {
  constructor(readonly port: OutPort<A>, readonly elements: ReadonlyArray<A>) {}

  [Symbol.iterator](): Effect.EffectIterator<Effect.Effect<void>> {
    if (this.port.offerAll(this.elements)) return asEffectIterator(immediateVoid)
    return pushAllPrototype[Symbol.iterator].call(this as unknown as Effect.Effect<void>) // as of Push
  }
}
Object.setPrototypeOf(PushAll.prototype, pushAllPrototype)

export class OutPort<A> extends WaitSite implements Out<A>, EdgeProducer {
  readonly "~@effect-mimo/core/Out": (_: A) => void = ignore
  /** Elements pushed when every edge had been cancelled, or none was ever piped (S12). */
  discarded = 0
  /** Whether this step has ended it, or has ended itself. */
  ended = false
  /** Whether it was ever piped, feedback aside. */
  piped = false
  /** Ended by a failure, not by `end`: what finalizers push afterwards is no misuse, and discarded. */
  private failed = false
  private edge: Edge | undefined = undefined
  private edges: Array<Edge> = []
  private attached: Array<Edge> = []

  constructor(readonly name: string, owner: PortOwner) {
    super(owner)
  }

  override toString(): string {
    return `Out(${this.owner.path}.${this.name})`
  }

  /** Elements given to it so far. */
  get pushed(): number {
    return this.attached.reduce((pushed, { accepted }) => Math.max(pushed, accepted), 0) + this.discarded
  }

  attach(edge: Edge): void {
    this.attached = append(this.attached, edge)
    if (!edge.isAside) this.piped = true
    this.edges = append(this.edges, edge)
    this.edge = fastEdge(this.edges, takesAtMost)
  }

  push(element: A): Effect.Effect<void> {
    return new Push(this, element) as unknown as Effect.Effect<void> // see Push
  }

  pushAll(elements: Iterable<A>): Effect.Effect<void> {
    if (Array.isArray(elements)) return new PushAll(this, elements) as unknown as Effect.Effect<void> // as of Push
    return Effect.suspend(() => {
      this.checkIterable(elements)
      const iterator = elements[Symbol.iterator]()
      const port = this
      return Effect.onError(
        Effect.gen(function*() {
          for (let next = iterator.next(); !next.done; next = iterator.next()) yield* port.push(next.value)
        }),
        () => Effect.sync(() => iterator.return?.())
      )
    })
  }

  get sink(): Sink.Sink<void, A> {
    return Sink.forEachArray((elements: ReadonlyArray<A>) => this.pushAll(elements))
  }

  get end(): Effect.Effect<void> {
    return Effect.sync(() => this.completeNow())
  }

  get isClosed(): boolean {
    return this.ended || this.edges.length === 0
  }

  get isFull(): boolean {
    return this.edges.some((edge) => edge.isFull)
  }

  get openEdges(): ReadonlyArray<Edge> {
    return this.edges
  }

  get fullEdges(): ReadonlyArray<Edge> {
    return this.edges.filter((edge) => edge.isFull)
  }

  completeNow(): void {
    this.finish((edge) => edge.complete())
  }

  failNow(cause: Cause.Cause<never>): void {
    this.failed ||= !this.ended
    this.finish((edge) => edge.fail(cause))
  }

  /** S12: a cancelled edge leaves its outlet, and no longer holds the others back. */
  edgeCancelled(cancelled: Edge): void {
    this.setEdges(this.edges.filter((edge) => edge !== cancelled))
    this.wake()
    if (!this.ended) this.owner.onOutletClosed()
  }

  completeEdge(completed: Edge): void {
    this.setEdges(this.edges.filter((edge) => edge !== completed))
    completed.complete()
  }

  /** Whether an edge that does not lead back is open; the others alone do not keep a step going (S16). */
  get leadsOn(): boolean {
    return this.edges.some((edge) => !edge.isAside)
  }

  /** The fast path: hands the element to every open edge if all have room (S11: all or none), and fuel is left. */
  offer(element: A): boolean {
    const edge = this.edge
    if (edge !== undefined) return edge.offer(element)
    return this.edges.length > 0 && --this.owner.fuel > 0 && this.offerToAll(element)
  }

  /** The fast path of an array: only where all of it has room. */
  offerAll(elements: ReadonlyArray<A>): boolean {
    const { edges: [edge], owner } = this
    if (
      edge === undefined || this.edges.length > 1 || owner.draining || elements.length > edge.room ||
      owner.fuel <= elements.length
    ) {
      return false
    }
    owner.fuel -= elements.length + 1 // none is something too: an endless flow of empty arrays lets others run
    return edge.offerAll(elements, 0) === elements.length
  }

  /** For callbacks, which are in no fiber: it spends no fuel, or it would refuse at the end of a turn that nobody ends. */
  offerUnsafe(element: A): boolean {
    return !this.owner.draining && this.offerToAll(element)
  }

  /** Pushes the elements from the given one on, waiting whenever an edge is full. */
  send(elements: ReadonlyArray<A>, from: number, fresh: boolean): Effect.Effect<void> {
    const owner = this.owner
    if (fresh && owner.draining) return stopInsteadOfPush(owner)
    // A fiber of a step that failed meanwhile, about to be interrupted: its push is not done.
    if (!fresh && this.failed) return Effect.interrupt
    if (this.ended && !this.failed) return Effect.die(new PushAfterEnd({ step: owner.path, port: this.name }))
    const next = this.offerFrom(elements, from)
    if (next < elements.length && this.edges.length > 0) {
      const rest = Effect.suspend(() => this.send(elements, next, false))
      return this.isFull || owner.draining ? waitToPush(this, rest) : yieldInPush(owner, rest)
    }
    this.discarded += elements.length - next
    if (owner.draining) {
      pushDone(owner)
      if (owner.parkedPushes > 0) return stopInsteadOfPush(owner)
    } else if (owner.fuel-- <= 0) {
      // After the push, not before: the element is not in this fiber's hands while others run.
      return yieldThen(owner, Exit.void)
    }
    return Exit.void
  }

  // As many as there is room and fuel for; where a filter takes them away, there is always room.
  private offerFrom(elements: ReadonlyArray<A>, from: number): number {
    const { owner } = this
    let next = from
    for (let taken = 1; taken > 0 && next < elements.length && (owner.fuel > 0 || next === from); next += taken) {
      const [edge] = this.edges
      if (edge !== undefined && this.edges.length === 1) taken = edge.offerAll(elements, next)
      else taken = this.offerToAll(elements[next]!) ? 1 : 0
      owner.fuel -= taken
    }
    return next
  }

  get mustWait(): boolean {
    return !this.ended && this.isFull
  }

  override enter(wait: Wait): void {
    super.enter(wait)
    for (const edge of this.edges) edge.roomAwaited = edge.isFull
  }

  override wake(): void {
    super.wake()
    for (const edge of this.edges) edge.roomAwaited = false
  }

  protected addBlocked(ms: number): void {
    for (const edge of this.edges) if (edge.roomAwaited) edge.pushBlocked += ms
  }

  // S11: all edges take it, or none.
  private offerToAll(element: A): boolean {
    const { edges } = this
    for (let n = 0; n < edges.length; n++) if (edges[n]!.isFull) return false
    for (let n = 0; n < edges.length; n++) edges[n]!.offer(element)
    return edges.length > 0
  }

  // JavaScript may give anything; a thrown error becomes a defect of the step.
  private checkIterable(elements: unknown): void {
    if (Predicate.isIterable(elements) && !Effect.isEffect(elements)) return
    const reason = `pushAll: ${describe(elements)}; give an array or another iterable`
    throw new InvalidPortArgument({ step: this.owner.path, port: this.name, reason })
  }

  private finish(settle: (edge: Edge) => void): void {
    if (this.ended) return
    this.ended = true
    const edges = this.edges
    this.setEdges([])
    for (const edge of edges) settle(edge)
    this.wake()
    if (edges.length > 0) this.owner.onOutletClosed()
  }

  private setEdges(edges: Array<Edge>): void {
    this.edges = edges
    this.edge = fastEdge(edges, takesAtMost)
  }
}
