import { Workflow } from "@effect-mimo/core"
import { TestStream } from "@effect-mimo/testing"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { readFile } from "node:fs/promises"
import { accountsOf, wrongIn } from "../flights/accounts.ts"
import type { AirportRow, ClassifiedFlight, Flight, JoinedFlight, RawFlight } from "../flights/model.ts"
import { Classify } from "../flights/streams/classify.ts"
import { Decode } from "../flights/streams/decode.ts"
import { HourlyCounts } from "../flights/streams/hourly.ts"
import { JoinAirports } from "../flights/streams/join.ts"
import { WorstRoutes } from "../flights/streams/routes.ts"
import { flightDesk } from "../flights/workflow.ts"

const flight: Flight = {
  row: 0,
  date: Date.UTC(2001, 0, 1, 7, 30),
  delay: 3,
  distance: 187,
  origin: "BOS",
  destination: "JFK"
}
const boston = {
  iata: "BOS",
  name: "Logan",
  city: "Boston",
  state: "MA",
  country: "USA",
  latitude: 42.4,
  longitude: -71
}
const kennedy = { ...boston, iata: "JFK", name: "Kennedy", city: "New York", state: "NY" }
const joined: JoinedFlight = { flight, from: boston, to: kennedy }

describe("the steps of the flight desk, each alone", () => {
  it.effect("decode tells good records from bad ones", () =>
    Effect.gen(function*() {
      const raw: ReadonlyArray<RawFlight> = [
        flight,
        { ...flight, row: 1, delay: null },
        { ...flight, row: 2, delay: 1441 },
        { ...flight, row: 3, delay: -121 },
        { ...flight, row: 4, origin: "bos" },
        { ...flight, row: 5, distance: 0 },
        { ...flight, row: 6, delay: 1440 },
        { ...flight, row: 7, date: Date.UTC(2002, 0, 1) },
        { ...flight, row: 8, date: -1e17 }
      ]
      const { outputs } = yield* TestStream.run(Decode, { record: raw })
      assert.deepStrictEqual(outputs.good.map(({ row }) => row), [0, 6])
      assert.deepStrictEqual(outputs.bad.map(({ row }) => row), [1, 2, 3, 4, 5, 7, 8])
      assert.include(outputs.bad[1]!.reason, "delay")
      assert.strictEqual(outputs.bad[5]!.reason, `Expected a date of 2001, in milliseconds since 1970 at ["date"]`)
    }))

  it.effect("join matches flights with airports one can place", () =>
    Effect.gen(function*() {
      const airport: ReadonlyArray<AirportRow> = [boston, kennedy, { ...boston, iata: "MQT", city: null, state: null }]
      const { outputs } = yield* TestStream.run(JoinAirports, {
        airport,
        flight: [flight, { ...flight, row: 1, origin: "MQT" }, { ...flight, row: 2, origin: "XXX", destination: "MQT" }]
      })
      assert.deepStrictEqual(outputs.matched, [joined])
      assert.deepStrictEqual(outputs.unmatched.map(({ reason }) => reason), [
        "airports.csv has no city or state for MQT (NA)",
        "XXX is not in airports.csv; airports.csv has no city or state for MQT (NA)"
      ])
    }))

  it.effect("classify sorts by punctuality", () =>
    Effect.gen(function*() {
      const delays = [-1, 0, 14, 15, 200]
      const { outputs } = yield* TestStream.run(Classify, {
        flight: delays.map((delay) => ({ ...joined, flight: { ...flight, delay } }))
      })
      const delaysOf = (flights: ReadonlyArray<ClassifiedFlight>) => flights.map(({ flight: { delay } }) => delay)
      assert.deepStrictEqual(delaysOf(outputs.early), [-1])
      assert.deepStrictEqual(delaysOf(outputs.onTime), [0, 14])
      assert.deepStrictEqual(delaysOf(outputs.late), [15, 200])
    }))

  it.effect("hourly counts by airport and hour", () =>
    Effect.gen(function*() {
      const of = (delay: number, punctuality: ClassifiedFlight["punctuality"]): ClassifiedFlight => ({
        ...joined,
        flight: { ...flight, delay },
        punctuality
      })
      const { outputs } = yield* TestStream.run(HourlyCounts, {
        flight: [of(-5, "early"), of(3, "on time"), of(20, "late")]
      })
      assert.deepStrictEqual(outputs.row, [
        {
          airport: "BOS",
          name: "Logan",
          city: "Boston",
          state: "MA",
          hour: 7,
          flights: 3,
          early: 1,
          on_time: 1,
          late: 1,
          mean_delay: 6
        }
      ])
    }))

  it.effect("routes leaves out those with too few flights", () =>
    Effect.gen(function*() {
      const flights = (count: number, destination: string, delay: number): ReadonlyArray<ClassifiedFlight> =>
        Array.from(
          { length: count },
          () => ({ ...joined, flight: { ...flight, destination, delay }, punctuality: "late" })
        )
      const { outputs } = yield* TestStream.run(WorstRoutes, {
        flight: [...flights(1_000, "JFK", 20), ...flights(999, "LGA", 90), ...flights(1_001, "PHL", 30)]
      })
      assert.deepStrictEqual(
        outputs.route.map(({ destination, flights, mean_delay, rank }) => [rank, destination, flights, mean_delay]),
        [
          [1, "PHL", 1_001, 30],
          [2, "JFK", 1_000, 20]
        ]
      )
    }))
})

