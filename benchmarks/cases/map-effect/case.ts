/** Sixteen asynchronous calls at a time. */
import type { Case } from "../../suite/Case.ts"
import { inOrder } from "./call.ts"

const folder = "cases/map-effect"
const size = { unit: "elements", elements: 100_000, quick: 20_000 }
const targets = [{ peer: "stock streams", against: "Effect Stream", atMost: 0.7 }]

const ordered: Case = {
  id: "B6 ordered",
  title: "mapEffect, 16 asynchronous calls at a time, results in order",
  ...size,
  peers: [
    { name: "stock streams", module: `${folder}/stock-streams.ts` },
    {
      name: "Queue, offer and take",
      module: `${folder}/queue-ordered.ts`,
      note: "a Queue of the fibers that make the calls"
    },
    { name: "Effect Stream", module: `${folder}/effect-stream.ts` },
    {
      name: "RxJS",
      module: undefined,
      note: "no operator both limits how many calls are under way and keeps their order"
    },
    { name: "Node streams", module: `${folder}/node-streams.ts` },
    { name: "plain loop", module: `${folder}/plain-loop-ordered.ts`, note: "a ring of promises" }
  ],
  targets,
  expected: (elements) => {
    let hash = 0
    for (let i = 0; i < elements; i++) hash = inOrder(hash, i * 2)
    return hash
  }
}

const unordered: Case = {
  id: "B6 unordered",
  title: "mapEffect, 16 asynchronous calls at a time, results as they come",
  ...size,
  peers: [
    { name: "stock streams", module: `${folder}/stock-streams.ts`, options: { unordered: true } },
    {
      name: "Queue, offer and take",
      module: `${folder}/queue-unordered.ts`,
      note: "sixteen fibers between two Queues"
    },
    { name: "Effect Stream", module: `${folder}/effect-stream.ts`, options: { unordered: true } },
    { name: "RxJS", module: `${folder}/rxjs.ts`, note: "no back-pressure: elements not called yet are kept in memory" },
    {
      name: "Node streams",
      module: `${folder}/node-streams.ts`,
      options: { unordered: true },
      note: "keeps the order all the same"
    },
    { name: "plain loop", module: `${folder}/plain-loop-unordered.ts`, note: "sixteen loops over one range" }
  ],
  targets,
  expected: (elements) => elements * (elements - 1)
}

export const mapEffect: ReadonlyArray<Case> = [ordered, unordered]
