/** A recorded step fed again what it was fed, and what is said where it does something else now. */
import { type Definition, Junction, Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { Recording } from "@effect-mimo/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import * as EffectSink from "effect/Sink"
import * as EffectStream from "effect/Stream"
import { TestClock } from "effect/testing"

const split = (wrong?: number) =>
  Stream.make("Split", {
    in: { n: Schema.Int },
    out: { even: Schema.Int, odd: Schema.Int },
    *run({ n }, { even, odd }) {
      yield* n.forEach((x) => (x % 2 === 0 && x !== wrong ? even : odd).push(x))
    }
  })

const copy = Stream.make("copy", {
  in: { n: Schema.Int },
  out: { m: Schema.Int },
  run: ({ n }, { m }) => n.forEach((x) => m.push(x))
})

const parity = Workflow.make("parity", {
  numbers: Source.range({ end: 6 }),
  split: split(),
  evens: Sink.toArray(Schema.Int),
  odds: Sink.toArray(Schema.Int)
}, ({ evens, numbers, odds, split }) => {
  numbers.pipe(split)
  split.even.pipe(evens)
  split.odd.pipe(odds)
})

const recordingOf = <A, E, R>(
  workflow: Workflow.Workflow<{}, {}, A, E, R>,
  edges?: ReadonlyArray<string>
): Effect.Effect<string, Recording.RecordingError, R> =>
  Effect.map(Recording.capture(Workflow.run(workflow), { workflow, edges }), ({ text }) => text)

/** The elements of each number, so many milliseconds after the one before. */
const every = (millis: number, ...elements: ReadonlyArray<number>): EffectStream.Stream<number> =>
  EffectStream.fromIterable(elements).pipe(EffectStream.tap(() => Effect.sleep(millis)))

/** A run under the clock of the test, which is moved until it has ended. */
const inTime = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function*() {
    const fiber = yield* Effect.forkChild(effect)
    yield* TestClock.adjust("1 minute")
    return yield* Fiber.join(fiber)
  })

const of = { step: "stream" }

/** Says at what time each element came. */
const stamping = (clock: Effect.Effect<number>) =>
  Stream.make("Stamp", {
    in: { n: Schema.Int },
    out: { at: Schema.Int },
    *run({ n }, { at }) {
      yield* n.forEach(() => Effect.flatMap(clock, (now) => at.push(now)))
    }
  })

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
      assert.deepStrictEqual(yield* Recording.replay(text, copy, of), { fed: { n: 3 }, compared: { m: 2 } })
      const behind = Stream.make("behind", {
        in: { n: Schema.Int },
        out: { m: Schema.Int },
        *run({ n }, { m }) {
          const first = [yield* n.pop, yield* n.pop, yield* n.pop, yield* n.pop, yield* n.pop]
          yield* m.pushAll(first)
        }
      })
      const { message } = yield* Effect.flip(Recording.replay(text, behind, { ...of, patience: "20 millis" }))
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
      const { compared } = yield* Recording.replay(text, naturals, of)
      assert.isAtLeast(compared.n!, 3)
      assert.strictEqual(finalized, 2)
    }))

  it.effect("feeds inlets in the order in which they were popped, whatever the stream would choose", () =>
    Effect.gen(function*() {
      const merge = Junction.merge({ a: Schema.Int, b: Schema.Int })
      const workflow = Workflow.connect(Workflow.single(merge), {
        in: { a: every(3, 1, 2, 3, 4), b: every(2, 10, 20, 30, 40, 50) },
        out: { merged: EffectSink.collect<number>() }
      })
      const { exit, text } = yield* inTime(Recording.capture(Workflow.run(workflow), { workflow }))
      assert.deepStrictEqual((yield* exit).merged, [10, 1, 20, 2, 30, 40, 3, 50, 4])
      assert.deepStrictEqual((yield* Recording.replay(text, merge, of)).compared, { merged: 9 })
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
      assert.deepStrictEqual((yield* Recording.replay(text, batches, of)).compared, { batch: 5 })
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
      const { compared } = yield* Recording.replay(text, balance, of)
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
      assert.deepStrictEqual((yield* Recording.replay(text, stamp, of)).compared, { at: 3 })
      const later = stamping(Effect.map(Clock.currentTimeMillis, (now) => now + 1))
      const { message } = yield* Effect.flip(Recording.replay(text, later, of))
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
      assert.deepStrictEqual((yield* Recording.replay(text, timeouts, of)).compared, { said: 6 })
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
      assert.deepStrictEqual((yield* Recording.replay(text, promising(5), of)).compared, { m: 3 })
      const { message } = yield* Effect.flip(
        Recording.replay(text, promising(10_000), { ...of, patience: "20 millis" })
      )
      assert.include(message, "now:      no element; the stream waits for something other than its ports")
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
      const replay: Effect.Effect<unknown, unknown, Factor> = Recording.replay(text, scale, of)
      yield* Effect.provideService(replay, Factor, 2)
      const error = yield* Effect.flip(Effect.provideService(replay, Factor, 3))
      assert.include(String(error), "recorded: 2 (")
      assert.include(String(error), "now:      3")
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
      assert.deepStrictEqual((yield* Recording.replay(yield* text, copy, of)).compared, { m: 3 })
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
      const { message } = yield* Effect.flip(Recording.replay(yield* text, all, of))
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
