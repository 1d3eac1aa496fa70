import { Junction, Sink, Source, Stream, Transform, Workflow } from "@effect-mimo/core"
import * as Law from "@effect-mimo/testing/Law"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { check } from "../src/stream/check.ts"
import { Beating, Deaf, Dropping, Halving, Hoarding, Lingering, Looking, Swapping } from "./fixtures/planted.ts"
import { stocks } from "./fixtures/stock.ts"
import { Copy, Never, Positive } from "./fixtures/streams.ts"

const Int = Schema.Int

const marks: Record<Law.Verdict["_tag"], string> = { Holds: "✓", DoesNotHold: "✗", DoesNotApply: "-" }

const options = { seed: 1, patience: "20 millis" } as const

const textOf = (verdict: Law.Verdict): string =>
  verdict._tag === "DoesNotHold"
    ? verdict.counterexample.text.slice(0, verdict.counterexample.text.indexOf("\nto see it again"))
    : verdict._tag === "Holds"
    ? "holds"
    : verdict.reason

describe("a stream that is wrong in one way is refused by the law that says so", () => {
  /** Its text, and that no other law refuses it. */
  const refusing = (law: string, stream: typeof Copy, expected: string, output?: Law.Order["output"]) =>
    it.effect(`${law}: ${stream.name}`, () =>
      Effect.gen(function*() {
        const { verdicts } = yield* check(stream, {
          ...options,
          runs: 10,
          holds: 3,
          counts: ({ n }) => ({ m: n }),
          order: { output }
        })
        const refused = verdicts.flatMap(({ law, verdict }) => verdict._tag === "DoesNotHold" ? { law, verdict } : [])
        assert.deepStrictEqual(refused.map(({ law }) => law), [law])
        assert.strictEqual(textOf(refused[0]!.verdict), expected)
      }))

  // Their ports have the same names, and the order is told what it looks at.
  refusing(
    "independent",
    Looking as unknown as typeof Copy,
    `Looking: it does not hold that outputs depend neither on capacities nor on schedules
  in n       [0,0,0]
  capacity   2
  schedule   the engine's own
  gives      [[0,true], [0,false], [0,false]]
  otherwise  [[0,false], [0,false], [0,false]] at capacity 1, on the engine's own schedule
  because    outlet m differs from element 0 on`,
    ([x]: readonly [number]) => x
  )
  refusing(
    "counts",
    Dropping,
    `Dropping: it does not hold that as many elements come as the number of those given says
  in n      [0]
  capacity  1
  schedule  the engine's own
  out m     []
  because   0 elements came by m, not 1`
  )
  refusing(
    "keepsOrder",
    Swapping,
    `Swapping: it does not hold that elements come in the order in which they were given
  in n      [0,-1]
  capacity  1
  schedule  the engine's own
  out m     [-1,0]
  because   element 1 of m, 0, is not in the order of n`
  )
  refusing(
    "conforms",
    Halving,
    `Halving: it does not hold that each element passes the schema of its outlet
  in n      [-1]
  capacity  1
  schedule  the engine's own
  because   element 0 of m is -0.5: Expected an integer`,
    (x: number) => 2 * x
  )
  refusing(
    "ends",
    Lingering,
    `Lingering: it does not hold that it ends when its inputs end
  in n      []
  capacity  1
  schedule  the engine's own
  because   all inlets have ended, and it has not: it waits for something other than its ports`
  )
  refusing(
    "stops",
    Deaf,
    `Deaf: it does not hold that it stops when its outlets are cancelled
  in n      []
  capacity  1
  schedule  the engine's own
  because   all outlets are cancelled, and it goes on: it waits on n`
  )
  refusing(
    "holdsAtMost(3)",
    Hoarding,
    `Hoarding: it does not hold that it holds at most 3 elements while nobody reads
  in n      [0,0,0,0]
  capacity  1
  schedule  the engine's own
  because   it took 4 elements, of which 4 come, before any was read`
  )
  refusing(
    "survivesFaults",
    Beating,
    `Beating: it does not hold that after a fault at any of its ports nothing of it is left
  in n      []
  capacity  1
  schedule  the engine's own
  because   when n fails after 0 elements, a fiber of it is left`
  )
})

