// Steps whose ports a test holds in its hands, and the schedules under which a rule is tried.
import { type In, type Out, Port, Stream, Workflow } from "@effect-mimo/core"
import { assert, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FiberSet from "effect/FiberSet"
import * as Scheduler from "effect/Scheduler"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as EffectStream from "effect/Stream"
import { randomFrom } from "./fixtures.ts"
import { settle, shuffled, turnsGiven, withScheduler } from "./shuffled.ts"

export { settle, shuffled, withScheduler } from "./shuffled.ts"

/** The small capacities, and some that make the ring of an edge grow (it begins with 16 slots). */
export const capacities: ReadonlyArray<number> = [1, 2, 3, 4, 5]
export const growing: ReadonlyArray<number> = [17, 33, 70]

// -----------------------------------------------------------------------------
// schedules
// -----------------------------------------------------------------------------

// Under how many random orders a rule is tried, half of them with preemption; more: RULE_SEEDS=2000.
const ruleSeeds = Number(process.env["RULE_SEEDS"] ?? 200)

declare module "vitest" {
  interface TaskMeta {
    /** How often a test has run what it tests, for docs/reliability.md. */
    runs?: number
  }
}

interface RuleOptions {
  /** Whether with preemption, too; so it is unless told otherwise. */
  readonly preempt?: boolean
  /** Fewer orders than the others, for want of time. */
  readonly seeds?: { readonly count: number; readonly because: string }
}

// A test that hangs does not wait for its time limit, which under many orders is long.
const untilNothingMoves = Effect.callback<never>((resume) => {
  let [before, still] = [-1, 0]
  const timer = setInterval(() => {
    still = turnsGiven() === before ? still + 1 : 0
    before = turnsGiven()
    if (still === 4) resume(Effect.die(new Error("it hangs: for two seconds no fiber has had a turn")))
  }, 500)
  return Effect.sync(() => clearInterval(timer))
})

const underSeeds = (test: () => Effect.Effect<unknown, unknown, Scope.Scope>, seeds: number, preempt: boolean) =>
  Effect.forEach(upTo(seeds), (seed) =>
    withScheduler(Effect.scoped(test()), shuffled(seed, preempt)).pipe(
      Effect.onError(() => Effect.sync(() => console.error(`under shuffled(${seed}, ${preempt}):`)))
    ), { discard: true }).pipe(Effect.raceFirst(untilNothingMoves))

/**
 * One test of a rule under Effect's own scheduler, under the one of TestClock, and under random orders: under the first two
 * the engine resumes what was woken in batches of its own.
 */
export const rule = (
  name: string,
  test: () => Effect.Effect<unknown, unknown, Scope.Scope>,
  options?: RuleOptions
): void => {
  it.live(name, () => test())
  it.effect(`${name} (test clock)`, () => test())
  const seeds = Math.min(ruleSeeds, options?.seeds?.count ?? ruleSeeds)
  const timeout = 10_000 + 500 * seeds
  const seeded = (title: string, seeds: number, preempt: boolean) =>
    it.live(`${name} (${title})`, ({ task }) => {
      task.meta.runs = seeds
      return underSeeds(test, seeds, preempt)
    }, timeout)
  if (options?.preempt === false) return seeded("shuffled", seeds, false)
  const half = Math.ceil(seeds / 2)
  seeded("shuffled", half, false)
  seeded("shuffled, preempted", half, true)
}

/** A property of a rule, under the schedules of {@link rule}: the last argument of a run is its schedule. */
export const property = <const A extends Record<string, Arbitrary.Arbitrary<unknown>>>(
  name: string,
  arbitraries: A,
  test: (
    values: { readonly [K in keyof A]: A[K] extends Arbitrary.Arbitrary<infer T> ? T : never },
    random: () => number
  ) => Effect.Effect<unknown, unknown, Scope.Scope>,
  options?: { readonly runs?: number; readonly preempt?: false }
): void => {
  const runs = options?.runs ?? 60
  it.effect.prop(
    name,
    { ...arbitraries, schedule: schedules(options?.preempt !== false) },
    // The schedule joins the values, which keep their types.
    (values, { task }) => {
      task.meta.runs = runs
      const { schedule, ...rest } = values as { readonly schedule: Schedule }
      const run = Effect.scoped(test(rest as never, randomFrom(schedule.seed)))
      return schedule.kind === "stock"
        ? Effect.provideService(run, Scheduler.Scheduler, new Scheduler.MixedScheduler())
        : schedule.kind === "test clock"
        ? run
        : withScheduler(run, shuffled(schedule.seed, schedule.kind === "preempted"))
    },
    { arbitrary: { runs }, timeout: 30_000 }
  )
}

interface Schedule {
  readonly kind: "stock" | "test clock" | "shuffled" | "preempted"
  readonly seed: number
}

const schedules = (preempt: boolean): Arbitrary.Arbitrary<Schedule> =>
  Arbitrary.schema(Schema.Struct({
    kind: Schema.Literals(
      preempt ? ["stock", "test clock", "shuffled", "preempted"] : ["stock", "test clock", "shuffled", "shuffled"]
    ),
    seed: integer(0, 1_000_000)
  }))

const integer = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }))

