/** Who owns ports while a workflow runs: its steps, and the outside. */
import type * as Cause from "effect/Cause"
import type * as Context from "effect/Context"
import { append } from "./append.ts"
import type { Loop } from "./feedback.ts"
import type { InPort } from "./inPort.ts"
import type { OutPort } from "./outPort.ts"
import type { PlannedStep } from "./plan.ts"
import type { ReadyList, Task } from "./ready.ts"
import { fuelPerTurn, type PortOwner, pushDone } from "./waits.ts"

/** Why a step was interrupted by the run: its consumers are gone (S16), it is drained (S21), or the run stops. */
export type StopReason = "downstream" | "drain" | "run"

export type StepStatus = "pending" | "running" | "completed" | "failed" | "interrupted"

/** One party of a run with ports: a step, or (without a fiber) the outside of the workflow. */
export abstract class Party implements PortOwner {
  // Of ordinary objects, whose properties V8 reads fast; no port may have a name that these inherit.
  readonly ins: Record<string, InPort<unknown>> = {}
  readonly outs: Record<string, OutPort<unknown>> = {}
  inPorts: Array<InPort<unknown>> = []
  outPorts: Array<OutPort<unknown>> = []
  fuel = fuelPerTurn
  draining = false
  parkedPushes = 0
  parked = 0
  private heldBackTasks: Set<Task> | undefined = undefined

  constructor(readonly path: string, readonly ready: ReadyList, readonly now: () => number) {}

  /** The loop it is in, if any. */
  loop: Loop | undefined = undefined

  /** Whether it is a step; otherwise it is the outside. */
  get isStep(): boolean {
    return false
  }

  /** Whether it can only be freed by others; the outside never is. */
  get isBlocked(): boolean {
    return false
  }

  /** By outlet, the elements that no edge took (S12). */
  get discarded(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.outPorts.map((port) => [port.name, port.discarded]))
  }

  turnAsked(): void {}
  turnGiven(): void {}
  onParked(): void {}
  abstract onPushesDone(): void
  abstract onOutletClosed(): void

  // Made when it is needed: a run may have many thousand steps.
  get heldBack(): Set<Task> {
    return this.heldBackTasks ??= new Set()
  }

  addIn(port: InPort<unknown>): void {
    this.inPorts = append(this.inPorts, port)
    this.ins[port.name] = port
  }

  addOut(port: OutPort<unknown>): void {
    this.outPorts = append(this.outPorts, port)
    this.outs[port.name] = port
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
  /** The same of no other run. */
  readonly id: symbol
  readonly ready: ReadyList
  /** What it was started in, and its steps run in. */
  readonly context: Context.Context<never>
  readonly now: () => number
  stepFailed(step: RunStep, cause: Cause.Cause<unknown>): void
  stepEnded(): void
  /** An edge into a loop may have ended (S27). */
  checkLoops(): void
  /** A step has come to wait: perhaps for ever (S24). */
  suspect(step: RunStep): void
}

/** A step of a run: with a fiber of its own, or fused with the edge that feeds it. */
export abstract class RunStep extends Party {
  status: StepStatus = "pending"
  result: unknown = undefined
  /** Whether the run is to look whether anyone can free it. */
  isSuspect = false

  constructor(protected readonly run: StepRun, readonly planned: PlannedStep, path: string) {
    super(path, run.ready, run.now)
  }

  override get isStep(): boolean {
    return true
  }

  get hasEnded(): boolean {
    return this.status !== "pending" && this.status !== "running"
  }

  get isSource(): boolean {
    return this.planned.inEdges === 0
  }

  abstract begin(context: Context.Context<never>): void
  abstract stop(reason: StopReason): void

  /** The ports that its fibers are suspended on. */
  get waitingOn(): ReadonlyArray<string> {
    return [...this.inPorts, ...this.outPorts].filter((port) => port.waiting).map((port) => port.name)
  }
}
