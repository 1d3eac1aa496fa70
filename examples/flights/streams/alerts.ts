import { Stream } from "@effect-mimo/core"
import { In, Out } from "@effect-mimo/decorators"
import { ClassifiedFlight, LateAlert } from "../model.ts"

/** More than three hours late is worth an alert. */
export const alertAfter = 180

/** An alert for every flight that is very late. Its result is how many late flights it looked at. */
export class LateAlerts extends Stream {
  @In(ClassifiedFlight)
  readonly late!: In<ClassifiedFlight>
  @Out(LateAlert)
  readonly alert!: Out<LateAlert>;

  *run() {
    let seen = 0
    yield* this.late.forEach(({ flight, from, to }) => {
      seen++
      if (flight.delay <= alertAfter) return
      return this.alert.push({
        row: flight.row,
        // Local time: without the Z that would make it a moment of UTC.
        departed: new Date(flight.date).toISOString().slice(0, 16),
        origin: flight.origin,
        destination: flight.destination,
        from: `${from.city}, ${from.state}`,
        to: `${to.city}, ${to.state}`,
        delay: flight.delay
      })
    })
    return seen
  }
}