describe("what a law says", () => {
  const verdictOf = (law: Law.Law, stream: Parameters<typeof law.check>[0], more: Law.Options<unknown> = {}) =>
    Effect.map(law.check(stream, { ...options, ...more }), textOf) as Effect.Effect<string> // none needs a service

  it.effect("of what it has nothing to say", () =>
    Effect.gen(function*() {
      const [source, sink, endless] = [Source.range({ end: 3 }), Sink.toArray(Int), Source.range({ end: Infinity })]
      const Failing = Stream.make("Failing", { in: { n: Int }, out: { m: Int }, run: () => Effect.fail("always") })
      const Merge = Junction.merge({ a: Int, b: Int })
      assert.strictEqual(yield* verdictOf(Law.ends, source), "it has no inlets")
      assert.strictEqual(yield* verdictOf(Law.holdsAtMost(1), source), "it has no inlets")
      assert.strictEqual(yield* verdictOf(Law.conforms, sink), "it has no outlets")
      assert.strictEqual(yield* verdictOf(Law.stops, sink), "it has no outlets")
      assert.strictEqual(yield* verdictOf(Law.conforms, Never, { runs: 2 }), "it pushed nothing")
      assert.strictEqual(
        yield* verdictOf(Law.independent, Never, { runs: 2 }),
        "it does not end: it waits for something other than its ports"
      )
      assert.strictEqual(
        yield* verdictOf(Law.independent, endless, { elements: 9 }),
        "it does not end within 9 elements"
      )
      assert.strictEqual(yield* verdictOf(Law.counts(() => ({ m: 0 })), Failing), `it failed with "always"`)
      assert.strictEqual(
        yield* verdictOf(Law.counts(() => ({ n: 0 })), Failing),
        "there is no outlet n; the outlets are m"
      )
      assert.strictEqual(
        yield* verdictOf(Law.keepsOrder(), Merge),
        "it has several inlets: say in `from` which, a or b"
      )
      assert.strictEqual(
        yield* verdictOf(Law.keepsOrder({ from: "c" }), Merge),
        "there is no inlet c; the inlets are a, b"
      )
      assert.strictEqual(
        yield* verdictOf(Law.holdsAtMost(5), Copy, { lengths: { n: { maxLength: 5 } } }),
        "its inputs have no more than 5 elements"
      )
    }))

  it.effect("a stream that fails on some inputs obeys the laws of those that it completes", () =>
    Effect.gen(function*() {
      for (const law of [Law.independent, Law.counts(({ n = 0 }) => ({ m: n })), Law.ends, Law.survivesFaults]) {
        assert.strictEqual(yield* verdictOf(law, Positive), "holds", law.name)
      }
    }))

  it.effect("an end that depends on the capacity, and a result", () =>
    Effect.gen(function*() {
      const Stalling = Stream.make("Stalling", {
        in: { n: Int },
        run: ({ n }) => n.forEach(() => n.size > 1 ? Effect.never : Effect.void)
      })
      assert.strictEqual(
        yield* verdictOf(Law.independent, Stalling),
        `Stalling: it does not hold that outputs depend neither on capacities nor on schedules
  in n       [0,0,0]
  capacity   3
  schedule   the engine's own
  end        did not end: it waits for something other than its ports
  otherwise  completed at capacity 1, on the engine's own schedule
  because    its end differs`
      )
      const Counting = Stream.make("Counting", {
        in: { n: Int },
        *run({ n }) {
          let most = 0
          yield* n.forEach(() => {
            most = Math.max(most, n.size)
          })
          return most
        }
      })
      assert.match(
        yield* verdictOf(Law.independent, Counting),
        /gives      1\n  otherwise  0 at .*\n  because    its result differs$/
      )
    }))

  it.effect("what goes on when its inputs have ended does not end", () =>
    Effect.gen(function*() {
      const Endless = Stream.make("Endless", {
        in: { n: Int },
        out: { m: Int },
        run: (_, { m }) => Effect.forever(m.push(0))
      })
      assert.match(
        yield* verdictOf(Law.ends, Endless, { elements: 20 }),
        /because   it does not end within 20 elements$/
      )
      const Ticking = Stream.make("Ticking", {
        in: { n: Int },
        out: { m: Int },
        run: () => Effect.forever(Effect.sleep("1 minute"))
      })
      assert.match(yield* verdictOf(Law.ends, Ticking), /and it has not: it goes on sleeping$/)
    }))

  it.effect("dropped elements are not held, and a pair is one", () =>
    Effect.gen(function*() {
      assert.strictEqual(yield* verdictOf(Law.holdsAtMost(1), Dropping), "holds")
      assert.strictEqual(yield* verdictOf(Law.holdsAtMost(1), Junction.zip({ a: Int, b: Int })), "holds")
      const some = Transform.mapEffect(Int, Int, (n) => Effect.succeed(n), { concurrency: 3 })
      assert.strictEqual(yield* verdictOf(Law.holdsAtMost(8), some), "holds")
      assert.match(
        yield* verdictOf(Law.holdsAtMost(2), some),
        /because   it took . elements, of which . come, before any/
      )
    }))

  it.effect("the fault, and the operation at which it came", () =>
    Effect.gen(function*() {
      const Brooding = Stream.make("Brooding", {
        in: { n: Int },
        out: { m: Int },
        run: ({ n }, { m }) => Effect.catchDefect(n.forEach((x) => m.push(x)), () => Effect.never)
      })
      assert.strictEqual(
        yield* verdictOf(Law.survivesFaults, Brooding),
        `Brooding: it does not hold that after a fault at any of its ports nothing of it is left
  in n      [0]
  capacity  1
  schedule  the engine's own
  because   when a defect comes at taking an element from n (operation 1 of 2), it does not end: it waits for something \
other than its ports`.replace("\\\n", "")
      )
    }))

  it.effect("of the steps inside of a workflow too", () =>
    Effect.gen(function*() {
      const nested = Workflow.make("nested", { copy: Copy, beating: Beating }, ({ beating, copy }) => {
        copy.pipe(beating)
        return { in: { n: copy.n }, out: { m: beating.m } }
      })
      assert.match(
        yield* verdictOf(Law.survivesFaults, nested),
        /because   when n fails after 0 elements, a fiber of it is/
      )
      const hoarding = Workflow.replace(nested, "beating", Hoarding)
      assert.strictEqual(yield* verdictOf(Law.survivesFaults, hoarding), "holds")
      assert.match(
        yield* verdictOf(Law.holdsAtMost(3), hoarding),
        /because   it took 4 elements, of which 4 come, before/
      )
    }))

  it.effect("the replay shows the same again", () =>
    Effect.gen(function*() {
      const law = Law.counts(({ n = 0 }) => ({ m: n }))
      const first = yield* law.check(Dropping, { seed: 1 })
      assert.strictEqual(first._tag, "DoesNotHold")
      if (first._tag !== "DoesNotHold") return
      const { because, capacity, inputs, replay, schedule, text } = first.counterexample
      assert.deepStrictEqual({ because, capacity, inputs: String(inputs["n"]), schedule }, {
        because: "0 elements came by m, not 1",
        capacity: 1,
        inputs: "0",
        schedule: undefined
      })
      assert.isTrue(text.endsWith(`to see it again, give { replay: '${replay}' } to the check of counts`))
      assert.strictEqual(textOf(yield* law.check(Dropping, { replay })), textOf(first))
    }))
})

