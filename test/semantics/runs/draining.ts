// A source that tells what it has pushed, and a sink that waits: between them is what is in flight.
import { Stream } from "@effect-mimo/core"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/** Pushes 0, 1 … and notes each that was taken, so that what was pushed is known to the test. */
export const Noting = (pushed: Array<number>) =>
  Stream.make("Noting", {
    out: { n: Schema.Int },
    *run(_, { n }) {
      for (let x = 0; true; x++) {
        yield* n.push(x)
        pushed.push(x)
      }
    }
  })

/** A sink that takes nothing until its gate is opened, and everything then. */
export const gated = Effect.map(Deferred.make<void>(), (gate) => ({
  Gated: Stream.make("Gated", {
    in: { n: Schema.Int },
    *run({ n }) {
      const seen: Array<number> = []
      yield* Deferred.await(gate)
      yield* n.forEach((x) => {
        seen.push(x)
      })
      return seen
    }
  }),
  open: Deferred.succeed(gate, undefined)
}))
