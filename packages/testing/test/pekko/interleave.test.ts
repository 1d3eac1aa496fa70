/** Cases of Apache Pekko's FlowInterleaveSpec, said with this harness; the titles are the spec's. */
import "@effect-mimo/testing/vitest"
import { Junction, Workflow } from "@effect-mimo/core"
import { TestStream } from "@effect-mimo/testing"
import { assert, describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

const interleave = (count: number) => Junction.interleave({ a: Schema.Int, b: Schema.Int }, count)

const upTo = (start: number, end: number) => Array.from({ length: end - start + 1 }, (_, i) => start + i)

describe("FlowInterleaveSpec", () => {
  it.effect("work in the happy case", () =>
    Effect.gen(function*() {
      const steps = { one: interleave(2), other: interleave(3) }
      const happy = Workflow.make("happy", steps, ({ one, other }) => {
        one.pipe(other.a)
        return { in: { a: one.a, b: one.b, c: other.b }, out: { all: other.interleaved } }
      })
      const outcome = yield* TestStream.run(happy, { a: upTo(0, 3), b: upTo(4, 6), c: upTo(7, 11) })
      expect(outcome).toEmitInOrder({ all: [0, 1, 4, 7, 8, 9, 5, 2, 3, 10, 11, 6] })
    }))

  it.effect("work when segmentSize is not equal elements in stream", () =>
    Effect.gen(function*() {
      const outcome = yield* TestStream.run(interleave(2), { a: [0, 1, 2], b: [3, 4, 5] })
      expect(outcome).toEmitInOrder({ interleaved: [0, 1, 3, 4, 2, 5] })
    }))

  // There is no eager close: an inlet that has ended is left out, the others go on. Nothing is taken before its turn.
  it.effect("differs: eagerClose = true, first stream closed", () =>
    Effect.gen(function*() {
      const test = yield* TestStream.make(interleave(2))
      const { in: { a, b }, out: { interleaved } } = test
      yield* a.offerAll([0, 1])
      yield* b.offerAll([10, 11, 12])
      assert.deepStrictEqual(yield* interleaved.takeN(4), [0, 1, 10, 11])
      yield* interleaved.expectNothing
      expect(yield* test.waitingOn).toBeBlockedOn("a")
      yield* a.offer(2)
      yield* a.end
      assert.deepStrictEqual(yield* interleaved.takeN(2), [2, 12])
      yield* interleaved.expectNothing
      expect(yield* test.waitingOn).toBeBlockedOn("b")
    }))

  it("not work with segmentSize = 0", () => {
    assert.throws(() => interleave(0), "Junction.interleave: 0 elements in turn; give a whole number, 1 or more")
  })

  it.effect("not work when segmentSize > than stream elements", () =>
    Effect.gen(function*() {
      const small = yield* TestStream.run(interleave(10), { a: upTo(0, 2), b: upTo(3, 15) })
      expect(small).toEmitInOrder({ interleaved: upTo(0, 15) })
      const large = yield* TestStream.run(interleave(10), { a: upTo(1, 20), b: upTo(21, 25) })
      expect(large).toEmitInOrder({ interleaved: [...upTo(1, 10), ...upTo(21, 25), ...upTo(11, 20)] })
    }))
})
