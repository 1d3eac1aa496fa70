/** A run beside its caller: the handle of `Workflow.launch`, and what is built on it. */
import * as Cause from "effect/Cause"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Scope from "effect/Scope"
import * as EffectStream from "effect/Stream"
import { DrainTimeout, type Running, type Snapshot } from "../Running.ts"
import { type Run, start } from "./engine.ts"
import { addressName } from "./flatten.ts"
import type { Plan } from "./plan.ts"

type AnyRunning = Running<Record<string, unknown>, Record<string, unknown>, unknown, unknown>

const results = (run: Run): Effect.Effect<unknown, unknown> => Effect.andThen(run.ended, Effect.suspend(() => run.exit))

/**
 * Starts a run that is interrupted when the scope closes; what the outside has not popped by then is dropped (S23). If it has
 * failed and nobody ever waited for its end, nobody knows.
 */
const startScoped = (plan: Plan, demand?: number): Effect.Effect<Run, never, Scope.Scope> =>
  Effect.acquireRelease(start(plan, demand), (run) => {
    const { failure, isAwaited } = run
    const stopped = Effect.andThen(
      run.interrupt,
      Effect.sync(() => {
        for (const port of run.outside.inPorts) port.cancel()
      })
    )
    if (isAwaited || failure.reasons.every(Cause.isInterruptReason)) return stopped
    return Effect.andThen(Effect.logError("workflow failed", failure), stopped)
  })

export const launch = (plan: Plan, demand?: number): Effect.Effect<AnyRunning, never, Scope.Scope> => {
  if (demand !== undefined && !(Number.isSafeInteger(demand) && demand >= 0)) {
    throw new TypeError(`demand ${String(demand)}; give a whole number of elements, 0 or more`)
  }
  return Effect.map(startScoped(plan, demand), (run) => {
    const drained = Effect.suspend(() => {
      run.drain()
      return results(run)
    })
    return {
      await: results(run),
      drain: (options?: { readonly timeout: Duration.Input }) =>
        options === undefined ? drained : Effect.timeoutOrElse(drained, {
          duration: options.timeout,
          orElse: () =>
            Effect.suspend(() => {
              const error = new DrainTimeout({ workflow: plan.name, left: leftOn(run) })
              // With what the finalizers fail with.
              const report = Effect.suspend(() => Effect.failCause(Cause.combine(Cause.fail(error), run.failure)))
              return Effect.andThen(run.interrupt, report)
            })
        }),
      interrupt: run.interrupt,
      settled: settled(run),
      snapshot: Effect.sync(() => snapshot(run)),
      in: run.outside.outs,
      out: run.outside.ins
    } as unknown as AnyRunning // one `drain` for both signatures; every outlet of the outside is a Feed, every inlet a Tap
  })
}

// After all else that is ready: whom the outside wakes by something else than a port has a turn that the run is not asked
// for, and a scheduler that chooses among what is ready may put that one off.
const idle = 1000

/** Lets others run until no fiber of the run has a turn to come, twice over: a woken one may be about to ask for one. */
const settled = (run: Run): Effect.Effect<void> =>
  Effect.gen(function*() {
    for (let quiet = 0; quiet < 2; quiet = run.isQuiet ? quiet + 1 : 0) yield* Effect.yieldNowWith(idle)
  })

export const toStream = (plan: Plan): EffectStream.Stream<unknown, unknown> =>
  EffectStream.unwrap(Effect.map(startScoped(plan), (run) => {
    const outlet = run.outside.inPorts[0]!
    // The elements, then the way the run ended. A failure is told by the run, typed, not by the failed edge.
    const elements = EffectStream.catchCause(outlet.stream, () => EffectStream.empty)
    return EffectStream.concat(elements, EffectStream.fromEffectDrain(results(run)))
  }))

export const background = <E, R>(
  launched: Effect.Effect<Running<unknown, unknown, unknown, E>, never, R>,
  options?: { readonly drain?: Duration.Input | undefined }
): Effect.Effect<void, never, R | Scope.Scope> =>
  Effect.flatMap(launched, (running) => {
    const watched = Effect.onExit(running.await, (exit) =>
      Exit.isFailure(exit) && !Cause.hasInterruptsOnly(exit.cause)
        ? Effect.logError("workflow failed", exit.cause)
        : Effect.void)
    const timeout = options?.drain
    // A failure, before or while it drains, is told above; here only that time was short.
    const release = timeout === undefined ? Effect.void : Effect.ignore(Effect.catchCause(
      running.drain({ timeout }),
      (cause) =>
        Cause.squash(cause) instanceof DrainTimeout ? Effect.logWarning("workflow not drained", cause) : Effect.void
    ))
    return Effect.andThen(Effect.forkScoped(watched), Effect.addFinalizer(() => release))
  })

const leftOn = (run: Run): DrainTimeout["left"] =>
  run.counts.flatMap(({ size }, index) => {
    if (size === 0) return []
    const { from, to } = run.plan.edges[index]!
    return [{ from: addressName(run.plan, from), to: addressName(run.plan, to), elements: size }]
  })

const snapshot = (run: Run): Snapshot => ({
  steps: run.steps.map((step) => ({
    step: step.planned.path.join("/"),
    status: step.status,
    waitingOn: step.waitingOn,
    blocked: step.isBlocked,
    discarded: step.discarded
  })),
  edges: run.counts.map((counts, index) => {
    const { from, to } = run.plan.edges[index]!
    return { from: addressName(run.plan, from), to: addressName(run.plan, to), ...counts }
  }),
  discarded: run.outside.discarded
})
