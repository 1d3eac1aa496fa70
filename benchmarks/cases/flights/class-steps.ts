/** The steps of the flight desk between sources and sinks in memory. */
import { Stream, Workflow } from "@effect-mimo/core"
import { Out } from "@effect-mimo/decorators"
import * as Effect from "effect/Effect"
import { RawFlight } from "../../../examples/flights/model.ts"
import { Decode } from "../../../examples/flights/streams/decode.ts"
import { JoinAirports } from "../../../examples/flights/streams/join.ts"
import type { Program } from "../../suite/Case.ts"
import { Airports, counting, CountLines } from "./counting.ts"
import { outcomeOf } from "./outcome.ts"
import { flightRecords } from "./records.ts"

class Records extends Stream {
  @Out(RawFlight)
  readonly record!: Out<RawFlight>

  constructor(readonly records: ReadonlyArray<RawFlight>) {
    super()
  }

  *run() {
    yield* this.record.pushAll(this.records)
  }
}

export const program: Program = (elements) => {
  const records = flightRecords(elements)
  const desk = Workflow.make("flights", {
    read: Records.of(records),
    airports: Airports,
    decode: Decode,
    join: JoinAirports,
    counting,
    deadLetters: CountLines
  }, ({ airports, counting, deadLetters, decode, join, read }) => {
    read.pipe(decode)
    decode.good.pipe(join.flight)
    airports.pipe(join.airport)
    join.matched.pipe(counting)
    decode.bad.pipe(deadLetters)
    join.unmatched.pipe(deadLetters)
  })
  return () => Effect.runPromise(Effect.map(Workflow.run(desk), outcomeOf))
}
