/**
 * Elements that are not of their inlet's type, found by checking while a workflow runs.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * How many of the elements on an edge are checked against the schema of its inlet while the workflow runs.
 *
 * **Details**
 *
 * - `"off"`: none, at no cost.
 * - `"sample"`: the first 100, and of the others every hundredth, by position: those at 100, 200 and so on.
 * - `"always"`: each.
 *
 * @category models
 * @since 0.1.0
 */
export const Validate = Schema.Literals(["off", "sample", "always"])

/**
 * How many of the elements on an edge are checked, as a type.
 *
 * @category models
 * @since 0.1.0
 */
export type Validate = typeof Validate.Type

/**
 * An element that did not pass: what the `rejected` outlet of an inlet gives.
 *
 * **Details**
 *
 * `edge` is the edge it came on (`parse.record → store.row`), `position` how many elements that edge had carried before
 * it, `issue` what is wrong with it, in words.
 *
 * @category models
 * @since 0.1.0
 */
export const Rejected = Schema.Struct({
  element: Schema.Unknown,
  issue: Schema.String,
  position: Schema.Int,
  edge: Schema.String
})

/**
 * An element that did not pass, as a type.
 *
 * @category models
 * @since 0.1.0
 */
export interface Rejected extends Schema.Schema.Type<typeof Rejected> {}

/**
 * An element was pushed that is not of the inlet's type, and the inlet's `rejected` is piped nowhere.
 *
 * **Details**
 *
 * The step that pushed it broke the type of its own outlet, so this is a defect, and the run ends with it.
 *
 * @category errors
 * @since 0.1.0
 */
export class ValidationError
  extends Schema.TaggedError<ValidationError>("@effect-mimo/core/ValidationError")("ValidationError", {
    from: Schema.String,
    to: Schema.String,
    position: Schema.Int,
    issue: Schema.String
  })
{
  override get message() {
    const issue = this.issue.replaceAll("\n", "\n  ")
    // An open outlet of the workflow has no step to its name, and nothing rejects there.
    const aside = this.to.includes(".") ? `, or pipe ${this.to}.rejected to go on without such elements` : ""
    return [
      `${this.from} → ${this.to}: the element at position ${this.position} is not of the inlet's type:`,
      `  ${issue}`,
      `  push what the inlet's schema takes${aside}`
    ].join("\n")
  }
}
