/** The same in async generators. */
import type { Program } from "../../suite/Case.ts"

async function* fromArray(elements: ReadonlyArray<number>) {
  for (const n of elements) yield n
}

async function* map(source: AsyncIterable<number>, f: (n: number) => number) {
  for await (const n of source) yield f(n)
}

async function* filter(source: AsyncIterable<number>, predicate: (n: number) => boolean) {
  for await (const n of source) if (predicate(n)) yield n
}

export const program: Program = (elements) => {
  const numbers = Array.from({ length: elements }, (_, i) => i)
  return async () => {
    let sum = 0
    const tripled = map(fromArray(numbers), (n) => n * 3)
    for await (const n of map(filter(tripled, (n) => n % 2 === 0), (n) => n + 1)) sum += n
    return sum
  }
}
