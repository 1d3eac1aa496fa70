import type { Case } from "../../suite/Case.ts"

/** An element is one that the sum receives: an eighth as many leave the source. */
export const fan: Case = {
  id: "B4",
  title: "Source → 8 steps → sum, per element delivered to the sum",
  unit: "delivered elements",
  elements: 1_000_000,
  quick: 200_000,
  expected: (elements, { hops }) => {
    if (hops !== undefined) return elements * (elements - 1)
    const emitted = elements / 8
    return 4 * emitted * (emitted - 1) + 28 * emitted
  },
  peers: [
    { name: "class steps", module: "cases/fan/class-steps.ts" },
    {
      name: "class steps, linear",
      module: "cases/linear/class-steps.ts",
      options: { hops: 2 },
      hops: 2,
      note: "other work: source → ×2 → sum, for its time per hop"
    },
    { name: "Queue, offer and take", module: "cases/fan/queue.ts" },
    { name: "Queue, batches of 64", module: "cases/fan/queue-batches.ts" },
    { name: "Effect Stream", module: "cases/fan/effect-stream.ts", note: "on chunks of 4096" },
    { name: "RxJS", module: "cases/fan/rxjs.ts", note: "no back-pressure" },
    { name: "Node streams", module: "cases/fan/node-streams.ts", note: "highWaterMark 1024, faster than 128" },
    { name: "Web streams", module: "cases/fan/web-streams.ts" },
    {
      name: "async generators",
      module: "cases/fan/async-generators.ts",
      note: "nothing holds back a branch that is ahead of the others"
    },
    {
      name: "sync generators",
      module: "cases/fan/sync-generators.ts",
      note: "merged in turn, not as they come"
    },
    { name: "plain loop", module: "cases/fan/plain-loop.ts" }
  ],
  targets: [
    { peer: "class steps", against: "Queue, offer and take", atMost: 1 / 10 },
    // The whole way of an element over both its hops counts here as one.
    { peer: "class steps", against: "class steps, linear", atMost: 1.5, perHop: true }
  ]
}
