/** The same work in one loop: a branch keeps what its partner has not come for yet. */
import type { Program } from "../../suite/Case.ts"

export const program: Program = (elements) => () => {
  let sum = 0
  let a: number | undefined
  let b: number | undefined
  for (let i = 0; i < elements; i++) {
    if (i % 2 === 0) a = i * 2
    else b = i + 1
    if (a === undefined || b === undefined) continue
    sum += a + b
    a = b = undefined
  }
  return sum
}
