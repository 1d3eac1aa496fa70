/** Cases of Apache Pekko's GraphPartitionSpec, said with this harness; the titles are the spec's. */
import "@effect-mimo/testing/vitest"
import { Junction, Sink, Workflow } from "@effect-mimo/core"
import { TestStream, TestWorkflow } from "@effect-mimo/testing"
import { assert, describe, expect, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"

const AroundSix = Junction.partition(Schema.Int, ["below", "above"], (n) => n < 6 ? "below" : "above")

/** Throws at 3, with what it is to do then. */
const aroundThree = <const Mode extends "fail" | "drop" | "deadLetter">(onError: Mode) =>
  Junction.partition(
    Schema.Int,
    ["above", "below"],
    (n) => {
      if (n === 3) throw new Error("in the middle")
      return n > 3 ? "above" : "below"
    },
    { onError }
  )

describe("GraphPartitionSpec", () => {
  it.effect("partition to three subscribers", () =>
    Effect.gen(function*() {
      const Partition = Junction.partition(
        Schema.Int,
        ["above", "below", "three"],
        (n) => n > 3 ? "above" : n < 3 ? "below" : "three"
      )
      const outcome = yield* TestStream.run(Partition, { value: [1, 2, 3, 4, 5] })
      expect(outcome).toEmitInOrder({ above: [4, 5], below: [1, 2], three: [3] })
    }))

  it.effect("remember first pull even though first element targeted another out", () =>
    Effect.gen(function*() {
      const partition = yield* TestStream.make(AroundSix, { demand: 0 })
      const { in: { value }, out: { above, below } } = partition
      yield* value.offerAll([6, 3])
      yield* value.end
      yield* below.request(1)
      yield* below.expectNothing
      expect(yield* partition.waitingOn).toBeBlockedOn("above")
      assert.strictEqual(yield* above.take, 6)
      assert.strictEqual(yield* below.take, 3)
      yield* below.expectEnd
      yield* above.expectEnd
    }))

  it.effect("cancel upstream when all downstreams cancel if eagerCancel is false", () =>
    Effect.gen(function*() {
      const { drain, in: { value }, out: { above, below } } = yield* TestStream.make(AroundSix)
      yield* value.offerAll([1, 8])
      assert.deepStrictEqual([yield* below.take, yield* above.take], [1, 8])
      yield* below.cancel
      yield* value.offerAll([2, 9])
      assert.strictEqual(yield* above.take, 9)
      yield* above.cancel
      yield* value.expectCancel
      // Beyond the spec: what was for the one that had gone is counted (S12).
      assert.deepStrictEqual((yield* drain).discarded, { below: 1 })
    }))

  // Outlets have names, and the compiler refuses any other; what comes past it fails the step as any defect does.
  it.effect("must fail stage if partitioner outcome is out of bound", () =>
    Effect.gen(function*() {
      const elsewhere = "elsewhere" as "here" // as JavaScript may give it
      const Partition = Junction.partition(Schema.Int, ["here", "there"], (n) => n < 0 ? elsewhere : "here")
      const { exit } = yield* TestStream.run(Partition, { value: [-3] })
      assert.strictEqual(
        Exit.isFailure(exit) && String(Cause.squash(exit.cause)),
        `TypeError: Junction.partition: "elsewhere" is no outlet; there are here, there`
      )
    }))

  // Where Pekko has supervision, the stream says what becomes of the element: it is dropped and counted, or
  it.effect("differs: partition to three subscribers, with Resume supervision", () =>
    Effect.gen(function*() {
      const outcome = yield* TestStream.run(aroundThree("drop"), { value: [1, 2, 3, 4, 5] })
      assert.deepStrictEqual([outcome.outputs.above, outcome.outputs.below], [[4, 5], [1, 2]])
      // it goes to an outlet of its own.
      const kept = yield* TestStream.run(aroundThree("deadLetter"), { value: [1, 2, 3, 4, 5] })
      assert.deepStrictEqual(kept.outputs.failed.map(({ element, position }) => ({ element, position })), [
        { element: 3, position: 2 }
      ])
    }))

  it.effect("work with merge", () =>
    Effect.gen(function*() {
      const around = Workflow.make("around", {
        partition: AroundSix,
        merge: Junction.merge({ low: Schema.Int, high: Schema.Int }),
        all: Sink.toArray(Schema.Int)
      }, ({ all, merge, partition }) => {
        partition.below.pipe(merge.low)
        partition.above.pipe(merge.high)
        merge.pipe(all)
        return { in: { value: partition } }
      })
      const sorted = [1, 1, 1, 2, 5, 9, 10]
      const { exit } = yield* TestWorkflow.expectSame(around, {
        inputs: { value: [5, 2, 9, 1, 1, 1, 10] },
        seeds: [1, 2, 3, 4, 5],
        capacities: [1, 512],
        // In some order, under each schedule.
        equals: (one, other) => String([one].flat().toSorted()) === String([other].flat().toSorted())
      })
      assert.isDefined(exit)
      assert.deepStrictEqual(Exit.isSuccess(exit) && exit.value.all.toSorted((a, b) => a - b), sorted)
    }))
})
