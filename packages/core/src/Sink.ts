/**
 * Streams without outlets: what a workflow ends with.
 *
 * Each is written on the public ports, as an example of the style; its file in `sink/` begins with one that runs.
 *
 * @since 0.1.0
 */
export { drain } from "./sink/drain.ts"
export { fold } from "./sink/fold.ts"
export { forEach } from "./sink/forEach.ts"
export { fromEffectSink } from "./sink/fromEffectSink.ts"
export { toArray } from "./sink/toArray.ts"
export { toQueue } from "./sink/toQueue.ts"
