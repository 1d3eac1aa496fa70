import { Port, Stream } from "@effect-mimo/core"
import { TestStream } from "@effect-mimo/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as EffectStream from "effect/Stream"
import {
  assertDone,
  capacities,
  endedWith,
  isDoneExit,
  isSuspended,
  pair,
  popRest,
  puppets,
  rule,
  settle,
  upTo
} from "../fixtures-ports.ts"

const two = (capacity: number) =>
  puppets(["a", "b", "to"], ({ a, b, to }) => {
    a.main.pipe(to.left)
    b.main.pipe(to.right)
  }, { capacity })

describe("port operations are Effects", () => {
  rule("S9: a port operation can be used with every combinator", () =>
    Effect.gen(function*() {
      const { a, b, to } = yield* two(9)
      yield* a.do(a.main.pushAll(upTo(9)))
      yield* b.do(b.main.pushAll(upTo(9)))
      const { left, right } = to
      assert.isTrue(
        [left.pop, left.peek, left.popUpTo(1), a.main.push(1), a.main.end, left.close].every(Effect.isEffect)
      )
      assert.strictEqual(yield* to.do(left.pop.pipe(Effect.map((n) => `${n}!`))), "0!")
      assert.deepStrictEqual(yield* to.do(Effect.exit(left.pop)), Exit.succeed(1))
      assert.deepStrictEqual(yield* to.do(Effect.option(left.pop)), Option.some(2))
      assert.deepStrictEqual(yield* to.do(Effect.zip(left.pop, right.pop)), [3, 0])
      assert.deepStrictEqual(yield* to.do(Effect.all([left.pop, left.pop, right.pop])), [4, 5, 1])
      assert.deepStrictEqual(yield* to.do(Effect.all({ x: left.pop, y: right.pop })), { x: 6, y: 2 })
      assert.deepStrictEqual(
        yield* to.do(Effect.all([left.pop, right.pop], { concurrency: "unbounded" })),
        [7, 3]
      )
      assert.deepStrictEqual(yield* to.do(Effect.flatMap(left.pop, (n) => Effect.map(right.pop, (m) => [n, m]))), [
        8,
        4
      ])
      yield* a.quit
      assert.isTrue(isDoneExit(yield* to.do(Effect.exit(left.pop))))
      assert.deepStrictEqual(yield* to.do(Effect.option(left.pop)), Option.none())
      assert.strictEqual(yield* to.do(Effect.catch(left.pop, () => Effect.succeed("over"))), "over")
      yield* assertDone(to.do(Effect.all([right.pop, left.pop])))
    }))

  rule("S2: one pop value is as many pops as it is run, one push value as many pushes", () =>
    Effect.gen(function*() {
      const { from, to } = yield* pair(3)
      const push = from.main.push("x")
      const pushAll = from.main.pushAll(["y", "z"])
      const { pop, peek } = to.left
      const some = to.left.popUpTo(2)
      const popping = yield* to.start(Effect.gen(function*() {
        const first = [yield* pop, yield* peek, yield* pop]
        return [
          first,
          yield* Effect.all([pop, pop, pop]),
          yield* Effect.replicateEffect(pop, 2),
          yield* pop,
          yield* some
        ]
      }))
      yield* from.do(Effect.gen(function*() {
        yield* push
        yield* push
        yield* Effect.all([push, pushAll, pushAll])
        yield* Effect.andThen(push, push)
      }))
      yield* from.quit
      const [first, all, twice, one, rest] = yield* Effect.flatten(endedWith(popping))
      assert.deepStrictEqual(first, ["x", "x", "x"])
      assert.deepStrictEqual([all, twice, one, [...(rest as Array<unknown>)]], [["x", "y", "z"], ["y", "z"], "x", [
        "x"
      ]])
    }))

  rule("S2: an operation is done when it is run, not when it is made", () =>
    Effect.gen(function*() {
      const { edge, from, to } = yield* pair(3)
      const made = [
        from.main.push(1),
        from.main.pushAll([1, 2]),
        to.left.pop,
        to.left.popUpTo(2),
        from.main.end,
        to.left.close
      ]
      yield* settle
      assert.strictEqual(made.length, 6)
      const { pushed, state } = yield* edge
      assert.deepStrictEqual([pushed, state], [0, "Open"])
    }))

  rule(
    "S9: in a generator a pop past the end is a failure that can be caught and that finalizers see",
    () =>
      Effect.gen(function*() {
        const { from, to } = yield* pair(3)
        yield* from.quit
        yield* settle
        const log: Array<string> = []
        yield* to.do(
          Effect.gen(function*() {
            yield* to.left.pop
            log.push("not reached")
          }).pipe(
            Effect.onExit((exit) => Effect.sync(() => log.push(exit._tag))),
            Effect.catch(() => Effect.sync(() => log.push("caught")))
          )
        )
        assert.deepStrictEqual(log, ["Failure", "caught"])
      })
  )
})

