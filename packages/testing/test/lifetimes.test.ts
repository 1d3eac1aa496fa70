/** The life of a stream that is held by hand: how long it runs, how it is stopped, and started anew. */
import { Source, Stream } from "@effect-mimo/core"
import { TestStream } from "@effect-mimo/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"
import { Factor, Scale, Slow, SplitEvenOdd } from "./fixtures/streams.ts"

for (const [clock, test] of [["test clock", it.effect], ["live", it.live]] as const) {
  describe(`the life of a stream (${clock})`, () => {
    test("interrupt interrupts it, and so does the end of the scope", () =>
      Effect.gen(function*() {
        let closed = 0
        const Hangs = Stream.make("Hangs", {
          *run() {
            yield* Effect.addFinalizer(() => Effect.sync(() => closed++))
            yield* Effect.never
          }
        })
        const stream = yield* TestStream.make(Hangs)
        yield* stream.settled
        yield* stream.interrupt
        assert.isTrue(Exit.hasInterrupts(yield* stream.exit))
        assert.strictEqual(closed, 1)
        yield* Effect.scoped(Effect.flatMap(TestStream.make(Hangs), ({ settled }) => settled))
        assert.strictEqual(closed, 2)
      }))

    test("drain ends its inlets and gives what comes of it", () =>
      Effect.gen(function*() {
        const stream = yield* TestStream.make(SplitEvenOdd, { capacity: 1 })
        yield* Effect.forkChild(stream.in.n.offerAll([1, 2, 3, 4, 5]), { startImmediately: true })
        assert.strictEqual(yield* stream.out.odd.take, 1)
        const { discarded, exit, outputs, result, unread } = yield* stream.drain
        assert.deepStrictEqual(exit, Exit.succeed(result))
        assert.deepStrictEqual(discarded, {})
        assert.deepStrictEqual([outputs, unread], [{ even: [2], odd: [3] }, { n: [] }])
        assert.deepStrictEqual(yield* stream.exit, exit)
      }))

    test("drain stops a source as if it had completed", () =>
      Effect.gen(function*() {
        const stream = yield* TestStream.make(Source.range({ end: Infinity }), { capacity: 2 })
        assert.deepStrictEqual(yield* stream.out.value.takeN(3), [0, 1, 2])
        const { exit, outputs } = yield* stream.drain
        assert.isTrue(Exit.isSuccess(exit))
        assert.strictEqual(outputs.value[0], 3)
      }))

    test("restart runs the same stream anew, with the same probes, and reports what was left", () =>
      Effect.gen(function*() {
        const stream = yield* TestStream.make(SplitEvenOdd, { capacity: 2 })
        const { even, odd } = stream.out
        yield* stream.in.n.offerAll([1, 2, 3, 5, 7, 9])
        assert.strictEqual(yield* even.take, 2)
        yield* stream.settled
        const { exit, outputs, result, unread } = yield* stream.restart
        assert.isTrue(Exit.hasInterrupts(exit))
        assert.isUndefined(result)
        assert.deepStrictEqual(outputs, { even: [], odd: [1, 3] })
        assert.deepStrictEqual(unread, { n: [7, 9] })

        yield* even.expectNothing
        yield* odd.expectNothing
        yield* stream.in.n.offerAll([4, 11])
        yield* stream.in.n.end
        assert.strictEqual(yield* even.take, 4)
        assert.strictEqual(yield* odd.take, 11)
        assert.deepStrictEqual(yield* stream.exit, Exit.succeed(2))
      }))

    test("a stream that is over can be restarted, and has its services again", () =>
      Effect.gen(function*() {
        const stream = yield* Effect.provideService(TestStream.make(Scale), Factor, 10)
        for (const n of [1, 2, 3]) {
          yield* stream.in.n.offer(n)
          yield* stream.in.n.end
          assert.deepStrictEqual(yield* stream.exit, Exit.void)
          assert.deepStrictEqual((yield* stream.restart).outputs, { m: [n * 10] })
        }
      }))

    test("each run has its finalizers, the last with the scope", () =>
      Effect.gen(function*() {
        const log: Array<string> = []
        let runs = 0
        const Logs = Stream.make("Logs", {
          *run() {
            const run = ++runs
            yield* Effect.addFinalizer(() => Effect.sync(() => log.push(`closed ${run}`)))
            log.push(`opened ${run}`)
            yield* Effect.never
          }
        })
        yield* Effect.scoped(Effect.gen(function*() {
          const stream = yield* TestStream.make(Logs)
          yield* stream.settled
          yield* stream.restart
          yield* stream.settled
        }))
        assert.deepStrictEqual(log, ["opened 1", "closed 1", "opened 2", "closed 2"])
      }))

    test("elements pushed after the test has cancelled an outlet are discarded", () =>
      Effect.gen(function*() {
        const stream = yield* TestStream.make(SplitEvenOdd, { capacity: 4 })
        yield* stream.in.n.offerAll([1, 3])
        yield* stream.settled
        yield* stream.out.odd.cancel
        yield* stream.in.n.offerAll([5, 2])
        const { discarded, outputs } = yield* stream.drain
        assert.deepStrictEqual(outputs, { even: [2], odd: [] })
        assert.deepStrictEqual(discarded, { odd: 3 })
      }))
  })
}

describe("runningFor", () => {
  const seconds = Effect.map((duration: Duration.Duration) => Duration.toSeconds(duration))

  it.effect("is the time of the test's clock since the run began, until it ended", () =>
    Effect.gen(function*() {
      yield* TestClock.adjust("1 hour")
      const stream = yield* TestStream.make(Slow)
      assert.strictEqual(yield* seconds(stream.runningFor), 0)
      yield* stream.in.n.offerAll([1, 2])
      yield* stream.in.n.end
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* seconds(stream.runningFor), 1)
      yield* TestClock.adjust("1 second")
      yield* stream.exit
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(yield* seconds(stream.runningFor), 2)
      yield* stream.restart
      yield* TestClock.adjust("3 seconds")
      assert.strictEqual(yield* seconds(stream.runningFor), 3)
    }))
})

describe("interrupt", () => {
  it.effect("waits until finalizers have run, which take time of the test's clock", () =>
    Effect.gen(function*() {
      const Closes = Stream.make("Closes", {
        in: { n: Schema.Int },
        *run({ n }) {
          yield* Effect.addFinalizer(() => Effect.sleep("5 seconds"))
          yield* n.forEach(() => {})
        }
      })
      const stream = yield* TestStream.make(Closes)
      yield* stream.settled
      const fiber = yield* Effect.forkChild(stream.interrupt, { startImmediately: true })
      yield* TestClock.adjust("4 seconds")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(fiber)
    }))
})
