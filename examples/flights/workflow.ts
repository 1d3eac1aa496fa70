/**
 * The flight desk: which steps there are, and how they are piped.
 */
import { Workflow } from "@effect-mimo/core"
import type { FlightFile } from "./data.ts"
import { HourRow, RouteRow } from "./model.ts"
import { LateAlerts } from "./streams/alerts.ts"
import { Classify } from "./streams/classify.ts"
import { Decode } from "./streams/decode.ts"
import { DrawChart } from "./streams/draw-chart.ts"
import { HourlyCounts } from "./streams/hourly.ts"
import { JoinAirports } from "./streams/join.ts"
import { ReadAirports } from "./streams/read-airports.ts"
import { ReadFlights } from "./streams/read.ts"
import { WorstRoutes } from "./streams/routes.ts"
import { WriteCsv } from "./streams/write-csv.ts"
import { WriteNdjson } from "./streams/write-ndjson.ts"

export interface DeskOptions {
  readonly flights: FlightFile
  readonly airports: string
  /** How many records to read. */
  readonly limit: number
  /** How many elements an edge holds. */
  readonly capacity: number
  /** Milliseconds the writer of late alerts sleeps for each of them. */
  readonly slowSink: number
}

export const flightDesk = ({ airports, capacity, flights, limit, slowSink }: DeskOptions) =>
  Workflow.make("flights", {
    read: ReadFlights.of(flights, limit),
    airports: ReadAirports.of(airports),
    decode: Decode,
    join: JoinAirports,
    classify: Classify,
    hourly: HourlyCounts,
    routes: WorstRoutes,
    alerts: LateAlerts,
    hourlyFile: WriteCsv.of("hourly.csv", Object.keys(HourRow.fields)),
    chart: DrawChart.of("delays.svg"),
    routesFile: WriteCsv.of("worst-routes.csv", Object.keys(RouteRow.fields)),
    alertsFile: WriteNdjson.of("late-alerts.ndjson", slowSink),
    deadLetters: WriteNdjson.of("dead-letters.ndjson")
  }, (steps) => {
    const { airports, alerts, classify, decode, hourly, join, read, routes } = steps
    read.pipe(decode)
    decode.good.pipe(join.flight)
    airports.pipe(join.airport)
    join.matched.pipe(classify)

    // Every flight is counted, whatever its punctuality: three outlets merge into one inlet.
    for (const outlet of [classify.early, classify.onTime, classify.late]) {
      outlet.pipe(hourly)
      outlet.pipe(routes)
    }
    classify.late.pipe(alerts)

    hourly.pipe(steps.hourlyFile)
    hourly.pipe(steps.chart)
    routes.pipe(steps.routesFile)
    alerts.pipe(steps.alertsFile)

    decode.bad.pipe(steps.deadLetters)
    join.unmatched.pipe(steps.deadLetters)
  }, { capacity })
