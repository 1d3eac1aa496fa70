/** The run of a workflow under test, as operations of the test wait for it. */
import type { Workflow } from "@effect-mimo/core"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { Operation, Watch, Watched } from "../internal/patience.ts"
import type { Sleeps } from "../internal/sleeps.ts"
import type { Wait } from "../internal/waits.ts"
import { Stuck } from "../stream/stuck.ts"
import { edgeName } from "./taps.ts"

/** A port that the test holds, as reports name it: `step.port` of a probe, an open port by its name. */
export interface HeldPort {
  readonly step: string | undefined
  readonly port: string
}

const labelOf = ({ port, step }: HeldPort): string => step === undefined ? port : `${step}.${port}`

/**
 * How much open outlets let through, and how long operations wait in vain.
 *
 * @category models
 * @since 0.1.0
 */
export interface Demanding {
  readonly demand?: number | undefined
  readonly patience?: Duration.Input | undefined
}

export class HeldRun implements Watched {
  private readonly patience: number
  private readonly isOnDemand: boolean

  constructor(
    readonly workflow: string,
    private readonly running: Pick<Workflow.Running<{}, {}, unknown, unknown>, "snapshot" | "settled">,
    /** The steps that the test holds. */
    private readonly probes: ReadonlySet<string>,
    private readonly sleeps: Sleeps,
    private readonly watch: Watch,
    { demand, patience = "1 second" }: Demanding
  ) {
    this.isOnDemand = demand !== undefined
    this.patience = Duration.toMillis(Duration.fromInputUnsafe(patience))
  }

  get settled(): Effect.Effect<void> {
    return this.running.settled
  }

  get moves(): number {
    const { edges, steps } = this.snapshot
    let moves = this.sleeps.changes
    for (const { discarded, popped, pushed, state } of edges) {
      moves += discarded + popped + pushed + (state === "Open" ? 0 : 1)
    }
    for (const { status } of steps) if (status !== "pending" && status !== "running") moves++
    return moves
  }

  get goesOn(): "surely" | "perhaps" | "never" {
    if (!this.sleeps.isOfTest && this.sleeps.next !== undefined) return "surely"
    const isAtWork = this.snapshot.steps.some(({ blocked, status, step }) =>
      status === "running" && !blocked && !this.probes.has(step)
    )
    return isAtWork && this.sleeps.next === undefined ? "perhaps" : "never"
  }

  /** Dies with `Stuck` when it waits in vain. */
  awaiting<A, E, R>(operation: string, effect: Effect.Effect<A, E, R>, at?: HeldPort): Effect.Effect<A, E, R> {
    return Effect.suspend(() => {
      const stuck = Deferred.makeUnsafe<never>()
      const waiting: Operation = {
        text: at === undefined ? `${operation} of ${this.workflow}` : `${operation} on ${this.workflow}.${labelOf(at)}`,
        patience: this.patience,
        giveUp: (millis) => {
          const report = this.stuck(operation, at, millis, waiting)
          return () => Deferred.doneUnsafe(stuck, Effect.die(report))
        }
      }
      const begun = Effect.suspend(() => {
        this.watch.begin(waiting)
        return Effect.raceFirst(effect, Deferred.await(stuck))
      })
      return Effect.ensuring(begun, Effect.sync(() => this.watch.end(waiting)))
    })
  }

  private get snapshot(): Workflow.Snapshot {
    return Effect.runSync(this.running.snapshot)
  }

  private stuck(operation: string, at: HeldPort | undefined, millis: number, self: Operation): Stuck {
    const label = at === undefined ? undefined : labelOf(at)
    const edge = this.snapshot.edges.find(({ from, to }) => from === label || to === label)
    return new Stuck({
      stream: this.workflow,
      operation,
      ...(label === undefined ? {} : { port: label }),
      ...(edge === undefined ? {} : { size: edge.size, capacity: edge.capacity }),
      after: Duration.format(Duration.millis(millis)),
      waits: this.waits,
      beside: [...this.watch.operations].flatMap((other) => other === self ? [] : other.text)
    })
  }

  /** What its steps wait for, but for those that the test holds. */
  private get waits(): ReadonlyArray<Wait> {
    const { edges, steps } = this.snapshot
    const running = steps.filter(({ status, step }) => status === "running" && !this.probes.has(step))
    const onPorts = running.flatMap(({ step, waitingOn }) =>
      waitingOn.flatMap((port) => {
        const name = `${step}.${port}`
        const open = edges.filter(({ state }) => state === "Open")
        const full = open.filter(({ capacity, from, size }) => from === name && size >= capacity)
        return [
          ...open.filter(({ to }) => to === name).map((edge) => this.wait(step, "element", edge, edge.from)),
          ...full.map((edge) => this.wait(step, "room", edge, edge.to))
        ]
      })
    )
    const { next } = this.sleeps
    if (next !== undefined) return [...onPorts, { step: this.workflow, for: "clock", millis: next }]
    const elsewhere = running.filter(({ waitingOn }) => waitingOn.length === 0)
    return [...onPorts, ...elsewhere.map(({ step }): Wait => ({ step, for: "other" }))]
  }

  private wait(step: string, what: "element" | "room", edge: Workflow.EdgeSnapshot, other: string): Wait {
    const { capacity, size } = edge
    const isOpen = !other.includes(".")
    if (isOpen && what === "room" && this.isOnDemand) {
      return { step, for: "request", at: other, port: other, size, capacity }
    }
    const held = isOpen || this.probes.has(other.slice(0, other.lastIndexOf(".")))
    return { step, for: what, at: edgeName(edge), size, capacity, ...(held ? { port: other } : {}) }
  }
}
