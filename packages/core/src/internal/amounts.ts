/** Numbers and durations that streams are made with: what is none is refused where it is given. */
import * as Duration from "effect/Duration"
import { format } from "effect/Formatter"
import * as Option from "effect/Option"
import type * as Types from "effect/Types"

/** `what` is the stream and what the number is of: `Transform.take: elements`. */
export const checkWhole = (what: string, n: number, least = 1): void => {
  if (Number.isSafeInteger(n) && n >= least) return
  const wanted = least === -Infinity ? "a whole number" : `a whole number, ${least} or more`
  throw new RangeError(`${what}: ${format(n)}; give ${wanted}`)
}

/** How many fibers; what is no number is for whoever gave it to be told. */
export const fibersOf = (concurrency: Types.Concurrency | undefined): number =>
  concurrency === "unbounded" ? Infinity : concurrency ?? 1

/** In milliseconds; more than none, and perhaps without end. */
export const millisOf = (what: string, input: Duration.Input): number => {
  const millis = Option.match(Duration.fromInput(input), { onNone: () => Number.NaN, onSome: Duration.toMillis })
  if (millis > 0) return millis
  throw new RangeError(`${what}: ${format(input)}; give a duration longer than 0, such as "5 seconds"`)
}
