/**
 * A run: the steps of a plan, the edges between them, and the world around.
 *
 * One fiber a step, one edge a connection, one scope a step; the life of a step is in `step.ts`. Steps that only do
 * something to each element have neither (`routes.ts`, `fused.ts`).
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as Scheduler from "effect/Scheduler"
import { type EdgeObserver, type Observer, Observers } from "../Observation.ts"
import { Fusion, StallAfter } from "../Scheduling.ts"
import { asSeenDownstream, interruptCause, ownCause } from "./causes.ts"
import { compile, type Compiled } from "./compile.ts"
import { countsOf, type EdgeCounts } from "./counts.ts"
import { cycleOf, deadlocked, type Wait } from "./deadlock.ts"
import { partsOf, reportOf } from "./deadlockReport.ts"
import { Edge, type EdgeProducer } from "./edge.ts"
import { Loop, type PlannedLoop } from "./feedback.ts"
import { addressName } from "./flatten.ts"
import { FusedStep } from "./fused.ts"
import { InPort } from "./inPort.ts"
import { OutPort } from "./outPort.ts"
import { Party, RunStep, type StepRun } from "./party.ts"
import { Passage } from "./passage.ts"
import type { Plan, PlannedEdge, PortAddress } from "./plan.ts"
import { ReadyList } from "./ready.ts"
import { budgetOf, RunScheduler } from "./scheduling.ts"
import { watch } from "./stall.ts"
import { Step } from "./step.ts"
import { WatchedEdge } from "./watchedEdge.ts"

/** The world around a workflow with open ports: it pushes to the open inlets and pops the open outlets. */
export class Outside extends Party {
  constructor(private readonly run: Run, now: () => number) {
    super(run.plan.name, run.ready, now)
  }

  onPushesDone(): void {
    for (const port of this.outPorts) port.completeNow()
  }

