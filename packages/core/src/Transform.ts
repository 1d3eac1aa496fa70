/**
 * Streams between a source and a sink: one kind of element in, another out.
 *
 * Each is written on the public ports, as an example of the style; its file in `transform/` begins with one that runs.
 *
 * @since 0.1.0
 */
export { debounce } from "./transform/debounce.ts"
export { decode, DecodeFailure } from "./transform/decode.ts"
export { drop } from "./transform/drop.ts"
export { dropWhile } from "./transform/dropWhile.ts"
export { filter } from "./transform/filter.ts"
export { flatMap } from "./transform/flatMap.ts"
export { groupedWithin } from "./transform/groupedWithin.ts"
export { map } from "./transform/map.ts"
export { mapEffect } from "./transform/mapEffect.ts"
export { pack } from "./transform/pack.ts"
export { scan } from "./transform/scan.ts"
export { take } from "./transform/take.ts"
export { takeWhile } from "./transform/takeWhile.ts"
export { tap } from "./transform/tap.ts"
export { throttle } from "./transform/throttle.ts"
export { unpack } from "./transform/unpack.ts"
