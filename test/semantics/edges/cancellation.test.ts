import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import {
  assertDone,
  capacities,
  discardedBy,
  edgeOf,
  endedWith,
  growing,
  pair,
  puppets,
  rule,
  settle,
  upTo
} from "../fixtures-ports.ts"

describe("S6: cancelling", () => {
  for (const capacity of [...capacities, ...growing]) {
    rule(
      `S6: closing an inlet drops what is buffered and counts it as discarded (capacity ${capacity})`,
      () =>
        Effect.gen(function*() {
          const { edge, from, to } = yield* pair(capacity)
          yield* from.do(from.main.pushAll(upTo(capacity)))
          const taken = Math.floor(capacity / 2)
          for (let n = 0; n < taken; n++) yield* to.do(to.left.pop)
          yield* to.do(to.left.close)
          const { discarded, popped, pushed, size, state } = yield* edge
          assert.deepStrictEqual({ discarded, popped, pushed, size, state }, {
            discarded: capacity - taken,
            popped: taken,
            pushed: capacity,
            size: 0,
            state: "Cancelled"
          })
          assert.strictEqual(to.left.size, 0)
          assert.isTrue(to.left.isDone)
          yield* assertDone(to.do(to.left.pop))
          yield* assertDone(to.do(to.left.peek))
        })
    )

    rule(
      `S6: a step that completes cancels its inlets the same way (capacity ${capacity})`,
      () =>
        Effect.gen(function*() {
          const { edge, from, to } = yield* pair(capacity)
          yield* from.do(from.main.pushAll(upTo(capacity)))
          yield* to.quit
          yield* settle
          const { discarded, popped, size, state } = yield* edge
          assert.deepStrictEqual({ discarded, popped, size, state }, {
            discarded: capacity,
            popped: 0,
            size: 0,
            state: "Cancelled"
          })
        })
    )
  }

  rule(
    "S6: cancelling one edge of a fan-out drops what waits there and nothing elsewhere",
    () =>
      Effect.gen(function*() {
        const { a, b, from, running } = yield* puppets(["from", "a", "b"], ({ a, b, from }) => {
          from.main.pipe(a.left, { capacity: 4 })
          from.main.pipe(b.left, { capacity: 4 })
        })
        yield* from.do(from.main.pushAll([1, 2, 3]))
        yield* a.do(a.left.close)
        assert.strictEqual((yield* edgeOf(running, "from.main", "a.left")).discarded, 3)
        assert.strictEqual((yield* edgeOf(running, "from.main", "b.left")).discarded, 0)
        assert.deepStrictEqual(yield* b.do(b.left.popUpTo(5)), [1, 2, 3])
        assert.strictEqual(yield* discardedBy(running, "from", "main"), 0)
      })
  )

  rule("S6: closing an inlet of several edges cancels them all", () =>
    Effect.gen(function*() {
      const { a, b, running, to } = yield* puppets(["a", "b", "to"], ({ a, b, to }) => {
        a.main.pipe(to.left, { capacity: 4 })
        b.main.pipe(to.left, { capacity: 4 })
        // Something to live for: a step whose outlets are all cancelled is stopped.
        a.side.pipe(to.right)
        b.side.pipe(to.right)
      })
      yield* a.do(a.main.pushAll([1, 2]))
      yield* b.do(b.main.pushAll([3]))
      yield* b.do(b.main.end)
      yield* to.do(to.left.close)
      const [fromA, fromB] = [
        yield* edgeOf(running, "a.main", "to.left"),
        yield* edgeOf(running, "b.main", "to.left")
      ]
      assert.deepStrictEqual([fromA.state, fromA.discarded, fromB.state, fromB.discarded], [
        "Cancelled",
        2,
        "Completed",
        1
      ])
      assert.isTrue(a.main.isClosed)
      assert.deepStrictEqual([to.right.isDone, to.left.isDone], [false, true])
    }))

  rule("S6: closing while fibers wait at the inlet ends them", () =>
    Effect.gen(function*() {
      const { to } = yield* pair(2)
      const popping = yield* to.start(to.left.pop)
      const each = yield* to.start(to.left.forEach(() => {}))
      yield* settle
      yield* to.do(to.left.close)
      yield* assertDone(Effect.flatten(endedWith(popping)))
      assert.isTrue((yield* endedWith(each))._tag === "Success")
    }))
})
