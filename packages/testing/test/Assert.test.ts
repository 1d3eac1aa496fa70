import { Junction, Stream } from "@effect-mimo/core"
import { TestStream } from "@effect-mimo/testing"
import * as Assert from "@effect-mimo/testing/Assert"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"

class NotFound extends Schema.TaggedError<NotFound>()("NotFound", { id: Schema.Int }) {}
class Order extends Schema.Class<Order>("Order")({ id: Schema.Int, items: Schema.Array(Schema.String) }) {}

const Split = Stream.make("Split", {
  in: { n: Schema.Int },
  out: { even: Schema.Int, odd: Schema.Int },
  *run({ n }, { even, odd }) {
    let count = 0
    yield* n.forEach((x) => {
      count++
      return x < 0 ? Effect.fail(new NotFound({ id: x })) : (x % 2 === 0 ? even : odd).push(x)
    })
    return count
  }
})

const split = (...n: ReadonlyArray<number>) => TestStream.run(Split, { n })

/** What an assertion throws. */
const thrown = (assertion: () => void): Assert.AssertionError => {
  try {
    assertion()
  } catch (error) {
    assert.instanceOf(error, Assert.AssertionError)
    return error
  }
  return assert.fail("it holds")
}
const text = (assertion: () => void): string => thrown(assertion).message
const lines = (...text: ReadonlyArray<string>): string => text.join("\n")

