/** Cases of Apache Pekko's GraphZipLatestSpec, said with this harness; the titles are the spec's. */
import "@effect-mimo/testing/vitest"
import { Junction } from "@effect-mimo/core"
import { TestStream } from "@effect-mimo/testing"
import { assert, describe, expect, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

const ZipLatest = Junction.zipLatest({ a: Schema.String, b: Schema.Int })

describe("GraphZipLatestSpec", () => {
  it.effect("only emit when at least one pair is available", () =>
    Effect.gen(function*() {
      const zip = yield* TestStream.make(ZipLatest, { demand: 1 })
      yield* zip.in.a.offer("x")
      yield* zip.out.latest.expectNothing
      expect(yield* zip.waitingOn).toBeBlockedOn("b")
      yield* zip.in.b.offer(1)
      assert.deepStrictEqual(yield* zip.out.latest.take, { a: "x", b: 1 })
    }))

  it.effect("emits as soon as one source is available", () =>
    TestStream.script(ZipLatest, ({ at, in: { a, b }, out: { latest } }) => [
      at("0 seconds", a("x"), b(1), latest({ a: "x", b: 1 })),
      at("1 second", b(1, 1), latest({ a: "x", b: 1 }, { a: "x", b: 1 }))
    ]))

  it.effect("does not emit the same pair upon two pulls with value types", () =>
    Effect.gen(function*() {
      const { in: { a, b }, out: { latest } } = yield* TestStream.make(ZipLatest, { demand: 1 })
      yield* a.offer("x")
      yield* b.offer(1)
      assert.deepStrictEqual(yield* latest.take, { a: "x", b: 1 })
      yield* latest.request(1)
      yield* latest.expectNothing
    }))

  it.effect("does not de-duplicate instances based on value", () =>
    TestStream.marbles(ZipLatest, {
      inputs: { a: "x-x-x---", b: "1-----1-" },
      outputs: { latest: "p-p-p-p-" },
      values: { p: { a: "x", b: 1 } }
    }))

  it.effect("complete when either source completes", () =>
    Effect.gen(function*() {
      for (const first of ["a", "b"] as const) {
        const zip = yield* TestStream.make(ZipLatest)
        yield* zip.in[first].end
        yield* zip.out.latest.expectEnd
      }
    }))

  // Pekko's completes with the first that ends. Here an end is no reason to leave out what the others still give, once
  // each has given something.
  it.effect("differs: complete when one source completes and the other continues pushing", () =>
    Effect.gen(function*() {
      const { in: { a, b }, out: { latest } } = yield* TestStream.make(ZipLatest, { demand: 0 })
      yield* a.offer("x")
      yield* b.offer(1)
      yield* a.end
      yield* b.offerAll([10, 11])
      yield* b.end
      assert.deepStrictEqual(yield* latest.takeAll, [{ a: "x", b: 1 }, { a: "x", b: 10 }, { a: "x", b: 11 }])
    }))

  it.effect("fail when either source has error", () =>
    Effect.gen(function*() {
      for (const first of ["a", "b"] as const) {
        const { exit, in: inlets } = yield* TestStream.make(ZipLatest)
        yield* inlets[first].fail("broken")
        expect(yield* exit).toFailWith(Cause.die("broken"))
      }
    }))
})
