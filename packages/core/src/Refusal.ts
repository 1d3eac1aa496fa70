/**
 * What the compiler shows in place of the type an argument should have, when a graph is wrong: the name says the mistake,
 * the type arguments say what it is about.
 *
 * No value has these types. Each has a property that the refused argument has with another type, or has not, and that
 * makes the compiler's last line: where in the elements the difference is, or what to do.
 *
 * @since 0.1.0
 */
import type * as Types from "effect/Types"
import type { AnyDefinition } from "./Stream.ts"

/**
 * A compile error: the outlet gives elements that the inlet does not take.
 *
 * **Details**
 *
 * An outlet fits an inlet when its element type is assignable to the inlet's. Convert with `Transform.map`, put a decoding
 * step between, or declare the inlet wider.
 *
 * @category compile errors
 * @since 0.1.0
 */
export interface OutletDoesNotFitInlet<Gives, Takes> {
  // Inlets and handles have this property: comparing them, the compiler finds where in the elements the two differ.
  readonly "~takes": Types.Contravariant<Gives>
  readonly "~inlet takes"?: Takes
}

/**
 * A compile error: a step with several inlets stands where one inlet is meant.
 *
 * @category compile errors
 * @since 0.1.0
 */
export interface StepHasSeveralInlets<Inlets> {
  readonly "~takes": "name one of them: step.inlet"
  readonly "~inlets"?: Inlets
}

/**
 * A compile error: a step with several outlets stands where one outlet is meant.
 *
 * @category compile errors
 * @since 0.1.0
 */
export interface StepHasSeveralOutlets<Outlets> {
  readonly "~takes": "name one of them: step.outlet"
  readonly "~outlets"?: Outlets
}

/**
 * A compile error: a step is piped to that takes no elements.
 *
 * @category compile errors
 * @since 0.1.0
 */
export interface StepHasNoInlet {
  readonly "~takes": "this step takes no elements: it is where they come from"
}

/**
 * A compile error: a step is piped that gives no elements.
 *
 * @category compile errors
 * @since 0.1.0
 */
export interface StepHasNoOutlet {
  readonly "~takes": "this step gives no elements: it is where they end"
}

/**
 * A compile error: what is piped to is neither an inlet nor a step of the workflow.
 *
 * **Details**
 *
 * Outlets, streams that are no steps and `undefined` are what usually stands there. Steps are what the wiring callback gets.
 *
 * @category compile errors
 * @since 0.1.0
 */
export interface InletOrStep {
  readonly "pipe to an inlet, or to a step that has only one": never
}

/**
 * A compile error: a class whose constructor takes arguments stands where a step is meant.
 *
 * @category compile errors
 * @since 0.1.0
 */
export interface ClassTakesArguments<Arguments> {
  readonly "give them: Class.of(...)": Arguments
}

/**
 * A compile error: the wiring callback returns something else beside `in` and `out`.
 *
 * @category compile errors
 * @since 0.1.0
 */
export interface OpenPortsAreInAndOut {
  // Else the compiler speaks of the first name in what was returned, and not of what is missing.
  readonly [name: string]: unknown
  readonly "return { in, out }, or nothing": never
}

/**
 * A compile error: the name is not one of the workflow's open ports, which are the type argument.
 *
 * @category compile errors
 * @since 0.1.0
 */
export interface NoSuchOpenPort<Ports> {
  readonly "take the name of an open port": Ports
}

/**
 * A compile error: a workflow with open ports stands where one is run.
 *
 * @category compile errors
 * @since 0.1.0
 */
export interface WorkflowHasOpenPorts<Ports> extends AnyDefinition {
  readonly "connect them, launch it, or make it a step of another workflow": Ports
}

/**
 * A compile error: a workflow without open outlets stands where one is read.
 *
 * @category compile errors
 * @since 0.1.0
 */
export interface WorkflowHasNoOpenOutlet extends AnyDefinition {
  readonly "return { out: { name: step.outlet } } from its wiring": never
}

/**
 * A compile error: a workflow with several open outlets stands where one is read.
 *
 * @category compile errors
 * @since 0.1.0
 */
export interface WorkflowHasSeveralOpenOutlets<Outlets> extends AnyDefinition {
  readonly "connect all but the one to read": Outlets
}
