/** A stream under test: run as the one step of a workflow, and run again where the test restarts it. */
import { type Definition, Workflow } from "@effect-mimo/core"
import * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { Stuck } from "../stream/stuck.ts"
import { type Operation, type Watch, type Watched, watchOf } from "./patience.ts"
import { Sleeps } from "./sleeps.ts"
import { type AnyOutcome, type Ports, TestRun } from "./testRun.ts"
import { type Wait, waitsOf } from "./waits.ts"

export interface Settings {
  readonly capacity?: number | undefined
  readonly demand?: number | undefined
  readonly patience?: Duration.Input | undefined
}

// It waits for something else than its ports, or is at work.
const isAtWork = ({ blocked, status }: Workflow.StepSnapshot): boolean => status === "running" && !blocked

type AnyWorkflow = Workflow.Workflow<Ports<unknown>, Ports<unknown>, unknown, unknown>

export class Subject implements Watched {
  readonly sleeps: Sleeps
  run!: TestRun
  /** How many of its inputs come from elsewhere, and may bring more by themselves. */
  inputs = 0
  private runs = 0
  private readonly patience: number
  private readonly watch: Watch

  constructor(
    private readonly workflow: AnyWorkflow,
    private readonly settings: Settings,
    private readonly context: Context.Context<never>,
    private readonly scope: Scope.Scope,
    clock: Clock.Clock
  ) {
    this.patience = Duration.toMillis(Duration.fromInputUnsafe(settings.patience ?? "1 second"))
    this.sleeps = new Sleeps(clock)
    this.watch = watchOf(clock, this.sleeps.isOfTest)
  }

  get name(): string {
    return this.workflow.name
  }

  get start(): Effect.Effect<void> {
    return Effect.gen({ self: this }, function*() {
      const { demand } = this.settings
      const scope = yield* Scope.fork(this.scope)
      const running = yield* Workflow.launch(this.workflow, { demand }).pipe(
        Effect.provideService(Scope.Scope, scope),
        Effect.provideService(Clock.Clock, this.sleeps.clock)
      )
      const run = new TestRun(running, scope, this.sleeps.now, demand)
      this.run = run
      this.runs++
      this.watch.streams.add(this)
      const noteEnd = Effect.andThen(
        Effect.exit(running.await),
        Effect.sync(() => {
          run.endedAt = this.sleeps.now
        })
      )
      yield* Effect.forkIn(noteEnd, scope, { startImmediately: true })
    }).pipe(Effect.provideContext(this.context))
  }

  get restart(): Effect.Effect<AnyOutcome> {
    return Effect.gen({ self: this }, function*() {
      const { run } = this
      yield* this.awaiting("restart", run.running.interrupt)
      const left = yield* run.outcome(run.end)
      yield* Effect.uninterruptible(Effect.andThen(Scope.close(run.scope, Exit.void), this.start))
      return left
    })
  }

  release(): void {
    this.watch.streams.delete(this)
  }

  // ---- what it waits for

  get settled(): Effect.Effect<void> {
    return Effect.suspend(() => this.run.running.settled)
  }

  get waits(): ReadonlyArray<Wait> {
    return waitsOf(this.run.snapshot, {
      stream: this.name,
      isOnDemand: this.settings.demand !== undefined,
      sleeps: this.sleeps.next
    })
  }

  get moves(): number {
    const { edges, steps } = this.run.snapshot
    let moves = this.runs + this.inputs + this.sleeps.changes
    for (const { discarded, popped, pushed, state } of edges) {
      moves += discarded + popped + pushed + (state === "Open" ? 0 : 1)
    }
    for (const { status } of steps) if (status !== "pending" && status !== "running") moves++
    return moves
  }

  get goesOn(): "surely" | "perhaps" | "never" {
    if (!this.sleeps.isOfTest && this.sleeps.next !== undefined) return "surely"
    const mayGoOn = this.inputs > 0 || this.sleeps.next === undefined && this.run.snapshot.steps.some(isAtWork)
    return mayGoOn ? "perhaps" : "never"
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
    const edge = this.run.snapshot.edges.find(({ from, to }) => port !== undefined && (from === port || to === port))
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

/** Starts it in the current scope. */
export const subjectOf = <D extends Definition.Input>(
  stream: D,
  settings: Settings = {}
): Effect.Effect<Subject, never, Definition.Services<D> | Scope.Scope> =>
  Effect.gen(function*() {
    const scope = yield* Effect.scope
    const clock = yield* Clock.Clock
    // Its requirements are in the context, by the type of this function.
    const context = (yield* Effect.context<Definition.Services<D>>()) as Context.Context<never>
    const workflow = Workflow.single(stream, { capacity: settings.capacity }) as unknown as AnyWorkflow
    const subject = yield* Effect.acquireRelease(
      Effect.sync(() => new Subject(workflow, settings, context, scope, clock)),
      (subject) => Effect.sync(() => subject.release())
    )
    yield* subject.start
    return subject
  })
