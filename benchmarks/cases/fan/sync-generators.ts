/** The same in generators: a branch that pulls keeps what it gets for the others, and they are merged in turn. */
import type { Program } from "../../suite/Case.ts"

type Numbers = Generator<number, void>

const ks = [0, 1, 2, 3, 4, 5, 6, 7]

function* numbers(end: number): Numbers {
  for (let i = 0; i < end; i++) yield i
}

const broadcast = (source: Numbers, count: number): ReadonlyArray<Numbers> => {
  const kept = Array.from({ length: count }, (): Array<number> => [])
  function* branch(own: Array<number>): Numbers {
    while (true) {
      if (own.length === 0) {
        const next = source.next()
        if (next.done === true) return
        for (const each of kept) each.push(next.value)
      }
      yield own.shift()!
    }
  }
  return kept.map(branch)
}

function* add(source: Numbers, k: number): Numbers {
  for (const n of source) yield n + k
}

function* merge(sources: ReadonlyArray<Numbers>): Numbers {
  let open = sources
  while (open.length > 0) {
    const ended = new Set<Numbers>()
    for (const source of open) {
      const next = source.next()
      if (next.done === true) ended.add(source)
      else yield next.value
    }
    if (ended.size > 0) open = open.filter((source) => !ended.has(source))
  }
}

export const program: Program = (elements) => () => {
  const branches = broadcast(numbers(elements / 8), ks.length)
  let sum = 0
  for (const n of merge(branches.map((branch, k) => add(branch, k)))) sum += n
  return sum
}
