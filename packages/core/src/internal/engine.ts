/**
 * A run: the steps of a plan as fibers, their edges, and the rules of their lives.
 *
 * One fiber a step, one edge a connection, one scope a step. What happens to a step's ports when it ends is in `settle`,
 * and nowhere else. Everything a step causes in others (waking, interrupting) goes over the ready list, so that no fiber
 * runs inside another one and a chain of any length ends without recursion.
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as References from "effect/References"
import * as Scheduler from "effect/Scheduler"
import { Edge } from "./edge.ts"
import { Loop, loopsOf } from "./feedback.ts"
import { StepFibers } from "./fibers.ts"
import { InPort } from "./inPort.ts"
import { OutPort } from "./outPort.ts"
import type { Body, Plan, PlannedStep } from "./plan.ts"
import { ReadyList, type Task } from "./ready.ts"
import { fuelPerTurn, type PortOwner, pushDone } from "./waits.ts"

/** Annotates each reason of a run's Cause with the step it comes from (S22). */
export class FailedStep extends Context.Service<FailedStep, string>()("@effect-mimo/core/FailedStep") {}

// Marks what a step sees of another step's failure through an edge, so that it is not counted as a failure of its own.
class FromUpstream extends Context.Service<FromUpstream, true>()("@effect-mimo/core/FromUpstream") {}

const interruptCause = Cause.interrupt()

/** What a consumer pops from a failed edge: the same Cause, its errors as defects, since they are not in the pop's type. */
const asSeenDownstream = (cause: Cause.Cause<unknown>): Cause.Cause<never> =>
  Cause.annotate(
    Cause.fromReasons<never>(
      cause.reasons.map((reason) => Cause.isFailReason(reason) ? Cause.makeDieReason(reason.error) : reason)
    ),
    Context.make(FromUpstream, true)
  )

const isOwn = (reason: Cause.Reason<unknown>): boolean => !reason.annotations.has(FromUpstream.key)
const isDone = (reason: Cause.Reason<unknown>): boolean => Cause.isFailReason(reason) && Cause.isDone(reason.error)

const onlyOf = (cause: Cause.Cause<unknown>, test: (reason: Cause.Reason<unknown>) => boolean): boolean =>
  cause.reasons.length > 0 && cause.reasons.every(test)

/** Why a step was interrupted by the run: its consumers are gone (S16), it is drained (S21), or the run stops. */
type StopReason = "downstream" | "drain" | "run"

export type StepStatus = "pending" | "running" | "completed" | "failed" | "interrupted"

/** One party of a run with ports: a step, or (without a fiber) the outside of the workflow. */
export abstract class Party implements PortOwner {
  readonly ins: Record<string, InPort<unknown>> = Object.create(null)
  readonly outs: Record<string, OutPort<unknown>> = Object.create(null)
  fuel = fuelPerTurn
  draining = false
  parkedPushes = 0
  parked = 0
  readonly heldBack = new Set<Task>()

  constructor(readonly path: string, readonly ready: ReadyList, readonly now: () => number) {}

  onParked(): void {}
  abstract onPushesDone(): void
  abstract onOutletClosed(): void

  get inPorts(): ReadonlyArray<InPort<unknown>> {
    return Object.values(this.ins)
  }

  get outPorts(): ReadonlyArray<OutPort<unknown>> {
    return Object.values(this.outs)
  }

  /** S21: to stop as if it had completed, once the pushes it is suspended in are done. */
  drain(): void {
    this.draining = true
    this.fuel = 0
    pushDone(this)
  }
}

/** The world around a workflow with open ports: it pushes to the open inlets and pops the open outlets. */
export class Outside extends Party {
  constructor(private readonly run: Run, now: () => number) {
    super(run.plan.name, run.ready, now)
  }

  onPushesDone(): void {
    for (const port of this.outPorts) port.completeNow()
  }
  onOutletClosed(): void {
    this.run.checkLoops()
  }
}

/** An open inlet from outside. */
class Feed extends OutPort<unknown> {
  constructor(name: string, private readonly run: Run) {
    super(name, run.outside)
  }

  fail(cause: Cause.Cause<never>): Effect.Effect<void> {
    return Effect.sync(() => this.run.feedFailed(this, cause))
  }
}

export class Step extends Party {
  status: StepStatus = "pending"
  stopReason: StopReason | undefined = undefined
  result: unknown = undefined
  fiber: Fiber.Fiber<unknown, unknown> | undefined = undefined
  /** The loop the step is in, if any, and its fibers, counted only there (S27). */
  loop: Loop | undefined = undefined
  private fibers: StepFibers | undefined = undefined

