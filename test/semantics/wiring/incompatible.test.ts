/** S29: an outlet that does not fit an inlet, told from the schemas, for graphs no compiler has seen. */
import { Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { WiringError } from "@effect-mimo/core/Wiring"
import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"

const Row = Schema.Struct({ id: Schema.Int, price: Schema.Number })
const Parse = Stream.make("Parse", {
  in: { line: Schema.String },
  out: { record: Schema.Struct({ id: Schema.Int, price: Schema.String }) },
  run: ({ line }) => line.forEach(() => {})
})
const Store = Stream.make("Store", { in: { row: Row }, run: ({ row }) => row.forEach(() => {}) })

// As JavaScript sees it.
// oxlint-disable-next-line typescript/no-explicit-any
const make = Workflow.make as (name: string, steps: object, wire: (steps: any) => unknown) => Workflow.AnyWorkflow

const faultsOf = (wire: () => unknown): WiringError => {
  try {
    wire()
  } catch (error) {
    assert.instanceOf(error, WiringError)
    return error
  }
  return assert.fail("no fault")
}

describe("S29: schema against schema, when pipe is called", () => {
  it("S29: a misfit names the ports, the path and both sides, and says what to do", () => {
    const error = faultsOf(() =>
      make("shop", { lines: Source.fromIterable(Schema.String, []), parse: Parse, store: Store }, (s) => {
        s.lines.pipe(s.parse)
        s.parse.record.pipe(s.store.row)
      })
    )
    assert.deepStrictEqual(error.faults.map(({ at, kind }) => ({ at, kind })), [
      { kind: "IncompatibleTypes", at: ["parse.record", "store.row"] }
    ])
    assert.strictEqual(
      error.faults[0]!.message,
      "outlet `parse.record` does not fit inlet `store.row`: at `.price`: string is not number; " +
        "convert with Transform.map, or put a Transform.decode between (it takes anything with { from: \"unknown\" })"
    )
  })

  it("S29: is reported with all other faults", () => {
    const error = faultsOf(() =>
      make("shop", { parse: Parse, store: Store, spare: Store }, (s) => {
        s.parse.pipe(s.store)
      })
    )
    assert.deepStrictEqual(error.faults.map(({ kind }) => kind), [
      "IncompatibleTypes",
      "UnconnectedPort",
      "UnconnectedPort"
    ])
  })

  it("S29: looks through nested workflows, at each of several inlets of one open port", () => {
    const Words = Stream.make("Words", { in: { word: Schema.String }, run: ({ word }) => word.forEach(() => {}) })
    const inner = make("inner", { words: Words, numbers: Sink.drain(Schema.Number) }, (s) => ({
      in: { x: [s.words.word, s.numbers.value] }
    }))
    const error = faultsOf(() =>
      make("outer", { words: Source.fromIterable(Schema.String, []), inner }, (s) => s.words.pipe(s.inner.x))
    )
    assert.match(error.message, /outlet `words.value` does not fit inlet `inner.x`: string is not number/)
  })

  it("S29: what cannot be decided is accepted, and shown in the description", () => {
    const Even = Schema.Number.check(Schema.makeFilter((n) => n % 2 === 0))
    const workflow = make(
      "undecided",
      { numbers: Source.range({ end: 3 }), even: Sink.drain(Even) },
      (s) => s.numbers.pipe(s.even)
    )
    assert.isString(Workflow.describe(workflow).edges[0]!.undecided)
    const fits = make(
      "fits",
      { numbers: Source.range({ end: 3 }), all: Sink.drain(Schema.Number) },
      (s) => s.numbers.pipe(s.all)
    )
    assert.notProperty(Workflow.describe(fits).edges[0], "undecided")
  })
})
