/** What a test has launched, a stream alone or a workflow, as the operations of the test wait for it. */
import type { Workflow } from "@effect-mimo/core"
import type * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { Stuck } from "../stream/stuck.ts"
import { type Operation, type Watch, type Watched, watchOf } from "./patience.ts"
import { Sleeps } from "./sleeps.ts"
import { type Names, type Wait, waitsOf } from "./waits.ts"

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

type Launched = Pick<Workflow.Running<{}, {}, unknown, unknown>, "settled" | "snapshot">

export class HeldRun implements Watched {
  readonly sleeps: Sleeps
  /** How many of its inputs come from elsewhere, and may bring more by themselves. */
  inputs = 0
  private launched!: Launched
  private launches = 0
  private readonly isOnDemand: boolean
  private readonly patience: number
  private readonly watch: Watch

  constructor(
    readonly name: string,
    private readonly names: Names,
    clock: Clock.Clock,
    { demand, patience = "1 second" }: Demanding
  ) {
    this.isOnDemand = demand !== undefined
    this.patience = Duration.toMillis(Duration.fromInputUnsafe(patience))
    this.sleeps = new Sleeps(clock)
    this.watch = watchOf(clock, this.sleeps.isOfTest)
  }

  /** This is what it is about from now on. */
  hold(launched: Launched): void {
    this.launched = launched
    this.launches++
    this.watch.streams.add(this)
  }

  release(): void {
    this.watch.streams.delete(this)
  }

  get snapshot(): Workflow.Snapshot {
    return Effect.runSync(this.launched.snapshot)
  }

  get settled(): Effect.Effect<void> {
    return Effect.suspend(() => this.launched.settled)
  }

  get waits(): ReadonlyArray<Wait> {
    const { isOnDemand, name, names, sleeps } = this
    return waitsOf(this.snapshot, { name, names, isOnDemand, sleeps: sleeps.next })
  }

  get moves(): number {
    return movesOf(this.snapshot) + this.launches + this.inputs + this.sleeps.changes
  }

  get goesOn(): "surely" | "perhaps" | "never" {
    if (!this.sleeps.isOfTest && this.sleeps.next !== undefined) return "surely"
    // A step that is not blocked waits for something else than its ports, or is at work.
    const isAtWork = () =>
      this.snapshot.steps.some(({ blocked, status, step }) =>
        status === "running" && !blocked && this.names.step(step) !== undefined
      )
    return this.inputs > 0 || this.sleeps.next === undefined && isAtWork() ? "perhaps" : "never"
  }

  /** Dies with `Stuck` when it waits in vain. */
  awaiting<A, E, R>(operation: string, effect: Effect.Effect<A, E, R>, port?: string): Effect.Effect<A, E, R> {
    return Effect.suspend(() => {
      const stuck = Deferred.makeUnsafe<never>()
      const waiting: Operation = {
        text: port === undefined ? `${operation} of ${this.name}` : `${operation} on ${this.name}.${port}`,
        patience: this.patience,
        giveUp: (millis) => {
          const report = this.stuck(operation, port, millis, waiting)
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

  private stuck(operation: string, port: string | undefined, millis: number, self: Operation): Stuck {
    const edge = this.snapshot.edges.find(({ from, to }) => from === port || to === port)
    return new Stuck({
      stream: this.name,
      operation,
      ...(port === undefined ? {} : { port }),
      ...(edge === undefined ? {} : { size: edge.size, capacity: edge.capacity }),
      after: Duration.format(Duration.millis(millis)),
      waits: this.waits,
      beside: [...this.watch.operations].flatMap((other) => other === self ? [] : other.text)
    })
  }
}

/** A number that changes with whatever happens at the edges of a run, and with the end of each step. */
export const movesOf = ({ edges, steps }: Workflow.Snapshot): number => {
  let moves = 0
  for (const { discarded, popped, pushed, state } of edges) {
    moves += discarded + popped + pushed + (state === "Open" ? 0 : 1)
  }
  for (const { status } of steps) if (status !== "pending" && status !== "running") moves++
  return moves
}
