/** One run of one stream, from its inputs to its end or to rest, in time that passes by itself. */
import { type Definition, Observation, Workflow } from "@effect-mimo/core"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Scheduler from "effect/Scheduler"
import * as Scope from "effect/Scope"
import { TestClock } from "effect/testing"
import { endOf } from "../internal/running.ts"
import { Sleeps } from "../internal/sleeps.ts"
import type { Ports } from "../internal/testRun.ts"
import { insideName, isInside } from "../internal/waits.ts"
import * as TestScheduler from "../TestScheduler.ts"
import type { Case } from "./cases.ts"

/**
 * How long a run may go on.
 *
 * **Details**
 *
 * - `elements` are read of each outlet, 1,000 by default; then it is cancelled.
 * - `timeout` is of the run's own clock, which passes by itself: an hour by default.
 * - `patience` is of real time, while nothing moves: a second by default.
 *
 * @category models
 * @since 0.1.0
 */
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
  readonly snapshot: Workflow.Snapshot
  /** Fibers of it that are alive after its end, and whether it still waits for the clock. */
  readonly fibersLeft: number
  readonly isSleeping: boolean
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

export const trial = (subject: Subject, { capacity, inputs, schedule }: Case, conduct: Conduct): Effect.Effect<Trial> =>
  Effect.flatMap(Clock.Clock, (given) => {
    const sleeps = new Sleeps(given)
    const one = new OneTrial(subject, inputs, conduct, sleeps)
    const launched = Workflow.launch(Workflow.withCapacity(subject.workflow, capacity), { demand: conduct.demand })
    return Effect.flatMap(Scheduler.Scheduler, (found) => {
      const { operation } = conduct
      const watched = operation === undefined ? launched : Observation.observe(launched, observing(subject, operation))
      const scheduler = schedule === undefined ? found : TestScheduler.shuffled(schedule.seed, { ...schedule, over: found })
      const provided = noting(scheduler, one.fibers)
      const scheduled = (effect: Effect.Effect<AnyRunning, never, Scope.Scope>) =>
        schedule === undefined
          ? Effect.provideService(effect, Scheduler.Scheduler, provided)
          : TestScheduler.provide(effect, provided)
      return one.run((around) => scheduled(Effect.tap(watched, around)))
    }).pipe(Effect.provideService(Clock.Clock, sleeps.clock))
  }).pipe(Effect.provide(TestClock.layer()))

class OneTrial {
  readonly fibers = new Set<Fiber.Fiber<unknown, unknown>>()
  private readonly own = new Set<Fiber.Fiber<unknown, unknown>>()
  private readonly outputs: Record<string, Array<unknown>> = {}
  private readonly giving: Array<Fiber.Fiber<unknown>> = []
  private isCut = false
  private isBusy = false
  private running!: AnyRunning
  private ended!: Fiber.Fiber<Exit.Exit<unknown, unknown>>

  constructor(
    private readonly subject: Subject,
    private readonly inputs: Ports<ReadonlyArray<unknown>>,
    private readonly conduct: Conduct,
    private readonly sleeps: Sleeps
  ) {}

  run(
    launch: (around: (running: AnyRunning) => Effect.Effect<void, never, Scope.Scope>) => Effect.Effect<
      AnyRunning,
      never,
      Scope.Scope
    >
  ): Effect.Effect<Trial> {
    return Effect.gen({ self: this }, function*() {
      const scope = yield* Scope.make()
      this.own.add(Fiber.getCurrent()!)
      this.running = yield* launch((running) => this.outside(running)).pipe(Effect.provideService(Scope.Scope, scope))
      this.ended = yield* Effect.forkIn(endOf(this.running.await), scope, { startImmediately: true })
      const { beside } = this.conduct
      if (beside !== undefined) yield* Effect.forkIn(beside(this.running), scope, { startImmediately: true })
      yield* this.toRest
      if (this.conduct.read !== undefined) {
        for (const tap of Object.values(this.running.out)) yield* tap.close
        yield* this.toRest
      }
      const trial = yield* this.outcome
      yield* this.close(scope)
      return trial
    })
  }

  /** Under the schedule of the run: the outside is a party like the others. */
  private outside(running: AnyRunning): Effect.Effect<void, never, Scope.Scope> {
    const { demand, read, staysOpen } = this.conduct
    const most = read ?? this.subject.limits.elements ?? 1000
    const fork = (effect: Effect.Effect<unknown>) =>
      Effect.map(Effect.forkScoped(effect), (fiber) => {
        this.own.add(fiber)
        return fiber
      })
    return Effect.gen({ self: this }, function*() {
      for (const [inlet, feed] of Object.entries(running.in)) {
        const elements = this.inputs[inlet] ?? []
        const given = feed.pushAll([...elements])
        this.giving.push(yield* fork(staysOpen === true ? given : Effect.andThen(given, feed.end)))
      }
      for (const [outlet, tap] of Object.entries(running.out)) {
        const pushed: Array<unknown> = []
        this.outputs[outlet] = pushed
        if (demand !== undefined) continue
        const reading = Effect.gen({ self: this }, function*() {
          while (pushed.length < most) pushed.push(yield* tap.pop)
          if (read === undefined) this.isCut = true
          yield* tap.close
        })
        this.giving.push(yield* fork(Effect.exit(reading)))
      }
    })
  }