describe("the stock streams", () => {
  it.effect("each law of each", () =>
    Effect.gen(function*() {
      const width = Math.max(...stocks.map(({ name }) => name.length))
      const rows: Array<string> = []
      for (const stock of stocks) {
        const { verdicts } = yield* stock.check({ seed: 1, runs: 10, maxShrinks: 0 })
        const cells = verdicts.map(({ law, verdict }) => marks[verdict._tag].padEnd(law.length))
        if (rows.length === 0) rows.push(`${" ".repeat(width)}  ${verdicts.map(({ law }) => law).join("  ")}`)
        rows.push(`${stock.name.padEnd(width)}  ${cells.join("  ")}`.trimEnd())
      }
      assert.strictEqual(
        `\n${rows.join("\n")}`,
        `
                        independent  counts  keepsOrder  conforms  ends  stops  holdsAtMost(16)  survivesFaults
map                     ✓            ✓       ✓           ✓         ✓     ✓      ✓                ✓
map, dead letters       ✓            ✓       ✓           ✓         ✓     ✓      ✓                ✓
tap                     ✓            ✓       ✓           ✓         ✓     ✓      ✓                ✓
filter                  ✓            -       ✓           ✓         ✓     ✓      ✓                ✓
flatMap                 ✓            ✓       ✓           ✓         ✓     ✓      ✓                ✓
take                    ✓            ✓       ✓           ✓         ✓     ✓      ✓                ✓
takeWhile               ✓            -       ✓           ✓         ✓     ✓      ✓                ✓
drop                    ✓            ✓       ✓           ✓         ✓     ✓      ✓                ✓
dropWhile               ✓            -       ✓           ✓         ✓     ✓      ✓                ✓
scan                    ✓            ✓       ✓           ✓         ✓     ✓      ✓                ✓
groupedWithin           ✓            ✓       ✓           ✓         ✓     ✓      ✓                ✓
throttle                ✓            ✓       ✓           ✓         ✓     ✓      ✓                ✓
debounce                ✓            ✓       ✓           ✓         ✓     ✓      ✓                ✓
decode                  ✓            -       ✓           ✓         ✓     ✓      ✓                ✓
pack                    ✓            -       -           ✓         ✓     ✓      ✓                ✓
unpack                  ✓            ✓       -           ✓         ✓     ✓      ✓                ✓
mapEffect               ✓            ✓       ✓           ✓         ✓     ✓      ✓                ✓
mapEffect, 4 at a time  ✓            ✓       ✓           ✓         ✓     ✓      ✓                ✓
mapEffect, unordered    ✗            ✓       ✗           ✓         ✓     ✓      ✓                ✓
merge                   ✗            ✓       -           ✓         ✓     ✓      ✓                ✓
zip                     ✓            ✓       ✓           ✓         ✓     ✓      ✓                ✓
zipLatest               ✗            -       ✓           ✓         ✓     ✓      ✓                ✓
concat                  ✓            ✓       -           ✓         ✓     ✓      ✓                ✓
interleave              ✓            ✓       -           ✓         ✓     ✓      ✓                ✓
unzip                   ✓            ✓       ✓           ✓         ✓     ✓      ✓                ✓
partition               ✓            -       ✓           ✓         ✓     ✓      ✓                ✓
balance                 ✗            -       ✓           ✓         ✓     ✓      ✓                ✓
toArray                 ✓            -       -           -         ✓     -      -                ✓
drain                   ✓            -       -           -         ✓     -      -                ✓
fold                    ✓            -       -           -         ✓     -      -                ✓
forEach                 ✓            -       -           -         ✓     -      -                ✓
forEach, dead letters   ✓            -       -           ✓         ✓     ✓      ✓                ✓
toQueue                 ✓            -       -           -         ✓     -      -                ✓
fromEffectSink          ✓            -       -           -         ✓     -      -                ✓
range                   ✓            ✓       -           ✓         -     ✓      -                ✓
range without end       -            -       -           ✓         -     ✓      -                ✓
fromIterable            ✓            ✓       -           ✓         -     ✓      -                ✓
fromStream              ✓            -       -           ✓         -     ✓      -                ✓
fromAsyncIterable       ✓            ✓       -           ✓         -     ✓      -                ✓
fromQueue               ✓            -       -           -         -     ✓      -                ✓`
      )
    }), 30_000)
})
