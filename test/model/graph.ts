// Random graphs as data: steps that are small scripts, and the edges between them. The model and the engine both run them.

/** What a step does, in order. Ports go by their numbers; a number that is not piped is a port that is not piped. */
export type Op =
  | { readonly do: "pop" | "peek"; readonly port: number; readonly way?: number }
  | { readonly do: "popSome"; readonly port: number; readonly most: number }
  | { readonly do: "popAll" | "select"; readonly ports: ReadonlyArray<number> }
  | { readonly do: "push"; readonly port: number; readonly way?: number }
  | { readonly do: "end" | "close"; readonly port: number }
  | { readonly do: "fail" | "die" | "return" | "yield" }
  /** Passes on what was popped last. */
  | { readonly do: "pass"; readonly port: number; readonly keep: "all" | "even" }
  | { readonly do: "repeat"; readonly times: number; readonly body: ReadonlyArray<Op> }
  /** Pops until the end, the body after each element. */
  | { readonly do: "each"; readonly port: number; readonly body: ReadonlyArray<Op>; readonly way?: number }
  /** If the number of the element popped last is even. */
  | { readonly do: "when"; readonly body: ReadonlyArray<Op> }

export interface GraphStep {
  readonly inlets: number
  readonly outlets: number
  readonly script: ReadonlyArray<Op>
}

/** A stock transform on the way, and the capacity of the edge behind it. */
export interface Passed {
  readonly kind: "map" | "filter"
  readonly capacity: number
}

export interface GraphEdge {
  readonly from: readonly [step: number, outlet: number]
  readonly to: readonly [step: number, inlet: number]
  readonly capacity: number
  readonly through: ReadonlyArray<Passed>
}

export interface Graph {
  readonly steps: ReadonlyArray<GraphStep>
  readonly edges: ReadonlyArray<GraphEdge>
  /** The outside stops the run once so many operations have been done. */
  readonly stop?: { readonly after: number; readonly by: "interrupt" | "drain" }
}

// -----------------------------------------------------------------------------
// elements
// -----------------------------------------------------------------------------

/** An element tells which outlet it comes from, which it is of that outlet, and how often it was mapped. */
export const elementOf = (step: number, outlet: number, n: number): number => (step * 10 + outlet) * 1e6 + n * 10
export const isEven = (element: number): boolean => Math.floor(element / 10) % 2 === 0
export const mapped = (element: number): number => element + 1

/** What comes out of the transforms of an edge, `undefined` where a filter keeps it. */
export const passThrough = (through: ReadonlyArray<Passed>, element: number): number | undefined => {
  let passed = element
  for (const { kind } of through) {
    if (kind === "map") passed = mapped(passed)
    else if (!isEven(passed)) return undefined
  }
  return passed
}

/** How much an edge and the transforms on it hold together. */
export const capacityOf = ({ capacity, through }: GraphEdge): number =>
  through.reduce((sum, next) => sum + 1 + next.capacity, capacity)

// -----------------------------------------------------------------------------
// the same graph without stock transforms
// -----------------------------------------------------------------------------

export interface Expanded {
  readonly graph: Graph
  /** By edge of the first graph, the edge of this one that its consumer pops from. */
  readonly last: ReadonlyArray<number>
}

/** Each transform as a step of its own. */
export const expand = (graph: Graph): Expanded => {
  const steps = [...graph.steps]
  const edges: Array<GraphEdge> = []
  const last = graph.edges.map((edge) => {
    let { capacity, from } = edge
    for (const { capacity: behind, kind } of edge.through) {
      const keep = kind === "map" ? "all" : "even"
      edges.push({ from, to: [steps.length, 0], capacity, through: [] })
      steps.push({
        inlets: 1,
        outlets: 1,
        script: [{ do: "each", port: 0, body: [{ do: "pass", port: 0, keep }] }]
      })
      from = [steps.length - 1, 0]
      capacity = behind
    }
    edges.push({ from, to: edge.to, capacity, through: [] })
    return edges.length - 1
  })
  return { graph: { ...graph, steps, edges }, last }
}

const opsOf = (ops: ReadonlyArray<Op>): ReadonlyArray<Op> =>
  ops.flatMap((op) => "body" in op ? [op, ...opsOf(op.body)] : [op])

/** All operations of a step's script, those inside loops too. */
export const allOps = ({ script }: GraphStep): ReadonlyArray<Op> => opsOf(script)

/** S25: no step takes from whichever edge has something. */
export const isDeterministic = ({ edges, steps, stop }: Graph): boolean => {
  const inlets = edges.map(({ to }) => to.join())
  return stop === undefined && new Set(inlets).size === inlets.length &&
    !steps.some((step) => allOps(step).some((op) => op.do === "select" || op.do === "popSome"))
}
