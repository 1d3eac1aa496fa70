/** What of the heap is in use, and what was ever taken from it. */
import { GCProfiler, getHeapStatistics } from "node:v8"

const collect = (): void => {
  if (globalThis.gc === undefined) throw new Error("start Node with --expose-gc")
  globalThis.gc()
}

/** Bytes in use after a collection. */
export const heapUsed = (): number => {
  // Twice: what the first makes known as garbage, through finalizers and weak references, goes with the second.
  collect()
  collect()
  return getHeapStatistics().used_heap_size
}

/** Bytes that were allocated meanwhile: what the heap grew by from each collection to the next. */
export const allocatedBy = async (run: () => unknown): Promise<number> => {
  let last = heapUsed()
  const profiler = new GCProfiler()
  profiler.start()
  await run()
  const end = getHeapStatistics().used_heap_size
  let allocated = 0
  for (const { afterGC, beforeGC } of profiler.stop().statistics) {
    allocated += beforeGC.heapStatistics.usedHeapSize - last
    last = afterGC.heapStatistics.usedHeapSize
  }
  return allocated + end - last
}
