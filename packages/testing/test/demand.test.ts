/** An outlet without demand holds the stream back. */
import { Source } from "@effect-mimo/core"
import { TestStream } from "@effect-mimo/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import { SplitEvenOdd } from "./fixtures/streams.ts"

const Numbers = Source.range({ end: 10 })

const pushed = <D>({ snapshot }: TestStream.TestStream<D>) =>
  Effect.map(snapshot, ({ edges }) => edges.find(({ to }) => to === "value")?.pushed)

for (const [clock, test] of [["test clock", it.effect], ["live", it.live]] as const) {
  describe(`demand (${clock})`, () => {
    test("nothing is pushed before it is requested, and then no more than that", () =>
      Effect.gen(function*() {
        const stream = yield* TestStream.make(Numbers, { demand: 0 })
        yield* stream.out.value.expectNothing
        assert.deepStrictEqual(yield* stream.waitingOn, ["value"])
        yield* stream.out.value.request(2)
        yield* stream.settled
        assert.strictEqual(yield* pushed(stream), 2)
        assert.deepStrictEqual(yield* stream.out.value.takeN(2), [0, 1])
        yield* stream.out.value.expectNothing
        assert.deepStrictEqual(yield* stream.waitingOn, ["value"])
      }))

    test("a take asks for what it needs beyond what was requested", () =>
      Effect.gen(function*() {
        const stream = yield* TestStream.make(Numbers, { demand: 1 })
        assert.strictEqual(yield* stream.out.value.take, 0)
        yield* stream.settled
        assert.strictEqual(yield* pushed(stream), 1)
        assert.deepStrictEqual(yield* stream.out.value.takeN(3), [1, 2, 3])
        yield* stream.out.value.request(2)
        assert.deepStrictEqual(yield* stream.out.value.takeN(3), [4, 5, 6])
        yield* stream.settled
        assert.strictEqual(yield* pushed(stream), 7)
      }))

    test("takes side by side ask for one each, and one that is interrupted leaves its request", () =>
      Effect.gen(function*() {
        const stream = yield* TestStream.make(SplitEvenOdd, { demand: 0 })
        const one = yield* Effect.forkChild(stream.out.odd.take, { startImmediately: true })
        const other = yield* Effect.forkChild(stream.out.odd.take, { startImmediately: true })
        yield* Fiber.interrupt(other)
        yield* stream.in.n.offerAll([1, 3, 5])
        assert.strictEqual(yield* Fiber.join(one), 1)
        yield* stream.settled
        assert.deepStrictEqual(yield* stream.waitingOn, ["odd"])
        assert.strictEqual(yield* stream.out.odd.take, 3)
        yield* stream.out.odd.expectNothing
      }))

    test("takeAll and drain ask for everything", () =>
      Effect.gen(function*() {
        const stream = yield* TestStream.make(Numbers, { demand: 0 })
        assert.lengthOf(yield* stream.out.value.takeAll, 10)
        const split = yield* TestStream.make(SplitEvenOdd, { demand: 0 })
        yield* split.in.n.offerAll([1, 2, 3])
        assert.deepStrictEqual((yield* split.drain).outputs, { even: [2], odd: [1, 3] })
      }))

    test("without a demand a request changes nothing", () =>
      Effect.gen(function*() {
        const stream = yield* TestStream.make(Numbers, { capacity: 1 })
        yield* stream.out.value.request(5)
        yield* stream.settled
        assert.strictEqual(yield* pushed(stream), 1)
      }))

    test("a demand and a request are whole numbers", () =>
      Effect.gen(function*() {
        const refused = yield* Effect.exit(TestStream.make(Numbers, { demand: -1 }))
        const message = (exit: Exit.Exit<unknown, unknown>) => Exit.isFailure(exit) && String(Cause.squash(exit.cause))
        assert.strictEqual(
          message(refused),
          "TypeError: demand -1; give a whole number of elements, 0 or more"
        )
        const stream = yield* TestStream.make(Numbers, { demand: 0 })
        assert.include(message(yield* Effect.exit(stream.out.value.request(0))), "request(0): give a whole number")
      }))
  })
}
