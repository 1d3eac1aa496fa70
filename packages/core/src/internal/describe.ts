/** A workflow as data: from a graph to its description. */
import { type Description, type EdgeDescription, type FeedbackDescription, version } from "../Description.ts"
import type { Direction } from "../PortTable.ts"
import { toJson } from "./elements.ts"
import type { GraphEdge, PortName, StepDefinition, WorkflowGraph } from "./graph.ts"
import { portNamesOf } from "./portNames.ts"

const label = ({ step, port }: PortName): string => `${step}.${port}`

const describeFeedback = (graph: WorkflowGraph, { from, feedback }: GraphEdge): FeedbackDescription | undefined => {
  if (feedback === undefined) return undefined
  if (feedback.length === 0) return true
  const first = toJson(graph.declarationOf(from).schema, feedback)
  return first === undefined ? { unwritten: feedback.length } : { first }
}

const describeEdge = (graph: WorkflowGraph, edge: GraphEdge): EdgeDescription => {
  const feedback = describeFeedback(graph, edge)
  return {
    from: label(edge.from),
    to: label(edge.to),
    capacity: edge.capacity ?? graph.capacity,
    ...(feedback === undefined ? {} : { feedback }),
    ...(edge.validate === undefined ? {} : { validate: edge.validate }),
    ...(edge.undecided === undefined ? {} : { undecided: edge.undecided })
  }
}

const streamsOf = (graph: WorkflowGraph): ReadonlyArray<StepDefinition> =>
  Object.values(graph.steps).flatMap((step) => step.kind === "workflow" ? streamsOf(step) : [step])

/** The names that streams share which are not one definition. */
const sharedNames = (graph: WorkflowGraph): ReadonlySet<string> => {
  const first = new Map<string, StepDefinition>()
  const shared = new Set<string>()
  for (const stream of streamsOf(graph)) {
    const other = first.get(stream.name)
    if (other === undefined) first.set(stream.name, stream)
    else if (other !== stream) shared.add(stream.name)
  }
  return shared
}

export const describe = (graph: WorkflowGraph, shared = sharedNames(graph)): Description => {
  const openOf = (direction: Direction) =>
    Object.fromEntries(Object.entries(graph.open[direction]).map(([name, inner]) => [name, inner.map(label)]))
  return {
    version,
    name: graph.name,
    capacity: graph.capacity,
    ...(graph.validate === "off" ? {} : { validate: graph.validate }),
    ...(graph.settings.onDeadlock === "fail" ? {} : { onDeadlock: graph.settings.onDeadlock }),
    steps: Object.entries(graph.steps).map(([name, step]) => ({
      name,
      stream: step.name,
      ...portNamesOf(step),
      ...(step.kind === "stream" && shared.has(step.name) ? { registryKey: "path" } : {}),
      // The names are those of the whole, and so are the paths.
      ...(step.kind === "workflow" ? { workflow: describe(step, shared) } : {})
    })),
    edges: graph.edges.map((edge) => describeEdge(graph, edge)),
    in: openOf("in"),
    out: openOf("out")
  }
}
