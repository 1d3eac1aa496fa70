/** What a recording is refused for when it is read, word for word. */
import { Sink, Source, Workflow } from "@effect-mimo/core"
import { Recording } from "@effect-mimo/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

const copying = Workflow.make("copying", {
  source: Source.fromIterable(Schema.Int, [1, 2]),
  all: Sink.toArray(Schema.Int)
}, ({ all, source }) => source.pipe(all))

/** Line 1 is the header, 2 the start, 3 and 4 pushes, 5 the end, 6 and 7 pops, 8 the exit. */
const lines = Effect.map(
  Recording.capture(Workflow.run(copying), { workflow: copying }),
  ({ text }) => text.trimEnd().split("\n")
)

/** What reading says when one line (from 1) is another; `undefined` leaves it out. */
const refused = (edit: (line: string) => string | undefined, at: number) =>
  Effect.gen(function*() {
    const edited = (yield* lines).flatMap((line, index) => (index + 1 === at ? edit(line) : line) ?? [])
    const { kind, message } = yield* Effect.flip(
      Recording.parse(edited.map((line) => `${line}\n`).join(""), "it.ndjson")
    )
    return [kind, message]
  })

const replaced = (from: string, to: string) => (line: string) => {
  assert.include(line, from)
  return line.replace(from, to)
}

describe("Recording.parse", () => {
  it.effect("gives the header and the events, each with its line", () =>
    Effect.gen(function*() {
      const { events, header, source } = yield* Recording.parse((yield* lines).map((line) => `${line}\n`).join(""))
      assert.strictEqual(source, "recording")
      assert.deepStrictEqual(header.edges, [{ from: "source.value", to: "all.value" }])
      assert.deepStrictEqual(events.map(({ kind, line }) => [line, kind]), [
        [2, "start"],
        [3, "push"],
        [4, "push"],
        [5, "end"],
        [6, "pop"],
        [7, "pop"],
        [8, "exit"]
      ])
    }))

  it.effect("refuses what is no recording", () =>
    Effect.gen(function*() {
      const said = `this is no recording: its first line does not say "format":"effect-mimo/recording"`
      assert.deepStrictEqual(yield* refused(() => `{"level":"info"}`, 1), ["NotARecording", `it.ndjson:1: ${said}`])
      assert.deepStrictEqual(yield* refused(() => "null", 1), ["NotARecording", `it.ndjson:1: ${said}`])
      assert.deepStrictEqual(yield* refused(() => undefined, 1), ["NotARecording", `it.ndjson:1: ${said}`])
      const empty = yield* Effect.flip(Recording.parse(""))
      assert.strictEqual(empty.message, `recording:1: ${said}`)
    }))

  it.effect("refuses a version that it does not know", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* refused(replaced(`"version":1`, `"version":2`), 1), [
        "UnknownVersion",
        "it.ndjson:1: version 2 is not known; this library reads version 1"
      ])
      assert.deepStrictEqual(yield* refused(replaced(`"version":1,`, ""), 1), [
        "UnknownVersion",
        "it.ndjson:1: version undefined is not known; this library reads version 1"
      ])
    }))

  it.effect("refuses a header that lacks something", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* refused(replaced(`"startedAt":0,`, ""), 1), [
        "InvalidLine",
        "it.ndjson:1: this is no header: startedAt: Missing key"
      ])
      assert.deepStrictEqual(yield* refused(replaced(`"to":"all.value"`, `"to":1`), 1), [
        "InvalidLine",
        "it.ndjson:1: this is no header: edges.0.to: Expected string"
      ])
      assert.deepStrictEqual(yield* refused(replaced(`"all.value":{`, `"other.value":{`), 1), [
        "InvalidLine",
        "it.ndjson:1: this is no header: ports has no all.value"
      ])
    }))

  it.effect("refuses a last line that was cut off, within the JSON or before the line break", () =>
    Effect.gen(function*() {
      const whole = (yield* lines).map((line) => `${line}\n`).join("")
      for (const missing of [1, 2, 20]) {
        const { kind, message } = yield* Effect.flip(Recording.parse(whole.slice(0, -missing), "it.ndjson"))
        assert.strictEqual(kind, "TruncatedLine")
        assert.strictEqual(message, `it.ndjson:8: the line is cut off after ${48 - missing} characters`)
      }
      assert.deepStrictEqual(yield* refused((line) => line.slice(0, 10), 8), [
        "TruncatedLine",
        "it.ndjson:8: the line is cut off after 10 characters"
      ])
      const header = yield* Effect.flip(Recording.parse(whole.split("\n")[0]!.slice(0, -5), "it.ndjson"))
      assert.deepStrictEqual([header.kind, header.line], ["TruncatedLine", 1])
    }))

  it.effect("reads a recording that ends between two lines: the program did not come to its end", () =>
    Effect.gen(function*() {
      const cut = (yield* lines).slice(0, 5).map((line) => `${line}\n`).join("")
      assert.strictEqual((yield* Recording.parse(cut)).events.at(-1)?.kind, "end")
    }))

  it.effect("refuses a line that is not JSON, or no event", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* refused((line) => line.slice(1), 4), [
        "InvalidLine",
        "it.ndjson:4: this is not JSON"
      ])
      assert.deepStrictEqual(yield* refused(() => "", 4), ["InvalidLine", "it.ndjson:4: this is not JSON"])
      assert.deepStrictEqual(yield* refused(replaced(`"push"`, `"pull"`), 4), [
        "InvalidLine",
        `it.ndjson:4: this is no event: kind "pull" is not known`
      ])
      assert.deepStrictEqual(yield* refused(replaced(`"run":0,`, ""), 4), [
        "InvalidLine",
        "it.ndjson:4: this is no event: run: Missing key"
      ])
      assert.deepStrictEqual(yield* refused(replaced(`"element":2`, `"elements":2`), 4), [
        "InvalidLine",
        "it.ndjson:4: this is no event: element: Missing key"
      ])
      assert.deepStrictEqual(yield* refused(replaced(`"at":0`, `"at":"0"`), 8), [
        "InvalidLine",
        "it.ndjson:8: this is no event: at: Expected number"
      ])
    }))

  it.effect("refuses an edge that the header does not have", () =>
    Effect.gen(function*() {
      for (const edge of [1, -1]) {
        assert.deepStrictEqual(yield* refused(replaced(`"edge":0`, `"edge":${edge}`), 6), [
          "UnknownEdge",
          `it.ndjson:6: edge ${edge} is not known; the header has 1, from 0 on`
        ])
      }
    }))

  it.effect("refuses a gap in the sequence, and a line that comes twice", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* refused(() => undefined, 4), [
        "SequenceGap",
        "it.ndjson:4: event 4 comes where event 3 was to come"
      ])
      assert.deepStrictEqual(yield* refused((line) => `${line}\n${line}`, 4), [
        "SequenceGap",
        "it.ndjson:5: event 3 comes where event 4 was to come"
      ])
    }))
})
