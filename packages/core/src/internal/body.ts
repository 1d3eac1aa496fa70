/** What a stream's `run` gave, as one Effect; a defect that says what to do when it is neither Effect nor generator. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Tracer from "effect/Tracer"
import { inRunFrame, isDone, onlyOf, protectingErrors } from "./causes.ts"
import { FibersOfStep, type StepFibers } from "./fibers.ts"
import type { Body } from "./plan.ts"

type Running = Effect.Effect<unknown, unknown>

/** To be called in the fiber of the step; `path` names it in defects and traces. */
export const bodyEffect = (path: string, body: Body): Running => {
  const effect = effectOf(path, body)
  const fiber = Fiber.getCurrent()
  if (fiber === undefined) return effect
  // Nothing is added where nobody traces: most runs are in no span, and have no tracer but Effect's, which tells nobody.
  const { span, stackFrame, tracer } = fiber.cache
  const framed = stackFrame === undefined
    ? effect
    : protectingErrors((restore) =>
      Effect.catchCause(restore(effect), (cause) => Effect.failCause(inRunFrame(cause, stackFrame)))
    )
  if (tracer === undefined) return framed
  const step = fiber.getRef(FibersOfStep)
  const isTraced = span?._tag === "Span" && Context.getOrUndefined(span.annotations, TracedStep) === step
  return isTraced || step === undefined ? framed : traced(path, framed, step)
}

// Tells the span of a step, which its body runs in once more when it is supervised, from that of a step around its run.
class TracedStep extends Context.Service<TracedStep, StepFibers>()("@effect-mimo/core/TracedStep") {}

// Its end is no failure for those who read the trace either (S14). No stack frame: the step has one already.
const traced = (path: string, effect: Running, step: StepFibers): Running =>
  protectingErrors((restore) =>
    Effect.useSpan(
      path,
      { annotations: Context.make(TracedStep, step) },
      (span) =>
        Effect.catchCause(restore(effect), (cause) => onlyOf(cause, isDone) ? Effect.void : Effect.failCause(cause))
          .pipe(
            Effect.provideService(Tracer.ParentSpan, span)
          )
    )
  )

const effectOf = (path: string, body: Body): Running => {
  if (Effect.isEffect(body)) return body
  // Effect calls nothing but `next`.
  if (isGenerator(body)) return Effect.gen(() => new CheckedGenerator(path, body) as unknown as StepGenerator)
  return Effect.die(
    new TypeError(
      `${path}: run gave ${describeValue(body)}; make it a generator method (*run) or let it return an Effect`
    )
  )
}

type StepGenerator = Generator<Effect.Effect<unknown, unknown>, unknown, never>

const isGenerator = (body: Body): body is StepGenerator =>
  typeof body === "object" && body !== null && Symbol.iterator in body && "next" in body

/**
 * Effect ends a fiber that is given something else than an Effect on the spot, without its finalizers (S19); so it is made a
 * defect before. A class, since this stands between a step and each of its Effects;
 * Effect cuts off the stack that it prints where it reads `Generator.next`.
 */
class CheckedGenerator {
  constructor(private readonly path: string, private readonly body: StepGenerator) {}

  next(value: never): IteratorResult<Effect.Effect<unknown, unknown>, unknown> {
    const state = this.body.next(value)
    if (state.done === true ? !isForgotten(state.value) : Effect.isEffect(state.value)) return state
    const mistake = state.done === true
      ? "run returned an Effect, which nobody would run; write return yield*"
      : `run yielded ${describeValue(state.value)}; write yield* and an Effect`
    return { done: false, value: Effect.die(new TypeError(`${this.path}: ${mistake}`)) }
  }
}

// Exits and errors are Effects too, and may well be what a run has found out.
const isForgotten = (value: unknown): boolean =>
  Effect.isEffect(value) && !Exit.isExit(value) && !(value instanceof Error)

const describeValue = (value: unknown): string => {
  if (typeof value !== "object" || value === null) return String(value)
  return value instanceof Promise ? "a Promise" : Symbol.asyncIterator in value ? "an async generator" : "an object"
}
