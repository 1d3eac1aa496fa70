/** Cases in which elements pass one step after the other. */
import type { Case, Peer } from "../../suite/Case.ts"

const peers = (hops: number): ReadonlyArray<Peer> => {
  const options = { hops }
  const peer = (name: string, file: string, note?: string): Peer => ({
    name,
    module: `cases/linear/${file}.ts`,
    options,
    ...(note === undefined ? {} : { note })
  })
  return [
    peer("class steps", "class-steps"),
    peer("Queue, offer and take", "queue"),
    peer("Queue, batches of 64", "queue-batches"),
    peer("Effect Stream, per element", "effect-stream-per-element", "mapEffect"),
    peer("Effect Stream", "effect-stream", "map over chunks of 4096"),
    peer("RxJS", "rxjs", "no back-pressure"),
    peer("Node streams", "node-streams", "highWaterMark 1024, faster than 128"),
    peer("Web streams", "web-streams", "highWaterMark 1024, faster than 128"),
    peer("async generators", "async-generators", "no buffer: the steps take turns"),
    peer("sync generators", "sync-generators", "no buffer, cannot wait"),
    peer("plain loop", "plain-loop", "no steps: the limit")
  ]
}

/** The sum of 0 to n - 1, doubled at every hop but the last; below 2 ** 53 for a million elements and 11 hops. */
const expected: Case["expected"] = (elements, { hops }) => elements * (elements - 1) / 2 * 2 ** (Number(hops) - 1)

const common = { unit: "elements", elements: 1_000_000, quick: 100_000, expected } as const

const few: Case = {
  ...common,
  id: "B1",
  title: "Linear: source → ×2 → sum, one element at a time",
  hops: 2,
  peers: peers(2),
  targets: [
    { peer: "class steps", against: "Queue, offer and take", atMost: 1 / 20 },
    { peer: "class steps", against: "Queue, batches of 64", atMost: 1 },
    { peer: "class steps", against: "Node streams", atMost: 1 / 2.5 },
    { peer: "class steps", against: "async generators", atMost: 1 / 5 },
    { peer: "class steps", against: "sync generators", atMost: 2 }
  ]
}

const twoHops = "class steps, 2 hops"
const many: Case = {
  ...common,
  id: "B2",
  title: "Linear over 11 hops",
  elements: 200_000,
  quick: 20_000,
  hops: 11,
  peers: [
    ...peers(11),
    {
      name: twoHops,
      module: "cases/linear/class-steps.ts",
      options: { hops: 2 },
      hops: 2,
      note: "for the comparison per hop"
    }
  ],
  targets: [{ peer: "class steps", against: twoHops, perHop: true, atMost: 1.2 }]
}

const small = (capacity: 1 | 2): Case => ({
  ...common,
  id: `B7 capacity ${capacity}`,
  title: `Linear with a capacity of ${capacity}: a switch between steps for every ${
    capacity === 1 ? "element" : "second element"
  }`,
  elements: 100_000,
  quick: 20_000,
  hops: 2,
  peers: [
    { name: "class steps", module: "cases/linear/class-steps.ts" },
    { name: "Queue, offer and take", module: "cases/linear/queue.ts" }
  ].map((peer) => ({ ...peer, options: { hops: 2, capacity } })),
  targets: [{ peer: "class steps", against: "Queue, offer and take", atMost: 1 }]
})

const mimo: Case = {
  ...common,
  id: "B13",
  title: "The linear example of MiMo: source → step → sink",
  hops: 2,
  peers: [
    { name: "class steps", module: "cases/linear/class-steps.ts", options: { hops: 2 } },
    {
      name: "class steps, capacity 10",
      module: "cases/linear/class-steps.ts",
      options: { hops: 2, capacity: 10 },
      note: "the capacity of MiMo's example"
    },
    { name: "MiMo 1.2.4", module: undefined, note: "24,000 to 28,000 elements/s, measured elsewhere" }
  ],
  targets: []
}

export const linear: ReadonlyArray<Case> = [few, many, small(1), small(2), mimo]