  constructor(readonly run: Run, readonly planned: PlannedStep, path: string, now: () => number) {
    super(path, run.ready, now)
  }

  get hasEnded(): boolean {
    return this.status !== "pending" && this.status !== "running"
  }

  get isSource(): boolean {
    return this.planned.inEdges === 0
  }

  onPushesDone(): void {
    this.stop("drain")
  }

  /** S16: stopped once no piped outlet is open and consumers cancelled at least one; those it ended itself do not count. */
  onOutletClosed(): void {
    const piped = this.outPorts.filter((port) => port.piped)
    if (piped.every((port) => !port.leadsOn) && piped.some((port) => !port.ended)) this.stop("downstream")
    // An edge into a loop may have ended.
    this.run.checkLoops()
  }

  /** S27: whether every fiber of the step waits for an element: it has none in its hands. */
  get isIdle(): boolean {
    return this.hasEnded || this.parkedPushes === 0 && this.fibers !== undefined && this.fibers.areAll(this.parked)
  }

  override onParked(): void {
    this.loop?.check()
  }

  stop(reason: StopReason): void {
    if (this.hasEnded || this.stopReason === reason) return
    // Later reasons do not overrule, except that a run that stops is never mistaken for a completion.
    this.stopReason = reason === "run" ? reason : this.stopReason ?? reason
    // Should it be resumed before it is interrupted (a replaced scheduler decides the order), its next operation yields.
    this.fuel = 0
    this.ready.pushFirst({
      resume: () => {
        if (this.fiber !== undefined) this.fiber.interruptUnsafe()
        else if (this.status === "pending") this.settle(Exit.failCause(interruptCause))
      }
    })
  }

  begin(context: Context.Context<never>): void {
    if (this.status !== "pending") return
    this.status = "running"
    const { loop } = this
    if (loop !== undefined) {
      this.fibers = new StepFibers(Context.get(context, Scheduler.Scheduler), () => loop.check())
      context = Context.add(context, Scheduler.Scheduler, this.fibers.scheduler)
    }
    const frame: References.StackFrame = {
      name: this.path,
      stack: () => undefined,
      parent: Context.get(context, References.CurrentStackFrame)
    }
    // S19: `scoped` closes the step's scope exactly once, whatever the exit; started uninterruptible, so that an
    // interruption before the first turn cannot skip it.
    const life = Effect.withFiber((fiber) => {
      this.fiber = fiber
      return Effect.scoped(Effect.onExit(
        Effect.interruptible(Effect.suspend(() => bodyEffect(this))),
        (exit) => Effect.sync(() => this.bodyEnded(exit))
      ))
    })
    Effect.runForkWith(Context.add(context, References.CurrentStackFrame, frame))(life, { uninterruptible: true })
      .addObserver((exit) => this.settle(exit))
  }

  // S15: a failure is told at once, before the step's finalizers have run.
  private bodyEnded(exit: Exit.Exit<unknown, unknown>): void {
    const cause = this.failureIn(exit)
    if (cause === undefined) return
    this.run.stepFailed(this, cause)
    this.closePorts(cause)
  }

  /** The step's life is over, its children and finalizers included: what its ends mean for its edges and its run. */
  private settle(exit: Exit.Exit<unknown, unknown>): void {
    this.fiber = undefined
    const cause = this.failureIn(exit)
    if (cause !== undefined) {
      this.status = "failed"
      this.run.stepFailed(this, cause)
      this.closePorts(cause)
    } else if (exit._tag === "Failure" && this.stopReason === "run" && !onlyOf(exit.cause, isDone)) {
      this.status = "interrupted"
      this.closePorts(interruptCause)
    } else {
      // S14, and S16 and S21, which count as completion.
      this.status = "completed"
      if (exit._tag === "Success") this.result = exit.value
      for (const port of this.outPorts) port.completeNow()
      for (const port of this.inPorts) port.cancel()
    }
    this.run.stepEnded()
  }

  /** S15: outlets fail, inlets are cancelled. */
  private closePorts(cause: Cause.Cause<unknown>): void {
    const seen = asSeenDownstream(cause)
    for (const port of this.outPorts) port.failNow(seen)
    for (const port of this.inPorts) port.cancel()
  }

