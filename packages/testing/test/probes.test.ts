/** Ports held by hand. */
import { Stream, Transform, Workflow } from "@effect-mimo/core"
import { TestStream } from "@effect-mimo/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"
import { Copy, Double, Factor, Positive, Scale, SplitEvenOdd } from "./fixtures/streams.ts"

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

    test("past the end a take fails with Ended, which is a Done and says what came", () =>
      Effect.gen(function*() {
        const stream = yield* TestStream.make(Double)
        yield* stream.in.value.offerAll([1, 2])
        yield* stream.in.value.end
        const error = yield* Effect.flip(stream.out.mapped.takeN(3))
        assert.instanceOf(error, TestStream.Ended)
        assert.isTrue(Cause.isDone(error))
        assert.strictEqual(error.message, "map.mapped has ended: 3 elements expected, only 2 came, [2,4]")
        const none = yield* Effect.flip(stream.out.mapped.take)
        assert.strictEqual(none.message, "map.mapped has ended: 1 element expected, none came")
      }))

    test("takeAll takes up to the end", () =>
      Effect.gen(function*() {
        const stream = yield* TestStream.make(SplitEvenOdd, { capacity: 1 })
        const evens = yield* Effect.forkChild(stream.out.even.takeAll)
        const odds = yield* Effect.forkChild(stream.out.odd.takeAll)
        yield* stream.in.n.offerAll([1, 2, 3, 4, 5])
        yield* stream.in.n.end
        assert.deepStrictEqual(yield* Fiber.join(evens), [2, 4])
        assert.deepStrictEqual(yield* Fiber.join(odds), [1, 3, 5])
        assert.deepStrictEqual(yield* stream.out.odd.takeAll, [])
      }))

    test("expectEnd waits for the end, and fails if an element comes before", () =>
      Effect.gen(function*() {
        const stream = yield* TestStream.make(Double)
        const end = yield* Effect.forkChild(stream.out.mapped.expectEnd)
        yield* stream.settled
        assert.isUndefined(end.pollUnsafe())
        yield* stream.in.value.offer(1)
        const error = yield* Effect.flip(Fiber.join(end))
        assert.strictEqual(error.message, "map.mapped: expected the end, but 1 pushed; the first is 2")
        assert.strictEqual(yield* stream.out.mapped.take, 2)
        yield* stream.in.value.end
        yield* stream.out.mapped.expectEnd
        yield* stream.out.mapped.expectEnd
      }))

    test("expectEnd of a stream that failed fails with its Cause", () =>
      Effect.gen(function*() {
        const stream = yield* TestStream.make(Positive)
        yield* stream.in.n.offer(-1)
        const exit = yield* Effect.exit(stream.out.m.expectEnd)
        assert.deepStrictEqual(Exit.isFailure(exit) && Cause.squash(exit.cause), { negative: -1 })
      }))

    test("expectCancel tells whether the stream has closed an inlet", () =>
      Effect.gen(function*() {
        const First = Stream.make("First", {
          in: { a: Schema.Int, b: Schema.Int },
          *run({ a, b }) {
            yield* a.pop
            yield* a.close
            yield* b.forEach(() => {})
          }
        })
        const stream = yield* TestStream.make(First)
        const error = yield* Effect.flip(stream.in.a.expectCancel)
        assert.instanceOf(error, TestStream.NotCancelled)
        assert.strictEqual(error.message, "First.a: expected to be cancelled, but the stream still takes elements")
        yield* stream.in.a.offer(1)
        yield* stream.in.a.expectCancel
        assert.isTrue(Exit.isFailure(yield* Effect.exit(stream.in.b.expectCancel)))
      }))

    test("offer waits while the edge is full", () =>
      Effect.gen(function*() {
        const Stuck = Stream.make("Stuck", { in: { n: Schema.Int }, run: () => Effect.never })
        const stream = yield* TestStream.make(Stuck, { capacity: 2 })
        yield* stream.in.n.offerAll([1, 2])
        const third = yield* Effect.forkChild(stream.in.n.offer(3), { startImmediately: true })
        yield* stream.settled
        assert.isUndefined(third.pollUnsafe())
        // One that is interrupted while it waits has given nothing.
        yield* Fiber.interrupt(third)
        assert.deepStrictEqual((yield* stream.restart).unread, { n: [1, 2] })
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

    test("fail fails the inlet, and with it the stream: with an error, or a Cause", () =>
      Effect.gen(function*() {
        for (const given of ["broken", Cause.die("broken"), Cause.fail("broken")]) {
          const stream = yield* TestStream.make(Double)
          yield* stream.in.value.offer(1)
          assert.strictEqual(yield* stream.out.mapped.take, 2)
          yield* stream.in.value.fail(given)
          assert.deepStrictEqual(yield* stream.exit, Exit.die("broken"))
        }
      }))

    test("of a workflow waitingOn names its open ports", () =>
      Effect.gen(function*() {
        const two = Workflow.make("two", { a: Copy, b: Copy }, ({ a, b }) => {
          a.pipe(b)
          return { in: { x: a.n }, out: { y: b.m } }
        })
        const stream = yield* TestStream.make(two, { capacity: 1 })
        yield* stream.settled
        assert.deepStrictEqual(yield* stream.waitingOn, ["x"])
        yield* stream.in.x.offer(1)
        yield* stream.in.x.offer(2)
        yield* stream.settled
        assert.sameMembers([...yield* stream.waitingOn], ["y", "x"])
        assert.deepStrictEqual(yield* stream.out.y.takeN(2), [1, 2])
      }))

    test("the counters are in its snapshot", () =>
      Effect.gen(function*() {
        const stream = yield* TestStream.make(Copy)
        yield* stream.in.n.offerAll([1, 2, 3])
        assert.strictEqual(yield* stream.out.m.take, 1)
        yield* stream.settled
        const { edges } = yield* stream.snapshot
        assert.deepStrictEqual(edges.map(({ from, popped, to }) => [from, to, popped]), [
          ["n", "stream.n", 3],
          ["stream.m", "m", 1]
        ])
        assert.strictEqual(stream.name, "Copy")
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
        const other = yield* Effect.provide(TestStream.make(Scale), Layer.succeed(Factor, 3))
        yield* other.in.n.offer(2)
        assert.strictEqual(yield* other.out.m.take, 6)
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
