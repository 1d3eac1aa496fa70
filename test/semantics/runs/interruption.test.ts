import { Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"
import { rule, settle } from "../fixtures-ports.ts"
import {
  capacities,
  causeOf,
  Endless,
  failedStep,
  makeLog,
  Relay,
  relays,
  scopedRelay,
  statuses,
  turns,
  until
} from "../fixtures.ts"

const all = Sink.toArray(Schema.Int)

describe("S20: interrupting a run", () => {
  rule("S20: interrupts every step, closes every scope, and exits as interrupted", () =>
    Effect.gen(function*() {
      const log = makeLog()
      const workflow = Workflow.make("w", { numbers: Endless, relays: relays(3, scopedRelay(log)), all }, (s) =>
        s.numbers.pipe(s.relays).pipe(s.all))
      for (const capacity of capacities) {
        const fiber = yield* Effect.forkChild(Workflow.run(Workflow.withCapacity(workflow, capacity)), {
          startImmediately: true
        })
        yield* until(() =>
          log.entries.length === 3
        )
        yield* Fiber.interrupt(fiber)
        const exit = yield* Fiber.await(fiber)
        assert.isTrue(Cause.hasInterruptsOnly(causeOf(exit)))
        assert.sameMembers(log.entries.splice(0), ["+r0", "+r1", "+r2", "-r0", "-r1", "-r2"])
      }
    }))

  rule("S20: through the handle of a launched run, and by closing its scope", () =>
    Effect.gen(function*() {
      const log = makeLog()
      const workflow = Workflow.make("w", { numbers: Endless, relays: relays(2, scopedRelay(log)), all }, (s) =>
        s.numbers.pipe(s.relays).pipe(s.all), { capacity: 3 })
      const running = yield* Workflow.launch(workflow)
      yield* until(() =>
        log.entries.length === 2
      )
      yield* running.interrupt
      assert.isTrue(Cause.hasInterruptsOnly(causeOf(yield* Effect.exit(running.await))))
      assert.isTrue(
        Object.values(statuses(yield* running.snapshot)).every((status) =>
          status === "interrupted"
        )
      )
      assert.lengthOf(log.entries.splice(0), 4)

      const closed = yield* Effect.scoped(Effect.gen(function*() {
        const running = yield* Workflow.launch(workflow)
        yield* until(() => log.entries.length === 2)
        return running
      }))
      assert.isTrue(Cause.hasInterruptsOnly(causeOf(yield* Effect.exit(closed.await))))
      assert.sameMembers(log.entries, ["+r0", "+r1", "-r0", "-r1"])
    }))

  rule("S20: waits for the finalizers of all steps", () =>
    Effect.gen(function*() {
      const gate = yield* Deferred.make<void>()
      const log = makeLog()
      const Slow = Stream.make("Slow", {
        run: () =>
          Effect.onInterrupt(Effect.never, () =>
            Effect.andThen(Deferred.await(gate), Effect.sync(() => log.add("slow closed"))))
      })
      const fiber = yield* Effect.forkChild(Workflow.run(Workflow.make("w", { a: Slow, b: Slow }, () => {})), {
        startImmediately: true
      })
      yield* settle
      const interrupting = yield* Effect.forkChild(Fiber.interrupt(fiber), { startImmediately: true })
      yield* settle
      assert.isUndefined(interrupting.pollUnsafe())
      assert.deepStrictEqual(log.entries, [])
      yield* Deferred.succeed(gate, undefined)
      yield* Fiber.join(interrupting)
      assert.deepStrictEqual(log.entries, ["slow closed", "slow closed"])
    }))

  rule("S20: nothing reaches a sink after that", () =>
    Effect.gen(function*() {
      for (const capacity of capacities) {
        const seen: Array<number> = []
        const workflow = Workflow.make("w", {
          numbers: Endless,
          relay: Relay,
          printer: Sink.forEach(Schema.Int, (n) => {
            seen.push(n)
          })
        }, (s) =>
          s.numbers.pipe(s.relay).pipe(s.printer), { capacity })
        const fiber = yield* Effect.forkChild(Workflow.run(workflow), { startImmediately: true })
        yield* turns(20)
        yield* Fiber.interrupt(fiber)
        const count = seen.length
        yield* settle
        assert.lengthOf(seen, count)
        assert.deepStrictEqual(
          seen,
          seen.map((_, index) =>
            index
          )
        )
      }
    }))

  rule(
    "S20: an uninterruptible region is finished first, and what it pushes then reaches no sink",
    () =>
      Effect.gen(function*() {
        const gate = yield* Deferred.make<void>()
        const log = makeLog()
        const Stubborn = Stream.make("Stubborn", {
          out: { n: Schema.Int },
          *run(_, { n }) {
            yield* n.push(1)
            yield* Effect.uninterruptible(Effect.gen(function*() {
              yield* Deferred.await(gate)
              for (let x = 0; x < 500; x++) yield* n.push(x)
              log.add("region done")
            }))
            log.add("never")
          }
        })
        const seen: Array<number> = []
        const workflow = Workflow.make(
          "w",
          {
            stubborn: Stubborn,
            printer: Sink.forEach(Schema.Int, (x) => {
              seen.push(x)
            })
          },
          ({ stubborn, printer }) => stubborn.pipe(printer),
          { capacity: 2 }
        )
        const running = yield* Workflow.launch(workflow)
        yield* running.settled
        assert.deepStrictEqual(seen, [1])
        const interrupting = yield* Effect.forkChild(running.interrupt, { startImmediately: true })
        yield* settle
        assert.isUndefined(interrupting.pollUnsafe())
        yield* Deferred.succeed(gate, undefined)
        yield* Fiber.join(interrupting)
        assert.deepStrictEqual(log.entries, ["region done"])
        assert.deepStrictEqual(seen, [1])
        assert.isTrue(Exit.hasInterrupts(yield* Effect.exit(running.await)))
      })
  )

  rule("S20: what finalizers fail with is in the Cause, with the interruption", () =>
    Effect.gen(function*() {
      const Dies = Stream.make("Dies", { run: () => Effect.onInterrupt(Effect.never, () => Effect.die("on stop")) })
      const fiber = yield* Effect.forkChild(Workflow.run(Workflow.make("w", { dies: Dies }, () => {})), {
        startImmediately: true
      })
      yield* settle
      yield* Fiber.interrupt(fiber)
      const exit = yield* Fiber.await(fiber)
      assert.isTrue(Exit.hasInterrupts(exit))
      assert.isTrue(causeOf(exit).reasons.some((reason) => Cause.isDieReason(reason) && reason.defect === "on stop"))
      assert.strictEqual(failedStep(exit), "w/dies")
    }))

  // Preempted, the one that interrupts it may come to that when it has had its turns.
  rule("S20: before its first turn nothing of it ever runs to completion", () =>
    Effect.gen(function*() {
      const log = makeLog()
      const workflow = Workflow.make("w", {
        one: Stream.make("One", { run: () => Effect.andThen(Effect.yieldNow, Effect.sync(() => log.add("ran"))) })
      }, () => {})
      const running = yield* Workflow.launch(workflow)
      yield* running.interrupt
      yield* settle
      assert.deepStrictEqual(log.entries, [])
      assert.deepStrictEqual(statuses(yield* running.snapshot), { one: "interrupted" })
    }), { preempt: false })

  rule("S20: a run that has ended is not changed by it", () =>
    Effect.gen(function*() {
      const workflow = Workflow.make("w", { numbers: Source.range({ end: 3 }), all }, ({ numbers, all }) =>
        numbers.pipe(all))
      const running = yield* Workflow.launch(workflow)
      yield* running.await
      yield* running.interrupt
      assert.deepStrictEqual(yield* running.await, { all: [0, 1, 2] })
    }))

  rule("S20: a run that is interrupted does not report the steps' ends as failures", () =>
    Effect.gen(function*() {
      // Each of these sees its neighbour go before it is interrupted itself.
      const workflow = Workflow.make("w", { numbers: Endless, relays: relays(50), all }, (s) =>
        s.numbers.pipe(s.relays).pipe(s.all), { capacity: 1 })
      const fiber = yield* Effect.forkChild(Workflow.run(workflow), { startImmediately: true })
      yield* turns(20)
      yield* Fiber.interrupt(fiber)
      assert.isTrue(Cause.hasInterruptsOnly(causeOf(yield* Fiber.await(fiber))))
    }))

  it.effect("S20: a timeout around a run interrupts it", () =>
    Effect.gen(function*() {
      const log = makeLog()
      const Sleeps = Stream.make("Sleeps", {
        run: () => Effect.onInterrupt(Effect.sleep("1 day"), () => Effect.sync(() => log.add("interrupted")))
      })
      const fiber = yield* Effect.forkChild(
        Effect.timeoutOption(Workflow.run(Workflow.make("w", { sleeps: Sleeps }, () => {})), "1 second"),
        { startImmediately: true }
      )
      yield* TestClock.adjust("1 second")
      assert.strictEqual((yield* Fiber.join(fiber))._tag, "None")
      assert.deepStrictEqual(log.entries, ["interrupted"])
    }))

  rule("S20: of two ways to end, the failure is kept", () =>
    Effect.gen(function*() {
      const gate = yield* Deferred.make<void>()
      const Fails = Stream.make("Fails", {
        run: () => Effect.uninterruptible(Effect.andThen(Deferred.await(gate), Effect.fail("no")))
      })
      const running = yield* Workflow.launch(Workflow.make("w", { fails: Fails }, () => {}))
      yield* running.settled
      const interrupting = yield* Effect.forkChild(running.interrupt, { startImmediately: true })
      yield* Deferred.succeed(gate, undefined)
      yield* Fiber.join(interrupting)
      const exit = yield* Effect.exit(running.await)
      assert.isTrue(causeOf(exit).reasons.some((reason) => Cause.isFailReason(reason) && reason.error === "no"))
    }))
})
