// The element at which a function failed: in the Cause, and in what is printed of it.
import { type Out, Sink, Source, Stream, Transform, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { rule } from "../fixtures-ports.ts"
import { capacities, causeOf, Endless, Relay } from "../fixtures.ts"

const Int = Schema.Int

/** What each reason of a Cause says of an element. */
const elementsOf = (cause: Cause.Cause<unknown>): ReadonlyArray<unknown> =>
  cause.reasons.map((reason) => Option.getOrUndefined(Workflow.failedElement(Cause.fromReasons([reason]))))

/** `f`, throwing at one element. */
const throwingAt = <A>(bad: number, f: (n: number) => A) => (n: number): A => {
  if (n === bad) throw new Error("bad")
  return f(n)
}

// Elements are not their positions.
const from = 100
const numbers = Source.range({ start: from, end: from + 20 })

const into = { capacity: 3 }
const streams = {
  map: (bad: number) =>
    Workflow.make(
      "w",
      { numbers, it: Transform.map(Int, Int, throwingAt(bad, (n) => n)), all: Sink.toArray(Int) },
      (s) => s.numbers.pipe(s.it).pipe(s.all),
      into
    ),
  tap: (bad: number) =>
    Workflow.make(
      "w",
      { numbers, it: Transform.tap(Int, throwingAt(bad, () => {})), all: Sink.toArray(Int) },
      (s) => s.numbers.pipe(s.it).pipe(s.all),
      into
    ),
  flatMap: (bad: number) =>
    Workflow.make(
      "w",
      { numbers, it: Transform.flatMap(Int, Int, throwingAt(bad, (n) => [n, n, n])), all: Sink.toArray(Int) },
      (s) => s.numbers.pipe(s.it).pipe(s.all),
      into
    ),
  filter: (bad: number) =>
    Workflow.make(
      "w",
      { numbers, it: Transform.filter(Int, throwingAt(bad, () => false)), all: Sink.toArray(Int) },
      (s) => {
        s.numbers.pipe(s.it)
        s.it.passed.pipe(s.all)
      },
      into
    )
}

describe("S15: where a stock stream's function throws", () => {
  const twenty = { seeds: { count: 100, because: "each order is tried with twenty runs" } }

  for (const [kind, make] of Object.entries(streams)) {
    rule(`S15: ${kind}: the Cause tells inlet and position`, () =>
      Effect.gen(function*() {
        for (const capacity of capacities) {
          for (const position of [0, 1, 7, 19]) {
            const exit = yield* Effect.exit(Workflow.run(Workflow.withCapacity(make(from + position), capacity)))
            const cause = causeOf(exit)
            assert.deepStrictEqual(elementsOf(cause), [{ step: "w/it", inlet: "value", position }])
            assert.include(Cause.pretty(cause), `\n    at w/it (position ${position} of value)`)
          }
        }
      }), twenty)
  }

  rule(
    "S15: behind other steps it is the position at the step itself, in whatever way elements come",
    () =>
      Effect.gen(function*() {
        const feeds = {
          "all at once": (n: Out<number>) => n.pushAll(Array.from({ length: 50 }, (_, x) => x)),
          "one by one": (n: Out<number>) => Effect.forEach(Array.from({ length: 50 }, (_, x) => x), (x) => n.push(x))
        }
        for (const [how, feed] of Object.entries(feeds)) {
          for (const capacity of capacities) {
            const workflow = Workflow.make("w", {
              feed: Stream.make(how, { out: { n: Int }, run: (_, { n }) => feed(n) }),
              even: Transform.filter(Int, (n) => n % 2 === 0),
              twice: Transform.flatMap(Int, Int, (n) => [n, n]),
              bad: Transform.map(Int, Int, throwingAt(10, (n) => n)),
              all: Sink.toArray(Int)
            }, ({ all, bad, even, feed, twice }) => {
              feed.pipe(even)
              even.passed.pipe(twice).pipe(bad).pipe(all)
            }, { capacity })
            const exit = yield* Effect.exit(Workflow.run(workflow))
            assert.deepStrictEqual(elementsOf(causeOf(exit)), [{ step: "w/bad", inlet: "value", position: 10 }])
          }
        }
      })
  )

  rule("S15: of several edges into an inlet all elements count", () =>
    Effect.gen(function*() {
      let calls = 0
      const workflow = Workflow.make("w", {
        a: Source.range({ end: 50 }),
        b: Source.range({ end: 50 }),
        bad: Transform.tap(Int, () => {
          if (calls++ === 60) throw new Error("bad")
        }),
        all: Sink.toArray(Int)
      }, ({ a, all, b, bad }) => {
        a.pipe(bad)
        b.pipe(bad)
        bad.pipe(all)
      }, { capacity: 3 })
      const exit = yield* Effect.exit(Workflow.run(workflow))
      assert.deepStrictEqual(elementsOf(causeOf(exit)), [{ step: "w/bad", inlet: "value", position: 60 }])
    }))

  const effectful = (bad: number) => (n: number): Effect.Effect<number, string> =>
    Effect.andThen(Effect.yieldNow, n === bad ? Effect.fail("bad") : Effect.succeed(n))
  const feeds = { numbers }
  const inward = {
    "mapEffect, one at a time": (bad: number) =>
      Workflow.make(
        "w",
        { ...feeds, it: Transform.mapEffect(Int, Int, effectful(bad)), all: Sink.toArray(Int) },
        (s) => s.numbers.pipe(s.it).pipe(s.all)
      ),
    "mapEffect, in order": (bad: number) =>
      Workflow.make(
        "w",
        { ...feeds, it: Transform.mapEffect(Int, Int, effectful(bad), { concurrency: 4 }), all: Sink.toArray(Int) },
        (s) => s.numbers.pipe(s.it).pipe(s.all)
      ),
    "mapEffect, unordered": (bad: number) =>
      Workflow.make("w", {
        ...feeds,
        it: Transform.mapEffect(Int, Int, effectful(bad), { concurrency: 4, unordered: true }),
        all: Sink.toArray(Int)
      }, (s) => s.numbers.pipe(s.it).pipe(s.all)),
    "mapEffect that throws": (bad: number) =>
      Workflow.make("w", {
        ...feeds,
        it: Transform.mapEffect(Int, Int, throwingAt(bad, Effect.succeed<number>), { concurrency: 4 }),
        all: Sink.toArray(Int)
      }, (s) => s.numbers.pipe(s.it).pipe(s.all)),
    "Sink.forEach": (bad: number) =>
      Workflow.make("w", { ...feeds, it: Sink.forEach(Int, effectful(bad)) }, (s) => s.numbers.pipe(s.it)),
    "Sink.forEach that throws": (bad: number) =>
      Workflow.make("w", { ...feeds, it: Sink.forEach(Int, throwingAt(bad, () => {})) }, (s) => s.numbers.pipe(s.it)),
    "Sink.fold": (bad: number) =>
      Workflow.make(
        "w",
        { ...feeds, it: Sink.fold(Int, () => 0, (sum, n) => sum + throwingAt(bad, (n) => n)(n)) },
        (s) => s.numbers.pipe(s.it)
      ),
    "a forEach of one's own": (bad: number) =>
      Workflow.make("w", {
        ...feeds,
        it: Stream.make("It", { in: { value: Int }, run: ({ value }) => value.forEach(effectful(bad)) })
      }, (s) => s.numbers.pipe(s.it))
  }
  for (const [what, make] of Object.entries(inward)) {
    rule(`S15: ${what}: the Cause tells inlet and position`, () =>
      Effect.gen(function*() {
        for (const capacity of capacities) {
          for (const position of [0, 1, 7, 19]) {
            const workflow: Workflow.Workflow<{}, {}, unknown, string> = make(from + position)
            const exit = yield* Effect.exit(
              Workflow.run(Workflow.withCapacity<{}, {}, unknown, string, never>(workflow, capacity))
            )
            assert.deepStrictEqual(elementsOf(causeOf(exit)), [{ step: "w/it", inlet: "value", position }])
          }
        }
      }), twenty)
  }

  rule(
    "S15: of loops in loops the inner one tells; of several fibers at one inlet, each its own",
    () =>
      Effect.gen(function*() {
        const Nested = Stream.make("Nested", {
          in: { a: Int, b: Int },
          run: ({ a, b }) => a.forEach(() => b.forEach((x) => x === 2 ? Effect.fail("inner") : Effect.void))
        })
        const nested = Workflow.make("w", { a: Endless, b: Endless, nested: Nested }, (s) => {
          s.a.pipe(s.nested.a)
          s.b.pipe(s.nested.b)
        })
        const inner = yield* Effect.exit(Workflow.run(nested))
        assert.deepStrictEqual(elementsOf(causeOf(inner)), [{ step: "w/nested", inlet: "b", position: 2 }])
        const Both = Stream.make("Both", {
          in: { n: Int },
          run: ({ n }) => {
            const worker = n.forEach((x) =>
              Effect.andThen(Effect.yieldNow, x === 3 ? Effect.fail("three") : Effect.yieldNow)
            )
            return Effect.all([worker, worker, worker], { concurrency: 3 })
          }
        })
        const several = yield* Effect.exit(
          Workflow.run(Workflow.make("w", { numbers: Endless, both: Both }, (s) => s.numbers.pipe(s.both)))
        )
        assert.deepStrictEqual(elementsOf(causeOf(several)), [{ step: "w/both", inlet: "n", position: 3 }])
      })
  )

  rule("S15: a failure that is no element's has none", () =>
    Effect.gen(function*() {
      const Fails = Stream.make("Fails", { in: { n: Int }, run: ({ n }) => Effect.andThen(n.pop, Effect.fail("no")) })
      const workflow = Workflow.make("w", { numbers: Endless, relay: Relay, fails: Fails }, (s) =>
        s.numbers.pipe(s.relay).pipe(s.fails))
      const exit = yield* Effect.exit(Workflow.run(workflow))
      assert.deepStrictEqual(elementsOf(causeOf(exit)), [undefined])
      assert.strictEqual(Cause.pretty(causeOf(exit)), "Error: no\n    at w/fails")
    }))

  it.effect("S5, S15: who reads a failed open outlet is told the same of it", () =>
    Effect.gen(function*() {
      const workflow = Workflow.make("w", {
        numbers,
        it: Transform.map(
          Int,
          Int,
          throwingAt(from + 2, (n) => n)
        )
      }, (s) => {
        s.numbers.pipe(s.it)
        return { out: { m: s.it.mapped } }
      })
      const running = yield* Workflow.launch(workflow)
      yield* Effect.exit(running.await)
      assert.deepStrictEqual(yield* running.out.m.popUpTo(5), [from, from + 1])
      const cause = causeOf(yield* Effect.exit(running.out.m.pop))
      assert.deepStrictEqual(elementsOf(cause), [{ step: "w/it", inlet: "value", position: 2 }])
      assert.deepStrictEqual(
        Workflow.failedStep(cause),
        Workflow.failedStep(causeOf(yield* Effect.exit(running.await)))
      )
    }))
})
