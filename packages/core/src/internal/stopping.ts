/** A run that is told from outside to stop: drained, or ended with a Cause. */
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import type { DrainTimeout, Running } from "../Running.ts"

/**
 * Runs to the end, or until the signal is given: success drains the run (S21), a failure interrupts it and becomes the
 * first of its Cause. A run that has ended before is not changed.
 */
export const runUntil = <A, E, E2, R>(
  launched: Effect.Effect<Running<unknown, unknown, A, E>, never, R | Scope.Scope>,
  signal: Deferred.Deferred<void, E2>,
  limit: Duration.Input | undefined
): Effect.Effect<A, E | E2 | DrainTimeout, R> => {
  const stopping = Effect.scoped(Effect.uninterruptibleMask((restore) =>
    Effect.gen(function*() {
      const before = yield* given(signal)
      if (Option.isSome(before) && Exit.isFailure(before.value)) return yield* Effect.failCause(before.value.cause)
      const running = yield* launched
      const drain: Effect.Effect<A, E | DrainTimeout> = limit === undefined
        ? running.drain()
        : running.drain({ timeout: limit })
      // Not a race of the drain with the end: at its time limit a drain interrupts the run, and both would be there.
      const isEnded = Option.isSome(before) ? Effect.succeed(false) : Effect.raceFirst(
        Effect.as(Effect.exit(running.await), true),
        Effect.as(Deferred.await(signal), false)
      )
      const waited = yield* Effect.exit(restore(
        Effect.flatMap(isEnded, (ended) => Effect.exit(ended ? running.await : drain))
      ))
      if (Exit.isSuccess(waited)) return yield* waited.value
      yield* running.interrupt
      const exit = yield* Effect.exit(running.await)
      return yield* Effect.failCause(Cause.combine(waited.cause, failureIn(exit)))
    })
  ))
  // `Exclude<R, Scope>` by its type; the steps have scopes of their own, so that R has none.
  return stopping as Effect.Effect<A, E | E2 | DrainTimeout, R>
}

const given = <E>(signal: Deferred.Deferred<void, E>): Effect.Effect<Option.Option<Exit.Exit<void, E>>> =>
  Effect.flatMap(
    Deferred.isDone(signal),
    (isDone) => isDone ? Effect.asSome(Effect.exit(Deferred.await(signal))) : Effect.succeedNone
  )

// That it was interrupted is known: it was done here.
const failureIn = <A, E>(exit: Exit.Exit<A, E>): Cause.Cause<E> =>
  Exit.isFailure(exit) && !Cause.hasInterruptsOnly(exit.cause) ? exit.cause : Cause.empty
