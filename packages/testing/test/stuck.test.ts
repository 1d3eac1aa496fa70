/** A test that would hang says where, and what would help. */
import { Deadlock, Stream, Transform, Workflow } from "@effect-mimo/core"
import { TestStream } from "@effect-mimo/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import * as EffectStream from "effect/Stream"
import { TestClock } from "effect/testing"
import { Copy, Never, Slow, SplitEvenOdd } from "./fixtures/streams.ts"

const patience = "40 millis"

/** What an operation dies with that waits in vain. */
const stuck = <A, E, R>(operation: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.exit(operation), (exit) => {
    const error = Exit.isFailure(exit) ? Cause.squash(exit.cause) : exit.value
    assert.instanceOf(error, TestStream.Stuck)
    return error
  })

/** In lines. */
const report = <A, E, R>(operation: Effect.Effect<A, E, R>) =>
  Effect.map(stuck(operation), ({ message }) => message.split("\n"))

const Pair = Stream.make("Pair", {
  in: { a: Schema.Int, b: Schema.Int },
  out: { sum: Schema.Int },
  *run({ a, b }, { sum }) {
    while (true) yield* sum.push((yield* a.pop) + (yield* b.pop))
  }
})

for (const [clock, test] of [["test clock", it.effect], ["live", it.live]] as const) {
  describe(`an operation that waits in vain (${clock})`, () => {
    test("take: names the port that the stream waits on", () =>
      Effect.gen(function*() {
        const stream = yield* TestStream.make(Pair, { patience })
        yield* stream.in.a.offer(1)
        const error = yield* stuck(stream.out.sum.take)
        assert.deepStrictEqual(error.message.split("\n"), [
          "take on Pair.sum (0 of 512) waits, and nothing has moved for 40ms:",
          "  - Pair waits for an element on b (0 of 512)",
          "  offer to b or end it: earlier in the test, or in another fiber"
        ])
        assert.deepInclude(error, { stream: "Pair", operation: "take", port: "sum", after: "40ms", beside: [] })
        assert.deepStrictEqual(error.waits, [
          { step: "Pair", for: "element", at: "b", port: "b", size: 0, capacity: 512 }
        ])
        // It is only the test that has ended its wait: the stream goes on.
        yield* stream.in.b.offer(2)
        assert.strictEqual(yield* stream.out.sum.take, 3)
      }))

    test("offer on a full edge: names the outlet to take from", () =>
      Effect.gen(function*() {
        const stream = yield* TestStream.make(Copy, { patience, capacity: 1 })
        assert.deepStrictEqual(yield* report(stream.in.n.offerAll([1, 2, 3, 4])), [
          "offerAll on Copy.n (1 of 1) waits, and nothing has moved for 40ms:",
          "  - Copy waits for room on m (1 of 1)",
          "  take from m or cancel it: earlier in the test, or in another fiber"
        ])
        assert.deepStrictEqual(yield* stream.out.m.takeN(3), [1, 2, 3])
        yield* stream.out.m.expectNothing
      }))

    test("exit, expectEnd, takeN and takeAll alike", () =>
      Effect.gen(function*() {
        const stream = yield* TestStream.make(SplitEvenOdd, { patience })
        const waits = [
          "  - SplitEvenOdd waits for an element on n (0 of 512)",
          "  offer to n or end it: earlier in the test, or in another fiber"
        ]
        assert.deepStrictEqual(yield* report(stream.exit), [
          "exit of SplitEvenOdd waits, and nothing has moved for 40ms:",
          ...waits
        ])
        assert.deepStrictEqual(yield* report(stream.out.odd.expectEnd), [
          "expectEnd on SplitEvenOdd.odd (0 of 512) waits, and nothing has moved for 40ms:",
          ...waits
        ])
        yield* stream.in.n.offerAll([1, 2])
        assert.deepStrictEqual(yield* report(stream.out.odd.takeN(2)), [
          "takeN(2) on SplitEvenOdd.odd (0 of 512) waits, and nothing has moved for 40ms:",
          ...waits
        ])
        assert.deepStrictEqual(yield* report(stream.out.even.takeAll), [
          "takeAll on SplitEvenOdd.even (0 of 512) waits, and nothing has moved for 40ms:",
          ...waits
        ])
      }))

    test("a stream without demand: names the outlet to request of", () =>
      Effect.gen(function*() {
        const stream = yield* TestStream.make(SplitEvenOdd, { patience, demand: 1 })
        yield* stream.in.n.offerAll([1, 3, 2])
        assert.deepStrictEqual(yield* report(stream.out.even.take), [
          "take on SplitEvenOdd.even (0 of 1) waits, and nothing has moved for 40ms:",
          "  - SplitEvenOdd waits for a request on odd (1 not taken)",
          "  request of odd or take from it: earlier in the test, or in another fiber"
        ])
      }))

    test("something other than its ports: is given four times as long", () =>
      Effect.gen(function*() {
        const stream = yield* TestStream.make(Never, { patience, capacity: 1 })
        yield* stream.in.n.offer(1)
        assert.deepStrictEqual(yield* report(stream.in.n.offer(2)), [
          "offer on Never.n (1 of 1) waits, and nothing has moved for 160ms:",
          "  - Never waits for something other than its ports",
          "  if that only takes long, give the test a longer patience"
        ])
        assert.deepStrictEqual(yield* report(TestStream.run(Never, { n: [] }, { patience })), [
          "run of Never waits, and nothing has moved for 160ms:",
          "  - Never waits for something other than its ports",
          "  if that only takes long, give the test a longer patience"
        ])
      }))

    test("of a workflow it names the steps and their edges", () =>
      Effect.gen(function*() {
        const inner = Workflow.make("inner", { pair: Pair, copy: Copy }, ({ copy, pair }) => {
          pair.pipe(copy)
          return { in: { x: pair.a, y: pair.b }, out: { z: copy.m } }
        })
        const stream = yield* TestStream.make(inner, { patience })
        yield* stream.in.x.offer(1)
        assert.deepStrictEqual(yield* report(stream.out.z.take), [
          "take on inner.z (0 of 512) waits, and nothing has moved for 40ms:",
          "  - inner/pair waits for an element on y (0 of 512)",
          "  - inner/copy waits for an element on pair.sum → copy.n (0 of 512)",
          "  offer to y or end it: earlier in the test, or in another fiber"
        ])
      }))

    test("all operations that wait are told, each of the others", () =>
      Effect.gen(function*() {
        const stream = yield* TestStream.make(Pair, { patience, capacity: 1 })
        yield* stream.in.a.offerAll([1, 2])
        const offering = yield* Effect.forkChild(report(stream.in.a.offer(3)), { startImmediately: true })
        const taking = yield* report(stream.out.sum.take)
        assert.deepStrictEqual(taking, [
          "take on Pair.sum (0 of 1) waits, and nothing has moved for 40ms:",
          "  - Pair waits for an element on b (0 of 1)",
          "  - the test waits in offer on Pair.a, too",
          "  offer to b or end it: earlier in the test, or in another fiber"
        ])
        assert.deepStrictEqual(
          (yield* Fiber.join(offering))[0],
          "offer on Pair.a (1 of 1) waits, and nothing has moved for 40ms:"
        )
      }))

    test("a run whose input neither goes on nor ends", () =>
      Effect.gen(function*() {
        const inputs = { a: [1], b: EffectStream.never }
        assert.deepStrictEqual(yield* report(TestStream.run(Pair, inputs, { patience })), [
          "run of Pair waits, and nothing has moved for 160ms:",
          "  - Pair waits for an element on b (0 of 512)",
          "  let the input of b go on or end: earlier in the test, or in another fiber"
        ])
      }))

    test("a finalizer that does not come to its end", () =>
      Effect.gen(function*() {
        let open = () => {}
        const Holds = Stream.make("Holds", {
          *run() {
            yield* Effect.addFinalizer(() => Effect.callback<void>((resume) => void (open = () => resume(Effect.void))))
            yield* Effect.never
          }
        })
        const stream = yield* TestStream.make(Holds, { patience })
        yield* stream.settled
        const lines = [
          "  - Holds waits for something other than its ports",
          "  if that only takes long, give the test a longer patience"
        ]
        assert.deepStrictEqual(yield* report(stream.interrupt), [
          "interrupt of Holds waits, and nothing has moved for 160ms:",
          ...lines
        ])
        assert.deepStrictEqual(yield* report(stream.restart), [
          "restart of Holds waits, and nothing has moved for 160ms:",
          ...lines
        ])
        open()
      }))

    test("a deadlock inside of a workflow is told as what it is, and at once", () =>
      Effect.gen(function*() {
        const Both = Stream.make("Both", {
          in: { n: Schema.Int },
          out: { a: Schema.Int, b: Schema.Int },
          run: ({ n }, { a, b }) =>
            n.forEach((x) => Effect.andThen(a.push(x), a.push(x)).pipe(Effect.andThen(b.push(x))))
        })
        const inner = Workflow.make("inner", { both: Both, pair: Pair }, ({ both, pair }) => {
          both.a.pipe(pair.a, { capacity: 1 })
          both.b.pipe(pair.b)
          return { in: { n: both.n }, out: { sum: pair.sum } }
        })
        const stream = yield* TestStream.make(inner, { patience: "1 minute" })
        yield* stream.in.n.offerAll([1, 2, 3])
        const taken = yield* Effect.exit(stream.out.sum.takeN(3))
        const exit = yield* stream.exit
        for (const ended of [taken, exit]) {
          assert.instanceOf(Exit.isFailure(ended) && Cause.squash(ended.cause), Deadlock.Deadlock)
        }
      }))
  })
}

