/** One run of one stream, from its inputs to its end or to rest, in time that passes by itself. */
import { type Definition, Observation, Workflow } from "@effect-mimo/core"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scheduler from "effect/Scheduler"
import * as Scope from "effect/Scope"
import { TestClock } from "effect/testing"
import { type Stopped, untilNothingComes } from "../internal/passing.ts"
import { randomFrom } from "../internal/random.ts"
import { endOf } from "../internal/running.ts"
import { Sleeps } from "../internal/sleeps.ts"
import { type Ports, takenFrom } from "../internal/testRun.ts"
import { insideName, isInside, waitsText } from "../internal/waits.ts"
import * as TestScheduler from "../TestScheduler.ts"
import type { Case } from "./cases.ts"

/** How long a run may go on: `PropertyOptions` has the words. */
export interface Limits {
  readonly elements?: number | undefined
  readonly timeout?: Duration.Input | undefined
  readonly patience?: Duration.Input | undefined
}

export type AnyRunning = Workflow.Running<Ports<unknown>, Ports<unknown>, unknown, unknown>

/** What is done otherwise than running the stream over its inputs to its end. */
export interface Conduct {
  /** The inlets are not ended after their elements. */
  readonly staysOpen?: boolean
  /** Nobody asks for more than so many elements of each outlet, and nobody reads them. */
  readonly demand?: number
  /** Reads so many of each outlet, and cancels it then, or when all has come to rest. */
  readonly read?: number
  /** Told of each operation of the stream at a port, in its turn. */
  readonly operation?: (what: string) => void
  /** An inlet fails after so many elements. */
  readonly failing?: { readonly inlet: string; readonly after: number; readonly cause: Cause.Cause<never> }
  /** Goes on beside the run from its start. */
  readonly beside?: (running: AnyRunning) => Effect.Effect<void>
}

export interface Trial {
  /** Undefined where it did not end. */
  readonly exit: Exit.Exit<unknown, unknown> | undefined
  readonly outputs: Ports<ReadonlyArray<unknown>>
  /** How many elements it took, by inlet. */
  readonly taken: Ports<number>
  /** Whether an outlet was cancelled for having given as many elements as are read. */
  readonly isCut: boolean
  /** What it waits for, or did when it was given up. */
  readonly waits: string
  /** Fibers of it that are alive after its end. */
  readonly fibersLeft: number
}

/** Of a trial that was cut. */
export const endless = ({ outputs }: Trial): string => {
  const most = Math.max(...Object.values(outputs).map(({ length }) => length))
  return `it does not end within ${most} elements`
}

/** What a trial needs besides the case: the stream as a workflow of one step, its limits, and what giving up has cost. */
export interface Subject {
  readonly name: string
  readonly workflow: Workflow.Workflow<Ports<unknown>, Ports<unknown>, unknown, unknown>
  readonly limits: Limits
  /** How many trials were given up for want of anything that moved in real time. */
  givenUp: number
}

// What sleeps again and again would keep time going.
const mostMoves = 10_000

export const trial = (subject: Subject, one: Case, conduct: Conduct): Effect.Effect<Trial> =>
  Effect.gen(function*() {
    const sleeps = new Sleeps(yield* Clock.Clock)
    const scheduler = yield* Scheduler.Scheduler
    const { run } = new OneTrial(subject, one, conduct, sleeps, scheduler)
    return yield* Effect.provideService(run, Clock.Clock, sleeps.clock)
  }).pipe(Effect.provide(TestClock.layer()))

class OneTrial {
  private readonly fibers = new Set<Fiber.Fiber<unknown, unknown>>()
  private readonly own = new Set<Fiber.Fiber<unknown, unknown>>()
  private readonly outputs: Record<string, Array<unknown>> = {}
  private readonly giving: Array<Fiber.Fiber<unknown>> = []
  private isCut = false
  private stopped: Stopped = "blocked"
  private running!: AnyRunning
  private ended: Fiber.Fiber<Exit.Exit<unknown, unknown>> | undefined = undefined

  constructor(
    private readonly subject: Subject,
    private readonly one: Case,
    private readonly conduct: Conduct,
    private readonly sleeps: Sleeps,
    private readonly scheduler: Scheduler.Scheduler
  ) {}

