/** The same in async generators: the branches share what was pulled, and a bounded buffer merges them. */
import type { Program } from "../../suite/Case.ts"
import { capacity } from "../linear/capacity.ts"

type Numbers = AsyncGenerator<number, void>

const ks = [0, 1, 2, 3, 4, 5, 6, 7]

async function* numbers(end: number): Numbers {
  for (let i = 0; i < end; i++) yield i
}

/** What one branch pulled and the others are to see; gone once the last of them has passed it. */
interface Pulled {
  readonly result: IteratorResult<number, void>
  readonly pullNext: () => Promise<Pulled>
}

/** The branch that is ahead pulls, for all: nothing holds it back. */
const broadcast = (source: Numbers, count: number): ReadonlyArray<Numbers> => {
  const puller = (): () => Promise<Pulled> => {
    let pulled: Promise<Pulled> | undefined
    return () => pulled ??= source.next().then((result) => ({ result, pullNext: puller() }))
  }
  async function* branch(pull: () => Promise<Pulled>): Numbers {
    while (true) {
      const { result, pullNext } = await pull()
      if (result.done === true) return
      yield result.value
      pull = pullNext
    }
  }
  const pullFirst = puller()
  return Array.from({ length: count }, () => branch(pullFirst))
}

async function* add(source: Numbers, k: number): Numbers {
  for await (const n of source) yield n + k
}

/** Passes on as they come what the sources give, and holds them back while `capacity` elements wait. */
async function* merge(sources: ReadonlyArray<Numbers>): Numbers {
  const ended = { count: 0 }
  const heldBack: Array<() => void> = []
  let arrived: Array<number> = []
  let wake = () => {}
  const read = async (source: Numbers) => {
    for await (const n of source) {
      arrived.push(n)
      wake()
      if (arrived.length >= capacity) await new Promise<void>((resolve) => heldBack.push(resolve))
    }
    ended.count++
    wake()
  }
  const reading = Promise.all(sources.map(read))
  while (ended.count < sources.length || arrived.length > 0) {
    if (arrived.length === 0) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    const taken = arrived
    arrived = []
    for (const release of heldBack.splice(0)) release()
    for (const n of taken) yield n
  }
  await reading
}

export const program: Program = (elements) => async () => {
  const branches = broadcast(numbers(elements / 8), ks.length)
  let sum = 0
  for await (const n of merge(branches.map((branch, k) => add(branch, k)))) sum += n
  return sum
}
