/**
 * What happens around a step: running it again, limiting its time, what its failure means for the others.
 *
 * Each function takes a stream and gives the same stream, supervised: same ports, same name.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { dual } from "effect/Function"
import * as Schedule from "effect/Schedule"
import { millisOf } from "./internal/amounts.ts"
import { copiesOf } from "./internal/copies.ts"
import { checkOptional, describe } from "./internal/given.ts"
import { around, isFailure, tally } from "./internal/supervision.ts"
import type { Definition } from "./Stream.ts"

/**
 * Runs a step again when it fails, as a schedule says.
 *
 * **When to use**
 *
 * Use for steps whose failures pass: a connection that breaks, a service that is away.
 *
 * **Details**
 *
 * The step begins anew: fresh state, a fresh scope, the same ports. The edges keep what they hold. What it had popped and not
 * yet pushed on is gone, and a warning says how much it had popped and pushed; a step that peeks, works, and only then pops
 * loses nothing. Limits are the schedule's: `Schedule.recurs(3)`, or
 * `Schedule.upTo({ duration: "1 minute", times: 3 })` of another. Completing, by returning or by popping past the end, is no
 * failure, and defects are not retried.
 *
 * **Example** (Losing nothing)
 *
 * ```ts
 * import { Sink, Source, Step, Stream, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schedule from "effect/Schedule"
 * import * as Schema from "effect/Schema"
 *
 * let calls = 0
 * const send = (n: number) => ++calls === 2 ? Effect.fail("busy") : Effect.succeed(n)
 *
 * const Send = Stream.make("Send", {
 *   in: { n: Schema.Int },
 *   out: { sent: Schema.Int },
 *   *run({ n }, { sent }) {
 *     while (true) {
 *       const next = yield* n.peek
 *       yield* sent.push(yield* send(next))
 *       yield* n.pop
 *     }
 *   }
 * })
 * const sending = Workflow.make("sending", {
 *   numbers: Source.range({ end: 4 }),
 *   send: Step.retry(Send, Schedule.recurs(3)),
 *   all: Sink.toArray(Schema.Int)
 * }, ({ numbers, send, all }) => numbers.pipe(send).pipe(all))
 * await Effect.runPromise(Workflow.run(sending)) // => { all: [0, 1, 2, 3] }
 * ```
 *
 * @category supervision
 * @since 0.1.0
 */
export const retry: {
  <E, E2 = never, R2 = never>(
    schedule: Schedule.Schedule<unknown, E, E2, R2>
  ): <D extends Definition.Input>(self: D) => Supervised<D, Definition.Error<D> | E2, R2>
  <D extends Definition.Input, E2 = never, R2 = never>(
    self: D,
    schedule: Schedule.Schedule<unknown, Definition.Error<D>, E2, R2>
  ): Supervised<D, Definition.Error<D> | E2, R2>
} = dual(
  2,
  (self: Definition.Input, schedule: Schedule.Schedule<unknown, unknown>) => {
    if (!Schedule.isSchedule(schedule)) {
      throw new TypeError(`Step.retry: the schedule is ${describe(schedule)}; give one, such as Schedule.recurs(3)`)
    }
    return around("Step.retry", self, (body, running) => {
      const attempt = Effect.suspend(() => {
        const moved = tally(running)
        return Effect.tapCause(
          Effect.scoped(body),
          (cause) =>
            isFailure(cause)
              ? Effect.logWarning(
                `${running.path} failed after ${moved()}; what it had popped and not pushed on is gone`,
                cause
              )
              : Effect.void
        )
      })
      return Effect.retry(attempt, { schedule, while: (error) => !Cause.isDone(error) })
    })
  }
)

/**
 * Fails a step that has not ended within a time.
 *
 * **When to use**
 *
 * Use for a step that is known to end soon, such as one that loads a table. With `Step.retry` around it, each attempt has
 * the time.
 *
 * **Details**
 *
 * It fails with a `Cause.TimeoutError` when so much time has passed since it began; more than none, or a `RangeError` is
 * thrown.
 *
 * **Example** (Doing without what takes too long)
 *
 * ```ts
 * import { Step, Stream, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 *
 * const Load = Stream.make("Load", { run: () => Effect.as(Effect.sleep("1 minute"), "table") })
 * const loading = Workflow.make("loading", { load: Step.timeout(Load, "10 millis") }, () => {})
 * const loaded = Effect.catchTag(Workflow.run(loading), "TimeoutError", () => Effect.succeed({ load: "defaults" }))
 * await Effect.runPromise(loaded) // => { load: "defaults" }
 * ```
 *
 * @category supervision
 * @since 0.1.0
 */
