/**
 * What can be wrong with a graph before anything runs.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * The kinds of {@link WiringFault}.
 *
 * @category models
 * @since 0.1.0
 */
export const FaultKind = Schema.Literals([
  "UnconnectedPort",
  "UnknownPort",
  "AmbiguousPort",
  "WrongDirection",
  "IncompatibleTypes",
  "DuplicateEdge",
  "UndeclaredCycle",
  "FeedbackWithoutCycle",
  "ForeignStep",
  "NotAStream",
  "ReservedName",
  "RepeatedName",
  "InvalidCapacity",
  "InvalidValidate",
  "InvalidFeedback",
  "InvalidOptions",
  "InvalidOnDeadlock",
  "InvalidTarget",
  "InvalidDescription",
  "UnknownVersion",
  "UnknownStream",
  "UnknownStep",
  "PortMismatch"
])

/**
 * One fault of a graph: its kind, the `step.port` (or step) names it is about, and what to do.
 *
 * @category models
 * @since 0.1.0
 */
export class WiringFault extends Schema.Class<WiringFault>("@effect-mimo/core/WiringFault")({
  kind: FaultKind,
  at: Schema.Array(Schema.String),
  message: Schema.String
}) {}

/**
 * All faults of a workflow's wiring, reported together (S28). `Workflow.make` and `Workflow.fromDescription` throw it.
 *
 * **Details**
 *
 * So do `Workflow.single`, `replace` and `withCapacity`. It is thrown where the graph is made, before anything runs.
 *
 * **Example** (What is wrong with a description)
 *
 * ```ts
 * import { Source, Wiring, Workflow } from "@effect-mimo/core"
 *
 * const stored = { version: 1, name: "w", capacity: 16, steps: [], edges: [], in: {}, out: { x: ["numbers.value"] } }
 * let faults: ReadonlyArray<Wiring.WiringFault> = []
 * try {
 *   Workflow.fromDescription(stored, { numbers: Source.range({ end: 3 }) })
 * } catch (error) {
 *   if (error instanceof Wiring.WiringError) faults = error.faults
 * }
 * faults.map(({ kind, at }) => [kind, ...at]) // => [["UnknownStep", "numbers.value"]]
 * ```
 *
 * @category errors
 * @since 0.1.0
 */
export class WiringError extends Schema.TaggedError<WiringError>("@effect-mimo/core/WiringError")("WiringError", {
  workflow: Schema.String,
  faults: Schema.Array(WiringFault)
}) {
  override get message() {
    const count = this.faults.length === 1 ? "1 fault" : `${this.faults.length} faults`
    return [`workflow "${this.workflow}" has ${count}:`, ...this.faults.map((fault) => `  - ${fault.message}`)].join(
      "\n"
    )
  }
}
