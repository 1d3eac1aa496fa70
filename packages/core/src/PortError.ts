/**
 * Defects of a step that misuses one of its ports. They name the step and the port.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * A step pushed to an outlet that it had ended itself, or after it had ended (S13).
 *
 * @category errors
 * @since 0.1.0
 */
export class PushAfterEnd extends Schema.TaggedError<PushAfterEnd>("@effect-mimo/core/PushAfterEnd")("PushAfterEnd", {
  step: Schema.String,
  port: Schema.String
}) {
  override get message() {
    return `${this.step}.${this.port}: push after the outlet has ended; push before \`end\`, or do not end it: ` +
      "an outlet completes by itself when the step does"
  }
}

/**
 * A port operation was given an argument it cannot work with.
 *
 * @category errors
 * @since 0.1.0
 */
export class InvalidPortArgument
  extends Schema.TaggedError<InvalidPortArgument>("@effect-mimo/core/InvalidPortArgument")("InvalidPortArgument", {
    step: Schema.String,
    port: Schema.String,
    reason: Schema.String
  })
{
  override get message() {
    return `${this.step}.${this.port}: ${this.reason}`
  }
}
