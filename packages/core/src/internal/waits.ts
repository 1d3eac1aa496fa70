/**
 * Who waits on whom: a suspended fiber of a step, and the ports it is suspended on.
 *
 * A wait is registered at every port that can end it. The first of them to have what is needed (or a terminal signal)
 * wakes it: it leaves all of them, and its fiber goes on the ready list, where it tries again. All waits of a port are
 * woken together, so that one that is interrupted meanwhile never takes a wake-up with it (S7).
 */
import * as Effect from "effect/Effect"
import * as Effectable from "effect/Effectable"
import * as Exit from "effect/Exit"
import { NodeInspectSymbol } from "effect/Inspectable"
import { append } from "./append.ts"
import type { ReadyList, Task } from "./ready.ts"

/** How many port operations a step does in a row before it lets others run. */
export const fuelPerTurn = 2048

/** The party a port belongs to: a step of a run, or the outside of a workflow with open ports. */
export interface PortOwner {
  /** `workflow/step`, as errors and reports name it. */
  readonly path: string
  readonly ready: ReadyList
  readonly now: () => number
  /**
   * Port operations left in this turn; at none the next one yields. What moves over a single edge of ordinary capacity is
   * not counted: the edge itself limits how much that is between two suspensions.
   */
  fuel: number
  /** S21: the step is to stop as if it had completed; no push may begin. */
  draining: boolean
  /** Fibers that wait for a port, or for fibers that do (S27). */
  parked: number
  /** Pushes that are suspended: a draining step is let finish them, since what they hold is in flight. */
  parkedPushes: number
  /** Fibers that came to push meanwhile. */
  readonly heldBack: Set<Task>
  /** A fiber of the step is to begin on the ready list, and has begun. */
  turnAsked(): void
  turnGiven(): void
  /** A fiber of the step has come to wait for a port. */
  onParked(): void
  onPushesDone(): void
  /** An edge of an outlet has ended, perhaps the last that was open (S16). */
  onOutletClosed(): void
}

export const refuel = (owner: PortOwner): void => {
  owner.fuel = owner.draining ? 0 : fuelPerTurn
}

/** A port as something that can be waited on. */
export abstract class WaitSite {
  waiting = false
  /** When it was last chosen among several, counted in choices. */
  chosenAt = 0
  private waits: Array<Wait> = []

  constructor(readonly owner: PortOwner) {}

  // Printing what it holds would print the whole run.
  [NodeInspectSymbol](): string {
    return String(this)
  }

  /** Whether there is still nothing to go on with: no element or room, and no terminal signal. */
  abstract get mustWait(): boolean

  /** Told how long a wait lasted, in milliseconds. */
  protected abstract addBlocked(ms: number): void

  enter(wait: Wait): void {
    this.waits = append(this.waits, wait)
    this.waiting = true
  }

  leave(wait: Wait, ms: number): void {
    const at = this.waits.indexOf(wait)
    if (at < 0) return
    this.waits.splice(at, 1)
    this.waiting = this.waits.length > 0
    this.addBlocked(ms)
  }

  wake(): void {
    while (this.waits.length > 0) {
      const wait = this.waits[0]!
      wait.leaveAll()
      this.owner.ready.push(wait)
    }
  }
}

/**
 * A fiber that is suspended until one of the ports may have what it needs; then it runs `again`.
 *
 * It is also the effect that gives up waiting, which interrupting the fiber runs: one object less for each suspension.
 */
export class Wait implements Task {
  private readonly since: number
  private left = false

  constructor(
    private readonly sites: ReadonlyArray<WaitSite>,
    private readonly again: Effect.Effect<unknown, unknown>,
    private readonly resumeWith: (effect: Effect.Effect<never>) => void,
    /** Whether what it waits to push is in this fiber's hands meanwhile: a draining step is let deliver it (S21). */
    private isPush: boolean
  ) {
    const owner = sites[0]!.owner
    refuel(owner)
    this.since = owner.now()
    for (let n = 0; n < sites.length; n++) sites[n]!.enter(this)
    if (isPush) owner.parkedPushes++
    owner.parked++
    owner.onParked()
  }

