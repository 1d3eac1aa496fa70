/** Source → step → sink as class steps, an element at a time. */
import { Stream, Workflow } from "@effect-mimo/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Figures } from "../../suite/Case.ts"
import { Flights } from "./flight.ts"

class Clock extends Stream.Class("Clock", { out: { value: Schema.Number } }) {
  constructor(readonly flights: Flights, readonly elements: number) {
    super()
  }
  *run() {
    for (let i = 0; i < this.elements; i++) {
      yield* this.flights.wait
      this.flights.pushing()
      yield* this.out.value.push(i)
    }
  }
}

class Double extends Stream.Class("Double", { in: { n: Schema.Number }, out: { doubled: Schema.Number } }) {
  *run() {
    while (true) yield* this.out.doubled.push((yield* this.in.n.pop) * 2)
  }
}

class Arrivals extends Stream.Class("Arrivals", { in: { n: Schema.Number } }) {
  constructor(readonly flights: Flights) {
    super()
  }
  *run() {
    yield* this.in.n.forEach(() => this.flights.popped())
  }
}

export const figures: Figures<{ readonly capacity: number }> = async (elements, { capacity }) => {
  const flights = new Flights()
  const workflow = Workflow.make(
    "latency",
    { clock: Clock.of(flights, Flights.count(elements)), double: Double, arrivals: Arrivals.of(flights) },
    ({ clock, double, arrivals }) => clock.pipe(double).pipe(arrivals),
    { capacity }
  )
  await Effect.runPromise(Workflow.run(workflow))
  return flights.figures
}
