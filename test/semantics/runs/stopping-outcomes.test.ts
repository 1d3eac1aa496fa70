// What of a step's own doing counts when a run stops: its last pushes, its own interruption, its daemons.
import { Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import { rule } from "../fixtures-ports.ts"
import { capacities, causeOf, failedStep, makeLog, statuses, Stuck } from "../fixtures.ts"
import { all, assertGone, exitOf, reasonsOf } from "./stopping.ts"

describe("S21: what a drained source pushes at its end", () => {
  type Last = (last: Effect.Effect<void>) => <A>(body: Effect.Effect<A>) => Effect.Effect<A>
  const inside: Readonly<Record<string, Last>> = {
    "Effect.ensuring": (last) => Effect.ensuring(last),
    "Effect.onInterrupt": (last) => Effect.onInterrupt(() => last),
    "Effect.onExit": (last) => Effect.onExit(() => last)
  }
  for (const [how, atEnd] of Object.entries(inside)) {
    rule(
      `S21: in ${how} inside its run, is refused: the sinks do not get it, nothing is counted, and it goes no further`,
      () =>
        Effect.gen(function*() {
          for (const capacity of capacities) {
            const log = makeLog()
            const Flushes = Stream.make("Flushes", {
              out: { n: Schema.Int },
              *run(_, { n }) {
                yield* n.push(1)
                const last = Effect.andThen(n.push(99), Effect.sync(() => log.add("pushed")))
                yield* atEnd(last)(Effect.never)
              }
            })
            const running = yield* Workflow.launch(
              Workflow.make("w", { flushes: Flushes, all }, (s) => s.flushes.pipe(s.all), { capacity })
            )
            yield* running.settled
            assert.deepStrictEqual(yield* running.drain(), { all: [1] })
            const { edges: [edge], steps: [flushes] } = yield* running.snapshot
            assert.deepStrictEqual([edge!.pushed, flushes!.discarded, flushes!.status], [1, { n: 0 }, "completed"])
            assert.deepStrictEqual(log.entries, [])
            yield* assertGone(running)
          }
        })
    )
  }

  rule("S21: in a finalizer of its scope, is delivered, as when it had completed", () =>
    Effect.gen(function*() {
      for (const capacity of capacities) {
        const Flushes = Stream.make("Flushes", {
          out: { n: Schema.Int },
          *run(_, { n }) {
            yield* Effect.addFinalizer(() => Effect.andThen(n.push(98), n.push(99)))
            yield* n.push(1)
            yield* Effect.ensuring(Effect.never, n.push(2))
          }
        })
        const running = yield* Workflow.launch(
          Workflow.make("w", { flushes: Flushes, all }, (s) => s.flushes.pipe(s.all), { capacity })
        )
        yield* running.settled
        assert.deepStrictEqual(yield* running.drain(), { all: [1, 98, 99] })
        yield* assertGone(running)
      }
    }))
})

describe("S15, S20: a step that interrupts itself", () => {
  const interruptsItself: Readonly<Record<string, () => Effect.Effect<void>>> = {
    "with Effect.interrupt": () => Effect.interrupt,
    "through its fiber": () => Effect.withFiber((fiber) => Effect.sync(() => fiber.interruptUnsafe())),
    "by joining a child it has interrupted": () =>
      Effect.gen(function*() {
        const child = yield* Effect.forkChild(Effect.never, { startImmediately: true })
        yield* Fiber.interrupt(child)
        yield* Fiber.join(child)
      })
  }
  for (const [how, run] of Object.entries(interruptsItself)) {
    rule(
      `S15: ${how} fails the run with that interruption, and has the status interrupted`,
      () =>
        Effect.gen(function*() {
          const running = yield* Workflow.launch(Workflow.make("w", {
            own: Stream.make("Own", { run }),
            numbers: Source.range({ end: 3 }),
            stuck: Stuck
          }, (s) => s.numbers.pipe(s.stuck)))
          const exit = yield* exitOf(running)
          assert.isTrue(Cause.hasInterruptsOnly(causeOf(exit)))
          assert.strictEqual(failedStep(exit), "w/own")
          assert.deepInclude(statuses(yield* running.snapshot), { own: "interrupted", stuck: "interrupted" })
          yield* assertGone(running)
        })
    )
  }
})

describe("S23: daemons", () => {
  rule("S23: by forkDetach survive every way of stopping a run, and children do not", () =>
    Effect.gen(function*() {
      const gate = yield* Deferred.make<void>()
      const ways: Readonly<
        Record<string, (running: Workflow.Running<{}, {}, unknown, unknown>) => Effect.Effect<unknown, unknown>>
      > = {
        interrupt: (running) => running.interrupt,
        drain: (running) => running.drain(),
        fail: () => Deferred.succeed(gate, undefined)
      }
      for (const [how, stop] of Object.entries(ways)) {
        const log = makeLog()
        const fibers: Array<Fiber.Fiber<unknown>> = []
        const Forks = Stream.make("Forks", {
          *run() {
            const noting = (name: string) => Effect.onInterrupt(Effect.never, () => Effect.sync(() => log.add(name)))
            yield* Effect.forkChild(noting("child"), { startImmediately: true })
            fibers.push(yield* Effect.forkDetach(noting("daemon"), { startImmediately: true }))
            yield* Effect.never
          }
        })
        const Fails = Stream.make("Fails", { run: () => Effect.andThen(Deferred.await(gate), Effect.fail("no")) })
        const running = yield* Workflow.launch(Workflow.make("w", { forks: Forks, fails: Fails }, () => {}))
        yield* running.settled
        yield* Effect.exit(stop(running))
        yield* Effect.exit(running.await)
        assert.deepStrictEqual([how, ...log.entries], [how, "child"])
        assert.isUndefined(fibers[0]!.pollUnsafe())
        yield* Fiber.interrupt(fibers[0]!)
        assert.deepStrictEqual(log.entries, ["child", "daemon"])
      }
    }))

  rule(
    "S12, S20: what a daemon pushes after the run was interrupted is discarded and counted",
    () =>
      Effect.gen(function*() {
        const later = yield* Deferred.make<void>()
        const fibers: Array<Fiber.Fiber<unknown, unknown>> = []
        const seen: Array<number> = []
        const Forks = Stream.make("Forks", {
          out: { n: Schema.Int },
          *run(_, { n }) {
            const daemon = Effect.andThen(Deferred.await(later), n.push(9))
            fibers.push(yield* Effect.forkDetach(daemon, { startImmediately: true }))
            yield* n.push(1)
            yield* Effect.never
          }
        })
        const printer = Sink.forEach(Schema.Int, (x) => {
          seen.push(x)
        })
        const running = yield* Workflow.launch(
          Workflow.make("w", { forks: Forks, printer }, (s) => s.forks.pipe(s.printer))
        )
        yield* running.settled
        yield* running.interrupt
        yield* Deferred.succeed(later, undefined)
        assert.deepStrictEqual(yield* Fiber.await(fibers[0]!), Exit.void)
        assert.deepStrictEqual((yield* running.snapshot).steps[0]!.discarded, { n: 1 })
        assert.deepStrictEqual(seen, [1])
        assert.deepStrictEqual(reasonsOf(yield* exitOf(running)), ["interrupted"])
      })
  )
})
