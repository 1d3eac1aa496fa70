/** Running workflows: to the end, beside a program, as a stream, in a layer, as a program. */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import type * as EffectStream from "effect/Stream"
import type { Only } from "../Handle.ts"
import { run as runPlan } from "../internal/engine.ts"
import * as internalLaunch from "../internal/launch.ts"
import * as internalRunMain from "../internal/runMain.ts"
import { toPlan } from "../internal/validate.ts"
import type { WorkflowHasNoOpenOutlet, WorkflowHasSeveralOpenOutlets } from "../Refusal.ts"
import type { Running } from "../Running.ts"
import { type Closed, graphOf, withOneOutlet, withoutOpenPorts, type Workflow } from "./model.ts"

/**
 * Runs a workflow to its end and gives the results by step name.
 *
 * **When to use**
 *
 * Use for a workflow without open ports. It succeeds if and only if every step completed; otherwise it fails with the first
 * failure, whose Cause names the step (S22, {@link failedStep}). Interrupting it interrupts every step and waits for
 * their finalizers (S20).
 *
 * **Example** (Getting a result, and an error, of a step)
 *
 * ```ts
 * import { Sink, Source, Transform, Workflow } from "@effect-mimo/core"
 * import * as Data from "effect/Data"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * class Negative extends Data.TaggedError("Negative")<{ readonly n: number }> {}
 *
 * const Root = Transform.mapEffect(
 *   Schema.Finite,
 *   Schema.Finite,
 *   (n) => n < 0 ? Effect.fail(new Negative({ n })) : Effect.succeed(Math.sqrt(n))
 * )
 * const roots = (of: ReadonlyArray<number>) =>
 *   Workflow.make("roots", {
 *     numbers: Source.fromIterable(Schema.Finite, of),
 *     root: Root,
 *     all: Sink.toArray(Schema.Finite)
 *   }, ({ numbers, root, all }) => numbers.pipe(root).pipe(all))
 * Effect.runSync(Workflow.run(roots([4, 9]))) // => { all: [2, 3] }
 * const caught = Effect.catchTag(Workflow.run(roots([4, -1])), "Negative", ({ n }) => Effect.succeed(n))
 * Effect.runSync(caught) // => -1
 * ```
 *
 * @category running
 * @since 0.1.0
 */
export const run = <I, O, A, E, R>(self: Closed<I, O, Workflow<I, O, A, E, R>>): Effect.Effect<A, E, R> =>
  // The engine's results are those of the steps, whose types make up A and E; R is what their effects ask for.
  Effect.suspend(() => runPlan(toPlan(withoutOpenPorts(graphOf(self))))) as unknown as Effect.Effect<A, E, R>

/**
 * Starts a workflow and gives a handle of the run, which is interrupted when the scope closes.
 *
 * **When to use**
 *
 * Use when the program goes on beside the run: to watch it, to drain it, or to feed and read open ports by hand. With
 * `demand`, 0 or more elements, open outlets let through that many, and then what is asked for by `request` of their
 * {@link Tap}: a step whose elements nobody wants is held back.
 *
 * **Example** (Feeding by hand)
 *
 * ```ts
 * import { Sink, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const collecting = Workflow.make("collecting", { all: Sink.toArray(Schema.Int) }, ({ all }) => ({
 *   in: { x: all.value }
 * }))
 * const program = Effect.gen(function*() {
 *   const running = yield* Workflow.launch(collecting)
 *   yield* running.in.x.pushAll([0, 1, 2])
 *   yield* running.in.x.end
 *   return yield* running.await
 * })
 * Effect.runSync(Effect.scoped(program)) // => { all: [0, 1, 2] }
 * ```
 *
 * @category running
 * @since 0.1.0
 */
export const launch = <I, O, A, E, R>(
  self: Workflow<I, O, A, E, R>,
  options?: { readonly demand?: number | undefined }
): Effect.Effect<Running<I, O, A, E>, never, R | Scope.Scope> =>
  // As in `run`; the ports are those of the graph's open ports, whose types are I and O.
  Effect.suspend(() => internalLaunch.launch(toPlan(graphOf(self)), options?.demand)) as unknown as Effect.Effect<
    Running<I, O, A, E>,
    never,
    R | Scope.Scope
  >

// For what runs a workflow by itself, as `run` does, and holds a handle of it.
export const launchClosed = <I, O, A, E, R>(
  self: Closed<I, O, Workflow<I, O, A, E, R>>
): Effect.Effect<Running<I, O, A, E>, never, R | Scope.Scope> =>
  Effect.suspend(() => {
    withoutOpenPorts(graphOf(self))
    return launch(self as Workflow<I, O, A, E, R>) // where it is called: there is no value of the other type
  })

/**
 * The elements of the only open outlet as an Effect `Stream`; each run of the stream runs the workflow.
 *
 * **When to use**
 *
 * Use to go on with Effect's `Stream` where a workflow ends. The stream fails as the workflow does; a stream that is left
 * early interrupts the workflow.
 *
 * **Example** (Taking a few elements)
 *
 * ```ts
 * import { Source, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as EffectStream from "effect/Stream"
 *
 * const naturals = Workflow.toStream(Workflow.single(Source.range({ end: Infinity })))
 * const few = EffectStream.runCollect(EffectStream.take(naturals, 3))
 * Effect.runSync(few) // => [0, 1, 2]
 * ```
 *
 * @see {@link connect} to feed the open inlets first
 * @category running
 * @since 0.1.0
 */
