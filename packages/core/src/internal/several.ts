/** Several Ins at once: `Port.popAll` and `Port.select`. */
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Effectable from "effect/Effectable"
import * as Exit from "effect/Exit"
import type * as Port from "../Port.ts"
import { asEffectIterator, Immediate } from "./immediate.ts"
import { exitDone, type InPort } from "./inPort.ts"
import { waitOn, yieldThen } from "./waits.ts"

type Taken = { readonly value: unknown }

/**
 * An operation on several Ins: tries at once, and when it cannot be done now waits for any of the Ins it names.
 *
 * One is made for each element; like a Push, it is made an Effect by its prototype, set below, and runs no constructor of
 * Effect's.
 */
abstract class OnSeveral {
  protected readonly names: ReadonlyArray<string>

  constructor(protected readonly ports: Readonly<Record<string, InPort<unknown>>>) {
    this.names = Object.keys(ports)
  }

  /** The value if it can be had now. */
  protected abstract attempt(): Taken | undefined
  /** Whether no value can come any more. */
  protected abstract isOver(): boolean
  /** Of the ports, those any of which may make the next attempt succeed. */
  protected abstract isAwaited(port: InPort<unknown>): boolean

  [Symbol.iterator](): Effect.EffectIterator<Effect.Effect<unknown, Cause.Done>> {
    const { names, ports } = this
    const owner = names.length === 0 ? undefined : ports[names[0]!]!.owner
    if (owner !== undefined && owner.fuel > 0) {
      const done = this.attempt()
      if (done !== undefined) {
        owner.fuel -= names.length
        return asEffectIterator(new Immediate(done.value))
      }
    }
    // Its prototype makes it one.
    return onSeveralPrototype[Symbol.iterator].call(this as unknown as Effect.Effect<unknown, Cause.Done>)
  }

  run(): Effect.Effect<unknown, Cause.Done> {
    const ports = this.names.map((name) => this.ports[name]!)
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
  protected attempt(): Taken | undefined {
    const { names, ports } = this
    for (let n = 0; n < names.length; n++) if (!ports[names[n]!]!.hasElement) return undefined
    // A copy has the names in place already; adding them one by one costs more.
    const value: Record<string, unknown> = { ...ports }
    for (let n = 0; n < names.length; n++) value[names[n]!] = ports[names[n]!]!.takeNow()
    return { value }
  }

  protected isOver(): boolean {
    return this.names.some((name) => this.ports[name]!.isDone)
  }

  // All that lack an element, not the first of them: the end of any of them ends the whole (S30).
  protected isAwaited(port: InPort<unknown>): boolean {
    return !port.hasElement
  }
}

class Select extends OnSeveral {
  protected attempt(): Taken | undefined {
    const { names, ports } = this
    let chosen: string | undefined
    let last = 0
    for (let n = 0; n < names.length; n++) {
      const port = ports[names[n]!]!
      last = Math.max(last, port.selectedAt)
      if (!port.hasElement) continue
      if (chosen === undefined || port.selectedAt < ports[chosen]!.selectedAt) chosen = names[n]
    }
    if (chosen === undefined) return undefined
    const port = ports[chosen]!
    port.selectedAt = last + 1
    return { value: { _tag: chosen, value: port.takeNow() } }
  }

  protected isOver(): boolean {
    return this.names.every((name) => this.ports[name]!.isDone)
  }

  protected isAwaited(port: InPort<unknown>): boolean {
    return !port.isDone
  }
}

// An In is only ever made by the engine, as an InPort.
const portsOf = (ports: Port.Ins) => ports as unknown as Readonly<Record<string, InPort<unknown>>>

export const popAll = <P extends Port.Ins>(ports: P) =>
  // The record has the names of `ports`, and each value comes from the In of that name.
  new PopAll(portsOf(ports)) as unknown as Effect.Effect<
    { readonly [K in keyof P]: Port.ElementOf<P[K]> },
    Cause.Done
  >

export const select = <P extends Port.Ins>(ports: P) =>
  // `_tag` is a name of `ports`, and `value` comes from the In of that name.
  new Select(portsOf(ports)) as unknown as Effect.Effect<Port.Selected<P>, Cause.Done>