  // ---- time

  private get hasEnded(): boolean {
    return this.ended.pollUnsafe() !== undefined
  }

  private get moves(): number {
    const { edges, steps } = Effect.runSync(this.running.snapshot)
    let moves = this.sleeps.changes
    for (const { discarded, popped, pushed, state } of edges) moves += discarded + popped + pushed + (state === "Open" ? 0 : 1)
    for (const { status } of steps) if (status !== "pending" && status !== "running") moves++
    for (const fiber of this.giving) if (fiber.pollUnsafe() !== undefined) moves++
    return moves
  }

  /** Whether something may come that is neither of its ports nor of the clock. */
  private get waitsElsewhere(): boolean {
    const { steps } = Effect.runSync(this.running.snapshot)
    return steps.some(({ status, waitingOn }) => status === "pending" || status === "running" && waitingOn.length === 0)
  }

  /** Moves time on whenever all is at rest, until it has ended or nothing comes any more. */
  private get toRest(): Effect.Effect<void> {
    const { patience = "1 second", timeout = "1 hour" } = this.subject.limits
    const most = this.sleeps.now + Duration.toMillis(Duration.fromInputUnsafe(timeout))
    const real = Duration.toMillis(Duration.fromInputUnsafe(patience))
    return TestClock.testClockWith((clock) => {
      const rest = clock.withLive(Effect.timeoutOption(this.running.settled, real))
      return Effect.gen({ self: this }, function*() {
        // Moved once, or it warns that it is not.
        yield* clock.adjust(0)
        let [moves, quiet, jumps, since] = [-1, 0, 0, performance.now()]
        while (true) {
          this.isBusy = Option.isNone(yield* rest)
          // What ends is told one turn later.
          yield* Effect.yieldNow
          if (this.isBusy || this.hasEnded) break
          if (this.moves !== moves) [moves, quiet, since] = [this.moves, 0, performance.now()]
          if (++quiet < 3) continue
          const { next } = this.sleeps
          if (next !== undefined) {
            if (this.sleeps.now + next > most || ++jumps > mostMoves) break
            yield* clock.adjust(next)
          } else if (!this.waitsElsewhere) break
          else if (performance.now() - since > real) {
            this.subject.givenUp++
            break
          } else yield* clock.withLive(Effect.sleep(1))
        }
        // What it pushed before it ended may not have been read yet.
        if (this.hasEnded) yield* Fiber.awaitAll(this.giving)
      })
    })
  }

  // ---- what came of it

  private get outcome(): Effect.Effect<Trial> {
    return Effect.gen({ self: this }, function*() {
      const exit = this.hasEnded ? yield* Fiber.join(this.ended) : undefined
      const snapshot = yield* this.running.snapshot
      const taken = Object.keys(this.inputs).map((inlet) => [inlet, takenFrom(snapshot, inlet)] as const)
      const left = [...this.fibers].filter((fiber) => !this.own.has(fiber) && fiber.pollUnsafe() === undefined)
      const isSleeping = this.sleeps.next !== undefined
      if (exit !== undefined) for (const fiber of left) fiber.interruptUnsafe()
      return {
        exit,
        outputs: this.outputs,
        taken: Object.fromEntries(taken),
        isCut: this.isCut,
        waits: this.isBusy
          ? "it never comes to rest"
          : isSleeping
          ? "it goes on sleeping"
          : waitsText(snapshot),
        snapshot,
        fibersLeft: left.length,
        isSleeping
      }
    })
  }

  /** Whatever holds the stream, it is let go; one that does not end all the same is left to itself. */
  private close(scope: Scope.Closeable): Effect.Effect<void> {
    if (this.hasEnded) return Scope.close(scope, Exit.void)
    return Effect.gen({ self: this }, function*() {
      for (const feed of Object.values(this.running.in)) yield* Effect.forkDetach(feed.fail(Cause.empty))
      const closing = yield* Effect.forkDetach(Scope.close(scope, Exit.void), { startImmediately: true })
      for (let turns = 0; turns < 100 && closing.pollUnsafe() === undefined; turns++) yield* Effect.yieldNow
    })
  }
}

/** An open inlet of a workflow may lead to several steps: what one of them has taken was read. */
const takenFrom = ({ edges }: Workflow.Snapshot, inlet: string): number =>
  Math.max(0, ...edges.flatMap(({ from, popped }) => from === inlet ? popped : []))

const waitsText = ({ steps }: Workflow.Snapshot): string =>
  steps.filter(({ status }) => status === "running" || status === "pending").map(({ step, waitingOn }) => {
    const who = isInside(`${step}.`) && insideName(step) !== "" ? insideName(step) : "it"
    return `${who} waits ${waitingOn.length === 0 ? "for something other than its ports" : `on ${waitingOn.join(", ")}`}`
  }).join("; ")

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
