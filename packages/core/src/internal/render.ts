/**
 * Pictures of a workflow: Graphviz DOT and Mermaid, in the order of declaration. A nested workflow is a cluster, joined with
 * the rest through its open ports.
 */
import { namesOf } from "./definition.ts"
import type { GraphEdge, PortName, WorkflowGraph } from "./graph.ts"
import { quoteMermaid } from "./mermaidText.ts"
import { inletRejecting } from "./rejected.ts"

/** An end of an edge: a port of a step, or an open port of a workflow, which is drawn by itself. */
interface End {
  readonly id: string
  /** The port's name; undefined where the end is drawn by itself. */
  readonly port: string | undefined
  /** Whether it is drawn by itself and the port's name is only of what leaves there. */
  readonly isAside?: true
}

interface EdgeStyle {
  /** Where it is not the outermost workflow's. */
  readonly capacity: number | undefined
  readonly feedback: boolean
}

interface Syntax {
  readonly header: ReadonlyArray<string>
  readonly footer: ReadonlyArray<string>
  readonly step: (
    id: string,
    name: string,
    stream: string,
    ins: ReadonlyArray<string>,
    outs: ReadonlyArray<string>
  ) => string
  readonly port: (id: string, name: string) => string
  readonly clusterStart: (id: string, name: string, stream: string) => string
  readonly clusterEnd: string
  readonly edge: (from: End, to: End, style: EdgeStyle) => string
}

/** An identifier of letters, digits and underscores, and one that no two names share: other characters as their code. */
const identifier = (name: string): string =>
  name.replace(/[^A-Za-z0-9]/g, (char) => char === "/" ? "__" : `_${char.codePointAt(0)!.toString(16)}_`)

const titleOf = (name: string, stream: string): string => name === stream ? name : `${name}: ${stream}`

// -----------------------------------------------------------------------------
// Graphviz
// -----------------------------------------------------------------------------

