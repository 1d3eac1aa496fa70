/** The same work in one loop, without any array between. */
import type { Program } from "../../suite/Case.ts"

export const program: Program = (elements) => {
  const numbers = Array.from({ length: elements }, (_, i) => i)
  return () => {
    let sum = 0
    for (let i = 0; i < numbers.length; i++) {
      const tripled = numbers[i]! * 3
      if (tripled % 2 === 0) sum += tripled + 1
    }
    return sum
  }
}
