import { assert, describe } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import {
  assertDone,
  capacities,
  defectOf,
  edgeOf,
  listOf,
  opened,
  pair,
  popRest,
  property,
  puppets,
  rule,
  settle,
  upTo
} from "../fixtures-ports.ts"

describe("S1: an edge takes one terminal signal", () => {
  for (const capacity of capacities) {
    rule(`S1: cancelling a completed edge leaves it completed (capacity ${capacity})`, () =>
      Effect.gen(function*() {
        const { edge, from, to } = yield* pair(capacity)
        yield* from.do(from.main.pushAll(upTo(capacity)))
        yield* from.do(from.main.end)
        yield* to.do(to.left.close)
        const { discarded, popped, pushed, size, state } = yield* edge
        assert.deepStrictEqual({ discarded, popped, pushed, size, state }, {
          discarded: capacity,
          popped: 0,
          pushed: capacity,
          size: 0,
          state: "Completed"
        })
      }))
  }

  rule("S1: completing a cancelled edge leaves it cancelled", () =>
    Effect.gen(function*() {
      const lab = yield* puppets(["from", "to", "rest"], ({ from, rest, to }) => {
        from.main.pipe(to.left)
        from.side.pipe(rest.left)
      })
      yield* lab.to.do(lab.to.left.close)
      yield* lab.from.do(lab.from.main.end)
      yield* lab.from.quit
      yield* settle
      assert.strictEqual((yield* edgeOf(lab.running, "from.main", "to.left")).state, "Cancelled")
      assert.strictEqual((yield* edgeOf(lab.running, "from.side", "rest.left")).state, "Completed")
    }))

  rule(
    "S1: a step that fails leaves the edges it has ended completed, and those cancelled cancelled",
    () =>
      Effect.gen(function*() {
        const lab = yield* puppets(["from", "to", "rest", "quitter"], ({ from, quitter, rest, to }) => {
          from.main.pipe(to.left)
          from.main.pipe(to.right)
          from.main.pipe(quitter.left)
          from.side.pipe(rest.left)
        })
        yield* lab.quitter.quit
        yield* settle
        yield* lab.from.do(lab.from.main.end)
        yield* lab.from.fail("boom")
        yield* Effect.exit(lab.running.await)
        const { edges } = yield* lab.running.snapshot
        assert.deepStrictEqual(edges.map(({ state, to }) => [to, state]), [
          ["to.left", "Completed"],
          ["to.right", "Completed"],
          ["quitter.left", "Cancelled"],
          ["rest.left", "Failed"]
        ])
      })
  )

  rule("S1: the consumer of a completed edge does not see its producer fail later", () =>
    Effect.gen(function*() {
      const { running, step, tap, other } = yield* opened(4)
      yield* step.do(step.main.pushAll([1, 2]))
      yield* step.do(step.main.end)
      yield* step.fail("boom")
      yield* Effect.exit(running.await)
      assert.deepStrictEqual(yield* popRest(tap), [1, 2])
      yield* assertDone(tap.pop)
      assert.strictEqual(defectOf(yield* Effect.exit(other.pop)), "boom")
    }))

  rule("S1: ending a failed edge leaves it failed, and of two failures the first stands", () =>
    Effect.gen(function*() {
      const { feed, running } = yield* opened(2)
      yield* feed.fail(Cause.die("first"))
      yield* feed.fail(Cause.die("second"))
      yield* feed.end
      const exit = yield* Effect.exit(running.await)
      assert.strictEqual(defectOf(exit), "first")
      const { edges } = yield* running.snapshot
      assert.strictEqual(edges.find(({ from }) => from.endsWith("feed"))?.state, "Failed")
    }))

  rule("S1: failing an ended edge changes nothing", () =>
    Effect.gen(function*() {
      const { feed, running, step } = yield* opened(2)
      yield* feed.push(1)
      yield* feed.end
      yield* feed.fail(Cause.die("late"))
      assert.deepStrictEqual(yield* step.do(popRest(step.left)), [1])
      yield* step.quit
      assert.isTrue(Exit.isSuccess(yield* Effect.exit(running.await)))
    }))

  rule("S1: a signal given again changes nothing", () =>
    Effect.gen(function*() {
      const { edge, from, to } = yield* pair(3)
      yield* from.do(from.main.pushAll([1, 2]))
      yield* from.do(Effect.andThen(from.main.end, from.main.end))
      assert.deepStrictEqual(yield* to.do(to.left.pop), 1)
      yield* to.do(Effect.andThen(to.left.close, to.left.close))
      const { discarded, popped, state } = yield* edge
      assert.deepStrictEqual({ discarded, popped, state }, { discarded: 1, popped: 1, state: "Completed" })
    }))

  property(
    "S1: whatever the order of the signals, the first decides",
    { signals: listOf(0, 3, { minLength: 1, maxLength: 6 }), capacity: listOf(1, 5, { minLength: 1, maxLength: 1 }) },
    ({ capacity, signals }) =>
      Effect.gen(function*() {
        const lab = yield* puppets(["from", "to", "rest"], ({ from, rest, to }) => {
          from.main.pipe(to.left, { capacity: capacity[0]! })
          from.side.pipe(rest.left)
        })
        const { from, to } = lab
        yield* from.do(from.main.push(1))
        const give = [
          Effect.asVoid(from.start(from.main.end)),
          from.quit,
          Effect.asVoid(to.start(to.left.close)),
          to.quit
        ]
        for (const signal of signals) {
          yield* give[signal]!
          yield* settle
        }
        const { discarded, pushed, size, state } = yield* edgeOf(lab.running, "from.main", "to.left")
        assert.strictEqual(state, signals[0]! < 2 ? "Completed" : "Cancelled")
        assert.deepStrictEqual([pushed, discarded + size], [1, 1])
        assert.strictEqual(discarded, signals.some((signal) => signal >= 2) ? 1 : 0)
      })
  )
})
