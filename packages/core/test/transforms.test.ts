import { Transform } from "@effect-mimo/core"
import { TestStream } from "@effect-mimo/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"

const numbers = Array.from({ length: 100 }, (_, n) => n)

describe("Transform.map", () => {
  it.effect("applies a function to each element", () =>
    Effect.gen(function*() {
      for (const capacity of [1, 2, 128]) {
        const { outputs } = yield* TestStream.run(
          Transform.map(Schema.Int, Schema.String, (n) => `#${n}`),
          { value: numbers },
          { capacity }
        )
        assert.deepStrictEqual(outputs.mapped, numbers.map((n) => `#${n}`))
      }
    }))

  it.effect("fails when the function throws, what it gave before delivered", () =>
    Effect.gen(function*() {
      const broken = Transform.map(Schema.Int, Schema.Int, (n) => {
        if (n === 3) throw new Error("three")
        return n
      })
      const { exit, outputs } = yield* TestStream.run(broken, { value: numbers })
      assert.deepStrictEqual(outputs.mapped, [0, 1, 2])
      assert.include(String(exit), "three")
    }))
})

describe("Transform.filter", () => {
  it.effect("passes on what satisfies the predicate, the rest to rejected", () =>
    Effect.gen(function*() {
      const even = Transform.filter(Schema.Int, (n) => n % 2 === 0)
      const { outputs } = yield* TestStream.run(even, { value: [0, 1, 2, 3, 4] }, { capacity: 1 })
      assert.deepStrictEqual(outputs, { passed: [0, 2, 4], rejected: [1, 3] })
    }))
})

describe("Transform.flatMap", () => {
  const upTo = Transform.flatMap(Schema.Int, Schema.Int, (n) => numbers.slice(0, n))

  it.effect("passes on what is in the array made of each element, in order", () =>
    Effect.gen(function*() {
      const value = [3, 0, 1, 50, 0, 2]
      for (const capacity of [1, 2, 128]) {
        const { outputs } = yield* TestStream.run(upTo, { value }, { capacity })
        assert.deepStrictEqual(outputs.item, value.flatMap((n) => numbers.slice(0, n)))
      }
    }))

  it.effect("takes the next element when all that was made of the last has been passed on", () =>
    Effect.gen(function*() {
      const test = yield* TestStream.make(upTo, { capacity: 1 })
      yield* test.in.value.offer(3)
      yield* test.in.value.offer(1)
      yield* test.settled
      assert.deepStrictEqual(yield* test.waitingOn, ["item"])
      assert.deepStrictEqual(yield* test.out.item.takeN(4), [0, 1, 2, 0])
      yield* test.out.item.expectNothing
      yield* test.in.value.end
      assert.isTrue(Exit.isSuccess(yield* test.exit))
    }))

  it.effect("fails when the function throws, what it gave before delivered", () =>
    Effect.gen(function*() {
      const broken = Transform.flatMap(Schema.Int, Schema.Int, (n) => {
        if (n === 2) throw new Error("two")
        return [n, n]
      })
      const { exit, outputs } = yield* TestStream.run(broken, { value: numbers })
      assert.deepStrictEqual(outputs.item, [0, 0, 1, 1])
      assert.include(String(exit), "two")
    }))
})

describe("Transform.tap", () => {
  it.effect("calls a function with each element, and passes the element on as it is", () =>
    Effect.gen(function*() {
      for (const capacity of [1, 2, 128]) {
        const objects = numbers.map((n) => ({ n }))
        const seen: Array<number> = []
        const watch = Transform.tap(Schema.Struct({ n: Schema.Int }), ({ n }) => {
          seen.push(n)
        })
        const { outputs } = yield* TestStream.run(watch, { value: objects }, { capacity })
        assert.deepStrictEqual(seen, numbers)
        assert.isTrue(outputs.passed.every((element, index) => element === objects[index]))
        assert.strictEqual(outputs.passed.length, objects.length)
      }
    }))

  it.effect("fails when the function throws, the element not passed on", () =>
    Effect.gen(function*() {
      const broken = Transform.tap(Schema.Int, (n) => {
        if (n === 3) throw new Error("three")
      })
      const { exit, outputs } = yield* TestStream.run(broken, { value: numbers })
      assert.deepStrictEqual(outputs.passed, [0, 1, 2])
      assert.include(String(exit), "three")
    }))
})

