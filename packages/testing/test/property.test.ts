import { Junction, Sink, Source, Stream } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import { property, type PropertyRun } from "../src/stream/property.ts"
import { Copy, Factor, Never, Positive, Scale, Slow, SplitEvenOdd } from "./fixtures/streams.ts"

const Int = Schema.Int
const Zip = Junction.zip({ a: Int, b: Schema.Boolean })

/** Every run of a property that holds. */
const runsOf = <D extends Parameters<typeof property>[0]>(
  stream: D,
  options?: Parameters<typeof property<D>>[2]
): Effect.Effect<ReadonlyArray<PropertyRun<D>>> => {
  const runs: Array<PropertyRun<D>> = []
  const noting = property(stream, (run) => void runs.push(run), { seed: 1, ...options })
  // Asked of none that requires or fails.
  return Effect.as(noting, runs) as unknown as Effect.Effect<ReadonlyArray<PropertyRun<D>>>
}

const lengths = <D>(runs: ReadonlyArray<PropertyRun<D>>, inlet: keyof PropertyRun<D>["inputs"]) =>
  runs.map(({ inputs }) => inputs[inlet].length)

describe("what is tried", () => {
  it.effect("the inputs come from the schemas of the inlets", () =>
    Effect.gen(function*() {
      const runs = yield* runsOf(Zip)
      assert.lengthOf(runs, 100)
      for (const { inputs } of runs) {
        assert.isTrue(inputs.a.every(Number.isInteger))
        assert.isTrue(inputs.b.every((b) => typeof b === "boolean"))
      }
    }))

  it.effect("their lengths are uneven, from none to ten", () =>
    Effect.gen(function*() {
      const runs = yield* runsOf(Zip)
      const [a, b] = [lengths(runs, "a"), lengths(runs, "b")]
      assert.isTrue(a.some((length, i) => length < b[i]!) && a.some((length, i) => length > b[i]!))
      assert.strictEqual(Math.min(...a), 0)
      assert.strictEqual(Math.max(...a), 10)
    }))

  it.effect("capacities go from 1 to 5, schedules are the engine's own and seeded ones", () =>
    Effect.gen(function*() {
      const runs = yield* runsOf(Copy, { runs: 300 })
      assert.deepStrictEqual([...new Set(runs.map(({ capacity }) => capacity))].sort(), [1, 2, 3, 4, 5])
      const kinds = runs.map(({ schedule }) =>
        schedule === undefined ? "own" : schedule.preempt ? "preempted" : "seeded"
      )
      assert.deepStrictEqual([...new Set(kinds)].sort(), ["own", "preempted", "seeded"])
    }))

  it.effect("a seed decides all of it", () =>
    Effect.gen(function*() {
      const [first, again, other] = [
        yield* runsOf(Zip, { seed: 7 }),
        yield* runsOf(Zip, { seed: 7 }),
        yield* runsOf(Zip, { seed: 8 })
      ]
      assert.deepStrictEqual(again, first)
      assert.notDeepEqual(other, first)
    }))

  it.effect("sizes, lengths, and other elements for an inlet", () =>
    Effect.gen(function*() {
      assert.isAtMost(Math.max(...lengths(yield* runsOf(Copy, { size: 3 }), "n")), 3)
      for (const { inputs: { a, b } } of yield* runsOf(Zip, { lengths: "even" })) assert.lengthOf(a, b.length)
      const bounded = yield* runsOf(Zip, { lengths: { a: { minLength: 2, maxLength: 3 } } })
      assert.deepStrictEqual([...new Set(lengths(bounded, "a"))].sort(), [2, 3])
      const seven = Arbitrary.Constant(7)
      const digit = Int.check(Schema.isBetween({ minimum: 0, maximum: 9 }))
      for (const { inputs } of yield* runsOf(Junction.merge({ a: Int, b: Int }), { inlets: { a: seven, b: digit } })) {
        assert.isTrue(inputs.a.every((n) => n === 7))
        assert.isTrue(inputs.b.every((n) => n >= 0 && n <= 9))
      }
    }))

  it.effect("a run has what the stream gave, how it ended, and what it left", () =>
    Effect.gen(function*() {
      for (const { exit, inputs: { n }, outputs, result, unread } of yield* runsOf(Positive)) {
        const at = n.findIndex((x) => x < 0)
        assert.deepStrictEqual(outputs.m, at < 0 ? n : n.slice(0, at))
        assert.deepStrictEqual(unread.n, at < 0 ? [] : n.slice(at + 1))
        assert.deepStrictEqual(exit, at < 0 ? Exit.void : Exit.fail({ negative: n[at]! }))
        assert.isUndefined(result)
      }
      for (const { inputs, result } of yield* runsOf(Sink.toArray(Int))) assert.deepStrictEqual(result, inputs.value)
      for (const { inputs, result } of yield* runsOf(SplitEvenOdd)) assert.strictEqual(result, inputs.n.length)
    }))

  it.effect("a stream that sleeps takes no time", () =>
    Effect.gen(function*() {
      yield* property(Slow, ({ inputs, outputs }) => assert.deepStrictEqual(outputs.m, inputs.n), { seed: 1, runs: 30 })
      assert.strictEqual(yield* Clock.currentTimeMillis, 0)
    }))

  it.effect("an endless stream is read up to a number of elements, and then stopped", () =>
    Effect.gen(function*() {
      const runs = yield* runsOf(Source.range({ end: Infinity }), { elements: 4, runs: 10 })
      for (const { exit, outputs } of runs) {
        assert.deepStrictEqual(outputs.value, [0, 1, 2, 3])
        assert.isTrue(Exit.isSuccess(exit))
      }
    }))

  it.effect("what the stream and the check require is to be provided", () =>
    Effect.gen(function*() {
      const scaled = property(Scale, ({ inputs, outputs }) =>
        Effect.map(Factor, (factor) =>
          assert.deepStrictEqual(outputs.m, inputs.n.map((n) => n * factor))), { seed: 1 })
      const requires: Effect.Effect<void, unknown, Factor> = scaled
      // @ts-expect-error a Factor is missing
      const nothing: Effect.Effect<void, unknown> = scaled
      assert.strictEqual(requires, nothing)
      yield* Effect.provideService(scaled, Factor, 3)
    }))

  it.effect("interrupted, it interrupts the stream", () =>
    Effect.gen(function*() {
      const [started, stopped] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
      const Waiting = Stream.make("Waiting", {
        in: { n: Int },
        run: () =>
          Effect.andThen(Deferred.succeed(started, undefined), Effect.never).pipe(
            Effect.onInterrupt(() => Deferred.succeed(stopped, undefined))
          )
      })
      const fiber = yield* Effect.forkChild(property(Waiting, () => {}, { patience: "Infinity" }))
      yield* Deferred.await(started)
      yield* Fiber.interrupt(fiber)
      yield* Deferred.await(stopped)
    }))
})

