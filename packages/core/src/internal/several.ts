/** Several Ins at once: `Port.popAll` and `Port.select`. */
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Effectable from "effect/Effectable"
import * as Exit from "effect/Exit"
import type * as Port from "../Port.ts"
import { Immediate } from "./immediate.ts"
import { exitDone, type InPort } from "./inPort.ts"
import { waitOn, yieldThen } from "./waits.ts"

type Entries = ReadonlyArray<readonly [name: string, port: InPort<unknown>]>

// An In is only ever made by the engine, as an InPort.
const entriesOf = (ports: Port.Ins): Entries => Object.entries(ports) as unknown as Entries

/** An operation on several Ins: tries at once, and when it cannot be done now waits for any of the Ins it names. */
abstract class OnSeveral<A> extends Effectable.Class<A, Cause.Done> {
  constructor(protected readonly entries: Entries) {
    super()
  }

  /** The value if it can be had now. */
  protected abstract attempt(): { readonly value: A } | undefined
  /** Whether no value can come any more. */
  protected abstract isOver(): boolean
  /** The ports any of which may make the next attempt succeed. */
  protected abstract waitFor(): ReadonlyArray<InPort<unknown>>

  override [Symbol.iterator]() {
    const owner = this.entries[0]?.[1].owner
    if (owner !== undefined && owner.fuel > 0) {
      const done = this.attempt()
      if (done !== undefined) {
        owner.fuel -= this.entries.length
        // `yield*` only calls `next` on it; see Immediate.
        return new Immediate(done.value) as unknown as Effect.EffectIterator<Effect.Effect<A, Cause.Done>>
      }
    }
    return super[Symbol.iterator]()
  }

  asEffect(): Effect.Effect<A, Cause.Done> {
    const owner = this.entries[0]?.[1].owner
    if (owner === undefined) return exitDone
    if (owner.fuel-- <= 0 && !owner.draining) return yieldThen(owner, this)
    const done = this.attempt()
    if (done !== undefined) return Exit.succeed(done.value)
    for (const [, port] of this.entries) {
      if (port.failure !== undefined) return Effect.failCause(port.failure)
    }
    return this.isOver() ? exitDone : waitOn(this.waitFor(), this)
  }
}

class PopAll extends OnSeveral<Record<string, unknown>> {
  protected attempt() {
    for (const [, port] of this.entries) if (!port.hasElement) return undefined
    const value: Record<string, unknown> = {}
    for (const [name, port] of this.entries) value[name] = port.takeNow()
    return { value }
  }

  protected isOver(): boolean {
    return this.entries.some(([, port]) => port.isDone)
  }

  // All that lack an element, not the first of them: the end of any of them ends the whole (S30).
  protected waitFor() {
    return this.entries.flatMap(([, port]) => port.hasElement ? [] : [port])
  }
}

class Select extends OnSeveral<{ readonly _tag: string; readonly value: unknown }> {
  protected attempt() {
    let chosen: Entries[number] | undefined
    let last = 0
    for (const entry of this.entries) {
      const port = entry[1]
      last = Math.max(last, port.selectedAt)
      if (port.hasElement && (chosen === undefined || port.selectedAt < chosen[1].selectedAt)) chosen = entry
    }
    if (chosen === undefined) return undefined
    chosen[1].selectedAt = last + 1
    return { value: { _tag: chosen[0], value: chosen[1].takeNow() } }
  }

  protected isOver(): boolean {
    return this.entries.every(([, port]) => port.isDone)
  }

  protected waitFor() {
    return this.entries.flatMap(([, port]) => port.isDone ? [] : [port])
  }
}

export const popAll = <P extends Port.Ins>(ports: P) =>
  // The record has the names of `ports`, and each value comes from the In of that name.
  new PopAll(entriesOf(ports)) as unknown as Effect.Effect<
    { readonly [K in keyof P]: Port.ElementOf<P[K]> },
    Cause.Done
  >

export const select = <P extends Port.Ins>(ports: P) =>
  // `_tag` is a name of `ports`, and `value` comes from the In of that name.
  new Select(entriesOf(ports)) as unknown as Effect.Effect<Port.Selected<P>, Cause.Done>
