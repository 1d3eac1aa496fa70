/** Pictures of a workflow: Graphviz DOT and Mermaid, nested workflows as clusters, in the order of declaration. */
import { namesOf } from "./definition.ts"
import { toPlan } from "./flatten.ts"
import type { WorkflowGraph } from "./graph.ts"
import type { PlannedEdge } from "./plan.ts"

/** An edge's label: the ports it joins, and its capacity where it is not the workflow's. */
const edgeLabel = (graph: WorkflowGraph, { from, to, capacity }: PlannedEdge): string => {
  const ports = from.step === undefined ? to.port : to.step === undefined ? from.port : `${from.port} → ${to.port}`
  return capacity === graph.capacity ? ports : `${ports} (${capacity})`
}

interface Syntax {
  readonly header: string
  readonly footer: ReadonlyArray<string>
  readonly step: (id: string, name: string, stream: string) => string
  readonly port: (id: string, name: string) => string
  readonly clusterStart: (id: string, name: string, stream: string) => string
  readonly clusterEnd: string
  readonly edge: (from: string, to: string, label: string, feedback: boolean) => string
}

const quoteDot = (text: string): string => `"${text.replaceAll("\\", "\\\\").replaceAll("\"", "\\\"")}"`
// Mermaid reads entity codes inside quotes; these are the characters that would end the quote or be read as markup.
const quoteMermaid = (text: string): string =>
  `"${text.replaceAll("#", "#35;").replaceAll("\"", "#quot;").replaceAll("<", "#lt;").replaceAll(">", "#gt;")}"`

const dot = (name: string): Syntax => ({
  header: `digraph ${quoteDot(name)} {`,
  footer: ["}"],
  step: (id, name, stream) => `${quoteDot(id)} [label=${quoteDot(name === stream ? name : `${name}: ${stream}`)}];`,
  port: (id, name) => `${quoteDot(id)} [label=${quoteDot(name)}, shape=plaintext];`,
  clusterStart: (id, name, stream) =>
    `subgraph ${quoteDot(`cluster_${id}`)} { label=${quoteDot(name === stream ? name : `${name}: ${stream}`)};`,
  clusterEnd: "}",
  edge: (from, to, label, feedback) =>
    `${quoteDot(from)} -> ${quoteDot(to)} [label=${quoteDot(label)}${
      feedback ? ", style=dashed, constraint=false" : ""
    }];`
})

const mermaid = (): Syntax => ({
  header: "flowchart LR",
  footer: [],
  step: (id, name, stream) => `${mermaidId(id)}[${quoteMermaid(name === stream ? name : `${name}: ${stream}`)}]`,
  port: (id, name) => `${mermaidId(id)}([${quoteMermaid(name)}])`,
  clusterStart: (id, name, stream) =>
    `subgraph ${mermaidId(id)}[${quoteMermaid(name === stream ? name : `${name}: ${stream}`)}]`,
  clusterEnd: "end",
  edge: (from, to, label, feedback) =>
    `${mermaidId(from)} ${feedback ? "-.->" : "-->"}|${quoteMermaid(label)}| ${mermaidId(to)}`
})

// An identifier Mermaid takes for any name, and one that no two names share: other characters as their code.
const mermaidId = (id: string): string =>
  `s_${id.replace(/[^A-Za-z0-9]/g, (char) => char === "/" ? "__" : `_${char.codePointAt(0)!.toString(16)}_`)}`

const indent = (depth: number): string => "  ".repeat(depth)

const render = (graph: WorkflowGraph, syntax: Syntax): string => {
  const lines: Array<string> = [syntax.header]
  const plan = toPlan(graph)
  const addSteps = (inner: WorkflowGraph, path: ReadonlyArray<string>, depth: number): void => {
    for (const [name, step] of Object.entries(inner.steps)) {
      const id = [...path, name].join("/")
      if (step.kind === "workflow") {
        lines.push(indent(depth) + syntax.clusterStart(id, name, step.name))
        addSteps(step, [...path, name], depth + 1)
        lines.push(indent(depth) + syntax.clusterEnd)
      } else {
        lines.push(indent(depth) + syntax.step(id, name, step.name))
      }
    }
  }
  addSteps(graph, [], 1)
  for (const name of [...plan.openIns, ...plan.openOuts]) lines.push(indent(1) + syntax.port(`port ${name}`, name))
  for (const edge of plan.edges) {
    const end = (address: PlannedEdge["from"]) =>
      address.step === undefined ? `port ${address.port}` : plan.steps[address.step]!.path.join("/")
    lines.push(
      indent(1) + syntax.edge(end(edge.from), end(edge.to), edgeLabel(graph, edge), edge.feedback !== undefined)
    )
  }
  return [...lines, ...syntax.footer].join("\n")
}

export const toDot = (graph: WorkflowGraph): string => render(graph, dot(graph.name))
export const toMermaid = (graph: WorkflowGraph): string => render(graph, mermaid())

/** Plain data: what `Workflow.describe` gives. */
export interface Description {
  readonly name: string
  readonly capacity: number
  readonly steps: ReadonlyArray<StepDescription>
  readonly edges: ReadonlyArray<EdgeDescription>
  /** The workflow's own ports, and the ports of its steps they stand for. */
  readonly in: Readonly<Record<string, ReadonlyArray<string>>>
  readonly out: Readonly<Record<string, ReadonlyArray<string>>>
}

export interface EdgeDescription {
  readonly from: string
  readonly to: string
  readonly capacity: number
  /** Whether the edge leads back (S26). */
  readonly feedback?: true
}

export interface StepDescription {
  readonly name: string
  readonly stream: string
  readonly in: ReadonlyArray<string>
  readonly out: ReadonlyArray<string>
  /** The nested workflow, where the step is one. */
  readonly workflow?: Description
}

export const describe = (graph: WorkflowGraph): Description => {
  const label = ({ step, port }: { readonly step: string; readonly port: string }) => `${step}.${port}`
  const openOf = (direction: "in" | "out") =>
    Object.fromEntries(Object.entries(graph.open[direction]).map(([name, inner]) => [name, inner.map(label)]))
  return {
    name: graph.name,
    capacity: graph.capacity,
    steps: Object.entries(graph.steps).map(([name, step]) => ({
      name,
      stream: step.name,
      in: namesOf(step.ports, "in"),
      out: namesOf(step.ports, "out"),
      ...(step.kind === "workflow" ? { workflow: describe(step) } : {})
    })),
    edges: graph.edges.map(({ from, to, capacity, feedback }) => ({
      from: label(from),
      to: label(to),
      capacity: capacity ?? graph.capacity,
      ...(feedback === undefined ? {} : { feedback: true as const })
    })),
    in: openOf("in"),
    out: openOf("out")
  }
}
