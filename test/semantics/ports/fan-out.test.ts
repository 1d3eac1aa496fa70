import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import {
  between,
  capacities,
  discardedBy,
  edgeOf,
  endedWith,
  isSuspended,
  listOf,
  popAnyhow,
  popRest,
  property,
  puppets,
  pushAnyhow,
  rule,
  settle,
  upTo
} from "../fixtures-ports.ts"

const three = (capacities: ReadonlyArray<number>) =>
  puppets(["from", "a", "b", "c", "rest"], ({ a, b, c, from, rest }) => {
    from.main.pipe(a.left, { capacity: capacities[0]! })
    from.main.pipe(b.left, { capacity: capacities[1]! })
    from.main.pipe(c.left, { capacity: capacities[2]! })
    // A step whose outlets are all cancelled is stopped (S16); this one stays open.
    from.side.pipe(rest.left)
  })

describe("S11: several edges from one outlet", () => {
  property(
    "S11: every consumer gets every element, in order",
    { capacities: listOf(1, 5, { minLength: 3, maxLength: 3 }), count: between(0, 60) },
    ({ capacities, count }, random) =>
      Effect.gen(function*() {
        const { a, b, c, from } = yield* three(capacities)
        const popping: Array<Fiber.Fiber<ReadonlyArray<unknown>>> = []
        for (const to of [a, b, c]) popping.push(yield* to.start(popAnyhow(to.left, random)))
        yield* from.do(pushAnyhow(from.main, upTo(count), random))
        yield* from.quit
        for (const fiber of popping) assert.deepStrictEqual(yield* Fiber.join(fiber), upTo(count))
      }),
    { runs: 100 }
  )

  for (const capacity of capacities) {
    rule(
      `S11: a push is done when every edge has taken the element, and not before (capacity ${capacity})`,
      () =>
        Effect.gen(function*() {
          const { a, b, c, from } = yield* three([capacity, capacity + 1, capacity + 2])
          yield* from.do(from.main.pushAll(upTo(capacity)))
          const pushing = yield* from.start(from.main.push("last"))
          assert.isTrue(yield* isSuspended(pushing))
          // All or none: those with room have not taken it either.
          assert.deepStrictEqual([a.left.size, b.left.size, c.left.size], [capacity, capacity, capacity])
          yield* b.do(b.left.pop)
          yield* c.do(c.left.pop)
          assert.isTrue(yield* isSuspended(pushing))
          yield* a.do(a.left.pop)
          yield* endedWith(pushing)
          assert.deepStrictEqual([a.left.size, b.left.size, c.left.size], [capacity, capacity, capacity])
        })
    )

    rule(
      `S11: the slowest consumer sets the pace, at most its capacity behind (capacity ${capacity})`,
      () =>
        Effect.gen(function*() {
          const { a, b, c, from } = yield* three([capacity, 5, 40])
          const counts = [0, 0, 0]
          for (const [at, to] of [a, b, c].entries()) {
            if (at > 0) {
              yield* to.start(to.left.forEach(() => {
                counts[at]!++
              }))
            }
          }
          yield* from.start(from.main.pushAll(upTo(100)))
          for (let n = 0; n <= 100 - capacity; n++) {
            yield* settle
            assert.deepStrictEqual(counts, [n, n + capacity, n + capacity])
            yield* a.do(a.left.pop)
            counts[0]!++
          }
        })
    )
  }

  rule("S11: interrupting a push that waits leaves the element on no edge", () =>
    Effect.gen(function*() {
      const { a, b, c, from } = yield* three([1, 3, 5])
      yield* from.do(from.main.push(1))
      const pushing = yield* from.start(from.main.push(2))
      yield* settle
      yield* Fiber.interrupt(pushing)
      yield* a.do(a.left.pop)
      yield* settle
      assert.deepStrictEqual([a.left.size, b.left.size, c.left.size], [0, 1, 1])
      yield* from.do(from.main.push(3))
      assert.deepStrictEqual(yield* b.do(b.left.popUpTo(5)), [1, 3])
    }))

  rule("S11: pushAll that is interrupted has pushed a prefix, the same on every edge", () =>
    Effect.gen(function*() {
      for (const elements of [upTo(10), upTo(10).values()]) {
        const { a, b, c, from } = yield* three([2, 4, 3])
        const pushing = yield* from.start(from.main.pushAll(elements))
        yield* settle
        yield* a.do(a.left.pop)
        yield* settle
        yield* Fiber.interrupt(pushing)
        assert.deepStrictEqual(yield* a.do(a.left.popUpTo(20)), [1, 2])
        assert.deepStrictEqual(yield* b.do(b.left.popUpTo(20)), [0, 1, 2])
        assert.deepStrictEqual(yield* c.do(c.left.popUpTo(20)), [0, 1, 2])
      }
    }))

  rule("S11: both inlets of one step are two edges", () =>
    Effect.gen(function*() {
      const { from, to } = yield* puppets(["from", "to"], ({ from, to }) => {
        from.main.pipe(to.left, { capacity: 1 })
        from.main.pipe(to.right, { capacity: 1 })
      })
      const lefts = yield* to.start(popRest(to.left))
      const pushing = yield* from.start(from.main.pushAll(upTo(4)))
      assert.isTrue(yield* isSuspended(pushing))
      assert.deepStrictEqual(yield* to.do(Effect.replicateEffect(to.right.pop, 4)), upTo(4))
      yield* endedWith(pushing)
      yield* from.quit
      assert.deepStrictEqual(yield* Effect.flatten(endedWith(lefts)), upTo(4))
    }))

  rule("S11: isFull is true while any edge is full", () =>
    Effect.gen(function*() {
      const { a, b, c, from } = yield* three([1, 2, 3])
      assert.isFalse(from.main.isFull)
      yield* from.do(from.main.push(1))
      assert.isTrue(from.main.isFull)
      yield* a.do(a.left.pop)
      assert.isFalse(from.main.isFull)
      yield* from.do(from.main.push(2))
      yield* a.do(a.left.close)
      assert.isTrue(from.main.isFull)
      yield* b.do(b.left.close)
      assert.isFalse(from.main.isFull)
      yield* c.do(c.left.close)
      assert.isFalse(from.main.isFull)
    }))
})

