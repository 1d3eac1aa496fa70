/** Cases of Apache Pekko's GraphUnzipSpec, said with this harness; the titles are the spec's. */
import "@effect-mimo/testing/vitest"
import { Junction, Transform, Workflow } from "@effect-mimo/core"
import { TestStream } from "@effect-mimo/testing"
import { assert, describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

const Fields = { n: Schema.Int, letter: Schema.String }
const Unzip = Junction.unzip(Fields)
const abc = [{ n: 1, letter: "a" }, { n: 2, letter: "b" }, { n: 3, letter: "c" }]

/** As in the spec, each way has room for 16, so that one can be ahead of the other. */
const buffered = Workflow.make("buffered", {
  unzip: Unzip,
  double: Transform.map(Schema.Int, Schema.Int, (n) => n * 2),
  same: Transform.map(Schema.String, Schema.String, (letter) => letter)
}, ({ double, same, unzip }) => {
  unzip.n.pipe(double, { capacity: 16 })
  unzip.letter.pipe(same, { capacity: 16 })
  return { in: { zipped: unzip }, out: { n: double.mapped, letter: same.mapped } }
})

describe("GraphUnzipSpec", () => {
  it.effect("unzip to two subscribers", () =>
    Effect.gen(function*() {
      const { in: { zipped }, out: { letter, n } } = yield* TestStream.make(buffered, { demand: 0 })
      yield* zipped.offerAll(abc)
      yield* zipped.end
      yield* n.request(1)
      yield* letter.request(2)
      assert.strictEqual(yield* n.take, 2)
      yield* n.expectNothing
      assert.deepStrictEqual(yield* letter.takeN(2), ["a", "b"])
      yield* letter.expectNothing
      assert.deepStrictEqual(yield* n.takeAll, [4, 6])
      assert.deepStrictEqual(yield* letter.takeAll, ["c"])
    }))

  it.effect("produce to right downstream even though left downstream cancels", () =>
    Effect.gen(function*() {
      const { in: { zipped }, out: { letter, n } } = yield* TestStream.make(Unzip, { demand: 0 })
      yield* n.cancel
      yield* zipped.offerAll(abc)
      yield* zipped.end
      assert.deepStrictEqual(yield* letter.takeAll, ["a", "b", "c"])
    }))

  it.effect("not push twice when pull is followed by cancel before element has been pushed", () =>
    Effect.gen(function*() {
      const { in: { zipped }, out: { letter, n } } = yield* TestStream.make(Unzip, { demand: 0 })
      yield* letter.request(3)
      yield* n.request(3)
      yield* letter.cancel
      yield* zipped.offerAll(abc)
      yield* zipped.end
      assert.deepStrictEqual(yield* n.takeAll, [1, 2, 3])
    }))

  it.effect("cancel upstream when downstreams cancel", () =>
    Effect.gen(function*() {
      const { exit, in: { zipped }, out: { letter, n } } = yield* TestStream.make(Unzip, { demand: 3 })
      yield* zipped.offerAll(abc.slice(0, 2))
      assert.deepStrictEqual([yield* n.takeN(2), yield* letter.takeN(2)], [[1, 2], ["a", "b"]])
      yield* n.cancel
      yield* letter.cancel
      yield* zipped.expectCancel
      expect(yield* exit).toCompleteWith(undefined)
    }))

  it.effect("work with zip", () =>
    Effect.gen(function*() {
      const both = Workflow.make("both", { unzip: Unzip, zip: Junction.zip(Fields) }, ({ unzip, zip }) => {
        unzip.n.pipe(zip.n)
        unzip.letter.pipe(zip.letter)
        return { in: { apart: unzip }, out: { together: zip } }
      })
      const outcome = yield* TestStream.run(both, { apart: abc })
      expect(outcome).toEmitInOrder({ together: abc })
    }))
})
