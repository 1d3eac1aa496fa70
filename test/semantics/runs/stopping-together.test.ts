// Several ways of stopping a run at once, and what is left of it afterwards.
import { Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"
import { rule } from "../fixtures-ports.ts"
import { countSleeps, Endless, Relay, statuses, Stuck, trackFibers, turns } from "../fixtures.ts"
import {
  all,
  type AnyRunning,
  assertGone,
  assertTimeout,
  DiesAtEnd,
  exitOf,
  GoesOn,
  into,
  naturals,
  reasonsOf,
  start,
  Stubborn
} from "./stopping.ts"

describe("S20, S21: several ways at once", () => {
  rule(
    "S20: a drain of a run that is being interrupted changes nothing, and exits as it does",
    () =>
      Effect.gen(function*() {
        const gate = yield* Deferred.make<void>()
        const running = yield* Workflow.launch(into(Stubborn(gate)))
        yield* running.settled
        const interrupting = yield* start(running.interrupt)
        const draining = yield* start(running.drain())
        yield* turns(20)
        assert.isUndefined(draining.pollUnsafe())
        yield* Deferred.succeed(gate, undefined)
        yield* Fiber.join(interrupting)
        assert.deepStrictEqual(reasonsOf(yield* Fiber.await(draining)), ["interrupted"])
        yield* assertGone(running)
      })
  )

  rule("S20: in one turn, the interruption counts, whichever is asked for first", () =>
    Effect.gen(function*() {
      for (const order of [["interrupt", "drain"], ["drain", "interrupt"]]) {
        const running = yield* Workflow.launch(into(Stuck))
        yield* running.settled
        const asked = { interrupt: running.interrupt, drain: Effect.exit(running.drain()) }
        const fibers = yield* Effect.forEach(order, (what) => start(asked[what as keyof typeof asked]))
        for (const fiber of fibers) yield* Fiber.await(fiber)
        assert.deepStrictEqual(reasonsOf(yield* exitOf(running)), ["interrupted"])
        yield* assertGone(running)
      }
    }))

  rule(
    "S20: an interruption during a drain: sources that have stopped stay completed, the rest is interrupted",
    () =>
      Effect.gen(function*() {
        const workflow = Workflow.make(
          "w",
          { three: Source.range({ end: 3 }), relay: Relay, on: GoesOn },
          (s) => s.three.pipe(s.relay).pipe(s.on)
        )
        const running = yield* Workflow.launch(workflow)
        yield* running.settled
        const draining = yield* start(running.drain())
        yield* turns(20)
        assert.isUndefined(draining.pollUnsafe())
        yield* running.interrupt
        assert.deepStrictEqual(reasonsOf(yield* Fiber.await(draining)), ["interrupted"])
        assert.deepStrictEqual(statuses(yield* running.snapshot), {
          three: "completed",
          relay: "completed",
          on: "interrupted"
        })
        yield* assertGone(running)
      })
  )

  it.effect("S21: with a limit, interrupted before it passes, there is no report", () =>
    Effect.gen(function*() {
      const running = yield* Workflow.launch(into(Stuck))
      yield* running.settled
      const draining = yield* start(running.drain({ timeout: "1 second" }))
      yield* turns(5)
      yield* running.interrupt
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual(reasonsOf(yield* Fiber.await(draining)), ["interrupted"])
      yield* assertGone(running)
    }))

  rule("S21: two drains give the same", () =>
    Effect.gen(function*() {
      const running = yield* Workflow.launch(
        Workflow.make("w", { numbers: Endless, all }, ({ numbers, all }) => numbers.pipe(all), { capacity: 2 })
      )
      yield* turns(3)
      const one = yield* start(running.drain())
      const other = yield* start(running.drain({ timeout: "1 hour" }))
      assert.deepStrictEqual(yield* Fiber.join(one), yield* Fiber.join(other))
      yield* assertGone(running)
    }))

  it.effect("S21: of two drains the one whose limit passes reports; the other sees the run interrupted", () =>
    Effect.gen(function*() {
      for (const others of [undefined, { timeout: "1 second" }, { timeout: "2 seconds" }] as const) {
        for (const isFirst of [true, false]) {
          const running = yield* Workflow.launch(into(Stuck))
          yield* running.settled
          const limited = () => running.drain({ timeout: "1 second" })
          const other = () => others === undefined ? running.drain() : running.drain(others)
          const fibers = [yield* start(isFirst ? limited() : other()), yield* start(isFirst ? other() : limited())]
          yield* TestClock.adjust("1 hour")
          const exits = yield* Effect.forEach(fibers, Fiber.await)
          // Of two with the same limit it is the first.
          const reporting = isFirst || others?.timeout === "1 second" ? exits : exits.toReversed()
          assertTimeout(reporting[0]!)
          assert.deepStrictEqual(reasonsOf(reporting[1]!), ["interrupted"])
          yield* assertGone(running)
        }
      }
    }))

  it.effect("S21: interrupting the fiber that drains does not take the drain back, only its limit", () =>
    Effect.gen(function*() {
      const gate = yield* Deferred.make<void>()
      const Waits = Stream.make("Waits", {
        in: { n: Schema.Int },
        *run({ n }) {
          yield* Deferred.await(gate)
          const seen: Array<number> = []
          yield* n.forEach((x) => {
            seen.push(x)
          })
          return seen
        }
      })
      const running = yield* Workflow.launch(
        Workflow.make("w", { numbers: Endless, waits: Waits }, (s) => s.numbers.pipe(s.waits), { capacity: 3 })
      )
      yield* running.settled
      const draining = yield* start(running.drain({ timeout: "1 second" }))
      yield* Fiber.interrupt(draining)
      yield* TestClock.adjust("1 hour")
      yield* Deferred.succeed(gate, undefined)
      const { waits } = yield* running.await
      const { edges: [edge] } = yield* running.snapshot
      assert.deepStrictEqual(waits, naturals(edge!.pushed))
      yield* assertGone(running)
    }))

  rule(
    "S22: a run that has failed stays failed, drained or interrupted while its finalizers run",
    () =>
      Effect.gen(function*() {
        const Fails = Stream.make("Fails", { run: () => Effect.fail("first") })
        for (const how of ["drain", "interrupt"] as const) {
          const gate = yield* Deferred.make<void>()
          const workflow = Workflow.make(
            "w",
            { numbers: Endless, stubborn: Stubborn(gate), fails: Fails },
            (s) => s.numbers.pipe(s.stubborn)
          )
          const running = yield* Workflow.launch(workflow)
          yield* running.settled
          const stopping = yield* start(Effect.exit(how === "drain" ? running.drain() : running.interrupt))
          yield* turns(5)
          yield* Deferred.succeed(gate, undefined)
          const stopped = yield* Fiber.join(stopping)
          if (how === "drain") assert.deepStrictEqual(reasonsOf(stopped), ["first"])
          assert.deepStrictEqual(reasonsOf(yield* exitOf(running)), ["first"])
          yield* assertGone(running)
        }
      })
  )
})

describe("S23: after steps that do not make it easy", () => {
  const flushes = (effect: Effect.Effect<void>) =>
    Stream.make("Flushes", {
      in: { n: Schema.Int },
      out: { m: Schema.Int },
      *run({ n }, { m }) {
        yield* Effect.forkScoped(Effect.sleep("1 day"))
        yield* Effect.addFinalizer(() => Effect.andThen(m.push(1), effect))
        yield* n.forEach((x) => m.push(x))
      }
    })
  const steps = {
    "never pop": Workflow.make(
      "w",
      { numbers: Endless, flushes: flushes(Effect.void), stuck: Stuck },
      (s) => s.numbers.pipe(s.flushes).pipe(s.stuck)
    ),
    "go on": Workflow.make(
      "w",
      { numbers: Endless, flushes: flushes(Effect.void), on: GoesOn },
      (s) => s.numbers.pipe(s.flushes).pipe(s.on)
    ),
    "fail in finalizers": Workflow.make(
      "w",
      { numbers: Endless, flushes: flushes(Effect.die("no")), end: DiesAtEnd },
      (s) => s.numbers.pipe(s.flushes).pipe(s.end)
    ),
    "are uninterruptible for a while": Workflow.make("w", {
      numbers: Endless,
      flushes: flushes(Effect.asVoid(turns(10))),
      stubborn: Stream.make("Slow", { in: { n: Schema.Int }, run: () => Effect.uninterruptible(turns(30)) })
    }, (s) => s.numbers.pipe(s.flushes).pipe(s.stubborn))
  }
  const ways: Record<string, (running: AnyRunning) => Effect.Effect<unknown, unknown>> = {
    interrupted: (running) => running.interrupt,
    "drained with a limit": (running) => running.drain({ timeout: "1 millis" }),
    "interrupted during a drain": (running) =>
      Effect.raceFirst(running.drain(), Effect.andThen(turns(5), running.interrupt)),
    "drained during an interruption": (running) =>
      Effect.all([Effect.exit(running.interrupt), Effect.exit(running.drain())], { concurrency: 2 }),
    "drained twice": (running) =>
      Effect.all([Effect.exit(running.drain()), Effect.exit(running.drain({ timeout: "1 millis" }))], {
        concurrency: 2
      })
  }
  for (const [how, stop] of Object.entries(ways)) {
    for (const [what, workflow] of Object.entries(steps)) {
      const run = (capacity: number) =>
        Effect.scoped(Effect.gen(function*() {
          const running = yield* Workflow.launch(
            Workflow.withCapacity<{}, {}, unknown, never, never>(workflow, capacity)
          )
          yield* turns(5)
          yield* Effect.exit(stop(running))
          yield* exitOf(running)
          yield* assertGone(running)
        }))

      it.effect(`S23: no fiber is alive of steps that ${what}, ${how}`, () =>
        Effect.gen(function*() {
          for (const capacity of [1, 2, 128]) {
            const { alive, exit, seen } = yield* trackFibers().run(run(capacity))
            assert.deepStrictEqual(exit, Exit.void)
            assert.isAbove(seen, 3)
            assert.strictEqual(alive, 0)
          }
        }))

      it.effect(`S23: no timer is pending of steps that ${what}, ${how}`, () =>
        countSleeps((sleeping) =>
          Effect.gen(function*() {
            for (const capacity of [1, 2, 128]) {
              const fiber = yield* start(run(capacity))
              yield* turns(20)
              yield* TestClock.adjust("1 second")
              yield* Fiber.join(fiber)
              assert.strictEqual(sleeping(), 0)
            }
          })
        ))
    }
  }
})
