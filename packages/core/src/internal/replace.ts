/** One step of a graph replaced by another stream: the graph is wired anew, with all its checks. */
import type { Direction, PortDeclaration } from "../PortTable.ts"
import { WiringError, WiringFault } from "../Wiring.ts"
import { describe } from "./given.ts"
import type { PortName, StepDefinition, WorkflowGraph } from "./graph.ts"
import { portOf } from "./handles.ts"
import { listOf, portNamesOf, portsText, samePorts } from "./portNames.ts"
import { makeGraph, toDefinition } from "./wiring.ts"

type Handles = Readonly<Record<string, unknown>>

const checkPath = (what: string, path: unknown, wanted: string): void => {
  if (typeof path !== "string") throw new TypeError(`${what} is ${describe(path)}; give ${wanted}`)
}

const lacks = (kind: "UnknownStep" | "PortMismatch", workflow: string, path: string, message: string) =>
  new WiringError({
    workflow,
    faults: [new WiringFault({ kind, at: [path], message: `${path === "" ? "\"\"" : path}: ${message}` })]
  })

export const replaceStep = (graph: WorkflowGraph, path: string, entry: unknown): WorkflowGraph => {
  checkPath("Workflow.replace: the step", path, "its name, or its path in nested workflows")
  const names = path.split("/")
  const definition = toDefinition(entry)
  // It is refused for that alone, and not for the ports that it does not have.
  if (definition === undefined) return makeGraph(graph.name, { [names.at(-1)!]: entry }, () => {}, graph.settings)
  const inside = (graph: WorkflowGraph, depth: number): WorkflowGraph => {
    const name = names[depth]!
    const isLast = depth === names.length - 1
    const step = Object.hasOwn(graph.steps, name) ? graph.steps[name]! : undefined
    if (step === undefined || !isLast && step.kind !== "workflow") {
      const known = step === undefined
        ? `the steps of "${graph.name}" are ${listOf(Object.keys(graph.steps))}`
        : `${names.slice(0, depth + 1).join("/")} is no workflow`
      throw lacks("UnknownStep", graph.name, path, `no such step; ${known}`)
    }
    return rewired(graph, name, !isLast && step.kind === "workflow" ? inside(step, depth + 1) : other(step))
  }
  const other = (step: StepDefinition): unknown => {
    const [before, after] = [portNamesOf(step), portNamesOf(definition)]
    if (samePorts(before, after)) return definition
    const message = `${step.name} has ${portsText(before)}; ${definition.name}, which is to replace it, has ${
      portsText(after)
    }`
    throw lacks("PortMismatch", graph.name, path, message)
  }
  return inside(graph, 0)
}

const rewired = (graph: WorkflowGraph, name: string, entry: unknown): WorkflowGraph => {
  const wire = (handles: Handles) => {
    // A step of a graph has the ports that the graph's edges name.
    const at = ({ port, step }: PortName) => portOf(handles[step], port)!
    for (const { capacity, feedback, from, to, validate } of graph.edges) {
      at(from).pipe(at(to), {
        capacity,
        validate,
        ...(feedback === undefined ? {} : { feedback: { first: feedback } })
      })
    }
    const open = (direction: Direction) =>
      Object.fromEntries(Object.entries(graph.open[direction]).map(([port, inner]) => [port, inner.map(at)]))
    return { in: open("in"), out: open("out") }
  }
  return makeGraph(graph.name, { ...graph.steps, [name]: entry }, wire, graph.settings)
}

/** The declaration of the port that reports name so: `step.port`, steps of nested workflows by their paths, or an open port. */
export const declarationAt = (graph: WorkflowGraph, label: string): PortDeclaration | undefined => {
  checkPath("Workflow.declaration: the port", label, "its name, such as step.port")
  const dot = label.lastIndexOf(".")
  let step: StepDefinition = graph
  for (const name of dot < 0 ? [] : label.slice(0, dot).split("/")) {
    if (step.kind !== "workflow" || !Object.hasOwn(step.steps, name)) return undefined
    step = step.steps[name]!
  }
  return step.ports[label.slice(dot + 1)]
}