/** Whole numbers of a range. */
export const between = (minimum: number, maximum: number): Arbitrary.Arbitrary<number> =>
  Arbitrary.schema(integer(minimum, maximum))

/** Lists of whole numbers of a range. */
export const listOf = (
  minimum: number,
  maximum: number,
  options: { readonly minLength?: number; readonly maxLength: number }
): Arbitrary.Arbitrary<Array<number>> => Arbitrary.array(between(minimum, maximum), options)

// -----------------------------------------------------------------------------
// puppets
// -----------------------------------------------------------------------------

const ports = {
  in: { left: Port.optional(Schema.Unknown), right: Port.optional(Schema.Unknown) },
  out: { main: Port.optional(Schema.Unknown), side: Port.optional(Schema.Unknown) }
}

/** A step of a running workflow that does what the test tells it. Ports that are not piped are optional. */
export interface Puppet {
  readonly left: In<unknown>
  readonly right: In<unknown>
  readonly main: Out<unknown>
  readonly side: Out<unknown>
  /** Begins an effect in a fiber of the step and gives the fiber. */
  start<A, E>(effect: Effect.Effect<A, E>): Effect.Effect<Fiber.Fiber<A, E>>
  /** Runs an effect in a fiber of the step. */
  do<A, E>(effect: Effect.Effect<A, E>): Effect.Effect<A, E>
  /** Ends the step: its run returns, or fails. */
  readonly quit: Effect.Effect<void>
  fail(error: unknown): Effect.Effect<void>
}

type Handle = Workflow.Handle<
  { readonly left: unknown; readonly right: unknown },
  { readonly main: unknown; readonly side: unknown }
>

// A definition whose steps put themselves into the record.
const puppet = (name: string, held: Record<string, Puppet>) =>
  Stream.make("Puppet", {
    ...ports,
    run: (ins, outs) =>
      Effect.gen(function*() {
        const fork = yield* FiberSet.makeRuntime<never, unknown, unknown>()
        yield* Effect.callback<void, unknown>((resume) => {
          const start = <A, E>(effect: Effect.Effect<A, E>) => Effect.sync(() => fork(effect))
          held[name] = {
            ...ins,
            ...outs,
            start,
            do: (effect) => Effect.flatMap(start(effect), Fiber.join),
            quit: Effect.sync(() => resume(Effect.void)),
            fail: (error) => Effect.sync(() => resume(Effect.fail(error)))
          }
        })
      })
  })

/** A workflow with a puppet for each name, launched; it is interrupted when the scope closes. */
export const puppets = <const Name extends string>(
  names: ReadonlyArray<Name>,
  wire: (steps: { readonly [K in Name]: Handle }) => void,
  options?: { readonly capacity?: number }
): Effect.Effect<{ readonly [K in Name]: Puppet } & { readonly running: Lab }, never, Scope.Scope> =>
  Effect.gen(function*() {
    const held: Record<string, Puppet> = {}
    const steps = Object.fromEntries(names.map((name) => [name, puppet(name, held)]))
    // Handles by the names given.
    const workflow = Workflow.make("lab", steps, (handles) => wire(handles as never), options)
    const running = yield* Workflow.launch(workflow)
    yield* settle
    return { ...held, running } as never // each name has run up to its callback
  })

type Lab = Workflow.Running<{}, {}, unknown, unknown>

/** One puppet whose ports are open: fed and read from outside the workflow. */
export const opened = (capacity: number) =>
  Effect.gen(function*() {
    const held: Record<string, Puppet> = {}
    const workflow = Workflow.make("lab", { step: puppet("step", held) }, ({ step }) => ({
      in: { feed: step.left },
      out: { tap: step.main, other: step.side }
    }), { capacity })
    const running = yield* Workflow.launch(workflow)
    yield* settle
    return { step: held.step!, running, feed: running.in.feed, tap: running.out.tap, other: running.out.other }
  })

/** The edge of a snapshot by the names of its ports. */
export const edgeOf = (
  running: Lab,
  from: string,
  to: string
): Effect.Effect<Workflow.EdgeSnapshot> =>
  Effect.map(
    running.snapshot,
    ({ edges }) => edges.find((edge) => edge.from === from && edge.to === to) ?? assert.fail(`no edge ${from} → ${to}`)
  )

/** How many elements an outlet has discarded for want of an edge that takes them. */
export const discardedBy = (
  running: Lab,
  step: string,
  port: string
): Effect.Effect<number> =>
  Effect.map(running.snapshot, ({ steps }) => steps.find((s) => s.step === step)!.discarded[port]!)

/** Two puppets and one edge, `from.main` → `to.left`. */
export const pair = (capacity: number) =>
  Effect.map(
    puppets(["from", "to"], ({ from, to }) => {
      from.main.pipe(to.left, { capacity })
    }),
    (lab) => ({ ...lab, edge: edgeOf(lab.running, "from.main", "to.left") })
  )

