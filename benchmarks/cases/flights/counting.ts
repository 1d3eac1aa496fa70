/** What the flight desk does with flights that were joined, as a workflow of its own, and what its ends keep in memory. */
import { Stream, Workflow } from "@effect-mimo/core"
import { In, Out } from "@effect-mimo/decorators"
import { AirportRow, HourRow, Line } from "../../../examples/flights/model.ts"
import { LateAlerts } from "../../../examples/flights/streams/alerts.ts"
import { Classify } from "../../../examples/flights/streams/classify.ts"
import { HourlyCounts } from "../../../examples/flights/streams/hourly.ts"
import { WorstRoutes } from "../../../examples/flights/streams/routes.ts"
import { airports } from "./records.ts"

export class Airports extends Stream {
  @Out(AirportRow)
  readonly airport!: Out<AirportRow>;

  *run() {
    yield* this.airport.pushAll(airports)
  }
}

/** In the place of a file: counts what would be its lines. */
export class CountLines extends Stream {
  @In(Line)
  readonly line!: In<Line>;

  *run() {
    let lines = 0
    yield* this.line.forEach(() => {
      lines++
    })
    return lines
  }
}

/** In the place of the chart: the numbers that it shows. */
class Hours extends Stream {
  @In(HourRow)
  readonly row!: In<HourRow>;

  *run() {
    const hours = Array.from({ length: 24 }, () => ({ flights: 0, delay: 0 }))
    yield* this.row.forEach(({ flights, hour, mean_delay }) => {
      hours[hour]!.flights += flights
      hours[hour]!.delay += flights * mean_delay
    })
    return hours
  }
}

export const counting = Workflow.make("counting", {
  classify: Classify,
  hourly: HourlyCounts,
  routes: WorstRoutes,
  alerts: LateAlerts,
  hourlyFile: CountLines,
  chart: Hours,
  routesFile: CountLines,
  alertsFile: CountLines
}, ({ alerts, alertsFile, chart, classify, hourly, hourlyFile, routes, routesFile }) => {
  for (const outlet of [classify.early, classify.onTime, classify.late]) {
    outlet.pipe(hourly)
    outlet.pipe(routes)
  }
  classify.late.pipe(alerts)
  hourly.pipe(hourlyFile)
  hourly.pipe(chart)
  routes.pipe(routesFile)
  alerts.pipe(alertsFile)
  return { in: { flight: classify.flight } }
})
