/** Nested workflows dissolved: from a graph to the flat plan that the engine runs. */
import type * as Schema from "effect/Schema"
import { defaultGrowth, type OnDeadlock } from "../Deadlock.ts"
import type { Validate } from "../ValidationError.ts"
import type { StreamDefinition } from "./definition.ts"
import type { PortName, WorkflowGraph } from "./graph.ts"
import type { Plan, PlannedEdge, PortAddress } from "./plan.ts"
import { inletRejecting, rejectedOf } from "./rejected.ts"

interface Leaf {
  readonly path: ReadonlyArray<string>
  readonly stream: StreamDefinition
}

interface FlatAddress extends PortAddress {
  /** Of `rejected` of an inlet, how deep the workflow that names it is nested; undefined of a port. */
  readonly rejectedAt?: number
}

/** An edge as it is written, its ends resolved. */
export interface FlatEdge extends PlannedEdge {
  readonly from: FlatAddress
  /** As given to `pipe`. */
  readonly validate: Validate | undefined
  /** The workflow that it is written in, and how deep that is nested. */
  readonly workflow: WorkflowGraph
  readonly depth: number
}

/** A graph made flat and otherwise as it is written: edges that are checked, and those of rejected elements, included. */
export interface FlatPlan extends Plan {
  readonly edges: ReadonlyArray<FlatEdge>
  /** The schema of an inlet; an open outlet of the workflow is one too. */
  schemaOf(inlet: PortAddress): Schema.Constraint
}

const growthOf = (onDeadlock: OnDeadlock): number =>
  onDeadlock === "fail" ? 0 : onDeadlock === "grow" ? defaultGrowth : onDeadlock.grow

/** Nested workflows dissolved: their steps under a path, an edge to an open port as edges to what it stands for. */
export const flatten = (graph: WorkflowGraph): FlatPlan => {
  const leaves: Array<Leaf> = []
  const edges: Array<FlatEdge> = []

  // Adds the steps and edges of a workflow, and gives the leaf ports that each of its open ports stands for.
  const add = (inner: WorkflowGraph, path: ReadonlyArray<string>) => {
    const depth = path.length
    const resolvers = new Map<string, (port: string) => ReadonlyArray<FlatAddress>>()
    for (const [name, step] of Object.entries(inner.steps)) {
      const stepPath = [...path, name]
      if (step.kind === "stream") {
        const index = leaves.push({ path: stepPath, stream: step }) - 1
        resolvers.set(name, (port) => [{ step: index, port }])
      } else {
        resolvers.set(name, add(step, stepPath))
      }
    }
    const resolve = ({ step, port }: PortName): ReadonlyArray<FlatAddress> => {
      const inlet = inletRejecting(port)
      if (inlet === undefined) return resolvers.get(step)!(port)
      return resolvers.get(step)!(inlet).map(({ step, port }) => ({ step, port: rejectedOf(port), rejectedAt: depth }))
    }
    for (const { from, to, capacity = inner.capacity, feedback, validate } of inner.edges) {
      for (const [index, outlet] of resolve(from).entries()) {
        // Where the outlet stands for several, its first elements are there once.
        const first = index > 0 && feedback !== undefined ? [] : feedback
        const common = { capacity, feedback: first, validate, workflow: inner, depth }
        for (const inlet of resolve(to)) edges.push({ from: outlet, to: inlet, ...common })
      }
    }
    return (port: string) => (inner.open.in[port] ?? inner.open.out[port] ?? []).flatMap(resolve)
  }

  const resolveOpen = add(graph, [])
  const plain = { capacity: graph.capacity, feedback: undefined, validate: undefined, workflow: graph, depth: 0 }
  for (const port of Object.keys(graph.open.in)) {
    for (const to of resolveOpen(port)) edges.push({ from: { step: undefined, port }, to, ...plain })
  }
  for (const port of Object.keys(graph.open.out)) {
    for (const from of resolveOpen(port)) edges.push({ from, to: { step: undefined, port }, ...plain })
  }
  const inEdges = leaves.map(() => 0)
  for (const { feedback, to } of edges) if (to.step !== undefined && feedback === undefined) inEdges[to.step]!++
  return {
    name: graph.name,
    steps: leaves.map((leaf, index) => ({ ...leaf, inEdges: inEdges[index]! })),
    edges,
    openIns: Object.keys(graph.open.in),
    openOuts: Object.keys(graph.open.out),
    growth: growthOf(graph.settings.onDeadlock),
    schemaOf: ({ port, step }) => (step === undefined ? graph : leaves[step]!.stream).ports[port]!.schema
  }
}

/** `step.port` of an address in a plan, as errors and reports name it; the workflow's own ports have no step. */
export const addressName = (plan: Plan, { step, port }: PortAddress): string =>
  step === undefined ? port : `${plan.steps[step]!.path.join("/")}.${port}`

/** The cycles without a feedback edge, as the edges each passes (S26): one for each edge that leads back. */
export const findCycles = (plan: Plan): ReadonlyArray<ReadonlyArray<PlannedEdge>> => {
  const cycles: Array<ReadonlyArray<PlannedEdge>> = []
  const outgoing = new Map<number, Array<PlannedEdge>>()
  for (const edge of plan.edges) {
    if (edge.from.step === undefined || edge.to.step === undefined || edge.feedback !== undefined) continue
    const edges = outgoing.get(edge.from.step)
    if (edges === undefined) outgoing.set(edge.from.step, [edge])
    else edges.push(edge)
  }
  const finished = new Set<number>()
  // Depth first, with the path as an explicit stack: a chain of 10,000 steps is no deeper for the JavaScript stack.
  for (const root of outgoing.keys()) {
    const path: Array<{ readonly step: number; next: number; readonly via: PlannedEdge | undefined }> = []
    const onPath = new Map<number, number>()
    const enter = (step: number, via: PlannedEdge | undefined) => {
      onPath.set(step, path.length)
      path.push({ step, next: 0, via })
    }
    if (!finished.has(root)) enter(root, undefined)
    while (path.length > 0) {
      const top = path[path.length - 1]!
      const edge = outgoing.get(top.step)?.[top.next++]
      if (edge === undefined) {
        finished.add(top.step)
        onPath.delete(top.step)
        path.pop()
        continue
      }
      const to = edge.to.step!
      const at = onPath.get(to)
      if (at !== undefined) cycles.push([...path.slice(at + 1).map((entry) => entry.via!), edge])
      else if (!finished.has(to)) enter(to, edge)
    }
  }
  return cycles
}
