import { Port } from "@effect-mimo/core"
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import {
  assertDone,
  between,
  endedWith,
  isSuspended,
  listOf,
  pair,
  popRest,
  property,
  puppets,
  rule,
  settle
} from "../fixtures-ports.ts"

describe("S9: pop past the end, and peek", () => {
  rule(
    "S9: pop past the end fails with Cause.Done, again and again, and so does every other operation",
    () =>
      Effect.gen(function*() {
        const { from, to } = yield* pair(3)
        yield* from.do(from.main.push(1))
        yield* from.quit
        yield* to.do(to.left.pop)
        const { left } = to
        for (let n = 0; n < 3; n++) {
          yield* assertDone(to.do(left.pop))
          yield* assertDone(to.do(Effect.gen(function*() {
            return yield* left.pop
          })))
          yield* assertDone(to.do(left.peek))
          yield* assertDone(to.do(left.popUpTo(7)))
          yield* assertDone(to.do(Port.popAll({ left })))
          yield* assertDone(to.do(Port.select({ left })))
          assert.deepStrictEqual(yield* to.do(popRest(left)), [])
        }
      })
  )

  rule("S9: one fiber can pop past the end more often than a turn is long", () =>
    Effect.gen(function*() {
      const { from, to } = yield* pair(1)
      yield* from.quit
      yield* settle
      let seen = 0
      yield* to.do(Effect.gen(function*() {
        while (seen < 5000) {
          yield* Effect.catch(to.left.pop, () => Effect.void)
          seen++
        }
      }))
      assert.strictEqual(seen, 5000)
    }))

  rule("S9: an inlet that was never piped is at its end from the start", () =>
    Effect.gen(function*() {
      const { to } = yield* pair(1)
      yield* assertDone(to.do(to.right.pop))
      yield* assertDone(to.do(to.right.peek))
    }))

  rule("S9: peek sees the same element until it is popped", () =>
    Effect.gen(function*() {
      const { edge, from, to } = yield* pair(3)
      yield* from.do(from.main.pushAll(["a", "b"]))
      const { left } = to
      for (let n = 0; n < 3; n++) assert.strictEqual(yield* to.do(left.peek), "a")
      yield* from.do(from.main.push("c"))
      assert.strictEqual(yield* to.do(left.peek), "a")
      assert.deepStrictEqual([(yield* edge).popped, left.size], [0, 3])
      assert.deepStrictEqual(yield* to.do(Effect.all([left.pop, left.peek, left.peek, left.popUpTo(1), left.peek])), [
        "a",
        "b",
        "b",
        ["b"],
        "c"
      ])
    }))

  rule("S9: peek makes no room: a push that waits goes on when the element is popped", () =>
    Effect.gen(function*() {
      const { from, to } = yield* pair(1)
      yield* from.do(from.main.push(1))
      const pushing = yield* from.start(from.main.push(2))
      yield* to.do(to.left.peek)
      assert.isTrue(yield* isSuspended(pushing))
      yield* to.do(to.left.pop)
      yield* endedWith(pushing)
    }))

  rule("S9: peek waits for an element, and several fibers may see the same", () =>
    Effect.gen(function*() {
      const { from, to } = yield* pair(2)
      const peeks = [yield* to.start(to.left.peek), yield* to.start(to.left.peek)]
      assert.isTrue(yield* isSuspended(peeks[0]!))
      yield* from.do(from.main.push("a"))
      for (const peek of peeks) assert.strictEqual(yield* Effect.flatten(endedWith(peek)), "a")
      assert.strictEqual(to.left.size, 1)
    }))

  property(
    "S9: with several edges too, what is peeked is what the next operation takes",
    {
      script: listOf(0, 8, { minLength: 5, maxLength: 60 }),
      capacity: between(1, 5)
    },
    ({ capacity, script }) =>
      Effect.gen(function*() {
        const { a, b, c, to } = yield* puppets(["a", "b", "c", "to"], ({ a, b, c, to }) => {
          a.main.pipe(to.left)
          b.main.pipe(to.left)
          c.main.pipe(to.left)
        }, { capacity })
        const froms = [a, b, c]
        const { left } = to
        let next = 0
        let peeked: unknown
        for (const step of script) {
          if (step < 3) {
            const from = froms[step]!
            if (!from.main.isFull) yield* from.do(from.main.push(next++))
          } else if (step === 3) {
            yield* froms[next % 3]!.quit
            yield* settle
            // One may end once; its pushes are left out from then on.
            froms[next % 3] = { ...froms[next % 3]!, main: { ...froms[next % 3]!.main, isFull: true } }
          } else if (left.size > 0) {
            const seen = yield* to.do(left.peek)
            if (peeked !== undefined) assert.strictEqual(seen, peeked)
            peeked = seen
            const takes = [
              Effect.map(left.pop, (element) => element),
              Effect.map(left.popUpTo(1), ([element]) => element),
              Effect.map(Port.popAll({ left }), ({ left }) => left),
              Effect.map(Port.select({ left }), ({ value }) => value)
            ]
            if (step > 4) {
              assert.strictEqual(yield* to.do(takes[step - 5]!), peeked)
              peeked = undefined
            }
          }
        }
      })
  )
})
