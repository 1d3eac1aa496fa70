/** What a workflow is to the compiler, and the graph behind it. */
import { describe } from "../internal/given.ts"
import { WorkflowGraph } from "../internal/graph.ts"
import { isForeign, ofAnotherCopy } from "../internal/notAStream.ts"
import { portNamesOf } from "../internal/portNames.ts"
import type { WorkflowHasOpenPorts } from "../Refusal.ts"
import type { AnyDefinition, Definition } from "../Stream.ts"

/**
 * A wired graph of streams.
 *
 * **Details**
 *
 * `I` and `O` are its open ports, `A` the results by step name, `E` and `R` the errors and requirements of all its steps.
 * It is a value: it can be run again, and several times at once; each run has steps and state of its own (S18).
 * `String(workflow)` is Graphviz DOT, and `JSON.stringify(workflow)` its description.
 *
 * @category models
 * @since 0.1.0
 */
export interface Workflow<in out I, in out O, out A, out E = never, out R = never> extends Definition<I, O, A, E, R> {
  // The compiler tells a workflow from a stream by it.
  readonly "~workflow": true
  toString(): string
}

/**
 * Any {@link Workflow}, whatever its ports.
 *
 * @category models
 * @since 0.1.0
 */
export interface AnyWorkflow extends AnyDefinition {
  readonly "~workflow": true
}

/**
 * Whether a value is a {@link Workflow}.
 *
 * @category guards
 * @since 0.1.0
 */
export const isWorkflow = (u: unknown): u is AnyWorkflow => u instanceof WorkflowGraph

// The workflow W, from where the compiler infers its type parameters, or what it shows in its place.
export type Closed<I, O, W> = [keyof I | keyof O] extends [never] ? W : WorkflowHasOpenPorts<keyof I | keyof O>

// A workflow is a graph; its type parameters are known to the compiler only.
export const fromGraph = <I, O, A, E, R>(graph: WorkflowGraph): Workflow<I, O, A, E, R> =>
  graph as unknown as Workflow<I, O, A, E, R>

// From JavaScript, or built from a description, such a workflow gets here too, and would wait for its ports for ever.
export const withoutOpenPorts = (graph: WorkflowGraph): WorkflowGraph => {
  const open = Object.keys(graph.ports)
  if (open.length === 0) return graph
  throw new TypeError(
    `workflow "${graph.name}" has open ports (${
      open.join(", ")
    }): connect them, launch it, or make it a step of another workflow`
  )
}

// The same of a workflow that is read.
export const withOneOutlet = (graph: WorkflowGraph): WorkflowGraph => {
  const { in: ins, out: outs } = portNamesOf(graph)
  if (ins.length === 0 && outs.length === 1) return graph
  const wrong = ins.length > 0
    ? `open inlets (${ins.join(", ")}); connect them first`
    : outs.length > 1
    ? `several open outlets (${outs.join(", ")}); connect all but the one to read`
    : "no open outlet to read; return one from its wiring, as { out: { name: step.outlet } }"
  throw new TypeError(`workflow "${graph.name}" has ${wrong}`)
}

export const graphOf = (self: AnyDefinition): WorkflowGraph => {
  if (self instanceof WorkflowGraph) return self
  throw new TypeError(
    isForeign(self)
      ? `${describe(self)} is ${ofAnotherCopy}`
      : `${describe(self)} is not a workflow; make one with Workflow.make, or Workflow.single of one stream`
  )
}