  /** It does not leave now; whoever it waits for is perhaps not to be freed any more (S24). */
  override onParked(): void {
    for (const port of this.inPorts) {
      if (port.waiting) { for (const { producer } of port.openEdges) this.run.suspectOwner(producer) }
    }
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

/** An open outlet from outside. */
class Tap extends InPort<unknown> {
  constructor(name: string, run: Run, private readonly isOnDemand: boolean) {
    super(name, run.outside)
  }

  request(n: number): Effect.Effect<void> {
    return Effect.sync(() => {
      this.checkAmount("request", n)
      if (this.isOnDemand) { for (const edge of this.openEdges) edge.growBy(n) }
    })
  }
}

/** One execution of a plan (S18: everything in it is new). */
export class Run implements StepRun {
  readonly id = Symbol("run")
  readonly ready: ReadyList
  readonly now: () => number
  readonly steps: ReadonlyArray<RunStep>
  readonly outside: Outside
  /** One for each route: a planned edge, or several with the fused steps between them. */
  private readonly edges: ReadonlyArray<Edge>
  private readonly compiled: Compiled
  private readonly loops: ReadonlyArray<Loop>
  /** Whether the run is being stopped, by a failure or from outside. */
  private isStopping = false
  private readonly turns: RunScheduler
  readonly context: Context.Context<never>
  private readonly watcher: Fiber.Fiber<void> | undefined = undefined
  private suspects: Array<RunStep> = []
  /** By how many elements its edges have grown (S24). */
  private grown = 0
  private readonly failures = new Map<Party, Cause.Cause<unknown>>()
  private readonly waiters = new Set<() => void>()
  /** Whether anybody has ever waited for its end. */
  isAwaited = false
  private live: number

  /** With a `demand`, open outlets let through so many elements, and then what is requested. */
  constructor(readonly plan: Plan, fiber: Fiber.Fiber<unknown, unknown>, demand?: number) {
    const { currentDispatcher, cache: { scheduler } } = fiber
    const clock = fiber.getRef(Clock.Clock)
    this.now = () => clock.currentTimeMillisUnsafe()
    // Looking for deadlocks costs no more than a small part of the resumptions, however many steps there are.
    const restAfter = Math.max(1024, 4 * plan.steps.length)
    this.ready = new ReadyList(currentDispatcher, budgetOf(fiber), () => this.lookForDeadlock(), restAfter)
    const observers = fiber.getRef(Observers)
    this.compiled = compile(plan, observers.length === 0 && demand === undefined && fiber.getRef(Fusion))
    this.outside = new Outside(this, this.now)
    const steps: Array<RunStep | undefined> = plan.steps.map(() => undefined)
    for (const index of this.compiled.stepsWithFiber) steps[index] = this.makeStep(index)
    for (const name of plan.openIns) this.outside.addOut(new Feed(name, this))
    for (const name of plan.openOuts) this.outside.addIn(new Tap(name, this, demand !== undefined))
    const party = (index: number | undefined): Party => index === undefined ? this.outside : steps[index]!
    this.edges = this.compiled.edges.map(({ capacity, feedback, from, isAside, to }, index) => {
      const outlet = party(from.step).outs[from.port]!
      const inlet = party(to.step).ins[to.port]!
      const isOnDemand = demand !== undefined && to.step === undefined
      const told = observers.length === 0 ? [] : this.observersOf(observers, from, to)
      // What is popped makes no room.
      if (isOnDemand) told.push({ popped: () => edge.growBy(-1) })
      const ends = [isAside ?? feedback !== undefined, outlet, inlet] as const
      const edge: Edge = told.length > 0
        ? new WatchedEdge(told, (defect) => this.observerFailed(defect), isOnDemand ? demand : capacity, ...ends)
        : new Edge(capacity, ...ends)
      const route = this.compiled.routes[index]!
      const [first, ...others] = route.steps.map((step) => {
        const fused = new FusedStep(this, plan.steps[step]!, this.pathOf(step), edge)
        steps[step] = fused
        return fused
      })
      if (first !== undefined) {
        const capacities = route.edges.map((planned) => plan.edges[planned]!.capacity)
        edge.passage = new Passage(edge, [first, ...others], capacities)
      }
      outlet.attach(edge)
      for (const element of feedback ?? []) edge.offer(element)
      return edge
    })
    for (const index of this.compiled.byLastEdge) {
      const { feedback, to } = this.compiled.edges[index]!
      party(to.step).ins[to.port]!.attach(this.edges[index]!, feedback !== undefined)
    }
    this.steps = steps as ReadonlyArray<RunStep> // each is either with a fiber or on a route
    this.loops = this.compiled.loops.map((loop) => this.makeLoop(loop))
    this.live = this.steps.length
    this.turns = new RunScheduler(scheduler, currentDispatcher)
    this.context = Context.add(fiber.context, Scheduler.Scheduler, this.turns)
    const { context } = this
    for (const step of this.steps) this.ready.push({ resume: () => step.begin(context) })
    const stallAfter = fiber.getRef(StallAfter)
    if (stallAfter !== undefined) {
      this.watcher = Effect.runForkWith(this.context)(watch(this, Duration.fromInputUnsafe(stallAfter)))
    }
  }

  private observersOf(observers: ReadonlyArray<Observer>, from: PortAddress, to: PortAddress): Array<EdgeObserver> {
    const edge = { workflow: this.plan.name, from: addressName(this.plan, from), to: addressName(this.plan, to) }
    return observers.flatMap((observer) => observer(edge) ?? [])
  }

  private pathOf(step: number): string {
    return [this.plan.name, ...this.plan.steps[step]!.path].join("/")
  }

  private makeStep(index: number): Step {
    const planned = this.plan.steps[index]!
    const step = new Step(this, planned, this.pathOf(index))
    for (const name of planned.stream.ins) step.addIn(new InPort(name, step))
    for (const name of planned.stream.outs) step.addOut(new OutPort(name, step))
    return step
  }

  private makeLoop({ entering, feedback, inside, leaving, steps }: PlannedLoop): Loop {
    const edgesAt = (indices: ReadonlyArray<number>) => indices.map((index) => this.edges[index]!)
    const member = (index: number | undefined): Step | undefined => {
      const step = steps.has(index!) ? this.steps[index!] : undefined
      return step instanceof Step ? step : undefined
    }
    const loopEdgesAt = (indices: ReadonlyArray<number>) =>
      indices.map((index) => {
        const { from, to } = this.compiled.edges[index]!
        return { edge: this.edges[index]!, from: member(from.step), to: member(to.step) }
      })
    const members = this.steps.flatMap((_, index) => member(index) ?? [])
    const loop = new Loop(
      members,
      edgesAt(entering),
      loopEdgesAt(inside),
      loopEdgesAt(leaving),
      edgesAt(feedback)
    )
    for (const member of members) member.loop = loop
    return loop
  }

  /** The planned edges as they are now. */
  get counts(): ReadonlyArray<EdgeCounts> {
    const counts: Array<EdgeCounts> = []
    for (const [index, { edges }] of this.compiled.routes.entries()) {
      const edge = this.edges[index]!
      for (const [at, count] of countsOf(edge).entries()) counts[edges[at]!] = count
    }
    return counts
  }

  get hasEnded(): boolean {
    return this.live === 0
  }

  /** Whether every fiber of the run is suspended until something comes from outside it. */
  get isQuiet(): boolean {
    return this.ready.isEmpty && this.turns.pending === 0
  }

  /** The failures of the steps, the first to fail in front; empty when none did. */
  get failure(): Cause.Cause<unknown> {
    return Cause.fromReasons([...this.failures.values()].flatMap(({ reasons }) => reasons))
  }

  /** The exit of the run; only when it has ended. */
  get exit(): Exit.Exit<Record<string, unknown>, unknown> {
    if (this.failures.size > 0) return Exit.failCause(this.failure)
    if (this.steps.some((step) => step.status === "interrupted")) return Exit.failCause(interruptCause)
    return Exit.succeed(this.results())
  }

  /** Waits for the end of the run, never failing. */
  readonly ended: Effect.Effect<void> = Effect.callback<void>((resume) => {
    this.isAwaited = true
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
  stepFailed(step: RunStep, cause: Cause.Cause<unknown>): void {
    this.failures.set(step, cause)
    this.stopAll()
  }

  /** The outside is a party too: when a feed of it fails, so does the run (S15). */
  feedFailed(feed: OutPort<unknown>, cause: Cause.Cause<never>): void {
    if (this.hasEnded || feed.ended) return
    const named = ownCause(cause, `${this.plan.name}.${feed.name}`)
    feed.failNow(asSeenDownstream(named, this.id))
    if (!this.failures.has(this.outside)) this.failures.set(this.outside, named)
    this.stopAll()
  }

  /** An end is told outside of any step's turn. */
  private observerFailed(defect: unknown): void {
    this.failures.set(this.outside, Cause.die(defect))
    this.stopAll()
  }

  checkLoops(): void {
    if (this.loops.length === 0) return
    for (const loop of this.loops) loop.check()
    // One that waits in a loop may have counted on what has changed.
    for (const step of this.steps) if (step.loop !== undefined && step.parked > 0) this.suspect(step)
  }

  suspectOwner({ owner }: EdgeProducer): void {
    if (owner instanceof RunStep) this.suspect(owner)
  }

  suspect(step: RunStep): void {
    if (step.isSuspect) return
    step.isSuspect = true
    this.suspects.push(step)
    this.ready.awaitRest()
  }

  /** S24: of the steps that have come to wait, those that nobody can free. */
  private lookForDeadlock(): void {
    const { suspects } = this
    if (suspects.length === 0) return
    this.suspects = []
    for (const step of suspects) {
      step.isSuspect = false
      step.loop?.check()
    }
    if (this.hasEnded) return
    const dead = deadlocked(suspects)
    if (dead.size === 0) return
    const steps = [...dead.keys()].filter((node) => node instanceof RunStep)
    // Finalizers that wait for one another: nobody is to get anything any more (S20).
    if (this.isStopping) return steps.forEach((step) => step.inPorts.forEach((port) => port.cancel()))
    const cycle = cycleOf(dead)
    if (cycle.length === 0) return
    const report = reportOf(this.plan, partsOf(cycle, (edge) => this.plannedEdges(edge)), steps, this.grown)
    const [{ edge, waitsTo }] = cycle as [Wait]
    const growth = Math.min(edge.capacity, this.plan.growth - this.grown)
    if (waitsTo === "push" && growth > 0) {
      this.grown += growth
      edge.growBy(growth)
      Effect.runForkWith(this.context)(Effect.logWarning(`an edge grows by ${growth} elements`, report.message))
      // Whoever else is among them is looked at again when this did not help.
      for (const step of steps) this.suspect(step)
      return
    }
    this.failures.set(this.outside, Cause.die(report))
    this.stopAll()
  }

  /** What an edge of the run stands for. */
  private plannedEdges(edge: Edge): ReadonlyArray<PlannedEdge> {
    return this.compiled.routes[this.edges.indexOf(edge)]!.edges.map((planned) => this.plan.edges[planned]!)
  }

  stepEnded(): void {
    this.checkLoops()
    if (--this.live > 0) return
    this.watcher?.interruptUnsafe()
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
export const start = (plan: Plan, demand?: number): Effect.Effect<Run> =>
  Effect.withFiber((fiber) => Effect.sync(() => new Run(plan, fiber, demand)))

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
