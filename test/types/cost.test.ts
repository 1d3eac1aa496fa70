// What a workflow costs the compiler, counted in type instantiations, which are the same on every machine. The seconds are
// in benchmarks/types.
import { assert, beforeAll, describe, it } from "@effect/vitest"
import { check, declarationOf, emitCore } from "../../benchmarks/types/measure.ts"
import { type Size, streams, workflow } from "../../benchmarks/types/programs.ts"

// Beyond what the streams cost by themselves.
const instantiations = (size: Size): number =>
  check("7", "cost-workflow", workflow(size)).instantiations - check("7", "cost-streams", streams(size)).instantiations

describe("the types of a workflow", { timeout: 120_000 }, () => {
  beforeAll(emitCore, 60_000)

  it("cost at most 40 instantiations for a step and two pipes of streams that were used before", () => {
    const [small, large] = [100, 200].map((steps) => instantiations({ steps, streams: 10 }))
    assert.isAtMost((large! - small!) / 100, 40)
  })

  it("cost at most 1,000 for those of a new stream, however many there are", () => {
    const [small, middle, large] = [50, 100, 200].map((steps) => instantiations({ steps, streams: steps }))
    assert.isAtMost((middle! - small!) / 50, 1000)
    assert.isAtMost((large! - middle!) / 100, 1000)
  })

  it("fit into a small declaration file: results, errors and services, without ports, handles and schemas", () => {
    const text = declarationOf("7", "cost-declaration", workflow({ steps: 200, streams: 10 }), "workflow.ts")
    assert.isAtMost(text.length, 10_000)
    for (const word of ["Handle", "Inlet", "Outlet", "Definition", "Schema"]) assert.notInclude(text, word)
    assert.include(text, "Workflow.Workflow<{}, {}, {\n    readonly s0: number;")
  })
})
