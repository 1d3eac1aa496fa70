import { Port, Stream, Transform, Workflow } from "@effect-mimo/core"
import { TestStream } from "@effect-mimo/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"

const Double = Transform.map(Schema.Int, Schema.Int, (n) => n * 2)

class SplitEvenOdd extends Stream.Class("SplitEvenOdd", {
  in: { n: Schema.Int },
  out: { even: Schema.Int, odd: Schema.Int }
}) {
  *run() {
    let count = 0
    yield* this.in.n.forEach((n) => {
      count++
      return (n % 2 === 0 ? this.out.even : this.out.odd).push(n)
    })
    return count
  }
}

/** Passes on elements until one that is negative, with which it fails. */
const Positive = Stream.make("Positive", {
  in: { n: Schema.Int },
  out: { m: Schema.Int },
  *run({ n }, { m }) {
    while (true) {
      const x = yield* n.pop
      if (x < 0) return yield* Effect.fail({ negative: x })
      yield* m.push(x)
    }
  }
})

class Factor extends Context.Service<Factor, number>()("Factor") {}

const Scale = Stream.make("Scale", {
  in: { n: Schema.Int },
  out: { m: Schema.Int },
  *run({ n }, { m }) {
    const factor = yield* Factor
    yield* n.forEach((x) => m.push(x * factor))
  }
})

