/** What every program calls for each element, and what they make of the results. */

/** So many calls are under way at once. */
export const concurrency = 16

/**
 * Takes one to four turns of the queue of microtasks, so that every call suspends its caller and calls overtake one
 * another. A timer or a turn of the event loop would cost more than all there is to compare.
 */
export const call = async (n: number): Promise<number> => {
  for (let turns = n % 4; turns > 0; turns--) await undefined
  return n * 2
}

/** Depends on the order, unlike a sum. */
export const inOrder = (hash: number, n: number): number => (hash * 31 + n) % 1_000_003

export const sum = (total: number, n: number): number => total + n
