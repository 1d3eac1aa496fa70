/**
 * What moved over the edges of a run, written down, and a step fed the same again.
 *
 * A recording is text, a line of JSON for each thing that happened: its place in the order, its time, the edge, and the
 * element as its schema writes it. It is made beside any run, in production too, read back strictly, and replayed against the
 * stream as it is now.
 *
 * @since 0.1.0
 */
export { ReplayDiffers } from "./recording/compare.ts"
export { RecordingError } from "./recording/error.ts"
export { Event, Header, version } from "./recording/format.ts"
export { fromFile, parse, type Recording } from "./recording/parse.ts"
export type { Of } from "./recording/part.ts"
export type { Options } from "./recording/plan.ts"
export { capture, type Captured, file, record } from "./recording/record.ts"
export { replay, type Replayed, type ReplayOptions } from "./recording/replay.ts"
