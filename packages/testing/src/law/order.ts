/** Whether elements come in the order in which they were given. */
import * as Equal from "effect/Equal"

/** The position of the first key that came and is not in the order of those given. Each is taken as early as it can be. */
export const firstOutOfOrder = (given: ReadonlyArray<unknown>, came: ReadonlyArray<unknown>): number | undefined => {
  let at = 0
  for (const [position, key] of came.entries()) {
    // Several may be made of one.
    while (at < given.length && !Equal.equals(given[at], key)) at++
    if (at === given.length) return position
  }
  return undefined
}
