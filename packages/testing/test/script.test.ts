import { Junction, Sink, Source, Stream, Transform, Workflow } from "@effect-mimo/core"
import { TestScheduler, TestStream } from "@effect-mimo/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"

const Later = Stream.make("Later", {
  in: { a: Schema.Int },
  out: { x: Schema.Int },
  *run({ a }, { x }) {
    let count = 0
    yield* a.forEach((n) => {
      count++
      return Effect.andThen(Effect.sleep("5 seconds"), n < 0 ? Effect.fail(`negative: ${n}`) : x.push(n))
    })
    return count
  }
})

const mismatch = (script: Effect.Effect<void, TestStream.ScriptMismatch>): Effect.Effect<string, void> =>
  Effect.map(Effect.flip(script), (error) => error.message)
const lines = (...text: ReadonlyArray<string>): string => text.join("\n")
const firstLine = (message: string): string => message.split("\n")[0]!

describe("TestStream.script", () => {
  it.effect("plays rows from time to time, and the clock goes on with them", () =>
    Effect.gen(function*() {
      yield* TestStream.script(Later, ({ at, completes, in: { a }, out: { x }, waitsOn }) => [
        at("0 seconds", waitsOn("a")),
        at("0 seconds", a(1, 2), waitsOn()),
        at("5 seconds", x(1)),
        at("10 seconds", x(2), waitsOn("a")),
        at("11 seconds", a(3), a.end),
        at("16 seconds", x(3), x.end, completes(3)),
        at("1 minute")
      ])
      assert.strictEqual(yield* TestClock.testClockWith((clock) => clock.currentTimeMillis), 60_000)
    }))

  it("runs under a clock of its own where none is given", () =>
    Effect.runPromise(TestStream.script(Later, ({ at, completes, in: { a }, out: { x } }) => [
      at("0 seconds", a(1), a.end),
      at(5_000, x(1), completes())
    ])))

  it.effect("counts from its start, whatever the clock says", () =>
    Effect.gen(function*() {
      yield* TestClock.adjust("1 day")
      yield* TestStream.script(Later, ({ at, in: { a }, out: { x } }) => [at(0, a(1)), at("5 seconds", x(1))])
    }))

  it.effect("takes what the stream requires from its context", () =>
    Effect.gen(function*() {
      class Pause extends Context.Service<Pause, number>()("Pause") {}
      const Paused = Stream.make("Paused", {
        out: { x: Schema.Int },
        *run(_, { x }) {
          yield* Effect.sleep(yield* Pause)
          yield* x.push(1)
        }
      })
      const script = TestStream.script(Paused, ({ at, completes, out: { x } }) => [at(20, x(1), completes())])
      yield* Effect.provideService(script, Pause, 20)
    }))

  it.effect("fails, cancels and holds back", () =>
    Effect.gen(function*() {
      yield* TestStream.script(Later, ({ at, fails, in: { a } }) => [
        at(0, a(-1)),
        at("5 seconds", fails("negative: -1"))
      ])
      yield* TestStream.script(
        Later,
        ({ at, fails, in: { a } }) => [at(0, a.fail("gone"), fails(Cause.die("gone")))]
      )
      yield* TestStream.script(Later, ({ at, completes, in: { a }, out: { x } }) => [
        at(0, a(1)),
        at("3 seconds", x.cancel, completes())
      ])
      // The edges of capacity 1 hold back what is given, not what is read.
      yield* TestStream.script(Later, ({ at, in: { a }, out: { x } }) => [
        at(0, a(1, 2, 3)),
        at("5 seconds", x(1)),
        at("10 seconds", x(2)),
        at("15 seconds", x(3))
      ], { capacity: 1 })
    }))

  it.effect("sees the end of one outlet before the others", () =>
    Effect.gen(function*() {
      const Two = Stream.make("Two", {
        out: { x: Schema.Int, y: Schema.Int },
        *run(_, { x, y }) {
          yield* x.end
          yield* Effect.sleep("1 second")
          yield* y.push(1)
        }
      })
      yield* TestStream.script(Two, ({ at, completes, out: { x, y } }) => [
        at(0, x.end),
        at("1 second", y(1), y.end, completes())
      ])
      const early = TestStream.script(Two, ({ at, completes, out: { x, y } }) => [
        at("1 second", x.end, y(1), completes())
      ])
      assert.strictEqual(
        firstLine(yield* mismatch(early)),
        "Two, at 0s, before row 1 (1s), outlet x: it ended too early; row 1 (1s) expects it"
      )
    }))

  it.effect("drives a workflow of several steps as it does one stream", () =>
    Effect.gen(function*() {
      yield* TestStream.script(
        Junction.zip({ a: Schema.Int, b: Schema.String }),
        ({ at, completes, in: { a, b }, out: { zipped }, waitsOn }) => [
          at(0, a(1), waitsOn("b")),
          at("1 second", b("x"), zipped({ a: 1, b: "x" }), waitsOn("a", "b")),
          at("2 seconds", b.end, completes())
        ]
      )
    }))
})

