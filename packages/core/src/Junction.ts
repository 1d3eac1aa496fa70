/**
 * Streams that bring several feeds together, or take one apart.
 *
 * Each is written on the public ports, as an example of the style; its file in `junction/` begins with one that runs.
 *
 * @since 0.1.0
 */
export { balance } from "./junction/balance.ts"
export { concat } from "./junction/concat.ts"
export { interleave } from "./junction/interleave.ts"
export { merge } from "./junction/merge.ts"
export { partition } from "./junction/partition.ts"
export { unzip } from "./junction/unzip.ts"
export { zip } from "./junction/zip.ts"
export { zipLatest } from "./junction/zipLatest.ts"
