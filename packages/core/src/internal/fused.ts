/** A step without a fiber: it runs on the edge that feeds it (fusion), and otherwise lives and ends as any step does. */
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as References from "effect/References"
import { asSeenDownstream, atElement, interruptCause, ownCause } from "./causes.ts"
import type { Edge } from "./edge.ts"
import { RunStep, type StepRun, type StopReason } from "./party.ts"
import type { PassedStep } from "./passage.ts"
import type { PlannedStep } from "./plan.ts"
import type { Stateless } from "./stateless.ts"

export class FusedStep extends RunStep implements PassedStep {
  /** Whether the run is being stopped: what ends from now on was interrupted. */
  private isStopping = false
  taken = 0
  rejected = 0

  readonly stateless: Stateless

  constructor(run: StepRun, planned: PlannedStep, path: string, private readonly edge: Edge) {
    super(run, planned, path)
    this.stateless = planned.stream.stateless! // only such a step is on a route
  }

  onPushesDone(): void {}
  onOutletClosed(): void {}

  begin(): void {
    if (this.status === "pending") this.status = "running"
  }

  stop(reason: StopReason): void {
    if (this.hasEnded || reason !== "run") return
    this.isStopping = true
    this.ready.pushFirst({
      resume: () => {
        if (this.hasEnded) return
        this.status = "interrupted"
        this.edge.break(interruptCause)
        this.run.stepEnded()
      }
    })
  }

  failed(defect: unknown): void {
    const element = { step: this.path, inlet: this.stateless.inlet, position: this.taken - 1 }
    const runFrame = Context.get(this.run.context, References.CurrentStackFrame)
    const cause = ownCause(atElement(Cause.die(defect), element), this.path, runFrame)
    this.status = "failed"
    this.run.stepFailed(this, cause)
    this.edge.break(asSeenDownstream(cause, this.run.id))
    this.run.stepEnded()
  }

  completed(): void {
    if (this.hasEnded) return
    this.status = this.isStopping ? "interrupted" : "completed"
    this.run.stepEnded()
  }

  /** It does nothing by itself. */
  override get isBlocked(): boolean {
    return this.status === "running"
  }

  override get waitingOn(): ReadonlyArray<string> {
    if (this.status !== "running") return []
    return [this.edge.passage!.isBusy(this) ? this.stateless.outlet : this.stateless.inlet]
  }

  override get discarded(): Readonly<Record<string, number>> {
    const { outlet, rejected } = this.stateless
    return { [outlet]: 0, ...(rejected === undefined ? {} : { [rejected]: this.rejected }) }
  }
}
