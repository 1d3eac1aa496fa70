/**
 * A step with a fiber: the fiber, its scope, and the rules of its life.
 *
 * What happens to a step's ports when it ends is in `settle`, and nowhere else. Everything a step causes in others (waking,
 * interrupting) goes over the ready list, so that no fiber runs inside another one and a chain of any length ends without
 * recursion.
 */
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import { bodyEffect } from "./body.ts"
import { asSeenDownstream, explainedBy, interruptCause, isDone, isOwn, onlyOf, ownCause } from "./causes.ts"
import { FibersOfStep, StepFibers } from "./fibers.ts"
import { RunStep, type StopReason } from "./party.ts"

export class Step extends RunStep {
  stopReason: StopReason | undefined = undefined
  fiber: Fiber.Fiber<unknown, unknown> | undefined = undefined
  /** S21: to be drained when it has had its turn, of which there are so many. */
  private toDrain = false
  private turnsLeft = 64
  private readonly fibers = new StepFibers(() => this.fibersChanged())

  /** S21: at once, or the fiber that has pushed would go on and take what it must not push any more. */
  onPushesDone(): void {
    this.stop("drain", true)
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
    return this.hasEnded || this.parkedPushes === 0 && this.isBlocked
  }

  /** Whether every fiber of the step waits for a port; one in a timer or a promise, or about to have a turn, does not. */
  override get isBlocked(): boolean {
    return this.status === "running" && this.fibers.areAll(this.parked)
  }

  override onParked(): void {
    // One from outside, that a listener of the step has started: counted, or the step would look more idle than it is.
    const fiber = Fiber.getCurrent()
    if (fiber !== undefined) this.fibers.meet(fiber)
    this.loop?.check()
    this.run.suspect(this)
  }

  override turnAsked(): void {
    this.fibers.turnAsked()
  }

  override turnGiven(): void {
    this.fibers.turnGiven()
  }

  // Not at once: who waits for the fiber that has ended has not gone on yet.
  private fibersChanged(): void {
    if (this.hasEnded) return
    if (this.parked > 0) this.run.suspect(this)
    if (this.toDrain && !this.fibers.areComing) this.drain()
  }

  /** S21: at once. What it waits for might come before a turn on the ready list, and its push would be refused. */
  override drain(): void {
    // One in the middle of its work may have taken what it is to push.
    this.toDrain = this.fibers.areComing && this.turnsLeft-- > 0
    if (this.toDrain) return
    if (this.parkedPushes > 0) return super.drain()
    this.draining = true
    this.stop("drain", true)
  }

  stop(reason: StopReason, atOnce = false): void {
    if (this.hasEnded || this.stopReason === reason) return
    // Later reasons do not overrule, except that a run that stops is never mistaken for a completion.
    this.stopReason = reason === "run" ? reason : this.stopReason ?? reason
    // Should it be resumed before it is interrupted (a replaced scheduler decides the order), its next operation yields.
    this.fuel = 0
    if (atOnce && this.fiber !== undefined) return this.fiber.interruptUnsafe()
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
    // S19: closes the step's scope exactly once, whatever the exit; started uninterruptible, so that an interruption before
    // the first turn cannot skip it.
    const scope = Scope.makeUnsafe()
    const life = Scope.use(
      Effect.onExit(
        Effect.interruptible(
          Effect.suspend(() => bodyEffect(this.path, this.planned.stream.start(this.ins, this.outs)))
        ),
        (exit) => Effect.sync(() => this.bodyEnded(exit))
      ),
      scope
    )
    const run = Effect.runForkWith(Context.add(context, FibersOfStep, this.fibers))
    // Known before its first turn, so that it can be stopped before.
    this.fiber = run(life, { uninterruptible: true })
    this.fiber.addObserver((exit) => {
      if (scope.state._tag === "Closed") return this.settle(exit)
      // Effect ends a fiber that was given something else than an Effect without its finalizers.
      run(Scope.close(scope, exit)).addObserver((closed) =>
        this.settle(
          Exit.isFailure(exit) && Exit.isFailure(closed)
            ? Exit.failCause(Cause.combine(exit.cause, closed.cause))
            : exit
        )
      )
    })
  }

  // S15: a failure is told at once, before the step's finalizers have run.
  private bodyEnded(exit: Exit.Exit<unknown, unknown>): void {
    // S21: what its finalizers push is delivered.
    this.draining = false
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
    const seen = asSeenDownstream(cause, this.run.id)
    for (const port of this.outPorts) port.failNow(seen)
    for (const port of this.inPorts) port.cancel()
  }

  /** What is a failure of this step's own in an exit; undefined when it completed or was stopped by the run. */
  private failureIn(exit: Exit.Exit<unknown, unknown>): Cause.Cause<unknown> | undefined {
    if (exit._tag === "Success" || onlyOf(exit.cause, isDone)) return undefined
    const stopped = this.stopReason !== undefined
    const own = exit.cause.reasons.filter((reason) =>
      isOwn(reason, this.run.id) && !isDone(reason) && !(stopped && Cause.isInterruptReason(reason))
    )
    if (own.length === 0) return undefined
    return ownCause(explainedBy(Cause.fromReasons(own), (defect) => this.explained(defect)), this.path)
  }

  private explained(defect: unknown): unknown {
    const { stream } = this.planned
    return stream.explain === undefined ? defect : stream.explain(defect, this.path)
  }
}
