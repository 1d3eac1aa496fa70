import type { Case } from "../../suite/Case.ts"

export const split: Case = {
  id: "B3",
  title: "Split by parity → ×2 and +1 → pairs → sum",
  unit: "elements",
  elements: 1_000_000,
  quick: 200_000,
  expected: (elements) => {
    const pairs = elements / 2
    return 3 * pairs * (pairs - 1) + 2 * pairs
  },
  peers: [
    { name: "class steps", module: "cases/split/class-steps.ts" },
    { name: "Queue, offer and take", module: "cases/split/queue.ts" },
    { name: "Queue, batches of 64", module: "cases/split/queue-batches.ts" },
    { name: "Effect Stream", module: "cases/split/effect-stream.ts", note: "on chunks of up to 4096" },
    { name: "RxJS", module: "cases/split/rxjs.ts", note: "no back-pressure" },
    { name: "Node streams", module: "cases/split/node-streams.ts", note: "highWaterMark 1024, faster than 128" },
    { name: "Web streams", module: "cases/split/web-streams.ts" },
    {
      name: "async generators",
      module: "cases/split/async-generators.ts",
      note: "the split keeps without bound what one branch has not asked for"
    },
    {
      name: "sync generators",
      module: "cases/split/sync-generators.ts",
      note: "the split keeps without bound what one branch has not asked for"
    },
    { name: "plain loop", module: "cases/split/plain-loop.ts" }
  ],
  targets: [
    { peer: "class steps", against: "Effect Stream", atMost: 1 / 10 },
    { peer: "class steps", against: "Node streams", atMost: 1 / 3 }
  ]
}