const quoteDot = (text: string): string => `"${text.replaceAll("\\", "\\\\").replaceAll("\"", "\\\"")}"`
// Labels may hold character entities, and what divides the fields of a record is escaped.
const labelDot = (text: string): string => quoteDot(text.replaceAll("&", "&amp;"))
const field = (text: string): string =>
  text.replaceAll("&", "&amp;").replace(/[\\{}|<>"]/g, "\\$&").replace(/\s+/g, " ") // a line break would go missing
const fieldOf = (side: "in" | "out", port: string): string => `${side}_${identifier(port)}`

// Its ports are fields of a step's box, inlets to the left and outlets to the right.
const box = (name: string, stream: string, ins: ReadonlyArray<string>, outs: ReadonlyArray<string>): string => {
  const ports = (side: "in" | "out", names: ReadonlyArray<string>) =>
    names.length === 0 ? [] : [`{${names.map((name) => `<${fieldOf(side, name)}> ${field(name)}`).join("|")}}`]
  const title = name === stream ? field(name) : `${field(name)}\\n${field(stream)}`
  return `"{${[...ports("in", ins), title, ...ports("out", outs)].join("|")}}"`
}

const dotEnd = (side: "in" | "out", { id, isAside, port }: End): string =>
  port === undefined || isAside === true
    ? quoteDot(id)
    : `${quoteDot(id)}:${fieldOf(side, port)}:${side === "in" ? "w" : "e"}`

const dot = (name: string): Syntax => ({
  header: [
    `digraph ${quoteDot(name)} {`,
    "  rankdir=LR;",
    "  graph [fontname=\"Helvetica,Arial,sans-serif\", style=rounded, color=gray];",
    "  node [fontname=\"Helvetica,Arial,sans-serif\", fontsize=12, shape=Mrecord];",
    "  edge [fontname=\"Helvetica,Arial,sans-serif\", fontsize=10, arrowsize=0.7];"
  ],
  footer: ["}"],
  step: (id, name, stream, ins, outs) => `${quoteDot(id)} [label=${box(name, stream, ins, outs)}];`,
  port: (id, name) => `${quoteDot(id)} [label=${labelDot(name)}, shape=oval, color=gray];`,
  clusterStart: (id, name, stream) =>
    `subgraph ${quoteDot(`cluster_${id}`)} { label=${labelDot(titleOf(name, stream))};`,
  clusterEnd: "}",
  edge: (from, to, { capacity, feedback }) => {
    const label = [...(from.isAside === true ? [from.port] : []), ...(capacity === undefined ? [] : [capacity])]
    const attributes = [
      ...(label.length === 0 ? [] : [`label=${labelDot(label.join(" "))}`]),
      ...(feedback ? ["style=dashed"] : [])
    ]
    const list = attributes.length === 0 ? "" : ` [${attributes.join(", ")}]`
    return `${dotEnd("out", from)} -> ${dotEnd("in", to)}${list};`
  }
})

// -----------------------------------------------------------------------------
// Mermaid
// -----------------------------------------------------------------------------

const mermaidId = (id: string): string => `s_${identifier(id)}`

const mermaid = (): Syntax => ({
  header: ["flowchart LR"],
  footer: [],
  step: (id, name, stream) => `${mermaidId(id)}[${quoteMermaid(titleOf(name, stream))}]`,
  port: (id, name) => `${mermaidId(id)}([${quoteMermaid(name)}])`,
  clusterStart: (id, name, stream) => `subgraph ${mermaidId(id)}[${quoteMermaid(titleOf(name, stream))}]`,
  clusterEnd: "end",
  edge: (from, to, { capacity, feedback }) => {
    const ports = [from, to].flatMap(({ port }) => port ?? []).join(" → ")
    const label = [ports, ...(capacity === undefined ? [] : [`(${capacity})`])].filter((text) => text !== "").join(" ")
    const arrow = feedback ? "-.->" : "-->"
    return `${mermaidId(from.id)} ${arrow}${label === "" ? "" : `|${quoteMermaid(label)}|`} ${mermaidId(to.id)}`
  }
})

// -----------------------------------------------------------------------------
// both
// -----------------------------------------------------------------------------

const idOf = (path: ReadonlyArray<string>): string => path.join("/")
const openPortId = (path: ReadonlyArray<string>, port: string): string => `port ${[...path, port].join("/")}`

const endOf = (graph: WorkflowGraph, path: ReadonlyArray<string>, { step, port }: PortName): End => {
  if (graph.steps[step]!.kind !== "workflow") return { id: idOf([...path, step]), port }
  // What a nested workflow's inlet rejects is drawn from the inlet.
  const inlet = inletRejecting(port)
  return inlet === undefined
    ? { id: openPortId([...path, step], port), port: undefined }
    : { id: openPortId([...path, step], inlet), port, isAside: true }
}

const render = (outermost: WorkflowGraph, syntax: Syntax): string => {
  const lines: Array<string> = [...syntax.header]
  const add = (graph: WorkflowGraph, path: ReadonlyArray<string>): void => {
    const indent = "  ".repeat(path.length + 1)
    const line = (text: string) => lines.push(indent + text)
    for (const [name, step] of Object.entries(graph.steps)) {
      const stepPath = [...path, name]
      if (step.kind === "workflow") {
        line(syntax.clusterStart(idOf(stepPath), name, step.name))
        add(step, stepPath)
        line(syntax.clusterEnd)
      } else {
        const rejecting = graph.edges.flatMap(({ from }) =>
          from.step === name && inletRejecting(from.port) !== undefined ? [from.port] : []
        )
        const outs = new Set([...namesOf(step.ports, "out"), ...rejecting])
        line(syntax.step(idOf(stepPath), name, step.name, namesOf(step.ports, "in"), [...outs]))
      }
    }
    for (const direction of ["in", "out"] as const) {
      for (const name of Object.keys(graph.open[direction])) line(syntax.port(openPortId(path, name), name))
    }
    const styleOf = ({ capacity = graph.capacity, feedback }: GraphEdge): EdgeStyle => ({
      capacity: capacity === outermost.capacity ? undefined : capacity,
      feedback: feedback !== undefined
    })
    for (const edge of graph.edges) {
      line(syntax.edge(endOf(graph, path, edge.from), endOf(graph, path, edge.to), styleOf(edge)))
    }
    // From an open port to what it stands for is no edge of its own: no capacity.
    const join: EdgeStyle = { capacity: undefined, feedback: false }
    const open = (name: string): End => ({ id: openPortId(path, name), port: undefined })
    for (const [name, ports] of Object.entries(graph.open.in)) {
      for (const port of ports) line(syntax.edge(open(name), endOf(graph, path, port), join))
    }
    for (const [name, ports] of Object.entries(graph.open.out)) {
      for (const port of ports) line(syntax.edge(endOf(graph, path, port), open(name), join))
    }
  }
  add(outermost, [])
  return [...lines, ...syntax.footer].join("\n")
}

export const toDot = (graph: WorkflowGraph): string => render(graph, dot(graph.name))
export const toMermaid = (graph: WorkflowGraph): string => render(graph, mermaid())
