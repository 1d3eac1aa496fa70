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

const parity = () =>
  Workflow.make("parity", { range: Source.range({ end: 10 }), split: Split, evens: Sum, odds: Sum }, (s) => {
    s.range.pipe(s.split)
    s.split.even.pipe(s.evens)
    s.split.odd.pipe(s.odds.n, { capacity: 16 })
  })

describe("S28: a workflow as data", () => {
  it("S28: describe gives steps, ports, edges and open ports in the order of declaration", () => {
    assert.deepStrictEqual(Workflow.describe(parity()), {
      name: "parity",
      capacity: 128,
      steps: [
        { name: "range", stream: "range", in: [], out: ["value"] },
        { name: "split", stream: "Split", in: ["n"], out: ["even", "odd"] },
        { name: "evens", stream: "Sum", in: ["n"], out: [] },
        { name: "odds", stream: "Sum", in: ["n"], out: [] }
      ],
      edges: [
        { from: "range.value", to: "split.n", capacity: 128 },
        { from: "split.even", to: "evens.n", capacity: 128 },
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
      "digraph \"parity\" {",
      "  \"range\" [label=\"range\"];",
      "  \"split\" [label=\"split: Split\"];",
      "  \"evens\" [label=\"evens: Sum\"];",
      "  \"odds\" [label=\"odds: Sum\"];",
      "  \"range\" -> \"split\" [label=\"value → n\"];",
      "  \"split\" -> \"evens\" [label=\"even → n\"];",
      "  \"split\" -> \"odds\" [label=\"odd → n (16)\"];",
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
        "digraph \"outer\" {",
        "  subgraph \"cluster_first\" { label=\"first: nested\";",
        "    \"first/relay\" [label=\"relay: Relay\"];",
        "  }",
        "  \"relay\" [label=\"relay: Relay\"];",
        "  \"port x\" [label=\"x\", shape=plaintext];",
        "  \"port y\" [label=\"y\", shape=plaintext];",
        "  \"first/relay\" -> \"relay\" [label=\"m → n\"];",
        "  \"port x\" -> \"first/relay\" [label=\"n\"];",
        "  \"relay\" -> \"port y\" [label=\"m\"];",
        "}"
      ].join("\n")
    )
    const mermaid = Workflow.toMermaid(outer)
    assert.include(mermaid, "  subgraph s_first[\"first: nested\"]\n    s_first__relay[\"relay: Relay\"]\n  end")
    assert.include(mermaid, "s_port_20_x([\"x\"])")
    assert.include(mermaid, "s_first__relay -->|\"m → n\"| s_relay")
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
    assert.include(dot, "\"a\\\"b\" [label=\"a\\\"b: x\\\"y\"];")
    assert.include(dot, "\"a\\\\b\"")
    const lines = Workflow.toMermaid(workflow).split("\n").slice(1)
    const ids = lines.map((line) => line.trim().split("[")[0]!)
    assert.lengthOf([...new Set(ids)], 6)
    assert.isTrue(ids.every((id) => /^s_[A-Za-z0-9_]+$/.test(id)))
    assert.include(lines[1]!, "#lt;b#gt;")
    assert.include(lines[0]!, "#quot;")
  })

  it("S28: an empty workflow has pictures too", () => {
    const empty = Workflow.make("empty", {}, () => {})
    assert.strictEqual(String(empty), "digraph \"empty\" {\n}")
    assert.strictEqual(Workflow.toMermaid(empty), "flowchart LR")
  })
})
