/**
 * A workflow: named steps, and the edges between them.
 *
 * `make` wires streams and refuses a wrong graph with all its faults at once; `run` and `launch` execute it; `layer` runs
 * it for the life of an application. A workflow with open ports is a stream itself, and a step of another workflow.
 *
 * @since 0.1.0
 */
export type { Description, StepDescription } from "./Description.ts"
export type { AnyHandle, AnyInlet, AnyOutlet, Handle, Inlet, OpenPorts, Outlet, PipeOptions } from "./Handle.ts"
export type { ElementPosition } from "./internal/causes.ts"
export {
  DrainTimeout,
  type EdgeSnapshot,
  type Feed,
  type Running,
  type Snapshot,
  type StepSnapshot,
  type Tap
} from "./Running.ts"
export { failedElement, failedStep } from "./workflow/failure.ts"
export { declaration, describe, toDot, toMermaid } from "./workflow/inspect.ts"
export {
  fromDescription,
  make,
  type OpenSchemas,
  type Options,
  type Registry,
  type Results,
  single
} from "./workflow/make.ts"
export { type AnyWorkflow, isWorkflow, type Workflow } from "./workflow/model.ts"
export { connect, replace, withCapacity } from "./workflow/rewire.ts"
export { launch, layer, type MainOptions, run, runMain, toStream } from "./workflow/run.ts"
