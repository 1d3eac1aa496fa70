/** How a recording is written while the run goes on: to a sink that is slow, or fails, or a file. */
import { Sink, Source, Workflow } from "@effect-mimo/core"
import { Recording } from "@effect-mimo/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FileSystem from "effect/FileSystem"
import * as Queue from "effect/Queue"
import * as Schema from "effect/Schema"
import * as EffectSink from "effect/Sink"
import { TestClock } from "effect/testing"
import { eventsOf, parityTo } from "./fixtures/recordings.ts"

const parity = parityTo(2)

describe("Recording.record as it writes", () => {
  it.effect("a run that is interrupted is written to its end, at the times of the clock", () =>
    Effect.gen(function*() {
      let text = ""
      const to = EffectSink.forEach((lines: string) => Effect.sync(() => void (text += lines)))
      const slow = Workflow.make("slow", {
        source: Source.range({ end: 9 }),
        wait: Sink.forEach(Schema.Int, () => Effect.sleep("1 second"))
      }, ({ source, wait }) => source.pipe(wait, { capacity: 1 }))
      const fiber = yield* Effect.forkChild(Recording.record(Workflow.run(slow), { workflow: slow, to }))
      yield* TestClock.adjust("1500 millis")
      yield* Fiber.interrupt(fiber)
      const events = eventsOf(text).map(({ at, by, element, exit, kind }) => [at, kind, by ?? element ?? exit])
      assert.deepStrictEqual(events, [
        [0, "start", undefined],
        [0, "push", 0],
        [0, "pop", 0],
        [0, "push", 1],
        [1000, "pop", 1],
        [1000, "push", 2],
        [1500, "end", "Cancelled"],
        [1500, "exit", "Interrupted"]
      ])
    }))

  it.effect("the run is not held back by its writer; what does not fit is counted, and the recording says so", () =>
    Effect.gen(function*() {
      const gate = yield* Queue.unbounded<void>()
      let text = ""
      const to = EffectSink.forEach((lines: string) =>
        Effect.andThen(Queue.take(gate), Effect.sync(() => void (text += lines)))
      )
      const many = Workflow.make("many", {
        source: Source.range({ end: 10 }),
        count: Sink.fold(Schema.Int, () => 0, (n) => n + 1)
      }, ({ count, source }) => source.pipe(count))
      const run = Recording.record(Workflow.run(many), { workflow: many, to, buffer: 5 })
      const fiber = yield* Effect.forkChild(run)
      yield* Effect.replicateEffect(Effect.yieldNow, 50)
      for (let n = 0; n < 9; n++) yield* Queue.offer(gate, undefined)
      assert.deepStrictEqual(yield* Fiber.join(fiber), { count: 10 })
      const lines = text.trimEnd().split("\n").map((line) => JSON.parse(line))
      assert.deepStrictEqual(lines.at(-2), { seq: 6, at: 0, kind: "lost", count: 17 })
      assert.deepStrictEqual(lines.at(-1), { seq: 23, at: 0, kind: "exit", exit: "Success" })
      const { events } = yield* Recording.parse(text)
      assert.lengthOf(events, 7)
    }))

  it.effect("a sink that fails does not stop the run; its failure comes after the run", () =>
    Effect.gen(function*() {
      const seen: Array<number> = []
      const workflow = Workflow.make("seeing", {
        source: Source.range({ end: 3 }),
        see: Sink.forEach(Schema.Int, (n) => Effect.sync(() => void seen.push(n)))
      }, ({ see, source }) => source.pipe(see))
      const to = EffectSink.forEach((_: string) => Effect.fail("disk full"))
      const exit = yield* Effect.exit(Recording.record(Workflow.run(workflow), { workflow, to }))
      assert.deepStrictEqual(seen, [0, 1, 2])
      assert.strictEqual(Exit.isFailure(exit) && Cause.squash(exit.cause), "disk full")
    }))

  it.effect("writes a file, and reads it again", () =>
    Effect.gen(function*() {
      const files = new Map<string, string>()
      const decoder = new TextDecoder()
      const memory = FileSystem.layerNoop({
        sink: (path) => {
          files.set(path, "")
          return EffectSink.forEach((bytes: Uint8Array) =>
            Effect.sync(() => void files.set(path, files.get(path)! + decoder.decode(bytes)))
          )
        },
        readFileString: (path) => Effect.succeed(files.get(path)!)
      })
      const [result, recording] = yield* Effect.provide(
        Effect.all([
          Workflow.run(parity).pipe(Recording.record({ workflow: parity, to: Recording.file("parity.ndjson") })),
          Recording.fromFile("parity.ndjson")
        ]),
        memory
      )
      assert.deepStrictEqual(result, { evens: [0], odds: [1] })
      assert.lengthOf(recording.events, 13)
      assert.strictEqual(recording.source, "parity.ndjson")
      files.set("parity.ndjson", files.get("parity.ndjson")!.slice(0, -10))
      const cut = yield* Effect.flip(Effect.provide(Recording.fromFile("parity.ndjson"), memory))
      assert.strictEqual(cut.message, "parity.ndjson:14: the line is cut off after 39 characters")
    }))
})
