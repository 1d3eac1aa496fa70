/**
 * Several fibers that take from one inlet side by side: one more begins whenever an element is taken and no fiber is left
 * waiting, up to a limit, so that a high limit costs nothing while there is little to do.
 */
import * as Cause from "effect/Cause"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type { In } from "../Port.ts"
import type { InPort } from "./inPort.ts"
import type { WaitSite } from "./waits.ts"

class Workers<E, R> {
  private readonly fibers = new Set<Fiber.Fiber<void, E>>()
  private begun = 0
  // One that is on the ready list; it takes nothing before it begins.
  private coming = false
  private stopped = false
  private cause: Cause.Cause<E> = Cause.empty

  constructor(
    private readonly site: WaitSite,
    private readonly limit: number,
    private readonly work: Effect.Effect<void, E, R>,
    private readonly context: Context.Context<R>,
    private readonly onEnd: (exit: Exit.Exit<void, E>) => void
  ) {}

  /** Told when one of them has taken an element. */
  taken(): void {
    if (!this.site.waiting) this.add()
  }

  add(): void {
    if (this.coming || this.stopped || this.begun >= this.limit) return
    this.coming = true
    this.begun++
    const { owner } = this.site
    owner.turnAsked()
    owner.ready.push({
      resume: () => {
        this.begin()
        owner.turnGiven()
      }
    })
  }

  stop(): Effect.Effect<void> {
    this.stopped = true
    return Fiber.interruptAll(this.fibers)
  }

  private begin(): void {
    this.coming = false
    if (this.stopped) return this.settle()
    const fiber = Effect.runForkWith(this.context)(this.work)
    this.fibers.add(fiber)
    fiber.addObserver((exit) => {
      this.fibers.delete(fiber)
      if (Exit.isFailure(exit)) this.failed(exit.cause)
      this.settle()
    })
  }

  // The first failure interrupts the others; what their finalizers fail with joins it.
  private failed(cause: Cause.Cause<E>): void {
    if (!this.stopped || !Cause.hasInterruptsOnly(cause)) this.cause = Cause.combine(this.cause, cause)
    if (this.stopped) return
    this.stopped = true
    for (const fiber of this.fibers) fiber.interruptUnsafe()
  }

  private settle(): void {
    if (this.fibers.size > 0 || this.coming) return
    this.onEnd(this.cause.reasons.length === 0 ? Exit.void : Exit.failCause(this.cause))
  }
}

/** Runs what `work` gives as several fibers, until all of them have ended; `taken` is to be called at each element. */
export const workers = <E, R>(
  site: WaitSite,
  limit: number,
  work: (taken: () => void) => Effect.Effect<void, E, R>
): Effect.Effect<void, E, R> =>
  Effect.contextWith((context: Context.Context<R>) =>
    Effect.callback<void, E>((resume) => {
      // This fiber only waits for the others, so it is as idle as they are (S27).
      site.owner.parked++
      const all: Workers<E, R> = new Workers(site, limit, work(() => all.taken()), context, (exit) => {
        site.owner.parked--
        resume(exit)
      })
      all.add()
      return Effect.suspend(() => {
        site.owner.parked--
        return all.stop()
      })
    })
  )

/** Suspends a worker until another one of its step resumes it; meanwhile it is as idle as that one (S24, S27). */
export const waitForAnother = <A>(port: In<A>, register: (resume: () => void) => unknown): Effect.Effect<void> =>
  Effect.callback<void>((resume) => {
    const { owner } = port as unknown as InPort<A> // an In is only ever made by the engine
    let parked = true
    owner.parked++
    const leave = () => {
      if (parked) owner.parked--
      parked = false
    }
    register(() => {
      leave()
      resume(Effect.void)
    })
    owner.onParked()
    return Effect.sync(leave)
  })