describe("forEach", () => {
  for (const capacity of capacities) {
    rule(
      `S2: forEach gives each element to the function, waits for the Effect it returns, and ends with the inlet (capacity ${capacity})`,
      () =>
        Effect.gen(function*() {
          const { a, b, to } = yield* two(capacity)
          const log: Array<unknown> = []
          yield* b.start(b.main.pushAll(upTo(40)))
          const each = yield* to.start(to.left.forEach((n) => {
            log.push(n)
            // By turns nothing, an Effect, one that waits, a pop of another inlet.
            return [
              () => undefined,
              () => Effect.sync(() => log.push("effect")),
              () => Effect.andThen(Effect.yieldNow, Effect.sync(() => log.push("later"))),
              () => Effect.map(to.right.pop, () => log.push("right"))
            ][Number(n) % 4]!()
          }))
          yield* a.do(a.main.pushAll(upTo(8)))
          assert.isTrue(yield* isSuspended(each))
          yield* a.quit
          assert.isTrue(Exit.isSuccess(yield* endedWith(each)))
          assert.deepStrictEqual(log, [0, 1, "effect", 2, "later", 3, "right", 4, 5, "effect", 6, "later", 7, "right"])
        })
    )
  }

  rule(
    "S11: forEach waits for the push its function returns, and passes on its own end and failure only",
    () =>
      Effect.gen(function*() {
        const { a, b, to } = yield* puppets(["a", "b", "to"], ({ a, b, to }) => {
          a.main.pipe(b.left, { capacity: 5 })
          b.main.pipe(to.left, { capacity: 1 })
        })
        yield* a.do(a.main.pushAll([1, 2, 3, 4]))
        const each = yield* b.start(b.left.forEach((x) => b.main.push(x)))
        yield* settle
        // One on the edge, one in hand.
        assert.deepStrictEqual([to.left.size, b.left.size], [1, 2])
        const failing = yield* to.start(to.left.forEach((x) => x === 3 ? Effect.fail("three") : undefined))
        assert.strictEqual(yield* Effect.flip(Effect.flatten(endedWith(failing))), "three")
        yield* a.quit
        yield* to.do(to.left.pop)
        yield* endedWith(each)
        const dying = yield* to.start(to.left.forEach(() => {
          throw new Error("thrown")
        }))
        yield* b.do(b.main.push(1))
        assert.include(String(yield* endedWith(dying)), "thrown")
      })
  )
})

