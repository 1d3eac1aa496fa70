import { Stream } from "@effect-mimo/core"
import { In, Out } from "@effect-mimo/decorators"
import { ClassifiedFlight, HourRow } from "../model.ts"
import type { Airport, Punctuality } from "../model.ts"

const millisecondsAnHour = 3_600_000

type Counts = { [kind in Punctuality]: number } & { delay: number }
const noFlights = (): Counts => ({ early: 0, "on time": 0, late: 0, delay: 0 })

/** Counts departures per airport and hour of the day; the rows come when all flights are in. */
export class HourlyCounts extends Stream {
  @In(ClassifiedFlight)
  readonly flight!: In<ClassifiedFlight>
  @Out(HourRow)
  readonly row!: Out<HourRow>;

  *run() {
    const airports = new Map<string, { readonly airport: Airport; readonly hours: ReadonlyArray<Counts> }>()
    let counted = 0
    yield* this.flight.forEach(({ flight, from, punctuality }) => {
      let entry = airports.get(from.iata)
      if (entry === undefined) {
        entry = { airport: from, hours: Array.from({ length: 24 }, noFlights) }
        airports.set(from.iata, entry)
      }
      const counts = entry.hours[Math.floor(flight.date / millisecondsAnHour) % 24]!
      counts[punctuality]++
      counts.delay += flight.delay
      counted++
    })
    const inOrder = [...airports.values()].sort((a, b) => (a.airport.iata < b.airport.iata ? -1 : 1))
    for (const { airport, hours } of inOrder) yield* this.row.pushAll(rowsOf(airport, hours))
    return { counted, airports: airports.size }
  }
}

function* rowsOf({ city, iata, name, state }: Airport, hours: ReadonlyArray<Counts>): Generator<HourRow, void> {
  for (const [hour, { delay, early, late, "on time": on_time }] of hours.entries()) {
    const flights = early + on_time + late
    if (flights > 0) {
      yield { airport: iata, name, city, state, hour, flights, early, on_time, late, mean_delay: delay / flights }
    }
  }
}
