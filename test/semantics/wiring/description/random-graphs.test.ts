import { Workflow } from "@effect-mimo/core"
import type { AnyDefinition } from "@effect-mimo/core/Stream"
import { assert, describe, it } from "@effect/vitest"
import { randomFrom, Relay } from "../../fixtures.ts"
import { again, all, registry, resultsOf, Split } from "./graphs.ts"

describe("S28: random graphs", () => {
  // Steps in a row, each inlet fed by an earlier outlet, some of them nested; what is left over goes to a sink.
  const randomGraph = (seed: number): Workflow.AnyWorkflow => {
    const random = randomFrom(seed)
    const below = (n: number) => Math.floor(random() * n)
    const chain = (depth: number): Workflow.AnyWorkflow => {
      const names = Array.from({ length: 1 + below(3) }, (_, i) => `c${i}`)
      const steps = Object.fromEntries(
        names.map((name) => [name, depth > 0 && random() < 0.4 ? chain(depth - 1) : Relay])
      )
      // Every step has an inlet `n` and an outlet `m`.
      return Workflow.make(`chain${depth}`, steps as Record<string, typeof Relay>, (handles) => {
        names.slice(1).forEach((name, i) => handles[names[i]!]!.pipe(handles[name]!))
        return { in: { n: handles[names[0]!]!.n }, out: { m: handles[names.at(-1)!]!.m } }
      }, { capacity: 1 + below(5) })
    }
    const steps: Record<string, AnyDefinition> = {}
    const edges: Array<readonly [string, string, string, string]> = []
    const outlets: Array<readonly [string, string]> = []
    const unused = new Set<readonly [string, string]>()
    const count = 2 + below(12)
    for (let i = 0; i < count; i++) {
      const name = `s${(i * 7) % 100}`
      const kind = i === 0 ? 0 : below(5)
      steps[name] = kind === 0
        ? registry.range
        : kind === 1
        ? Split
        : kind === 2
        ? registry.Scale
        : kind === 3
        ? Relay
        : chain(2)
      const inlets = kind === 0 ? 0 : 1 + below(2)
      const from = new Set(Array.from({ length: inlets }, () => outlets[below(outlets.length)]!))
      for (const outlet of from) {
        edges.push([...outlet, name, "n"])
        unused.delete(outlet)
      }
      for (
        const port of Object.keys(steps[name].ports).filter((port) => steps[name]!.ports[port]!.direction === "out")
      ) {
        const outlet = [name, port] as const
        outlets.push(outlet)
        unused.add(outlet)
      }
    }
    for (const [step, port] of unused) {
      steps[`${step}-${port}`] = all
      edges.push([step, port, `${step}-${port}`, "value"])
    }
    return Workflow.make(`random ${seed}`, steps, (handles) => {
      // As JavaScript sees handles: ports by any name.
      const ports = handles as unknown as Record<string, Record<string, { pipe(to: unknown, options?: unknown): void }>>
      for (const [a, out, b, inlet] of edges) {
        ports[a]![out]!.pipe(ports[b]![inlet], random() < 0.3 ? { capacity: 1 + below(9) } : {})
      }
    }, { capacity: 1 + below(9) })
  }

  it("S28: come back as they were, with the same results", () => {
    for (let seed = 1; seed <= 60; seed++) {
      const workflow = randomGraph(seed)
      const built = again(workflow)
      // Random graphs have no open ports, and their types are lost.
      const results = resultsOf(workflow as Workflow.Workflow<{}, {}, unknown, unknown, unknown>)
      assert.deepStrictEqual(resultsOf(built), results, `seed ${seed}`)
    }
  })
})
