/** What a Cause of a run says: which step it comes from, and what of it a step only saw of another's failure. */
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import type * as References from "effect/References"

/** Annotates each reason of a run's Cause with the step it comes from (S22). */
export class FailedStep extends Context.Service<FailedStep, string>()("@effect-mimo/core/FailedStep") {}

// Marks what a step sees of another step's failure through an edge, so that it is not counted as a failure of its own.
class FromUpstream extends Context.Service<FromUpstream, true>()("@effect-mimo/core/FromUpstream") {}

export const interruptCause = Cause.interrupt()

/** What a consumer pops from a failed edge: the same Cause, its errors as defects, since they are not in the pop's type. */
export const asSeenDownstream = (cause: Cause.Cause<unknown>): Cause.Cause<never> =>
  Cause.annotate(
    Cause.fromReasons<never>(
      cause.reasons.map((reason) => Cause.isFailReason(reason) ? Cause.makeDieReason(reason.error) : reason)
    ),
    Context.make(FromUpstream, true)
  )

export const isOwn = (reason: Cause.Reason<unknown>): boolean => !reason.annotations.has(FromUpstream.key)
export const isDone = (reason: Cause.Reason<unknown>): boolean =>
  Cause.isFailReason(reason) && Cause.isDone(reason.error)

export const onlyOf = (cause: Cause.Cause<unknown>, test: (reason: Cause.Reason<unknown>) => boolean): boolean =>
  cause.reasons.length > 0 && cause.reasons.every(test)

/**
 * A failure of a step itself, named (S22), for `Cause.pretty` too: the step is where the stack of its frames ends. The frame
 * is added here, and not given to each fiber, whose context would be one of its own.
 */
export const ownCause = (cause: Cause.Cause<unknown>, path: string): Cause.Cause<unknown> =>
  Cause.fromReasons(cause.reasons.map((reason) => {
    const annotations = Context.make(FailedStep, path).pipe(
      Context.add(
        Cause.StackTrace,
        endingAt(path, Context.getOrUndefined(Cause.reasonAnnotations(reason), Cause.StackTrace))
      )
    )
    return reason.annotate(annotations, { overwrite: true })
  }))

const noStack = (): undefined => undefined

const endingAt = (path: string, frame: References.StackFrame | undefined): References.StackFrame =>
  frame === undefined
    ? { name: path, stack: noStack, parent: undefined }
    : { ...frame, parent: endingAt(path, frame.parent) }
