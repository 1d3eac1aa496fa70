/** Waiting for an element, for some time at most. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import type { In } from "../Port.ts"

/**
 * Whether an element comes within so many milliseconds; not when the inlet ends before.
 *
 * It is peeked at, and popped by whoever asked: what loses a race may have done its part already, and an element that is
 * popped then would be lost.
 */
export const comesWithin = (inlet: In<unknown>, millis: number): Effect.Effect<boolean> => {
  const comes = Effect.catchIf(Effect.as(inlet.peek, true), Cause.isDone, () => Effect.succeed(false))
  // A timer that never fires would make a step look alive that waits for others in vain (S24).
  if (millis === Infinity) return comes
  return millis > 0 ? Effect.raceFirst(comes, Effect.as(Effect.sleep(millis), false)) : Effect.succeed(false)
}