export const timeout: {
  (duration: Duration.Input): <D extends Definition.Input>(
    self: D
  ) => Supervised<D, Definition.Error<D> | Cause.TimeoutError>
  <D extends Definition.Input>(
    self: D,
    duration: Duration.Input
  ): Supervised<D, Definition.Error<D> | Cause.TimeoutError>
} = dual(
  2,
  (self: Definition.Input, duration: Duration.Input) => {
    const limit = millisOf("Step.timeout: duration", duration)
    return around("Step.timeout", self, (body) => Effect.timeout(body, limit))
  }
)

/**
 * What the failure of a step means for the run.
 *
 * **Details**
 *
 * - `stop`: the run fails with it, as it does without supervision (S15).
 * - `complete`: the step counts as completed. Its outlets complete and its inlets are cancelled, so that steps before it that
 *   nobody else needs are stopped (S16).
 * - `ignore`: its outlets complete, and its inlets are popped to their ends for nothing, so that the steps before it go on as
 *   if it were there.
 *
 * @category models
 * @since 0.1.0
 */
export type OnFailure = "stop" | "complete" | "ignore"

// JavaScript may give anything.
const actions: ReadonlySet<OnFailure> = new Set<OnFailure>(["stop", "complete", "ignore"])

/**
 * Lets a run go on when a step of it fails.
 *
 * **When to use**
 *
 * Use for steps the others can do without: a metric, a preview. The failure, a defect too, is logged as an error, with how
 * much the step had popped and pushed, and the step has no result.
 *
 * **Example** (Doing without a sink)
 *
 * ```ts
 * import { Sink, Source, Step, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const preview = Sink.forEach(Schema.Int, (n) => n < 2 ? Effect.void : Effect.fail("full"))
 * const counting = Workflow.make("counting", {
 *   numbers: Source.range({ end: 1000 }),
 *   preview: Step.onFailure(preview, "complete"),
 *   count: Sink.fold(Schema.Int, () => 0, (n) => n + 1)
 * }, ({ numbers, preview, count }) => {
 *   numbers.pipe(preview)
 *   numbers.pipe(count)
 * })
 * await Effect.runPromise(Workflow.run(counting)) // => { count: 1000 }
 * ```
 *
 * @category supervision
 * @since 0.1.0
 */
export const onFailure: {
  <A extends OnFailure>(action: A): <D extends Definition.Input>(self: D) => Resumed<D, A>
  <D extends Definition.Input, A extends OnFailure>(self: D, action: A): Resumed<D, A>
} = dual(
  2,
  (self: Definition.Input, action: OnFailure) => {
    if (!actions.has(action)) {
      throw new TypeError(`Step.onFailure: the action is ${describe(action)}; give "stop", "complete" or "ignore"`)
    }
    return around("Step.onFailure", self, (body, running) => {
      if (action === "stop") return body
      const moved = tally(running)
      return Effect.catchCause(body, (cause) => {
        if (!isFailure(cause)) return Effect.failCause(cause)
        const logged = Effect.logError(`${running.path} failed after ${moved()}; the run goes on`, cause)
        if (action === "complete") return logged
        for (const port of running.outs) port.completeNow()
        return Effect.andThen(
          logged,
          Effect.forEach(running.ins, (port) => port.forEach<never, never>(() => {}), {
            concurrency: "unbounded",
            discard: true
          })
        )
      })
    })
  }
)

