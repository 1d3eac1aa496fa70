import { KillSwitch, Running, Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"

const all = Sink.toArray(Schema.Int)
const naturals = (count: number): ReadonlyArray<number> => Array.from({ length: count }, (_, n) => n)

/** A source of 0, 1, 2 … that notes how far it came, and how it was stopped. */
const counting = () => {
  const log: Array<string> = []
  const pushed: Array<number> = []
  const Counting = Stream.make("Counting", {
    out: { n: Schema.Int },
    *run(_, { n }) {
      log.push("began")
      yield* Effect.addFinalizer(() => Effect.sync(() => log.push("closed")))
      for (let x = 0; true; x++) {
        yield* n.push(x)
        pushed.push(x)
        yield* Effect.sleep("1 second")
      }
    }
  })
  const workflow = Workflow.make("counting", { numbers: Counting, all }, ({ numbers, all }) => numbers.pipe(all))
  return { workflow, log, pushed }
}

/** Runs under the switch in a fiber of the test, until the third second. */
const background = <A, E>(run: Effect.Effect<A, E>) =>
  Effect.tap(Effect.forkChild(run, { startImmediately: true }), () => TestClock.adjust("2 seconds"))

const isInterruptedOnly = (exit: Exit.Exit<unknown, unknown>) =>
  Exit.isFailure(exit) && Cause.hasInterruptsOnly(exit.cause)

const causeOf = <E>(exit: Exit.Exit<unknown, E>): Cause.Cause<E> =>
  Exit.isFailure(exit) ? exit.cause : assert.fail("expected a failure")

const reasonsOf = (exit: Exit.Exit<unknown, unknown>) =>
  causeOf(exit).reasons.map((reason) =>
    Cause.isFailReason(reason) ? reason.error : Cause.isDieReason(reason) ? reason.defect : reason._tag
  )

/** Ignores the ends of its inlet, and interruption until the gate opens. */
const Stubborn = (gate: Deferred.Deferred<void>) =>
  Stream.make("Stubborn", { in: { n: Schema.Int }, run: () => Effect.uninterruptible(Deferred.await(gate)) })

const Never = Stream.make("Never", { in: { n: Schema.Int }, run: () => Effect.never })
const never = Workflow.make(
  "never",
  { numbers: Source.range({ end: 3 }), end: Never },
  ({ numbers, end }) => numbers.pipe(end)
)

describe("KillSwitch.shutdown", () => {
  it.effect("S21: drains the run, which succeeds", () =>
    Effect.gen(function*() {
      const stop = yield* KillSwitch.make()
      const { log, pushed, workflow } = counting()
      const fiber = yield* background(KillSwitch.run(stop, workflow))
      assert.isTrue(yield* KillSwitch.shutdown(stop))
      assert.deepStrictEqual(yield* Fiber.join(fiber), { all: naturals(3) })
      assert.deepStrictEqual(pushed, naturals(3))
      assert.deepStrictEqual(log, ["began", "closed"])
    }))

  it.effect("drains all runs that share it", () =>
    Effect.gen(function*() {
      const stop = yield* KillSwitch.make()
      const runs = naturals(5).map(() => KillSwitch.run(stop, counting().workflow))
      const fiber = yield* background(Effect.all(runs, { concurrency: "unbounded" }))
      yield* KillSwitch.shutdown(stop)
      assert.deepStrictEqual(yield* Fiber.join(fiber), naturals(5).map(() => ({ all: naturals(3) })))
    }))

  it.effect("thrown before the start: no source begins, and the run succeeds with no elements", () =>
    Effect.gen(function*() {
      const stop = yield* KillSwitch.make()
      yield* KillSwitch.shutdown(stop)
      const { log, workflow } = counting()
      assert.deepStrictEqual(yield* KillSwitch.run(stop, workflow), { all: [] })
      assert.deepStrictEqual(log, [])
    }))

  it.effect("does not wait for the runs", () =>
    Effect.gen(function*() {
      const stop = yield* KillSwitch.make()
      const fiber = yield* background(KillSwitch.run(stop, never))
      assert.isTrue(yield* KillSwitch.shutdown(stop))
      yield* TestClock.adjust("1 hour")
      assert.isUndefined(fiber.pollUnsafe())
      yield* Fiber.interrupt(fiber)
      assert.isTrue(isInterruptedOnly(yield* Fiber.await(fiber)))
    }))

  it.effect("S21: with a time limit, what is left when it passes is reported, and the run is interrupted", () =>
    Effect.gen(function*() {
      const stop = yield* KillSwitch.make()
      const fiber = yield* background(Effect.flip(KillSwitch.run(stop, never, { drain: "5 seconds" })))
      yield* KillSwitch.shutdown(stop)
      yield* TestClock.adjust("4 seconds")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("1 second")
      const error = yield* Fiber.join(fiber)
      assert.instanceOf(error, Running.DrainTimeout)
      assert.deepStrictEqual(error.left, [{ from: "numbers.value", to: "end.n", elements: 3 }])
    }))

  it.effect("can be thrown by a step of the run", () =>
    Effect.gen(function*() {
      const stop = yield* KillSwitch.make()
      const workflow = Workflow.make("w", {
        numbers: Source.range({ end: Infinity }),
        watch: Sink.forEach(Schema.Int, (n) => (n === 1000 ? KillSwitch.shutdown(stop) : Effect.void)),
        all
      }, ({ numbers, watch, all }) => {
        numbers.pipe(watch)
        numbers.pipe(all)
      })
      const results = yield* KillSwitch.run(stop, workflow)
      assert.isAbove(results.all.length, 1000)
      assert.deepStrictEqual(results.all, naturals(results.all.length))
    }))
})

describe("KillSwitch.abort", () => {
  it.effect("interrupts the run, which fails with the Cause", () =>
    Effect.gen(function*() {
      const stop = yield* KillSwitch.make<string>()
      const { log, workflow } = counting()
      const fiber = yield* background(KillSwitch.run(stop, workflow))
      assert.isTrue(yield* KillSwitch.abort(stop, Cause.fail("revoked")))
      assert.deepStrictEqual(reasonsOf(yield* Fiber.await(fiber)), ["revoked"])
      assert.deepStrictEqual(log, ["began", "closed"])
    }))

  it.effect("fails all runs that share it", () =>
    Effect.gen(function*() {
      const stop = yield* KillSwitch.make<string>()
      const runs = [counting().workflow, never].map((workflow) => Effect.exit(KillSwitch.run(stop, workflow)))
      const fiber = yield* background(Effect.all(runs, { concurrency: "unbounded" }))
      yield* KillSwitch.abort(stop, Cause.die("bug"))
      assert.deepStrictEqual((yield* Fiber.join(fiber)).map(reasonsOf), [["bug"], ["bug"]])
    }))

  it.effect("thrown before the start: no step begins", () =>
    Effect.gen(function*() {
      const stop = yield* KillSwitch.make<string>()
      yield* KillSwitch.abort(stop, Cause.fail("revoked"))
      const { log, workflow } = counting()
      assert.deepStrictEqual(reasonsOf(yield* Effect.exit(KillSwitch.run(stop, workflow))), ["revoked"])
      assert.deepStrictEqual(log, [])
    }))

  it.effect("waits for the finalizers, and what they fail with comes after the Cause", () =>
    Effect.gen(function*() {
      const gate = yield* Deferred.make<void>()
      const Fails = Stream.make("Fails", {
        run: () => Effect.onInterrupt(Effect.never, () => Effect.andThen(Deferred.await(gate), Effect.die("closing")))
      })
      const stop = yield* KillSwitch.make<string>()
      const fiber = yield* background(KillSwitch.run(stop, Workflow.make("w", { fails: Fails }, () => {})))
      yield* KillSwitch.abort(stop, Cause.fail("revoked"))
      yield* TestClock.adjust("1 hour")
      assert.isUndefined(fiber.pollUnsafe())
      yield* Deferred.succeed(gate, undefined)
      const exit = yield* Fiber.await(fiber)
      assert.deepStrictEqual(reasonsOf(exit), ["revoked", "closing"])
      assert.deepStrictEqual(
        Workflow.failedStep(causeOf(exit)).pipe((step) => step._tag === "Some" && step.value),
        "w/fails"
      )
    }))

  it.effect("the error is caught by its tag, as the run's own are", () =>
    Effect.gen(function*() {
      class Revoked extends Schema.TaggedError<Revoked>()("Revoked", {}) {}
      const stop = yield* KillSwitch.make<Revoked>()
      const fiber = yield* background(
        Effect.catchTag(KillSwitch.run(stop, never), "Revoked", (error) => Effect.succeed(error))
      )
      yield* KillSwitch.abort(stop, Cause.fail(new Revoked()))
      assert.instanceOf(yield* Fiber.join(fiber), Revoked)
    }))
})

describe("KillSwitch", () => {
  it.effect("the first call wins", () =>
    Effect.gen(function*() {
      const stop = yield* KillSwitch.make<string>()
      assert.isFalse(yield* KillSwitch.isThrown(stop))
      const fiber = yield* background(KillSwitch.run(stop, counting().workflow))
      assert.isTrue(yield* KillSwitch.shutdown(stop))
      assert.isFalse(yield* KillSwitch.abort(stop, Cause.fail("late")))
      assert.isFalse(yield* KillSwitch.shutdown(stop))
      assert.isTrue(yield* KillSwitch.isThrown(stop))
      assert.deepStrictEqual(yield* Fiber.join(fiber), { all: naturals(3) })

      const other = KillSwitch.makeUnsafe<string>()
      assert.isTrue(yield* KillSwitch.abort(Cause.fail("first"))(other))
      assert.isFalse(yield* KillSwitch.shutdown(other))
      assert.deepStrictEqual(reasonsOf(yield* Effect.exit(KillSwitch.run(other, never))), ["first"])
    }))

  it.effect("S22: a run that is not stopped succeeds or fails as any other", () =>
    Effect.gen(function*() {
      const stop = yield* KillSwitch.make()
      const completes = Workflow.make("w", { numbers: Source.range({ end: 3 }), all }, ({ numbers, all }) =>
        numbers.pipe(all))
      assert.deepStrictEqual(yield* KillSwitch.run(stop, completes), { all: naturals(3) })
      const fails = Workflow.make("w", {
        fails: Stream.make("Fails", {
          run: () =>
            Effect.fail("no" as const)
        })
      }, () => {})
      const exit = yield* Effect.exit(KillSwitch.run(stop, fails))
      assert.deepStrictEqual(reasonsOf(exit), ["no"])
      assert.isFalse(yield* KillSwitch.isThrown(stop))
    }))

  it.effect("S20: interrupting one run leaves the switch and the others alone", () =>
    Effect.gen(function*() {
      const stop = yield* KillSwitch.make()
      const one = yield* background(KillSwitch.run(stop, counting().workflow))
      const other = yield* background(KillSwitch.run(stop, counting().workflow))
      yield* Fiber.interrupt(one)
      assert.isTrue(isInterruptedOnly(yield* Fiber.await(one)))
      assert.isFalse(yield* KillSwitch.isThrown(stop))
      yield* KillSwitch.shutdown(stop)
      assert.deepStrictEqual(yield* Fiber.join(other), { all: naturals(3) })
    }))

  it.effect("S20: what finalizers fail with is in the Cause of an interrupted run, with the interruption", () =>
    Effect.gen(function*() {
      const Dies = Stream.make("Dies", { run: () => Effect.onInterrupt(Effect.never, () => Effect.die("on stop")) })
      const stop = yield* KillSwitch.make()
      const fiber = yield* background(KillSwitch.run(stop, Workflow.make("w", { dies: Dies }, () => {})))
      yield* Fiber.interrupt(fiber)
      assert.sameMembers(reasonsOf(yield* Fiber.await(fiber)), ["Interrupt", "on stop"])
    }))

  it.effect("a run that has ended is not changed, one that is failing has the Cause in front", () =>
    Effect.gen(function*() {
      const gate = yield* Deferred.make<void>()
      const stop = yield* KillSwitch.make<string>()
      const Fails = Stream.make("Fails", { run: () => Effect.fail("step") })
      const numbers = Source.range({ end: 3 })
      const workflow = Workflow.make(
        "w",
        { numbers, stubborn: Stubborn(gate), fails: Fails },
        (s) => s.numbers.pipe(s.stubborn)
      )
      const ended = yield* background(Effect.exit(KillSwitch.run(stop, Workflow.make("v", { fails: Fails }, () => {}))))
      const failing = yield* background(KillSwitch.run(stop, workflow))
      yield* KillSwitch.abort(stop, Cause.fail("switch"))
      yield* Deferred.succeed(gate, undefined)
      assert.deepStrictEqual(reasonsOf(yield* Fiber.join(ended)), ["step"])
      assert.deepStrictEqual(reasonsOf(yield* Fiber.await(failing)), ["switch", "step"])
    }))

  it.effect("a failure while it drains fails the run", () =>
    Effect.gen(function*() {
      const AtEnd = Stream.make("AtEnd", {
        in: { n: Schema.Int },
        run: ({ n }) => Effect.andThen(n.forEach(() => {}), Effect.fail("at the end"))
      })
      const workflow = Workflow.make("w", { numbers: Source.range({ end: Infinity }), end: AtEnd }, (s) =>
        s.numbers.pipe(s.end))
      const stop = yield* KillSwitch.make()
      yield* KillSwitch.shutdown(stop)
      assert.deepStrictEqual(reasonsOf(yield* Effect.exit(KillSwitch.run(stop, workflow))), ["at the end"])
    }))

  it.effect("asks for what the steps ask for", () =>
    Effect.gen(function*() {
      class Offset extends Context.Service<Offset, number>()("Offset") {}
      const Reads = Stream.make("Reads", { run: () => Offset })
      const stop = yield* KillSwitch.make()
      const run: Effect.Effect<{ readonly reads: number }, never, Offset> = KillSwitch.run(
        stop,
        Workflow.make("w", { reads: Reads }, () => {})
      )
      assert.deepStrictEqual(yield* Effect.provideService(run, Offset, 7), { reads: 7 })
    }))

  it.effect("a workflow with open ports is refused", () =>
    Effect.gen(function*() {
      const open = Workflow.make("open", { all }, ({ all }) => ({ in: { n: all.value } }))
      const stop = yield* KillSwitch.make()
      // @ts-expect-error WorkflowHasOpenPorts<"n">
      const run: Effect.Effect<unknown> = KillSwitch.run(stop, open)
      const exit = yield* Effect.exit(run)
      assert.include(String(reasonsOf(exit)[0]), "has open ports (n)")
    }))
})
