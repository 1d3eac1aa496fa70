/** The same in generators. */
import type { Program } from "../../suite/Case.ts"

function* map(source: Iterable<number>, f: (n: number) => number) {
  for (const n of source) yield f(n)
}

function* filter(source: Iterable<number>, predicate: (n: number) => boolean) {
  for (const n of source) if (predicate(n)) yield n
}

export const program: Program = (elements) => {
  const numbers = Array.from({ length: elements }, (_, i) => i)
  return () => {
    let sum = 0
    const tripled = map(numbers, (n) => n * 3)
    for (const n of map(filter(tripled, (n) => n % 2 === 0), (n) => n + 1)) sum += n
    return sum
  }
}
