/** What `TestStream.run` is fed from. */
import { Junction } from "@effect-mimo/core"
import { TestStream } from "@effect-mimo/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as EffectStream from "effect/Stream"
import { TestClock } from "effect/testing"
import { Copy, Double, Positive } from "./fixtures/streams.ts"

const Merge = Junction.merge({ a: Schema.Int, b: Schema.Int, c: Schema.Int })

async function* counting(...numbers: ReadonlyArray<number>) {
  yield* numbers
}

describe("inputs", () => {
  it.effect("are iterables, async iterables and Effect streams", () =>
    Effect.gen(function*() {
      const inputs = { a: [1, 2], b: counting(10, 20), c: EffectStream.make(100, 200) }
      const { outputs, unread } = yield* TestStream.run(Merge, inputs)
      assert.deepStrictEqual(outputs.merged.toSorted((a, b) => a - b), [1, 2, 10, 20, 100, 200])
      assert.deepStrictEqual(unread, { a: [], b: [], c: [] })
    }))

  it.effect("that fail, fail the test run, and the stream is interrupted", () =>
    Effect.gen(function*() {
      const failing = EffectStream.concat(EffectStream.make(1), EffectStream.fail("gone" as const))
      assert.strictEqual(yield* Effect.flip(TestStream.run(Double, { value: failing })), "gone")
      const throwing = (async function*() {
        yield 1
        throw new Error("thrown")
      })()
      const error = yield* Effect.flip(TestStream.run(Double, { value: throwing }))
      assert.instanceOf(error, Cause.UnknownError)
      assert.strictEqual(error.message, "the async iterable threw")
      assert.deepInclude(error.cause, { message: "thrown" })
    }))

  it.effect("without an end are left when the stream is over", () =>
    Effect.gen(function*() {
      const endless = (async function*() {
        for (let n = 3; true; n--) yield n
      })()
      const { outputs, unread } = yield* TestStream.run(Positive, { n: endless }, { capacity: 1 })
      assert.deepStrictEqual(outputs.m, [3, 2, 1, 0])
      // What had been brought, and not the rest.
      assert.isAtMost(unread.n.length, 2)
      const { outputs: same } = yield* TestStream.run(Positive, { n: EffectStream.range(-1, Infinity) })
      assert.deepStrictEqual(same.m, [])
    }))

  it.effect("come with the test's clock", () =>
    Effect.gen(function*() {
      const ticks = EffectStream.take(EffectStream.fromSchedule(Schedule.spaced("1 second")), 2)
      const fiber = yield* Effect.forkChild(TestStream.run(Copy, { n: ticks }), { startImmediately: true })
      yield* TestClock.adjust("1 second")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual((yield* Fiber.join(fiber)).outputs.m, [0, 1])
    }))

  it.effect("require what they require", () =>
    Effect.gen(function*() {
      class Start extends Context.Service<Start, number>()("Start") {}
      const run = TestStream.run(Copy, { n: EffectStream.fromEffect(Start) })
      assert.deepStrictEqual((yield* Effect.provide(run, Layer.succeed(Start, 7))).outputs.m, [7])
    }))
})
