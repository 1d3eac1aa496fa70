import { Stream } from "@effect-mimo/core"
import { Out } from "@effect-mimo/decorators"
import { Stream as EffectStream } from "effect"
import { DataError, readAirports } from "../data.ts"
import { AirportRow } from "../model.ts"

/** The rows of airports.csv. */
export class ReadAirports extends Stream {
  @Out(AirportRow)
  readonly airport!: Out<AirportRow>

  constructor(readonly path: string) {
    super()
  }

  run() {
    return EffectStream.fromAsyncIterable(
      readAirports(this.path),
      (error) => error instanceof DataError ? error : new DataError({ path: this.path, problem: String(error) })
    ).pipe(EffectStream.run(this.airport.sink))
  }
}
