/** Several ports at once: `Port.popAll`, `Port.select` and `Port.room`. */
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Effectable from "effect/Effectable"
import * as Exit from "effect/Exit"
import type * as Port from "../Port.ts"
import { asEffectIterator, Immediate } from "./immediate.ts"
import { exitDone, type InPort } from "./inPort.ts"
import type { OutPort } from "./outPort.ts"
import { waitOn, type WaitSite, yieldThen } from "./waits.ts"

type Ports<Site> = Readonly<Record<string, Site>>

/**
 * An operation on several ports: tries at once, and when it cannot be done now waits for any of the ports it names.
 *
 * One is made for each element; like a Push, it is made an Effect by its prototype, set below, and runs no constructor of
 * Effect's. The record is gone through with `for in`, which makes no list of its names.
 */
abstract class OnSeveral<Site extends WaitSite> {
  constructor(protected readonly ports: Ports<Site>) {}

  /** The value if it can be had now. */
  protected abstract attempt(): Immediate<unknown> | undefined
  /** Whether no value can come any more. */
  protected abstract isOver(): boolean
  /** Of the ports, those any of which may make the next attempt succeed. */
  protected abstract isAwaited(port: Site): boolean
  protected abstract failureOf(port: Site): Cause.Cause<never> | undefined

  [Symbol.iterator](): Effect.EffectIterator<Effect.Effect<unknown, Cause.Done>> {
    const done = this.isFuelled() ? this.attempt() : undefined
    if (done !== undefined) return asEffectIterator(done)
    // Its prototype makes it one.
    return onSeveralPrototype[Symbol.iterator].call(this as unknown as Effect.Effect<unknown, Cause.Done>)
  }

  private isFuelled(): boolean {
    for (const name in this.ports) return --this.ports[name]!.owner.fuel > 0
    return false
  }

  run(): Effect.Effect<unknown, Cause.Done> {
    const ports = Object.values(this.ports)
    const owner = ports[0]?.owner
    if (owner === undefined) return exitDone
    const again = this as unknown as Effect.Effect<unknown, Cause.Done> // its prototype makes it one
    if (owner.fuel-- <= 0 && !owner.draining) return yieldThen(owner, again)
    const done = this.attempt()
    if (done !== undefined) return Exit.succeed(done.value)
    for (const port of ports) {
      const failure = this.failureOf(port)
      if (failure !== undefined) return Effect.failCause(failure)
    }
    return this.isOver() ? exitDone : waitOn(ports.filter((port) => this.isAwaited(port)), again)
  }
}

const onSeveralPrototype = Effectable.Prototype<Effect.Effect<unknown, Cause.Done> & Pick<OnSeveral<WaitSite>, "run">>({
  label: "Port.several",
  evaluate() {
    return this.run()
  }
})
Object.setPrototypeOf(OnSeveral.prototype, onSeveralPrototype)

abstract class OnIns extends OnSeveral<InPort<unknown>> {
  protected failureOf({ failure }: InPort<unknown>): Cause.Cause<never> | undefined {
    return failure
  }
}

class PopAll extends OnIns {
  protected attempt(): Immediate<unknown> | undefined {
    const { ports } = this
    for (const name in ports) if (!ports[name]!.hasElement) return undefined
    // A copy has the names in place already; adding them one by one costs more.
    const value: Record<string, unknown> = { ...ports }
    for (const name in ports) value[name] = ports[name]!.takeNow()
    return new Immediate(value)
  }

  protected isOver(): boolean {
    return Object.values(this.ports).some((port) => port.isDone)
  }

  // All that lack an element, not the first of them: the end of any of them ends the whole (S30).
  protected isAwaited(port: InPort<unknown>): boolean {
    return !port.hasElement
  }
}

/** Of the ports that are ready the one that was not chosen for the longest time; it counts as chosen now. */
const chooseIn = <Site extends WaitSite>(ports: Ports<Site>, isReady: (port: Site) => boolean): string | undefined => {
  let chosen: string | undefined
  let last = 0
  for (const name in ports) {
    const port = ports[name]!
    last = Math.max(last, port.chosenAt)
    if (!isReady(port)) continue
    if (chosen === undefined || port.chosenAt < ports[chosen]!.chosenAt) chosen = name
  }
  if (chosen !== undefined) ports[chosen]!.chosenAt = last + 1
  return chosen
}

const hasElement = (port: InPort<unknown>): boolean => port.hasElement

class Select extends OnIns {
  protected attempt(): Immediate<unknown> | undefined {
    const chosen = chooseIn(this.ports, hasElement)
    return chosen === undefined ? undefined : new Immediate({ _tag: chosen, value: this.ports[chosen]!.takeNow() })
  }

  protected isOver(): boolean {
    return Object.values(this.ports).every((port) => port.isDone)
  }

  protected isAwaited(port: InPort<unknown>): boolean {
    return !port.isDone
  }
}

const hasRoom = (port: OutPort<unknown>): boolean => !port.isClosed && !port.isFull

class Room extends OnSeveral<OutPort<unknown>> {
  protected attempt(): Immediate<unknown> | undefined {
    const chosen = chooseIn(this.ports, hasRoom)
    return chosen === undefined ? undefined : new Immediate(chosen)
  }

  protected isOver(): boolean {
    return Object.values(this.ports).every((port) => port.isClosed)
  }

  protected isAwaited(port: OutPort<unknown>): boolean {
    return !port.isClosed
  }

  protected failureOf(): undefined {
    return undefined
  }
}

// An In is only ever made by the engine, as an InPort.
const portsOf = (ports: Port.Ins) => ports as unknown as Ports<InPort<unknown>>

export const popAll = <P extends Port.Ins>(ports: P) =>
  // The record has the names of `ports`, and each value comes from the In of that name.
  new PopAll(portsOf(ports)) as unknown as Effect.Effect<
    { readonly [K in keyof P]: Port.ElementOf<P[K]> },
    Cause.Done
  >

export const select = <P extends Port.Ins>(ports: P) =>
  // `_tag` is a name of `ports`, and `value` comes from the In of that name.
  new Select(portsOf(ports)) as unknown as Effect.Effect<Port.Selected<P>, Cause.Done>

export const room = <P extends Port.Outs>(ports: P) =>
  // As of an In; what it gives is a name of `ports`.
  new Room(ports as unknown as Ports<OutPort<unknown>>) as unknown as Effect.Effect<keyof P & string, Cause.Done>