describe("the test's clock", () => {
  it.effect("a stream that sleeps waits for it to be adjusted", () =>
    Effect.gen(function*() {
      yield* TestClock.adjust("1 hour")
      const stream = yield* TestStream.make(Slow, { patience })
      yield* stream.in.n.offer(1)
      yield* stream.settled
      yield* TestClock.adjust("400 millis")
      assert.deepStrictEqual(yield* report(stream.out.m.take), [
        "take on Slow.m (0 of 512) waits, and nothing has moved for 40ms:",
        "  - Slow sleeps for 600ms of the test's clock",
        "  adjust the test's clock: earlier in the test, or in another fiber"
      ])
      yield* TestClock.adjust("600 millis")
      assert.strictEqual(yield* stream.out.m.take, 1)
      assert.deepStrictEqual(yield* report(TestStream.run(Slow, { n: [1] }, { patience })), [
        "run of Slow waits, and nothing has moved for 40ms:",
        "  - Slow sleeps for 1s of the test's clock",
        "  adjust the test's clock: earlier in the test, or in another fiber"
      ])
    }))

  it.effect("a timeout that nobody lets pass", () =>
    Effect.gen(function*() {
      const { message } = yield* stuck(TestStream.run(Slow, { n: [1] }, { patience, timeout: "1 minute" }))
      assert.include(message, "Slow sleeps for 1s of the test's clock")
    }))

  it.live("what sleeps on a live clock goes on by itself", () =>
    Effect.gen(function*() {
      const Naps = Transform.mapEffect(Schema.Int, Schema.Int, (n) => Effect.as(Effect.sleep("120 millis"), n))
      const { outputs } = yield* TestStream.run(Naps, { value: [1, 2] }, { patience: "20 millis" })
      assert.deepStrictEqual(outputs.mapped, [1, 2])
      const { message } = yield* Effect.flip(
        TestStream.run(Never, { n: [] }, { patience: "1 millis", timeout: "100 millis" })
      )
      assert.strictEqual(message, "Never did not end within 100ms:\n  - Never waits for something other than its ports")
    }))
})

