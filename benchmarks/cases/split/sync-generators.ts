/** The same in generators. Each branch pulls from the source, and keeps for the other what is the other's. */
import type { Program } from "../../suite/Case.ts"

type Numbers = Generator<number, void>

function* numbers(end: number): Numbers {
  for (let i = 0; i < end; i++) yield i
}

const split = (source: Numbers): [even: Numbers, odd: Numbers] => {
  function* branch(kept: Array<number>, parity: number, others: Array<number>): Numbers {
    while (true) {
      if (kept.length > 0) {
        yield kept.shift()!
        continue
      }
      const next = source.next()
      if (next.done === true) return
      if (next.value % 2 === parity) yield next.value
      else others.push(next.value)
    }
  }
  const evens: Array<number> = []
  const odds: Array<number> = []
  return [branch(evens, 0, odds), branch(odds, 1, evens)]
}

function* map(source: Numbers, f: (n: number) => number): Numbers {
  for (const n of source) yield f(n)
}

function* zip(as: Numbers, bs: Numbers): Generator<readonly [a: number, b: number], void> {
  while (true) {
    const a = as.next()
    const b = bs.next()
    if (a.done === true || b.done === true) return
    yield [a.value, b.value]
  }
}

export const program: Program = (elements) => () => {
  const [even, odd] = split(numbers(elements))
  let sum = 0
  for (const [a, b] of zip(map(even, (n) => n * 2), map(odd, (n) => n + 1))) sum += a + b
  return sum
}
