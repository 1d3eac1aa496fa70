/**
 * A switch that stops runs from anywhere: it can be handed around, and several runs can share it.
 *
 * The first call decides: `shutdown` drains the runs, `abort` ends them with a Cause; later calls change nothing.
 *
 * @since 0.1.0
 */
import type * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { dual } from "effect/Function"
import { runUntil } from "./internal/stopping.ts"
import type { DrainTimeout } from "./Running.ts"
import type { Closed, Workflow } from "./workflow/model.ts"
import { launchClosed } from "./workflow/run.ts"

const TypeId = "~@effect-mimo/core/KillSwitch"

/**
 * A switch that is thrown once, and stops every run under it. `E` is what {@link abort} may fail them with.
 *
 * @category models
 * @since 0.1.0
 */
export interface KillSwitch<in out E = never> {
  readonly [TypeId]: Deferred.Deferred<void, E>
}

/**
 * Makes a switch.
 *
 * **When to use**
 *
 * Use where what stops a run is not what started it: a handler of requests, another workflow, a step of the run itself.
 * A fiber that waits for the run only needs to be interrupted, and `Workflow.launch` gives a handle to drain one.
 *
 * **Example** (One switch for two runs)
 *
 * ```ts
 * import { KillSwitch, Sink, Source, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const counting = Workflow.make("counting", {
 *   numbers: Source.range({ end: Infinity }),
 *   count: Sink.fold(Schema.Int, () => 0, (n) => n + 1)
 * }, ({ numbers, count }) => numbers.pipe(count))
 * const program = Effect.gen(function*() {
 *   const stop = yield* KillSwitch.make()
 *   yield* Effect.forkChild(Effect.delay(KillSwitch.shutdown(stop), "5 millis"))
 *   return yield* Effect.all([KillSwitch.run(stop, counting), KillSwitch.run(stop, counting)], { concurrency: 2 })
 * })
 * const [one, other] = await Effect.runPromise(program)
 * one.count > 0 && other.count > 0 // => true
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = <E = never>(): Effect.Effect<KillSwitch<E>> => Effect.sync(makeUnsafe<E>)

/**
 * The same outside an Effect.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeUnsafe = <E = never>(): KillSwitch<E> => ({ [TypeId]: Deferred.makeUnsafe<void, E>() })

/**
 * Drains the runs under the switch, and all that begin later; gives whether this was the first call.
 *
 * **Details**
 *
 * Sources stop as if they had completed, what is in flight reaches the sinks, and the runs succeed (S21). It does not wait
 * for them.
 *
 * @category stopping
 * @since 0.1.0
 */
export const shutdown = <E>(self: KillSwitch<E>): Effect.Effect<boolean> => Deferred.succeed(self[TypeId], undefined)

/**
 * Interrupts the runs under the switch, which fail with the Cause, as do all that begin later; gives whether this was the
 * first call.
 *
 * **Details**
 *
 * The Cause of a run begins with this one. What its steps fail with while they stop comes after it. It does not wait for
 * the runs.
 *
 * **Example** (Failing a run from outside)
 *
 * ```ts
 * import { KillSwitch, Sink, Source, Workflow } from "@effect-mimo/core"
 * import * as Cause from "effect/Cause"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const endless = Workflow.make("endless", {
 *   numbers: Source.range({ end: Infinity }),
 *   sink: Sink.drain(Schema.Int)
 * }, ({ numbers, sink }) => numbers.pipe(sink))
 * const program = Effect.gen(function*() {
 *   const stop = yield* KillSwitch.make<"revoked">()
 *   yield* Effect.forkChild(KillSwitch.abort(stop, Cause.fail("revoked")))
 *   return yield* KillSwitch.run(stop, endless)
 * })
 * await Effect.runPromise(Effect.flip(program)) // => "revoked"
 * ```
 *
 * @category stopping
 * @since 0.1.0
 */
export const abort: {
  <E>(cause: Cause.Cause<E>): (self: KillSwitch<E>) => Effect.Effect<boolean>
  <E>(self: KillSwitch<E>, cause: Cause.Cause<E>): Effect.Effect<boolean>
} = dual(
  2,
  <E>(self: KillSwitch<E>, cause: Cause.Cause<E>): Effect.Effect<boolean> => Deferred.failCause(self[TypeId], cause)
)

/**
 * Whether {@link shutdown} or {@link abort} was called.
 *
 * @category stopping
 * @since 0.1.0
 */
export const isThrown = <E>(self: KillSwitch<E>): Effect.Effect<boolean> => Deferred.isDone(self[TypeId])

/**
 * Runs a workflow as `Workflow.run` does, until it ends or the switch is thrown.
 *
 * **When to use**
 *
 * Use for each run that the switch is to stop: one or several, of the same workflow or of different ones. Interrupting it
 * interrupts its run only, during a drain as well.
 *
 * **Details**
 *
 * `drain` limits the time that a drain may take: when it has passed, the run is interrupted and fails with a
 * `Running.DrainTimeout`.
 *
 * A run that begins when the switch was thrown stops at once. After `abort` no step of it begins; after `shutdown` its
 * sources end before their first element, and its other steps make of that what they make of no elements.
 *
 * @category running
 * @since 0.1.0
 */
export const run: {
  <I, O, A, E, R, E2>(
    self: KillSwitch<E2>,
    workflow: Closed<I, O, Workflow<I, O, A, E, R>>,
    options?: { readonly drain?: undefined }
  ): Effect.Effect<A, E | E2, R>
  <I, O, A, E, R, E2>(
    self: KillSwitch<E2>,
    workflow: Closed<I, O, Workflow<I, O, A, E, R>>,
    options: { readonly drain?: Duration.Input | undefined }
  ): Effect.Effect<A, E | E2 | DrainTimeout, R>
} = <I, O, A, E, R, E2>(
  self: KillSwitch<E2>,
  workflow: Closed<I, O, Workflow<I, O, A, E, R>>,
  options?: { readonly drain?: Duration.Input | undefined }
) =>
  // A drain without a limit does not time out.
  runUntil(launchClosed(workflow), self[TypeId], options?.drain) as Effect.Effect<A, E | E2, R>
