/**
 * Streams without inlets: what a workflow begins with.
 *
 * Each is written on the public ports, as an example of the style; its file in `source/` begins with one that runs.
 *
 * @since 0.1.0
 */
export { fromAsyncIterable } from "./source/fromAsyncIterable.ts"
export { fromIterable } from "./source/fromIterable.ts"
export { fromQueue } from "./source/fromQueue.ts"
export { fromStream } from "./source/fromStream.ts"
export { range } from "./source/range.ts"
