import type { Case } from "../../suite/Case.ts"
import type { Graph } from "./curve.ts"

const capacities = [1, 128, 4096]

export const latency: Case = {
  id: "latency",
  title: "Source → ×2 → sink, an element every 2 ms: the time from push to pop",
  unit: "elements",
  elements: 500,
  quick: 100,
  peers: capacities.flatMap((capacity) => [
    { name: `class steps, capacity ${capacity}`, module: "cases/latency/class-steps.ts", options: { capacity } },
    { name: `Queue, offer and take, capacity ${capacity}`, module: "cases/latency/queue.ts", options: { capacity } }
  ]),
  // An element in a hundred may fall where a fiber of Effect lets others run, as each does after 2,048 operations.
  targets: capacities.map((capacity) => ({
    peer: `class steps, capacity ${capacity}`,
    atMost: 1.05,
    figure: "turns of the event loop"
  }))
}

const integers = (end: number): number => end * (end - 1) / 2

const expected: Readonly<Record<Graph, (elements: number) => number>> = {
  linear: (end) => 2 * integers(end),
  zip: (end) => 2 * integers(end - end % 2),
  fan: (end) => 8 * 2 * integers(end),
  stock: (end) => {
    let sum = 0
    for (let n = 0; n < end; n++) if (2 * n % 3 !== 0) sum += 2 * n + 1
    return sum
  }
}

const titles: Readonly<Record<Graph, string>> = {
  linear: "source → ×2 → sum",
  zip: "split by parity → two steps → zip → sum",
  fan: "fan-out 1 → 8, fan-in 8 → 1",
  stock: "stock map, filter, map, fold"
}

const curve = (graph: Graph): Case => ({
  id: `capacity-${graph}`,
  title: `Capacity: ${titles[graph]}`,
  unit: "elements",
  elements: graph === "fan" ? 200_000 : 1_000_000,
  quick: 0,
  peers: [16, 32, 64, 128, 256, 512, 1024, 2048, 4096].map((capacity) => ({
    name: `capacity ${capacity}`,
    module: "cases/latency/curve.ts",
    options: { graph, capacity }
  })),
  targets: [],
  expected: expected[graph]
})

/** What the default capacity was chosen by, together with the latency. */
export const capacity: ReadonlyArray<Case> = (["linear", "zip", "fan", "stock"] as const).map(curve)