describe("Transform.unpack and Transform.pack", () => {
  const lists = [[1, 2, 3], [], [4], [5, 6, 7, 8, 9]]

  it.effect("take lists apart, and put them together again", () =>
    Effect.gen(function*() {
      for (const capacity of [1, 2, 128]) {
        const { outputs: { item, size } } = yield* TestStream.run(Transform.unpack(Schema.Int), { list: lists }, {
          capacity
        })
        assert.deepStrictEqual(item, lists.flat())
        assert.deepStrictEqual(size, [3, 0, 1, 5])
        const { outputs, unread } = yield* TestStream.run(Transform.pack(Schema.Int), { item, size }, { capacity })
        assert.deepStrictEqual(outputs.list, lists)
        assert.deepStrictEqual(unread, { item: [], size: [] })
      }
    }))

  it.effect("pack ends with its sizes, and leaves items that belong to no list", () =>
    Effect.gen(function*() {
      const { exit, outputs, unread } = yield* TestStream.run(Transform.pack(Schema.Int), {
        item: [1, 2, 3],
        size: [2]
      })
      assert.deepStrictEqual(outputs.list, [[1, 2]])
      assert.deepStrictEqual(unread.item, [3])
      assert.isTrue(Exit.isSuccess(exit))
    }))
})

describe("Transform.mapEffect", () => {
  const cases = [
    { concurrency: 1 },
    { concurrency: 4 },
    { concurrency: 4, unordered: true },
    { concurrency: Infinity },
    { concurrency: "unbounded" }
  ] as const

  it.effect("maps every element once, in order unless unordered is set", () =>
    Effect.gen(function*() {
      for (const options of cases) {
        for (const capacity of [1, 2, 128]) {
          // Later elements tend to be done sooner.
          const slow = (n: number) =>
            Effect.gen(function*() {
              for (let i = 0; i < (100 - n) % 5; i++) yield* Effect.yieldNow
              return n * 2
            })
          const { exit, outputs } = yield* TestStream.run(
            Transform.mapEffect(Schema.Int, Schema.Int, slow, options),
            { value: numbers },
            { capacity }
          )
          const expected = numbers.map((n) => n * 2)
          assert.isTrue(Exit.isSuccess(exit))
          if ("unordered" in options) assert.sameMembers([...outputs.mapped], expected)
          else assert.deepStrictEqual(outputs.mapped, expected)
        }
      }
    }))

  it.effect("runs as many calls at a time as concurrency says, and no more", () =>
    Effect.gen(function*() {
      for (const unordered of [false, true]) {
        for (const concurrency of [1, 2, 5]) {
          let now = 0
          let most = 0
          const f = (n: number) =>
            Effect.gen(function*() {
              most = Math.max(most, ++now)
              for (let i = 0; i < 3; i++) yield* Effect.yieldNow
              now--
              return n
            })
          const mapped = Transform.mapEffect(Schema.Int, Schema.Int, f, { concurrency, unordered })
          yield* TestStream.run(mapped, { value: numbers })
          assert.strictEqual(most, concurrency)
        }
      }
    }))

  it.effect("is one call at a time unless told otherwise", () =>
    Effect.gen(function*() {
      const started: Array<number> = []
      const gate = yield* Deferred.make<void>()
      const f = (n: number) => Effect.as(Effect.andThen(Effect.sync(() => started.push(n)), Deferred.await(gate)), n)
      const test = yield* TestStream.make(Transform.mapEffect(Schema.Int, Schema.Int, f))
      yield* test.in.value.offerAll([1, 2, 3])
      yield* test.settled
      assert.deepStrictEqual(started, [1])
      yield* Deferred.succeed(gate, undefined)
      assert.deepStrictEqual(yield* test.out.mapped.takeN(3), [1, 2, 3])
    }))

  it.effect("ordered: a slow first call holds back the results behind it, not their calls", () =>
    Effect.gen(function*() {
      const f = (n: number) => Effect.as(Effect.sleep(n === 0 ? "10 seconds" : "1 second"), n)
      const test = yield* TestStream.make(Transform.mapEffect(Schema.Int, Schema.Int, f, { concurrency: 3 }))
      yield* test.in.value.offerAll([0, 1, 2, 3])
      yield* test.in.value.end
      yield* test.settled
      yield* TestClock.adjust("9 seconds")
      yield* test.out.mapped.expectNothing
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(yield* test.out.mapped.takeN(3), [0, 1, 2])
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* test.out.mapped.take, 3)
      assert.isTrue(Exit.isSuccess(yield* test.exit))
    }))

  it.effect("unordered: each result as soon as it is there", () =>
    Effect.gen(function*() {
      const f = (n: number) => Effect.as(Effect.sleep(`${n} seconds`), n)
      const test = yield* TestStream.make(
        Transform.mapEffect(Schema.Int, Schema.Int, f, { concurrency: 3, unordered: true })
      )
      yield* test.in.value.offerAll([3, 1, 2])
      yield* test.in.value.end
      yield* test.settled
      const taking = yield* Effect.forkChild(test.out.mapped.takeN(3), { startImmediately: true })
      yield* TestClock.adjust("3 seconds")
      assert.deepStrictEqual(yield* Fiber.join(taking), [1, 2, 3])
      assert.isTrue(Exit.isSuccess(yield* test.exit))
    }))

  it.effect("a failure fails the step and interrupts the calls under way", () =>
    Effect.gen(function*() {
      for (const options of [{ concurrency: 3 }, { concurrency: 3, unordered: true }]) {
        let interrupted = 0
        const f = (n: number) =>
          n === 2
            ? Effect.fail("two" as const)
            : Effect.onInterrupt(Effect.never, () => Effect.sync(() => interrupted++))
        const mapped = Transform.mapEffect(Schema.Int, Schema.Int, f, options)
        const { exit } = yield* TestStream.run(mapped, { value: [0, 1, 2, 3] })
        assert.deepStrictEqual(Exit.findErrorOption(exit), Option.some("two" as const))
        assert.strictEqual(interrupted, 2)
      }
    }))

  it.effect("stops, its calls with it, when nobody reads it any more", () =>
    Effect.gen(function*() {
      let interrupted = 0
      const f = () => Effect.onInterrupt(Effect.never, () => Effect.sync(() => interrupted++))
      const test = yield* TestStream.make(Transform.mapEffect(Schema.Int, Schema.Int, f, { concurrency: 2 }))
      yield* test.in.value.offerAll([1, 2, 3])
      yield* test.settled
      yield* test.out.mapped.cancel
      assert.isTrue(Exit.isSuccess(yield* test.exit))
      assert.strictEqual(interrupted, 2)
    }))

  it.effect("requires what the function requires", () =>
    Effect.gen(function*() {
      class Factor extends Context.Service<Factor, number>()("Factor") {}
      const mapped = Transform.mapEffect(Schema.Int, Schema.Int, (n) => Effect.map(Factor, (factor) => n * factor))
      const { outputs } = yield* Effect.provideService(TestStream.run(mapped, { value: [1, 2] }), Factor, 3)
      assert.deepStrictEqual(outputs.mapped, [3, 6])
    }))

  it("refuses a concurrency below 1", () => {
    for (const concurrency of [0, -1, Number.NaN]) {
      assert.throws(
        () => Transform.mapEffect(Schema.Int, Schema.Int, Effect.succeed<number>, { concurrency }),
        /concurrency/
      )
    }
  })
})
