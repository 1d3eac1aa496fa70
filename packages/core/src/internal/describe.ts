/** A workflow as data: from a graph to its description. */
import { type Description, type EdgeDescription, type FeedbackDescription, version } from "../Description.ts"
import type { Direction } from "../PortTable.ts"
import { toJson } from "./elements.ts"
import type { GraphEdge, PortName, WorkflowGraph } from "./graph.ts"
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

export const describe = (graph: WorkflowGraph): Description => {
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
      ...(step.kind === "workflow" ? { workflow: describe(step) } : {})
    })),
    edges: graph.edges.map((edge) => describeEdge(graph, edge)),
    in: openOf("in"),
    out: openOf("out")
  }
}