describe("Assert.emitsInOrder", () => {
  it.effect("holds for the elements of all outlets, one without elements left out or not", () =>
    Effect.gen(function*() {
      Assert.emitsInOrder(yield* split(1, 2, 3), { even: [2], odd: [1, 3] })
      Assert.emitsInOrder(yield* split(1, 3), { odd: [1, 3] })
      Assert.emitsInOrder(yield* split(1, 3), { even: [], odd: [1, 3] })
      Assert.emitsInOrder(yield* split(), {})
    }))

  it.effect("tells the first difference, its position, and both lists", () =>
    Effect.gen(function*() {
      const outcome = yield* split(1, 3, 7, 9)
      assert.strictEqual(
        text(() => Assert.emitsInOrder(outcome, { odd: [1, 3, 5, 9] })),
        lines(
          "outlet odd: element 2 is 7, expected 5",
          "  came      [1, 3, 7, 9]",
          "  expected  [1, 3, 5, 9]",
          "                   ^"
        )
      )
    }))

  it.effect("tells what is missing, what is too much, and what nobody named", () =>
    Effect.gen(function*() {
      const outcome = yield* split(1, 2, 3)
      assert.strictEqual(
        text(() => Assert.emitsInOrder(outcome, { even: [2], odd: [1, 3, 5] })),
        lines(
          "outlet odd: element 2 is missing, expected 5",
          "  came      [1, 3]",
          "  expected  [1, 3, 5]",
          "                   ^"
        )
      )
      assert.strictEqual(
        text(() => Assert.emitsInOrder(outcome, { even: [2], odd: [1] })),
        lines(
          "outlet odd: element 1 is 3, expected no more",
          "  came      [1, 3]",
          "  expected  [1]",
          "                ^"
        )
      )
      assert.strictEqual(
        text(() => Assert.emitsInOrder(outcome, { odd: [1, 3] })),
        lines(
          "outlet even: element 0 is 2, expected no more",
          "  (not named, so nothing is expected of it)",
          "  came      [2]",
          "  expected  []",
          "             ^"
        )
      )
    }))

  it.effect("tells the outlets one after the other, the one that differs first before the others", () =>
    Effect.gen(function*() {
      const outcome = yield* split(1, 3, 5, 2, 4)
      assert.strictEqual(
        text(() => Assert.emitsInOrder(outcome, { even: [2, 6], odd: [7, 3, 5] })),
        lines(
          "outlet odd: element 0 is 1, expected 7",
          "  came      [1, 3, 5]",
          "  expected  [7, 3, 5]",
          "             ^",
          "outlet even: element 1 is 4, expected 6",
          "  came      [2, 4]",
          "  expected  [2, 6]",
          "                ^"
        )
      )
    }))

  it.effect("shortens long lists around the difference", () =>
    Effect.gen(function*() {
      const evens = Array.from({ length: 1_000 }, (_, i) => 2 * i)
      const outcome = yield* split(...evens)
      assert.strictEqual(
        text(() => Assert.emitsInOrder(outcome, { even: evens.with(500, 7) })),
        lines(
          "outlet even: element 500 is 1000, expected 7",
          "  came      [… 496 before, 992, 994, 996, 998, 1000, 1002, 1004, 1006, 1008, … 495 more]",
          "  expected  [… 496 before, 992, 994, 996, 998, 7, 1002, 1004, 1006, 1008, … 495 more]",
          "                                               ^"
        )
      )
    }))

  it.effect("says that the stream failed, which may be why", () =>
    Effect.gen(function*() {
      const outcome = yield* split(1, -1, 3)
      assert.strictEqual(
        text(() => Assert.emitsInOrder(outcome, { odd: [1, 3] })),
        lines(
          "outlet odd: element 1 is missing, expected 3",
          "  came      [1]",
          "  expected  [1, 3]",
          "                ^",
          "the stream failed with NotFound({\"id\":-1})"
        )
      )
    }))

  it("tells the part of an element that differs", () => {
    const outputs = { orders: [new Order({ id: 1, items: ["a", "b"] }), new Order({ id: 2, items: [] })] }
    Assert.emitsInOrder({ outputs }, {
      orders: [new Order({ id: 1, items: ["a", "b"] }), new Order({ id: 2, items: [] })]
    })
    assert.strictEqual(
      text(() =>
        Assert.emitsInOrder({ outputs }, { orders: [new Order({ id: 1, items: ["a", "c"] }), outputs.orders[1]!] })
      ),
      lines(
        "outlet orders: element 0 at items[1] is \"b\", expected \"c\"",
        "  came      [Order({\"id\":1,\"items\":[\"a\",\"b\"]}), Order({\"id\":2,\"items\":[]})]",
        "  expected  [Order({\"id\":1,\"items\":[\"a\",\"c\"]}), Order({\"id\":2,\"items\":[]})]",
        "             ^"
      )
    )
  })

  it("compares as Equal does: by fields, whatever the class, NaN with NaN, an absent field not with undefined", () => {
    const outputs = { x: [Option.some(1), NaN, new Error("a"), { a: 1 }, undefined] as ReadonlyArray<unknown> }
    Assert.emitsInOrder({ outputs }, { x: [Option.some(1), NaN, new Error("a"), { a: 1 }, undefined] })
    thrown(() => Assert.emitsInOrder({ outputs }, { x: [Option.some(2), NaN, new Error("a"), { a: 1 }, undefined] }))
    thrown(() => Assert.emitsInOrder({ outputs }, { x: [Option.some(1), NaN, new Error("b"), { a: 1 }, undefined] }))
    thrown(() => Assert.emitsInOrder({ outputs }, { x: [Option.some(1), NaN, new Error("a"), { a: 1, b: undefined }] }))
    // One that is undefined is not one that is missing.
    assert.include(text(() => Assert.emitsInOrder({ outputs }, { x: outputs.x.slice(0, 4) })), "element 4 is undefined")
  })

  it("knows the outlets", () => {
    const outputs: Record<string, ReadonlyArray<number>> = { even: [], odd: [] }
    assert.strictEqual(
      text(() => Assert.emitsInOrder({ outputs }, { evn: [1] })),
      "outlet evn: there is none of this name; its outlets are even, odd"
    )
    assert.strictEqual(
      text(() => Assert.emitsInOrder({ outputs: {} as typeof outputs }, { x: [1] })),
      "outlet x: there is none of this name; it has none"
    )
  })

  it.effect("gives test runners what they draw differences of", () =>
    Effect.gen(function*() {
      const outcome = yield* split(1, 2)
      const { actual, code, expected, name } = thrown(() => Assert.emitsInOrder(outcome, { odd: [1] }))
      assert.deepStrictEqual({ actual, expected }, {
        actual: { even: [2], odd: [1] },
        expected: { even: [], odd: [1] }
      })
      assert.deepStrictEqual([name, code], ["AssertionError", "ERR_ASSERTION"])
    }))
})

describe("Assert.emits", () => {
  it.effect("holds in any order, as often as each is named", () =>
    Effect.gen(function*() {
      const outcome = yield* TestStream.run(Junction.merge({ a: Schema.Int, b: Schema.Int }), { a: [1, 1, 2], b: [3] })
      Assert.emits(outcome, { merged: [3, 2, 1, 1] })
      thrown(() => Assert.emits(outcome, { merged: [3, 2, 2, 1] }))
    }))

  it.effect("tells what came and was not expected, and what did not come", () =>
    Effect.gen(function*() {
      const outcome = yield* split(1, 3, 7)
      assert.strictEqual(
        text(() => Assert.emits(outcome, { odd: [5, 3, 1] })),
        lines(
          "outlet odd: element 2 is 7, not expected; 5 did not come (in any order)",
          "  came          [1, 3, 7]",
          "  expected      [5, 3, 1]",
          "  not expected  [7]",
          "  missing       [5]"
        )
      )
      assert.strictEqual(
        text(() => Assert.emits(outcome, { odd: [7, 3, 1, 5] })),
        lines(
          "outlet odd: 5 did not come (in any order)",
          "  came          [1, 3, 7]",
          "  expected      [7, 3, 1, 5]",
          "  missing       [5]"
        )
      )
      assert.strictEqual(
        text(() => Assert.emits({ outputs: { x: [1, 2, 1] } }, { x: [2, 1] })),
        lines(
          "outlet x: element 2 is 1, once more than expected (in any order)",
          "  came          [1, 2, 1]",
          "  expected      [2, 1]",
          "  not expected  [1]"
        )
      )
    }))

  it("is as quick with long lists as with short ones", () => {
    const x = Array.from({ length: 5_000 }, (_, i) => ({ i }))
    Assert.emits({ outputs: { x } }, { x: x.map(({ i }) => ({ i })).toReversed() })
  })
})