describe("TestStream.run", () => {
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
      assert.strictEqual(error.message, "Sleeps did not end within 1s: it waits for something other than its ports")
      assert.deepStrictEqual((yield* timedOut(Waits)).waitingOn, [])
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

for (const [clock, test] of [["test clock", it.effect], ["live", it.live]] as const) {
  describe(`TestStream.make (${clock})`, () => {
    test("offer and take, one by one", () =>
      Effect.gen(function*() {
        const stream = yield* TestStream.make(Double)
        yield* stream.in.value.offer(1)
        assert.strictEqual(yield* stream.out.mapped.take, 2)
        yield* stream.in.value.offerAll([2, 3])
        assert.deepStrictEqual(yield* stream.out.mapped.takeN(2), [4, 6])
        yield* stream.in.value.end
        assert.isTrue(Cause.isDone(yield* Effect.flip(stream.out.mapped.take)))
        assert.isTrue(Exit.isSuccess(yield* stream.exit))
      }))

    test("takeN past the end fails with Done", () =>
      Effect.gen(function*() {
        const stream = yield* TestStream.make(Double)
        yield* stream.in.value.offer(1)
        yield* stream.in.value.end
        assert.isTrue(Cause.isDone(yield* Effect.flip(stream.out.mapped.takeN(2))))
      }))

    test("offer waits while the edge is full", () =>
      Effect.gen(function*() {
        const Stuck = Stream.make("Stuck", { in: { n: Schema.Int }, run: () => Effect.never })
        const stream = yield* TestStream.make(Stuck, { capacity: 2 })
        yield* stream.in.n.offerAll([1, 2])
        const third = yield* Effect.forkChild(stream.in.n.offer(3), { startImmediately: true })
        yield* stream.settled
        assert.isUndefined(third.pollUnsafe())
      }))

    test("expectNothing fails with what was pushed", () =>
      Effect.gen(function*() {
        const stream = yield* TestStream.make(SplitEvenOdd)
        yield* stream.out.even.expectNothing
        yield* stream.in.n.offerAll([1, 2, 3])
        const error = yield* Effect.flip(stream.out.odd.expectNothing)
        assert.instanceOf(error, TestStream.UnexpectedElements)
        assert.deepStrictEqual([error.stream, error.port, error.count, error.first], ["SplitEvenOdd", "odd", 2, 1])
        assert.strictEqual(error.message, "SplitEvenOdd.odd: expected nothing more, but 2 pushed; the first is 1")
        // Nothing was taken by asking.
        assert.deepStrictEqual(yield* stream.out.odd.takeN(2), [1, 3])
        yield* stream.out.odd.expectNothing
        assert.strictEqual(yield* stream.out.even.take, 2)
        yield* stream.out.even.expectNothing
      }))

    test("expectNothing waits until the stream can do nothing more by itself", () =>
      Effect.gen(function*() {
        const Dawdles = Stream.make("Dawdles", {
          in: { n: Schema.Int },
          out: { m: Schema.Int },
          run: ({ n }, { m }) =>
            n.forEach((x) =>
              Effect.gen(function*() {
                for (let i = 0; i < 25; i++) yield* Effect.yieldNow
                yield* m.push(x)
              })
            )
        })
        const stream = yield* TestStream.make(Dawdles)
        yield* stream.in.n.offer(1)
        assert.isTrue(Exit.isFailure(yield* Effect.exit(stream.out.m.expectNothing)))
        const Parallel = Transform.mapEffect(Schema.Int, Schema.Int, (n) => Effect.as(Effect.yieldNow, n), {
          concurrency: 3
        })
        const parallel = yield* TestStream.make(Parallel)
        yield* parallel.in.value.offerAll([1, 2, 3, 4, 5])
        const error = yield* Effect.flip(parallel.out.mapped.expectNothing)
        assert.strictEqual(error.count, 5)
      }))

    test("expectNothing holds at the end, and after it", () =>
      Effect.gen(function*() {
        const stream = yield* TestStream.make(Double)
        yield* stream.in.value.end
        yield* stream.out.mapped.expectNothing
        yield* stream.exit
        yield* stream.out.mapped.expectNothing
      }))

    test("waitingOn names the ports the stream is suspended on", () =>
      Effect.gen(function*() {
        const stream = yield* TestStream.make(SplitEvenOdd, { capacity: 1 })
        yield* stream.settled
        assert.deepStrictEqual(yield* stream.waitingOn, ["n"])
        yield* stream.in.n.offerAll([1, 3])
        yield* stream.settled
        assert.deepStrictEqual(yield* stream.waitingOn, ["odd"])
        assert.strictEqual(yield* stream.out.odd.take, 1)
        yield* stream.settled
        assert.deepStrictEqual(yield* stream.waitingOn, ["n"])
        yield* stream.in.n.end
        yield* stream.exit
        assert.deepStrictEqual(yield* stream.waitingOn, [])
      }))

    test("fail fails the inlet, and with it the stream", () =>
      Effect.gen(function*() {
        const stream = yield* TestStream.make(Double)
        yield* stream.in.value.offer(1)
        assert.strictEqual(yield* stream.out.mapped.take, 2)
        yield* stream.in.value.fail(Cause.die("broken"))
        const exit = yield* stream.exit
        assert.deepStrictEqual(Exit.isFailure(exit) && Cause.squash(exit.cause), "broken")
      }))

    test("a failing stream fails its outlets, and tells in exit", () =>
      Effect.gen(function*() {
        const stream = yield* TestStream.make(Positive)
        yield* stream.in.n.offerAll([1, -1])
        assert.strictEqual(yield* stream.out.m.take, 1)
        assert.isTrue(Exit.isFailure(yield* Effect.exit(stream.out.m.take)))
        assert.deepStrictEqual(Exit.findErrorOption(yield* stream.exit), Option.some({ negative: -1 }))
      }))

    test("cancel tells the stream that nobody reads, and it is stopped", () =>
      Effect.gen(function*() {
        const Endless = Stream.make("Endless", {
          out: { a: Schema.Int, b: Schema.Int },
          *run(_, { a, b }) {
            for (let n = 0; true; n++) {
              yield* a.push(n)
              yield* b.push(n)
            }
          }
        })
        const stream = yield* TestStream.make(Endless, { capacity: 1 })
        assert.strictEqual(yield* stream.out.a.take, 0)
        yield* stream.out.a.cancel
        // The other outlet still has a reader.
        assert.deepStrictEqual(yield* stream.out.b.takeN(3), [0, 1, 2])
        yield* stream.out.b.cancel
        assert.isTrue(Exit.isSuccess(yield* stream.exit))
      }))

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

    test("the result is in exit, for classes and workflows too", () =>
      Effect.gen(function*() {
        const stream = yield* TestStream.make(SplitEvenOdd)
        yield* stream.in.n.offerAll([1, 2])
        yield* stream.in.n.end
        assert.deepStrictEqual(yield* stream.exit, Exit.succeed(2))
      }))

    test("two of one stream do not share anything", () =>
      Effect.gen(function*() {
        const one = yield* TestStream.make(SplitEvenOdd)
        const other = yield* TestStream.make(SplitEvenOdd)
        yield* one.in.n.offer(1)
        yield* other.in.n.end
        assert.deepStrictEqual(yield* other.exit, Exit.succeed(0))
        yield* one.in.n.end
        assert.deepStrictEqual(yield* one.exit, Exit.succeed(1))
      }))

    test("requires what the stream requires", () =>
      Effect.gen(function*() {
        const stream = yield* Effect.provideService(TestStream.make(Scale), Factor, 5)
        yield* stream.in.n.offer(2)
        assert.strictEqual(yield* stream.out.m.take, 10)
      }))
  })
}

describe("TestStream.make under TestClock", () => {
  it.effect("elements that a timer brings come with the clock", () =>
    Effect.gen(function*() {
      const Ticks = Stream.make("Ticks", {
        out: { n: Schema.Int },
        *run(_, { n }) {
          for (let x = 0; true; x++) {
            yield* Effect.sleep("1 second")
            yield* n.push(x)
          }
        }
      })
      const stream = yield* TestStream.make(Ticks)
      yield* stream.out.n.expectNothing
      assert.deepStrictEqual(yield* stream.waitingOn, [])
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* stream.out.n.take, 0)
      yield* stream.out.n.expectNothing
      yield* TestClock.adjust("2 seconds")
      assert.deepStrictEqual(yield* stream.out.n.takeN(2), [1, 2])
    }))
})
