/** How a run of one stream ends, as its test sees it. */
import type { Workflow } from "@effect-mimo/core"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { isInside } from "./waits.ts"

type Ran = Pick<Workflow.Running<{}, {}, unknown, unknown>, "snapshot">

/** The exit of the step, its result in place of the workflow's results. */
export const endOf = (
  { snapshot }: Ran,
  results: Effect.Effect<unknown, unknown>
): Effect.Effect<Exit.Exit<unknown, unknown>> =>
  Effect.map(Effect.all([Effect.exit(results), snapshot]), ([exit, { steps }]) => {
    if (Exit.isFailure(exit)) return Exit.failCause(bare(exit.cause))
    // It is named "stream"; without a result there is none under that name, where that of a workflow is an empty record.
    const none = steps.some(({ step }) => isInside(step)) ? {} : undefined
    return Exit.succeed(Reflect.get(Object(exit.value), "stream") ?? none)
  })

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
