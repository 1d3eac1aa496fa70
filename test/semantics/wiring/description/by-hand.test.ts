import { Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import { faultList } from "../../fixtures.ts"
import { build, messages, registry, resultsOf } from "./graphs.ts"

const minimal = {
  version: 1,
  name: "minimal",
  steps: [{ name: "numbers", stream: "range" }, { name: "split", stream: "Split" }, {
    name: "evens",
    stream: "toArray"
  }, { name: "odds", stream: "toArray" }],
  edges: [
    { from: "numbers.value", to: "split.n" },
    { from: "split.even", to: "evens.value" },
    { from: "split.odd", to: "odds.value", capacity: 3 }
  ]
}

describe("S28: a description written by hand", () => {
  it("S28: needs no capacities, no ports of steps and no open ports", () => {
    const built = Workflow.fromDescription(minimal, registry)
    assert.deepStrictEqual(resultsOf(built), { evens: [0, 2, 4], odds: [1, 3, 5] })
    const described = Workflow.describe(built)
    assert.deepStrictEqual([described.capacity, described.edges.map(({ capacity }) => capacity)], [512, [512, 512, 3]])
    const narrow = Workflow.describe(Workflow.fromDescription({ ...minimal, capacity: 5 }, registry))
    assert.deepStrictEqual(narrow.edges.map(({ capacity }) => capacity), [5, 5, 3])
  })

  it("S28: needs a version, a name, steps and edges, and of these the names and the ends", () => {
    assert.deepStrictEqual(messages(build({})), [
      "version: Missing key",
      "name: Missing key",
      "steps: Missing key",
      "edges: Missing key"
    ])
    assert.deepStrictEqual(messages(build({ version: 1, name: "w", steps: [{}], edges: [{}] })), [
      "steps[0].name: Missing key",
      "steps[0].stream: Missing key",
      "edges[0].from: Missing key",
      "edges[0].to: Missing key"
    ])
  })

  it("S28: may list some ports of a step, which are compared", () => {
    const steps = [{ name: "split", stream: "Split", out: ["even", "uneven"] }]
    assert.include(faultList(build({ ...minimal, steps })), "PortMismatch split")
    const ins = [{ name: "split", stream: "Split", in: ["n"] }, ...minimal.steps.filter(({ name }) => name !== "split")]
    assert.deepStrictEqual(resultsOf(Workflow.fromDescription({ ...minimal, steps: ins }, registry)), {
      evens: [0, 2, 4],
      odds: [1, 3, 5]
    })
  })

  it("S28: has faults of its shape and of its graph in one report", () => {
    const run = build({
      ...minimal,
      steps: [
        { name: "numbers", stream: "ranges" },
        { name: "split", stream: "Splt", in: "n" },
        { name: "evens", stream: "toArray", in: 5 },
        { name: "odds", stream: "toArrays", in: ["value"], out: [] }
      ],
      edges: [...minimal.edges.slice(0, 2), { from: "split.odd", to: "odds.values", capacity: "many" }]
    })
    assert.deepStrictEqual(faultList(run), [
      "InvalidDescription steps[1].in",
      "InvalidDescription steps[2].in",
      "InvalidDescription edges[2].capacity",
      "UnknownStream numbers",
      "UnknownStream split",
      "UnknownStream odds",
      "UnknownPort odds.values"
    ])
  })

  it("S28: may nest another one without ports of its step", () => {
    const inner = {
      version: 1,
      name: "inner",
      steps: [{ name: "scale", stream: "Scale" }],
      edges: [],
      in: { n: ["scale.n"] },
      out: { m: ["scale.m"] }
    }
    const outer = (workflow: unknown) => ({
      version: 1,
      name: "outer",
      steps: [{ name: "range", stream: "range" }, { name: "inner", stream: "inner", workflow }, {
        name: "all",
        stream: "toArray"
      }],
      edges: [{ from: "range.value", to: "inner.n" }, { from: "inner.m", to: "all.value" }]
    })
    assert.deepStrictEqual(resultsOf(Workflow.fromDescription(outer(inner), registry)), { all: [0, 3, 6, 9, 12, 15] })
    assert.deepStrictEqual(messages(build(outer(null))), [
      "steps[1].workflow: is null; give what Workflow.describe gives, or its JSON text"
    ])
  })
})
