import { Stream } from "@effect-mimo/core"
import { Out } from "@effect-mimo/decorators"
import { Stream as EffectStream } from "effect"
import { readAirports } from "../data.ts"
import { FileError } from "../file-error.ts"
import { AirportRow } from "../model.ts"

/** The rows of airports.csv. */
export class ReadAirports extends Stream {
  @Out(AirportRow)
  readonly airport!: Out<AirportRow>

  constructor(readonly path: string) {
    super()
  }

  run() {
    return EffectStream.fromAsyncIterable(readAirports(this.path), (error) => FileError.from(this.path, error)).pipe(
      EffectStream.run(this.airport.sink)
    )
  }
}
