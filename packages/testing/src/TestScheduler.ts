/**
 * Schedules that a seed decides: in which order fibers that are ready go on, and at which points they are interrupted.
 *
 * A result that is the same under many schedules does not depend on one by accident; one that is not can be seen again
 * with the seed.
 *
 * @since 0.1.0
 */
import { Scheduling } from "@effect-mimo/core"
import * as Effect from "effect/Effect"
import { dual } from "effect/Function"
import * as Scheduler from "effect/Scheduler"
import { randomFrom } from "./internal/random.ts"

/**
 * Options of a seeded schedule.
 *
 * **Details**
 *
 * - `preempt` ends turns at random points too: after any operation of a fiber others may go on. A turn has one at least.
 * - `over` is the scheduler in whose stead it decides. One that counts what is under way, as that of `TestClock` does, goes on
 *   counting. {@link withSeed} gives the one it finds.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  readonly preempt?: boolean | undefined
  readonly over?: Scheduler.Scheduler | undefined
}

/**
 * A scheduler that runs what is ready in an order that the seed decides: the same seed, the same order.
 *
 * **Details**
 *
 * Of the tasks with the highest priority, each is as likely to be the next; those that are less urgent than ordinary ones, which
 * wait for all else to come to rest, take turns. What timers, promises and I/O make ready comes when it comes: only under
 * `TestClock`, and without I/O, a whole run is the same again.
 *
 * @see {@link withSeed} to run an effect under one
 * @category constructors
 * @since 0.1.0
 */
export const shuffled = (seed: number, options: Options = {}): Scheduler.Scheduler => new Shuffled(seed, options)

/**
 * Runs an effect under a scheduler, which also decides about each turn of the steps of workflows
 * (`Scheduling.SchedulerDecides`).
 *
 * @category combinators
 * @since 0.1.0
 */
export const provide: {
  (scheduler: Scheduler.Scheduler): <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  <A, E, R>(self: Effect.Effect<A, E, R>, scheduler: Scheduler.Scheduler): Effect.Effect<A, E, R>
} = dual(
  2,
  <A, E, R>(self: Effect.Effect<A, E, R>, scheduler: Scheduler.Scheduler): Effect.Effect<A, E, R> =>
    self.pipe(
      Effect.provideService(Scheduler.Scheduler, scheduler),
      Effect.provideService(Scheduling.SchedulerDecides, true)
    )
)

/**
 * Runs an effect under the schedule of a seed; each time it is run, under the same.
 *
 * **When to use**
 *
 * Use for a test whose outcome may not depend on which fiber goes first: run it under a few seeds. Time stays that of the
 * test: under `TestClock` a sleep ends when everything that was woken before has come to rest.
 *
 * **Example** (The order in which two fibers go on)
 *
 * ```ts
 * import { TestScheduler } from "@effect-mimo/testing"
 * import * as Effect from "effect/Effect"
 *
 * const race = Effect.gen(function*() {
 *   const order: Array<string> = []
 *   const note = (name: string) => Effect.sync(() => void order.push(name))
 *   yield* Effect.all([note("a"), note("b")].map((fiber) => Effect.andThen(Effect.yieldNow, fiber)), {
 *     concurrency: "unbounded"
 *   })
 *   return order.join("")
 * })
 * const under = (seed: number) => Effect.runPromise(TestScheduler.withSeed(race, seed))
 * await under(6) // => "ba"
 * await under(7) // => "ab"
 * await under(7) // => "ab"
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const withSeed: {
  (seed: number, options?: { readonly preempt?: boolean | undefined }): <A, E, R>(
    self: Effect.Effect<A, E, R>
  ) => Effect.Effect<A, E, R>
  <A, E, R>(
    self: Effect.Effect<A, E, R>,
    seed: number,
    options?: { readonly preempt?: boolean | undefined }
  ): Effect.Effect<A, E, R>
} = dual(
  (args) => Effect.isEffect(args[0]),
  <A, E, R>(
    self: Effect.Effect<A, E, R>,
    seed: number,
    options?: { readonly preempt?: boolean | undefined }
  ): Effect.Effect<A, E, R> =>
    Effect.flatMap(
      Scheduler.Scheduler,
      (over) => provide(self, shuffled(seed, { preempt: options?.preempt, over }))
    )
)

// -----------------------------------------------------------------------------
// internals
// -----------------------------------------------------------------------------

// In one turn of the event loop, so that timers and I/O are not starved by what never rests.
const budget = 256

// Often enough that short fibers meet it, and seldom enough that each gets somewhere.
const preemptions = 0.1

// That of the platform.
const { setImmediate } = new Scheduler.MixedScheduler()

/** The scheduler and its only dispatcher: the order is one over all fibers. */
class Shuffled implements Scheduler.Scheduler, Scheduler.SchedulerDispatcher {
  readonly executionMode: Scheduler.Scheduler["executionMode"]
  private readonly random: () => number
  private readonly isPreempting: boolean
  private readonly over: Scheduler.Scheduler | undefined
  private readonly tasks = new TasksByPriority()
  private isScheduled = false