/** Real time that passes, without a clock of Effect's. */
const pause = (millis: number) => Effect.promise(() => new Promise((resolve) => setTimeout(resolve, millis)))

describe("no false alarm", () => {
  it.effect("while the test works on other ports of the stream", () =>
    Effect.gen(function*() {
      const stream = yield* TestStream.make(SplitEvenOdd, { patience: "200 millis" })
      const even = yield* Effect.forkChild(stream.out.even.take)
      for (let n = 1; n < 14; n += 2) {
        yield* stream.in.n.offer(n)
        assert.strictEqual(yield* stream.out.odd.take, n)
        yield* pause(50)
      }
      yield* stream.in.n.offer(2)
      assert.strictEqual(yield* Fiber.join(even), 2)
    }))

  it.effect("while another stream of the same test moves, or the clock", () =>
    Effect.gen(function*() {
      const idle = yield* TestStream.make(Copy, { patience: "200 millis" })
      const taking = yield* Effect.forkChild(idle.out.m.take)
      const other = yield* TestStream.make(Copy)
      for (let n = 0; n < 7; n++) {
        yield* other.in.n.offer(n)
        yield* pause(50)
      }
      for (let n = 0; n < 7; n++) {
        yield* TestClock.adjust("1 second")
        yield* pause(50)
      }
      yield* idle.in.n.offer(1)
      assert.strictEqual(yield* Fiber.join(taking), 1)
    }))

  it.effect("while a stream is busy without its ports, or waits for a promise that comes", () =>
    Effect.gen(function*() {
      const Busy = Stream.make("Busy", {
        out: { n: Schema.Int },
        *run(_, { n }) {
          const until = performance.now() + 300
          while (performance.now() < until) yield* Effect.yieldNow
          yield* n.push(1)
          yield* pause(100)
          yield* n.push(2)
        }
      })
      const stream = yield* TestStream.make(Busy, { patience: "50 millis" })
      assert.deepStrictEqual(yield* stream.out.n.takeN(2), [1, 2])
    }))

  it.effect("when the process was held up", () =>
    Effect.gen(function*() {
      const stream = yield* TestStream.make(Copy, { patience: "100 millis" })
      const taking = yield* Effect.forkChild(stream.out.m.take)
      yield* pause(5)
      const until = performance.now() + 400
      while (performance.now() < until);
      yield* pause(5)
      yield* stream.in.n.offer(1)
      assert.strictEqual(yield* Fiber.join(taking), 1)
    }))

  it.effect("with an infinite patience", () =>
    Effect.gen(function*() {
      const stream = yield* TestStream.make(Copy, { patience: "Infinity" })
      const taking = yield* Effect.forkChild(stream.out.m.take)
      yield* pause(50)
      assert.isUndefined(taking.pollUnsafe())
    }))
})

it.effect("by default the patience is a second", () =>
  Effect.gen(function*() {
    const stream = yield* TestStream.make(Copy)
    const { after } = yield* stuck(stream.out.m.take)
    assert.strictEqual(after, "1s")
  }))