  resume(): void {
    this.unpark()
    this.resumeWith(this.again as Effect.Effect<never>) // gives what the suspended effect was to give
  }

  leaveAll(): void {
    if (this.left) return
    this.left = true
    const { owner } = this.sites[0]!
    owner.parked--
    const ms = owner.now() - this.since
    for (let n = 0; n < this.sites.length; n++) this.sites[n]!.leave(this, ms)
  }

  /** Interrupted: it takes nothing with it. */
  giveUp(): void {
    const wasPush = this.isPush
    this.leaveAll()
    this.unpark()
    const { owner } = this.sites[0]!
    if (wasPush && owner.draining) pushDone(owner)
  }

  // Once: an interruption may come after the wake-up and before the turn.
  private unpark(): void {
    if (this.isPush) this.sites[0]!.owner.parkedPushes--
    this.isPush = false
  }
}
Object.setPrototypeOf(
  Wait.prototype,
  Effectable.Prototype<Effect.Effect<void> & Pick<Wait, "giveUp">>({
    label: "Port.wait",
    evaluate() {
      this.giveUp()
      return Exit.void
    }
  })
)

const asEffect = (wait: Wait) => wait as unknown as Effect.Effect<void> // its prototype makes it one

/**
 * Suspends until one of the ports may have what is needed, then runs `again`. Interrupting it takes nothing.
 *
 * The ports are asked again on registration: the scheduler may have let others run since the caller looked.
 */
export const waitOn = <A, E>(sites: ReadonlyArray<WaitSite>, again: Effect.Effect<A, E>): Effect.Effect<A, E> =>
  Effect.callback<A, E>((resume) =>
    sites.every(mustWait) ? asEffect(new Wait(sites, again, resume, false)) : resume(again)
  )

const mustWait = (site: WaitSite): boolean => site.mustWait

/** The same for a push. */
export const waitToPush = (site: WaitSite, again: Effect.Effect<void>): Effect.Effect<void> =>
  Effect.callback<void>((resume) => site.mustWait ? asEffect(new Wait([site], again, resume, true)) : resume(again))

/** A push that was parked is over: the last one of a draining step lets it stop. */
export const pushDone = (owner: PortOwner): void => {
  if (owner.parkedPushes > 0) return
  for (const task of owner.heldBack) owner.ready.push(task)
  owner.heldBack.clear()
  owner.onPushesDone()
}

/** In place of a push that begins while its step drains: stops its fiber, though not before the parked pushes are done. */
export const stopInsteadOfPush = (owner: PortOwner): Effect.Effect<never> =>
  Effect.callback<never>((resume) => {
    if (owner.parkedPushes === 0) return resume(Effect.interrupt)
    const task: Task = { resume: () => resume(Effect.interrupt) }
    owner.heldBack.add(task)
    return Effect.sync(() => owner.heldBack.delete(task))
  })

// A step that used up its fuel has done a turn's worth of work by itself.
const yieldWeight = 64

/** Lets everything that is ready run, then runs `again`: the fairness yield of a step out of fuel. */
export const yieldThen = <A, E>(owner: PortOwner, again: Effect.Effect<A, E>): Effect.Effect<A, E> => {
  refuel(owner)
  return Effect.callback<A, E>((resume) => owner.ready.push({ resume: () => resume(again), weight: yieldWeight }))
}

/** The same in the middle of a push, whose elements are in this fiber's hands meanwhile. */
export const yieldInPush = (owner: PortOwner, again: Effect.Effect<void>): Effect.Effect<void> => {
  refuel(owner)
  return Effect.callback<void>((resume) => {
    let parked = true
    owner.parkedPushes++
    const unpark = () => {
      if (parked) owner.parkedPushes--
      parked = false
    }
    const turn = () => {
      unpark()
      resume(again)
    }
    owner.ready.push({ resume: turn, weight: yieldWeight })
    return Effect.sync(() => {
      unpark()
      if (owner.draining) pushDone(owner)
    })
  })
}