export const toStream = <I, O, A, E, R>(
  self: Closed<I, {}, OneOutlet<O, Workflow<I, O, A, E, R>>>
): EffectStream.Stream<O[keyof O], E, R> =>
  internalLaunch.toStream(toPlan(withOneOutlet(graphOf(self)))) as EffectStream.Stream<O[keyof O], E, R> // as in `launch`

type OneOutlet<O, W> = Only<O, W, WorkflowHasNoOpenOutlet, WorkflowHasSeveralOpenOutlets<keyof O>>

/**
 * Runs a workflow for the life of an application's layers.
 *
 * **When to use**
 *
 * Use for a workflow that serves as long as the application does. Releasing the layer interrupts it, or drains it first
 * when `drain` gives a time limit. A failure of the run is logged as an error.
 *
 * **Example** (A workflow beside an application)
 *
 * ```ts
 * import { Sink, Source, Workflow } from "@effect-mimo/core"
 * import * as Deferred from "effect/Deferred"
 * import * as Effect from "effect/Effect"
 * import * as ManagedRuntime from "effect/ManagedRuntime"
 * import * as Queue from "effect/Queue"
 * import * as Schema from "effect/Schema"
 *
 * const orders = Effect.runSync(Queue.unbounded<string>())
 * const shipped = Deferred.makeUnsafe<string>()
 * const shipping = Workflow.make("shipping", {
 *   orders: Source.fromQueue(Schema.String, orders),
 *   ship: Sink.forEach(Schema.String, (order) => Deferred.succeed(shipped, order))
 * }, ({ orders, ship }) => orders.pipe(ship))
 *
 * const runtime = ManagedRuntime.make(Workflow.layer(shipping, { drain: "10 seconds" }))
 * await runtime.runPromise(Queue.offer(orders, "two chairs"))
 * await runtime.runPromise(Deferred.await(shipped)) // => "two chairs"
 * await runtime.dispose()
 * ```
 *
 * @category running
 * @since 0.1.0
 */
export const layer = <I, O, A, E, R>(
  self: Closed<I, O, Workflow<I, O, A, E, R>>,
  options?: { readonly drain?: Duration.Input | undefined }
): Layer.Layer<never, never, Exclude<R, Scope.Scope>> =>
  Layer.effectDiscard(internalLaunch.background(launchClosed(self), options))

/**
 * Options of {@link runMain}: a time limit for draining, and a layer of what the steps require.
 *
 * @category running
 * @since 0.1.0
 */
export type MainOptions<R> =
  & { readonly drain?: Duration.Input | undefined }
  & ([R] extends [never] ? { readonly layer?: Layer.Layer<never, unknown> | undefined }
    : { readonly layer: Layer.Layer<R, unknown> })

/**
 * Runs a workflow as the main program of a process, which signals stop and whose exit code tells how it ended.
 *
 * **When to use**
 *
 * Use as the last line of a program, once in a process. The first SIGINT or SIGTERM drains the run (S21), the second
 * interrupts it (S20), and a third ends the process on the spot. A signal that comes while the layer is being built
 * interrupts at once.
 *
 * **Details**
 *
 * | exit code  | when                                                                                            |
 * | ---------- | ----------------------------------------------------------------------------------------------- |
 * | 0          | the run succeeded, by itself or drained                                                         |
 * | 1          | it failed, the layer did, or it was not drained within `drain`; the Cause is on standard error  |
 * | 130 or 143 | it was interrupted by SIGINT or SIGTERM                                                         |
 *
 * As with Effect's own `runMain`, an error with `Runtime.errorExitCode` chooses another code than 1, and one with
 * `Runtime.errorReported` may ask not to be printed. Where there is no `process`, as in a browser, it runs, and prints
 * failures.
 *
 * **Example** (A program that a process manager may stop)
 *
 * ```ts
 * import { Sink, Source, Workflow } from "@effect-mimo/core"
 * import * as Console from "effect/Console"
 * import * as Schema from "effect/Schema"
 *
 * const greeting = Workflow.make("greeting", {
 *   names: Source.fromIterable(Schema.String, ["world", "moon"]),
 *   print: Sink.forEach(Schema.String, (name) => Console.log(`hello ${name}`))
 * }, ({ names, print }) => names.pipe(print))
 *
 * Workflow.runMain(greeting, { drain: "10 seconds" })
 * ```
 *
 * @category running
 * @since 0.1.0
 */
export const runMain = <I, O, A, E, R>(
  self: Closed<I, O, Workflow<I, O, A, E, R>>,
  ...[options]: [R] extends [never] ? [options?: MainOptions<never>] : [options: MainOptions<NoInfer<R>>]
): void => {
  const layer = (options?.layer ?? Layer.empty) as Layer.Layer<R, unknown> // it may be left out where R is never
  internalRunMain.runMain(launchClosed(self), layer, options?.drain)
}
