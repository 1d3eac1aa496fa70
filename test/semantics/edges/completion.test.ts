import { Port } from "@effect-mimo/core"
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as EffectStream from "effect/Stream"
import {
  assertDone,
  between,
  capacities,
  endedWith,
  growing,
  isDoneExit,
  listOf,
  opened,
  pair,
  popAnyhow,
  popRest,
  property,
  puppets,
  pushAnyhow,
  rule,
  settle,
  upTo
} from "../fixtures-ports.ts"

describe("S4: completion never overtakes elements", () => {
  for (const capacity of [...capacities, ...growing]) {
    rule(
      `S4: completion never overtakes elements: what was pushed before the end is popped before it (capacity ${capacity})`,
      () =>
        Effect.gen(function*() {
          for (const ending of ["end", "quit"] as const) {
            const { edge, from, to } = yield* pair(capacity)
            yield* from.do(from.main.pushAll(upTo(capacity)))
            yield* ending === "end" ? from.do(from.main.end) : from.quit
            yield* settle
            assert.strictEqual((yield* edge).state, "Completed")
            for (let n = 0; n < capacity; n++) {
              assert.isFalse(to.left.isDone)
              assert.strictEqual(yield* to.do(to.left.pop), n)
            }
            assert.isTrue(to.left.isDone)
            yield* assertDone(to.do(to.left.pop))
          }
        })
    )
  }

  rule("S4: popUpTo gives the rest first, and the end after it", () =>
    Effect.gen(function*() {
      const { from, to } = yield* pair(5)
      yield* from.do(from.main.pushAll([1, 2, 3]))
      yield* from.quit
      assert.deepStrictEqual(yield* to.do(to.left.popUpTo(2)), [1, 2])
      assert.deepStrictEqual(yield* to.do(to.left.popUpTo(2)), [3])
      yield* assertDone(to.do(to.left.popUpTo(2)))
    }))

  rule("S4: forEach, stream, popAll and select see every element before the end", () =>
    Effect.gen(function*() {
      const filled = Effect.gen(function*() {
        const lab = yield* pair(5)
        yield* lab.from.do(lab.from.main.pushAll([1, 2, 3]))
        yield* lab.from.quit
        yield* settle
        return lab.to
      })
      const all: Array<unknown> = []
      const collect = Effect.fnUntraced(function*(inlet: Port.In<unknown>) {
        while (true) all.push((yield* Port.popAll({ inlet })).inlet)
      })
      const any: Array<unknown> = []
      const selecting = Effect.fnUntraced(function*(inlet: Port.In<unknown>) {
        while (true) any.push((yield* Port.select({ inlet })).value)
      })
      const [a, b, c, d] = [yield* filled, yield* filled, yield* filled, yield* filled]
      assert.deepStrictEqual(yield* a.do(popRest(a.left)), [1, 2, 3])
      assert.deepStrictEqual(Array.from(yield* b.do(EffectStream.runCollect(b.left.stream))), [1, 2, 3])
      yield* assertDone(c.do(collect(c.left)))
      yield* assertDone(d.do(selecting(d.left)))
      assert.deepStrictEqual([all, any], [[1, 2, 3], [1, 2, 3]])
    }))

  rule(
    "S4: a step whose push is suspended when its run returns has it interrupted, and nothing after it is seen",
    () =>
      Effect.gen(function*() {
        const { from, to } = yield* pair(2)
        const pushing = yield* from.start(from.main.pushAll(upTo(10)))
        yield* settle
        yield* from.quit
        yield* endedWith(pushing)
        assert.deepStrictEqual(yield* to.do(popRest(to.left)), [0, 1])
      })
  )

  rule("S4: an element and the end in one turn reach a waiting pop in that order", () =>
    Effect.gen(function*() {
      const { from, to } = yield* pair(2)
      const first = yield* to.start(to.left.pop)
      yield* settle
      yield* from.do(Effect.andThen(from.main.push(1), from.main.end))
      assert.strictEqual(yield* Fiber.join(first), 1)
      yield* assertDone(to.do(to.left.pop))

      // Of two that wait one gets the element and the other the end.
      const lab = yield* pair(2)
      const pops = [yield* lab.to.start(lab.to.left.pop), yield* lab.to.start(lab.to.left.pop)]
      yield* settle
      yield* lab.from.do(Effect.andThen(lab.from.main.push(1), lab.from.main.end))
      const exits = [yield* endedWith(pops[0]!), yield* endedWith(pops[1]!)]
      assert.strictEqual(exits.filter(isDoneExit).length, 1)
    }))

  rule("S4: the outside of a workflow pops everything after the run has ended", () =>
    Effect.gen(function*() {
      const { running, step, tap } = yield* opened(5)
      yield* step.do(step.main.pushAll(upTo(5)))
      yield* step.quit
      yield* running.await
      assert.isFalse(tap.isDone)
      assert.deepStrictEqual(yield* popRest(tap), upTo(5))
      yield* assertDone(tap.pop)
    }))

  property(
    "S4: completion never overtakes elements: through a fan-in, relays and a fan-out",
    {
      capacity: between(1, 5),
      counts: listOf(0, 25, { minLength: 2, maxLength: 2 }),
      ends: between(0, 1)
    },
    ({ capacity, counts, ends }, random) =>
      Effect.gen(function*() {
        const { a, b, relay, running, x, y } = yield* puppets(
          ["a", "b", "relay", "x", "y"],
          ({ a, b, relay, x, y }) => {
            a.main.pipe(relay.left)
            b.main.pipe(relay.left)
            relay.main.pipe(x.left)
            relay.main.pipe(y.left)
          },
          { capacity }
        )
        const readers = [
          yield* x.start(popAnyhow(x.left, random)),
          yield* y.start(popAnyhow(y.left, random))
        ]
        yield* relay.start(Effect.andThen(relay.left.forEach((n) => relay.main.push(n)), relay.quit))
        for (const [at, from] of [a, b].entries()) {
          const elements = upTo(counts[at]!).map((n) => [at, n])
          yield* from.start(Effect.andThen(
            pushAnyhow(from.main, elements, random),
            ends === 0 ? from.main.end : from.quit
          ))
        }
        for (const reader of readers) {
          const seen = (yield* Fiber.join(reader)) as ReadonlyArray<readonly [number, number]>
          for (const at of [0, 1]) {
            assert.deepStrictEqual(seen.flatMap(([by, n]) => by === at ? [n] : []), upTo(counts[at]!))
          }
        }
        const { edges } = yield* running.snapshot
        assert.isTrue(edges.every(({ popped, pushed, state }) => state === "Completed" && popped === pushed))
      })
  )
})
