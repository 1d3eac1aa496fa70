/**
 * `pnpm bench`: class steps over two hops against the same program hand-written on Effect's Queue, in one run.
 *
 * Times on shared machines mean little by themselves; what counts is the ratio of medians.
 */
import * as Effect from "effect/Effect"
import assert from "node:assert/strict"
import { Bench } from "tinybench"
import { classSteps } from "./two-hops/class-steps.ts"
import { handWrittenQueue } from "./two-hops/hand-written-queue.ts"

const elements = 1_000_000
const capacity = 128
const expected = { sum: elements * (elements - 1) }
const peers = [
  { name: "class steps", program: classSteps(elements, capacity) },
  { name: "hand-written Queue, offer and take", program: handWrittenQueue(elements, capacity) }
]

const bench = new Bench({ time: 0, iterations: 9, warmup: true, warmupTime: 0, warmupIterations: 3 })
for (const { name, program } of peers) {
  bench.add(name, async () => {
    assert.deepEqual(await Effect.runPromise<unknown, never>(program), expected)
  })
}
await bench.run()

const rows = bench.tasks.map(({ name, result }) => {
  if (!("latency" in result)) throw new Error(`${name}: ${result.state}`)
  const { latency } = result
  const perElement = (ms: number) => Math.round(ms * 1e6 / elements)
  return { name, median: perElement(latency.p50), min: perElement(latency.min), max: perElement(latency.max) }
})
const [ours, queue] = rows
console.log(
  `source → ×2 → sum, ${elements.toLocaleString("en")} elements, capacity ${capacity}; nanoseconds per element`
)
console.table(Object.fromEntries(rows.map(({ name, ...times }) => [name, times])))
console.log(
  `class steps take 1/${
    (queue!.median / ours!.median).toFixed(1)
  } of the hand-written program's time (at most 1/20 wanted)`
)