describe("pushAll, sink and stream", () => {
  for (const capacity of [...capacities, 20]) {
    rule(
      `S2: pushAll takes any iterable: arrays, sets, strings, lazy ones (capacity ${capacity})`,
      () =>
        Effect.gen(function*() {
          const { from, to } = yield* pair(capacity)
          const popping = yield* to.start(popRest(to.left))
          let made = 0
          const lazy = {
            *[Symbol.iterator]() {
              while (made < 12) yield made++
            }
          }
          yield* from.do(from.main.pushAll([]))
          yield* from.do(from.main.pushAll([1, 2, 3]))
          yield* from.do(from.main.pushAll(new Set(["a", "b"])))
          yield* from.do(from.main.pushAll("xyz"))
          yield* from.do(from.main.pushAll(new Map([[1, 2]])))
          yield* from.do(from.main.pushAll(lazy))
          yield* from.quit
          assert.deepStrictEqual(yield* Fiber.join(popping), [1, 2, 3, "a", "b", "x", "y", "z", [1, 2], ...upTo(12)])
        })
    )

    rule(
      `S3: pushAll reads a lazy iterable no further than it can push, and closes it when it stops early (capacity ${capacity})`,
      () =>
        Effect.gen(function*() {
          const { from, to } = yield* pair(capacity)
          const log: Array<string> = []
          let made = 0
          const endless = {
            *[Symbol.iterator]() {
              try {
                while (true) yield made++
              } finally {
                log.push("closed")
              }
            }
          }
          const pushing = yield* from.start(from.main.pushAll(endless))
          assert.isTrue(yield* isSuspended(pushing))
          assert.strictEqual(made, capacity + 1)
          yield* to.do(to.left.pop)
          yield* settle
          assert.strictEqual(made, capacity + 2)
          assert.deepStrictEqual(log, [])
          yield* Fiber.interrupt(pushing)
          assert.deepStrictEqual(log, ["closed"])
          assert.deepStrictEqual([...(yield* to.do(to.left.popUpTo(50)))], upTo(capacity).map((n) => n + 1))
        })
    )
  }

  rule("S14: pushAll of an endless iterable stops, and closes it, when the step does", () =>
    Effect.gen(function*() {
      const { from, running, to } = yield* pair(2)
      const log: Array<string> = []
      const endless = {
        *[Symbol.iterator]() {
          try {
            while (true) yield 1
          } finally {
            log.push("closed")
          }
        }
      }
      yield* from.start(from.main.pushAll(endless))
      yield* settle
      yield* to.quit
      yield* settle
      assert.deepStrictEqual(log, ["closed"])
      assert.isTrue(Exit.isSuccess(yield* Effect.exit(running.await)))
    }))

  rule(
    "S2: an iterable that throws ends the push with what it threw, after what it gave",
    () =>
      Effect.gen(function*() {
        const { from, to } = yield* pair(5)
        const broken = {
          *[Symbol.iterator]() {
            yield 1
            yield 2
            throw new Error("broken")
          }
        }
        const exit = yield* endedWith(yield* from.start(from.main.pushAll(broken)))
        assert.include(String(exit), "broken")
        assert.deepStrictEqual(yield* to.do(to.left.popUpTo(5)), [1, 2])
      })
  )

  for (const capacity of [1, 3, 40]) {
    rule(
      `S2: sink pushes what an Effect Stream gives, with back-pressure, and does not end the outlet (capacity ${capacity})`,
      () =>
        Effect.gen(function*() {
          const { from, to } = yield* pair(capacity)
          const running = yield* from.start(EffectStream.run(EffectStream.fromIterable(upTo(50)), from.main.sink))
          assert.strictEqual(yield* isSuspended(running), true)
          assert.strictEqual(to.left.size, capacity)
          const popping = yield* to.start(popRest(to.left))
          yield* Fiber.join(running)
          yield* from.do(EffectStream.run(EffectStream.rechunk(EffectStream.make("more", "yet"), 1), from.main.sink))
          yield* from.quit
          assert.deepStrictEqual(yield* Fiber.join(popping), [...upTo(50), "more", "yet"])
        })
    )

    rule(
      `S2: stream is the rest of the inlet as an Effect Stream (capacity ${capacity})`,
      () =>
        Effect.gen(function*() {
          const { from, to } = yield* pair(capacity)
          yield* from.start(Effect.andThen(from.main.pushAll(upTo(50)), from.quit))
          assert.strictEqual(yield* to.do(to.left.pop), 0)
          const rest = yield* to.do(EffectStream.runCollect(EffectStream.map(to.left.stream, (n) => Number(n) * 2)))
          assert.deepStrictEqual(Array.from(rest), upTo(49).map((n) => (n + 1) * 2))
          assert.deepStrictEqual(Array.from(yield* to.do(EffectStream.runCollect(to.left.stream))), [])
        })
    )
  }

  rule("S2: a stream that is left early takes no more than the chunk it was reading", () =>
    Effect.gen(function*() {
      const { from, to } = yield* pair(3)
      yield* from.start(from.main.pushAll(upTo(9)))
      yield* settle
      const first = yield* to.do(EffectStream.runCollect(EffectStream.take(to.left.stream, 2)))
      assert.deepStrictEqual(Array.from(first), [0, 1])
      assert.strictEqual(yield* to.do(to.left.pop), 3)
    }))
})

