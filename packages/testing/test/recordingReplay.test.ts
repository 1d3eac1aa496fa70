/** A recorded step fed again what it was fed, and what is said where it does something else now. */
import { Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { Recording } from "@effect-mimo/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as EffectSink from "effect/Sink"
import * as EffectStream from "effect/Stream"
import { copy, ofStream, parityTo, recordingOf, split } from "./fixtures/recordings.ts"

const parity = parityTo(6)

describe("Recording.replay", () => {
  it.effect("is equal for the streams that were recorded, every step of the run", () =>
    Effect.gen(function*() {
      const text = yield* recordingOf(parity)
      assert.deepStrictEqual(yield* Recording.replay(text, split(), { step: "split" }), {
        fed: { n: 6 },
        compared: { even: 3, odd: 3 }
      })
      assert.deepStrictEqual(yield* Recording.replay(text, Source.range({ end: 6 }), { step: "numbers" }), {
        fed: {},
        compared: { value: 6 }
      })
      assert.deepStrictEqual(yield* Recording.replay(text, Sink.toArray(Schema.Int), { step: "odds" }), {
        fed: { value: 3 },
        compared: {}
      })
    }))

  it.effect("tells the first difference in the order of the recording", () =>
    Effect.gen(function*() {
      const text = yield* recordingOf(parity)
      const { message } = yield* Effect.flip(Recording.replay(text, split(2), { step: "split" }))
      assert.strictEqual(
        message,
        "split.even differs at position 1\n  recorded: 2 (recording:15, at 0 ms)\n  now:      4"
      )
    }))

  it.effect("tells an element that does not come, and what the stream does instead", () =>
    Effect.gen(function*() {
      const text = yield* recordingOf(parity, ["split"])
      const then = (effect: Effect.Effect<unknown, unknown>) =>
        Effect.map(
          Effect.flip(Recording.replay(
            text,
            Stream.make("Split", {
              in: { n: Schema.Int },
              out: { even: Schema.Int, odd: Schema.Int },
              run: ({ n }, { even }) =>
                Effect.andThen(
                  even.pushAll([0, 2]),
                  Effect.andThen(effect, Effect.andThen(n.forEach(() => Effect.void), Effect.never))
                )
            }),
            { step: "split", patience: "20 millis" }
          )),
          ({ message }) => message.split("\n")
        )
      const title = "split.odd differs at position 0"
      const recorded = "  recorded: 1 (recording:13, at 0 ms)"
      assert.deepStrictEqual(yield* then(Effect.fail("broken")), [
        title,
        recorded,
        "  now:      no element; the stream has failed: Error: broken"
      ])
      assert.deepStrictEqual(yield* then(Effect.never), [
        title,
        recorded,
        "  now:      no element; the stream waits for something other than its ports"
      ])
      const takes = (n: number) =>
        Stream.make("Split", {
          in: { n: Schema.Int },
          out: { even: Schema.Int, odd: Schema.Int },
          *run(ins, { even }) {
            for (let left = n; left > 0; left--) yield* even.push(yield* ins.n.pop)
          }
        })
      const { message } = yield* Effect.flip(Recording.replay(text, takes(1), { step: "split" }))
      assert.strictEqual(message, [title, recorded, "  now:      no element; the stream has completed"].join("\n"))
    }))

  it.effect("replays what there is of a program that did not come to its end, and tells the port that is waited on", () =>
    Effect.gen(function*() {
      const workflow = Workflow.connect(Workflow.single(copy, { capacity: 1 }), {
        in: { n: EffectStream.range(0, 9) },
        out: { m: EffectSink.drain }
      })
      const lines = (yield* recordingOf(workflow)).split("\n")
      const text = lines.slice(0, 12).map((line) => `${line}\n`).join("")
      assert.deepStrictEqual(yield* Recording.replay(text, copy, ofStream), { fed: { n: 3 }, compared: { m: 2 } })
      const behind = Stream.make("behind", {
        in: { n: Schema.Int },
        out: { m: Schema.Int },
        *run({ n }, { m }) {
          const first = [yield* n.pop, yield* n.pop, yield* n.pop, yield* n.pop, yield* n.pop]
          yield* m.pushAll(first)
        }
      })
      const { message } = yield* Effect.flip(Recording.replay(text, behind, { ...ofStream, patience: "20 millis" }))
      assert.strictEqual(
        message,
        "stream.m differs at position 0\n  recorded: 0 (recording:5, at 0 ms)\n  now:      no element; the stream waits on n"
      )
    }))

  it.effect("tells an element too many, and an end that does not come", () =>
    Effect.gen(function*() {
      const text = yield* recordingOf(parity)
      const { message: tooMany } = yield* Effect.flip(
        Recording.replay(text, Source.range({ end: 7 }), { step: "numbers" })
      )
      assert.strictEqual(
        tooMany,
        "numbers.value differs at position 6\n  recorded: no more, it completed (recording:9, at 0 ms)\n  now:      6"
      )
      const hangs = Stream.make("hangs", {
        out: { value: Schema.Int },
        run: (_, { value }) => Effect.andThen(value.pushAll([0, 1, 2, 3, 4, 5]), Effect.never)
      })
      const { message: noEnd } = yield* Effect.flip(
        Recording.replay(text, hangs, { step: "numbers", patience: "20 millis" })
      )
      assert.strictEqual(
        noEnd,
        "numbers.value differs at position 6\n  recorded: no more, it completed (recording:9, at 0 ms)\n" +
          "  now:      no element; the stream waits for something other than its ports"
      )
    }))

  it.effect("a step that failed has to fail again", () =>
    Effect.gen(function*() {
      const strict = (limit: number) =>
        Stream.make("strict", {
          in: { n: Schema.Int },
          out: { m: Schema.Int },
          run: ({ n }, { m }) => n.forEach((x) => x >= limit ? Effect.fail(`${x}`) : m.push(x))
        })
      const workflow = Workflow.make("failing", {
        numbers: Source.range({ end: 5 }),
        strict: strict(3),
        all: Sink.toArray(Schema.Int)
      }, ({ all, numbers, strict }) => numbers.pipe(strict).pipe(all))
      const text = yield* recordingOf(workflow)
      assert.deepStrictEqual(yield* Recording.replay(text, strict(3), { step: "strict" }), {
        fed: { n: 5 },
        compared: { m: 3 }
      })
      // What was there, and not popped, is fed too.
      const { message } = yield* Effect.flip(
        Recording.replay(text, strict(9), { step: "strict", patience: "20 millis" })
      )
      assert.strictEqual(
        message,
        "strict.m differs at position 3\n  recorded: no more, it failed (recording:16, at 0 ms)\n" +
          "  now:      no element; the stream waits on m"
      )
    }))

  it.effect("a step that was stopped because its consumer left is stopped again", () =>
    Effect.gen(function*() {
      let finalized = 0
      const naturals = Stream.make("naturals", {
        out: { n: Schema.Int },
        *run(_, { n }) {
          yield* Effect.addFinalizer(() => Effect.sync(() => void finalized++))
          for (let i = 0;; i++) yield* n.push(i)
        }
      })
      const workflow = Workflow.connect(Workflow.single(naturals), { out: { n: EffectSink.take(3) } })
      const text = yield* recordingOf(workflow)
      const { compared } = yield* Recording.replay(text, naturals, ofStream)
      assert.isAtLeast(compared.n!, 3)
      assert.strictEqual(finalized, 2)
    }))

  it.effect("asks for what the stream requires", () =>
    Effect.gen(function*() {
      class Factor extends Context.Service<Factor, number>()("Factor") {}
      const scale = Stream.make("scale", {
        in: { n: Schema.Int },
        out: { m: Schema.Int },
        *run({ n }, { m }) {
          const factor = yield* Factor
          yield* n.forEach((x) => m.push(x * factor))
        }
      })
      const workflow = Workflow.connect(Workflow.single(scale), {
        in: { n: EffectStream.range(1, 3) },
        out: { m: EffectSink.drain }
      })
      const text = yield* Effect.provideService(recordingOf(workflow), Factor, 2)
      const replay: Effect.Effect<unknown, unknown, Factor> = Recording.replay(text, scale, ofStream)
      yield* Effect.provideService(replay, Factor, 2)
      const error = yield* Effect.flip(Effect.provideService(replay, Factor, 3))
      assert.include(String(error), "recorded: 2 (")
      assert.include(String(error), "now:      3")
    }))

  it.effect("a workflow can take the place of a step", () =>
    Effect.gen(function*() {
      const text = yield* recordingOf(parity)
      const nested = Workflow.make("nested", {
        copy,
        split: split()
      }, ({ copy, split }) => {
        copy.pipe(split)
        return { in: { n: copy.n }, out: { even: split.even, odd: split.odd } }
      })
      assert.deepStrictEqual((yield* Recording.replay(text, nested, { step: "split" })).compared, { even: 3, odd: 3 })
    }))
})
