// Graphs and probes that the tests of the rules share.
import { Source, Stream, Wiring, Workflow } from "@effect-mimo/core"
import { assert } from "@effect/vitest"
import type * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as Scheduler from "effect/Scheduler"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"

export { randomFrom } from "../../packages/testing/src/internal/random.ts"

/** The capacities every test of a sequence holds for. */
export const capacities: ReadonlyArray<number> = [1, 2, 3, 128, 1000]

/** Passes on what it gets. */
export const Relay = Stream.make("Relay", {
  in: { n: Schema.Int },
  out: { m: Schema.Int },
  run: ({ n }, { m }) => n.forEach((x) => m.push(x))
})

/** Pushes 0, 1, 2 … for ever. */
export const Endless = Source.range({ end: Infinity })

/** The first elements; it closes its inlet by returning. */
export const Take = (count: number) =>
  Stream.make("Take", {
    in: { n: Schema.Int },
    *run({ n }) {
      const taken: Array<number> = []
      while (taken.length < count) taken.push(yield* n.pop)
      return taken
    }
  })

/** Takes no element and does not end. */
export const Stuck = Stream.make("Stuck", { in: { n: Schema.Int }, run: () => Effect.never })

/** What a step leaves behind when its scope closes, and how it ended. */
export interface Log {
  readonly entries: Array<string>
  /** An acquisition in the scope of the step that runs it: `+name` when it opens, `-name` when it closes. */
  readonly scoped: (name: string) => Effect.Effect<void, never, Scope.Scope>
  add(entry: string): void
}

export const makeLog = (): Log => {
  const entries: Array<string> = []
  const add = (entry: string) => {
    entries.push(entry)
  }
  return {
    entries,
    add,
    scoped: (name) =>
      Effect.acquireRelease(Effect.sync(() => add(`+${name}`)), () => Effect.sync(() => add(`-${name}`)))
  }
}

/** A chain of relays r0, r1 … as one step with the ports `n` and `m`. */
export const relays = (count: number, relay: (name: string) => typeof Relay = () => Relay) => {
  const names = Array.from({ length: count }, (_, i) => `r${i}`)
  const steps = Object.fromEntries(names.map((name) => [name, relay(name)] as const))
  return Workflow.make("relays", steps, (handles) => {
    for (let i = 1; i < count; i++) handles[`r${i - 1}`]!.pipe(handles[`r${i}`]!)
    return { in: { n: handles[names[0]!]!.n }, out: { m: handles[names[count - 1]!]!.m } }
  })
}

/** A relay that notes when its scope opens and closes. */
export const scopedRelay = (log: Log) => (name: string): typeof Relay =>
  Stream.make("Relay", {
    in: { n: Schema.Int },
    out: { m: Schema.Int },
    *run({ n }, { m }) {
      yield* log.scoped(name)
      yield* n.forEach((x) => m.push(x))
    }
  })

/** The Cause of a failed exit. */
export const causeOf = <A, E>(exit: Exit.Exit<A, E>): Cause.Cause<E> => {
  if (Exit.isFailure(exit)) return exit.cause
  return assert.fail(`expected a failure, got ${String(exit)}`)
}

/** The step that failed first, `undefined` if the Cause names none. */
export const failedStep = <A, E>(exit: Exit.Exit<A, E>): string | undefined => {
  const step = Workflow.failedStep(causeOf(exit))
  return step._tag === "Some" ? step.value : undefined
}

/** The faults that a build is refused with. */
export const faultsOf = (build: () => unknown): ReadonlyArray<Wiring.WiringFault> => {
  try {
    build()
  } catch (error) {
    if (error instanceof Wiring.WiringError) return error.faults
    throw error
  }
  return assert.fail("expected the wiring to be refused")
}

/** The kinds and places of the faults that a build is refused with. */
export const faultList = (build: () => unknown): ReadonlyArray<string> =>
  faultsOf(build).map(({ kind, at }) => `${kind} ${at.join(" ")}`)

/** The states of a run's steps by name. */
export const statuses = (snapshot: Workflow.Snapshot): Readonly<Record<string, string>> =>
  Object.fromEntries(snapshot.steps.map(({ step, status }) => [step, status]))

/** Lets the run in the background come to rest. */
export const turns = (count: number): Effect.Effect<void> =>
  Effect.gen(function*() {
    for (let i = 0; i < count; i++) yield* Effect.yieldNow
  })

/** Lets others go on until something is so, in whatever order they do. */
export const until = (isSo: () => boolean): Effect.Effect<void> =>
  Effect.gen(function*() {
    while (!isSo()) yield* Effect.yieldNow
  })

/**
 * The default scheduler, which also notes every fiber it sees. It stays one of Effect's own for the engine, which tells
 * by the prototype whether wake-ups may be batched.
 */
export const trackFibers = () => {
  const fibers = new Set<Fiber.Fiber<unknown, unknown>>()
  const scheduler = new Scheduler.MixedScheduler()
  const shouldYield = scheduler.shouldYield.bind(scheduler)
  scheduler.shouldYield = (fiber) => {
    fibers.add(fiber)
    return shouldYield(fiber)
  }
  return {
    /** Runs an effect under the scheduler, then gives its exit and how many fibers were seen and are still alive. */
    run: <A, E>(effect: Effect.Effect<A, E>) =>
      Effect.promise(async () => {
        const exit = await Effect.runPromiseExit(Effect.provideService(effect, Scheduler.Scheduler, scheduler))
        return {
          exit,
          seen: fibers.size,
          alive: [...fibers].filter((fiber) => fiber.pollUnsafe() === undefined).length
        }
      }),
    fibers
  }
}

/** The clock of the test with a count of the sleeps that are under way. */
export const countSleeps = <A, E, R>(use: (sleeping: () => number) => Effect.Effect<A, E, R>) =>
  Effect.gen(function*() {
    const clock = yield* Clock.Clock
    let sleeping = 0
    const counting: Clock.Clock = Object.assign(Object.create(clock), {
      sleep: (duration: Parameters<Clock.Clock["sleep"]>[0]) =>
        Effect.acquireUseRelease(
          Effect.sync(() => sleeping++),
          () => clock.sleep(duration),
          () => Effect.sync(() => sleeping--)
        )
    })
    return yield* Effect.provideService(use(() => sleeping), Clock.Clock, counting)
  })
