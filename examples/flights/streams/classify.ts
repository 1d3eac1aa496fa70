import { Stream } from "@effect-mimo/core"
import { In, Out } from "@effect-mimo/decorators"
import { ClassifiedFlight, JoinedFlight } from "../model.ts"

/** From how many minutes on a flight counts as late: the definition of the US Department of Transportation. */
export const lateFrom = 15

/** Sorts flights by how punctual they were. */
export class Classify extends Stream {
  @In(JoinedFlight)
  readonly flight!: In<JoinedFlight>
  @Out(ClassifiedFlight)
  readonly early!: Out<ClassifiedFlight>
  @Out(ClassifiedFlight)
  readonly onTime!: Out<ClassifiedFlight>
  @Out(ClassifiedFlight)
  readonly late!: Out<ClassifiedFlight>;

  *run() {
    yield* this.flight.forEach(({ flight, from, to }) =>
      flight.delay < 0
        ? this.early.push({ flight, from, to, punctuality: "early" })
        : flight.delay < lateFrom
        ? this.onTime.push({ flight, from, to, punctuality: "on time" })
        : this.late.push({ flight, from, to, punctuality: "late" })
    )
  }
}
