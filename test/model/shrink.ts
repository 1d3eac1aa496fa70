// Makes a failing graph smaller, as long as it still fails.
import * as Effect from "effect/Effect"
import type { Graph, GraphStep, Op } from "./graph.ts"

const without = <A>(all: ReadonlyArray<A>, at: number): ReadonlyArray<A> => all.toSpliced(at, 1)

/** Everything that is one change smaller than a script. */
const smallerScripts = (script: ReadonlyArray<Op>): ReadonlyArray<ReadonlyArray<Op>> =>
  script.flatMap((op, at) => {
    const smaller: Array<ReadonlyArray<Op>> = [without(script, at)]
    if ("body" in op) {
      smaller.push(script.toSpliced(at, 1, ...op.body))
      for (const body of smallerScripts(op.body)) smaller.push(script.toSpliced(at, 1, { ...op, body }))
    }
    if (op.do === "repeat" && op.times > 1) {
      for (const times of [Math.floor(op.times / 2), op.times - 1]) {
        smaller.push(script.toSpliced(at, 1, { ...op, times }))
      }
    }
    if ("ports" in op && op.ports.length > 1) {
      for (const n of op.ports.keys()) smaller.push(script.toSpliced(at, 1, { ...op, ports: without(op.ports, n) }))
    }
    if ("way" in op && op.way !== undefined && op.way > 0) smaller.push(script.toSpliced(at, 1, { ...op, way: 0 }))
    return smaller
  })

const withoutStep = (graph: Graph, step: number): Graph => {
  const renumbered = ([at, port]: readonly [number, number]) => [at > step ? at - 1 : at, port] as const
  return {
    ...graph,
    steps: without(graph.steps, step),
    edges: graph.edges
      .filter(({ from, to }) => from[0] !== step && to[0] !== step)
      .map((edge) => ({ ...edge, from: renumbered(edge.from), to: renumbered(edge.to) }))
  }
}

/** Everything that is one change smaller than a graph, the greatest changes first. */
export function* smallerGraphs(graph: Graph): Generator<Graph> {
  const { edges, steps, stop } = graph
  if (stop !== undefined) {
    yield { steps, edges }
    if (stop.after > 1) yield { ...graph, stop: { ...stop, after: stop.after - 1 } }
  }
  if (steps.length > 1) { for (const step of steps.keys()) yield withoutStep(graph, step) }
  for (const edge of edges.keys()) yield { ...graph, edges: without(edges, edge) }
  for (const [at, edge] of edges.entries()) {
    for (const n of edge.through.keys()) {
      yield { ...graph, edges: edges.with(at, { ...edge, through: without(edge.through, n) }) }
    }
    if (edge.capacity > 1) yield { ...graph, edges: edges.with(at, { ...edge, capacity: edge.capacity - 1 }) }
  }
  for (const [at, step] of steps.entries()) {
    for (const script of smallerScripts(step.script)) {
      const smaller: GraphStep = { ...step, script }
      yield { ...graph, steps: steps.with(at, smaller) }
    }
  }
}

/** The smallest graph that is found by taking the first smaller one that still fails, again and again. */
export const shrink = (graph: Graph, fails: (graph: Graph) => Effect.Effect<boolean>): Effect.Effect<Graph> =>
  Effect.gen(function*() {
    let smallest = graph
    let tries = 3000
    for (let candidates = smallerGraphs(smallest); tries > 0; tries--) {
      const next = candidates.next()
      if (next.done === true) break
      if (!(yield* fails(next.value))) continue
      smallest = next.value
      candidates = smallerGraphs(smallest)
    }
    return smallest
  })
