import { type In, Port, Sink, Source, Stream, Transform, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as References from "effect/References"
import * as Schema from "effect/Schema"
import {
  assertDone,
  capacities,
  endedWith,
  isDoneExit,
  isSuspended,
  pair,
  puppets,
  rule,
  settle,
  shuffled,
  upTo,
  withScheduler
} from "../fixtures-ports.ts"

const waysToPop = (inlet: In<unknown>): ReadonlyArray<readonly [string, Effect.Effect<unknown, Cause.Done>]> => [
  ["pop", inlet.pop],
  ["peek", Effect.tap(inlet.peek, () => inlet.pop)],
  ["popUpTo", inlet.popUpTo(1)],
  ["popAll", Port.popAll({ inlet })],
  ["select", Port.select({ inlet })]
]

describe("S7: no fiber stays parked", () => {
  for (const capacity of capacities) {
    rule(
      `S7: pushes that wait go on as room comes, one for each element popped (capacity ${capacity})`,
      () =>
        Effect.gen(function*() {
          const { from, to } = yield* pair(capacity)
          const pushes: Array<Fiber.Fiber<void>> = []
          for (const n of upTo(capacity + 6)) pushes.push(yield* from.start(from.main.push(n)))
          const waiting = Effect.map(settle, () => pushes.filter((push) => push.pollUnsafe() === undefined).length)
          assert.strictEqual(yield* waiting, 6)
          yield* to.do(to.left.pop)
          assert.strictEqual(yield* waiting, 5)
          // Several in one turn of the consumer.
          yield* to.do(Effect.gen(function*() {
            for (let n = 0; n < 5; n++) yield* to.left.popUpTo(1)
          }))
          assert.strictEqual(yield* waiting, 0)
        })
    )

    rule(
      `S7: pops that wait go on as elements come, one for each element pushed (capacity ${capacity})`,
      () =>
        Effect.gen(function*() {
          const { from, to } = yield* pair(capacity)
          const pops: Array<Fiber.Fiber<unknown, Cause.Done>> = []
          for (let n = 0; n < 2; n++) for (const [, pop] of waysToPop(to.left)) pops.push(yield* to.start(pop))
          // A peek takes a while to come to its pop, so look at elements that have gone rather than at fibers.
          for (let n = 1; n <= 10; n++) {
            yield* from.do(from.main.push(n))
            yield* settle
            assert.strictEqual(to.left.size, 0)
          }
          for (const pop of pops) yield* endedWith(pop)
        })
    )
  }

  for (const [index, name] of ["pop", "peek", "popUpTo", "popAll", "select"].entries()) {
    rule(`S7: every fiber that waits for an element wakes at the end: ${name}`, () =>
      Effect.gen(function*() {
        for (const how of ["end", "quit", "close"] as const) {
          const { from, to } = yield* pair(2)
          const pops: Array<Fiber.Fiber<unknown, unknown>> = []
          for (let n = 0; n < 5; n++) pops.push(yield* to.start(waysToPop(to.left)[index]![1]))
          yield* settle
          yield* how === "end" ? from.do(from.main.end) : how === "quit" ? from.quit : to.do(to.left.close)
          for (const pop of pops) assert.isTrue(isDoneExit(yield* endedWith(pop)))
        }
      }))
  }

  rule("S7: a push that waits completes when its edge is cancelled", () =>
    Effect.gen(function*() {
      const { from, to } = yield* puppets(["from", "to"], ({ from, to }) => {
        from.main.pipe(to.left, { capacity: 1 })
        from.side.pipe(to.right)
      })
      const pushes = [yield* from.start(from.main.pushAll(upTo(5))), yield* from.start(from.main.push(1))]
      yield* settle
      yield* to.do(to.left.close)
      for (const push of pushes) assert.strictEqual((yield* endedWith(push))._tag, "Success")
    }))

  rule(
    "S7: a push that waits wakes when its step ends the outlet, and is refused as one begun after it would be",
    () =>
      Effect.gen(function*() {
        const { from } = yield* pair(1)
        const pushing = yield* from.start(from.main.pushAll(upTo(3)))
        yield* settle
        yield* from.do(from.main.end)
        assert.strictEqual((yield* endedWith(pushing))._tag, "Failure")
      })
  )

  rule(
    "S7: the producer goes on though its consumer, having made room, waits for something else",
    () =>
      Effect.gen(function*() {
        const { from, to } = yield* puppets(["from", "to"], ({ from, to }) => {
          from.main.pipe(to.left, { capacity: 3 })
          from.side.pipe(to.right)
        })
        yield* from.do(from.main.pushAll(upTo(3)))
        for (const something of [Effect.never, to.right.pop]) {
          const pushing = yield* from.start(from.main.push("next"))
          assert.isTrue(yield* isSuspended(pushing))
          yield* to.start(Effect.gen(function*() {
            yield* to.left.pop
            return yield* something
          }))
          yield* endedWith(pushing)
          assert.strictEqual(to.left.size, 3)
        }
      })
  )

  rule(
    "S7: the consumer goes on though its producer, having pushed, waits for something else",
    () =>
      Effect.gen(function*() {
        const { from, to } = yield* pair(3)
        const popping = yield* to.start(to.left.pop)
        yield* settle
        yield* from.start(Effect.gen(function*() {
          yield* from.main.push(1)
          return yield* Effect.never
        }))
        assert.deepStrictEqual(yield* Effect.flatten(endedWith(popping)), 1)
      })
  )

  rule(
    "S7: a fiber that was woken and is interrupted before its turn takes no wake-up with it",
    () =>
      Effect.gen(function*() {
        const { from, to } = yield* pair(2)
        for (const [, pop] of waysToPop(to.left)) {
          const first = yield* to.start(pop)
          const second = yield* to.start(to.left.pop)
          yield* settle
          // In one turn: the push wakes, and the interruption comes before any of those woken runs.
          yield* from.start(Effect.gen(function*() {
            yield* from.main.push("element")
            first.interruptUnsafe()
          }))
          const exit = yield* endedWith(second)
          assert.strictEqual(exit._tag, "Success")
          assert.strictEqual((yield* endedWith<unknown, unknown>(first))._tag, "Failure")
          assert.strictEqual(to.left.size, 0)
        }
      })
  )

  rule(
    "S7: the same for pushes: the room goes to the other, and the element of the interrupted one nowhere",
    () =>
      Effect.gen(function*() {
        const { edge, from, to } = yield* pair(1)
        yield* from.do(from.main.push("first"))
        const interrupted = yield* from.start(from.main.push("interrupted"))
        const second = yield* from.start(from.main.push("second"))
        yield* settle
        yield* to.start(Effect.gen(function*() {
          yield* to.left.pop
          interrupted.interruptUnsafe()
        }))
        assert.strictEqual((yield* endedWith(second))._tag, "Success")
        assert.strictEqual(yield* to.do(to.left.pop), "second")
        assert.strictEqual((yield* edge).pushed, 2)
      })
  )

  rule("S7: interrupting the only fiber that waits leaves the port as it was", () =>
    Effect.gen(function*() {
      const { from, to } = yield* pair(1)
      for (const [, pop] of waysToPop(to.left)) {
        const waiting = yield* to.start(pop)
        assert.isTrue(yield* isSuspended(waiting))
        yield* Fiber.interrupt(waiting)
        yield* from.do(from.main.push(1))
        yield* settle
        assert.strictEqual(to.left.size, 1)
        const pushing = yield* from.start(from.main.push("gone"))
        assert.isTrue(yield* isSuspended(pushing))
        yield* Fiber.interrupt(pushing)
        assert.strictEqual(yield* to.do(to.left.pop), 1)
        yield* settle
        assert.strictEqual(to.left.size, 0)
      }
    }))

  rule(
    "S7, S21: a push interrupted when it was just woken does not count as one that a drain waits for",
    () =>
      Effect.gen(function*() {
        const { from, running, to } = yield* pair(1)
        yield* from.do(from.main.push("first"))
        const pushing = yield* from.start(from.main.push("interrupted"))
        yield* settle
        yield* to.start(Effect.gen(function*() {
          yield* to.left.pop
          pushing.interruptUnsafe()
        }))
        yield* settle
        yield* from.do(from.main.push("second"))
        const last = yield* from.start(from.main.push("in flight"))
        assert.isTrue(yield* isSuspended(last))
        const drained = yield* Effect.forkScoped(running.drain())
        yield* settle
        assert.strictEqual(yield* to.do(to.left.pop), "second")
        assert.strictEqual(yield* to.do(to.left.pop), "in flight")
        yield* assertDone(to.do(to.left.pop))
        yield* to.quit
        assert.strictEqual((yield* endedWith(drained))._tag, "Success")
      })
  )

  // A fiber may be made to yield between any two operations, so also between the look at an edge and the wait on it.
  const pipeline = Workflow.make("pipeline", {
    range: Source.range({ end: 300 }),
    double: Transform.map(Schema.Int, Schema.Int, (n) => n * 2),
    merge: Stream.make("Merge", {
      in: { a: Schema.Int, b: Schema.Int },
      out: { both: Schema.Int },
      *run({ a, b }, { both }) {
        while (true) yield* both.push((yield* Port.select({ a, b })).value)
      }
    }),
    zip: Stream.make("Zip", {
      in: { a: Schema.Int, b: Schema.Int },
      out: { sum: Schema.Int },
      *run(ins, { sum }) {
        while (true) {
          const { a, b } = yield* Port.popAll(ins)
          yield* Effect.map(sum.push(a + b), () => undefined)
        }
      }
    }),
    count: Sink.fold(Schema.Int, () => 0, (n) => n + 1),
    total: Sink.fold(Schema.Int, () => 0, (a, b) => a + b)
  }, ({ count, double, merge, range, total, zip }) => {
    range.pipe(double)
    range.pipe(merge.a)
    double.pipe(merge.b)
    double.pipe(zip.a)
    range.pipe(zip.b)
    merge.pipe(count)
    zip.pipe(total)
  })
  const expected = { count: 600, total: 300 * 299 / 2 * 3 }

  for (const operations of [3, 4, 5, 6, 7, 8, 9, 11, 13, 17]) {
    it.live(`S7: a fiber made to yield every ${operations} operations misses no wake-up`, () =>
      Effect.gen(function*() {
        for (const capacity of [1, 2, 3, 5]) {
          assert.deepStrictEqual(yield* Workflow.run(Workflow.withCapacity(pipeline, capacity)), expected)
        }
      }).pipe(Effect.provideService(References.MaxOpsBeforeYield, operations)))
  }

  for (const seed of upTo(10)) {
    it.live(`S7: a fiber made to yield at random misses no wake-up (seed ${seed})`, () =>
      Effect.gen(function*() {
        for (const capacity of [1, 2, 5]) {
          assert.deepStrictEqual(yield* Workflow.run(Workflow.withCapacity(pipeline, capacity)), expected)
        }
      }).pipe((run) => withScheduler(run, shuffled(seed, true))))
  }
})
