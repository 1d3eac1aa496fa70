/** The work of the flight desk as one loop: the same decoder, the same look-ups and the same counts. */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { Flight } from "../../../examples/flights/model.ts"
import type {
  Airport,
  AirportRow,
  DeadLetter,
  HourRow,
  LateAlert,
  Punctuality,
  RawFlight,
  RouteRow
} from "../../../examples/flights/model.ts"
import type { Program } from "../../suite/Case.ts"
import { delayOf, type Outcome, worstOf } from "./outcome.ts"
import { airports, decodedFlights, flightRecords } from "./records.ts"

// As in the steps, which are not imported: they would bring the library into this process.
const lateFrom = 15
const alertAfter = 180
const leastFlights = 1_000
const howMany = 10

const millisecondsAnHour = 3_600_000
const decode = Schema.decodeUnknownResult(Flight)

type Counts = { [kind in Punctuality]: number } & { delay: number }
const noFlights = (): Counts => ({ early: 0, "on time": 0, late: 0, delay: 0 })

interface Hourly {
  readonly airport: Airport
  readonly hours: ReadonlyArray<Counts>
}

interface Route {
  readonly first: Flight
  readonly from: Airport
  readonly to: Airport
  flights: number
  delay: number
}

/** In the place of a file: counts what would be its lines. */
class Lines<A> {
  count = 0
  write(_: A): void {
    this.count++
  }
}

const placesOf = (rows: ReadonlyArray<AirportRow>): ReadonlyMap<string, Airport | string> =>
  new Map(rows.map((row) => [
    row.iata,
    row.city === null || row.state === null
      ? `airports.csv has no city or state for ${row.iata} (NA)`
      : { ...row, city: row.city, state: row.state }
  ]))

const flightDesk = (records: ReadonlyArray<RawFlight>, areDecoded: boolean): Outcome => {
  const places = placesOf(airports)
  const placeOf = (iata: string): Airport | string => places.get(iata) ?? `${iata} is not in airports.csv`
  const hourly = new Map<string, Hourly>()
  const byOrigin = new Map<string, Map<string, Route>>()
  const deadLetters = new Lines<DeadLetter>()
  const alerts = new Lines<LateAlert>()
  let flights = 0
  let lateFlights = 0

  for (const record of records) {
    let flight: Flight
    if (areDecoded) flight = record as Flight // it is said to be one
    else {
      const decoded = decode(record)
      if (Result.isFailure(decoded)) {
        const reason = decoded.failure.message.replaceAll(/\s*\n\s*/g, " ")
        deadLetters.write({ row: record.row, step: "decode", reason, record })
        continue
      }
      flight = decoded.success
    }
    const { date, delay, destination, origin } = flight

    const from = placeOf(origin)
    const to = placeOf(destination)
    if (typeof from === "string" || typeof to === "string") {
      const reason = [from, to].filter((place) => typeof place === "string").join("; ")
      deadLetters.write({ row: flight.row, step: "join", reason, record: flight })
      continue
    }
    const punctuality = delay < 0 ? "early" : delay < lateFrom ? "on time" : "late"
    flights++

    let entry = hourly.get(from.iata)
    if (entry === undefined) {
      entry = { airport: from, hours: Array.from({ length: 24 }, noFlights) }
      hourly.set(from.iata, entry)
    }
    const counts = entry.hours[Math.floor(date / millisecondsAnHour) % 24]!
    counts[punctuality]++
    counts.delay += delay

    let byDestination = byOrigin.get(origin)
    if (byDestination === undefined) byOrigin.set(origin, byDestination = new Map())
    let route = byDestination.get(destination)
    if (route === undefined) byDestination.set(destination, route = { first: flight, from, to, flights: 0, delay: 0 })
    route.flights++
    route.delay += delay

    if (punctuality === "late") {
      lateFlights++
      if (delay > alertAfter) {
        alerts.write({
          row: flight.row,
          departed: new Date(date).toISOString().slice(0, 16),
          origin,
          destination,
          from: `${from.city}, ${from.state}`,
          to: `${to.city}, ${to.state}`,
          delay
        })
      }
    }
  }

  const chart = Array.from({ length: 24 }, () => ({ flights: 0, delay: 0 }))
  const hourlyFile = new Lines<HourRow>()
  for (const row of hourRows([...hourly.values()])) {
    hourlyFile.write(row)
    chart[row.hour]!.flights += row.flights
    chart[row.hour]!.delay += row.flights * row.mean_delay
  }
  const routes = [...byOrigin.values()].flatMap((byDestination) => [...byDestination.values()])
  return {
    deadLetters: deadLetters.count,
    flights,
    airports: hourly.size,
    hourRows: hourlyFile.count,
    routes: routes.length,
    worst: worstOf(worstRoutes(routes)),
    late: lateFlights,
    alerts: alerts.count,
    delay: delayOf(chart)
  }
}

function* hourRows(airports: ReadonlyArray<Hourly>): Generator<HourRow, void> {
  const inOrder = airports.toSorted((a, b) => (a.airport.iata < b.airport.iata ? -1 : 1))
  for (const { airport: { city, iata, name, state }, hours } of inOrder) {
    for (const [hour, { delay, early, late, "on time": on_time }] of hours.entries()) {
      const flights = early + on_time + late
      if (flights > 0) {
        yield { airport: iata, name, city, state, hour, flights, early, on_time, late, mean_delay: delay / flights }
      }
    }
  }
}

const worstRoutes = (routes: ReadonlyArray<Route>): ReadonlyArray<RouteRow> =>
  routes
    .filter((route) => route.flights >= leastFlights)
    .sort((a, b) => b.delay / b.flights - a.delay / a.flights)
    .slice(0, howMany)
    .map(({ delay, first: { destination, distance, origin }, flights, from, to }, i) => ({
      rank: i + 1,
      origin,
      destination,
      from: `${from.city}, ${from.state}`,
      to: `${to.city}, ${to.state}`,
      distance,
      flights,
      mean_delay: delay / flights
    }))

export const program: Program = (elements, options) => {
  const areDecoded = options["decoded"] === true
  const records = areDecoded ? decodedFlights(elements) : flightRecords(elements)
  return () => flightDesk(records, areDecoded)
}
