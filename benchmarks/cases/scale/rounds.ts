/** Rounds of one measurement after others that warm it up, as many as fit the size. */
import { collectYoung } from "./collect.ts"

const fewest = 3
const most = 50

/** So many steps in all the rounds, and as many before them. */
export const rounds = async <A>(
  elements: number,
  steps: number,
  round: () => Promise<A>
): Promise<ReadonlyArray<A>> => {
  for (let done = 0; done < elements; done += steps) await round()
  const results: Array<A> = []
  const count = Math.max(fewest, Math.min(most, Math.floor(elements / steps)))
  while (results.length < count) {
    collectYoung()
    results.push(await round())
  }
  return results
}

/** Of times in milliseconds, the median in nanoseconds a step. */
export const medianPerStep = (steps: number, times: ReadonlyArray<number>): number =>
  [...times].sort((a, b) => a - b)[times.length >> 1]! * 1e6 / steps