describe("a mismatch", () => {
  it.effect("prints the table, with what came beside what is expected", () =>
    Effect.gen(function*() {
      const wrong = TestStream.script(Later, ({ at, completes, in: { a }, out: { x }, waitsOn }) => [
        at("0 seconds", a(1, 2), a.end),
        at("5 seconds", x(7), waitsOn()),
        at("15 seconds", x(2), completes(2))
      ])
      assert.strictEqual(
        yield* mismatch(wrong),
        lines(
          "Later, row 2 (5s), outlet x: element 0 is 1, expected 7",
          "",
          "     at   script            came",
          "  1  0s   in a ← 1, 2",
          "          in a ends",
          "✗ 2  5s   out x → 7         out x → 1",
          "          waits on no port  waits on no port",
          "     10s                    out x → 2",
          "     10s                    completed with 2",
          "  3  15s  out x → 2         -",
          "          completes with 2  -"
        )
      )
    }))

  it.effect("says what came too early, and what nobody expects", () =>
    Effect.gen(function*() {
      const early = TestStream.script(Later, ({ at, in: { a }, out: { x } }) => [
        at(0, a(1)),
        at("7 seconds", x(1))
      ])
      const unexpected = TestStream.script(Later, ({ at, in: { a } }) => [at(0, a(1)), at("7 seconds")])
      const inRow = TestStream.script(Later, ({ at, in: { a }, out: { x } }) => [at(0, a(1)), at("5 seconds", x())])
      assert.deepStrictEqual(
        [yield* mismatch(early), yield* mismatch(unexpected), firstLine(yield* mismatch(inRow))],
        [
          lines(
            "Later, at 5s, before row 2 (7s), outlet x: 1 came too early; row 2 (7s) expects it",
            "",
            "     at  script     came",
            "  1  0s  in a ← 1",
            "✗    5s             out x → 1",
            "  2  7s  out x → 1  -"
          ),
          lines(
            "Later, at 5s, before row 2 (7s), outlet x: 1 came, and no row expects it",
            "",
            "     at  script    came",
            "  1  0s  in a ← 1",
            "✗    5s            out x → 1",
            "  2  7s"
          ),
          "Later, row 2 (5s), outlet x: 1 came, and no row expects it"
        ]
      )
    }))

  it.effect("says what came too late, and what did not come, and why", () =>
    Effect.gen(function*() {
      const late = TestStream.script(Later, ({ at, in: { a }, out: { x } }) => [
        at(0, a(1)),
        at("3 seconds", x(1)),
        at("6 seconds")
      ])
      const missing = TestStream.script(Later, ({ at, in: { a }, out: { x } }) => [
        at(0, a(1)),
        at("5 seconds", x(1, 2))
      ])
      const asleep = TestStream.script(Later, ({ at, in: { a }, out: { x } }) => [at(0, a(1), x(1))])
      const over = TestStream.script(Later, ({ at, completes, in: { a }, out: { x } }) => [
        at(0, a.end, completes()),
        at("1 second", x(1))
      ])
      assert.deepStrictEqual(
        [
          yield* mismatch(late),
          firstLine(yield* mismatch(missing)),
          firstLine(yield* mismatch(asleep)),
          firstLine(yield* mismatch(over))
        ],
        [
          lines(
            "Later, row 2 (3s), outlet x: 1 came too late, at 5s",
            "",
            "     at  script     came",
            "  1  0s  in a ← 1",
            "✗ 2  3s  out x → 1  -",
            "     5s             out x → 1",
            "  3  6s"
          ),
          "Later, row 2 (5s), outlet x: 2 did not come; it waits on a",
          "Later, row 1 (0s), outlet x: 1 did not come; it waits for something other than its ports",
          "Later, row 2 (1s), outlet x: 1 did not come; it completed with 0 at 0s"
        ]
      )
    }))

  it.effect("says how it ended, and when", () =>
    Effect.gen(function*() {
      const failed = TestStream.script(Later, ({ at, in: { a } }) => [at(0, a(-1)), at("7 seconds")])
      const early = TestStream.script(
        Later,
        ({ at, completes, in: { a } }) => [at(0, a.end), at("7 seconds", completes())]
      )
      const late = TestStream.script(Later, ({ at, completes, in: { a } }) => [
        at(0, completes()),
        at("1 second", a.end)
      ])
      const other = TestStream.script(Later, ({ at, completes, in: { a } }) => [at(0, a.end, completes(7))])
      const neither = TestStream.script(Later, ({ at, fails }) => [at(0, fails())])
      assert.deepStrictEqual(
        (yield* Effect.all([failed, early, late, other, neither].map(mismatch))).map(firstLine),
        [
          "Later, at 5s, before row 2 (7s): it failed with \"negative: -1\", and no row expects it",
          "Later, row 1 (0s): it completed with 0 too early; row 2 (7s) expects it",
          "Later, row 1 (0s): it completed with 0 too late, at 1s",
          "Later, row 1 (0s): it completed with 0; expected: completed with 7",
          "Later, row 1 (0s): it did not fail; it waits on a"
        ]
      )
    }))

  it.effect("says what it waits on", () =>
    Effect.gen(function*() {
      const wrong = TestStream.script(Later, ({ at, waitsOn }) => [at(0, waitsOn("x"))])
      assert.strictEqual(
        yield* mismatch(wrong),
        lines(
          "Later, row 1 (0s): it is blocked on a; expected: x",
          "",
          "     at  script      came",
          "✗ 1  0s  waits on x  waits on a"
        )
      )
    }))

  it.effect("tells of a stream that pushes for ever", () =>
    Effect.gen(function*() {
      const endless = TestStream.script(
        Source.range({ end: Infinity }),
        ({ at, out: { value } }) => [at(0, value(0, 1))]
      )
      assert.strictEqual(
        yield* mismatch(endless),
        lines(
          "range, row 1 (0s), outlet value: 2 came, and no row expects it",
          "",
          "     at  script            came",
          "✗ 1  0s  out value → 0, 1  out value → 0, 1, 2, 3, 4, … 9995 more"
        )
      )
    }))

  it("refuses rows that go back in time", async () => {
    const exit = await Effect.runPromiseExit(TestStream.script(Later, ({ at }) => [at("5 seconds"), at("3 seconds")]))
    assert.include(String(exit), "row 2 of the script is earlier than the one before it")
  })
})

