import * as Marble from "@effect-mimo/testing/Marble"
import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"

const thrown = (f: () => unknown): string => {
  try {
    f()
  } catch (error) {
    assert.instanceOf(error, Marble.MarbleError)
    return error.message
  }
  return assert.fail("it does not throw")
}

const element = (symbol: string, at: number): Marble.MarbleEvent => ({ _tag: "Element", at, symbol })

describe("Marble.parse", () => {
  it("gives each character a unit of time", () =>
    assert.deepStrictEqual(Marble.parse("a-b|"), {
      duration: 4_000,
      events: [element("a", 0), element("b", 2_000), { _tag: "End", at: 3_000 }]
    }))

  it("takes the unit", () =>
    assert.deepStrictEqual(Marble.parse("-a", 10), { duration: 20, events: [element("a", 10)] }))

  it("reads groups, which take one unit, and spaces, which take none", () =>
    assert.deepStrictEqual(Marble.parse("  (a b#) ")?.events, [
      element("a", 0),
      element("b", 0),
      { _tag: "Failure", at: 0 }
    ]))

  it("reads progressions of time between spaces, and elements elsewhere", () => {
    assert.deepStrictEqual(Marble.parse("500ms a 2m b 1.5s !").events, [
      element("a", 500),
      element("b", 121_500),
      { _tag: "Cancel", at: 124_000 }
    ])
    assert.deepStrictEqual(Marble.parse("5sa").events, [element("5", 0), element("s", 1_000), element("a", 2_000)])
    assert.deepStrictEqual(Marble.parse("5s").events, [])
  })

  it("takes a character of any plane for one", () => assert.strictEqual(Marble.parse("😀-").duration, 2_000))

  it("says what it cannot read, and where", () =>
    assert.deepStrictEqual(
      ["a-(bc", "ab)", "((a))", "(a-b)", "a|-b", "#|"].map((text) => thrown(() => Marble.parse(text))),
      [
        "marble \"a-(bc\": this group does not end\n  a-(bc\n    ^",
        "marble \"ab)\": no group begins before this\n  ab)\n    ^",
        "marble \"((a))\": a group in a group\n  ((a))\n   ^",
        "marble \"(a-b)\": no time passes in a group\n  (a-b)\n    ^",
        "marble \"a|-b\": nothing comes after the end\n  a|-b\n     ^",
        "marble \"#|\": nothing comes after the failure\n  #|\n   ^"
      ]
    ))
})

describe("Marble.print", () => {
  it("writes long pauses as progressions", () =>
    assert.deepStrictEqual(
      ["a------------b", "a-------------b", "a 1m b", "90m (ab) 100s |"].map((text) =>
        Marble.print(Marble.parse(text))
      ),
      ["a------------b", "a 13s b", "a 1m b", "90m (ab) 100s |"]
    ))

  it("refuses what it cannot write", () =>
    assert.deepStrictEqual(
      [
        thrown(() => Marble.print({ duration: 2_000, events: [element("a", 0), element("b", 1_500)] })),
        thrown(() => Marble.print({ duration: 2_000, events: [element("-", 0)] })),
        thrown(() => Marble.print({ duration: 2_000, events: [element("ab", 0)] }))
      ],
      [
        "marble \"a\": the next is at 1500ms, which is between two units\n  a\n   ^",
        "marble \"\": \"-\" cannot stand for an element\n  \n  ^",
        "marble \"\": \"ab\" cannot stand for an element\n  \n  ^"
      ]
    ))
})

describe("what is written", () => {
  const integer = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }))
  const drawn = Schema.Struct({
    unit: Schema.Literals([1, 10, 250, 1_000, 60_000]),
    // Among the symbols are those that look like times.
    steps: Schema.Array(
      Schema.Struct({ gap: integer(0, 30), symbols: Schema.Array(Schema.Literals([..."ab15.smhé😀"])) })
    ),
    end: Schema.Literals(["", "|", "#", "!"]),
    rest: integer(0, 20)
  })
  const ends = { "|": "End", "#": "Failure", "!": "Cancel" } as const

  it.prop("is read as what it was", { drawn: Arbitrary.schema(drawn) }, ({ drawn: { end, rest, steps, unit } }) => {
    let at = 0
    const events: Array<Marble.MarbleEvent> = []
    for (const { gap, symbols } of steps) {
      at += gap * unit
      events.push(...symbols.map((symbol) => element(symbol, at)))
      if (symbols.length > 0) at += unit
    }
    if (end !== "") events.push({ _tag: ends[end], at })
    const marble = { duration: at + (end === "" ? 0 : unit) + rest * unit, events }
    assert.deepStrictEqual(Marble.parse(Marble.print(marble, unit), unit), marble)
  }, { arbitrary: { runs: 500 } })

  const text = Schema.Array(Schema.Literals([..."ab15s--()|# ", " 5s ", " 100ms "])).pipe(Arbitrary.schema)
  it.prop("can be read at all, or is refused; and is written in one way", { text }, ({ text }) => {
    let marble: Marble.Marble
    try {
      marble = Marble.parse(text.join(""), "100 millis")
    } catch (error) {
      return assert.instanceOf(error, Marble.MarbleError)
    }
    assert.deepStrictEqual(Marble.parse(Marble.print(marble, "100 millis"), "100 millis"), marble)
  }, { arbitrary: { runs: 1_000 } })
})
