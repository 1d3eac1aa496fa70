import { Port } from "@effect-mimo/core"
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import {
  assertDone,
  between,
  capacities,
  defectOf,
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

const three = (capacity: number) =>
  puppets(["a", "b", "c", "to"], ({ a, b, c, to }) => {
    a.main.pipe(to.left)
    b.main.pipe(to.left)
    c.main.pipe(to.left)
  }, { capacity })

describe("S10: several edges into one inlet", () => {
  property(
    "S10: the order of each edge is kept, and all of it comes",
    { capacities: listOf(1, 5, { minLength: 3, maxLength: 3 }), counts: listOf(0, 30, { minLength: 3, maxLength: 3 }) },
    ({ capacities, counts }, random) =>
      Effect.gen(function*() {
        const { a, b, c, to } = yield* puppets(["a", "b", "c", "to"], ({ a, b, c, to }) => {
          a.main.pipe(to.left, { capacity: capacities[0]! })
          b.main.pipe(to.left, { capacity: capacities[1]! })
          c.main.pipe(to.left, { capacity: capacities[2]! })
        })
        const popping = yield* to.start(popAnyhow(to.left, random))
        for (const [at, from] of [a, b, c].entries()) {
          const elements = upTo(counts[at]!).map((n) => [at, n])
          yield* from.start(Effect.andThen(pushAnyhow(from.main, elements, random), from.quit))
        }
        const popped = (yield* Fiber.join(popping)) as ReadonlyArray<readonly [number, number]>
        assert.strictEqual(popped.length, counts.reduce((sum, count) => sum + count, 0))
        for (const at of [0, 1, 2]) {
          assert.deepStrictEqual(popped.flatMap(([by, n]) => by === at ? [n] : []), upTo(counts[at]!))
        }
      }),
    { runs: 100 }
  )

  property(
    "S10: an edge with an element is served within as many pops as there are edges",
    { capacity: between(1, 5), script: listOf(0, 5, { minLength: 10, maxLength: 100 }) },
    ({ capacity, script }) =>
      Effect.gen(function*() {
        const { a, b, c, to } = yield* three(capacity)
        const froms = [a, b, c]
        const waiting = [0, 0, 0]
        const passedOver = [0, 0, 0]
        for (const step of script) {
          if (step < 3) {
            if (froms[step]!.main.isFull) continue
            yield* froms[step]!.do(froms[step]!.main.push(step))
            waiting[step]!++
          } else if (to.left.size > 0) {
            const from = (yield* to.do(to.left.pop)) as number
            waiting[from]!--
            for (const at of [0, 1, 2]) {
              passedOver[at] = at === from || waiting[at] === 0 ? 0 : passedOver[at]! + 1
              assert.isBelow(passedOver[at]!, 3)
            }
          }
        }
      })
  )

  rule("S10: edges that always have elements are served in turn", () =>
    Effect.gen(function*() {
      const { a, b, c, to } = yield* three(4)
      for (const [at, from] of [a, b, c].entries()) yield* from.start(from.main.pushAll(upTo(50).map(() => at)))
      yield* settle
      const seen = yield* to.do(Effect.replicateEffect(to.left.pop, 12))
      for (let n = 0; n < 12; n += 3) assert.deepStrictEqual(seen.slice(n, n + 3).sort(), [0, 1, 2])
    }))

  for (const capacity of capacities) {
    rule(
      `S10: the inlet ends when all of its edges have ended, and not before (capacity ${capacity})`,
      () =>
        Effect.gen(function*() {
          const { a, b, c, to } = yield* three(capacity)
          const popping = yield* to.start(popRest(to.left))
          yield* a.quit
          yield* b.do(b.main.push("b"))
          assert.isTrue(yield* isSuspended(popping))
          yield* b.do(b.main.end)
          yield* c.do(c.main.pushAll(["c1", "c2"]))
          assert.isTrue(yield* isSuspended(popping))
          assert.isFalse(to.left.isDone)
          yield* c.quit
          assert.deepStrictEqual(yield* Effect.flatten(endedWith(popping)), ["b", "c1", "c2"])
          yield* assertDone(to.do(to.left.pop))
        })
    )
  }

  rule(
    "S10: the inlet fails when any of its edges fails, though others are open or have ended",
    () =>
      Effect.gen(function*() {
        const { a, b, running, to } = yield* three(2)
        yield* b.quit
        let seen: unknown
        const popping = yield* to.start(Effect.uninterruptible(Effect.map(Effect.exit(to.left.pop), (exit) => {
          seen = exit
        })))
        yield* settle
        yield* a.fail("boom")
        yield* Effect.exit(running.await)
        yield* Fiber.await(popping)
        assert.strictEqual(defectOf(seen as never), "boom")
      })
  )

  rule("S10: a full edge holds back its own producer only", () =>
    Effect.gen(function*() {
      const { a, b, running, to } = yield* three(2)
      const pushing = yield* a.start(a.main.pushAll(upTo(3)))
      assert.isTrue(yield* isSuspended(pushing))
      yield* endedWith(yield* b.start(b.main.pushAll(upTo(2))))
      assert.strictEqual(to.left.size, 4)
      assert.strictEqual((yield* edgeOf(running, "b.main", "to.left")).size, 2)
    }))

  rule("S10: popUpTo takes of all edges, each in order", () =>
    Effect.gen(function*() {
      const { a, b, c, to } = yield* three(3)
      yield* a.do(a.main.pushAll(["a1", "a2"]))
      yield* b.do(b.main.pushAll(["b1"]))
      yield* c.do(c.main.pushAll(["c1", "c2"]))
      const all = yield* to.do(to.left.popUpTo(9))
      assert.deepStrictEqual([...all].sort(), ["a1", "a2", "b1", "c1", "c2"])
      assert.isBelow(all.indexOf("a1"), all.indexOf("a2"))
      assert.isBelow(all.indexOf("c1"), all.indexOf("c2"))
    }))

  rule("S10: popUpTo of few at a time starves no edge", () =>
    Effect.gen(function*() {
      const { a, b, c, to } = yield* three(5)
      for (const [at, from] of [a, b, c].entries()) {
        yield* from.start(Effect.forever(from.main.push(at), { disableYield: true }))
      }
      const seen: Array<unknown> = []
      for (let n = 0; n < 9; n++) {
        yield* settle
        seen.push(...(yield* to.do(to.left.popUpTo(2))))
      }
      assert.strictEqual(new Set(seen).size, 3)
    }))

  rule("S10: two outlets of one step into one inlet are two edges", () =>
    Effect.gen(function*() {
      const { from, to } = yield* puppets(["from", "to"], ({ from, to }) => {
        from.main.pipe(to.left, { capacity: 1 })
        from.side.pipe(to.left, { capacity: 1 })
      })
      const popping = yield* to.start(popRest(to.left))
      yield* from.do(Effect.forEach(upTo(30), (n) => (n % 3 === 0 ? from.main : from.side).push(n)))
      yield* from.do(from.main.end)
      assert.isTrue(yield* isSuspended(popping))
      yield* from.quit
      const popped = (yield* Effect.flatten(endedWith(popping))) as ReadonlyArray<number>
      assert.deepStrictEqual(popped.filter((n) => n % 3 === 0), upTo(30).filter((n) => n % 3 === 0))
      assert.deepStrictEqual(popped.filter((n) => n % 3 !== 0), upTo(30).filter((n) => n % 3 !== 0))
    }))

  rule("S10: popAll and select see an inlet of several edges as one", () =>
    Effect.gen(function*() {
      const { a, b, to } = yield* puppets(["a", "b", "to"], ({ a, b, to }) => {
        a.main.pipe(to.left)
        b.main.pipe(to.left)
        b.side.pipe(to.right)
      })
      const { left, right } = to
      const pairing = yield* to.start(Port.popAll({ left, right }))
      yield* b.do(b.side.push("right"))
      assert.isTrue(yield* isSuspended(pairing))
      yield* a.quit
      assert.isTrue(yield* isSuspended(pairing))
      yield* b.do(b.main.push("left"))
      assert.deepStrictEqual(yield* Effect.flatten(endedWith(pairing)), { left: "left", right: "right" })
      yield* b.quit
      yield* assertDone(to.do(Port.popAll({ left, right })))
      yield* assertDone(to.do(Port.select({ left, right })))
    }))
})