  /** What is a failure of this step's own in an exit; undefined when it completed or was stopped by the run. */
  private failureIn(exit: Exit.Exit<unknown, unknown>): Cause.Cause<unknown> | undefined {
    if (exit._tag === "Success" || onlyOf(exit.cause, isDone)) return undefined
    const stopped = this.stopReason !== undefined
    const own = exit.cause.reasons.filter((reason) =>
      isOwn(reason) && !isDone(reason) && !(stopped && Cause.isInterruptReason(reason))
    )
    return own.length === 0 ? undefined : Cause.annotate(Cause.fromReasons(own), Context.make(FailedStep, this.path))
  }
}

const bodyEffect = (step: Step): Effect.Effect<unknown, unknown> => {
  const body = step.planned.stream.start(step.ins, step.outs)
  if (Effect.isEffect(body)) return body
  if (isGenerator(body)) return Effect.gen(() => checked(step.path, body))
  return Effect.die(
    new TypeError(
      `${step.path}: run gave ${describeValue(body)}; make it a generator method (*run) or let it return an Effect`
    )
  )
}

type StepGenerator = Generator<Effect.Effect<unknown, unknown>, unknown, never>

const isGenerator = (body: Body): body is StepGenerator =>
  typeof body === "object" && body !== null && Symbol.iterator in body && "next" in body

// Effect ends a fiber that is given something else than an Effect on the spot, without its finalizers (S19); so it is made
// a defect before.
const checked = (path: string, body: StepGenerator): StepGenerator => {
  const next = (...args: [] | [never]): IteratorResult<Effect.Effect<unknown, unknown>, unknown> => {
    const state = body.next(...args)
    if (state.done === true || Effect.isEffect(state.value)) return state
    const error = new TypeError(`${path}: run yielded ${describeValue(state.value)}; write yield* and an Effect`)
    return { done: false, value: Effect.die(error) }
  }
  return Object.assign(Object.create(body), { next })
}

const describeValue = (value: unknown): string =>
  value instanceof Promise ? "a Promise" : typeof value === "object" && value !== null ? "an object" : String(value)

/** One execution of a plan (S18: everything in it is new). */
export class Run {
  readonly ready: ReadyList
  readonly steps: ReadonlyArray<Step>
  readonly edges: ReadonlyArray<Edge>
  readonly outside: Outside
  private readonly loops: ReadonlyArray<Loop>
  /** Whether the run is being stopped, by a failure or from outside. */
  isStopping = false
  // Turns that fibers of the run were given for themselves: yields, and forks that have not begun.
  private scheduled = 0
  private readonly failures = new Map<Party, Cause.Cause<unknown>>()
  private readonly waiters = new Set<() => void>()
  private live: number

  constructor(readonly plan: Plan, fiber: Fiber.Fiber<unknown, unknown>) {
    const { currentDispatcher, cache: { scheduler } } = fiber
    const clock = fiber.getRef(Clock.Clock)
    const now = () => clock.currentTimeMillisUnsafe()
    this.ready = new ReadyList(currentDispatcher, scheduler)
    this.steps = plan.steps.map((planned) => new Step(this, planned, [plan.name, ...planned.path].join("/"), now))
    this.outside = new Outside(this, now)
    for (const step of this.steps) {
      for (const name of step.planned.stream.ins) step.ins[name] = new InPort(name, step)
      for (const name of step.planned.stream.outs) step.outs[name] = new OutPort(name, step)
    }
    for (const name of plan.openIns) this.outside.outs[name] = new Feed(name, this)
    for (const name of plan.openOuts) this.outside.ins[name] = new InPort(name, this.outside)
    this.edges = plan.edges.map(({ capacity, feedback, from, to }) => {
      const outlet = this.party(from.step).outs[from.port]!
      const inlet = this.party(to.step).ins[to.port]!
      const edge = new Edge(capacity, feedback !== undefined, outlet, inlet)
      outlet.attach(edge)
      inlet.attach(edge)
      for (const element of feedback ?? []) edge.offer(element)
      return edge
    })
    const edgesAt = (indices: ReadonlyArray<number>) => indices.map((index) => this.edges[index]!)
    this.loops = loopsOf(plan).map(({ entering, feedback, inside, steps }) => {
      const members = this.steps.filter((_, index) => steps.has(index))
      const loop = new Loop(members, edgesAt(entering), edgesAt(inside), edgesAt(feedback))
      for (const member of members) member.loop = loop
      return loop
    })
    this.live = this.steps.length
    const dispatcher: Scheduler.SchedulerDispatcher = {
      scheduleTask: (task, priority) => {
        this.scheduled++
        currentDispatcher.scheduleTask(() => {
          this.scheduled--
          task()
        }, priority)
      },
      flush: () => currentDispatcher.flush()
    }
    // One dispatcher for all fibers of the run: yields are batched, and a synchronous workflow runs under `runSync`.
    const shared: Scheduler.Scheduler = {
      executionMode: scheduler.executionMode,
      shouldYield: (fiber) => scheduler.shouldYield(fiber),
      makeDispatcher: () => dispatcher
    }
    const context = Context.add(fiber.context, Scheduler.Scheduler, shared)
    for (const step of this.steps) this.ready.push({ resume: () => step.begin(context) })
  }

