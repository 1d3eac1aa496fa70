/** Cases of Apache Pekko's GraphBalanceSpec, said with this harness; the titles are the spec's. */
import "@effect-mimo/testing/vitest"
import { Junction } from "@effect-mimo/core"
import { TestStream } from "@effect-mimo/testing"
import { assert, describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

const Two = Junction.balance(Schema.Int, ["a", "b"])
const Three = Junction.balance(Schema.Int, ["a", "b", "c"])

describe("GraphBalanceSpec", () => {
  it.effect("balance between subscribers which signal demand", () =>
    Effect.gen(function*() {
      const { in: { value }, out: { a, b } } = yield* TestStream.make(Two, { demand: 0 })
      yield* value.offerAll([1, 2, 3])
      yield* value.end
      assert.strictEqual(yield* a.take, 1)
      yield* a.expectNothing
      assert.deepStrictEqual(yield* b.takeN(2), [2, 3])
      yield* a.expectEnd
      yield* b.expectEnd
    }))

  // There is no waiting for all: who has room is served, and who comes later gets what comes later (S31).
  it.effect("differs: support waiting for demand from all downstream subscriptions", () =>
    Effect.gen(function*() {
      const balance = yield* TestStream.make(Two, { demand: 0 })
      const { in: { value }, out: { a, b } } = balance
      yield* value.offerAll([1, 2, 3])
      yield* value.end
      yield* a.request(1)
      yield* balance.settled
      expect(yield* balance.waitingOn).toBeBlockedOn("a", "b")
      assert.strictEqual(yield* a.take, 1)
      assert.deepStrictEqual(yield* b.takeN(2), [2, 3])
    }))

  it.effect("fairly balance between three outputs", () =>
    Effect.gen(function*() {
      const { in: { value }, out: { a, b, c } } = yield* TestStream.make(Three, { demand: 0 })
      yield* value.offerAll([1, 2, 3, 4, 5, 6, 7])
      yield* value.end
      const taken: Array<number> = []
      for (const outlet of [a, b, c, b, a, c, a]) taken.push(yield* outlet.take)
      assert.deepStrictEqual(taken, [1, 2, 3, 4, 5, 6, 7])
      for (const outlet of [a, b, c]) yield* outlet.expectEnd
    }))

  it.effect("produce to second even though first cancels", () =>
    Effect.gen(function*() {
      const { in: { value }, out: { a, b } } = yield* TestStream.make(Two, { demand: 0 })
      yield* a.cancel
      yield* value.offerAll([1, 2, 3])
      yield* value.end
      assert.deepStrictEqual(yield* b.takeAll, [1, 2, 3])
    }))

  // There is no eager cancel: it goes on while anyone reads (S16).
  it.effect("differs: cancel upstream when any downstream cancel if eagerCancel is true", () =>
    Effect.gen(function*() {
      const { in: { value }, out: { a, b } } = yield* TestStream.make(Two, { demand: 1 })
      yield* value.offerAll([1, 2])
      assert.deepStrictEqual([yield* a.take, yield* b.take], [1, 2])
      yield* a.cancel
      yield* value.offer(3)
      assert.strictEqual(yield* b.take, 3)
      yield* b.cancel
      yield* value.expectCancel
    }))

  it.effect("not push output twice", () =>
    Effect.gen(function*() {
      const { drain, in: { value }, out: { a, b } } = yield* TestStream.make(Two, { demand: 0 })
      yield* a.request(1)
      yield* value.offer(1)
      assert.strictEqual(yield* a.take, 1)
      yield* b.request(1)
      yield* b.cancel
      yield* value.offer(2)
      const outcome = yield* drain
      expect(outcome).toEmitInOrder({ a: [2] })
      assert.deepStrictEqual(outcome.discarded, {})
    }))

  it.effect("not dequeue from empty outlet buffer", () =>
    Effect.gen(function*() {
      const { in: { value }, out: { a, b, c } } = yield* TestStream.make(Three, { demand: 0 })
      for (const outlet of [a, b]) {
        yield* outlet.request(1)
        yield* outlet.cancel
      }
      yield* value.offer(1)
      assert.strictEqual(yield* c.take, 1)
      yield* c.cancel
      yield* value.expectCancel
    }))
})
