/** A generator for each step, synchronous, each looping over the one before. */
import type { Program } from "../../suite/Case.ts"

function* range(end: number): Iterable<number> {
  for (let i = 0; i < end; i++) yield i
}

function* double(numbers: Iterable<number>): Iterable<number> {
  for (const n of numbers) yield n * 2
}

export const program: Program = (elements, { hops }) => () => {
  let numbers = range(elements)
  for (let i = 1; i < Number(hops); i++) numbers = double(numbers)
  let sum = 0
  for (const n of numbers) sum += n
  return sum
}
