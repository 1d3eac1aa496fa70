/** What an edge of a plan holds and has moved, in elements, and how long its ends were blocked, in milliseconds. */
import type { Edge } from "./edge.ts"

export type EdgeCounts =
  & Pick<Edge, "state" | "capacity" | "pushed" | "size" | "discarded" | "pushBlocked" | "popBlocked">
  & { readonly popped: number }

/** Of each planned edge that an edge of a run stands for. */
export const countsOf = (edge: Edge): ReadonlyArray<EdgeCounts> => {
  const { capacity, discarded, passage, popBlocked, pushBlocked, pushed, size, state } = edge
  if (passage === undefined) {
    return [{ state, capacity, pushed, popped: pushed - discarded - size, size, discarded, pushBlocked, popBlocked }]
  }
  return passage.shares.map((share) => ({
    ...share,
    popped: share.pushed - share.discarded - share.size,
    // The outer ends have the fibers: where the first waits for room, all are full, and where the last waits, all empty.
    pushBlocked,
    popBlocked
  }))
}
