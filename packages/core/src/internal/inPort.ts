/** In on edges: what a step pops from. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Effectable from "effect/Effectable"
import * as Exit from "effect/Exit"
import * as EffectStream from "effect/Stream"
import type * as Types from "effect/Types"
import type { In } from "../Port.ts"
import { InvalidPortArgument } from "../PortError.ts"
import { fibersOf } from "./amounts.ts"
import { append } from "./append.ts"
import { atElement, protectingErrors } from "./causes.ts"
import type { Edge, EdgeConsumer } from "./edge.ts"
import { asEffectIterator, fastEdge, Immediate } from "./immediate.ts"
import { Push } from "./outPort.ts"
import type { Passage } from "./passage.ts"
import { type PortOwner, type Wait, waitOn, WaitSite, yieldThen } from "./waits.ts"
import { workers } from "./workers.ts"

const none: ReadonlyArray<Edge> = []
const identity = (never: never): never => never
export const exitDone: Exit.Exit<never, Cause.Done> = Exit.fail(Cause.Done())

// An edge of an In<A> holds what an Out<A> was given.
const take = <A>(edge: Edge): A => edge.take() as A

// What became several on the way may be any number.
const holdsAtMost = ({ expands }: Passage): boolean => !expands

class Pop<A> extends Effectable.Class<A, Cause.Done> {
  // Shared by all pops of the port: `yield*` reads the value before anything else runs.
  readonly immediate = new Immediate<A | undefined>(undefined)

  constructor(private readonly port: InPort<A>) {
    super()
  }

  override [Symbol.iterator]() {
    const edge = this.port.readyEdge()
    if (edge !== undefined) {
      this.immediate.value = edge.take() as A // an edge of an In<A> holds what an Out<A> was given
      return asEffectIterator(this.immediate as Immediate<A>)
    }
    return super[Symbol.iterator]()
  }

  asEffect(): Effect.Effect<A, Cause.Done> {
    return this.port.receive<A, Cause.Done>(this, take, exitDone)
  }
}

const ended: unique symbol = Symbol("ended")
const empty: unique symbol = Symbol("empty")
const exitEnded = Exit.succeed<typeof ended>(ended)

export class InPort<A> extends WaitSite implements In<A>, EdgeConsumer {
  // The ids of Port.ts, spelled out: that module builds on this one.
  readonly "~@effect-mimo/core/In": (_: never) => A = identity
  readonly pop: Pop<A>
  private edge: Edge | undefined = undefined
  failure: Cause.Cause<never> | undefined = undefined
  // The edges that have not ended and been drained, in the order they take turns (S10).
  private edges: Array<Edge> = []
  private attached: Array<Edge> = []
  private turn = 0
  // Those of them that lead back (S26).
  private back: ReadonlyArray<Edge> = none
  private peekedEdge: Edge | undefined = undefined

  constructor(readonly name: string, owner: PortOwner) {
    super(owner)
    this.pop = new Pop(this)
  }

  override toString(): string {
    return `In(${this.owner.path}.${this.name})`
  }

  /** Elements taken from it so far. */
  get popped(): number {
    let popped = 0
    for (const { discarded, removed } of this.attached) popped += removed - discarded
    return popped
  }

  attach(edge: Edge, leadsBack = false): void {
    this.attached = append(this.attached, edge)
    if (leadsBack) this.back = [...this.back, edge]
    this.edges = append(this.edges, edge)
    this.edge = fastEdge(this.edges, holdsAtMost)
  }

  get peek(): Effect.Effect<A, Cause.Done> {
    const again: Effect.Effect<A, Cause.Done> = Effect.suspend(() =>
      this.receive(again, (edge) => {
        this.peekedEdge = edge
        return edge.first() as A
      }, exitDone)
    )
    return again
  }

  popUpTo(n: number): Effect.Effect<readonly [A, ...Array<A>], Cause.Done> {
    const again: Effect.Effect<readonly [A, ...Array<A>], Cause.Done> = Effect.suspend(() => {
      this.checkAmount("popUpTo", n)
      return this.receive(again, (edge) => this.takeUpTo(n, edge), exitDone)
    })
    return again
  }

  forEach<E, R>(
    f: (element: A) => void | Effect.Effect<unknown, E, R>,
    options?: { readonly concurrency?: Types.Concurrency | undefined }
  ): Effect.Effect<void, E, R> {
    const concurrency = fibersOf(options?.concurrency)
    return concurrency === 1 ? this.work(f) : Effect.suspend(() => {
      this.checkAmount("forEach with concurrency", concurrency)
      return workers(this, concurrency, (taken) =>
        this.work((element) => {
          taken()
          return f(element)
        }))
    })
  }

  // `f` is called as an element is taken, before another fiber can take the next: in order, however many work.
  private work<E, R>(f: (element: A) => void | Effect.Effect<unknown, E, R>): Effect.Effect<void, E, R> {
    return Effect.suspend(() => {
      // Of the element whose Effect is run: before it has failed, other fibers may have taken more.
      const at = { position: 0 }
      // Once for all elements: a failure is the end of it.
      return protectingErrors((restore) =>
        Effect.catchCause(
          restore(Effect.gen(() => working(this, f, at))),
          (cause) => Effect.failCause(atElement(cause, { step: this.owner.path, inlet: this.name, ...at }))
        )
      )
    })
  }

  // A plain function: the loop in a generator takes a quarter longer.
  consume<B>(f: (element: A) => B): B | typeof empty {
    while (true) {
      const edge = this.readyEdge()
      if (edge === undefined) return empty
      const result = f(edge.take() as A)
      if (result === undefined || result instanceof Push && result.port.offer(result.element)) continue
      return result
    }
  }

  forEachUpTo<E, R>(
    n: number,
    f: (elements: readonly [A, ...Array<A>]) => void | Effect.Effect<unknown, E, R>
  ): Effect.Effect<void, E, R> {
    return Effect.gen(() => workingUpTo(this, n, f))
  }

  get stream(): EffectStream.Stream<A> {
    return EffectStream.fromPull(Effect.succeed(this.popUpTo(EffectStream.DefaultChunkSize)))
  }

  get size(): number {
    let size = 0
    for (const edge of this.edges) size += edge.readable
    return size
  }

  get isDone(): boolean {
    return this.failure === undefined && this.edges.every((edge) => edge.isDone)
  }

  get close(): Effect.Effect<void> {
    return Effect.sync(() => this.cancel())
  }

  /** S6: drops what waits, and tells the producers. */
  cancel(): void {
    const edges = this.edges
    this.setEdges([])
    for (const edge of edges) edge.cancel()
    this.pop.immediate.value = undefined
    this.wake()
  }

  edgeFailed(cause: Cause.Cause<never>): void {
    this.failure ??= cause
    this.wake()
  }

  /** The edges that an element may still come by. */
  get openEdges(): ReadonlyArray<Edge> {
    return this.edges.filter(({ state }) => state === "Open")
  }

  someOpen(test: (edge: Edge) => boolean): boolean {
    const { edges } = this
    for (let n = 0; n < edges.length; n++) if (edges[n]!.state === "Open" && test(edges[n]!)) return true
    return false
  }

  /** Whether an element can be taken now. */
  get hasElement(): boolean {
    const { edges } = this
    for (let n = 0; n < edges.length; n++) if (edges[n]!.hasElement) return true
    return false
  }

  /** The fast path: an edge to take from, if there is an element now and fuel is left. */
  readyEdge(): Edge | undefined {
    const { edge } = this
    if (edge !== undefined) return edge.removed !== edge.pushed ? edge : undefined
    return this.edges.length > 0 && --this.owner.fuel > 0 ? this.nextEdge() : undefined
  }

  /** The slow path of whatever takes from this port: yields when out of fuel, waits when empty. */
  receive<B, E>(
    again: Effect.Effect<B, E>,
    take: (edge: Edge) => B,
    onEnd: Exit.Exit<B, E>
  ): Effect.Effect<B, E> {
    if (this.owner.fuel-- <= 0 && !this.owner.draining) return yieldThen(this.owner, again)
    const edge = this.nextEdge()
    if (edge !== undefined) return Exit.succeed(take(edge))
    if (this.failure !== undefined) return Effect.failCause(this.failure)
    return this.edges.length === 0 ? onEnd : waitOn([this], again)
  }

  get mustWait(): boolean {
    return !this.hasElement && this.failure === undefined && !this.isDone
  }

  /** Takes an element without waiting; only when `hasElement`. */
  takeNow(): A {
    return (this.edge ?? this.nextEdge()!).take() as A
  }

  override enter(wait: Wait): void {
    super.enter(wait)
    for (const edge of this.edges) edge.elementAwaited = true
  }

  override wake(): void {
    super.wake()
    for (const edge of this.edges) edge.elementAwaited = false
  }

  protected addBlocked(ms: number): void {
    for (const edge of this.edges) edge.popBlocked += ms
  }

  // A thrown error becomes a defect of the step.
  checkAmount(operation: string, n: number): void {
    if (n >= 1 && (Number.isSafeInteger(n) || n === Infinity)) return
    const reason = `${operation}(${n}): give a whole number, 1 or more`
    throw new InvalidPortArgument({ step: this.owner.path, port: this.name, reason })
  }

  /** JavaScript may give a Promise: nobody would wait for it, nor hear of its rejection. */
  checkResult(operation: string, result: unknown): void {
    if (!(result instanceof Promise)) return
    result.catch(() => {})
    const reason = `${operation}: its function returned a Promise; return an Effect, as Effect.promise makes one of it`
    throw new InvalidPortArgument({ step: this.owner.path, port: this.name, reason })
  }

  takeUpTo(n: number, first: Edge): readonly [A, ...Array<A>] {
    const elements: Array<A> = []
    // Whose turn is next is asked only while there is more to take: asking passes the turn on.
    for (let edge: Edge | undefined = first; edge !== undefined;) {
      edge.takeInto(elements, n - elements.length)
      edge = elements.length < n ? this.nextEdge() : undefined
    }
    this.owner.fuel -= elements.length
    return elements as unknown as readonly [A, ...Array<A>] // `first` has an element
  }

  // S10: the edges take turns, so one that has an element is served within as many pops as there are edges. Edges that
  // have ended and are drained leave on the way.
  private nextEdge(): Edge | undefined {
    const { back, peekedEdge } = this
    if (peekedEdge !== undefined) { // S9: the next pop takes the same element
      this.peekedEdge = undefined
      if (peekedEdge.hasElement) return peekedEdge
    }
    // Ahead of its turn: what would come in instead could find no way on. Only if it comes in while there is room on the way
    // back, a loop that gives back no more than it takes never holds as much as it can.
    for (let n = 0; n < back.length; n++) if (back[n]!.hasElement && back[n]!.isFull) return back[n]
    for (let left = this.edges.length; left > 0; left--) {
      if (this.turn >= this.edges.length) this.turn = 0
      const edge = this.edges[this.turn]!
      if (edge.hasElement) {
        this.turn++
        return edge
      }
      if (edge.isDone) {
        this.edges.splice(this.turn, 1)
        this.edge = fastEdge(this.edges, holdsAtMost)
      } else this.turn++
    }
    return undefined
  }

  private setEdges(edges: Array<Edge>): void {
    this.edges = edges
    this.edge = fastEdge(edges, holdsAtMost)
  }
}

