/**
 * Runs a workflow with something going wrong at one operation of one step, in virtual time and a limited number of turns, and
 * tells what is left.
 */
import type { Workflow } from "@effect-mimo/core"
import { Scheduling } from "@effect-mimo/core"
import type { AnyDefinition } from "@effect-mimo/core/Stream"
import * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Latch from "effect/Latch"
import * as Scheduler from "effect/Scheduler"
import * as Scope from "effect/Scope"
import { TestClock } from "effect/testing"
import { bodyEffect } from "../../packages/core/src/internal/body.ts"
import type { WorkflowGraph } from "../../packages/core/src/internal/graph.ts"
import type { InPort } from "../../packages/core/src/internal/inPort.ts"
import { launch } from "../../packages/core/src/internal/launch.ts"
import type { Plan, PlannedStep, PlannedStream } from "../../packages/core/src/internal/plan.ts"
import type { Stateless } from "../../packages/core/src/internal/stateless.ts"
import { toPlan } from "../../packages/core/src/internal/validate.ts"
import { shuffled } from "../semantics/fixtures-ports.ts"
import type { Fuse } from "./fuse.ts"
import { noteGiven, wire } from "./wired-ports.ts"

// -----------------------------------------------------------------------------
// schedules
// -----------------------------------------------------------------------------

/** Under which scheduler and clock a run takes its turns; time is virtual under each. */
export interface Schedule {
  readonly name: string
  readonly clock: "stock" | "test clock"
  readonly scheduler: () => Scheduler.Scheduler
}

const stock = () => new Scheduler.MixedScheduler()

const shuffling = (seed: number): Schedule => ({
  name: `shuffled ${seed}`,
  clock: "stock",
  scheduler: () => shuffled(seed)
})
const preempting = (seed: number): Schedule => ({
  name: `shuffled and preempted ${seed}`,
  clock: "stock",
  scheduler: () => shuffled(seed, true)
})

// More of them: FAULT_SEEDS=20.
const seeds = Array.from({ length: Number(process.env["FAULT_SEEDS"] ?? 1) }, (_, index) => index + 1)

/** The ones that differ most come first. */
export const schedules: readonly [Schedule, ...Array<Schedule>] = [
  { name: "stock", clock: "stock", scheduler: stock },
  preempting(0),
  { name: "test clock", clock: "test clock", scheduler: stock },
  ...seeds.flatMap((seed) => [shuffling(seed), preempting(seed)])
]

/** The scheduler itself, which Effect and the engine tell by what it is, noting each fiber that it meets. */
const noting = (
  scheduler: Scheduler.Scheduler,
  fibers: Set<Fiber.Fiber<unknown, unknown>>,
  faults: ReadonlyArray<Fault>
): Scheduler.Scheduler => {
  const shouldYield = scheduler.shouldYield.bind(scheduler)
  scheduler.shouldYield = (fiber) => {
    fibers.add(fiber)
    return !faults.some(({ fuse }) => fuse.holdsTurn()) && shouldYield(fiber)
  }
  return scheduler
}

/** A clock that counts its sleeps; the engine knows TestClock by its methods, and this one only if it is to. */
const counting = (clock: TestClock.TestClock, kind: Schedule["clock"], sleeps: { count: number }): Clock.Clock => {
  const sleep: Clock.Clock["sleep"] = (duration) =>
    Effect.acquireUseRelease(
      Effect.sync(() => sleeps.count++),
      () => clock.sleep(duration),
      () => Effect.sync(() => sleeps.count--)
    )
  const { adjust, setTime, withLive, ...plain } = clock
  return kind === "stock" ? { ...plain, sleep } : Object.assign({ ...plain, sleep }, { adjust, setTime, withLive })
}

// -----------------------------------------------------------------------------
// steps with a fuse
// -----------------------------------------------------------------------------

/** What is seen of a step with a fiber from inside the run. */
interface Inside {
  opened: number
  closed: number
  readonly ins: Readonly<Record<string, InPort<unknown>>>
  /** By inlet, the elements that a `forEach` of a step without a fault was given. */
  readonly given: Readonly<Record<string, Array<unknown>>>
}

export const nameOf = ({ path }: PlannedStep): string => path.join("/")

/** The fuse of a step by its name, and whether it is a stage of the edge that feeds it (fusion). */
export interface Fault {
  readonly step: string
  readonly fuse: Fuse
  readonly isStage: boolean
}

const withFuse = (stateless: Stateless, fuse: Fuse): Stateless => {
  const f = stateless.each.f as (element: unknown) => unknown // the engine gives it what its port was declared with
  const told = (element: unknown) => {
    void fuse.next() // throws
    return f(element)
  }
  // The kind says what `f` gives, and it gives the same.
  return { ...stateless, each: { kind: stateless.each.kind, f: told } as unknown as Stateless["each"] }
}

