/** How a run of one stream ends, as its test sees it. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"

/** The exit of the step, its result in place of the workflow's results. */
export const endOf = (results: Effect.Effect<unknown, unknown>): Effect.Effect<Exit.Exit<unknown, unknown>> =>
  // It is named "stream"; without a result the workflow has none under that name.
  Effect.map(
    Effect.exit(results),
    (exit) =>
      Exit.isSuccess(exit) ? Exit.succeed(Reflect.get(Object(exit.value), "stream")) : Exit.failCause(bare(exit.cause))
  )

/** As what sees it has it that has no such errors. */
export const asDefects = (cause: Cause.Cause<unknown>): Cause.Cause<never> =>
  Cause.fromReasons(
    cause.reasons.map((reason) => Cause.isFailReason(reason) ? Cause.makeDieReason(reason.error) : reason)
  )

/** Without what a run notes on its reasons (the step, the frames), so that an exit equals one made by hand. */
const bare = <E>(cause: Cause.Cause<E>): Cause.Cause<E> =>
  Cause.fromReasons(cause.reasons.map((reason) =>
    Cause.isFailReason(reason)
      ? Cause.makeFailReason(reason.error)
      : Cause.isDieReason(reason)
      ? Cause.makeDieReason(reason.defect)
      : Cause.makeInterruptReason(reason.fiberId)
  ))
