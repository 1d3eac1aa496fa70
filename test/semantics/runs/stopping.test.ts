// Each way of stopping a run whose steps do not make it easy.
import { Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"
import { rule } from "../fixtures-ports.ts"
import { capacities, causeOf, Endless, failedStep, makeLog, statuses, Stuck, turns } from "../fixtures.ts"
import {
  all,
  assertGone,
  assertTimeout,
  DiesAtEnd,
  exitOf,
  GoesOn,
  into,
  left,
  reasonsOf,
  start,
  Stubborn
} from "./stopping.ts"

describe("S20: interrupting steps that do not make it easy", () => {
  rule("S20: one that is uninterruptible is waited for", () =>
    Effect.gen(function*() {
      const gate = yield* Deferred.make<void>()
      const running = yield* Workflow.launch(into(Stubborn(gate)))
      yield* running.settled
      const interrupting = yield* start(running.interrupt)
      yield* turns(20)
      assert.isUndefined(interrupting.pollUnsafe())
      assert.deepStrictEqual(statuses(yield* running.snapshot), { numbers: "interrupted", sink: "running" })
      yield* Deferred.succeed(gate, undefined)
      yield* Fiber.join(interrupting)
      assert.deepStrictEqual(reasonsOf(yield* exitOf(running)), ["interrupted"])
      yield* assertGone(running)
    }))

  rule(
    "S20: an uninterruptible one that would wait for elements sees the failed end of its inlet",
    () =>
      Effect.gen(function*() {
        const log = makeLog()
        const ToTheEnd = Stream.make("ToTheEnd", {
          in: { n: Schema.Int },
          run: ({ n }) =>
            Effect.uninterruptible(Effect.onExit(n.forEach(() => {}), (exit) => Effect.sync(() => log.add(exit._tag))))
        })
        const Two = Stream.make("Two", {
          out: { n: Schema.Int },
          run: (_, { n }) => Effect.andThen(n.push(1), Effect.never)
        })
        const running = yield* Workflow.launch(
          Workflow.make("w", { two: Two, end: ToTheEnd }, (s) => s.two.pipe(s.end))
        )
        yield* running.settled
        yield* running.interrupt
        assert.deepStrictEqual(log.entries, ["Failure"])
        assert.deepStrictEqual(reasonsOf(yield* exitOf(running)), ["interrupted"])
        yield* assertGone(running)
      })
  )

  rule("S20: what several finalizers fail with is all kept, each with its step", () =>
    Effect.gen(function*() {
      const workflow = Workflow.make("w", { numbers: Endless, one: DiesAtEnd, other: DiesAtEnd, stuck: Stuck }, (s) => {
        s.numbers.pipe(s.one)
        s.numbers.pipe(s.other)
        s.numbers.pipe(s.stuck)
      })
      const running = yield* Workflow.launch(workflow)
      yield* running.settled
      yield* running.interrupt
      const exit = yield* exitOf(running)
      assert.deepStrictEqual(reasonsOf(exit), ["at the end", "at the end"])
      const steps = causeOf(exit).reasons.map((reason) => failedStep(Exit.failCause(Cause.fromReasons([reason]))))
      assert.sameMembers(steps, ["w/one", "w/other"])
      yield* assertGone(running)
    }))

  rule("S20: two interruptions wait for the same end", () =>
    Effect.gen(function*() {
      const gate = yield* Deferred.make<void>()
      const running = yield* Workflow.launch(into(Stubborn(gate)))
      yield* running.settled
      const both = [yield* start(running.interrupt), yield* start(running.interrupt)]
      yield* turns(20)
      assert.isTrue(both.every((fiber) => fiber.pollUnsafe() === undefined))
      yield* Deferred.succeed(gate, undefined)
      for (const fiber of both) yield* Fiber.join(fiber)
      yield* assertGone(running)
    }))
})

describe("S21: draining steps that do not make it easy", () => {
  rule(
    "S21: one that never pops, or goes on after its end, is waited for, until the run is interrupted",
    () =>
      Effect.gen(function*() {
        for (const sink of [Stuck, GoesOn]) {
          const running = yield* Workflow.launch(into(sink))
          yield* turns(5)
          const draining = yield* start(running.drain())
          yield* turns(100)
          assert.isUndefined(draining.pollUnsafe())
          yield* running.interrupt
          assert.deepStrictEqual(reasonsOf(yield* Fiber.await(draining)), ["interrupted"])
          assert.deepStrictEqual(reasonsOf(yield* exitOf(running)), ["interrupted"])
          yield* assertGone(running)
        }
      })
  )

  rule("S21: one that is uninterruptible is waited for, and completes", () =>
    Effect.gen(function*() {
      const gate = yield* Deferred.make<void>()
      const running = yield* Workflow.launch(into(Stubborn(gate)))
      yield* running.settled
      const draining = yield* start(running.drain())
      yield* turns(20)
      assert.isUndefined(draining.pollUnsafe())
      yield* Deferred.succeed(gate, undefined)
      assert.deepStrictEqual(yield* Fiber.join(draining), {})
      yield* assertGone(running)
    }))

  rule("S21: an uninterruptible source is let go on until it pushes", () =>
    Effect.gen(function*() {
      const gate = yield* Deferred.make<void>()
      const log = makeLog()
      const Source = Stream.make("Source", {
        out: { n: Schema.Int },
        run: (_, { n }) =>
          Effect.uninterruptible(
            Effect.andThen(Deferred.await(gate), Effect.andThen(Effect.sync(() => log.add("went on")), n.push(1)))
          ).pipe(Effect.andThen(Effect.sync(() => log.add("never"))))
      })
      const running = yield* Workflow.launch(Workflow.make("w", { source: Source, all }, (s) => s.source.pipe(s.all)))
      yield* running.settled
      const draining = yield* start(running.drain())
      yield* turns(20)
      assert.isUndefined(draining.pollUnsafe())
      yield* Deferred.succeed(gate, undefined)
      assert.deepStrictEqual(yield* Fiber.join(draining), { all: [] })
      assert.deepStrictEqual(log.entries, ["went on"])
      yield* assertGone(running)
    }))

  rule(
    "S21: a source that fails in a finalizer fails the run, and what is in flight is dropped",
    () =>
      Effect.gen(function*() {
        const gate = yield* Deferred.make<void>()
        const seen: Array<number> = []
        const Fails = Stream.make("Fails", {
          out: { n: Schema.Int },
          run: (_, { n }) =>
            Effect.onExit(Effect.andThen(n.pushAll([1, 2, 3]), Effect.never), () => Effect.fail("not closed"))
        })
        const Waits = Stream.make("Waits", {
          in: { n: Schema.Int },
          run: ({ n }) =>
            Effect.andThen(
              Deferred.await(gate),
              n.forEach((x) => {
                seen.push(x)
              })
            )
        })
        const running = yield* Workflow.launch(
          Workflow.make("w", { fails: Fails, waits: Waits }, (s) => s.fails.pipe(s.waits))
        )
        yield* running.settled
        const exit = yield* Effect.exit(running.drain())
        assert.deepStrictEqual(reasonsOf(exit), ["not closed"])
        assert.strictEqual(failedStep(exit), "w/fails")
        assert.deepStrictEqual(seen, [])
        assert.deepStrictEqual(statuses(yield* running.snapshot), { fails: "failed", waits: "interrupted" })
        yield* assertGone(running)
      })
  )

  rule("S21: a sink that fails in a finalizer, its work done, fails the run", () =>
    Effect.gen(function*() {
      const running = yield* Workflow.launch(
        Workflow.make("w", { numbers: Endless, end: DiesAtEnd }, ({ numbers, end }) => numbers.pipe(end))
      )
      yield* turns(3)
      const exit = yield* Effect.exit(running.drain())
      assert.deepStrictEqual(reasonsOf(exit), ["at the end"])
      assert.strictEqual(failedStep(exit), "w/end")
      const { edges: [edge] } = yield* running.snapshot
      assert.strictEqual(edge!.popped, edge!.pushed)
      yield* assertGone(running)
    }))

  rule("S21: what a step with inlets pushes in its finalizers reaches the sinks", () =>
    Effect.gen(function*() {
      for (const capacity of capacities) {
        const Flushes = Stream.make("Flushes", {
          in: { n: Schema.Int },
          out: { m: Schema.Int },
          *run({ n }, { m }) {
            let count = 0
            yield* Effect.addFinalizer(() => Effect.andThen(m.push(count), m.pushAll([-1, -2, -3])))
            yield* n.forEach(() => {
              count++
            })
          }
        })
        const workflow = Workflow.make(
          "w",
          { numbers: Endless, flushes: Flushes, all },
          (s) => s.numbers.pipe(s.flushes).pipe(s.all),
          { capacity }
        )
        const running = yield* Workflow.launch(workflow)
        yield* turns(3)
        const results = yield* running.drain()
        const { edges: [edge] } = yield* running.snapshot
        assert.deepStrictEqual(results, { all: [edge!.pushed, -1, -2, -3] })
        yield* assertGone(running)
      }
    }))

  // As if the source had completed: then they do.
  for (
    const [how, flush] of Object.entries<(push: (x: number) => Effect.Effect<void>) => Effect.Effect<void>>({
      "as an Effect": (push) => Effect.andThen(push(97), Effect.andThen(push(98), push(99))),
      "in a generator": (push) =>
        Effect.gen(function*() {
          for (const x of [97, 98, 99]) yield* push(x)
        })
    })
  ) {
    rule(
      `S21: what a source pushes in the finalizers of its scope, ${how}, reaches the sinks`,
      () =>
        Effect.gen(function*() {
          const body = { completes: Effect.void, "is drained": Effect.never }
          for (const [what, end] of Object.entries(body)) {
            for (const capacity of capacities) {
              const log = makeLog()
              const Flushes = Stream.make("Flushes", {
                out: { n: Schema.Int },
                *run(_, { n }) {
                  yield* log.scoped("source")
                  yield* Effect.addFinalizer(() =>
                    Effect.andThen(flush((x) => n.push(x)), Effect.sync(() => log.add("flushed")))
                  )
                  yield* n.push(1)
                  yield* end
                }
              })
              const workflow = Workflow.make("w", { flushes: Flushes, all }, (s) => s.flushes.pipe(s.all), { capacity })
              const running = yield* Workflow.launch(workflow)
              yield* running.settled
              const { all: seen } = yield* running.drain()
              assert.deepStrictEqual([what, capacity, seen], [what, capacity, [1, 97, 98, 99]])
              assert.deepStrictEqual(log.entries, ["+source", "flushed", "-source"])
              yield* assertGone(running)
            }
          }
        })
    )
  }
})

describe("S21: draining with a time limit steps that do not make it easy", () => {
  it.effect("S21: one that never pops, or goes on after its end, is interrupted when it passes", () =>
    Effect.gen(function*() {
      for (const [sink, expected] of [[Stuck, left], [GoesOn, []]] as const) {
        const running = yield* Workflow.launch(into(sink))
        yield* turns(5)
        const draining = yield* start(running.drain({ timeout: "1 second" }))
        yield* TestClock.adjust("1 second")
        assertTimeout(yield* Fiber.await(draining), expected)
        assert.deepStrictEqual(reasonsOf(yield* exitOf(running)), ["interrupted"])
        yield* assertGone(running)
      }
    }))

  it.effect("S21: one that is uninterruptible is waited for beyond it; what is reported was left when it passed", () =>
    Effect.gen(function*() {
      const gate = yield* Deferred.make<void>()
      const running = yield* Workflow.launch(into(Stubborn(gate)))
      yield* running.settled
      const draining = yield* start(running.drain({ timeout: "1 second" }))
      yield* TestClock.adjust("1 hour")
      assert.isUndefined(draining.pollUnsafe())
      yield* Deferred.succeed(gate, undefined)
      assertTimeout(yield* Fiber.await(draining))
      assert.deepStrictEqual(statuses(yield* running.snapshot), { numbers: "interrupted", sink: "interrupted" })
      yield* assertGone(running)
    }))

  it.effect("S21: what finalizers fail with when it has passed comes after the report", () =>
    Effect.gen(function*() {
      const Fails = Stream.make("Fails", {
        in: { n: Schema.Int },
        run: () => Effect.ensuring(Effect.never, Effect.die("not closed"))
      })
      const running = yield* Workflow.launch(into(Fails))
      yield* running.settled
      const draining = yield* start(running.drain({ timeout: "1 second" }))
      yield* TestClock.adjust("1 second")
      const exit = yield* Fiber.await(draining)
      assertTimeout(exit)
      assert.deepStrictEqual(reasonsOf(yield* exitOf(running)), ["not closed"])
      assert.deepStrictEqual(reasonsOf(exit).slice(1), ["not closed"])
      yield* assertGone(running)
    }))

  it.effect("S21: a failure before it passes is the run's, and there is no report", () =>
    Effect.gen(function*() {
      const FailsLater = Stream.make("FailsLater", {
        in: { n: Schema.Int },
        run: () => Effect.andThen(Effect.sleep("500 millis"), Effect.fail("later"))
      })
      const running = yield* Workflow.launch(
        Workflow.make("w", { numbers: Endless, sink: FailsLater }, ({ numbers, sink }) => numbers.pipe(sink))
      )
      yield* running.settled
      const draining = yield* start(running.drain({ timeout: "1 second" }))
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(reasonsOf(yield* Fiber.await(draining)), ["later"])
      yield* assertGone(running)
    }))
})
