import { Stream } from "@effect-mimo/core"
import { Out } from "@effect-mimo/decorators"
import { recordsOf } from "../data.ts"
import type { FlightFile } from "../data.ts"
import { RawFlight } from "../model.ts"

/** The records of the file, in order, holding one row group at a time. Its result is how many it read. */
export class ReadFlights extends Stream {
  @Out(RawFlight)
  readonly record!: Out<RawFlight>

  constructor(readonly file: FlightFile, readonly limit: number) {
    super()
  }

  *run() {
    let read = 0
    for (let group = 0; group < this.file.rowGroups && read < this.limit; group++) {
      const columns = yield* this.file.readRowGroup(group)
      const count = Math.min(columns.rows, this.limit - read)
      yield* this.record.pushAll(recordsOf(columns, count))
      read += count
    }
    return read
  }
}