it.effect("a row sees what several sleepers do until its time, in their order", () =>
  Effect.gen(function*() {
    const Ticks = Stream.make("Ticks", {
      out: { x: Schema.Int, y: Schema.Int },
      run: (_, { x, y }) =>
        Effect.all([
          Effect.forEach([1, 2, 3], (n) => Effect.andThen(Effect.sleep("2 seconds"), x.push(n))),
          Effect.forEach([1, 2], (n) => Effect.andThen(Effect.sleep("3 seconds"), y.push(n)))
        ], { concurrency: "unbounded", discard: true })
    })
    yield* TestStream.script(Ticks, ({ at, completes, out: { x, y } }) => [
      at("2 seconds", x(1)),
      at("3 seconds", y(1)),
      at("4 seconds", x(2)),
      at("6 seconds", x(3), y(2), completes())
    ])
    const skipped = TestStream.script(Ticks, ({ at, out: { x } }) => [at("6 seconds", x(3))])
    assert.strictEqual(
      yield* mismatch(skipped),
      lines(
        "Ticks, at 2s, before row 1 (6s), outlet x: 1 came, and no row expects it",
        "",
        "     at  script     came",
        "✗    2s             out x → 1",
        "     3s             out y → 1",
        "     4s             out x → 2",
        "  1  6s  out x → 3  out x → 3",
        "                    out y → 2",
        "                    completed"
      )
    )
  }))

it.effect("a script holds for a stock stream too, which has no fiber of its own", () =>
  TestStream.script(
    Transform.map(Schema.Int, Schema.Int, (n) => 2 * n),
    ({ at, completes, in: { value }, out: { mapped } }) => [
      at(0, value(1, 2), mapped(2, 4)),
      at("1 hour", value(3), mapped(6), value.end, completes())
    ]
  ))

it.effect("a script of a workflow of several steps holds under any schedule, fused or not", () => {
  const Wait = Stream.make("Wait", {
    in: { n: Schema.Int },
    out: { m: Schema.Int },
    run: ({ n }, { m }) => n.forEach((x) => Effect.andThen(Effect.sleep("1 second"), m.push(x)))
  })
  const double = Transform.map(Schema.Int, Schema.Int, (n) => 2 * n)
  const chain = Workflow.make("chain", {
    first: Wait,
    double,
    second: Wait,
    sum: Sink.fold(Schema.Int, () => 0, (sum, n) => sum + n)
  }, ({ double, first, second, sum }) => {
    first.m.pipe(double).pipe(second)
    second.m.pipe(sum)
    return { in: { a: first }, out: { x: second.m } }
  })
  const script = TestStream.script(chain, ({ at, completes, in: { a }, out: { x } }) => [
    at(0, a(1, 2, 3), a.end),
    at("2 seconds", x(2)),
    at("3 seconds", x(4)),
    at("4 seconds", x(6), completes({ sum: 12 })),
    at("1 hour")
  ])
  return Effect.forEach(
    Array.from({ length: 50 }, (_, seed) => seed),
    (seed) => TestScheduler.withSeed(script, seed, { preempt: seed % 2 === 1 }),
    { discard: true }
  )
})
