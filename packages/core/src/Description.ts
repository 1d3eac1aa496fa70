/**
 * A workflow as data: what `Workflow.describe` prints and `Workflow.fromDescription` builds from.
 *
 * A description is JSON: it can be stored, compared and drawn elsewhere. It names the streams of its steps and does not
 * hold them; a registry gives them back. Properties that the schemas do not list are ignored, so a tool may keep its own.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { OnDeadlock } from "./Deadlock.ts"
import { Validate } from "./ValidationError.ts"

/**
 * The version of descriptions that this version of the library writes, and the only one that it reads.
 *
 * @category models
 * @since 0.1.0
 */
export const version = 1

/**
 * How an edge leads back.
 *
 * **Details**
 *
 * - `true`: without elements at the start.
 * - `first`: with these, written by the JSON codec of the outlet's schema (`Schema.toCodecJson`).
 * - `unwritten`: with so many, which that codec cannot write, or only asynchronously or with services. Such a description
 *   can be drawn, and no workflow be built from it.
 *
 * @category models
 * @since 0.1.0
 */
export const FeedbackDescription = Schema.Union([
  Schema.Literal(true),
  Schema.Struct({ first: Schema.Array(Schema.Json) }),
  Schema.Struct({ unwritten: Schema.Int })
])

/**
 * The type of {@link FeedbackDescription}.
 *
 * @category models
 * @since 0.1.0
 */
export type FeedbackDescription = typeof FeedbackDescription.Type

/**
 * A port of a step, as `step.port`; what an inlet rejects, as `step.port.rejected`.
 *
 * @category models
 * @since 0.1.0
 */
export const PortLabel = Schema.String.check(Schema.isPattern(/.\../, { expected: "step.port" }))

/**
 * An edge: the outlet and the inlet as `step.port`, its capacity, whether it leads back (S26), and how its elements are
 * checked where that was said for this edge.
 *
 * @category models
 * @since 0.1.0
 */
export const EdgeDescription = Schema.Struct({
  from: PortLabel,
  to: PortLabel,
  capacity: Schema.Finite,
  feedback: Schema.optionalKey(FeedbackDescription),
  validate: Schema.optionalKey(Validate),
  undecided: Schema.optionalKey(Schema.String)
})

/**
 * The type of {@link EdgeDescription}.
 *
 * @category models
 * @since 0.1.0
 */
export interface EdgeDescription extends Schema.Schema.Type<typeof EdgeDescription> {}

/**
 * A step: its name, the name of its stream, the names of its ports, and the nested workflow where it is one.
 *
 * **Details**
 *
 * `registryKey: "path"` says that other steps have other streams of that name, so that the name does not tell which one is
 * meant: the registry has it under the path of the step.
 *
 * @category models
 * @since 0.1.0
 */
export const StepDescription = Schema.Struct({
  name: Schema.String,
  stream: Schema.String,
  in: Schema.Array(Schema.String),
  out: Schema.Array(Schema.String),
  registryKey: Schema.optionalKey(Schema.Literal("path")),
  workflow: Schema.optionalKey(Schema.suspend((): Schema.Codec<Description> => Description))
})

/**
 * The type of {@link StepDescription}.
 *
 * @category models
 * @since 0.1.0
 */
export interface StepDescription extends Schema.Schema.Type<typeof StepDescription> {}

const OpenPorts = Schema.Record(Schema.String, Schema.Array(PortLabel))

/**
 * A workflow as data, in the order of declaration; its open ports with the ports of steps that each stands for.
 *
 * **When to use**
 *
 * Use to check a description that a tool hands on, or to derive a JSON Schema for one. `Workflow.fromDescription` checks by
 * itself.
 *
 * **Details**
 *
 * It is the whole of what `Workflow.describe` gives. `Workflow.fromDescription` does without capacities, without `in` and
 * `out` of steps, and without open ports where there are none.
 *
 * **Example** (Checking a description)
 *
 * ```ts
 * import { Description } from "@effect-mimo/core"
 * import * as Schema from "effect/Schema"
 *
 * const isDescription = Schema.is(Description.Description)
 * isDescription({ version: 1, name: "empty", capacity: 128, steps: [], edges: [], in: {}, out: {} }) // => true
 * isDescription({ version: 2, name: "later" }) // => false
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const Description = Schema.Struct({
  version: Schema.Literal(version),
  name: Schema.String,
  capacity: Schema.Finite,
  validate: Schema.optionalKey(Validate),
  onDeadlock: Schema.optionalKey(OnDeadlock),
  steps: Schema.Array(StepDescription),
  edges: Schema.Array(EdgeDescription),
  in: OpenPorts,
  out: OpenPorts
})

/**
 * The type of {@link Description}.
 *
 * @category models
 * @since 0.1.0
 */
export interface Description {
  readonly version: typeof version
  readonly name: string
  readonly capacity: number
  /** How the elements of its edges are checked while running; absent, they are not. */
  readonly validate?: Validate
  /** What is done about steps that wait only on one another; absent, the run fails. */
  readonly onDeadlock?: OnDeadlock
  readonly steps: ReadonlyArray<StepDescription>
  readonly edges: ReadonlyArray<EdgeDescription>
  readonly in: Readonly<Record<string, ReadonlyArray<string>>>
  readonly out: Readonly<Record<string, ReadonlyArray<string>>>
}