// Generators of the module, not of each call: V8 makes a new hidden class for each generator function that is made.
function* working<A, E, R>(
  port: InPort<A>,
  f: (element: A) => void | Effect.Effect<unknown, E, R>,
  at: { position: number }
): Generator<Effect.Effect<unknown, E, R>, void, never> {
  type Given = void | typeof ended | Effect.Effect<unknown, E, R>
  const next: Effect.Effect<Given> = Effect.suspend(() =>
    port.receive<Given, never>(next, (edge) => {
      try {
        return f(edge.take() as A)
      } finally {
        at.position = port.popped - 1
      }
    }, exitEnded)
  )
  try {
    while (true) {
      const consumed = port.consume(f)
      if (consumed !== empty) at.position = port.popped - 1
      const result = consumed === empty ? yield* next : consumed
      if (result === ended) return
      if (Effect.isEffect(result)) yield* result
      else port.checkResult("forEach", result)
    }
  } catch (thrown) { // by `f`, at the element that was taken last: what Effects fail with is not thrown into generators
    at.position = port.popped - 1
    throw thrown
  }
}

function* workingUpTo<A, E, R>(
  port: InPort<A>,
  n: number,
  f: (elements: readonly [A, ...Array<A>]) => void | Effect.Effect<unknown, E, R>
): Generator<Effect.Effect<unknown, E, R>, void, never> {
  type Given = readonly [A, ...Array<A>] | typeof ended
  const next: Effect.Effect<Given> = Effect.suspend(() =>
    port.receive<Given, never>(next, (edge) => port.takeUpTo(n, edge), exitEnded)
  )
  port.checkAmount("forEachUpTo", n)
  for (let elements = yield* next; elements !== ended; elements = yield* next) {
    const result = f(elements)
    if (Effect.isEffect(result)) yield* result
    else port.checkResult("forEachUpTo", result)
  }
}
