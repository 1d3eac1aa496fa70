/** The graphs of the examples, small enough to be run some hundred times. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { join } from "node:path"
import { crawling, inMemory, shop, Site } from "../../examples/crawler.ts"
import { connecting } from "../../examples/fixed-point.ts"
import type { FlightFile } from "../../examples/flights/data.ts"
import { Outputs } from "../../examples/flights/output.ts"
import { flightDesk } from "../../examples/flights/workflow.ts"
import { temperatures } from "../../examples/nested.ts"
import { delivering, Mailbox, Unavailable } from "../../examples/retry.ts"
import { fanOut } from "../../examples/slow-sink.ts"
import { matching } from "../../examples/sorted-join.ts"
import { type Graph, held } from "./graphs.ts"

const retrying: Graph = {
  name: "a retry loop (retry.ts)",
  isDetermined: false,
  workflow: () => delivering([0, 1, 2]),
  services: () => {
    const attempts = new Map<number, number>()
    return Context.make(Mailbox, {
      send: (id) =>
        Effect.suspend(() => {
          const attempt = (attempts.get(id) ?? 0) + 1
          attempts.set(id, attempt)
          return attempt > id * 1.5 ? Effect.void : Effect.fail(new Unavailable({ id }))
        })
    }) as Context.Context<never> // what the steps require, whatever the type says
  }
}

const crawler: Graph = {
  name: "a crawler (crawler.ts)",
  isDetermined: false,
  workflow: () => crawling("/", 2),
  services: () => Context.make(Site, inMemory(shop(2))) as Context.Context<never> // as above
}

const someFlights: FlightFile = {
  path: "in memory",
  rows: 4,
  rowGroups: 2,
  readRowGroup: (index) =>
    Effect.succeed({
      firstRow: index * 2,
      rows: 2,
      columns: {
        date: Float64Array.of(Date.UTC(2001, 0, 1), Date.UTC(2001, 0, 1)),
        delay: index === 0 ? Float64Array.of(-5, 200) : Float64Array.of(0, Number.NaN),
        distance: Float64Array.of(200, 300),
        origin: ["BOS", index === 0 ? "JFK" : "BOS"],
        destination: ["JFK", "BOS"]
      }
    })
}
const airportsFile = join(import.meta.dirname, "airports.csv")
const flights: Graph = {
  name: "the flight desk (flights)",
  isDetermined: false,
  // The longest by far: it reads a file each time.
  schedules: 2,
  turns: 100_000,
  workflow: () => flightDesk({ flights: someFlights, airports: airportsFile, limit: 4, capacity: 2, slowSink: 5 }),
  services: () => {
    const file = Effect.acquireRelease(
      Effect.sync(() => {
        held.files++
        return { write: () => Effect.yieldNow }
      }),
      () => Effect.sync(() => held.files--)
    )
    const outputs = Outputs.of({ create: () => file, put: () => Effect.yieldNow, commit: Effect.succeed([]) })
    return Context.make(Outputs, outputs) as Context.Context<never> // as above
  }
}

export const examples: ReadonlyArray<Graph> = [
  { name: "a fan-out with a slow sink (slow-sink.ts)", isDetermined: true, workflow: () => fanOut(4, 1) },
  {
    name: "a join of sorted feeds (sorted-join.ts)",
    isDetermined: true,
    workflow: () =>
      matching(
        [1, 2, 4].map((order) => ({ order, item: "lamp" })),
        [2, 3, 5].map((order) => ({ order, cents: 100 }))
      )
  },
  { name: "nested workflows (nested.ts)", isDetermined: false, workflow: () => temperatures },
  retrying,
  { name: "a fixed point (fixed-point.ts)", isDetermined: false, workflow: () => connecting([["b", "a"], ["c", "b"]]) },
  crawler,
  flights
]
