/** The same in async generators. Each branch pulls from the source, and keeps for the other what is the other's. */
import type { Program } from "../../suite/Case.ts"

type Numbers = AsyncGenerator<number, void>

async function* numbers(end: number): Numbers {
  for (let i = 0; i < end; i++) yield i
}

/** One branch must not pull while the other does, or it could overtake what is kept for it: take from them in turn. */
const split = (source: Numbers): [even: Numbers, odd: Numbers] => {
  async function* branch(kept: Array<number>, parity: number, others: Array<number>): Numbers {
    while (true) {
      if (kept.length > 0) {
        yield kept.shift()!
        continue
      }
      const next = await source.next()
      if (next.done === true) return
      if (next.value % 2 === parity) yield next.value
      else others.push(next.value)
    }
  }
  const evens: Array<number> = []
  const odds: Array<number> = []
  return [branch(evens, 0, odds), branch(odds, 1, evens)]
}

async function* map(source: Numbers, f: (n: number) => number): Numbers {
  for await (const n of source) yield f(n)
}

async function* zip(as: Numbers, bs: Numbers): AsyncGenerator<readonly [a: number, b: number], void> {
  while (true) {
    const a = await as.next()
    const b = await bs.next()
    if (a.done === true || b.done === true) return
    yield [a.value, b.value]
  }
}

export const program: Program = (elements) => async () => {
  const [even, odd] = split(numbers(elements))
  let sum = 0
  for await (const [a, b] of zip(map(even, (n) => n * 2), map(odd, (n) => n + 1))) sum += a + b
  return sum
}
