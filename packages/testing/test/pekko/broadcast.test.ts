/**
 * Cases of Apache Pekko's GraphBroadcastSpec, said with this harness; the titles are the spec's. A broadcast is no
 * stream here: an outlet that is piped several times sends to all (S11). So the wiring is tested, as a workflow with
 * open ports.
 */
import "@effect-mimo/testing/vitest"
import { Sink, Source, Transform, Workflow } from "@effect-mimo/core"
import { TestStream, TestWorkflow } from "@effect-mimo/testing"
import { assert, describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"

const Same = Transform.map(Schema.Int, Schema.Int, (n) => n)

const broadcast = Workflow.make("broadcast", { same: Same }, ({ same }) => ({
  in: { value: same.value },
  out: { left: same.mapped, right: same.mapped }
}))

/** As in the spec, each way has room for 16, so that one can be ahead of the other. */
const buffered = Workflow.make("buffered", { same: Same, one: Same, other: Same }, ({ one, other, same }) => {
  same.mapped.pipe(one, { capacity: 16 })
  same.mapped.pipe(other, { capacity: 16 })
  return { in: { value: same.value }, out: { left: one.mapped, right: other.mapped } }
})

describe("GraphBroadcastSpec", () => {
  it.effect("broadcast to other subscriber", () =>
    Effect.gen(function*() {
      const { in: { value }, out: { left, right } } = yield* TestStream.make(buffered, { demand: 0 })
      yield* value.offerAll([1, 2, 3])
      yield* value.end
      yield* left.request(1)
      yield* right.request(2)
      assert.strictEqual(yield* left.take, 1)
      yield* left.expectNothing
      assert.deepStrictEqual(yield* right.takeN(2), [1, 2])
      yield* right.expectNothing
      assert.deepStrictEqual(yield* left.takeAll, [2, 3])
      assert.deepStrictEqual(yield* right.takeAll, [3])
    }))

  // Not in the spec: it puts the buffers there because of this.
  it.effect("without room on the ways, the one that asks for less holds back both", () =>
    Effect.gen(function*() {
      const test = yield* TestStream.make(broadcast, { demand: 0 })
      const { in: { value }, out: { left, right } } = test
      yield* value.offerAll([1, 2, 3])
      yield* left.request(1)
      yield* right.request(2)
      assert.strictEqual(yield* right.take, 1)
      yield* right.expectNothing
      expect(yield* test.waitingOn).toBeBlockedOn("left")
    }))

  it.effect("work with n-way broadcast", () =>
    Effect.gen(function*() {
      const All = Sink.toArray(Schema.Int)
      const source = Source.fromIterable(Schema.Int, [1, 2, 3])
      const fiveWays = Workflow.make("fiveWays", { source, a: All, b: All, c: All, d: All, e: All }, (steps) => {
        const { source, ...sinks } = steps
        for (const sink of Object.values(sinks)) source.pipe(sink)
      })
      const { exit } = yield* TestWorkflow.expectSame(fiveWays, { capacities: [1, 512], fusion: true })
      assert.isDefined(exit)
      const all = [1, 2, 3]
      expect(exit).toCompleteWith({ a: all, b: all, c: all, d: all, e: all })
    }))

  it.effect("produce to other even though downstream cancels", () =>
    Effect.gen(function*() {
      const { exit, in: { value }, out: { left, right } } = yield* TestStream.make(broadcast, { demand: 0 })
      yield* left.cancel
      yield* value.offerAll([1, 2, 3])
      yield* value.end
      assert.deepStrictEqual(yield* right.takeAll, [1, 2, 3])
      assert.deepStrictEqual(yield* exit, Exit.succeed({}))
    }))

  it.effect("cancel upstream when downstreams cancel", () =>
    Effect.gen(function*() {
      const { in: { value }, out: { left, right } } = yield* TestStream.make(broadcast, { demand: 3 })
      yield* value.offerAll([1, 2])
      assert.deepStrictEqual([yield* left.takeN(2), yield* right.takeN(2)], [[1, 2], [1, 2]])
      yield* left.cancel
      yield* right.cancel
      yield* value.expectCancel
    }))

  // An `alsoTo` is one pipe more, and a cancelled edge leaves its outlet (S12): nobody stops another's feed.
  it.effect("differs: cancel if alsoTo side branch cancels", () =>
    Effect.gen(function*() {
      const { in: { value }, out: { left: main, right: side } } = yield* TestStream.make(broadcast)
      yield* side.cancel
      yield* value.offer(1)
      assert.strictEqual(yield* main.take, 1)
      yield* main.cancel
      yield* value.expectCancel
    }))
})
