import { Junction, Source, Stream, Workflow } from "@effect-mimo/core"
import * as Law from "@effect-mimo/testing/Law"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { check, expectLawful, LawsBroken, type Report } from "../src/stream/check.ts"
import { Deaf } from "./fixtures/planted.ts"
import { Copy, Factor, Never, Scale, Slow, SplitEvenOdd } from "./fixtures/streams.ts"

const Merge = Junction.merge({ a: Schema.Int, b: Schema.Int })
const options = { seed: 1, runs: 10 } as const

const verdicts = ({ verdicts }: Report) => verdicts.map(({ law, verdict }) => `${law}: ${verdict._tag}`)
const allHold = (report: Report, but: Readonly<Record<string, Law.Verdict["_tag"]>> = {}) =>
  assert.deepStrictEqual(
    verdicts(report),
    report.verdicts.map(({ law }) => `${law}: ${but[law] ?? "Holds"}`)
  )
const untold = { counts: "DoesNotApply", keepsOrder: "DoesNotApply" } as const

describe("TestStream.check", () => {
  it.effect("the report is a table of the laws, and the counterexamples", () =>
    Effect.gen(function*() {
      const report = yield* check(Merge, {
        ...options,
        counts: ({ a, b }) => ({ merged: a + b }),
        order: { from: "a" },
        inlets: { b: Schema.Literal(7), a: Schema.Literals([1, 2, 3]) }
      })
      assert.strictEqual(report.stream, "merge")
      assert.isFalse(report.isLawful)
      assert.strictEqual(
        report.text,
        `merge
  ✗ independent      outputs depend neither on capacities nor on schedules    does not hold
  ✓ counts           as many elements come as the number of those given says  holds in 10 runs
  ✗ keepsOrder       elements come in the order in which they were given      does not hold
  ✓ conforms         each element passes the schema of its outlet             holds in 10 runs
  ✓ ends             it ends when its inputs end                              holds in 10 runs
  ✓ stops            it stops when its outlets are cancelled                  holds in 10 runs
  ✓ holdsAtMost(16)  it holds at most 16 elements while nobody reads          holds in 10 runs
  ✓ survivesFaults   after a fault at any of its ports nothing of it is left  holds in 2 runs

merge: it does not hold that outputs depend neither on capacities nor on schedules
  in a       [3]
  in b       [7]
  capacity   1
  schedule   seed 5
  gives      [7, 3]
  otherwise  [3, 7] at capacity 1, on the engine's own schedule
  because    outlet merged differs from element 0 on
to see it again, give { replay: '[0,"1",7,16,[1,1,2,1,1,1,1,2,0,1],"PropertyError"]' } to the check of independent

merge: it does not hold that elements come in the order in which they were given
  in a        []
  in b        [7]
  capacity    1
  schedule    the engine's own
  out merged  [7]
  because     element 0 of merged, 7, is not in the order of a
to see it again, give { replay: '[0,"1",6,7,[1,1,1,1,0],"PropertyError"]' } to the check of keepsOrder`
      )
    }))

  it.effect("all that a stream may be", () =>
    Effect.gen(function*() {
      allHold(yield* check(Copy, { ...options, counts: ({ n }) => ({ m: n }), order: {} }))
      // A class, and a workflow with open ports.
      allHold(yield* check(SplitEvenOdd, options), untold)
      const nested = Workflow.make("nested", { copy: Copy, split: SplitEvenOdd }, ({ copy, split }) => {
        copy.pipe(split)
        return { in: { n: copy.n }, out: { even: split.even, odd: split.odd } }
      })
      allHold(yield* check(nested, options), untold)
      const source = { ...untold, ends: "DoesNotApply", "holdsAtMost(16)": "DoesNotApply" } as const
      allHold(yield* check(Source.fromIterable(Schema.Int, [1, 2]), options), source)
    }))

  it.effect("one that sleeps takes no time", () =>
    Effect.gen(function*() {
      allHold(yield* check(Slow, options), untold)
      assert.strictEqual(yield* Clock.currentTimeMillis, 0)
    }))

  it.effect("one that waits for the real world is waited for", () =>
    Effect.gen(function*() {
      const Fetching = Stream.make("Fetching", {
        in: { n: Schema.Int },
        out: { m: Schema.Int },
        run: ({ n }, { m }) =>
          n.forEach((x) =>
            Effect.flatMap(Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 1))), () => m.push(x))
          )
      })
      allHold(yield* check(Fetching, { ...options, runs: 3, size: 3, holds: 1 }), {
        ...untold,
        "holdsAtMost(1)": "Holds"
      })
    }))

  it.effect("what the stream requires is to be provided", () =>
    Effect.gen(function*() {
      const checked = check(Scale, options)
      const requires: Effect.Effect<Report, never, Factor> = checked
      // @ts-expect-error a Factor is missing
      const nothing: Effect.Effect<Report> = checked
      assert.strictEqual(requires, nothing)
      allHold(yield* Effect.provideService(checked, Factor, 3), untold)
    }))

  it.effect("the same seed gives the same report", () =>
    Effect.gen(function*() {
      const [first, again, other] = [
        yield* check(Merge, options),
        yield* check(Merge, options),
        yield* check(Merge, { seed: 2 })
      ]
      assert.strictEqual(again.text, first.text)
      assert.notStrictEqual(other.text, first.text)
    }))

  it.effect("laws besides, and those that are not to hold", () =>
    Effect.gen(function*() {
      const { verdicts } = yield* check(Merge, {
        ...options,
        except: ["independent", "counts", "keepsOrder", "survivesFaults"],
        laws: [Law.counts(({ a = 0, b = 0 }) => ({ merged: a * b })), Law.holdsAtMost(1)],
        holds: 2
      })
      assert.deepStrictEqual(verdicts.map(({ law, verdict }) => `${law}: ${verdict._tag}`), [
        "conforms: Holds",
        "ends: Holds",
        "stops: Holds",
        "holdsAtMost(2): Holds",
        "holdsAtMost(1): Holds"
      ])
    }))

  it.effect("a source that never ends, of which some laws have nothing to say", () =>
    Effect.gen(function*() {
      const { text } = yield* check(Source.range({ end: Infinity }), { ...options, runs: 2, elements: 30 })
      assert.strictEqual(
        text,
        `range
  - independent      outputs depend neither on capacities nor on schedules    does not apply: it does not end within 30 elements
  - counts           as many elements come as the number of those given says  does not apply: nothing was told in \`counts\`
  - keepsOrder       elements come in the order in which they were given      does not apply: nothing was told in \`order\`
  ✓ conforms         each element passes the schema of its outlet             holds in 2 runs
  - ends             it ends when its inputs end                              does not apply: it has no inlets
  ✓ stops            it stops when its outlets are cancelled                  holds in 2 runs
  - holdsAtMost(16)  it holds at most 16 elements while nobody reads          does not apply: it has no inlets
  ✓ survivesFaults   after a fault at any of its ports nothing of it is left  holds in 1 run`
      )
    }))
})

