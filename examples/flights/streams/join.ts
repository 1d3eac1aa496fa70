import { Stream } from "@effect-mimo/core"
import { In, Out } from "@effect-mimo/decorators"
import { AirportRow, DeadLetter, Flight, JoinedFlight } from "../model.ts"
import type { Airport } from "../model.ts"

const place = (row: AirportRow): Airport | string =>
  row.city === null || row.state === null
    ? `airports.csv has no city or state for ${row.iata} (NA)`
    : { ...row, city: row.city, state: row.state }

/**
 * Joins flights with the airports at both ends. Reads all airports first; meanwhile the edge of the flights fills up and
 * holds their reader back.
 */
export class JoinAirports extends Stream {
  @In(AirportRow)
  readonly airport!: In<AirportRow>
  @In(Flight)
  readonly flight!: In<Flight>
  @Out(JoinedFlight)
  readonly matched!: Out<JoinedFlight>
  @Out(DeadLetter)
  readonly unmatched!: Out<DeadLetter>;

  *run() {
    // An airport, or why there is none.
    const places = new Map<string, Airport | string>()
    yield* this.airport.forEach((row) => {
      places.set(row.iata, place(row))
    })
    const placeOf = (iata: string): Airport | string => places.get(iata) ?? `${iata} is not in airports.csv`
    yield* this.flight.forEach((flight) => {
      const from = placeOf(flight.origin)
      const to = placeOf(flight.destination)
      if (typeof from !== "string" && typeof to !== "string") return this.matched.push({ flight, from, to })
      const reason = [from, to].filter((place) => typeof place === "string").join("; ")
      return this.unmatched.push({ row: flight.row, step: "join", reason, record: flight })
    })
  }
}
