/** Several fibers of a step side by side: so many from the start, or one more whenever there is something to do for it. */
import * as Cause from "effect/Cause"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type { In } from "../Port.ts"
import type { InPort } from "./inPort.ts"
import type { PortOwner, WaitSite } from "./waits.ts"

class Workers<E, R> {
  /** How many there were so far. */
  begun = 0
  private readonly fibers = new Set<Fiber.Fiber<void, E>>()
  // They are on the ready list; they take nothing before they begin.
  private coming = 0
  private working = 0
  private stopped = false
  private hasEnded = false
  // Who waits for them is as idle as they are (S27).
  private awaited = true
  private cause: Cause.Cause<E> = Cause.empty

  constructor(
    private readonly owner: PortOwner,
    private readonly context: Context.Context<R>,
    private readonly onEnd: (exit: Exit.Exit<void, E>) => void
  ) {
    owner.parked++
  }

  /** Whether one is about to begin. */
  get areComing(): boolean {
    return this.coming > 0
  }

  add(work: Effect.Effect<void, E, R>): void {
    if (this.stopped) return
    this.coming++
    this.begun++
    this.owner.turnAsked()
    this.owner.ready.push({
      resume: () => {
        this.coming--
        this.begin(work)
        this.owner.turnGiven()
      }
    })
  }

  /** Interrupts them; what one had failed with before, or fails with now, is not lost (S15). */
  stop(): Effect.Effect<void, E> {
    // Effect asks for it also where they ended with an interruption among their failures.
    if (this.hasEnded) return Effect.void
    this.stopped = true
    this.goOn()
    return Effect.andThen(Fiber.interruptAll(this.fibers), Effect.suspend(() => this.exit))
  }

  private get exit(): Exit.Exit<void, E> {
    return this.cause.reasons.length === 0 ? Exit.void : Exit.failCause(this.cause)
  }

  private begin(work: Effect.Effect<void, E, R>): void {
    if (this.stopped) return this.settle()
    this.working++
    const fiber = Effect.runForkWith(this.context)(Effect.onExit(work, () => Effect.sync(() => this.left())))
    this.fibers.add(fiber)
    fiber.addObserver((exit) => {
      this.fibers.delete(fiber)
      if (Exit.isFailure(exit)) this.failed(exit.cause)
      this.settle()
    })
  }

  // Told by the last one itself: when its fiber has ended, the one that waits may be the only one, and does not look idle.
  private left(): void {
    if (--this.working === 0 && this.coming === 0) this.goOn()
  }

  private goOn(): void {
    if (this.awaited) this.owner.parked--
    this.awaited = false
  }

  // The first failure interrupts the others; what their finalizers fail with joins it.
  private failed(cause: Cause.Cause<E>): void {
    if (!this.stopped || !Cause.hasInterruptsOnly(cause)) this.cause = Cause.combine(this.cause, cause)
    if (this.stopped) return
    this.stopped = true
    for (const fiber of this.fibers) fiber.interruptUnsafe()
  }

  private settle(): void {
    if (this.fibers.size > 0 || this.coming > 0) return
    this.goOn()
    this.hasEnded = true
    this.onEnd(this.exit)
  }
}

const running = <E, R>(
  owner: PortOwner,
  begin: (workers: Workers<E, R>) => void
): Effect.Effect<void, E, R> =>
  Effect.contextWith((context: Context.Context<R>) =>
    Effect.callback<void, E>((resume) => {
      const workers = new Workers(owner, context, resume)
      begin(workers)
      // An error of theirs is one of this effect; the type has no place for it where it is interrupted.
      return Effect.suspend(() => workers.stop() as Effect.Effect<void>)
    })
  )

/** Runs them as a fiber each, until all have ended. */
export const sideBySide = <E, R>(
  owner: PortOwner,
  works: ReadonlyArray<Effect.Effect<void, E, R>>
): Effect.Effect<void, E, R> =>
  running(owner, (workers) => {
    for (const work of works) workers.add(work)
  })

/**
 * Runs what `work` gives as several fibers, until all of them have ended; `taken` is to be called at each element. One more
 * begins whenever an element is taken and no fiber is left waiting, up to a limit, so that a high limit costs nothing while
 * there is little to do.
 */
export const workers = <E, R>(
  site: WaitSite,
  limit: number,
  work: (taken: () => void) => Effect.Effect<void, E, R>
): Effect.Effect<void, E, R> =>
  running(site.owner, (workers: Workers<E, R>) => {
    const add = (): void => {
      if (!workers.areComing && workers.begun < limit) workers.add(one)
    }
    const one = work(() => {
      if (!site.waiting) add()
    })
    add()
  })

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