describe("S12: a cancelled edge leaves its outlet", () => {
  for (const capacity of capacities) {
    rule(
      `S12: it takes no more elements and no longer holds the others back (capacity ${capacity})`,
      () =>
        Effect.gen(function*() {
          const { a, b, c, from, running } = yield* three([capacity, 40, 50])
          const pushing = yield* from.start(from.main.pushAll(upTo(30)))
          assert.isTrue(yield* isSuspended(pushing))
          yield* a.do(a.left.close)
          yield* endedWith(pushing)
          assert.strictEqual((yield* edgeOf(running, "from.main", "a.left")).pushed, capacity)
          assert.deepStrictEqual(yield* b.do(b.left.popUpTo(50)), upTo(30) as never)
          assert.deepStrictEqual(yield* c.do(c.left.popUpTo(50)), upTo(30) as never)
          assert.isFalse(from.main.isClosed)
          assert.strictEqual(yield* discardedBy(running, "from", "main"), 0)
        })
    )
  }

  rule("S12: a consumer that completes leaves the same way", () =>
    Effect.gen(function*() {
      const { a, b, c, from } = yield* three([1, 40, 40])
      const pushing = yield* from.start(from.main.pushAll(upTo(30)))
      yield* settle
      yield* a.quit
      yield* endedWith(pushing)
      assert.deepStrictEqual([b.left.size, c.left.size], [30, 30])
    }))

  rule(
    "S12: an outlet all of whose edges are cancelled discards and counts what is pushed to it, in every way",
    () =>
      Effect.gen(function*() {
        const { a, b, c, from, running } = yield* three([1, 2, 3])
        yield* from.do(from.main.push(0))
        for (const to of [a, b, c]) yield* to.do(to.left.close)
        assert.isTrue(from.main.isClosed)
        assert.isFalse(from.main.isFull)
        yield* endedWith(yield* from.start(from.main.push(1)))
        assert.strictEqual(yield* discardedBy(running, "from", "main"), 1)
        yield* endedWith(yield* from.start(from.main.pushAll(upTo(10))))
        yield* endedWith(yield* from.start(from.main.pushAll(new Set(upTo(10)))))
        assert.strictEqual(yield* discardedBy(running, "from", "main"), 21)
        yield* from.do(Effect.gen(function*() {
          for (let n = 0; n < 5000; n++) yield* from.main.push(n)
        }))
        assert.strictEqual(yield* discardedBy(running, "from", "main"), 5021)
        assert.deepStrictEqual((yield* running.snapshot).edges.slice(0, 3).map(({ pushed }) => pushed), [1, 1, 1])
      })
  )

  rule(
    "S12: a push that waits is discarded when the last edge is cancelled, with what is left of it",
    () =>
      Effect.gen(function*() {
        const { a, b, c, from, running } = yield* three([1, 1, 2])
        const pushing = yield* from.start(from.main.pushAll(upTo(10)))
        yield* settle
        yield* a.do(a.left.close)
        yield* b.do(b.left.close)
        assert.isTrue(yield* isSuspended(pushing))
        yield* c.do(c.left.close)
        yield* endedWith(pushing)
        // 0 was taken by all, 1 by the last.
        assert.strictEqual(yield* discardedBy(running, "from", "main"), 8)
      })
  )

  rule("S12: an outlet that was never piped discards and counts", () =>
    Effect.gen(function*() {
      const { a, running } = yield* three([1, 1, 1])
      yield* a.do(a.main.pushAll(upTo(7)))
      assert.strictEqual(yield* discardedBy(running, "a", "main"), 7)
      assert.isFalse(a.main.isFull)
    }))

  property(
    "S12: whichever consumers leave, and when, each of the others gets everything",
    {
      capacities: listOf(1, 5, { minLength: 3, maxLength: 3 }),
      leaveAfter: listOf(0, 50, { minLength: 3, maxLength: 3 })
    },
    ({ capacities, leaveAfter }, random) =>
      Effect.gen(function*() {
        const { a, b, c, from, running } = yield* three(capacities)
        const popping: Array<Fiber.Fiber<Array<unknown>>> = []
        for (const [at, to] of [a, b, c].entries()) {
          popping.push(
            yield* to.start(Effect.gen(function*() {
              const popped: Array<unknown> = []
              while (popped.length < leaveAfter[at]! && !to.left.isDone) {
                if (random() < 0.3) yield* Effect.yieldNow
                popped.push(...(yield* Effect.catch(to.left.popUpTo(1), () => Effect.succeed([]))))
              }
              yield* to.left.close
              return popped
            }))
          )
        }
        yield* from.do(pushAnyhow(from.main, upTo(30), random))
        yield* from.do(from.main.end)
        for (const [at, fiber] of popping.entries()) {
          assert.deepStrictEqual(yield* Fiber.join(fiber), upTo(Math.min(30, leaveAfter[at]!)))
        }
        const { edges } = yield* running.snapshot
        const discarded = yield* discardedBy(running, "from", "main")
        for (const { pushed } of edges.slice(0, 3)) assert.isAtMost(pushed + discarded, 30)
        assert.strictEqual(Math.max(...edges.slice(0, 3).map(({ pushed }) => pushed)) + discarded, 30)
      })
  )
})
