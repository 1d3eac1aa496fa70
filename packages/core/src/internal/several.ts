/** Several Ins at once: `Port.popAll` and `Port.select`. */
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Effectable from "effect/Effectable"
import * as Exit from "effect/Exit"
import type * as Port from "../Port.ts"
import { asEffectIterator, Immediate } from "./immediate.ts"
import { exitDone, type InPort } from "./inPort.ts"
import { waitOn, yieldThen } from "./waits.ts"

type Ports = Readonly<Record<string, InPort<unknown>>>

/**
 * An operation on several Ins: tries at once, and when it cannot be done now waits for any of the Ins it names.
 *
 * One is made for each element; like a Push, it is made an Effect by its prototype, set below, and runs no constructor of
 * Effect's. The record is gone through with `for in`, which makes no list of its names.
 */
abstract class OnSeveral {
  constructor(protected readonly ports: Ports) {}

  /** The value if it can be had now. */
  protected abstract attempt(): Immediate<unknown> | undefined
  /** Whether no value can come any more. */
  protected abstract isOver(): boolean
  /** Of the ports, those any of which may make the next attempt succeed. */
  protected abstract isAwaited(port: InPort<unknown>): boolean

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
    for (const { failure } of ports) if (failure !== undefined) return Effect.failCause(failure)
    return this.isOver() ? exitDone : waitOn(ports.filter((port) => this.isAwaited(port)), again)
  }
}

const onSeveralPrototype = Effectable.Prototype<Effect.Effect<unknown, Cause.Done> & Pick<OnSeveral, "run">>({
  label: "Port.several",
  evaluate() {
    return this.run()
  }
})
Object.setPrototypeOf(OnSeveral.prototype, onSeveralPrototype)

class PopAll extends OnSeveral {
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

class Select extends OnSeveral {
  protected attempt(): Immediate<unknown> | undefined {
    const { ports } = this
    let chosen: string | undefined
    let last = 0
    for (const name in ports) {
      const port = ports[name]!
      last = Math.max(last, port.selectedAt)
      if (!port.hasElement) continue
      if (chosen === undefined || port.selectedAt < ports[chosen]!.selectedAt) chosen = name
    }
    if (chosen === undefined) return undefined
    const port = ports[chosen]!
    port.selectedAt = last + 1
    return new Immediate({ _tag: chosen, value: port.takeNow() })
  }

  protected isOver(): boolean {
    return Object.values(this.ports).every((port) => port.isDone)
  }

  protected isAwaited(port: InPort<unknown>): boolean {
    return !port.isDone
  }
}

// An In is only ever made by the engine, as an InPort.
const portsOf = (ports: Port.Ins) => ports as unknown as Ports

export const popAll = <P extends Port.Ins>(ports: P) =>
  // The record has the names of `ports`, and each value comes from the In of that name.
  new PopAll(portsOf(ports)) as unknown as Effect.Effect<
    { readonly [K in keyof P]: Port.ElementOf<P[K]> },
    Cause.Done
  >

export const select = <P extends Port.Ins>(ports: P) =>
  // `_tag` is a name of `ports`, and `value` comes from the In of that name.
  new Select(portsOf(ports)) as unknown as Effect.Effect<Port.Selected<P>, Cause.Done>
