/** The steps of the flight desk that follow the decoder. */
import { Stream, Workflow } from "@effect-mimo/core"
import { Out } from "@effect-mimo/decorators"
import * as Effect from "effect/Effect"
import { Flight } from "../../../examples/flights/model.ts"
import { JoinAirports } from "../../../examples/flights/streams/join.ts"
import type { Program } from "../../suite/Case.ts"
import { Airports, counting, CountLines } from "./counting.ts"
import { outcomeOf } from "./outcome.ts"
import { decodedFlights } from "./records.ts"

class Flights extends Stream {
  @Out(Flight)
  readonly flight!: Out<Flight>

  constructor(readonly flights: ReadonlyArray<Flight>) {
    super()
  }

  *run() {
    yield* this.flight.pushAll(this.flights)
  }
}

export const program: Program = (elements) => {
  const flights = decodedFlights(elements)
  const desk = Workflow.make("flights", {
    read: Flights.of(flights),
    airports: Airports,
    join: JoinAirports,
    counting,
    deadLetters: CountLines
  }, ({ airports, counting, deadLetters, join, read }) => {
    read.pipe(join.flight)
    airports.pipe(join.airport)
    join.matched.pipe(counting)
    join.unmatched.pipe(deadLetters)
  })
  return () => Effect.runPromise(Effect.map(Workflow.run(desk), outcomeOf))
}