  constructor(seed: number, { over, preempt = false }: Options) {
    this.random = randomFrom(seed)
    this.isPreempting = preempt
    this.executionMode = over?.executionMode ?? "async"
    // Effect's own only queues, which is done here.
    this.over = over instanceof Scheduler.MixedScheduler ? undefined : over
  }

  shouldYield(fiber: Parameters<Scheduler.Scheduler["shouldYield"]>[0]): boolean {
    if (fiber.currentOpCount >= fiber.cache.maxOpsBeforeYield) return true
    // Not before the first operation of a turn, as no scheduler does: Effect would begin a fiber that was interrupted before.
    return this.isPreempting && fiber.currentOpCount > 1 && this.random() < preemptions
  }

  makeDispatcher(): this {
    return this
  }

  scheduleTask(task: () => void, priority: number): void {
    this.tasks.add(this.over === undefined ? task : countedBy(this.over, task, priority), priority)
    this.schedule()
  }

  flush(): void {
    while (!this.tasks.isEmpty) this.tasks.take(this.random)()
  }

  private schedule(): void {
    if (this.isScheduled) return
    this.isScheduled = true
    setImmediate(() => {
      this.isScheduled = false
      for (let left = budget; left > 0 && !this.tasks.isEmpty; left--) this.tasks.take(this.random)()
      if (!this.tasks.isEmpty) this.schedule()
    })
  }
}

/**
 * The task as another scheduler gives it back: with all that this one does around a task, in a turn of its own, which is
 * ended at once when the task is chosen, and put off when it comes by itself.
 */
const countedBy = (scheduler: Scheduler.Scheduler, task: () => void, priority: number): () => void => {
  const dispatcher = scheduler.makeDispatcher()
  let isChosen = false
  const turn = () => isChosen ? task() : dispatcher.scheduleTask(turn, priority)
  dispatcher.scheduleTask(turn, priority)
  return () => {
    isChosen = true
    dispatcher.flush()
  }
}

/** Tasks of which any of the most urgent is taken, in constant time: there are few priorities. */
class TasksByPriority {
  private readonly buckets: Array<{ readonly priority: number; readonly tasks: Array<() => void> }> = []

  get isEmpty(): boolean {
    return this.buckets.length === 0
  }

  add(task: () => void, priority: number): void {
    const at = this.buckets.findIndex((bucket) => bucket.priority >= priority)
    const found = this.buckets[at]
    if (found?.priority === priority) found.tasks.push(task)
    else this.buckets.splice(at < 0 ? this.buckets.length : at, 0, { priority, tasks: [task] })
  }

  /** Only when there is one. */
  take(random: () => number): () => void {
    const { priority, tasks } = this.buckets[0]!
    if (tasks.length === 1) this.buckets.shift()
    // Of two that let all else go on, one does so once while the other does.
    if (priority > 0) return tasks.shift()!
    const at = Math.floor(random() * tasks.length)
    const task = tasks[at]!
    const last = tasks.pop()!
    if (at < tasks.length) tasks[at] = last
    return task
  }
}
