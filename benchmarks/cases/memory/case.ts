/** Memory: what very many elements leave behind, and what each of them allocates. */
import type { Case, Peer } from "../../suite/Case.ts"

const growth: Case = {
  id: "B11",
  title: "Memory over 5 hops: the heap after a collection, at the end and at each quarter, over that at the start",
  unit: "elements",
  elements: 20_000_000,
  quick: 2_000_000,
  peers: [
    { name: "class steps", module: "cases/memory/class-steps.ts" },
    { name: "stock streams", module: "cases/memory/stock-streams.ts" }
  ],
  targets: ["class steps", "stock streams"].map((peer) => ({ peer, figure: "heap growth, MB", atMost: 5 }))
}

const peer = (name: string, program: string, note?: string): Peer => ({
  name,
  module: "cases/memory/allocated.ts",
  options: { program },
  ...(note === undefined ? {} : { note })
})

const allocated: Case = {
  id: "B11 allocated",
  title: "Memory of an element: source → ×2 → sum, the programs of B1",
  unit: "elements",
  elements: 1_000_000,
  quick: 0,
  peers: [
    peer("class steps", "class-steps"),
    peer("Queue, offer and take", "queue"),
    peer("Queue, batches of 64", "queue-batches"),
    peer("Effect Stream, per element", "effect-stream-per-element", "mapEffect"),
    peer("Effect Stream", "effect-stream", "a synchronous function over chunks"),
    peer("RxJS", "rxjs"),
    peer("Node streams", "node-streams"),
    peer("Web streams", "web-streams"),
    peer("async generators", "async-generators"),
    peer("sync generators", "sync-generators"),
    peer("plain loop", "plain-loop")
  ],
  targets: []
}

export const memory: ReadonlyArray<Case> = [growth, allocated]
