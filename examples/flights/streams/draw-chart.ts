import { Stream } from "@effect-mimo/core"
import { In } from "@effect-mimo/decorators"
import { hourlyDelays } from "../chart.ts"
import { HourRow } from "../model.ts"
import { Outputs } from "../output.ts"

/** Draws the delays of all airports together by hour. */
export class DrawChart extends Stream {
  @In(HourRow)
  readonly row!: In<HourRow>

  constructor(readonly name: string) {
    super()
  }

  *run() {
    const hours = Array.from({ length: 24 }, (_, hour) => ({ hour, flights: 0, delay: 0 }))
    yield* this.row.forEach(({ flights, hour, mean_delay }) => {
      hours[hour]!.flights += flights
      hours[hour]!.delay += flights * mean_delay
    })
    const outputs = yield* Outputs
    yield* outputs.put(this.name, hourlyDelays(hours))
    return hours
  }
}