describe("the accounts of the flight desk", () => {
  const edge = (from: string, to: string, pushed: number, popped = pushed): Workflow.EdgeSnapshot => ({
    from,
    to,
    pushed,
    popped,
    state: "Completed",
    capacity: 1,
    size: 0,
    discarded: pushed - popped,
    pushBlocked: 0,
    popBlocked: 0
  })
  const edges = [
    edge("read.record", "decode.record", 10),
    edge("decode.good", "join.flight", 9),
    edge("decode.bad", "deadLetters.line", 1),
    edge("join.matched", "classify.flight", 7),
    edge("join.unmatched", "deadLetters.line", 2),
    ...["hourly.flight", "routes.flight"].flatMap((to) => [
      edge("classify.early", to, 4),
      edge("classify.onTime", to, 2),
      edge("classify.late", to, 1)
    ]),
    edge("classify.late", "alerts.late", 1),
    edge("alerts.alert", "alertsFile.line", 1),
    edge("hourly.row", "hourlyFile.row", 5),
    edge("routes.route", "routesFile.row", 0)
  ]
  const counted = {
    read: 10,
    hourly: 7,
    routes: 7,
    alerts: 1,
    alertsFile: 1,
    deadLetters: 3,
    hourlyFile: 5,
    routesFile: 0
  }

  it("balance when every record is somewhere", () => {
    assert.deepStrictEqual(wrongIn(accountsOf(edges, counted, 10)), [])
  })

  it("do not when a record is missing, left behind or counted twice", () => {
    const wrong = (...args: Parameters<typeof accountsOf>) => wrongIn(accountsOf(...args)).length
    assert.isAbove(wrong(edges, counted, 11), 0)
    assert.isAbove(wrong(edges, { ...counted, deadLetters: 2 }, 10), 0)
    assert.isAbove(wrong(edges, { ...counted, hourly: 8 }, 10), 0)
    assert.isAbove(wrong([...edges, edge("hourly.row", "chart.row", 5, 4)], counted, 10), 0)
    assert.isAbove(wrong(edges.filter(({ from }) => from !== "classify.onTime"), counted, 10), 0)
  })
})

describe("the README of the flight desk", () => {
  it.effect("shows the graph as it is", () =>
    Effect.gen(function*() {
      const flights = { path: "", rows: 0, rowGroups: 0, readRowGroup: () => Effect.die("not read") }
      const desk = flightDesk({ flights, airports: "", limit: 0, capacity: 1, slowSink: 0 })
      const readme = yield* Effect.promise(() => readFile(new URL("../flights/README.md", import.meta.url), "utf8"))
      assert.include(readme, Workflow.toMermaid(desk).trim())
    }))
})
