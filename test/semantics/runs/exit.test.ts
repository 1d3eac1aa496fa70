import { Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Data from "effect/Data"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { rule } from "../fixtures-ports.ts"
import { capacities, causeOf, Endless, failedStep, relays, statuses, Take, until } from "../fixtures.ts"

class Broken extends Data.TaggedError("Broken")<{ readonly where: string }> {}

const all = Sink.toArray(Schema.Int)

/** Relays, and fails at an element. */
const FailAt = (at: number, where: string) =>
  Stream.make("FailAt", {
    in: { n: Schema.Int },
    out: { m: Schema.Int },
    run: ({ n }, { m }) => n.forEach((x) => (x === at ? Effect.fail(new Broken({ where })) : m.push(x)))
  })

describe("S22: the exit of a run", () => {
  rule(
    "S22: succeeds when every step completed, whatever way: returned, past the end, stopped",
    () =>
      Effect.gen(function*() {
        const workflow = Workflow.make(
          "w",
          { numbers: Endless, relays: relays(3), take: Take(5), few: Take(1) },
          (s) => {
            s.numbers.pipe(s.relays).pipe(s.take)
            s.relays.pipe(s.few)
          }
        )
        for (const capacity of capacities) {
          const running = yield* Workflow.launch(Workflow.withCapacity(workflow, capacity))
          assert.deepStrictEqual(yield* running.await, { take: [0, 1, 2, 3, 4], few: [0] })
          assert.isTrue(Object.values(statuses(yield* running.snapshot)).every((status) => status === "completed"))
        }
      })
  )

  rule("S22: an empty workflow, and one step without ports, are runs too", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* Workflow.run(Workflow.make("empty", {}, () => {})), {})
      const One = Stream.make("One", { run: () => Effect.succeed(1) })
      assert.deepStrictEqual(yield* Workflow.run(Workflow.make("one", { one: One }, () => {})), { one: 1 })
    }))

  rule(
    "S22: results are by step name, nested ones in a record of their own, those without one left out",
    () =>
      Effect.gen(function*() {
        const inner = Workflow.make("inner", {
          deep: relays(1),
          sum: Sink.fold(Schema.Int, () => 0, (a, b) => a + b)
        }, (s) => {
          s.deep.pipe(s.sum)
          return { in: { n: s.deep.n } }
        })
        const workflow = Workflow.make("w", {
          numbers: Source.range({ end: 4 }),
          inner,
          all,
          none: Sink.drain(Schema.Int)
        }, (s) => {
          s.numbers.pipe(s.inner)
          s.numbers.pipe(s.all)
          s.numbers.pipe(s.none)
        })
        assert.deepStrictEqual(yield* Workflow.run(workflow), { inner: { sum: 6 }, all: [0, 1, 2, 3] })
      })
  )

  rule("S22: falsy results are results, undefined is none", () =>
    Effect.gen(function*() {
      const gives = <A>(value: A) => Stream.make("Gives", { run: () => Effect.succeed(value) })
      const workflow = Workflow.make("w", {
        nothing: gives(null),
        zero: gives(0),
        empty: gives(""),
        no: gives(false),
        none: gives(undefined)
      }, () => {})
      assert.deepStrictEqual(yield* Workflow.run(workflow), { nothing: null, zero: 0, empty: "", no: false })
    }))

  rule("S22: steps may have any name an object's prototype has", () =>
    Effect.gen(function*() {
      const One = Stream.make("One", { run: () => Effect.succeed(1) })
      const inner = Workflow.make("inner", { valueOf: One, toString: One }, () => {})
      const workflow = Workflow.make("w", { constructor: inner, hasOwnProperty: One, toString: inner }, () => {})
      const results: object = yield* Workflow.run(workflow)
      assert.deepStrictEqual(Object.entries(results).map(([name, result]) => [name, Object.entries(Object(result))]), [
        ["constructor", [["valueOf", 1], ["toString", 1]]],
        ["hasOwnProperty", []],
        ["toString", [["valueOf", 1], ["toString", 1]]]
      ])
      assert.isFalse(Object.hasOwn(Object, "valueOf"))
    }))

  rule("S22: a failure names the workflow and the step that failed first", () =>
    Effect.gen(function*() {
      for (const capacity of capacities) {
        // What the second one fails at is not pushed before the first one has taken more than what it fails at.
        const workflow = Workflow.make("w", {
          numbers: Endless,
          first: FailAt(3, "first"),
          second: FailAt(50 + capacity, "second"),
          one: all,
          two: all
        }, ({ numbers, first, second, one, two }) => {
          numbers.pipe(first).pipe(one)
          numbers.pipe(second).pipe(two)
        }, { capacity })
        const exit = yield* Effect.exit(Workflow.run(workflow))
        assert.strictEqual(failedStep(exit), "w/first")
        const error = Exit.findErrorOption(exit)
        assert.isTrue(Option.isSome(error) && error.value.where === "first")
      }
    }))

  rule(
    "S22: each reason of the Cause names its own step, the path of a nested one included",
    () =>
      Effect.gen(function*() {
        let hasBegun = false
        const Fails = (where: string) =>
          Stream.make("Fails", {
            run: () =>
              Effect.onInterrupt(
                Effect.suspend(() => {
                  hasBegun = true
                  return Effect.never
                }),
                () => Effect.die(where)
              )
          })
        const inner = Workflow.make("inner", { late: Fails("late") }, () => {})
        const First = Stream.make("First", {
          run: () => Effect.andThen(until(() => hasBegun), new Broken({ where: "first" }))
        })
        const exit = yield* Effect.exit(Workflow.run(Workflow.make("outer", { inner, first: First }, () => {})))
        const named = causeOf(exit).reasons.map((reason) =>
          Option.getOrUndefined(Workflow.failedStep(Cause.fromReasons([reason])))
        )
        assert.deepStrictEqual(named, ["outer/first", "outer/inner/late"])
      })
  )

  rule("S22: an exit that is no run's names no step", () =>
    Effect.sync(() => {
      assert.isTrue(Option.isNone(Workflow.failedStep(Cause.fail("other"))))
      assert.isTrue(Option.isNone(Workflow.failedStep(Cause.empty)))
    }))

  rule(
    "S22: a step that completed although the run failed keeps its status, and the run still fails",
    () =>
      Effect.gen(function*() {
        const gate = yield* Deferred.make<void>()
        const One = Stream.make("One", { run: () => Effect.succeed(1) })
        const Late = Stream.make("Late", {
          run: () => Effect.andThen(Deferred.await(gate), new Broken({ where: "late" }))
        })
        const running = yield* Workflow.launch(Workflow.make("w", { one: One, late: Late }, () => {}))
        yield* running.settled
        yield* Deferred.succeed(gate, undefined)
        const exit = yield* Effect.exit(running.await)
        assert.strictEqual(failedStep(exit), "w/late")
        assert.deepStrictEqual(statuses(yield* running.snapshot), { one: "completed", late: "failed" })
      })
  )

  rule("S22: await can be called by many, and after the end", () =>
    Effect.gen(function*() {
      const workflow = Workflow.make("w", { numbers: Source.range({ end: 100 }), all }, ({ numbers, all }) =>
        numbers.pipe(all), { capacity: 1 })
      const running = yield* Workflow.launch(workflow)
      const results = yield* Effect.all([running.await, running.await, running.await], { concurrency: "unbounded" })
      for (const result of [...results, yield* running.await]) {
        assert.lengthOf(result.all, 100)
      }
      // Waiting is not owning: an interrupted await leaves the run alone.
      const again = yield* Workflow.launch(workflow)
      yield* Effect.raceFirst(again.await, Effect.yieldNow)
      assert.lengthOf((yield* again.await).all, 100)
    }))
})
