import { Port, Sink, Source, Stream, Transform, Workflow } from "@effect-mimo/core"
import * as TestWorkflow from "@effect-mimo/testing/TestWorkflow"
import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { connecting } from "../../../examples/fixed-point.ts"
import { temperatures } from "../../../examples/nested.ts"

const lines = (workflow: Workflow.AnyWorkflow) => TestWorkflow.shape(workflow).split("\n")

describe("TestWorkflow.shape", () => {
  it("nested workflows, used twice (examples/nested.ts)", () => {
    const cleaning = [
      "    in text: String → trim.text",
      "    out value: Finite ← parse.value",
      "    out rejected: String ← parse.rejected",
      "    step trim: Trim",
      "      in text: String",
      "      out trimmed: String",
      "    step parse: ParseNumber",
      "      in text: String",
      "      out value: Finite",
      "      out rejected: String",
      "    trim.trimmed → parse.text (512)"
    ]
    assert.deepStrictEqual(lines(temperatures), [
      "workflow temperatures",
      "  step north: fromIterable",
      "    out value: String",
      "  step south: fromIterable",
      "    out value: String",
      "  step cleanNorth: workflow cleaning",
      ...cleaning,
      "  step cleanSouth: workflow cleaning",
      ...cleaning,
      "  step northMean: Mean",
      "    in value: Finite",
      "  step southMean: Mean",
      "    in value: Finite",
      "  step rejected: toArray",
      "    in value: String",
      "  north.value → cleanNorth.text (512)",
      "  south.value → cleanSouth.text (512)",
      "  cleanNorth.value → northMean.value (512)",
      "  cleanSouth.value → southMean.value (512)",
      "  cleanNorth.rejected → rejected.value (512)",
      "  cleanSouth.rejected → rejected.value (512)"
    ])
  })

  it("a loop (examples/fixed-point.ts)", () => {
    const edges = lines(connecting([["a", "b"]])).filter((line) => line.includes("→"))
    assert.deepStrictEqual(edges, [
      "  towns.value → label.heard (512)",
      "  label.changed → tell.changed (512)",
      "  tell.told → label.heard (4, feedback)"
    ])
  })

  it("open ports, optional ones, ports that stand for several, feedback, validation, rejected elements", () => {
    const Side = Stream.make("Side", {
      in: { a: Schema.Int, side: Port.optional(Schema.Int) },
      out: { b: Schema.Int, c: Port.optional(Schema.Int) },
      run: ({ a }, { b }) => a.forEach((n) => b.push(n))
    })
    const workflow = Workflow.make("all", { one: Side, other: Side, bad: Sink.toArray(Schema.Unknown) }, (steps) => {
      const { bad, one, other } = steps
      one.b.pipe(other.a, { capacity: 7, validate: "sample" })
      other.b.pipe(one.side, { capacity: 9, feedback: { first: [1, 2] } })
      other.c.pipe(other.side, { feedback: true })
      other.a.rejected.pipe(bad)
      return { in: { n: [one.a, one.side] }, out: { m: [one.c, other.b] } }
    })
    assert.deepStrictEqual(lines(workflow), [
      "workflow all",
      "  in n: Int → one.a, one.side",
      "  out m: Int ← one.c, other.b",
      "  step one: Side",
      "    in a: Int",
      "    in side: Int, optional",
      "    out b: Int",
      "    out c: Int, optional",
      "  step other: Side",
      "    in a: Int",
      "    in side: Int, optional",
      "    out b: Int",
      "    out c: Int, optional",
      "  step bad: toArray",
      "    in value: Unknown",
      "  one.b → other.a (7, validate: sample)",
      "  other.b → one.side (9, feedback with first [1,2])",
      "  other.c → other.side (512, feedback)",
      "  other.a.rejected → bad.value (512)"
    ])
  })

  it("a change of the graph changes the lines it is about", () => {
    const counting = (capacity: number) =>
      Workflow.make("counting", {
        numbers: Source.range({ end: 3 }),
        pass: Transform.map(Schema.Int, Schema.Int, (n) => n),
        all: Sink.toArray(Schema.Int)
      }, ({ all, numbers, pass }) => numbers.pipe(pass).pipe(all, { capacity }))
    const [one, other] = [lines(counting(1)), lines(counting(2))]
    assert.deepStrictEqual(lines(counting(1)), one)
    assert.deepStrictEqual(other.filter((line) => !one.includes(line)), ["  pass.mapped → all.value (2)"])
  })

  it("schemas by their names, or written out", () => {
    class Point extends Schema.Class<Point>("Point")({ x: Schema.Int }) {}
    interface Tree {
      readonly children: ReadonlyArray<Tree>
    }
    const Tree = Schema.Struct({ children: Schema.Array(Schema.suspend((): Schema.Codec<Tree> => Tree)) })
    const texts = [
      Schema.Unknown,
      Schema.Int.check(Schema.isGreaterThan(2)),
      Schema.String.annotate({ identifier: "Name" }),
      Schema.String.check(Schema.isNonEmpty()).annotate({ identifier: "Title" }),
      Schema.NumberFromString,
      Schema.Literals(["a", 1]),
      Schema.NullOr(Point),
      Schema.Struct({ a: Schema.Int, b: Schema.optionalKey(Schema.String) }),
      Schema.Struct({}),
      Schema.Record(Schema.String, Schema.Boolean),
      Schema.Array(Schema.Union([Schema.Int, Schema.String])),
      Schema.Tuple([Schema.Int, Schema.optionalKey(Schema.String)]),
      Schema.DateTimeUtc,
      Schema.Option(Schema.Int),
      Tree
    ].map((schema) => {
      const port = lines(Workflow.single(Transform.map(schema, schema, (x) => x as never)))[1]!
      return port.slice("  in value: ".length, port.indexOf(" → "))
    })
    assert.deepStrictEqual(texts, [
      "Unknown",
      "Int & a value greater than 2",
      "Name",
      "Title",
      "Number",
      "\"a\" | 1",
      "Point | Null",
      "{ a: Int, b?: String }",
      "{}",
      "{ [String]: Boolean }",
      "Array<Int | String>",
      "[Int, String?]",
      "DateTime.Utc",
      "Option<Int>",
      "{ children: Array<…> }"
    ])
  })
})
