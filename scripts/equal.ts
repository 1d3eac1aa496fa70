import * as Equal from "effect/Equal"
import { deepStrictEqual } from "node:assert"

/** What `expr // => value` in a documentation block becomes. */
export const equal = (actual: unknown, expected: unknown, where: string): void => {
  if (Equal.equals(actual, expected)) return
  try {
    deepStrictEqual(actual, expected)
  } catch (error) {
    throw new Error(`${where}: ${(error as Error).message}`, { cause: error })
  }
}