describe("select and popAll", () => {
  rule("S10: select takes of whichever inlet has an element, in turn when several have", () =>
    Effect.gen(function*() {
      const { a, b, to } = yield* two(9)
      const { left, right } = to
      yield* a.do(a.main.pushAll(["a1", "a2", "a3"]))
      yield* b.do(b.main.pushAll(["b1", "b2", "b3"]))
      const taken = yield* to.do(Effect.replicateEffect(Port.select({ left, right }), 6))
      assert.deepStrictEqual(taken.map(({ _tag, value }) => [_tag, value]), [
        ["left", "a1"],
        ["right", "b1"],
        ["left", "a2"],
        ["right", "b2"],
        ["left", "a3"],
        ["right", "b3"]
      ])
      const waiting = yield* to.start(Port.select({ left, right }))
      assert.isTrue(yield* isSuspended(waiting))
      yield* a.quit
      assert.isTrue(yield* isSuspended(waiting))
      yield* b.do(b.main.push(undefined))
      assert.deepStrictEqual(yield* Effect.flatten(endedWith(waiting)), { _tag: "right", value: undefined })
      yield* b.quit
      yield* assertDone(to.do(Port.select({ left, right })))
      yield* assertDone(to.do(Port.select({})))
    }))

  rule(
    "S30: popAll takes one of each or none, and ends with the first inlet that has no element left",
    () =>
      Effect.gen(function*() {
        const { a, b, to } = yield* two(9)
        const { left, right } = to
        yield* a.do(a.main.pushAll([0, null, undefined, "partnerless"]))
        yield* b.do(b.main.pushAll(["x", "y"]))
        assert.deepStrictEqual(yield* to.do(Port.popAll({ left, right })), { left: 0, right: "x" })
        assert.deepStrictEqual(yield* to.do(Port.popAll({ left, right })), { left: null, right: "y" })
        const waiting = yield* to.start(Port.popAll({ left, right }))
        assert.isTrue(yield* isSuspended(waiting))
        yield* b.quit
        yield* assertDone(Effect.flatten(endedWith(waiting)))
        assert.deepStrictEqual(yield* to.do(left.popUpTo(5)), [undefined, "partnerless"])
      })
  )
})

describe("in a stream", () => {
  for (const capacity of [...capacities, 17]) {
    it.effect(`S2, S4: every way of popping and pushing, in a step tested alone (capacity ${capacity})`, () =>
      Effect.gen(function*() {
        const Mixed = Stream.make("Mixed", {
          in: { n: Schema.Int },
          out: { all: Schema.Int, sizes: Schema.Int },
          *run({ n }, { all, sizes }) {
            yield* all.push(yield* n.pop)
            const peeked = yield* n.peek
            yield* all.pushAll([yield* n.pop, peeked])
            const some = yield* n.popUpTo(3)
            yield* sizes.push(some.length)
            yield* all.pushAll(new Set(some))
            yield* sizes.end
            yield* EffectStream.run(n.stream, all.sink)
          }
        })
        const { outputs, unread } = yield* TestStream.run(Mixed, { n: upTo(20) }, { capacity })
        assert.deepStrictEqual(outputs.all, [0, 1, 1, ...upTo(18).map((n) => n + 2)])
        assert.strictEqual(outputs.sizes.length, 1)
        assert.isTrue(outputs.sizes[0]! >= 1 && outputs.sizes[0]! <= Math.min(3, capacity))
        assert.deepStrictEqual(unread.n, [])
      }))
  }
})
