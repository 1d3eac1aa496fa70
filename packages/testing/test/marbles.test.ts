import { Junction, Stream } from "@effect-mimo/core"
import { TestStream } from "@effect-mimo/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

const Later = Stream.make("Later", {
  in: { a: Schema.Int },
  out: { x: Schema.Int },
  run: ({ a }, { x }) =>
    a.forEach((n) => Effect.andThen(Effect.sleep("2 seconds"), n === 0 ? Effect.fail("zero") : x.push(n)))
})

const mismatch = (test: Effect.Effect<void, TestStream.MarbleMismatch>): Effect.Effect<string, void> =>
  Effect.map(Effect.flip(test), (error) => error.message)
const lines = (...text: ReadonlyArray<string>): string => text.join("\n")

describe("TestStream.marbles", () => {
  it.effect("plays inputs and compares outputs, with ends and times", () =>
    Effect.gen(function*() {
      yield* TestStream.marbles(Later, { inputs: { a: "(12)---3|" }, outputs: { x: "--1-2-(3|)" } })
      yield* TestStream.marbles(Later, { inputs: { a: "1 10s |" }, outputs: { x: "--1 8s |" } })
      // What comes after the longest marble does not count.
      yield* TestStream.marbles(Later, { inputs: { a: "12" }, outputs: { x: "--1" } })
      // A stream that fails fails its outlets; which error is said apart.
      yield* TestStream.marbles(Later, { inputs: { a: "10" }, outputs: { x: "--1-#" } })
      yield* TestStream.marbles(Later, { inputs: { a: "10" }, outputs: { x: "--1-#" }, error: "zero" })
      yield* TestStream.marbles(Later, { inputs: { a: "-#" }, outputs: { x: "-#" }, error: Cause.die("gone") })
      yield* TestStream.marbles(Later, { inputs: { a: "12" }, outputs: { x: "--1!" } })
    }))

  it("runs under a clock of its own where none is given", () =>
    Effect.runPromise(TestStream.marbles(Later, { inputs: { a: "1|" }, outputs: { x: "--(1|)" } })))

  it.effect("takes a unit, and what the symbols stand for", () =>
    Effect.gen(function*() {
      yield* TestStream.marbles(Later, {
        inputs: { a: "a 1s b" },
        outputs: { x: "2s a 1999ms b" },
        values: { a: 100, b: -1 },
        unit: "1 milli"
      })
      // Digits are numbers or strings, as the port has it.
      yield* TestStream.marbles(Junction.zip({ a: Schema.Int, b: Schema.String }), {
        inputs: { a: "1--2|", b: "-xy" },
        outputs: { zipped: "-p-q(|)" },
        values: { p: { a: 1, b: "x" }, q: { a: 2, b: "y" } }
      })
    }))

  it.effect("prints the marbles one under the other, and a caret where they part", () =>
    Effect.gen(function*() {
      const late = TestStream.marbles(Later, { inputs: { a: "12|" }, outputs: { x: "--1--2" } })
      const other = TestStream.marbles(Later, { inputs: { a: "12|" }, outputs: { x: "--1-3|" } })
      assert.deepStrictEqual(
        [yield* mismatch(late), yield* mismatch(other)],
        [
          lines(
            "Later, outlet x, at 4s: 2 came, expected nothing",
            "",
            "  in a            12|",
            "  out x expected  --1--2",
            "  out x came      --1-(2|)",
            "                      ^",
            "  a character is 1s"
          ),
          lines(
            "Later, outlet x, at 4s: 2 came, expected 3",
            "",
            "  in a            12|",
            "  out x expected  --1-3|",
            "  out x came      --1-(2|)",
            "                      ^",
            "  a character is 1s"
          )
        ]
      )
    }))

  it.effect("shows what came between the units, and what has no symbol", () =>
    Effect.gen(function*() {
      const Half = Stream.make("Half", {
        out: { x: Schema.Struct({ n: Schema.Int }), y: Schema.Int },
        *run(_, { x, y }) {
          yield* y.push(7)
          yield* Effect.sleep(500)
          yield* x.pushAll([{ n: 1 }, { n: 2 }])
        }
      })
      const test = TestStream.marbles(Half, { outputs: { x: "-a|", y: "7" }, values: { a: { n: 1 } } })
      assert.strictEqual(
        yield* mismatch(test),
        lines(
          "Half, outlet x, at 500ms: {\"n\":1} came, expected nothing",
          "",
          "  out x expected  --a-|",
          "  out x came      -(aA|)",
          "                   ^",
          "  out y expected  7",
          "  out y came      7|",
          "                   ^",
          "  a character is 500ms",
          "  A = {\"n\":2}"
        )
      )
    }))

  it.effect("says what did not come, what nobody expects of an outlet that is left out, and another error", () =>
    Effect.gen(function*() {
      const missing = TestStream.marbles(Later, { inputs: { a: "1" }, outputs: { x: "--1----2|" } })
      const unnamed = TestStream.marbles(Later, { inputs: { a: "1--|" }, outputs: {} })
      const failed = TestStream.marbles(Later, { inputs: { a: "0" }, outputs: { x: "--#" }, error: "one" })
      assert.deepStrictEqual(
        (yield* Effect.all([missing, unnamed, failed].map(mismatch))).map((message) => message.split("\n")[0]),
        [
          "Later, outlet x, at 7s: nothing came, expected 2",
          "Later, outlet x, at 2s: 1 came, expected nothing",
          "Later, outlet x, at 2s: it failed with \"zero\"; expected: failed with \"one\""
        ]
      )
    }))

  it("refuses symbols that stand for nothing, and marbles that are none", async () => {
    const exit = (marbles: TestStream.Marbles<typeof Later>) =>
      Effect.runPromiseExit(TestStream.marbles(Later, marbles))
    assert.include(
      String(await exit({ inputs: { a: "x" }, outputs: {} })),
      "\"x\" is no element of a: say in values what it stands for"
    )
    assert.include(String(await exit({ inputs: { a: "(1" }, outputs: {} })), "this group does not end")
    assert.include(String(await exit({ inputs: { a: "1!" }, outputs: {} })), "inlet a: \"!\" is for outlets")
    assert.include(
      String(await exit({ outputs: { x: "-" }, unit: 0 })),
      "Marble: the unit is 0; give a time longer than 0"
    )
  })

  it("refuses marbles of ports that are not there, of which nothing would be compared", async () => {
    const exit = (marbles: { readonly inputs?: object; readonly outputs: object }) =>
      Effect.runPromiseExit(TestStream.marbles(Later, marbles))
    assert.include(String(await exit({ inputs: { b: "|" }, outputs: {} })), "there is no inlet b; the inlets are a")
    assert.include(String(await exit({ outputs: { y: "--1" } })), "there is no outlet y; the outlets are x")
    assert.include(String(await exit({ outputs: { a: "1" } })), "there is no outlet a; the outlets are x")
  })
})
