/** What a recording is not replayed for, word for word. */
import { type Definition, Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { Recording } from "@effect-mimo/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as EffectSink from "effect/Sink"
import * as EffectStream from "effect/Stream"
import { ofStream, parityTo, recordingOf, split } from "./fixtures/recordings.ts"

const parity = parityTo(6)

describe("Recording.replay refuses", () => {
  const refused = (
    text: Effect.Effect<string, Recording.RecordingError>,
    stream: Definition.Input,
    step = "split"
  ) =>
    Effect.gen(function*() {
      const replay = Recording.replay(yield* text, stream, { step }) as Effect.Effect<unknown, Recording.RecordingError>
      const { kind, message } = yield* Effect.flip(replay)
      return [kind, message]
    })
  const ports = (n: Schema.Constraint, even: Schema.Constraint = Schema.Int) =>
    Stream.make("Split", { in: { n }, out: { even, odd: Schema.Int }, run: () => Effect.void })

  it.effect("a step that was not recorded", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* refused(recordingOf(parity, ["odds"]), split(), "splt"), [
        "NoSuchStep",
        `recording: nothing was recorded of a step "splt"; the steps are split, odds`
      ])
    }))

  it.effect("a stream with other ports, and a recording without all that leads to it", () =>
    Effect.gen(function*() {
      const other = Stream.make("Other", { in: { n: Schema.Int }, out: { odd: Schema.Int }, run: () => Effect.void })
      assert.deepStrictEqual(yield* refused(recordingOf(parity), other), [
        "PortMismatch",
        "recording: split.even: Other has no such outlet"
      ])
      const more = Stream.make("More", { in: { n: Schema.Int, m: Schema.Int }, run: () => Effect.void })
      assert.deepStrictEqual(yield* refused(recordingOf(parity, ["numbers"]), more), [
        "NotRecorded",
        "recording: split.m: nothing was recorded of this inlet of More"
      ])
      assert.deepStrictEqual(yield* refused(recordingOf(parity, ["split.even"]), split()), [
        "NotRecorded",
        "recording: split.n: nothing was recorded of this inlet of Split"
      ])
      const two = Workflow.make("two", {
        a: Source.range({ end: 1 }),
        b: Source.range({ end: 1 }),
        split: Sink.toArray(Schema.Int)
      }, ({ a, b, split }) => {
        a.pipe(split)
        b.pipe(split)
      })
      assert.deepStrictEqual(yield* refused(recordingOf(two, ["b"]), Sink.toArray(Schema.Int)), [
        "NotRecorded",
        "recording: split.value: a.value → split.value leads to it, and was not recorded"
      ])
    }))

  it.effect("a schema that has changed: where, what it was, and what it is", () =>
    Effect.gen(function*() {
      const text = recordingOf(parity)
      assert.deepStrictEqual(yield* refused(text, ports(Schema.String)), [
        "ChangedSchema",
        `recording:1: split.n: its schema has changed since: the element was "Number & isInt", and is "String"`
      ])
      assert.deepStrictEqual(yield* refused(text, ports(Schema.Int, Schema.Number)), [
        "ChangedSchema",
        `recording:1: split.even: its schema has changed since: the element was "Number & isInt", and is "Number"`
      ])
      const written = Schema.String.check(Schema.isMaxLength(3))
      class Reading extends Schema.Class<Reading>("Reading")({ at: Schema.Date, tags: Schema.Array(written) }) {}
      const reading = Workflow.connect(Workflow.single(Sink.drain(Reading)), { in: { value: EffectStream.empty } })
      const changed = (schema: Schema.Constraint) =>
        Effect.map(refused(recordingOf(reading), Sink.drain(schema), "stream"), ([, message]) => message)
      class Renamed extends Schema.Class<Renamed>("Renamed")({ at: Schema.Date, tags: Schema.Array(written) }) {}
      assert.strictEqual(
        yield* changed(Renamed),
        `recording:1: stream.value: its schema has changed since: Reading was ` +
          `[{"at":"Date","tags":[{"rest":"String & isMaxLength {\\"maxLength\\":3}"}]}], and is not there`
      )
      class Grown extends Schema.Class<Grown>("Reading")({
        at: Schema.Date,
        tags: Schema.Array(written),
        note: Schema.optionalKey(Schema.String)
      }) {}
      assert.strictEqual(
        yield* changed(Grown),
        `recording:1: stream.value: its schema has changed since: Reading.0.note? was not there, and is "String"`
      )
      class Longer extends Schema.Class<Longer>("Reading")({ at: Schema.Date, tags: Schema.Array(Schema.String) }) {}
      assert.strictEqual(
        yield* changed(Longer),
        `recording:1: stream.value: its schema has changed since: Reading.0.tags.0.rest was ` +
          `"String & isMaxLength {\\"maxLength\\":3}", and is "String"`
      )
    }))

  it.effect("a schema that writes the same elements in another way", () =>
    Effect.gen(function*() {
      const sink = (schema: Schema.Codec<number, unknown>) =>
        Workflow.connect(Workflow.single(Sink.drain(schema)), { in: { value: EffectStream.make(1) } })
      assert.deepStrictEqual(
        yield* refused(recordingOf(sink(Schema.Finite)), Sink.drain(Schema.FiniteFromString), "stream"),
        [
          "ChangedSchema",
          `recording:1: stream.value: its schema writes elements in another way since: the element was ` +
          `"Number & isFinite", and is "String"`
        ]
      )
    }))

  it.effect("an element that does not decode, with its line and path", () =>
    Effect.gen(function*() {
      const Row = Schema.Struct({ id: Schema.Int, when: Schema.Array(Schema.Date) })
      const rows = Workflow.connect(Workflow.single(Sink.drain(Row)), {
        in: { value: EffectStream.make({ id: 1, when: [new Date(0)] }) }
      })
      const edited = Effect.map(recordingOf(rows), (text) => text.replaceAll(`"id":1,`, `"id":1.5,`))
      assert.deepStrictEqual(yield* refused(edited, Sink.drain(Row), "stream"), [
        "InvalidElement",
        "recording:5: stream.value: .id: Expected an integer"
      ])
    }))

  it.effect("an element that could not be written; on an outlet it is compared as such", () =>
    Effect.gen(function*() {
      const copy = Stream.make("copy", {
        in: { n: Schema.Int },
        out: { m: Schema.Unknown },
        run: ({ n }, { m }) => n.forEach((x) => m.push(x === 1 ? () => x : x))
      })
      const workflow = Workflow.connect(Workflow.single(copy), {
        in: { n: EffectStream.range(0, 2) },
        out: { m: EffectSink.drain }
      })
      const text = recordingOf(workflow)
      assert.deepStrictEqual((yield* Recording.replay(yield* text, copy, ofStream)).compared, { m: 3 })
      const drain = Sink.drain(Schema.Unknown)
      assert.deepStrictEqual(
        yield* refused(Effect.map(text, (text) => text.replaceAll(`"m.value"`, `"x.value"`)), drain, "x"),
        [
          "Unwritten",
          "recording:15: x.value: the element could not be written when it was recorded: Expected JSON value"
        ]
      )
      const all = Stream.make("copy", {
        in: { n: Schema.Int },
        out: { m: Schema.Unknown },
        run: ({ n }, { m }) => n.forEach((x) => m.push(x))
      })
      const { message } = yield* Effect.flip(Recording.replay(yield* text, all, ofStream))
      assert.include(message, "recorded: an element that cannot be written: Expected JSON value (recording:")
    }))

  it.effect("a recording that has lost events", () =>
    Effect.gen(function*() {
      const { text } = yield* Recording.capture(Workflow.run(parity), { workflow: parity, buffer: 4 })
      assert.deepStrictEqual(yield* refused(Effect.succeed(text), split()), [
        "Lost",
        "recording:7: 23 events were lost here, since the writer did not keep up"
      ])
    }))

  it.effect("the text of no recording, before anything else", () =>
    Effect.gen(function*() {
      const [kind] = yield* refused(Effect.succeed("{}"), split())
      assert.strictEqual(kind, "NotARecording")
    }))
})
