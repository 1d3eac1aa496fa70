/** A run in time that passes by itself: whenever all is at rest, to the end of the next sleep. */
import type { Workflow } from "@effect-mimo/core"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { TestClock } from "effect/testing"
import { movesOf } from "./heldRun.ts"
import type { Sleeps } from "./sleeps.ts"

export interface Passing {
  readonly running: Pick<Workflow.Running<{}, {}, unknown, unknown>, "settled" | "snapshot">
  /** Of the clock that passes, which is one of a test. */
  readonly sleeps: Sleeps
  readonly hasEnded: () => boolean
  /** Of the clock that passes: an hour. */
  readonly timeout?: Duration.Input | undefined
  /** Of real time, while nothing moves: a second. */
  readonly patience?: Duration.Input | undefined
  /** How often time is moved on; without one, as often as it takes. */
  readonly jumps?: number | undefined
}

/**
 * Why time passes no more: it has ended, sleeps for longer than it may, can only be helped at its ports, has waited in vain for
 * something else, or has never come to rest.
 */
export type Stopped = "ended" | "asleep" | "blocked" | "given up" | "busy"

export const untilNothingComes = (
  { hasEnded, jumps = Infinity, patience = "1 second", running, sleeps, timeout = "1 hour" }: Passing
): Effect.Effect<Stopped> =>
  TestClock.testClockWith((clock) => {
    const most = sleeps.now + Duration.toMillis(Duration.fromInputUnsafe(timeout))
    const real = Duration.toMillis(Duration.fromInputUnsafe(patience))
    const settled = clock.withLive(Effect.timeoutOption(running.settled, real))
    return Effect.gen(function*() {
      // Moved once, or it warns that it is not.
      yield* clock.adjust(0)
      for (let seen = -1, since = 0, left = jumps;;) {
        const rested = yield* settled
        // What ends is told one turn later.
        yield* Effect.yieldNow
        if (hasEnded()) return "ended"
        if (Option.isNone(rested)) return "busy"
        const snapshot = yield* running.snapshot
        const moves = movesOf(snapshot) + sleeps.changes
        const { next } = sleeps
        if (moves !== seen) {
          // Who feeds or reads it may have used up a turn with that.
          seen = moves
          since = performance.now()
        } else if (next !== undefined) {
          if (sleeps.now + next > most || left-- <= 0) return "asleep"
          yield* clock.adjust(next)
        } else if (
          snapshot.steps.every(({ blocked, status }) => blocked || status !== "running" && status !== "pending")
        ) {
          return "blocked"
        } else if (performance.now() - since > real) return "given up"
        // For a promise, or something else of the real world.
        else yield* clock.withLive(Effect.sleep(1))
      }
    })
  })
