/** What is wrong with a recording, or with a workflow that is to be recorded. */
import * as Schema from "effect/Schema"

/**
 * Why a recording is not made, not read, or not replayed.
 *
 * **Details**
 *
 * - `NoSuchEdge`: a step or port to be recorded is none of the workflow's; `NotRecordable`: its elements have no JSON form.
 * - `NotARecording`, `UnknownVersion`: the first line. `TruncatedLine`, `InvalidLine`, `UnknownEdge`, `SequenceGap`: a later
 *   one.
 * - `NoSuchRun`, `NoSuchStep`, `NotRecorded`, `PortMismatch`: the recording does not have what is to be replayed, or the
 *   stream has other ports.
 * - `ChangedSchema`: the schema of a port is not the one recorded. `InvalidElement`: an element does not decode by it.
 * - `Unwritten`: an element could not be written when it was recorded. `Lost`: events were dropped, because the writer did
 *   not keep up.
 *
 * @category errors
 * @since 0.1.0
 */
export class RecordingError
  extends Schema.TaggedError<RecordingError>("@effect-mimo/testing/RecordingError")("RecordingError", {
    kind: Schema.Literals([
      "NoSuchEdge",
      "NotRecordable",
      "NotARecording",
      "UnknownVersion",
      "TruncatedLine",
      "InvalidLine",
      "UnknownEdge",
      "SequenceGap",
      "NoSuchRun",
      "NoSuchStep",
      "NotRecorded",
      "PortMismatch",
      "ChangedSchema",
      "InvalidElement",
      "Unwritten",
      "Lost"
    ]),
    /** The name of the recording, or of the workflow that is to be recorded. */
    source: Schema.String,
    line: Schema.optional(Schema.Int),
    port: Schema.optional(Schema.String),
    detail: Schema.String
  })
{
  override get message() {
    const at = this.line === undefined ? this.source : `${this.source}:${this.line}`
    return [at, this.port, this.detail].filter((part) => part !== undefined).join(": ")
  }
}
