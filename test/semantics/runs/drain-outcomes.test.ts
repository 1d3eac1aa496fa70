/** S21: how a drain ends: with a failure, too late, and in time. */
import { Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"
import { rule } from "../fixtures-ports.ts"
import { causeOf, countSleeps, Endless, makeLog, Relay, statuses, Stuck, turns } from "../fixtures.ts"
import { all } from "./stopping.ts"

describe("S21: draining a run that fails", () => {
  rule("S21: a failure while it drains fails it", () =>
    Effect.gen(function*() {
      const AtEnd = Stream.make("AtEnd", {
        in: { n: Schema.Int },
        run: ({ n }) => Effect.andThen(n.forEach(() => {}), Effect.fail("at the end"))
      })
      const workflow = Workflow.make("w", { numbers: Endless, end: AtEnd }, ({ numbers, end }) => numbers.pipe(end))
      const running = yield* Workflow.launch(workflow)
      const exit = yield* Effect.exit(running.drain())
      assert.strictEqual(Cause.squash(causeOf(exit)), "at the end")
    }))
})

describe("S21: draining with a time limit", () => {
  it.effect("S21: what is left when it passes is reported per edge, and the run is interrupted", () =>
    Effect.gen(function*() {
      const log = makeLog()
      const Hangs = Stream.make("Hangs", {
        in: { n: Schema.Int },
        *run({ n }) {
          yield* log.scoped("hangs")
          yield* n.pop
          yield* Effect.never
        }
      })
      const workflow = Workflow.make(
        "w",
        { numbers: Endless, relay: Relay, hangs: Hangs },
        (s) => s.numbers.pipe(s.relay).pipe(s.hangs),
        { capacity: 3 }
      )
      const running = yield* Workflow.launch(workflow)
      yield* running.settled
      const draining = yield* Effect.forkChild(Effect.flip(running.drain({ timeout: "5 seconds" })), {
        startImmediately: true
      })
      yield* TestClock.adjust("4 seconds")
      assert.isUndefined(draining.pollUnsafe())
      assert.strictEqual(statuses(yield* running.snapshot).hangs, "running")
      yield* TestClock.adjust("1 second")
      const error = yield* Fiber.join(draining)
      assert.instanceOf(error, Workflow.DrainTimeout)
      assert.deepStrictEqual(error.left, [
        { from: "numbers.value", to: "relay.n", elements: 3 },
        { from: "relay.m", to: "hangs.n", elements: 3 }
      ])
      assert.include(error.message, "workflow \"w\" was not drained in time")
      assert.include(error.message, "numbers.value → relay.n: 3")
      assert.include(error.message, "relay.m → hangs.n: 3")
      assert.deepStrictEqual(log.entries, ["+hangs", "-hangs"])
      assert.strictEqual(statuses(yield* running.snapshot).hangs, "interrupted")
      assert.isTrue(Exit.hasInterrupts(yield* Effect.exit(running.await)))
    }))

  it.effect("S21: nothing left on the edges is said too, and edges of nested workflows have their paths", () =>
    Effect.gen(function*() {
      const inner = Workflow.make("inner", { relay: Relay, stuck: Stuck }, ({ relay, stuck }) => {
        relay.pipe(stuck)
        return { in: { n: relay.n } }
      })
      const workflow = Workflow.make("w", { two: Source.range({ end: 2 }), inner }, ({ two, inner }) => two.pipe(inner))
      const running = yield* Workflow.launch(workflow)
      yield* running.settled
      const draining = yield* Effect.forkChild(Effect.flip(running.drain({ timeout: "1 second" })), {
        startImmediately: true
      })
      yield* TestClock.adjust("1 second")
      const error = yield* Fiber.join(draining)
      assert.deepStrictEqual((error as Workflow.DrainTimeout).left, [
        { from: "inner/relay.m", to: "inner/stuck.n", elements: 2 }
      ])

      const Empty = Stream.make("Empty", { in: { n: Schema.Int }, run: ({ n }) => Effect.andThen(n.pop, Effect.never) })
      const empty = yield* Workflow.launch(
        Workflow.make("w", { one: Source.range({ end: 1 }), empty: Empty }, ({ one, empty }) => one.pipe(empty))
      )
      yield* empty.settled
      const fiber = yield* Effect.forkChild(Effect.flip(empty.drain({ timeout: "1 second" })), {
        startImmediately: true
      })
      yield* TestClock.adjust("1 second")
      assert.include((yield* Fiber.join(fiber) as Effect.Effect<Workflow.DrainTimeout>).message, "nothing")
    }))

  it.effect("S21: a drain that finishes in time leaves no timer and succeeds", () =>
    countSleeps((sleeping) =>
      Effect.gen(function*() {
        const workflow = Workflow.make("w", { numbers: Endless, all }, ({ numbers, all }) => numbers.pipe(all))
        const running = yield* Workflow.launch(workflow)
        yield* turns(3)
        const exit = yield* Effect.exit(running.drain({ timeout: "1 second" }))
        assert.isTrue(Exit.isSuccess(exit))
        assert.strictEqual(sleeping(), 0)
      })
    ))
})