  private party(step: number | undefined): Party {
    return step === undefined ? this.outside : this.steps[step]!
  }

  get hasEnded(): boolean {
    return this.live === 0
  }

  /** Whether every fiber of the run is suspended until something comes from outside it. */
  get isQuiet(): boolean {
    return this.ready.isEmpty && this.scheduled === 0
  }

  /** The failures of the steps, the first to fail in front; empty when none did. */
  get failure(): Cause.Cause<unknown> {
    return [...this.failures.values()].reduce(Cause.combine, Cause.empty)
  }

  /** The exit of the run; only when it has ended. */
  get exit(): Exit.Exit<Record<string, unknown>, unknown> {
    if (this.failures.size > 0) return Exit.failCause(this.failure)
    if (this.steps.some((step) => step.status === "interrupted")) return Exit.failCause(interruptCause)
    return Exit.succeed(this.results())
  }

  /** Waits for the end of the run, never failing. */
  readonly ended: Effect.Effect<void> = Effect.callback<void>((resume) => {
    if (this.hasEnded) return resume(Effect.void)
    const waiter = () => resume(Effect.void)
    this.waiters.add(waiter)
    return Effect.sync(() => this.waiters.delete(waiter))
  })

  /** S20: interrupts every step and waits until their finalizers have run. */
  readonly interrupt: Effect.Effect<void> = Effect.suspend(() => {
    this.stopAll()
    return this.ended
  })

  /** S21: stops the sources as if they had completed. */
  drain(): void {
    for (const step of this.steps) if (step.isSource && !step.hasEnded) step.drain()
    this.outside.drain()
  }

  /** S15, S22: the first failure stops the run; what a step's finalizers add later joins its Cause. */
  stepFailed(step: Step, cause: Cause.Cause<unknown>): void {
    this.failures.set(step, cause)
    this.stopAll()
  }

  /** The outside is a party too: when a feed of it fails, so does the run (S15). */
  feedFailed(feed: OutPort<unknown>, cause: Cause.Cause<never>): void {
    if (this.hasEnded || feed.ended) return
    const named = Cause.annotate(cause, Context.make(FailedStep, `${this.plan.name}.${feed.name}`))
    feed.failNow(asSeenDownstream(named))
    if (!this.failures.has(this.outside)) this.failures.set(this.outside, named)
    this.stopAll()
  }

  checkLoops(): void {
    for (const loop of this.loops) loop.check()
  }

  stepEnded(): void {
    this.checkLoops()
    if (--this.live > 0) return
    for (const resume of this.waiters) this.ready.push({ resume })
    this.waiters.clear()
  }

  private stopAll(): void {
    if (this.isStopping) return
    this.isStopping = true
    for (const step of this.steps) step.stop("run")
  }

  // S22, F8: results by step name; a nested workflow's are a record of their own.
  private results(): Record<string, unknown> {
    const results: Record<string, unknown> = {}
    for (const { planned: { path }, result } of this.steps) {
      if (result === undefined) continue
      let record = results
      for (const name of path.slice(0, -1)) {
        // Own ones only: a step may be named as something that every object inherits.
        if (!Object.hasOwn(record, name)) record[name] = {}
        record = record[name] as Record<string, unknown> // a name of a nested workflow names no step besides
      }
      record[path[path.length - 1]!] = result
    }
    return results
  }
}

/** Starts a run of a plan in the current fiber's context; its steps begin when the fiber suspends. */
export const start = (plan: Plan): Effect.Effect<Run> =>
  Effect.withFiber((fiber) => Effect.sync(() => new Run(plan, fiber)))

/** Runs a plan to its end: S22, or S20 when interrupted, with what the steps' finalizers failed with. */
export const run = (plan: Plan): Effect.Effect<Record<string, unknown>, unknown> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.flatMap(
      start(plan),
      (run) =>
        Effect.flatMap(Effect.exit(restore(run.ended)), (waited) =>
          Exit.isSuccess(waited)
            ? run.exit
            : Effect.flatMap(run.interrupt, () => Effect.failCause(Cause.combine(waited.cause, run.failure))))
    )
  )
