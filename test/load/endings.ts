/** The ways in which a run is begun and ended. */
import { KillSwitch, Workflow } from "@effect-mimo/core"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import * as EffectStream from "effect/Stream"
import type { Ledger } from "./ledger.ts"
import { Aborted, type Kind } from "./outcome.ts"
import type { Closed, Open } from "./subjects.ts"

/** How a workflow is run, once or several times, and how it may end because of that. */
export interface Ending<W = Closed> {
  readonly run: (workflow: W, ledger: Ledger) => Effect.Effect<ReadonlyArray<Exit.Exit<unknown, unknown>>>
  readonly mayEnd: ReadonlyArray<Kind>
  /** Whether who runs it has gone before it ends, and is not told of a failure. */
  readonly leaves?: true
}

/** As long as a run has to come so far: not at all, some turns, or some time. */
const before = (ledger: Ledger): Effect.Effect<unknown> =>
  ledger.pick([
    Effect.void,
    Effect.replicateEffect(Effect.yieldNow, ledger.below(30), { discard: true }),
    Effect.sleep(ledger.below(10))
  ])

const one = <A, E>(run: Effect.Effect<A, E>) => Effect.map(Effect.exit(run), (exit) => [exit])

type Launched = (workflow: Closed) => Effect.Effect<
  Effect.Success<ReturnType<typeof Workflow.launch<{}, {}, unknown, unknown, never>>>,
  never,
  Scope.Scope
>
const launch: Launched = (workflow) => Workflow.launch(workflow)

const limit = (ledger: Ledger) => ({ timeout: ledger.below(10) })

export const complete: Ending = { run: (workflow) => one(Workflow.run(workflow)), mayEnd: [] }

const interruptRun: Ending = {
  run: (workflow, ledger) =>
    Effect.gen(function*() {
      const fiber = yield* Effect.forkChild(Workflow.run(workflow), { startImmediately: ledger.below(2) === 0 })
      yield* before(ledger)
      yield* Fiber.interrupt(fiber)
      return [yield* Fiber.await(fiber)]
    }),
  mayEnd: ["interrupted"]
}

const launched = (
  mayEnd: ReadonlyArray<Kind>,
  end: (running: Effect.Success<ReturnType<Launched>>, ledger: Ledger) => Effect.Effect<unknown, unknown>
): Ending => ({
  run: (workflow, ledger) =>
    Effect.scoped(Effect.gen(function*() {
      const running = yield* launch(workflow)
      yield* before(ledger)
      return [yield* Effect.exit(end(running, ledger))]
    })),
  mayEnd
})

const interrupt = launched(["interrupted"], (running) => Effect.andThen(running.interrupt, running.await))
const drain = launched(["success"], (running) => running.drain())
const drainInTime = launched(["success", "drain timeout"], (running, ledger) => running.drain(limit(ledger)))
const drainThenInterrupt = launched(["success", "interrupted"], (running, ledger) =>
  Effect.gen(function*() {
    const draining = yield* Effect.forkChild(running.drain())
    yield* before(ledger)
    yield* running.interrupt
    return yield* Fiber.join(draining)
  }))

const close: Ending = {
  run: (workflow, ledger) =>
    Effect.gen(function*() {
      const scope = yield* Scope.make()
      const running = yield* Scope.provide(launch(workflow), scope)
      yield* before(ledger)
      yield* Scope.close(scope, Exit.void)
      return [yield* Effect.exit(running.await)]
    }),
  mayEnd: ["interrupted"]
}

