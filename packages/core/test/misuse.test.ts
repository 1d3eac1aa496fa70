import { Scheduling, Sink, Source, Stream, Transform, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import type { Definition } from "../src/Stream.ts"

// JavaScript may give anything.
const wrong = (u: unknown): never => u as never

const causeOf = (middle: Definition<{ readonly value: number }, { readonly passed: number }>, fusion: boolean) =>
  Effect.map(
    Effect.exit(
      Workflow.run(
        Workflow.make("misused", {
          numbers: Source.range({ end: 3 }),
          middle,
          all: Sink.toArray(Schema.Int)
        }, ({ numbers, middle, all }) => numbers.pipe(middle).passed.pipe(all))
      ).pipe(Effect.provideService(Scheduling.Fusion, fusion))
    ),
    (exit) => Exit.isFailure(exit) ? Cause.pretty(exit.cause) : "succeeded"
  )

describe("what a function returns", () => {
  for (const fusion of [true, false]) {
    const how = fusion ? "fused" : "unfused"
    it.effect(`Transform.tap refuses an Effect, a failed one and a Promise, ${how}`, () =>
      Effect.gen(function*() {
        for (const result of [Effect.void, Effect.fail("no"), Effect.log("seen")]) {
          const cause = yield* causeOf(Transform.tap(Schema.Int, wrong(() => result)), fusion)
          assert.include(cause, "Transform.tap: its function returned an Effect")
          assert.include(cause, "use Transform.mapEffect")
          assert.include(cause, "misused/middle")
        }
        const cause = yield* causeOf(Transform.tap(Schema.Int, wrong(() => Promise.reject(new Error("no")))), fusion)
        assert.include(cause, "returned a Promise")
      }))

    it.effect(`Transform.tap takes whatever else is returned, ${how}`, () =>
      Effect.gen(function*() {
        const list: Array<number> = []
        assert.strictEqual(yield* causeOf(Transform.tap(Schema.Int, (n) => list.push(n)), fusion), "succeeded")
        assert.deepStrictEqual(list, [0, 1, 2])
      }))

    it.effect(`Transform.filter refuses an Effect, ${how}`, () =>
      Effect.gen(function*() {
        const cause = yield* causeOf(wrong(Transform.filter(Schema.Int, wrong(() => Effect.succeed(false)))), fusion)
        assert.include(cause, "Transform.filter: its function returned an Effect")
      }))
  }

  it.effect("Transform.flatMap refuses what is no array, Sink.fold a Promise, pushAll what is no iterable", () =>
    Effect.gen(function*() {
      const run = (middle: Definition<{ readonly value: number }, { readonly item: number }>) =>
        Effect.map(
          Effect.exit(Workflow.run(Workflow.make("misused", {
            numbers: Source.range({ end: 3 }),
            middle,
            all: Sink.toArray(Schema.Int)
          }, ({ numbers, middle, all }) => numbers.pipe(middle).item.pipe(all)))),
          String
        )
      assert.include(
        yield* run(Transform.flatMap(Schema.Int, Schema.Int, wrong(() => Effect.succeed([1])))),
        "returned an Effect"
      )
      assert.include(
        yield* run(Transform.flatMap(Schema.Int, Schema.Int, wrong(() => 5))),
        "returned 5; return an array"
      )
      const pushing = Stream.make("pushing", {
        in: { value: Schema.Int },
        out: { item: Schema.Int },
        run: ({ value }, { item }) => value.forEach(() => item.pushAll(wrong(5)))
      })
      assert.include(yield* run(pushing), "pushAll: 5; give an array or another iterable")
      const folding = Workflow.make("folding", {
        numbers: Source.range({ end: 3 }),
        all: Sink.fold(Schema.Int, () => 0, wrong(async () => 1))
      }, ({ numbers, all }) => numbers.pipe(all))
      assert.include(String(yield* Effect.exit(Workflow.run(folding))), "Sink.fold: its function returned a Promise")
    }))
})

describe("what a stream is made with", () => {
  it("refuses options that it does not have", () => {
    assert.throws(
      () => Transform.mapEffect(Schema.Int, Schema.Int, Effect.succeed, wrong({ concurency: 3 })),
      /Transform.mapEffect: no such option: concurency/
    )
    assert.throws(() => Source.range(wrong({ ned: 3 })), /Source.range: no such option: ned/)
    assert.throws(() => Source.range(wrong(undefined)), /Source.range: the options are undefined; give a record/)
    assert.throws(() => Transform.map(Schema.Int, Schema.Int, (n) => n, wrong(null)), /map: the options are null/)
    assert.throws(
      () => Transform.decode(Schema.Int, wrong({ from: "any" })),
      /from is the string "any"; give "encoded"/
    )
  })

  it("refuses what is no source of elements, and no sink", () => {
    for (const elements of [5, null, Promise.resolve([1])]) {
      assert.throws(() => Source.fromIterable(Schema.Int, wrong(elements)), /Source.fromIterable: the elements are/)
    }
    assert.throws(() => Source.fromAsyncIterable(Schema.Int, wrong([1])), /give a function, as \(\) => iterable/)
    assert.throws(() => Source.fromStream(Schema.Int, wrong([1])), /Source.fromStream: the stream is an array/)
    assert.throws(() => Sink.fromEffectSink(Schema.Int, wrong(5)), /Sink.fromEffectSink: the sink is 5/)
  })

  it("tells of { from: \"unknown\" } where a decode refuses what is unknown", () => {
    const build = () =>
      Workflow.make("decoding", {
        feed: Source.fromIterable(Schema.Unknown, ["1"]),
        decode: Transform.decode(Schema.FiniteFromString)
      }, ({ feed, decode }) => {
        feed.pipe(wrong(decode))
      })
    assert.throws(build, /takes anything with \{ from: "unknown" \}/)
  })
})
