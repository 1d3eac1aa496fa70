import { assert, describe } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import { capacities, edgeOf, opened, pair, puppets, rule, settle, upTo } from "../fixtures-ports.ts"

describe("S8: ends are visible without demand", () => {
  rule(
    "S8: isDone turns true when an empty edge ends, though nobody has asked for an element",
    () =>
      Effect.gen(function*() {
        for (const how of ["end", "quit"] as const) {
          const { edge, from, to } = yield* pair(2)
          assert.isFalse(to.left.isDone)
          assert.strictEqual((yield* edge).state, "Open")
          yield* how === "end" ? from.do(from.main.end) : from.quit
          yield* settle
          assert.isTrue(to.left.isDone)
          assert.strictEqual((yield* edge).state, "Completed")
        }
      })
  )

  for (const capacity of capacities) {
    rule(
      `S8: isDone turns true with the last element, no pop past it needed (capacity ${capacity})`,
      () =>
        Effect.gen(function*() {
          const { from, to } = yield* pair(capacity)
          yield* from.do(from.main.pushAll(upTo(capacity)))
          yield* from.quit
          yield* settle
          for (let left = capacity; left > 0; left--) {
            assert.isFalse(to.left.isDone)
            assert.strictEqual(to.left.size, left)
            yield* to.do(to.left.pop)
          }
          assert.isTrue(to.left.isDone)
        })
    )
  }

  rule("S8: an inlet of several edges is done when all have ended and are drained", () =>
    Effect.gen(function*() {
      const { a, b, to } = yield* puppets(["a", "b", "to"], ({ a, b, to }) => {
        a.main.pipe(to.left)
        b.main.pipe(to.left)
      })
      yield* a.do(a.main.push(1))
      yield* a.quit
      yield* settle
      assert.isFalse(to.left.isDone)
      yield* to.do(to.left.pop)
      assert.isFalse(to.left.isDone)
      yield* b.do(b.main.push(2))
      yield* b.quit
      yield* settle
      assert.isFalse(to.left.isDone)
      yield* to.do(to.left.pop)
      assert.isTrue(to.left.isDone)
    }))

  rule("S8: the end goes through steps that only follow it", () =>
    Effect.gen(function*() {
      const { a, b, c } = yield* puppets(["a", "b", "c"], ({ a, b, c }) => {
        a.main.pipe(b.left)
        b.main.pipe(c.left)
      })
      yield* b.start(Effect.andThen(b.left.forEach((x) => b.main.push(x)), b.quit))
      yield* a.quit
      yield* settle
      assert.isTrue(c.left.isDone)
    }))

  rule("S8: a cancelled inlet is done, and so is one that was never piped", () =>
    Effect.gen(function*() {
      const { to } = yield* pair(2)
      assert.isTrue(to.right.isDone)
      assert.strictEqual(to.right.size, 0)
      yield* to.do(to.left.close)
      assert.isTrue(to.left.isDone)
    }))

  rule("S8: a failure is visible without demand, and it is no end", () =>
    Effect.gen(function*() {
      const { from, running, to } = yield* pair(2)
      const gate = yield* Deferred.make<void>()
      // A step that is stopped cancels what it has open, so it is kept from ending.
      yield* to.start(Effect.uninterruptible(Deferred.await(gate)))
      yield* from.fail("boom")
      yield* settle
      assert.strictEqual((yield* edgeOf(running, "from.main", "to.left")).state, "Failed")
      assert.isFalse(to.left.isDone)
      yield* Deferred.succeed(gate, undefined)
    }))

  rule("S8: the outside sees ends and failures without demand too", () =>
    Effect.gen(function*() {
      const ending = yield* opened(2)
      yield* ending.step.quit
      yield* settle
      assert.isTrue(ending.tap.isDone)
      const failing = yield* opened(2)
      yield* failing.step.fail("boom")
      yield* settle
      assert.isFalse(failing.tap.isDone)
      assert.isTrue(
        (yield* failing.running.snapshot).edges.every(({ from, state }) =>
          !from.startsWith("step") || state === "Failed"
        )
      )
    }))
})
