/** What a replayed step is fed, and when: as it was when it was recorded. */
import { Junction, Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { Recording } from "@effect-mimo/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as EffectSink from "effect/Sink"
import * as EffectStream from "effect/Stream"
import { TestClock } from "effect/testing"
import { copy, every, inTime, ofStream, recordingOf } from "./fixtures/recordings.ts"

/** Says at what time each element came. */
const stamping = (clock: Effect.Effect<number>) =>
  Stream.make("Stamp", {
    in: { n: Schema.Int },
    out: { at: Schema.Int },
    *run({ n }, { at }) {
      yield* n.forEach(() => Effect.flatMap(clock, (now) => at.push(now)))
    }
  })

describe("Recording.replay feeds", () => {
  it.effect("feeds inlets in the order in which they were popped, whatever the stream would choose", () =>
    Effect.gen(function*() {
      const merge = Junction.merge({ a: Schema.Int, b: Schema.Int })
      const workflow = Workflow.connect(Workflow.single(merge), {
        in: { a: every(3, 1, 2, 3, 4), b: every(2, 10, 20, 30, 40, 50) },
        out: { merged: EffectSink.collect<number>() }
      })
      const { exit, text } = yield* inTime(Recording.capture(Workflow.run(workflow), { workflow }))
      assert.deepStrictEqual((yield* exit).merged, [10, 1, 20, 2, 30, 40, 3, 50, 4])
      assert.deepStrictEqual((yield* Recording.replay(text, merge, ofStream)).compared, { merged: 9 })
    }))

  it.effect("what was popped in one go is there in one go", () =>
    Effect.gen(function*() {
      const batches = Stream.make("batches", {
        in: { n: Schema.Int },
        out: { batch: Schema.Array(Schema.Int) },
        *run({ n }, { batch }) {
          while (true) {
            yield* batch.push(yield* n.popUpTo(4))
            yield* Effect.sleep("5 millis")
          }
        }
      })
      const workflow = Workflow.connect(Workflow.single(batches), {
        in: { n: every(2, 1, 2, 3, 4, 5, 6, 7, 8, 9) },
        out: { batch: EffectSink.collect<ReadonlyArray<number>>() }
      })
      const { exit, text } = yield* inTime(Recording.capture(Workflow.run(workflow), { workflow }))
      assert.deepStrictEqual((yield* exit).batch, [[1], [2, 3], [4, 5], [6, 7, 8], [9]])
      assert.deepStrictEqual((yield* Recording.replay(text, batches, ofStream)).compared, { batch: 5 })
    }))

  it.effect("an outlet has room when it had: work goes to who was free", () =>
    Effect.gen(function*() {
      const balance = Junction.balance(Schema.Int, ["fast", "slow"])
      const workflow = Workflow.connect(Workflow.single(balance, { capacity: 1 }), {
        in: { value: EffectStream.range(1, 20) },
        out: {
          fast: EffectSink.forEach(() => Effect.sleep("1 millis")),
          slow: EffectSink.forEach(() => Effect.sleep("4 millis"))
        }
      })
      const { text } = yield* inTime(Recording.capture(Workflow.run(workflow), { workflow }))
      const { compared } = yield* Recording.replay(text, balance, ofStream)
      assert.strictEqual(compared.fast! + compared.slow!, 20)
      assert.isAbove(compared.fast!, compared.slow! + 4)
    }))

  it.effect("shows the times that were recorded, whatever the time is now", () =>
    Effect.gen(function*() {
      yield* TestClock.setTime(1_000_000)
      const stamp = stamping(Clock.currentTimeMillis)
      const workflow = Workflow.connect(Workflow.single(stamp), {
        in: { n: every(10, 1, 2, 3) },
        out: { at: EffectSink.collect<number>() }
      })
      const { text } = yield* inTime(Recording.capture(Workflow.run(workflow), { workflow }))
      yield* TestClock.setTime(5_000_000)
      assert.deepStrictEqual((yield* Recording.replay(text, stamp, ofStream)).compared, { at: 3 })
      const later = stamping(Effect.map(Clock.currentTimeMillis, (now) => now + 1))
      const { message } = yield* Effect.flip(Recording.replay(text, later, ofStream))
      assert.strictEqual(
        message,
        "stream.at differs at position 0\n  recorded: 1000010 (recording:5, at 10 ms)\n  now:      1000011"
      )
    }))

  it.effect("a stream with timers of its own does what it did: time passes as recorded", () =>
    Effect.gen(function*() {
      const timeouts = Stream.make("timeouts", {
        in: { n: Schema.Int },
        out: { said: Schema.String },
        *run({ n }, { said }) {
          while (true) {
            const next = yield* Effect.timeoutOrElse(Effect.map(n.pop, String), {
              duration: "4 millis",
              orElse: () => Effect.succeed("nothing")
            })
            yield* said.push(next)
          }
        }
      })
      const workflow = Workflow.connect(Workflow.single(timeouts), {
        in: { n: every(7, 1, 2, 3) },
        out: { said: EffectSink.collect<string>() }
      })
      const { exit, text } = yield* inTime(Recording.capture(Workflow.run(workflow), { workflow }))
      assert.deepStrictEqual((yield* exit).said, ["nothing", "1", "nothing", "2", "nothing", "3"])
      assert.deepStrictEqual((yield* Recording.replay(text, timeouts, ofStream)).compared, { said: 6 })
    }))

  it.effect("a stream that waits for promises is waited for", () =>
    Effect.gen(function*() {
      const promising = (millis: number) =>
        Stream.make("promising", {
          in: { n: Schema.Int },
          out: { m: Schema.Int },
          run: ({ n }, { m }) =>
            n.forEach((x) =>
              Effect.andThen(Effect.promise(() => new Promise((resolve) => setTimeout(resolve, millis))), m.push(x))
            )
        })
      const workflow = Workflow.connect(Workflow.single(promising(0)), {
        in: { n: EffectStream.range(1, 3) },
        out: { m: EffectSink.drain }
      })
      const text = yield* recordingOf(workflow)
      assert.deepStrictEqual((yield* Recording.replay(text, promising(5), ofStream)).compared, { m: 3 })
      const { message } = yield* Effect.flip(
        Recording.replay(text, promising(10_000), { ...ofStream, patience: "20 millis" })
      )
      assert.include(message, "now:      no element; the stream waits for something other than its ports")
    }))

  it.effect("an inlet fed by several edges is fed as they were merged; a run is chosen by its number", () =>
    Effect.gen(function*() {
      let run = 0
      const workflow = Workflow.make("several", {
        a: Source.fromStream(Schema.Int, EffectStream.suspend(() => every(3, 1, 2, 3 + run))),
        b: Source.fromStream(Schema.Int, EffectStream.suspend(() => every(2 + 2 * run++, 10, 20, 30))),
        copy,
        all: Sink.toArray(Schema.Int)
      }, ({ a, all, b, copy }) => {
        a.pipe(copy)
        b.pipe(copy)
        copy.pipe(all)
      })
      const twice = Effect.replicateEffect(Workflow.run(workflow), 2)
      const { exit, text } = yield* inTime(Recording.capture(twice, { workflow }))
      assert.deepStrictEqual((yield* exit).map(({ all }) => all), [[10, 1, 20, 2, 30, 3], [1, 10, 2, 20, 4, 30]])
      for (const run of [0, 1]) {
        const { compared } = yield* Recording.replay(text, copy, { step: "copy", run })
        assert.deepStrictEqual(compared, { m: 6 })
      }
      const { message } = yield* Effect.flip(Recording.replay(text, copy, { step: "copy", run: 2 }))
      assert.strictEqual(message, "recording: there is no run 2; 2 were recorded, counted from 0")
    }))

  it.effect("an outlet with several edges is left when all of them are", () =>
    Effect.gen(function*() {
      const first = (n: number) =>
        Stream.make("first", {
          in: { n: Schema.Int },
          run: ({ n: inlet }) => Effect.replicateEffect(inlet.pop, n)
        })
      const naturals = Source.range({ end: Infinity })
      const workflow = Workflow.make(
        "fan-out",
        { naturals, two: first(2), five: first(5) },
        ({ five, naturals, two }) => {
          naturals.pipe(two, { capacity: 1 })
          naturals.pipe(five, { capacity: 1 })
        }
      )
      const all = yield* Recording.replay(yield* recordingOf(workflow), naturals, { step: "naturals" })
      assert.isAtLeast(all.compared.value!, 5)
      // Of one edge alone it is not known when the other was left: nothing is asked for beyond what was recorded.
      const one = yield* Recording.replay(yield* recordingOf(workflow, ["two"]), naturals, { step: "naturals" })
      assert.isAtLeast(one.compared.value!, 2)
    }))

  it.effect("a step in a loop is fed what came round", () =>
    Effect.gen(function*() {
      const halve = Stream.make("halve", {
        in: { n: Schema.Int },
        out: { again: Schema.Int, odd: Schema.Int },
        run: ({ n }, { again, odd }) => n.forEach((x) => x % 2 === 0 ? again.push(x / 2) : odd.push(x))
      })
      const workflow = Workflow.make("halving", {
        numbers: Source.fromIterable(Schema.Int, [12, 7, 40]),
        halve,
        odds: Sink.toArray(Schema.Int)
      }, ({ halve, numbers, odds }) => {
        numbers.pipe(halve)
        halve.again.pipe(halve.n, { feedback: true })
        halve.odd.pipe(odds)
      })
      const text = yield* recordingOf(workflow)
      assert.deepStrictEqual(yield* Recording.replay(text, halve, { step: "halve" }), {
        fed: { n: 8 },
        compared: { again: 5, odd: 3 }
      })
    }))
})
