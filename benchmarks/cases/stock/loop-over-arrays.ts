/** The same work in plain loops over arrays: an array of results for each operation before the next begins. */
import type { Program } from "../../suite/Case.ts"

export const program: Program = (elements) => {
  const numbers = Array.from({ length: elements }, (_, i) => i)
  return () => {
    const tripled: Array<number> = []
    for (let i = 0; i < numbers.length; i++) tripled.push(numbers[i]! * 3)
    const even: Array<number> = []
    for (let i = 0; i < tripled.length; i++) if (tripled[i]! % 2 === 0) even.push(tripled[i]!)
    const increased: Array<number> = []
    for (let i = 0; i < even.length; i++) increased.push(even[i]! + 1)
    let sum = 0
    for (let i = 0; i < increased.length; i++) sum += increased[i]!
    return sum
  }
}
