/** A loop over a ring of sixteen promises: the limit. */
import type { Program } from "../../suite/Case.ts"
import { call, concurrency, inOrder } from "./call.ts"

export const program: Program = (elements) => async () => {
  const underWay: Array<Promise<number>> = []
  let hash = 0
  for (let i = 0; i < elements; i++) {
    const slot = i % concurrency
    const before = underWay[slot]
    if (before !== undefined) hash = inOrder(hash, await before)
    underWay[slot] = call(i)
  }
  for (let i = Math.max(0, elements - concurrency); i < elements; i++) {
    hash = inOrder(hash, await underWay[i % concurrency]!)
  }
  return hash
}