// -----------------------------------------------------------------------------
// looking at fibers and exits
// -----------------------------------------------------------------------------

/** Whether the fiber has not ended, once all others wait. */
export const isSuspended = (fiber: Fiber.Fiber<unknown, unknown>): Effect.Effect<boolean> =>
  Effect.map(settle, () => fiber.pollUnsafe() === undefined)

/** The result of a fiber that must have ended by now. */
export const endedWith = <A, E>(fiber: Fiber.Fiber<A, E>): Effect.Effect<Exit.Exit<A, E>> =>
  Effect.map(settle, () => fiber.pollUnsafe() ?? assert.fail("the fiber is still suspended"))

export const isDoneExit = (exit: Exit.Exit<unknown, unknown>): boolean =>
  Exit.isFailure(exit) && exit.cause.reasons.length === 1 &&
  exit.cause.reasons.every((reason) => Cause.isFailReason(reason) && Cause.isDone(reason.error))

/** Asserts that an effect fails with `Cause.Done` and nothing else. */
export const assertDone = <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<void> =>
  Effect.map(Effect.exit(effect), (exit) => assert.isTrue(isDoneExit(exit), `expected Cause.Done, got ${String(exit)}`))

/** The only defect of an exit. */
export const defectOf = (exit: Exit.Exit<unknown, unknown>): unknown => {
  const reasons = Exit.isFailure(exit) ? exit.cause.reasons : []
  const [reason] = reasons
  return reasons.length === 1 && reason !== undefined && Cause.isDieReason(reason)
    ? reason.defect
    : assert.fail(`expected one defect, got ${String(exit)}`)
}

/** 0 to n - 1. */
export const upTo = (n: number): Array<number> => Array.from({ length: n }, (_, index) => index)

/** Pops until the end, one at a time. */
export const popRest = (inlet: In<unknown>): Effect.Effect<ReadonlyArray<unknown>> =>
  Effect.gen(function*() {
    const popped: Array<unknown> = []
    yield* inlet.forEach((element) => {
      popped.push(element)
    })
    return popped
  })

// -----------------------------------------------------------------------------
// any way of pushing and popping
// -----------------------------------------------------------------------------

/** Pushes the elements one after the other, each few of them in another of the ways there are. */
export const pushAnyhow = (
  outlet: Out<unknown>,
  elements: ReadonlyArray<unknown>,
  random: () => number,
  between: Effect.Effect<unknown> = Effect.void
): Effect.Effect<void> =>
  Effect.gen(function*() {
    for (let at = 0; at < elements.length;) {
      const some = elements.slice(at, at + 1 + Math.floor(random() * 7))
      const ways: ReadonlyArray<() => Effect.Effect<unknown>> = [
        () => outlet.push(some[0]),
        () => Effect.map(outlet.push(some[0]), () => 0),
        () => outlet.pushAll(some),
        () => outlet.pushAll(some.values()),
        () => EffectStream.run(EffectStream.fromIterable(some), outlet.sink),
        () => Effect.yieldNow
      ]
      const way = Math.floor(random() * ways.length)
      at += way < 2 ? 1 : way < 5 ? some.length : 0
      yield* ways[way]!()
      yield* between
    }
  })

/** Pops everything up to the end, each few elements in another of the ways there are. */
export const popAnyhow = (
  inlet: In<unknown>,
  random: () => number,
  between: Effect.Effect<unknown> = Effect.void
): Effect.Effect<ReadonlyArray<unknown>> =>
  Effect.suspend(() => {
    const popped: Array<unknown> = []
    const take = (element: unknown) => {
      popped.push(element)
      return between
    }
    const ways: ReadonlyArray<() => Effect.Effect<unknown, Cause.Done>> = [
      function*() {
        popped.push(yield* inlet.pop)
      },
      function*() {
        popped.push(yield* Effect.map(inlet.pop, (element) => element))
      },
      function*() {
        const most = 1 + Math.floor(random() * 6)
        const some = yield* inlet.popUpTo(most)
        assert.isAtMost(some.length, most)
        assert.isAtLeast(some.length, 1)
        popped.push(...some)
      },
      function*() {
        const seen = yield* inlet.peek
        yield* between
        const next = yield* inlet.pop
        assert.isTrue(Object.is(seen, next))
        popped.push(next)
      },
      function*() {
        popped.push((yield* Port.popAll({ inlet })).inlet)
      },
      function*() {
        popped.push((yield* Port.select({ inlet })).value)
      },
      function*() {
        yield* Effect.yieldNow
      }
    ].map((way) => Effect.fnUntraced(way))
    const toTheEnd = [() => inlet.forEach(take), () => EffectStream.runForEach(inlet.stream, take)]
    return Effect.gen(function*() {
      while (true) {
        if (random() < 0.03) yield* toTheEnd[Math.floor(random() * 2)]!()
        yield* ways[Math.floor(random() * ways.length)]!()
        yield* between
      }
    }).pipe(Effect.catch(() => Effect.succeed(popped)))
  })