  get run(): Effect.Effect<Trial> {
    return Effect.gen({ self: this }, function*() {
      const scope = yield* Scope.make()
      return yield* Effect.ensuring(this.runIn(scope), Effect.suspend(() => this.close(scope)))
    })
  }

  private runIn(scope: Scope.Closeable): Effect.Effect<Trial> {
    return Effect.gen({ self: this }, function*() {
      const { beside, read } = this.conduct
      this.own.add(Fiber.getCurrent()!)
      this.running = yield* Effect.provideService(this.launched, Scope.Scope, scope)
      this.ended = yield* Effect.forkIn(endOf(this.running, this.running.await), scope, { startImmediately: true })
      if (beside !== undefined) yield* Effect.forkIn(beside(this.running), scope, { startImmediately: true })
      yield* this.toRest
      if (read !== undefined) {
        for (const tap of Object.values(this.running.out)) yield* tap.close
        yield* this.toRest
      }
      return yield* this.outcome
    })
  }

  /** Under the schedule, the outside too: it is a party like the others, and under a seed goes at a pace of its own at each port. */
  private get launched(): Effect.Effect<AnyRunning, never, Scope.Scope> {
    const { demand, operation } = this.conduct
    const { capacity, schedule } = this.one
    const launched = Workflow.launch(Workflow.withCapacity(this.subject.workflow, capacity), { demand })
    const watched = operation === undefined
      ? launched
      : Observation.observe(launched, observing(this.subject, operation))
    const withOutside = Effect.tap(watched, (running) => this.outside(running))
    if (schedule === undefined) {
      return Effect.provideService(withOutside, Scheduler.Scheduler, noting(this.scheduler, this.fibers))
    }
    const shuffled = TestScheduler.shuffled(schedule.seed, { preempt: schedule.preempt, over: this.scheduler })
    return TestScheduler.provide(withOutside, noting(shuffled, this.fibers))
  }

  private outside(running: AnyRunning): Effect.Effect<void, never, Scope.Scope> {
    const { demand, failing, read, staysOpen } = this.conduct
    const most = read ?? this.subject.limits.elements ?? 1000
    const pace = pacesOf(this.one.schedule)
    const fork = (effect: Effect.Effect<unknown>) =>
      Effect.map(Effect.forkScoped(effect), (fiber) => {
        this.own.add(fiber)
        return fiber
      })
    return Effect.gen({ self: this }, function*() {
      for (const [inlet, feed] of Object.entries(running.in)) {
        const fails = failing?.inlet === inlet
        const elements = (this.one.inputs[inlet] ?? []).slice(0, fails ? failing.after : undefined)
        const rest = pace()
        const given = Effect.forEach(elements, (element) => Effect.andThen(rest, feed.push(element)), { discard: true })
        const last = fails ? feed.fail(failing.cause) : staysOpen === true ? Effect.void : feed.end
        this.giving.push(yield* fork(Effect.andThen(given, last)))
      }
      for (const [outlet, tap] of Object.entries(running.out)) {
        const pushed: Array<unknown> = []
        this.outputs[outlet] = pushed
        if (demand !== undefined) continue
        const rest = pace()
        const reading = Effect.gen({ self: this }, function*() {
          while (pushed.length < most) {
            yield* rest
            pushed.push(yield* tap.pop)
          }
          if (read === undefined) this.isCut = true
          yield* tap.close
        })
        this.giving.push(yield* fork(Effect.exit(reading)))
      }
    })
  }

  // ---- time

  private get hasEnded(): boolean {
    return this.ended?.pollUnsafe() !== undefined
  }

  /** Moves time on whenever all is at rest, until it has ended or nothing comes any more. */
  private get toRest(): Effect.Effect<void> {
    const { patience, timeout } = this.subject.limits
    const { running, sleeps } = this
    const hasEnded = () => this.hasEnded
    return Effect.gen({ self: this }, function*() {
      this.stopped = yield* untilNothingComes({ running, sleeps, hasEnded, patience, timeout, jumps: mostMoves })
      if (this.stopped === "busy" || this.stopped === "given up") this.subject.givenUp++
      // What it pushed before it ended may not have been read yet.
      if (this.stopped === "ended") yield* Fiber.awaitAll(this.giving)
    })
  }

