/** `TestStream.run` and what it tells of a stream. */
import { Port, Sink, Stream, Transform, Workflow } from "@effect-mimo/core"
import { TestStream } from "@effect-mimo/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"
import { Double, Factor, Positive, Scale, SplitEvenOdd } from "./fixtures/streams.ts"

describe("TestStream.run", () => {
  it.effect("an input that is none of the inlets is refused, from JavaScript", () =>
    Effect.gen(function*() {
      const misspelt = { vlaue: [1] } as object as { readonly value: ReadonlyArray<number> }
      const exit = yield* Effect.exit(TestStream.run(Sink.toArray(Schema.Int), misspelt))
      assert.include(String(exit), "there is no inlet vlaue; the inlets are value")
    }))

  it.effect("gives outputs by outlet, the result and the exit", () =>
    Effect.gen(function*() {
      const { exit, outputs, result, unread } = yield* TestStream.run(SplitEvenOdd, { n: [1, 2, 3, 4, 5] })
      assert.deepStrictEqual(outputs, { even: [2, 4], odd: [1, 3, 5] })
      assert.strictEqual(result, 5)
      assert.deepStrictEqual(exit, Exit.succeed(5))
      assert.deepStrictEqual(unread, { n: [] })
    }))

  it.effect("takes any iterable, empty ones and falsy values included", () =>
    Effect.gen(function*() {
      const Copy = Transform.map(Schema.Unknown, Schema.Unknown, (x) => x)
      const values = [null, undefined, 0, "", Number.NaN, false]
      assert.deepStrictEqual((yield* TestStream.run(Copy, { value: new Set(values) })).outputs.mapped, values)
      assert.deepStrictEqual((yield* TestStream.run(Double, { value: [] })).outputs, { mapped: [] })
      const generator = (function*() {
        yield 1
        yield 2
      })()
      assert.deepStrictEqual((yield* TestStream.run(Double, { value: generator })).outputs.mapped, [2, 4])
    }))

  it.effect("gives the same at every capacity", () =>
    Effect.gen(function*() {
      for (const capacity of [1, 2, 3, 128, 1000]) {
        const { outputs } = yield* TestStream.run(SplitEvenOdd, { n: Array.from({ length: 500 }, (_, i) => i) }, {
          capacity
        })
        assert.lengthOf(outputs.even, 250)
        assert.deepStrictEqual(outputs.odd.slice(0, 3), [1, 3, 5])
      }
    }))

  it.effect("a failure of the stream is in its exit, with what it had pushed and what it left", () =>
    Effect.gen(function*() {
      for (const capacity of [1, 2, 128]) {
        const { exit, outputs, result, unread } = yield* TestStream.run(Positive, { n: [1, 2, -3, 4, 5] }, { capacity })
        assert.deepStrictEqual(exit, Exit.fail({ negative: -3 }))
        assert.deepStrictEqual(outputs.m, [1, 2])
        assert.isUndefined(result)
        assert.deepStrictEqual(unread.n, [4, 5])
      }
    }))

  it.effect("a defect of the stream is in its exit too", () =>
    Effect.gen(function*() {
      const Throws = Stream.make("Throws", {
        in: { n: Schema.Int },
        run: () => {
          throw new Error("thrown")
        }
      })
      const { exit } = yield* TestStream.run(Throws, { n: [1] })
      assert.include(String(exit), "thrown")
    }))

  it.effect("a stream that leaves early leaves the rest unread", () =>
    Effect.gen(function*() {
      const First = Stream.make("First", {
        in: { n: Schema.Int, m: Schema.Int },
        *run({ n, m }) {
          yield* m.close
          return yield* n.pop
        }
      })
      const { result, unread } = yield* TestStream.run(First, { n: [1, 2, 3], m: [4] }, { capacity: 1 })
      assert.strictEqual(result, 1)
      assert.deepStrictEqual(unread, { n: [2, 3], m: [4] })
    }))

  it.effect("a stream that only peeks has read nothing", () =>
    Effect.gen(function*() {
      const Peek = Stream.make("Peek", {
        in: { n: Schema.Int },
        *run({ n }) {
          return yield* n.peek
        }
      })
      const { result, unread } = yield* TestStream.run(Peek, { n: [1, 2] })
      assert.strictEqual(result, 1)
      assert.deepStrictEqual(unread.n, [1, 2])
    }))

  it.effect("a workflow with open ports is tested alike, a source and a sink too", () =>
    Effect.gen(function*() {
      const doubling = Workflow.make("doubling", { a: Double, b: Double }, ({ a, b }) => {
        a.pipe(b)
        return { in: { x: a.value }, out: { y: b.mapped } }
      })
      assert.deepStrictEqual((yield* TestStream.run(doubling, { x: [1, 2] })).outputs, { y: [4, 8] })
      const One = Stream.make("One", { out: { n: Schema.Int }, run: (_, { n }) => n.push(1) })
      assert.deepStrictEqual((yield* TestStream.run(One, {})).outputs, { n: [1] })
      const None = Stream.make("None", { run: () => Effect.succeed("result") })
      assert.strictEqual((yield* TestStream.run(None, {})).result, "result")
    }))

  it.effect("an optional inlet may be empty, an optional outlet is collected", () =>
    Effect.gen(function*() {
      const Side = Stream.make("Side", {
        in: { n: Schema.Int, extra: Port.optional(Schema.Int) },
        out: { m: Port.optional(Schema.Int) },
        *run({ n, extra }, { m }) {
          yield* n.forEach((x) => m.push(x))
          yield* extra.forEach((x) => m.push(-x))
        }
      })
      assert.deepStrictEqual((yield* TestStream.run(Side, { n: [1], extra: [2] })).outputs.m, [1, -2])
      assert.deepStrictEqual((yield* TestStream.run(Side, { n: [1], extra: [] })).outputs.m, [1])
    }))

  it.effect("requires what the stream requires", () =>
    Effect.gen(function*() {
      const run = TestStream.run(Scale, { n: [1, 2] })
      assert.deepStrictEqual((yield* Effect.provideService(run, Factor, 10)).outputs.m, [10, 20])
      assert.deepStrictEqual((yield* Effect.provide(run, Layer.succeed(Factor, 3))).outputs.m, [3, 6])
    }))

  it.effect("tells what was pushed and reached nobody: by outlet, and inside a workflow by edge", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual((yield* TestStream.run(SplitEvenOdd, { n: [1, 2] })).discarded, {})
      const Side = Stream.make("Side", {
        in: { n: Schema.Int },
        out: { kept: Schema.Int, lost: Port.optional(Schema.Int) },
        run: ({ n }, { kept, lost }) => n.forEach((x) => Effect.andThen(kept.push(x), lost.push(-x)))
      })
      const First = Stream.make("First", { in: { n: Schema.Int }, run: ({ n }) => n.pop })
      const inner = Workflow.make("inner", { side: Side, first: First }, ({ first, side }) => {
        side.kept.pipe(first)
        return { in: { n: side.n } }
      })
      const { discarded, unread } = yield* TestStream.run(inner, { n: [1, 2, 3] })
      assert.deepStrictEqual(discarded, { "side.lost": 3, "side.kept → first.n": 2 })
      assert.deepStrictEqual(unread, { n: [] })
    }))

  it.effect("what one of the steps behind an open inlet has taken was read", () =>
    Effect.gen(function*() {
      const Two = Stream.make("Two", { in: { n: Schema.Int }, run: ({ n }) => Effect.andThen(n.pop, n.pop) })
      const One = Stream.make("One", { in: { n: Schema.Int }, run: ({ n }) => n.pop })
      const both = Workflow.make("both", { one: One, two: Two }, ({ one, two }) => ({ in: { n: [one.n, two.n] } }))
      assert.deepStrictEqual((yield* TestStream.run(both, { n: [1, 2, 3] })).unread, { n: [3] })
    }))

  it.effect("a deadlock inside of a workflow is in its exit", () =>
    Effect.gen(function*() {
      const Late = Stream.make("Late", {
        in: { a: Schema.Int, b: Schema.Int },
        run: ({ a, b }) => Effect.andThen(b.forEach(() => {}), a.forEach(() => {}))
      })
      const Both = Stream.make("Both", {
        in: { n: Schema.Int },
        out: { a: Schema.Int, b: Schema.Int },
        run: ({ n }, { a, b }) => n.forEach((x) => Effect.andThen(a.push(x), b.push(x)))
      })
      const inner = Workflow.make("inner", { both: Both, late: Late }, ({ both, late }) => {
        both.a.pipe(late.a, { capacity: 1 })
        both.b.pipe(late.b)
        return { in: { n: both.n } }
      })
      const { exit, result } = yield* TestStream.run(inner, { n: [1, 2, 3] })
      assert.isUndefined(result)
      assert.include(String(Exit.isFailure(exit) && Cause.squash(exit.cause)), "its steps wait only on one another")
    }))

  it.effect("time is the test's: a stream that sleeps ends when the clock says so", () =>
    Effect.gen(function*() {
      const Slow = Transform.mapEffect(Schema.Int, Schema.Int, (n) => Effect.as(Effect.sleep("1 minute"), n))
      const fiber = yield* Effect.forkChild(TestStream.run(Slow, { value: [1, 2] }), { startImmediately: true })
      yield* TestClock.adjust("1 minute")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual((yield* Fiber.join(fiber)).outputs.mapped, [1, 2])
    }))

  it.effect("times out in test time, telling where the stream waits", () =>
    Effect.gen(function*() {
      const ports = { n: Schema.Int, m: Schema.Int }
      const Sleeps = Stream.make("Sleeps", { in: ports, run: (): Effect.Effect<void> => Effect.sleep("10 seconds") })
      const Waits = Stream.make("Waits", {
        in: ports,
        run: ({ n }): Effect.Effect<void> => Effect.andThen(n.forEach(() => {}), Effect.never)
      })
      const timedOut = (stream: typeof Sleeps) =>
        Effect.gen(function*() {
          const fiber = yield* Effect.forkChild(
            Effect.flip(TestStream.run(stream, { n: [1], m: [] }, { timeout: "1 second" })),
            { startImmediately: true }
          )
          yield* TestClock.adjust("999 millis")
          assert.isUndefined(fiber.pollUnsafe())
          yield* TestClock.adjust("1 millis")
          return yield* Fiber.join(fiber)
        })
      const error = yield* timedOut(Sleeps)
      assert.instanceOf(error, TestStream.TestTimeout)
      assert.strictEqual(error.message, "Sleeps did not end within 1s:\n  - Sleeps sleeps for 9s of the test's clock")
      const { message, waitingOn } = yield* timedOut(Waits)
      assert.strictEqual(
        message,
        "Waits did not end within 1s:\n  - Waits waits for something other than its ports"
      )
      assert.deepStrictEqual(waitingOn, [])
    }))

  it.effect("a stream that ends in time is not troubled by the timeout", () =>
    Effect.gen(function*() {
      const { outputs } = yield* TestStream.run(Double, { value: [1] }, { timeout: "1 second" })
      assert.deepStrictEqual(outputs.mapped, [2])
    }))

  it.effect("finalizers of the stream have run when it is over, a timed out one's included", () =>
    Effect.gen(function*() {
      let closed = 0
      const Hangs = Stream.make("Hangs", {
        *run() {
          yield* Effect.addFinalizer(() => Effect.sync(() => closed++))
          yield* Effect.never
        }
      })
      const fiber = yield* Effect.forkChild(Effect.exit(TestStream.run(Hangs, {}, { timeout: "1 second" })), {
        startImmediately: true
      })
      yield* TestClock.adjust("1 second")
      assert.isTrue(Exit.isFailure(yield* Fiber.join(fiber)))
      assert.strictEqual(closed, 1)
    }))

  it("works synchronously, outside of it.effect", () => {
    assert.deepStrictEqual(Effect.runSync(TestStream.run(Double, { value: [1] })).outputs, { mapped: [2] })
  })

  it.live("works under the default scheduler and the real clock", () =>
    Effect.gen(function*() {
      const { outputs } = yield* TestStream.run(SplitEvenOdd, { n: [1, 2] }, { timeout: "1 minute", capacity: 1 })
      assert.deepStrictEqual(outputs, { even: [2], odd: [1] })
    }))
})