/** The same workflow twice at once, under one switch. */
const underSwitch = (
  mayEnd: ReadonlyArray<Kind>,
  drain: (ledger: Ledger) => { readonly drain: number } | undefined,
  kill: (stop: KillSwitch.KillSwitch<Aborted>) => Effect.Effect<unknown>
): Ending => ({
  run: (workflow, ledger) =>
    Effect.gen(function*() {
      const stop = yield* KillSwitch.make<Aborted>()
      const run = () => {
        const options = drain(ledger)
        return Effect.exit(
          options === undefined ? KillSwitch.run(stop, workflow) : KillSwitch.run(stop, workflow, options)
        )
      }
      const both = yield* Effect.forkChild(Effect.all([run(), run()], { concurrency: 2 }))
      yield* before(ledger)
      yield* kill(stop)
      return yield* Fiber.join(both)
    }),
  mayEnd
})

const shutdown = underSwitch(["success"], () => undefined, KillSwitch.shutdown)
const shutdownInTime = underSwitch(
  ["success", "drain timeout"],
  (ledger) => ({ drain: ledger.below(10) }),
  KillSwitch.shutdown
)
const abort = underSwitch(["aborted"], () => undefined, KillSwitch.abort(Cause.fail(new Aborted())))

const kinds = {
  complete,
  interruptRun,
  interrupt,
  drain,
  drainInTime,
  drainThenInterrupt,
  close,
  shutdown,
  shutdownInTime,
  abort
}

export type EndingName = keyof typeof kinds

export const endingNames = Object.keys(kinds) as ReadonlyArray<EndingName> // those just named

export const endingOf = (name: EndingName): Ending => kinds[name]

// -----------------------------------------------------------------------------
// open ports
// -----------------------------------------------------------------------------

type ByHand = Effect.Success<ReturnType<typeof Workflow.launch<{ n: number }, { m: number }, unknown, unknown, never>>>

const byHand = (
  mayEnd: ReadonlyArray<Kind>,
  elements: number,
  end: (running: ByHand, ledger: Ledger) => Effect.Effect<unknown, unknown>
): Ending<Open> => ({
  run: (workflow, ledger) =>
    Effect.scoped(Effect.gen(function*() {
      const running = yield* Workflow.launch(workflow)
      const { m } = running.out
      const popping = yield* Effect.forkChild(
        Effect.exit(ledger.pick([m.forEach(() => {}), EffectStream.runDrain(m.stream)]))
      )
      const feeding = yield* Effect.forkChild(Effect.gen(function*() {
        for (let i = 0; i < elements; i++) yield* ledger.pick([running.in.n.push(i), running.in.n.pushAll([i, i])])
      }))
      yield* elements === Infinity ? before(ledger) : Fiber.await(feeding)
      const exit = yield* Effect.exit(end(running, ledger))
      yield* Fiber.interrupt(feeding)
      if (ledger.below(2) === 0) yield* Fiber.await(popping)
      return [exit]
    })),
  mayEnd
})

const fed = (mayEnd: ReadonlyArray<Kind>, end: (running: ByHand, ledger: Ledger) => Effect.Effect<unknown, unknown>) =>
  byHand(mayEnd, Infinity, end)

const leave = (count: number): Ending<Open> => ({
  run: (workflow) => {
    const connected = Workflow.connect(workflow, { in: { n: EffectStream.iterate(0, (n) => n + 1) } })
    return one(EffectStream.runCollect(EffectStream.take(Workflow.toStream(connected), count)))
  },
  mayEnd: ["success"],
  leaves: true
})

const openKinds = {
  end: byHand(["success"], 30, (running) => Effect.andThen(running.in.n.end, running.await)),
  drain: fed(["success"], (running) => running.drain()),
  interrupt: fed(["interrupted"], (running) => Effect.andThen(running.interrupt, running.await)),
  fail: fed(["aborted"], (running) => Effect.andThen(running.in.n.fail(Cause.die(new Aborted())), running.await)),
  leave: leave(7)
}

export type OpenEndingName = keyof typeof openKinds

export const openEndingNames = Object.keys(openKinds) as ReadonlyArray<OpenEndingName> // those just named

export const openEndingOf = (name: OpenEndingName): Ending<Open> => openKinds[name]
