/** How much more of the heap is in use when very many elements have passed, and while they pass. */
import type { Figures } from "../../suite/Case.ts"
import { heapUsed } from "./heap.ts"

/** Elements are objects: one that somebody still holds is seen in the heap. */
export interface Item {
  readonly n: number
}

export const next = ({ n }: Item): Item => ({ n: n + 1 })

/** A source, four steps that apply {@link next}, and a sum that calls `passed` for each element. */
export type FiveHops = (elements: number, passed: () => void) => Promise<number>

const warmUp = 100_000
const megabyte = 1_000_000

export const growthOf = (fiveHops: FiveHops): Figures => async (elements) => {
  const run = async (count: number, passed: () => void): Promise<void> => {
    const sum = await fiveHops(count, passed)
    const right = count * (count - 1) / 2 + 4 * count
    if (sum !== right) throw new Error(`gave ${sum} where ${right} is right`)
  }
  // What is made once only, compiled code above all, is there before the start.
  await run(warmUp, () => {})
  const start = heapUsed()
  let [count, peak] = [0, start]
  const quarter = Math.floor(elements / 4)
  await run(elements, () => {
    if (++count % quarter === 0) peak = Math.max(peak, heapUsed())
  })
  const end = heapUsed()
  return { "heap growth, MB": (end - start) / megabyte, "peak over start, MB": (peak - start) / megabyte }
}
