/** Cases of Apache Pekko's GraphZipSpec, said with this harness; the titles are the spec's. */
import "@effect-mimo/testing/vitest"
import { Junction } from "@effect-mimo/core"
import { TestStream } from "@effect-mimo/testing"
import { assert, describe, expect, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

const Zip = Junction.zip({ n: Schema.Int, letter: Schema.String })

describe("GraphZipSpec", () => {
  it.effect("work in the happy case", () =>
    Effect.gen(function*() {
      const { in: { letter, n }, out: { zipped } } = yield* TestStream.make(Zip, { demand: 0 })
      yield* n.offerAll([1, 2, 3, 4])
      yield* n.end
      yield* letter.offerAll(["A", "B", "C", "D", "E", "F"])
      yield* letter.end
      assert.deepStrictEqual(yield* zipped.takeN(2), [{ n: 1, letter: "A" }, { n: 2, letter: "B" }])
      yield* zipped.expectNothing
      assert.deepStrictEqual(yield* zipped.takeAll, [{ n: 3, letter: "C" }, { n: 4, letter: "D" }])
    }))

  // Pekko's zip has pulled the 2 by then, and it is gone. Here an element without a partner is not taken (S30).
  it.effect("differs: complete if one side is available but other already completed", () =>
    Effect.gen(function*() {
      const outcome = yield* TestStream.run(Zip, { n: [1, 2], letter: ["A"] })
      expect(outcome).toEmitInOrder({ zipped: [{ n: 1, letter: "A" }] })
      assert.deepStrictEqual(outcome.unread, { n: [2], letter: [] })
      expect(outcome).toCompleteWith(undefined)
    }))

  it.effect("complete even if no pending demand", () =>
    Effect.gen(function*() {
      const { exit, in: { letter, n }, out: { zipped } } = yield* TestStream.make(Zip, { demand: 1 })
      yield* n.offer(1)
      yield* letter.offer("A")
      assert.deepStrictEqual(yield* zipped.take, { n: 1, letter: "A" })
      yield* letter.end
      yield* zipped.expectEnd
      yield* n.expectCancel
      expect(yield* exit).toCompleteWith(undefined)
    }))

  it.effect("complete if one side complete before requested with elements pending 2", () =>
    Effect.gen(function*() {
      const { in: { letter, n }, out: { zipped } } = yield* TestStream.make(Zip, { demand: 0 })
      yield* n.offer(1)
      yield* n.end
      yield* zipped.expectNothing
      yield* letter.offer("A")
      yield* letter.end
      assert.deepStrictEqual(yield* zipped.take, { n: 1, letter: "A" })
      yield* zipped.expectEnd
    }))

  it.effect("work with one immediately completed and one nonempty publisher", () =>
    Effect.gen(function*() {
      const outcome = yield* TestStream.run(Zip, { n: [], letter: ["A", "B", "C", "D"] })
      expect(outcome).toEmitInOrder({})
      assert.deepStrictEqual(outcome.unread.letter, ["A", "B", "C", "D"])
    }))

  it.effect("work with one delayed failed and one nonempty publisher", () =>
    TestStream.script(Zip, ({ at, fails, in: { letter, n }, waitsOn }) => [
      at("0 seconds", n(1, 2, 3, 4), waitsOn("letter")),
      at("1 second", letter.fail("broken"), fails(Cause.die("broken")))
    ]))
})
