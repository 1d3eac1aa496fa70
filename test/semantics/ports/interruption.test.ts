import { Port } from "@effect-mimo/core"
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import { TestClock } from "effect/testing"
import {
  between,
  endedWith,
  isSuspended,
  listOf,
  pair,
  property,
  puppets,
  pushAnyhow,
  rule,
  settle,
  upTo
} from "../fixtures-ports.ts"

const two = (capacity: number) =>
  puppets(["a", "b", "to"], ({ a, b, to }) => {
    a.main.pipe(to.left)
    b.main.pipe(to.right)
  }, { capacity })

// A fiber that has popped and is made to yield before it has handed the element on can still be interrupted, like one that
// has done anything else; what these tests are about is the wait.
const notPreempted = { preempt: false } as const

describe("S2, S7: interruption loses nothing and duplicates nothing", () => {
  rule("S2: a race of two pops takes an element of one inlet only", () =>
    Effect.gen(function*() {
      const { a, b, to } = yield* two(3)
      const { left, right } = to
      // Whether the elements are there, or come later, one after the other or in one turn.
      yield* a.do(a.main.push("a1"))
      yield* b.do(b.main.push("b1"))
      assert.strictEqual(yield* to.do(Effect.race(left.pop, right.pop)), "a1")
      assert.deepStrictEqual([left.size, right.size], [0, 1])
      assert.strictEqual(yield* to.do(Effect.race(left.pop, right.pop)), "b1")

      const racing = yield* to.start(Effect.race(left.pop, right.pop))
      assert.isTrue(yield* isSuspended(racing))
      yield* b.do(b.main.push("b2"))
      assert.strictEqual(yield* Effect.flatten(endedWith(racing)), "b2")
      yield* a.do(a.main.push("a2"))
      yield* settle
      assert.deepStrictEqual([left.size, right.size], [1, 0])

      // Both wait, and both are woken in one turn.
      yield* to.do(left.pop)
      const again = yield* to.start(Effect.race(left.pop, right.pop))
      yield* settle
      yield* a.start(a.main.push("a3"))
      yield* b.start(b.main.push("b3"))
      const won = yield* Effect.flatten(endedWith(again))
      assert.deepStrictEqual([left.size, right.size], won === "a3" ? [0, 1] : [1, 0])
    }), notPreempted)

  rule("S2: a pop that times out takes nothing", () =>
    Effect.gen(function*() {
      const { from, to } = yield* pair(2)
      const operations = [
        to.left.pop,
        to.left.peek,
        to.left.popUpTo(3),
        Port.popAll({ left: to.left }),
        Port.select({ left: to.left })
      ]
      for (const operation of operations) {
        const timeout = yield* to.start(
          Effect.raceFirst(Effect.asSome<unknown, unknown, never>(operation), Effect.as(yields(3), Option.none()))
        )
        assert.deepStrictEqual(yield* Effect.flatten(endedWith<unknown, unknown>(timeout)), Option.none())
        yield* from.do(from.main.push("x"))
        yield* settle
        assert.strictEqual(to.left.size, 1)
        assert.strictEqual(yield* to.do(to.left.pop), "x")
      }
    }))

  rule("S2: a push that times out has pushed nothing", () =>
    Effect.gen(function*() {
      const { edge, from, to } = yield* pair(1)
      yield* from.do(from.main.push(1))
      for (const push of [from.main.push(2), from.main.pushAll([3, 4]), from.main.pushAll([5, 6].values())]) {
        const timeout = yield* from.start(Effect.raceFirst(Effect.asSome(push), Effect.as(yields(3), Option.none())))
        assert.isTrue(Option.isNone(yield* Effect.flatten(endedWith(timeout))))
      }
      assert.strictEqual((yield* edge).pushed, 1)
      assert.strictEqual(yield* to.do(to.left.pop), 1)
      yield* settle
      assert.strictEqual(to.left.size, 0)
    }))

  rule("S2: a cancelled select loses nothing, also when it was just woken", () =>
    Effect.gen(function*() {
      const { a, b, to } = yield* two(2)
      const { left, right } = to
      for (const from of [a, b]) {
        const selecting = yield* to.start(Port.select({ left, right }))
        yield* settle
        yield* from.start(Effect.gen(function*() {
          yield* from.main.push("x")
          selecting.interruptUnsafe()
        }))
        assert.strictEqual((yield* endedWith<unknown, unknown>(selecting))._tag, "Failure")
        assert.strictEqual(left.size + right.size, 1)
        assert.strictEqual((yield* to.do(Port.select({ left, right }))).value, "x")
      }
    }))

  rule("S2: a cancelled popAll loses nothing, and an element without a partner stays", () =>
    Effect.gen(function*() {
      const { a, b, to } = yield* two(2)
      const { left, right } = to
      const pairing = yield* to.start(Port.popAll({ left, right }))
      yield* a.do(a.main.push("a"))
      assert.isTrue(yield* isSuspended(pairing))
      assert.strictEqual(left.size, 1)
      yield* b.start(Effect.gen(function*() {
        yield* b.main.push("b")
        pairing.interruptUnsafe()
      }))
      yield* endedWith(pairing)
      assert.deepStrictEqual([left.size, right.size], [1, 1])
      assert.deepStrictEqual(yield* to.do(Port.popAll({ left, right })), { left: "a", right: "b" })
    }))

  rule("S2: forEach that is interrupted leaves what it has not been given", () =>
    Effect.gen(function*() {
      const { from, to } = yield* pair(5)
      yield* from.do(from.main.pushAll(upTo(5)))
      const seen: Array<unknown> = []
      const each = yield* to.start(to.left.forEach((n) => {
        seen.push(n)
        return n === 2 ? Effect.never : Effect.void
      }))
      assert.isTrue(yield* isSuspended(each))
      yield* Fiber.interrupt(each)
      assert.deepStrictEqual(seen, [0, 1, 2])
      assert.deepStrictEqual(yield* to.do(to.left.popUpTo(9)), [3, 4])
    }))

  rule("S2: a fiber that pops in a loop can be interrupted while it never waits", () =>
    Effect.gen(function*() {
      const { from, to } = yield* pair(3)
      let popped = 0
      let pushed = 0
      yield* from.start(Effect.gen(function*() {
        while (true) {
          yield* from.main.push(pushed)
          pushed++
        }
      }))
      const popping = yield* to.start(Effect.gen(function*() {
        while (true) {
          assert.strictEqual(yield* to.left.pop, popped)
          popped++
        }
      }))
      yield* yields(20)
      yield* Fiber.interrupt(popping)
      yield* settle
      assert.isAbove(popped, 0)
      assert.strictEqual(to.left.size, 3)
      assert.strictEqual(yield* to.do(to.left.pop), popped)
    }), notPreempted)

  property(
    "S2: pops with a time limit, against pushes at the same moments, get everything once and in order",
    {
      capacity: between(1, 5),
      count: between(1, 15),
      pauses: listOf(0, 3, { minLength: 15, maxLength: 15 }),
      limit: between(1, 3)
    },
    ({ capacity, count, limit, pauses }) =>
      Effect.gen(function*() {
        const { from, to } = yield* pair(capacity)
        const pushing = yield* Effect.forkScoped(from.do(Effect.forEach(
          upTo(count),
          (n) => Effect.andThen(pauses[n] ? Effect.sleep(pauses[n]) : Effect.void, from.main.push(n))
        )))
        const popped: Array<unknown> = []
        const popping = yield* to.start(Effect.gen(function*() {
          while (popped.length < count) {
            const next = yield* Effect.timeoutOption(to.left.pop, limit)
            if (Option.isSome(next)) popped.push(next.value)
          }
        }))
        for (let ms = 0; ms < 200 && popping.pollUnsafe() === undefined; ms++) {
          yield* settle
          yield* TestClock.adjust(1)
        }
        yield* Fiber.join(pushing)
        assert.deepStrictEqual(popped, upTo(count))
      }),
    { preempt: false, runs: 40 }
  )

  property(
    "S2: fibers that are interrupted at any moment lose no element to each other",
    { capacity: between(1, 5), count: between(1, 40), workers: between(1, 4) },
    ({ capacity, count, workers }, random) =>
      Effect.gen(function*() {
        const { a, b, to } = yield* two(capacity)
        const popped: Array<unknown> = []
        const keep = (element: unknown) => {
          popped.push(element)
        }
        const { left, right } = to
        const ways = [
          Effect.gen(function*() {
            while (true) keep(yield* left.pop)
          }),
          Effect.gen(function*() {
            while (true) keep((yield* Port.select({ left, right })).value)
          }),
          Effect.andThen(right.forEach(keep), Effect.never),
          Effect.gen(function*() {
            while (true) for (const element of yield* left.popUpTo(2)) keep(element)
          })
        ]
        const pushing = [
          yield* a.start(pushAnyhow(a.main, upTo(count).map((n) => `a${n}`), random)),
          yield* b.start(pushAnyhow(b.main, upTo(count).map((n) => `b${n}`), random))
        ]
        while (pushing.some((fiber) => fiber.pollUnsafe() === undefined)) {
          const popping: Array<Fiber.Fiber<unknown, unknown>> = []
          for (let n = 0; n < workers; n++) {
            popping.push(yield* to.start(ways[Math.floor(random() * ways.length)]!))
          }
          yield* yields(Math.floor(random() * 6))
          for (const fiber of popping) yield* Fiber.interrupt(fiber)
        }
        while (left.size + right.size > 0) keep((yield* to.do(Port.select({ left, right }))).value)
        for (const name of ["a", "b"]) {
          assert.deepStrictEqual(
            popped.filter((element) => String(element).startsWith(name)),
            upTo(count).map((n) => `${name}${n}`)
          )
        }
      }),
    { preempt: false }
  )
})

function yields(times: number): Effect.Effect<void> {
  return Effect.asVoid(Effect.replicateEffect(Effect.yieldNow, times))
}