  // ---- what came of it

  private get outcome(): Effect.Effect<Trial> {
    return Effect.gen({ self: this }, function*() {
      const exit = this.hasEnded ? yield* Fiber.join(this.ended!) : undefined
      const snapshot = yield* this.running.snapshot
      const taken = Object.keys(this.one.inputs).map((inlet) => [inlet, takenFrom(snapshot, inlet)] as const)
      if (exit !== undefined) {
        // What ends with it may do so some turns later.
        for (let turns = 0; turns < 10 && this.alive.length > 0; turns++) yield* Effect.yieldNow
      }
      const { alive } = this
      if (exit !== undefined) { for (const fiber of alive) fiber.interruptUnsafe() }
      return {
        exit,
        outputs: this.outputs,
        taken: Object.fromEntries(taken),
        isCut: this.isCut,
        waits: this.stopped === "busy"
          ? "it never comes to rest"
          : this.sleeps.next !== undefined
          ? "it goes on sleeping"
          : waitsOf(snapshot),
        fibersLeft: alive.length
      }
    })
  }

  private get alive(): ReadonlyArray<Fiber.Fiber<unknown, unknown>> {
    return [...this.fibers].filter((fiber) => !this.own.has(fiber) && fiber.pollUnsafe() === undefined)
  }

  /** Whatever holds the stream, it is let go; one that does not end all the same is left to itself. */
  private close(scope: Scope.Closeable): Effect.Effect<void> {
    if (this.ended === undefined || this.hasEnded) return Scope.close(scope, Exit.void)
    return Effect.gen({ self: this }, function*() {
      for (const feed of Object.values(this.running.in)) yield* Effect.forkDetach(feed.fail(Cause.empty))
      const closing = yield* Effect.forkDetach(Scope.close(scope, Exit.void), { startImmediately: true })
      for (let turns = 0; turns < 100 && closing.pollUnsafe() === undefined; turns++) yield* Effect.yieldNow
    })
  }
}

/** Under a seed, the next pace: so many turns for others between two elements, up to eight of them. */
const pacesOf = (schedule: Case["schedule"]): () => Effect.Effect<void> => {
  if (schedule === undefined) return () => Effect.void
  const random = randomFrom(schedule.seed)
  return () => {
    const most = 2 ** Math.floor(random() * 4)
    return Effect.suspend(() =>
      Effect.replicateEffect(Effect.yieldNow, 1 + Math.floor(random() * most), { discard: true })
    )
  }
}

const waitsOf = ({ steps }: Workflow.Snapshot): string =>
  steps.filter(({ status }) => status === "running" || status === "pending")
    .map(({ step, waitingOn }) => waitsText(insideName(step) || "it", waitingOn)).join("; ")

const observing = (
  { name }: Subject,
  operation: (what: string) => void
): Observation.Observer =>
({ from, to, workflow }) => {
  if (workflow !== name) return undefined
  return {
    ...(isInside(to) ? { popped: () => operation(`taking an element from ${isInside(from) ? to : from}`) } : {}),
    ...(isInside(from) ? { pushed: () => operation(`pushing an element to ${isInside(to) ? from : to}`) } : {})
  }
}

/** The same scheduler, noting each fiber that it meets. */
const noting = (scheduler: Scheduler.Scheduler, fibers: Set<Fiber.Fiber<unknown, unknown>>): Scheduler.Scheduler => ({
  executionMode: scheduler.executionMode,
  shouldYield: (fiber) => {
    fibers.add(fiber)
    return scheduler.shouldYield(fiber)
  },
  makeDispatcher: () => scheduler.makeDispatcher()
})

export const subjectOf = <D extends Definition.Input>(stream: D, limits: Limits): Subject => {
  // Its ports by name; the services are those of the caller's type.
  const workflow = Workflow.single(stream) as unknown as Subject["workflow"]
  return { name: workflow.name, workflow, limits, givenUp: 0 }
}