describe("what a failure says", () => {
  it.effect("the smallest inputs, the capacity, the schedule, what came of them, and how to see it again", () =>
    Effect.gen(function*() {
      const check = ({ outputs }: PropertyRun<typeof SplitEvenOdd>) => assert.notInclude(outputs.odd, 3)
      const failure = yield* Effect.flip(property(SplitEvenOdd, check, { seed: 3, size: 20 }))
      assert.strictEqual(
        failure.message,
        `SplitEvenOdd: the property does not hold
  in n      [3]
  capacity  1
  schedule  the engine's own
  out even  []
  out odd   [3]
  end       completed with 1
  because   expected [ 3 ] to not include 3
found in run 13 and made smaller 4 times; to see it again, give { replay: '[0,"3",12,2,[1,3,0,0],"PropertyError"]' }`
      )
      assert.deepStrictEqual(failure.inputs, { n: [3] })
      assert.strictEqual(failure.capacity, 1)
      assert.isUndefined(failure.seed)
      assert.instanceOf(failure.cause, Error)
    }))

  it.effect("of a check that gives false, or is an Effect that does or that fails", () =>
    Effect.gen(function*() {
      const becauseOf = (check: () => boolean | Effect.Effect<unknown, unknown>) =>
        Effect.map(
          Effect.flip(property(Source.range({ end: 0 }), check)),
          ({ message }) => message.split("\n").find((line) => line.startsWith("  because"))
        )
      assert.strictEqual(yield* becauseOf(() => false), "  because    the check gave false")
      assert.strictEqual(yield* becauseOf(() => Effect.succeed(false)), "  because    the check gave false")
      assert.strictEqual(yield* becauseOf(() => Effect.fail({ missing: 3 })), `  because    {"missing":3}`)
      assert.strictEqual(yield* becauseOf(() => Effect.die(new Error("two\nlines"))), "  because    two")
    }))

  it.effect("what depends on the schedule is found, and the schedule told", () =>
    Effect.gen(function*() {
      const Merge = Junction.merge({ low: Int, high: Int })
      const inlets = { low: Arbitrary.Constant(0), high: Arbitrary.Constant(1) }
      const failure = yield* Effect.flip(property(
        Merge,
        ({ outputs }) => outputs.merged[0] !== 1 || !outputs.merged.includes(0),
        { seed: 1, runs: 200, inlets }
      ))
      assert.strictEqual(
        failure.message,
        `merge: the property does not hold
  in low      [0]
  in high     [1]
  capacity    1
  schedule    seed 829
  out merged  [1,0]
  end         completed
  because     the check gave false
found in run 12 and made smaller 7 times; to see it again, give { replay: '${failure.replay}' }`
      )
      assert.strictEqual(failure.seed, 829)
    }))

  it.effect("a stream that does not end fails any property", () =>
    Effect.gen(function*() {
      const failure = yield* Effect.flip(property(Never, () => {}, { seed: 1, patience: "20 millis" }))
      assert.strictEqual(
        failure.message,
        `Never: the property does not hold
  in n      []
  capacity  1
  schedule  the engine's own
  out m     []
  because   it did not end: it waits for something other than its ports
found in run 1 and made smaller 3 times; to see it again, give { replay: '[0,"1",0,0,[0,0,0],"PropertyError"]' }`
      )
    }))

  it.effect("the replay shows the same again, whatever the other options", () =>
    Effect.gen(function*() {
      const tried: Array<ReadonlyArray<number>> = []
      const check = ({ inputs }: PropertyRun<typeof Copy>) => {
        tried.push(inputs.n)
        return inputs.n.length < 3
      }
      const first = yield* Effect.flip(property(Copy, check, { seed: 5 }))
      assert.deepStrictEqual(first.inputs, { n: [0, 0, 0] })
      tried.length = 0
      const again = yield* Effect.flip(property(Copy, check, { replay: first.replay, seed: 6, runs: 1 }))
      assert.deepStrictEqual({ ...again.inputs }, { ...first.inputs })
      assert.strictEqual(again.capacity, first.capacity)
      // The first input that failed, and the smaller ones in its place.
      assert.isTrue(tried.every((n) => n.length >= 3))
      const mended = yield* Effect.flip(property(Copy, () => true, { replay: first.replay }))
      assert.strictEqual(
        mended.message,
        "Copy: the property was not tried: what the replay shows does not fail any more (PropertyPassed)"
      )
    }))

  it.effect("an inlet whose elements cannot be made", () =>
    Effect.gen(function*() {
      class Opaque {}
      const opaque = Schema.declare((u): u is Opaque => u instanceof Opaque)
      const Drain = Sink.drain(opaque)
      const failure = yield* Effect.flip(property(Drain, () => {}))
      assert.strictEqual(
        failure.message,
        "drain: the property was not tried: no elements can be made for inlet value from its schema (Unable to derive an " +
          "arbitrary for an unsupported Declaration): give some in `inlets`"
      )
      yield* property(Drain, () => {}, { inlets: { value: Arbitrary.Constant(new Opaque()) } })
    }))
})