describe("Assert.completesWith", () => {
  it.effect("compares the result of an outcome, and of an Exit", () =>
    Effect.gen(function*() {
      Assert.completesWith(yield* split(1, 2), 2)
      Assert.completesWith(Exit.succeed({ a: 1 }), { a: 1 })
      Assert.completesWith(Exit.void, undefined)
      const failed = yield* split(-1)
      assert.deepStrictEqual(
        [
          text(() => Assert.completesWith(Exit.succeed(4), 5)),
          text(() => Assert.completesWith(failed, 5)),
          text(() => Assert.completesWith(Exit.die(new Error("boom")) as Exit.Exit<number>, 5)),
          text(() => Assert.completesWith(Exit.interrupt(1) as Exit.Exit<number>, 5)),
          text(() => Assert.completesWith(Exit.succeed<number | undefined>(4), undefined))
        ],
        [
          "it completed with 4; expected: completed with 5",
          "it failed with NotFound({\"id\":-1}); expected: completed with 5",
          "it died of Error: boom; expected: completed with 5",
          "it was interrupted; expected: completed with 5",
          "it completed with 4; expected: completed"
        ]
      )
    }))
})

describe("Assert.failsWith", () => {
  it.effect("compares the error, or the whole Cause", () =>
    Effect.gen(function*() {
      const failed = yield* split(-1)
      Assert.failsWith(failed, new NotFound({ id: -1 }))
      Assert.failsWith(failed, Cause.fail(new NotFound({ id: -1 })))
      Assert.failsWith(Exit.die("boom"), Cause.die("boom"))
      Assert.failsWith(Exit.interrupt(1), Cause.interrupt())
      assert.deepStrictEqual(
        [
          text(() => Assert.failsWith(failed, new NotFound({ id: 2 }))),
          text(() => Assert.failsWith(Exit.succeed(1) as Exit.Exit<number, string>, "x")),
          text(() => Assert.failsWith(Exit.die("x") as Exit.Exit<number, string>, "x")),
          text(() => Assert.failsWith(Exit.failCause(Cause.combine(Cause.fail("x"), Cause.die("y"))), "x"))
        ],
        [
          "it failed with NotFound({\"id\":-1}); expected: failed with NotFound({\"id\":2})",
          "it completed with 1; expected: failed with \"x\"",
          "it died of \"x\"; expected: failed with \"x\"",
          "it failed with \"x\" and died of \"y\"; expected: failed with \"x\""
        ]
      )
    }))
})

describe("Assert.isBlockedOn", () => {
  it.effect("compares the ports a stream is suspended on", () =>
    Effect.gen(function*() {
      const zip = yield* TestStream.make(Junction.zip({ a: Schema.Int, b: Schema.Int }))
      yield* zip.in.a.offer(1)
      yield* zip.settled
      const ports = yield* zip.waitingOn
      Assert.isBlockedOn(ports, "b")
      assert.deepStrictEqual(
        [
          text(() => Assert.isBlockedOn(ports, "a", "b")),
          text(() => Assert.isBlockedOn(ports)),
          text(() => Assert.isBlockedOn([] as ReadonlyArray<string>, "a"))
        ],
        [
          "it is blocked on b; expected: a, b",
          "it is blocked on b; expected: no port",
          "it is blocked on no port; expected: a"
        ]
      )
    }))

  it.effect("takes a TestTimeout", () =>
    Effect.gen(function*() {
      const Stuck = Stream.make("Stuck", {
        in: { a: Schema.Int },
        out: { x: Schema.Int },
        run: (_, { x }) => Effect.andThen(x.push(1), Effect.never)
      })
      const fiber = yield* Effect.forkChild(Effect.flip(TestStream.run(Stuck, { a: [] }, { timeout: "1 second" })))
      yield* TestClock.adjust("1 second")
      Assert.isBlockedOn(yield* Fiber.join(fiber))
    }))
})