describe("TestStream.expectLawful", () => {
  it.effect("gives the report of a stream that breaks no law", () =>
    Effect.gen(function*() {
      const report = yield* expectLawful(Merge, { ...options, except: ["independent"] })
      assert.isTrue(report.isLawful)
    }))

  it.effect("fails with the report of one that does", () =>
    Effect.gen(function*() {
      const broken = yield* Effect.flip(expectLawful(Deaf, options))
      assert.instanceOf(broken, LawsBroken)
      assert.deepStrictEqual(broken.laws, ["stops"])
      assert.strictEqual(broken.message, (yield* check(Deaf, options)).text)
    }))

  it.effect("one that never ends breaks one law, and of others there is nothing to say", () =>
    Effect.gen(function*() {
      const report = yield* check(Never, { ...options, runs: 3, patience: "20 millis" })
      allHold(report, { ...untold, independent: "DoesNotApply", conforms: "DoesNotApply", ends: "DoesNotHold" })
    }))

  it.effect("a law to leave out that there is not is a mistake", () =>
    Effect.gen(function*() {
      const exit = yield* Effect.exit(check(Copy, { ...options, except: ["independant"] }))
      assert.include(
        String(exit),
        "except: there is no law independant; there are independent, counts, keepsOrder, conforms, ends, stops, " +
          "holdsAtMost(16), survivesFaults"
      )
    }))
})
