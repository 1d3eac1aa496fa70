/**
 * A step of a run: its fiber, its scope, and the rules of its life.
 *
 * What happens to a step's ports when it ends is in `settle`, and nowhere else. Everything a step causes in others (waking,
 * interrupting) goes over the ready list, so that no fiber runs inside another one and a chain of any length ends without
 * recursion.
 */
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as References from "effect/References"
import * as Scheduler from "effect/Scheduler"
import { bodyEffect } from "./body.ts"
import { asSeenDownstream, FailedStep, interruptCause, isDone, isOwn, onlyOf } from "./causes.ts"
import type { Loop } from "./feedback.ts"
import { StepFibers } from "./fibers.ts"
import type { InPort } from "./inPort.ts"
import type { OutPort } from "./outPort.ts"
import type { PlannedStep } from "./plan.ts"
import type { ReadyList, Task } from "./ready.ts"
import { fuelPerTurn, type PortOwner, pushDone } from "./waits.ts"

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

/** What a step tells its run. */
export interface StepRun {
  readonly ready: ReadyList
  stepFailed(step: Step, cause: Cause.Cause<unknown>): void
  stepEnded(): void
  /** An edge into a loop may have ended (S27). */
  checkLoops(): void
}

export class Step extends Party {
  status: StepStatus = "pending"
  stopReason: StopReason | undefined = undefined
  result: unknown = undefined
  fiber: Fiber.Fiber<unknown, unknown> | undefined = undefined
  /** The loop the step is in, if any, and its fibers, counted only there (S27). */
  loop: Loop | undefined = undefined
  private fibers: StepFibers | undefined = undefined

  constructor(private readonly run: StepRun, readonly planned: PlannedStep, path: string, now: () => number) {
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
    this.loop?.checkConsumers()
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
        Effect.interruptible(
          Effect.suspend(() => bodyEffect(this.path, this.planned.stream.start(this.ins, this.outs)))
        ),
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
