import { Sink, Source, Transform, Workflow } from "@effect-mimo/core"
import { TestStream } from "@effect-mimo/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import * as SchemaIssue from "effect/SchemaIssue"
import * as SchemaTransformation from "effect/SchemaTransformation"
import { TestClock } from "effect/testing"

const Reading = Schema.Struct({ celsius: Schema.FiniteFromString })

class Offset extends Context.Service<Offset, number>()("test/Offset") {}

/** Adds an offset from the environment, and refuses negative numbers. */
const WithOffset = Schema.Number.pipe(Schema.decodeTo(
  Schema.Number,
  SchemaTransformation.transformEffect({
    decode: (n: number, options) =>
      n < 0
        ? Effect.fail(new SchemaIssue.InvalidValue({ message: "negative" }, n, options))
        : Offset.useSync((offset) => n + offset),
    encode: (n: number) => Offset.useSync((offset) => n - offset)
  })
))

const Slow = Schema.Number.pipe(Schema.decodeTo(Schema.String, {
  decode: SchemaGetter.transformEffect((n: number) => Effect.as(Effect.sleep(`${n} seconds`), `after ${n}`)),
  encode: SchemaGetter.transform((text: string) => text.length)
}))

describe("Transform.decode", () => {
  it.effect.each([1, 2, 128])(
    "sends what it decodes one way and what it cannot decode the other (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const feed = [{ celsius: "20" }, { celsius: "warm" }, { celsius: "21.5" }, { celsius: "-" }]
        const { outputs } = yield* TestStream.run(Transform.decode(Reading), { encoded: feed }, { capacity })
        assert.deepStrictEqual(outputs.decoded, [{ celsius: 20 }, { celsius: 21.5 }])
        const failed = outputs.failed.map(({ input, position }) => ({ input, position }))
        assert.deepStrictEqual(failed, [{ input: feed[1], position: 1 }, { input: feed[3], position: 3 }])
        assert.include(outputs.failed[0]!.issue, "celsius")
        assert.isTrue(outputs.failed.every(Schema.is(Transform.DecodeFailure)))
      })
  )

  it.effect("takes anything when told so, what is missing included", () =>
    Effect.gen(function*() {
      const feed: ReadonlyArray<unknown> = [undefined, { celsius: "1" }, null, NaN, "x", [{ celsius: "2" }]]
      const { outputs } = yield* TestStream.run(Transform.decode(Reading, { from: "unknown" }), { encoded: feed })
      assert.deepStrictEqual(outputs.decoded, [{ celsius: 1 }])
      assert.deepStrictEqual(outputs.failed.map(({ input }) => input), [undefined, null, NaN, "x", [{ celsius: "2" }]])
    }))

  it("has an inlet of the encoded side, or of anything", () => {
    const { encoded } = Transform.decode(Schema.FiniteFromString).ports
    assert.isTrue(Schema.is(encoded!.schema)("1"))
    assert.isFalse(Schema.is(encoded!.schema)(1))
    const { encoded: any } = Transform.decode(Schema.FiniteFromString, { from: "unknown" }).ports
    assert.isTrue(Schema.is(any!.schema)(Symbol.iterator))
  })

  it("refuses a graph that lets bad input vanish", () => {
    const build = () =>
      Workflow.make("w", {
        texts: Source.fromIterable(Schema.String, ["1"]),
        decode: Transform.decode(Schema.FiniteFromString),
        all: Sink.toArray(Schema.Finite)
      }, ({ texts, decode, all }) => {
        texts.pipe(decode).decoded.pipe(all)
      })
    assert.throws(build, /decode\.failed: this outlet is piped nowhere/)
  })

  it("rests on schemas that decode at once to do so, so that its pushes stay out of the fiber runtime", () => {
    for (
      const [schema, input] of [
        [Reading, { celsius: "1" }],
        [Schema.Array(Schema.Union([Schema.String, Schema.Int])), ["a", 1]],
        [Schema.Unknown, undefined]
      ] as const
    ) assert.isTrue(Exit.isExit(Schema.decodeUnknownEffect(schema)(input)))
  })

  it.effect("asks the workflow for the services of the schema", () =>
    Effect.gen(function*() {
      const workflow = Workflow.make("w", {
        numbers: Source.fromIterable(Schema.Number, [1, -1, 2]),
        decode: Transform.decode(WithOffset),
        good: Sink.toArray(Schema.Number),
        bad: Sink.toArray(Transform.DecodeFailure)
      }, ({ numbers, decode, good, bad }) => {
        numbers.pipe(decode)
        decode.decoded.pipe(good)
        decode.failed.pipe(bad)
      })
      const result: Effect.Effect<unknown, never, Offset> = Workflow.run(workflow)
      assert.deepStrictEqual(yield* Effect.provideService(result, Offset, 10), {
        good: [11, 12],
        bad: [{ input: -1, issue: "negative", position: 1 }]
      })
    }))

  it.effect("waits for a schema that decodes asynchronously, in order", () =>
    Effect.gen(function*() {
      const fiber = yield* Effect.forkChild(TestStream.run(Transform.decode(Slow), { encoded: [3, 1, 2] }))
      yield* TestClock.adjust("6 seconds")
      const { outputs } = yield* Fiber.join(fiber)
      assert.deepStrictEqual(outputs.decoded, ["after 3", "after 1", "after 2"])
    }))

  it.effect("dies of a schema that throws: that is no bad input", () =>
    Effect.gen(function*() {
      const Broken = Schema.Number.pipe(Schema.decodeTo(Schema.Number, {
        decode: SchemaGetter.transform((): number => {
          throw new Error("broken")
        }),
        encode: SchemaGetter.transform((n: number) => n)
      }))
      const { exit, outputs } = yield* TestStream.run(Transform.decode(Broken), { encoded: [1] })
      assert.isTrue(Exit.hasDies(exit))
      assert.deepStrictEqual(outputs.failed, [])
    }))

  it.effect("counts positions anew in each run", () =>
    Effect.gen(function*() {
      const decode = Transform.decode(Schema.FiniteFromString)
      for (let run = 0; run < 2; run++) {
        const { outputs } = yield* TestStream.run(decode, { encoded: ["1", "x"] })
        assert.deepStrictEqual(outputs.failed.map(({ position }) => position), [1])
      }
    }))
})
