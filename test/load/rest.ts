/** What the process holds while nothing runs. */
import { heapUsed } from "../../benchmarks/cases/memory/heap.ts"
import { heard } from "./streams.ts"

export interface Rest {
  /** Bytes of the heap in use after a collection. */
  readonly heap: number
  /** What the event loop waits for: timers, files, sockets. */
  readonly resources: number
  /** Listeners of the process, and of the steps that listen. */
  readonly listeners: number
}

/** Lets go of what ends some turns later, and looks. */
export const atRest = async (): Promise<Rest> => {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve, 0))
  const names = [...process.eventNames(), ...heard.eventNames()]
  return {
    heap: heapUsed(),
    resources: process.getActiveResourcesInfo().filter((kind) => kind !== "Immediate").length,
    listeners: names.reduce((sum, name) => sum + process.listenerCount(name) + heard.listenerCount(name), 0)
  }
}

const medianOf = (numbers: ReadonlyArray<number>): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!

/**
 * By how much the median of the last third is above that of the first, of what was seen after the warm-up: one look alone
 * depends on when V8 compiled what.
 */
export const growthOf = (seen: ReadonlyArray<number>): number => {
  const third = Math.ceil(seen.length / 3)
  return medianOf(seen.slice(-third)) - medianOf(seen.slice(0, third))
}