/**
 * Several copies of a step that share its ports: each element goes to one of them.
 *
 * **When to use**
 *
 * Use where one fiber of a step is not enough, and what it makes of an element does not depend on those before. For one call
 * an element there is `Transform.mapEffect`. The result is an array, one of each copy.
 *
 * **Details**
 *
 * What the copies push comes out as it comes. With `ordered` it comes out in the order in which the elements were taken that it
 * was made of, over all outlets: as from the step without copies, provided that what it pushes between two pops is made of what
 * the first of them gave.
 *
 * - A copy is at the element it has taken last until it asks for the next one, or ends; it may push nothing meanwhile, or any
 *   number. A push, and `end`, waits until the copies with earlier elements have gone on. Nothing is kept meanwhile: a copy that
 *   waits takes no further element, so a slow one holds up the others. While it waits to be retried, too.
 * - `popAll`, `popUpTo` and `select` take what they give at one time.
 * - What a copy pushes before its first element, or after the end, comes after all that was taken so far.
 * - A copy that works on several elements side by side, with `concurrency` or fibers of its own, loses their order.
 *
 * **Gotchas**
 *
 * An outlet that one of them ends is ended for all. A copy that returns early leaves the rest to the others; the failure of one
 * fails the step. What a copy peeks at is its own, and goes to another when the copy completes; put `Step.retry` inside, and a
 * step that peeks, works, and only then pops loses nothing. With several inlets, use `popAll` or `select`: popped one by one,
 * the elements for a pair may go to different copies.
 *
 * **Example** (Three at work)
 *
 * ```ts
 * import { Sink, Source, Step, Stream, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const Load = Stream.make("Load", {
 *   in: { id: Schema.Int },
 *   out: { loaded: Schema.Int },
 *   run: ({ id }, { loaded }) => id.forEach((n) => Effect.andThen(Effect.sleep(6 - n), loaded.push(n * 10)))
 * })
 * const loading = Workflow.make("loading", {
 *   ids: Source.range({ end: 6 }),
 *   load: Step.replicate(Load, 3, { ordered: true }),
 *   all: Sink.toArray(Schema.Int)
 * }, ({ ids, load, all }) => ids.pipe(load).pipe(all))
 * const { all } = await Effect.runPromise(Workflow.run(loading))
 * all // => [0, 10, 20, 30, 40, 50]
 * ```
 *
 * @category supervision
 * @since 0.1.0
 */
export const replicate: {
  (
    copies: number,
    options?: { readonly ordered?: boolean | undefined }
  ): <D extends Definition.Input>(self: D) => Replicated<D>
  <D extends Definition.Input>(
    self: D,
    copies: number,
    options?: { readonly ordered?: boolean | undefined }
  ): Replicated<D>
} = dual(
  ([first]) => typeof first !== "number",
  (self: Definition.Input, copies: number, options?: { readonly ordered?: boolean | undefined }) => {
    if (!Number.isSafeInteger(copies) || copies < 1) {
      throw new RangeError(`Step.replicate: ${copies} copies; give a whole number, 1 or more`)
    }
    checkOptional("Step.replicate", options, ["ordered"], "{ ordered: true }")
    const isOrdered = options?.ordered === true
    const replicated = around("Step.replicate", self, (_, running) => copiesOf(running, copies, isOrdered))
    if (isOrdered && replicated.ins.length === 0) {
      throw new TypeError(
        `Step.replicate: ${replicated.name} takes no elements, whose order it could keep; leave out ordered`
      )
    }
    return replicated
  }
)

/**
 * The stream of `D` with other errors, and with more required services.
 *
 * @category utility types
 * @since 0.1.0
 */
export type Supervised<D, E, R = never> = Definition<
  Definition.Ins<D>,
  Definition.Outs<D>,
  Definition.Result<D>,
  E,
  Definition.Services<D> | R
>

/**
 * The stream of `D` whose failure is dealt with as `A` says: if the run goes on, it does not fail, and may have no result.
 *
 * @category utility types
 * @since 0.1.0
 */
export type Resumed<D, A extends OnFailure> = Definition<
  Definition.Ins<D>,
  Definition.Outs<D>,
  [Definition.Result<D>] extends [void] ? void : Definition.Result<D> | (A extends "stop" ? never : undefined),
  "stop" extends A ? Definition.Error<D> : never,
  Definition.Services<D>
>

/**
 * The stream of `D` whose result is an array, one of each copy.
 *
 * @category utility types
 * @since 0.1.0
 */
export type Replicated<D> = Definition<
  Definition.Ins<D>,
  Definition.Outs<D>,
  [Definition.Result<D>] extends [void] ? void : ReadonlyArray<Definition.Result<D>>,
  Definition.Error<D>,
  Definition.Services<D>
>
