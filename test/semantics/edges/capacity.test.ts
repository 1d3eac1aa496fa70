import { PortError } from "@effect-mimo/core"
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import {
  between,
  capacities,
  defectOf,
  edgeOf,
  endedWith,
  growing,
  isSuspended,
  listOf,
  pair,
  popAnyhow,
  property,
  puppets,
  pushAnyhow,
  rule,
  settle,
  upTo
} from "../fixtures-ports.ts"

describe("S3: an edge holds at most its capacity", () => {
  for (const capacity of [...capacities, ...growing]) {
    rule(`S3: a push suspends if and only if the edge is full (capacity ${capacity})`, () =>
      Effect.gen(function*() {
        const { edge, from, to } = yield* pair(capacity)
        // Twice around, so that the ring wraps.
        for (const round of [0, 1]) {
          for (let n = 0; n < capacity; n++) {
            assert.isFalse(from.main.isFull)
            assert.strictEqual(to.left.size, n)
            yield* endedWith(yield* from.start(from.main.push([round, n])))
          }
          assert.isTrue(from.main.isFull)
          const waiting = yield* from.start(from.main.push([round, capacity]))
          assert.isTrue(yield* isSuspended(waiting))
          assert.strictEqual((yield* edge).pushed, round * (capacity + 1) + capacity)
          assert.deepStrictEqual(yield* to.do(to.left.pop), [round, 0])
          yield* endedWith(waiting)
          assert.isTrue(from.main.isFull)
          for (let n = 1; n <= capacity; n++) assert.deepStrictEqual(yield* to.do(to.left.pop), [round, n])
          assert.isFalse(from.main.isFull)
        }
      }))

    rule(
      `S3: pushAll fills the edge and waits for room, each time there is some (capacity ${capacity})`,
      () =>
        Effect.gen(function*() {
          for (const iterable of [(n: number) => upTo(n), (n: number) => new Set(upTo(n))]) {
            const { edge, from, to } = yield* pair(capacity)
            const pushing = yield* from.start(from.main.pushAll(iterable(capacity + 3)))
            for (let n = 0; n < 3; n++) {
              assert.isTrue(yield* isSuspended(pushing))
              assert.deepStrictEqual([(yield* edge).size, (yield* edge).pushed], [capacity, capacity + n])
              assert.strictEqual(yield* to.do(to.left.pop), n)
            }
            yield* endedWith(pushing)
            assert.strictEqual((yield* edge).size, capacity)
          }
        })
    )
  }

  rule("S3: a pop suspends if and only if the edge is empty and open", () =>
    Effect.gen(function*() {
      const { from, to } = yield* pair(3)
      const { left } = to
      const operations: ReadonlyArray<Effect.Effect<unknown, unknown>> = [left.pop, left.peek, left.popUpTo(2)]
      for (const operation of operations) {
        const waiting = yield* to.start(operation)
        assert.isTrue(yield* isSuspended(waiting))
        yield* from.do(from.main.push(1))
        yield* endedWith(waiting)
        yield* from.do(from.main.push(2))
        yield* endedWith(yield* to.start(operation))
        while (left.size > 0) yield* to.do(left.pop)
      }
      const waiting = yield* to.start(left.pop)
      assert.isTrue(yield* isSuspended(waiting))
      yield* from.quit
      yield* endedWith(waiting)
      yield* endedWith(yield* to.start(left.pop))
    }))

  rule("S3: popUpTo takes what is there, at most n, and never waits for more", () =>
    Effect.gen(function*() {
      const { from, to } = yield* pair(70)
      const { left } = to
      yield* from.do(from.main.pushAll(upTo(50)))
      assert.deepStrictEqual(yield* to.do(left.popUpTo(1)), [0])
      assert.deepStrictEqual(yield* to.do(left.popUpTo(20)), upTo(20).map((n) => n + 1) as never)
      assert.deepStrictEqual((yield* to.do(left.popUpTo(1000))).length, 29)
      yield* from.do(from.main.push("x"))
      assert.deepStrictEqual(yield* to.do(left.popUpTo(Infinity)), ["x"])
    }))

  rule("S3: popUpTo of less than one element is a defect that names the port", () =>
    Effect.gen(function*() {
      for (const n of [0, -1, Number.NaN]) {
        const { from, to } = yield* pair(2)
        yield* from.do(from.main.push(1))
        const defect = defectOf(yield* Effect.exit(to.do(to.left.popUpTo(n))))
        assert.instanceOf(defect, PortError.InvalidPortArgument)
        assert.include(String(defect), "lab/to.left")
        assert.strictEqual(to.left.size, 1)
      }
    }))

  rule(
    "S3: the capacity is that of the edge, not of the port: each edge of a fan-out has its own",
    () =>
      Effect.gen(function*() {
        const { a, b, from, running } = yield* puppets(["from", "a", "b"], ({ a, b, from }) => {
          from.main.pipe(a.left, { capacity: 2 })
          from.main.pipe(b.left, { capacity: 5 })
        })
        const pushing = yield* from.start(from.main.pushAll(upTo(20)))
        assert.isTrue(yield* isSuspended(pushing))
        assert.deepStrictEqual([a.left.size, b.left.size], [2, 2])
        yield* a.do(Effect.replicateEffect(a.left.pop, 2))
        yield* settle
        assert.deepStrictEqual([a.left.size, b.left.size], [2, 4])
        yield* a.do(Effect.replicateEffect(a.left.pop, 2))
        yield* settle
        assert.deepStrictEqual([a.left.size, b.left.size], [1, 5])
        assert.strictEqual((yield* edgeOf(running, "from.main", "b.left")).pushed, 5)
      })
  )

  property(
    "S3: pushed − popped ≤ capacity at every instant, on every edge of a fan-in and a fan-out",
    {
      capacities: listOf(1, 5, { minLength: 4, maxLength: 4 }),
      counts: listOf(0, 30, { minLength: 2, maxLength: 2 }),
      readers: between(1, 3)
    },
    ({ capacities, counts, readers }, random) =>
      Effect.gen(function*() {
        const lab = yield* puppets(["a", "b", "x", "y"], ({ a, b, x, y }) => {
          a.main.pipe(x.left, { capacity: capacities[0]! })
          a.main.pipe(y.left, { capacity: capacities[1]! })
          b.main.pipe(x.left, { capacity: capacities[2]! })
          b.main.pipe(y.left, { capacity: capacities[3]! })
        })
        const look = Effect.map(lab.running.snapshot, ({ edges }) => {
          for (const { capacity, discarded, popped, pushed, size } of edges) {
            assert.isAtMost(pushed - popped - discarded, capacity)
            assert.isAtLeast(size, 0)
            assert.strictEqual(pushed, popped + discarded + size)
          }
        })
        const writing = [
          yield* lab.a.start(pushAnyhow(lab.a.main, upTo(counts[0]!), random, look)),
          yield* lab.b.start(pushAnyhow(lab.b.main, upTo(counts[1]!), random, look))
        ]
        const reading = [yield* lab.x.start(popAnyhow(lab.x.left, random, look))]
        // Several fibers on one inlet, none of which looks ahead.
        for (let n = 0; n < readers; n++) {
          reading.push(yield* lab.y.start(Effect.map(lab.y.left.forEach(() => look), () => [])))
        }
        for (const fiber of writing) yield* Fiber.join(fiber)
        yield* lab.a.quit
        yield* lab.b.quit
        for (const fiber of reading) yield* Fiber.join(fiber)
        yield* look
        assert.strictEqual((yield* Fiber.join(reading[0]!)).length, counts[0]! + counts[1]!)
      })
  )
})
