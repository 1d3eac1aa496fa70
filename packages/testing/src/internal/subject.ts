/** A stream under test: run as the one step of a workflow, and run again where the test restarts it. */
import { type Definition, Workflow } from "@effect-mimo/core"
import * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { type Demanding, HeldRun } from "./heldRun.ts"
import { type AnyOutcome, type Ports, TestRun } from "./testRun.ts"
import { namesOfStream } from "./waits.ts"

export interface Settings extends Demanding {
  readonly capacity?: number | undefined
}

type AnyWorkflow = Workflow.Workflow<Ports<unknown>, Ports<unknown>, unknown, unknown>

export class Subject extends HeldRun {
  run!: TestRun

  constructor(
    private readonly workflow: AnyWorkflow,
    private readonly settings: Settings,
    private readonly context: Context.Context<never>,
    private readonly scope: Scope.Scope,
    clock: Clock.Clock
  ) {
    super(workflow.name, namesOfStream(workflow.name), clock, settings)
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
      this.hold(running)
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
