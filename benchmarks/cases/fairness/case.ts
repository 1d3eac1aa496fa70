import type { Case, Peer } from "../../suite/Case.ts"

const module = "cases/fairness/workflow.ts"

const ours: ReadonlyArray<Peer> = [
  { name: "class steps", module, options: { graph: "steps" } },
  { name: "class steps, capacity 2048", module, options: { graph: "steps", capacity: 2048 } },
  { name: "class steps, capacity 4096", module, options: { graph: "steps", capacity: 4096 } },
  { name: "class steps, a chain of 100", module, options: { graph: "chain" } },
  { name: "stock streams", module, options: { graph: "stock" } },
  { name: "mapEffect, 16 promises at a time", module, options: { graph: "promises" } },
  { name: "mapEffect, 16 that succeed at once", module, options: { graph: "succeeding" } }
]

export const fairness: Case = {
  id: "fairness",
  title: "Beside a pipeline that runs flat out: the delay of a 10 ms timer, and the time of an HTTP request",
  unit: "ms of the timer",
  elements: 3_000,
  quick: 0,
  peers: [
    ...ours,
    { name: "Queue, offer and take", module: "cases/fairness/queue.ts", options: { at: "one" } },
    { name: "Queue, batches of 64", module: "cases/fairness/queue.ts", options: { at: "batch" } },
    { name: "nothing", module: "cases/fairness/nothing.ts", note: "an idle process" }
  ],
  targets: ours.flatMap(({ name }) =>
    ["timer p99, ms", "http p99, ms"].map((figure) => ({
      peer: name,
      against: "Queue, offer and take",
      atMost: 3,
      figure
    }))
  )
}