const equip = (
  plan: Plan,
  faults: ReadonlyArray<Fault>,
  seen: Map<string, Inside>
): Plan => ({
  ...plan,
  steps: plan.steps.map((step) => {
    const name = nameOf(step)
    const fault = faults.find((fault) => fault.step === name)
    const { stream } = step
    const stateless = fault === undefined
      ? stream.stateless
      : fault.isStage
      ? withFuse(stream.stateless!, fault.fuse)
      : undefined
    const start: PlannedStream["start"] = (ins, outs) => {
      const given = Object.fromEntries(stream.ins.map((inlet): [string, Array<unknown>] => [inlet, []]))
      const inside: Inside = seen.get(name) ?? { opened: 0, closed: 0, ins, given }
      seen.set(name, inside)
      const body = Effect.suspend(() => {
        if (fault !== undefined) wire(fault.fuse, ins, outs)
        else for (const inlet of stream.ins) noteGiven(ins[inlet]!, given[inlet]!)
        return fault?.fuse.begin() ?? bodyEffect(name, stream.start(ins, outs))
      })
      const opening = Effect.acquireRelease(
        Effect.sync(() => inside.opened++),
        () => Effect.sync(() => inside.closed++)
      )
      // The engine gives every step its scope.
      return Effect.andThen(opening, body) as Effect.Effect<unknown, unknown>
    }
    return { ...step, stream: { ins: stream.ins, outs: stream.outs, stateless, start } }
  })
})

// -----------------------------------------------------------------------------
// runs
// -----------------------------------------------------------------------------

/** A workflow, made and provided for anew for each run. */
export interface Subject {
  readonly name: string
  readonly workflow: () => Workflow.AnyWorkflow
  readonly services?: () => Context.Context<never>
  /** Turns within which it is over; more for one that waits for more than its ports. */
  readonly turns?: number
}

/** What there is of a run at the moment when it has ended. */
export interface Ended {
  readonly exit: Exit.Exit<unknown, unknown>
  readonly snapshot: Workflow.Snapshot
  readonly inside: ReadonlyMap<string, Inside>
  /** Fibers that it began, those that are still alive, and the sleeps that are. */
  readonly begun: number
  readonly alive: number
  readonly sleeping: number
}

/** The run has not ended in time: where it hangs. */
export class Hang extends Error {
  override readonly name = "Hang"
}

export const planOf = ({ workflow }: Subject): Plan => toPlan(workflow() as AnyDefinition as WorkflowGraph) // there are no others

const later = Effect.yieldNowWith(1000)

const waitFor = (
  fiber: Fiber.Fiber<unknown, unknown>,
  clock: TestClock.TestClock,
  most: number
): Effect.Effect<boolean> =>
  Effect.gen(function*() {
    for (let turn = 1; turn <= most; turn++) {
      if (fiber.pollUnsafe() !== undefined) return true
      yield* turn % 10 === 0 ? clock.adjust("20 millis") : later
    }
    return false
  })

const describeHang = ({ steps }: Workflow.Snapshot): string =>
  steps.filter(({ status }) => status === "running" || status === "pending")
    .map(({ status, step, waitingOn }) => `${step} is ${status}, waiting on ${waitingOn.join(", ") || "nothing"}`)
    .join("; ")

/** Runs the subject with the faults, and calls `look` when the run has ended, before its scope is closed. */
export const runWith = <A>(
  subject: Subject,
  faults: ReadonlyArray<Fault>,
  schedule: Schedule,
  look: (ended: Ended) => Effect.Effect<A>
): Promise<A> => {
  const fibers = new Set<Fiber.Fiber<unknown, unknown>>()
  const sleeps = { count: 0 }
  const seen = new Map<string, Inside>()
  const plan = equip(planOf(subject), faults, seen)
  const stopping = faults[0]?.fuse.stopping ?? Latch.makeUnsafe()
  const scheduler = noting(schedule.scheduler(), fibers, faults)

  const driven = (clock: TestClock.TestClock) =>
    Effect.gen(function*() {
      // So that the clock takes it that time is moved on, and begins no warning of its own.
      yield* clock.adjust(0)
      const scope = yield* Scope.make()
      const running = yield* Scope.provide(launch(plan), scope)
      const awaited = yield* Effect.forkChild(Effect.exit(running.await))
      const stopper = yield* Effect.forkChild(Effect.andThen(stopping.await, running.interrupt))
      const own = new Set<Fiber.Fiber<unknown, unknown>>([Fiber.getCurrent()!, awaited, stopper])
      const hasEnded = yield* waitFor(awaited, clock, subject.turns ?? 4_000)
      const snapshot = yield* running.snapshot
      if (!hasEnded) return yield* Effect.die(new Hang(describeHang(snapshot)))
      const alive = [...fibers].filter((fiber) => !own.has(fiber) && fiber.pollUnsafe() === undefined)
      const looked = yield* look({
        exit: yield* Fiber.join(awaited),
        snapshot,
        inside: seen,
        begun: fibers.size - own.size,
        alive: alive.length,
        sleeping: sleeps.count
      })
      yield* Scope.close(scope, Exit.void)
      return looked
    })

  const program = Effect.flatMap(Clock.Clock, (given) => {
    const clock = given as TestClock.TestClock // of the layer below
    const run = Effect.provideService(driven(clock), Clock.Clock, counting(clock, schedule.clock, sleeps))
    const served = subject.services === undefined ? run : Effect.provideContext(run, subject.services())
    if (schedule.clock === "test clock") return served
    const isShuffled = Object.getPrototypeOf(scheduler) !== Scheduler.MixedScheduler.prototype
    const scheduled = Effect.provideService(served, Scheduler.Scheduler, scheduler)
    return isShuffled ? Effect.provideService(scheduled, Scheduling.SchedulerDecides, true) : scheduled
  })
  return Effect.runPromise(
    Effect.provideService(Effect.provide(program, TestClock.layer()), Scheduler.Scheduler, scheduler)
  )
}
