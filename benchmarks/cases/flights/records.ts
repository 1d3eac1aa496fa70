/** The files of the flight desk, read into memory when this module is loaded. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { locate, openFlights, readAirports, recordsOf } from "../../../examples/flights/data.ts"
import { type AirportRow, Flight, type RawFlight } from "../../../examples/flights/model.ts"

// Where the examples find them; from `benchmarks/`, as there is no telling where a bundle stands.
const files = locate("../examples/node_modules/vega-datasets/data")

const columns = await Effect.runPromise(Effect.gen(function*() {
  const file = yield* openFlights(files.flights)
  return yield* Effect.forEach(Array.from({ length: file.rowGroups }, (_, i) => i), file.readRowGroup)
}))

const rows: Array<AirportRow> = []
for await (const row of readAirports(files.airports)) rows.push(row)

export const airports: ReadonlyArray<AirportRow> = rows

/** The first records, all of their codes the same strings. */
export const flightRecords = (count: number): ReadonlyArray<RawFlight> => {
  const codes = new Map<string, string>()
  const code = (text: string | null): string | null => {
    if (text === null) return null
    const known = codes.get(text)
    if (known === undefined) codes.set(text, text)
    return known ?? text
  }
  const records: Array<RawFlight> = []
  for (const group of columns) {
    for (const { row, date, delay, distance, origin, destination } of recordsOf(group, Math.min(group.rows, count))) {
      if (records.length === count) return records
      records.push({ row, date, delay, distance, origin: code(origin), destination: code(destination) })
    }
  }
  return records
}

/** Those of the first records that decode. */
export const decodedFlights = (count: number): ReadonlyArray<Flight> => {
  const decode = Schema.decodeUnknownResult(Flight)
  const flights: Array<Flight> = []
  for (const record of flightRecords(count)) {
    const decoded = decode(record)
    if (Result.isSuccess(decoded)) flights.push(decoded.success)
  }
  return flights
}
