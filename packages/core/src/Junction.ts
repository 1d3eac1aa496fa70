/**
 * Streams that bring several feeds together.
 *
 * Each is written on the public ports, as an example of the style; its file in `junction/` begins with one that runs.
 *
 * @since 0.1.0
 */
export { merge } from "./junction/merge.ts"
export { zip } from "./junction/zip.ts"
