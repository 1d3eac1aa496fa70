/** A generator for each step, asynchronous, each looping over the one before. */
import type { Program } from "../../suite/Case.ts"

async function* range(end: number): AsyncIterable<number> {
  for (let i = 0; i < end; i++) yield i
}

async function* double(numbers: AsyncIterable<number>): AsyncIterable<number> {
  for await (const n of numbers) yield n * 2
}

export const program: Program = (elements, { hops }) => async () => {
  let numbers = range(elements)
  for (let i = 1; i < Number(hops); i++) numbers = double(numbers)
  let sum = 0
  for await (const n of numbers) sum += n
  return sum
}
