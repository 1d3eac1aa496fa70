/** One loop, nothing handed on: the limit. */
import type { Program } from "../../suite/Case.ts"

export const program: Program = (elements, { hops }) => {
  const doubles = Number(hops) - 1
  return () => {
    let sum = 0
    for (let i = 0; i < elements; i++) {
      let n = i
      for (let j = 0; j < doubles; j++) n *= 2
      sum += n
    }
    return sum
  }
}
