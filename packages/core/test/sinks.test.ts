import { Sink, Source, Workflow } from "@effect-mimo/core"
import { TestStream } from "@effect-mimo/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Schema from "effect/Schema"
import * as EffectSink from "effect/Sink"

const errorOf = <A, E>(exit: Exit.Exit<A, E>) => Option.getOrUndefined(Exit.findErrorOption(exit))

const numbers = Array.from({ length: 300 }, (_, n) => n)

describe("Sink.toArray", () => {
  it.effect("collects everything, a fresh array each run", () =>
    Effect.gen(function*() {
      const sink = Sink.toArray(Schema.Int)
      for (const capacity of [1, 2, 128]) {
        const one = yield* TestStream.run(sink, { value: numbers }, { capacity })
        const other = yield* TestStream.run(sink, { value: [1] }, { capacity })
        assert.deepStrictEqual([one.result, other.result], [numbers, [1]])
      }
      assert.deepStrictEqual((yield* TestStream.run(sink, { value: [] })).result, [])
    }))
})

describe("Sink.fold", () => {
  it.effect("folds from a fresh initial state each run", () =>
    Effect.gen(function*() {
      const sink = Sink.fold(Schema.Int, () => [] as Array<number>, (seen, n) => {
        seen.push(n * 2)
        return seen
      })
      assert.deepStrictEqual((yield* TestStream.run(sink, { value: [1, 2] })).result, [2, 4])
      assert.deepStrictEqual((yield* TestStream.run(sink, { value: [3] })).result, [6])
      assert.deepStrictEqual((yield* TestStream.run(sink, { value: [] })).result, [])
    }))

  it.effect("fails when the function throws", () =>
    Effect.gen(function*() {
      const sink = Sink.fold(Schema.Int, () => 0, (sum, n) => {
        if (n === 2) throw new Error("two")
        return sum + n
      })
      const { exit, unread } = yield* TestStream.run(sink, { value: [1, 2, 3] })
      assert.include(String(exit), "two")
      assert.deepStrictEqual(unread.value, [3])
    }))
})

describe("Sink.forEach", () => {
  it.effect("calls a plain function, or runs the Effect it gives before the next element", () =>
    Effect.gen(function*() {
      const seen: Array<string> = []
      const plain = Sink.forEach(Schema.Int, (n) => {
        seen.push(`plain ${n}`)
      })
      const effectful = Sink.forEach(Schema.Int, (n) =>
        Effect.gen(function*() {
          seen.push(`start ${n}`)
          yield* Effect.yieldNow
          seen.push(`end ${n}`)
        }))
      yield* TestStream.run(plain, { value: [1, 2] })
      yield* TestStream.run(effectful, { value: [1, 2] })
      assert.deepStrictEqual(seen, ["plain 1", "plain 2", "start 1", "end 1", "start 2", "end 2"])
    }))

  it.effect("fails as the Effect does", () =>
    Effect.gen(function*() {
      const sink = Sink.forEach(Schema.Int, (n) => n === 2 ? Effect.fail("two") : Effect.void)
      const { exit, unread } = yield* TestStream.run(sink, { value: [1, 2, 3] })
      assert.deepStrictEqual(errorOf(exit), "two")
      assert.deepStrictEqual(unread.value, [3])
    }))
})

describe("Sink.drain", () => {
  it.effect("takes everything and gives nothing", () =>
    Effect.gen(function*() {
      const { exit, result, unread } = yield* TestStream.run(Sink.drain(Schema.Int), { value: numbers }, {
        capacity: 1
      })
      assert.isUndefined(result)
      assert.deepStrictEqual(unread.value, [])
      assert.isTrue(Exit.isSuccess(exit))
    }))
})

describe("Sink.fromEffectSink", () => {
  it.effect("gives the sink's result", () =>
    Effect.gen(function*() {
      for (const capacity of [1, 2, 128]) {
        const sum = yield* TestStream.run(Sink.fromEffectSink(Schema.Int, EffectSink.sum), { value: numbers }, {
          capacity
        })
        assert.strictEqual(sum.result, 44850)
      }
      const last = yield* TestStream.run(Sink.fromEffectSink(Schema.Int, EffectSink.count), { value: [] })
      assert.strictEqual(last.result, 0)
    }))

  it.effect("completes when the sink is done early, and its source is stopped", () =>
    Effect.gen(function*() {
      const workflow = Workflow.make("w", {
        numbers: Source.range({ end: Infinity }),
        taken: Sink.fromEffectSink(Schema.Int, EffectSink.take<number>(3))
      }, ({ numbers, taken }) => numbers.pipe(taken))
      for (const capacity of [1, 2, 128]) {
        assert.deepStrictEqual(yield* Workflow.run(Workflow.withCapacity(workflow, capacity)), { taken: [0, 1, 2] })
      }
    }))

  it.effect("fails as the sink does", () =>
    Effect.gen(function*() {
      const failing = EffectSink.forEach((n: number) => n === 2 ? Effect.fail("two" as const) : Effect.void)
      const { exit } = yield* TestStream.run(Sink.fromEffectSink(Schema.Int, failing), { value: [1, 2, 3] })
      assert.deepStrictEqual(errorOf(exit), "two")
    }))
})

describe("Sink.toQueue", () => {
  it.effect("offers everything, then ends the queue", () =>
    Effect.gen(function*() {
      const queue = yield* Queue.unbounded<number, Cause.Done>()
      yield* TestStream.run(Sink.toQueue(Schema.Int, queue), { value: [1, 2, 3] })
      assert.deepStrictEqual(yield* Queue.collect(queue), [1, 2, 3])
    }))

  it.effect("is held back by a bounded queue", () =>
    Effect.gen(function*() {
      const queue = yield* Queue.bounded<number, Cause.Done>(2)
      const test = yield* TestStream.make(Sink.toQueue(Schema.Int, queue), { capacity: 1 })
      yield* test.in.value.offerAll([1, 2, 3])
      yield* test.settled
      assert.deepStrictEqual(yield* test.waitingOn, [])
      assert.deepStrictEqual([yield* Queue.take(queue), yield* Queue.take(queue)], [1, 2])
      yield* test.in.value.end
      assert.strictEqual(yield* Queue.take(queue), 3)
      assert.isTrue(Exit.isSuccess(yield* test.exit))
      assert.isTrue(Cause.isDone(yield* Effect.flip(Queue.take(queue))))
    }))

  it.effect("interrupts the queue when the run fails, so that its reader does not take that for the end", () =>
    Effect.gen(function*() {
      const queue = yield* Queue.unbounded<number, Cause.Done>()
      const test = yield* TestStream.make(Sink.toQueue(Schema.Int, queue))
      yield* test.in.value.offer(1)
      yield* test.settled
      yield* test.in.value.fail(Cause.die("broken feed"))
      yield* test.exit
      assert.strictEqual(yield* Queue.take(queue), 1)
      const exit = yield* Effect.exit(Queue.take(queue))
      assert.isTrue(Exit.hasInterrupts(exit))
    }))
})
