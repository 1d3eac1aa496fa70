/** `Step.replicate`: copies of a step that share its ports, in any order. */
import { type In, Port, Source, Step, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import { isDoneExit, property, rule, settle } from "../fixtures-ports.ts"
import { turns } from "../fixtures.ts"
import { all, around, capacity, copies, Making, making, numbers, sorted, Work } from "./copies.ts"

describe("copies of a step", () => {
  property("S2, S9: each element goes to one of them, in whatever way they take it", { capacity, copies, numbers }, (
    { capacity, copies, numbers },
    random
  ) =>
    Effect.gen(function*() {
      const expected = yield* Workflow.run(making(numbers, capacity, Making(random)))
      const step = Step.replicate(Making(random), copies)
      const seen = yield* Workflow.run(making(numbers, capacity, step))
      assert.deepStrictEqual(sorted(seen.a), sorted(expected.a))
      assert.deepStrictEqual(sorted(seen.b), sorted(expected.b))
    }))

  rule("S14: each has a result, or none where it popped past the end", () =>
    Effect.gen(function*() {
      const One = Stream.make("One", {
        in: { n: Schema.Int },
        *run({ n }) {
          return yield* n.pop
        }
      })
      const workflow = Workflow.make("w", { numbers: Source.range({ end: 2 }), one: Step.replicate(One, 3) }, (
        { numbers, one }
      ) => numbers.pipe(one))
      const { one } = yield* Workflow.run(workflow)
      assert.sameMembers([...one], [0, 1, undefined])
      const portless = Step.replicate(Stream.make("None", { run: () => Effect.succeed(1) }), 2)
      assert.deepStrictEqual(yield* Workflow.run(Workflow.make("w", { portless }, () => {})), { portless: [1, 1] })
    }))

  rule("S9: what one has peeked at goes to another when it completes", () =>
    Effect.gen(function*() {
      const seen: Array<number> = []
      const Endless = Stream.make("Endless", {
        out: { n: Schema.Int },
        run: (_, { n }) => Effect.andThen(n.push(3), Effect.never)
      })
      const Looking = Stream.make("Looking", {
        in: { n: Schema.Int },
        *run({ n }) {
          const x = yield* n.peek
          yield* settle
          seen.push(x)
        }
      })
      const workflow = Workflow.make("w", { Endless, looking: Step.replicate(Looking, 3) }, ({ Endless, looking }) =>
        Endless.pipe(looking))
      yield* Workflow.run(workflow)
      assert.deepStrictEqual(seen, [3, 3, 3])
    }))

  rule("S8: at the end of the inlet is who has taken what it peeked at", () =>
    Effect.gen(function*() {
      const seen: Array<unknown> = []
      const Peeking = Work((n, m) =>
        Effect.gen(function*() {
          yield* n.peek
          yield* settle
          seen.push(n.size, n.isDone)
          yield* m.push(yield* n.pop)
          seen.push(n.size, n.isDone)
        })
      )
      const { all } = yield* Workflow.run(around(1, Step.replicate(Peeking, 2)))
      assert.deepStrictEqual(all, [0])
      assert.deepStrictEqual(seen, [1, false, 0, true])
    }))

  rule(
    "S6: an inlet that one of them closes is closed for all, and what it had peeked at gone",
    () =>
      Effect.gen(function*() {
        const popped: Array<unknown> = []
        const [peeked, closed] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
        const Closing = Work((n) =>
          Effect.gen(function*() {
            if ((yield* n.peek) === 0) {
              yield* Deferred.await(peeked)
              yield* n.close
              popped.push(isDoneExit(yield* Effect.exit(n.pop)))
              yield* Deferred.succeed(closed, undefined)
            } else {
              yield* Deferred.succeed(peeked, undefined)
              yield* Deferred.await(closed)
              popped.push(yield* n.pop)
            }
            assert.isTrue(n.isDone)
          })
        )
        const { all } = yield* Workflow.run(around(Infinity, Step.replicate(Closing, 2)))
        assert.deepStrictEqual(all, [])
        assert.deepStrictEqual(popped, [true, 1])
      })
  )

  rule("S5: each sees a failure, however it waits", () =>
    Effect.gen(function*() {
      const seen: Array<unknown> = []
      const Failing = Stream.make("Failing", {
        out: { n: Schema.Int },
        run: () => Effect.andThen(turns(20), Effect.fail("no"))
      })
      const ways: ReadonlyArray<(ins: { readonly n: In<number> }) => Effect.Effect<unknown, Cause.Done>> = [
        Port.popAll,
        Port.select,
        ({ n }) => n.pop
      ]
      for (const take of ways) {
        const Reading = Stream.make("Reading", {
          in: { n: Schema.Int },
          run: (ins) =>
            Effect.uninterruptible(Effect.map(Effect.exit(take(ins)), (exit) => {
              seen.push(Exit.isFailure(exit) && Cause.squash(exit.cause))
            }))
        })
        const workflow = Workflow.make("w", { Failing, reading: Step.replicate(Reading, 2) }, ({ Failing, reading }) =>
          Failing.pipe(reading))
        assert.strictEqual(yield* Effect.flip(Workflow.run(workflow)), "no")
      }
      assert.deepStrictEqual(
        seen,
        Array.from({ length: 6 }, () =>
          "no")
      )
    }))

  it("F50: are of a step that takes elements, if in order, and 1 or more", () => {
    const Ticks = Stream.make("Ticks", { out: { m: Schema.Int }, run: (_, { m }) => m.push(1) })
    const refused = "Step.replicate: Ticks takes no elements, whose order it could keep; leave out ordered"
    assert.throws(() => Step.replicate(Ticks, 2, { ordered: true }), TypeError, refused)
    assert.throws(() => Ticks.pipe(Step.replicate(2, { ordered: true })), TypeError, refused)
    assert.throws(() => Step.replicate(all, 1.5, { ordered: true }), RangeError, "1.5 copies")
    assert.strictEqual(Ticks.pipe(Step.replicate(2)).name, "Ticks")
  })
})
