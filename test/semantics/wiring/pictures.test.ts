import { Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { Relay } from "../fixtures.ts"

const all = Sink.toArray(Schema.Int)

const Split = Stream.make("Split", { in: { n: Schema.Int }, out: { even: Schema.Int, odd: Schema.Int }, *run() {} })

class Sum extends Stream.Class("Sum", { in: { n: Schema.Int } }) {
  *run() {
    return 0
  }
}

// What every picture begins with.
const dotHeader = (name: string) => [
  `digraph "${name}" {`,
  "  rankdir=LR;",
  "  graph [fontname=\"Helvetica,Arial,sans-serif\", style=rounded, color=gray];",
  "  node [fontname=\"Helvetica,Arial,sans-serif\", fontsize=12, shape=Mrecord];",
  "  edge [fontname=\"Helvetica,Arial,sans-serif\", fontsize=10, arrowsize=0.7];"
]

const parity = () =>
  Workflow.make("parity", { range: Source.range({ end: 10 }), split: Split, evens: Sum, odds: Sum }, (s) => {
    s.range.pipe(s.split)
    s.split.even.pipe(s.evens)
    s.split.odd.pipe(s.odds.n, { capacity: 16 })
  })

describe("S28: a workflow as data", () => {
  it("S28: describe gives steps, ports, edges and open ports in the order of declaration", () => {
    assert.deepStrictEqual(Workflow.describe(parity()), {
      version: 1,
      name: "parity",
      capacity: 512,
      steps: [
        { name: "range", stream: "range", in: [], out: ["value"] },
        { name: "split", stream: "Split", in: ["n"], out: ["even", "odd"] },
        { name: "evens", stream: "Sum", in: ["n"], out: [] },
        { name: "odds", stream: "Sum", in: ["n"], out: [] }
      ],
      edges: [
        { from: "range.value", to: "split.n", capacity: 512 },
        { from: "split.even", to: "evens.n", capacity: 512 },
        { from: "split.odd", to: "odds.n", capacity: 16 }
      ],
      in: {},
      out: {}
    })
  })

  it("S28: describe shows nested workflows as workflows, and what open ports stand for", () => {
    const relays = Workflow.make("relays", { a: Relay, b: Relay }, ({ a, b }) => ({
      in: { n: [a.n, b.n] },
      out: { m: [a.m, b.m] }
    }), { capacity: 4 })
    const outer = Workflow.make("outer", { relays, all }, ({ relays, all }) => {
      relays.pipe(all)
      return { in: { x: relays.n } }
    })
    const { in: ins, steps } = Workflow.describe(outer)
    assert.deepStrictEqual(ins, { x: ["relays.n"] })
    assert.strictEqual(steps[0]!.stream, "relays")
    assert.deepStrictEqual(steps[0]!.workflow, Workflow.describe(relays))
    assert.deepStrictEqual(steps[0]!.workflow!.in, { n: ["a.n", "b.n"] })
    assert.deepStrictEqual(steps[0]!.workflow!.out, { m: ["a.m", "b.m"] })
  })

  it("S28: describe is plain data", () => {
    const description = Workflow.describe(parity())
    assert.deepStrictEqual(JSON.parse(JSON.stringify(description)), description)
  })

  it("S28: String gives DOT, the same for the same graph", () => {
    const dot = [
      ...dotHeader("parity"),
      "  \"range\" [label=\"{range|{<out_value> value}}\"];",
      "  \"split\" [label=\"{{<in_n> n}|split\\nSplit|{<out_even> even|<out_odd> odd}}\"];",
      "  \"evens\" [label=\"{{<in_n> n}|evens\\nSum}\"];",
      "  \"odds\" [label=\"{{<in_n> n}|odds\\nSum}\"];",
      "  \"range\":out_value:e -> \"split\":in_n:w;",
      "  \"split\":out_even:e -> \"evens\":in_n:w;",
      "  \"split\":out_odd:e -> \"odds\":in_n:w [label=\"16\"];",
      "}"
    ].join("\n")
    assert.strictEqual(String(parity()), dot)
    assert.strictEqual(String(parity()), String(parity()))
    assert.strictEqual(Workflow.toDot(parity()), dot)
  })

  it("S28: toMermaid gives a flowchart, the same for the same graph", () => {
    assert.strictEqual(
      Workflow.toMermaid(parity()),
      [
        "flowchart LR",
        "  s_range[\"range\"]",
        "  s_split[\"split: Split\"]",
        "  s_evens[\"evens: Sum\"]",
        "  s_odds[\"odds: Sum\"]",
        "  s_range -->|\"value → n\"| s_split",
        "  s_split -->|\"even → n\"| s_evens",
        "  s_split -->|\"odd → n (16)\"| s_odds"
      ].join("\n")
    )
  })

  it("S28: nested workflows are clusters, open ports are ends of their own", () => {
    const nested = Workflow.make(
      "nested",
      { relay: Relay },
      ({ relay }) => ({ in: { n: relay.n }, out: { m: relay.m } })
    )
    const outer = Workflow.make("outer", { first: nested, relay: Relay }, ({ first, relay }) => {
      first.pipe(relay)
      return { in: { x: first.n }, out: { y: relay.m } }
    })
    assert.strictEqual(
      String(outer),
      [
        ...dotHeader("outer"),
        "  subgraph \"cluster_first\" { label=\"first: nested\";",
        "    \"first/relay\" [label=\"{{<in_n> n}|relay\\nRelay|{<out_m> m}}\"];",
        "    \"port first/n\" [label=\"n\", shape=oval, color=gray];",
        "    \"port first/m\" [label=\"m\", shape=oval, color=gray];",
        "    \"port first/n\" -> \"first/relay\":in_n:w;",
        "    \"first/relay\":out_m:e -> \"port first/m\";",
        "  }",
        "  \"relay\" [label=\"{{<in_n> n}|relay\\nRelay|{<out_m> m}}\"];",
        "  \"port x\" [label=\"x\", shape=oval, color=gray];",
        "  \"port y\" [label=\"y\", shape=oval, color=gray];",
        "  \"port first/m\" -> \"relay\":in_n:w;",
        "  \"port x\" -> \"port first/n\";",
        "  \"relay\":out_m:e -> \"port y\";",
        "}"
      ].join("\n")
    )
    const mermaid = Workflow.toMermaid(outer)
    assert.deepStrictEqual(mermaid.split("\n"), [
      "flowchart LR",
      "  subgraph s_first[\"first: nested\"]",
      "    s_first__relay[\"relay: Relay\"]",
      "    s_port_20_first__n([\"n\"])",
      "    s_port_20_first__m([\"m\"])",
      "    s_port_20_first__n -->|\"n\"| s_first__relay",
      "    s_first__relay -->|\"m\"| s_port_20_first__m",
      "  end",
      "  s_relay[\"relay: Relay\"]",
      "  s_port_20_x([\"x\"])",
      "  s_port_20_y([\"y\"])",
      "  s_port_20_first__m -->|\"n\"| s_relay",
      "  s_port_20_x --> s_port_20_first__n",
      "  s_relay -->|\"m\"| s_port_20_y"
    ])
  })

  it("S28: names that the pictures' syntax would read as its own are quoted, and stay apart", () => {
    const named = (name: string) => Stream.make(name, { *run() {} })
    const steps = {
      "a\"b": named("x\"y"),
      "a\\b": named("<b>&#35;</b>"),
      "a-b": named("end"),
      "a_b": named("subgraph"),
      end: named("end"),
      "é": named("é")
    }
    const workflow = Workflow.make("say \"hi\"", steps, () => {})
    const dot = String(workflow)
    assert.include(dot, "digraph \"say \\\"hi\\\"\" {")
    assert.include(dot, "\"a\\\"b\" [label=\"{a\\\"b\\nx\\\"y}\"];")
    assert.include(dot, "[label=\"{a\\\\b\\n\\<b\\>&amp;#35;\\</b\\>}\"];")
    assert.include(dot, "\"a\\\\b\"")
    const lines = Workflow.toMermaid(workflow).split("\n").slice(1)
    const ids = lines.map((line) => line.trim().split("[")[0]!)
    assert.lengthOf([...new Set(ids)], 6)
    assert.isTrue(ids.every((id) => /^s_[A-Za-z0-9_]+$/.test(id)))
    assert.include(lines[1]!, "#lt;b#gt;")
    assert.include(lines[0]!, "#quot;")
    const marked = Workflow.make("w", { "`a`": named("$$x$$\\n&lt;#1") }, () => {})
    assert.include(Workflow.toMermaid(marked), "[\"#96;a#96;: #36;#36;x#36;#36;#92;n#amp;lt;#35;1\"]")
  })

  it("S28: a line break in the name of a stream is a space in DOT's records, where it would go missing", () => {
    const workflow = Workflow.make("w", { two: Stream.make("Two\n  lines", { *run() {} }) }, () => {})
    assert.include(String(workflow), "[label=\"{two\\nTwo lines}\"];")
  })

  it("S28: an empty workflow has pictures too", () => {
    const empty = Workflow.make("empty", {}, () => {})
    assert.strictEqual(String(empty), [...dotHeader("empty"), "}"].join("\n"))
    assert.strictEqual(Workflow.toMermaid(empty), "flowchart LR")
  })
})
