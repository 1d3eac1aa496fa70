/** What a Cause of a run says: which step it comes from, at which element, and what of it a step only saw of another's failure. */
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as References from "effect/References"

/**
 * An element whose function failed. `position` is how many elements the step had taken from the inlet before it.
 *
 * @category models
 * @since 0.1.0
 */
export interface ElementPosition {
  readonly step: string
  readonly inlet: string
  readonly position: number
}

/** Annotates each reason of a run's Cause with the step it comes from (S22). */
export class FailedStep extends Context.Service<FailedStep, string>()("@effect-mimo/core/FailedStep") {}

/** Annotates what failed in a function of elements with the element it was called with. */
export class FailedElement
  extends Context.Service<FailedElement, ElementPosition>()("@effect-mimo/core/FailedElement")
{}

// Marks what a step sees of another step's failure through an edge, so that it is not counted as a failure of its own; with
// the run, since a step may run a workflow itself, and read an outlet of it. A symbol: Effect compares what is in annotations.
class FromUpstream extends Context.Service<FromUpstream, symbol>()("@effect-mimo/core/FromUpstream") {}

// What the run was started in: of a reason's frames, the first that is not the step's. Undefined again once the step is among
// them, since a step that ran a workflow itself passes the reason on.
class RunFrame extends Context.Service<RunFrame, References.StackFrame | undefined>()("@effect-mimo/core/RunFrame") {}

export const interruptCause = Cause.interrupt()

/** What a consumer pops from a failed edge: the same Cause, its errors as defects, since they are not in the pop's type. */
export const asSeenDownstream = (cause: Cause.Cause<unknown>, run: symbol): Cause.Cause<never> =>
  Cause.annotate(
    Cause.fromReasons<never>(
      cause.reasons.map((reason) =>
        Cause.isFailReason(reason)
          ? Cause.makeDieReason(reason.error).annotate(Cause.reasonAnnotations(reason), { overwrite: true })
          : reason
      )
    ),
    Context.make(FromUpstream, run),
    { overwrite: true }
  )

/** The same with other defects in place of those it has. */
export const explainedBy = <E>(cause: Cause.Cause<E>, explain: (defect: unknown) => unknown): Cause.Cause<E> =>
  Cause.fromReasons(cause.reasons.map((reason) => {
    if (!Cause.isDieReason(reason)) return reason
    const defect = explain(reason.defect)
    if (defect === reason.defect) return reason
    return Cause.makeDieReason(defect).annotate(Cause.reasonAnnotations(reason), { overwrite: true })
  }))

export const isOwn = (reason: Cause.Reason<unknown>, run: symbol): boolean =>
  reason.annotations.get(FromUpstream.key) !== run
export const isDone = (reason: Cause.Reason<unknown>): boolean =>
  Cause.isFailReason(reason) && Cause.isDone(reason.error)

export const onlyOf = (cause: Cause.Cause<unknown>, test: (reason: Cause.Reason<unknown>) => boolean): boolean =>
  cause.reasons.length > 0 && cause.reasons.every(test)

/**
 * What a function failed with that was called with an element. The innermost tells: of a loop in a loop it is the inner one,
 * but of a run in a step it is the step's.
 */
export const atElement = <E>(cause: Cause.Cause<E>, element: ElementPosition): Cause.Cause<E> => {
  const annotations = Context.make(FailedElement, element)
  return Cause.fromReasons(
    cause.reasons.map((reason) =>
      isDone(reason) || Cause.isInterruptReason(reason)
        ? reason
        : reason.annotate(annotations, { overwrite: reason.annotations.has(FailedStep.key) })
    )
  )
}

/**
 * For what stands around an Effect, which `restore` is to be given: Effect drops the errors of an interrupted fiber when they
 * come to anything that might have caught them, unless that cannot be interrupted.
 */
export const protectingErrors = Effect.uninterruptibleMask

/** What a step failed with whose run was started in a frame of the caller's. */
export const inRunFrame = <E>(cause: Cause.Cause<E>, frame: References.StackFrame): Cause.Cause<E> =>
  Cause.annotate(cause, Context.make(RunFrame, frame), { overwrite: true })

/**
 * A failure of a step itself, named (S22), for `Cause.pretty` too: the step stands between the frames of its own and those
 * its run was started in. Its frame is added here, and not given to each fiber, whose context would be one of its own.
 */
export const ownCause = (
  cause: Cause.Cause<unknown>,
  path: string,
  runFrame?: References.StackFrame
): Cause.Cause<unknown> =>
  Cause.fromReasons(cause.reasons.map((reason) => {
    const known = Cause.reasonAnnotations(reason)
    const step: References.StackFrame = {
      name: path,
      stack: placeIn(path, Context.getOrUndefined(known, FailedElement)),
      parent: undefined
    }
    const startedIn = Context.getOrUndefined(known, RunFrame) ?? runFrame
    const frames = Context.getOrUndefined(known, Cause.StackTrace) ?? startedIn
    const annotations = Context.make(FailedStep, path).pipe(
      Context.add(Cause.StackTrace, withStep(step, frames, startedIn, shownBeforeStep))
    )
    const isPlaced = reason.annotations.has(RunFrame.key)
    return reason.annotate(isPlaced ? Context.add(annotations, RunFrame, undefined) : annotations, { overwrite: true })
  }))

// Printed in parentheses behind the name of the step.
const placeIn = (path: string, element: ElementPosition | undefined) => (): string | undefined =>
  element?.step === path ? `position ${element.position} of ${element.inlet}` : undefined

// Effect prints ten frames: the step's is to be among them.
const shownBeforeStep = 8

const withStep = (
  step: References.StackFrame,
  frames: References.StackFrame | undefined,
  startedIn: References.StackFrame | undefined,
  left: number
): References.StackFrame =>
  frames === undefined || frames === startedIn || left === 0
    ? { ...step, parent: frames }
    : { ...frames, parent: withStep(step, frames.parent, startedIn, left - 1) }
