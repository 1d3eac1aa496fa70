/** The same work in one loop. */
import type { Program } from "../../suite/Case.ts"

export const program: Program = (elements) => () => {
  let sum = 0
  for (let i = 0; i < elements / 8; i++) {
    for (let k = 0; k < 8; k++) sum += i + k
  }
  return sum
}
