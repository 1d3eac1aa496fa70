/**
 * A workflow: named steps, and the edges between them.
 *
 * `make` wires streams and refuses a wrong graph with all its faults at once; `run` and `launch` execute it; `layer` runs
 * it for the life of an application. A workflow with open ports is a stream itself, and a step of another workflow.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { dual } from "effect/Function"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type * as Sink from "effect/Sink"
import type * as EffectStream from "effect/Stream"
import type * as Types from "effect/Types"
import type { OnDeadlock } from "./Deadlock.ts"
import type { Description } from "./Description.ts"
import type { AnyHandle, Handles, Only, Openable, OpenIns, OpenOuts, OpenPorts } from "./Handle.ts"
import { type ElementPosition, FailedElement, FailedStep } from "./internal/causes.ts"
import * as internalConnect from "./internal/connect.ts"
import * as internalDescribe from "./internal/describe.ts"
import { run as runPlan } from "./internal/engine.ts"
import { buildFrom } from "./internal/fromDescription.ts"
import { settingsOf, WorkflowGraph } from "./internal/graph.ts"
import * as internalLaunch from "./internal/launch.ts"
import * as render from "./internal/render.ts"
import { declarationAt, replaceStep } from "./internal/replace.ts"
import * as internalRunMain from "./internal/runMain.ts"
import { toPlan } from "./internal/validate.ts"
import { makeGraph, singleGraph, withCapacity as graphWithCapacity } from "./internal/wiring.ts"
import type { PortDeclaration } from "./PortTable.ts"
import type {
  NoSuchOpenPort,
  WorkflowHasNoOpenOutlet,
  WorkflowHasOpenPorts,
  WorkflowHasSeveralOpenOutlets
} from "./Refusal.ts"
import type { Running } from "./Running.ts"
import type { AnyDefinition, Definition, ElementsOf } from "./Stream.ts"
import type { Validate } from "./ValidationError.ts"

export type { Description, StepDescription } from "./Description.ts"
export type { AnyHandle, AnyInlet, AnyOutlet, Handle, Inlet, OpenPorts, Outlet, PipeOptions } from "./Handle.ts"
export type { ElementPosition } from "./internal/causes.ts"
export {
  DrainTimeout,
  type EdgeSnapshot,
  type Feed,
  type Running,
  type Snapshot,
  type StepSnapshot,
  type Tap
} from "./Running.ts"

// -----------------------------------------------------------------------------
// models
// -----------------------------------------------------------------------------

/**
 * A wired graph of streams.
 *
 * **Details**
 *
 * `I` and `O` are its open ports, `A` the results by step name, `E` and `R` the errors and requirements of all its steps.
 * It is a value: it can be run again, and several times at once; each run has steps and state of its own (S18).
 * `String(workflow)` is Graphviz DOT.
 *
 * @category models
 * @since 0.1.0
 */
export interface Workflow<in out I, in out O, out A, out E = never, out R = never> extends Definition<I, O, A, E, R> {
  toString(): string
}

/**
 * The results of steps by name, those without one left out.
 *
 * @category wiring
 * @since 0.1.0
 */
export type Results<Steps> = ResultsOf<{ readonly [K in keyof Steps]: Definition.Result<Steps[K]> }>

// Through a conditional type, so that the compiler shows the record itself, and not every stream that it comes from.
type ResultsOf<T> = T extends infer A ? { readonly [K in keyof A as HasResult<A[K]> extends true ? K : never]: A[K] }
  : never

// A nested workflow without results has an empty record for one: nothing to show either.
type HasResult<A> = [A] extends [void] ? false : [keyof A] extends [never] ? {} extends A ? false : true : true

/**
 * Options of {@link make}. `capacity` is the number of elements an edge holds unless `pipe` says otherwise; 512 by default.
 *
 * **Details**
 *
 * `validate` is how many of the elements on each edge are checked against the schema of the inlet while the workflow runs,
 * unless `pipe` says otherwise: none by default. It holds for the edges that are written in this workflow, those to its open
 * ports included when it is the one that is run, and not for those inside nested workflows.
 *
 * `onDeadlock` is what happens when steps wait only on one another (S24): the run fails with a `Deadlock`, or, with `"grow"`,
 * the smallest full edge of the circle grows instead, each time by as much as it holds and in all by 1,000,000 elements, or
 * by the number given as `{ grow }`. Where no edge is full, or that much was not enough, the run fails. The workflow that is
 * run decides, not those nested in it.
 *
 * @category wiring
 * @since 0.1.0
 */
export interface Options {
  readonly capacity?: number | undefined
  readonly validate?: Validate | undefined
  readonly onDeadlock?: OnDeadlock | undefined
}

// The workflow W, from where the compiler infers its type parameters, or what it shows in its place.
type Closed<I, O, W> = [keyof I | keyof O] extends [never] ? W : WorkflowHasOpenPorts<keyof I | keyof O>

// -----------------------------------------------------------------------------
// constructors
// -----------------------------------------------------------------------------

/**
 * Names steps, and wires them.
 *
 * **When to use**
 *
 * Use to build a graph. The callback gets a handle of each step and joins them with `pipe`; what it returns as
 * `{ in, out }` stays open and makes the workflow a step for others. A wrong graph throws one `WiringError` with all its
 * faults (S28).
 *
 * **Example** (Splitting numbers by parity)
 *
 * ```ts
 * import { Sink, Source, Stream, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const Split = Stream.make("Split", {
 *   in: { n: Schema.Int },
 *   out: { even: Schema.Int, odd: Schema.Int },
 *   *run({ n }, { even, odd }) {
 *     yield* n.forEach((x) => (x % 2 === 0 ? even : odd).push(x))
 *   }
 * })
 * const parity = Workflow.make("parity", {
 *   numbers: Source.fromIterable(Schema.Int, [1, 2, 3, 4, 5]),
 *   split: Split,
 *   evens: Sink.toArray(Schema.Int),
 *   odds: Sink.toArray(Schema.Int)
 * }, ({ numbers, split, evens, odds }) => {
 *   numbers.pipe(split)
 *   split.even.pipe(evens)
 *   split.odd.pipe(odds, { capacity: 16 })
 * })
 * Effect.runSync(Workflow.run(parity)) // => { evens: [2, 4], odds: [1, 3, 5] }
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = <
  const Steps extends { readonly [name: string]: Definition.Input },
  const W extends OpenPorts | AnyHandle | void = void
>(
  name: string,
  steps: Steps,
  wire: (steps: Handles<Steps>) => Openable<W> & W,
  options?: Options
): Workflow<
  OpenIns<W>,
  OpenOuts<W>,
  Results<Steps>,
  Definition.Error<Steps[keyof Steps]>,
  Definition.Services<Steps[keyof Steps]>
> => fromGraph(makeGraph(name, steps, wire, settingsOf(options)))

/**
 * A workflow of one stream, with all its ports open.
 *
 * **When to use**
 *
 * Use to run a stream alone: connect its ports to Effect streams and sinks, or launch it and use them by hand.
 *
 * **Example** (Running one stream)
 *
 * ```ts
 * import { Transform, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const double = Workflow.single(Transform.map(Schema.Int, Schema.Int, (n) => n * 2))
 * const program = Effect.gen(function*() {
 *   const { in: { value }, out: { mapped } } = yield* Workflow.launch(double)
 *   yield* value.push(21)
 *   return yield* mapped.pop
 * })
 * Effect.runSync(Effect.scoped(program)) // => 42
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const single = <D extends Definition.Input>(
  stream: D,
  options?: Options
): Workflow<
  Definition.Ins<D>,
  Definition.Outs<D>,
  Results<{ readonly stream: D }>,
  Definition.Error<D>,
  Definition.Services<D>
> => fromGraph(singleGraph(stream, settingsOf(options)))

/**
 * Streams by the names that a description has for them.
 *
 * **Details**
 *
 * A key is the name of a stream, or the path of one step (`inner/double`), for streams that share a name: two of
 * `Transform.map`, or a class with different constructor arguments. The path is looked up first, and means the step only
 * where the stream there has the name that the description says.
 *
 * @category wiring
 * @since 0.1.0
 */
export interface Registry {
  readonly [stream: string]: Definition.Input
}

/**
 * Options of {@link fromDescription}: the schemas of all open ports, which a description does not hold.
 *
 * @category wiring
 * @since 0.1.0
 */
export interface OpenSchemas<I extends Schemas, O extends Schemas> {
  readonly in?: I | undefined
  readonly out?: O | undefined
}

type Schemas = Readonly<Record<string, Schema.Constraint>>

// A registry whose type does not tell its streams says nothing of their errors and requirements either.
type RegistryError<D> = unknown extends Definition.Of<D> ? unknown : Definition.Error<D>
type RegistryServices<D> = unknown extends Definition.Of<D> ? unknown : Definition.Services<D>

/**
 * Builds a workflow from what {@link describe} gives, as data or as JSON text.
 *
 * **When to use**
 *
 * Use for graphs that are stored, edited or generated as data. The registry gives the streams by name; nested workflows
 * are built from their own descriptions.
 *
 * **Details**
 *
 * What cannot be read, is not in the registry or is wrongly wired throws one `WiringError` with all its faults (S28).
 *
 * The compiler does not know the graph, so the results are unknown, and any stream of the registry may fail or require
 * something: its type decides what the workflow's does. Annotated as {@link Registry} it decides nothing; write it as a
 * literal, or with `satisfies`.
 *
 * With `options` the open ports must be those named there, with schemas that fit, and they get their types from there.
 * Without, open ports stay open but have no types: the workflow can be drawn, and `run` refuses it when it runs.
 *
 * **Example** (Storing a graph)
 *
 * ```ts
 * import { Sink, Source, Transform, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const streams = {
 *   numbers: Source.fromIterable(Schema.Int, [1, 2, 3]),
 *   double: Transform.map(Schema.Int, Schema.Int, (n) => n * 2),
 *   all: Sink.toArray(Schema.Int)
 * }
 * const doubling = Workflow.make("doubling", streams, ({ numbers, double, all }) => numbers.pipe(double).pipe(all))
 * const stored = JSON.stringify(Workflow.describe(doubling))
 *
 * const again = Workflow.fromDescription(stored, streams)
 * Effect.runSync(Workflow.run(again)) // => { all: [2, 4, 6] }
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const fromDescription = <
  const Streams extends Registry,
  const I extends Schemas = {},
  const O extends Schemas = {}
>(
  description: unknown,
  registry: Streams,
  options?: OpenSchemas<I, O>
): Workflow<
  ElementsOf<I>,
  ElementsOf<O>,
  Readonly<Record<string, unknown>>,
  RegistryError<Streams[keyof Streams]>,
  RegistryServices<Streams[keyof Streams]>
> => fromGraph(buildFrom(description, registry, options))

/**
 * The same workflow with one capacity for all its edges, those of nested workflows included.
 *
 * **When to use**
 *
 * Use to see whether results depend on capacities, or to trade memory for throughput in one place.
 *
 * @category combinators
 * @since 0.1.0
 */
export const withCapacity: {
  (capacity: number): <I, O, A, E, R>(self: Workflow<I, O, A, E, R>) => Workflow<I, O, A, E, R>
  <I, O, A, E, R>(self: Workflow<I, O, A, E, R>, capacity: number): Workflow<I, O, A, E, R>
} = dual(
  2,
  <I, O, A, E, R>(self: Workflow<I, O, A, E, R>, capacity: number): Workflow<I, O, A, E, R> =>
    fromGraph(graphWithCapacity(graphOf(self), capacity))
)

/**
 * The same workflow with another stream in place of one of its steps; one of a nested workflow is named by its path.
 *
 * **When to use**
 *
 * Use in tests, to put something simple or something watched where a step talks to the world.
 *
 * **Details**
 *
 * The ports must have the same names, and the edges are checked anew: it throws a `WiringError` as `Workflow.make` does. The
 * type of the results stays that of the step replaced, and what that step requires is still asked for.
 *
 * **Example** (A source that is at hand)
 *
 * ```ts
 * import { Sink, Source, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const counting = Workflow.make("counting", {
 *   numbers: Source.fromIterable(Schema.Int, [1, 2, 3]),
 *   count: Sink.fold(Schema.Int, () => 0, (n) => n + 1)
 * }, ({ numbers, count }) => numbers.pipe(count))
 * const other = Workflow.replace(counting, "numbers", Source.fromIterable(Schema.Int, [7]))
 * Effect.runSync(Workflow.run(other)) // => { count: 1 }
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const replace: {
  <D extends Definition.Input>(
    step: string,
    stream: D
  ): <I, O, A, E, R>(
    self: Workflow<I, O, A, E, R>
  ) => Workflow<I, O, A, E | Definition.Error<D>, R | Definition.Services<D>>
  <I, O, A, E, R, D extends Definition.Input>(
    self: Workflow<I, O, A, E, R>,
    step: string,
    stream: D
  ): Workflow<I, O, A, E | Definition.Error<D>, R | Definition.Services<D>>
} = dual(
  3,
  <I, O, A, E, R, D extends Definition.Input>(
    self: Workflow<I, O, A, E, R>,
    step: string,
    stream: D
  ): Workflow<I, O, A, E | Definition.Error<D>, R | Definition.Services<D>> =>
    fromGraph(replaceStep(graphOf(self), step, stream))
)

/**
 * The declaration of a port of one of its steps, `step.port` or `nested/step.port`, or of an open port, by its name.
 *
 * **When to use**
 *
 * Use to get at the schema of what flows over an edge that `Workflow.describe`, a snapshot or an observer names.
 *
 * **Example** (The schema behind a name)
 *
 * ```ts
 * import { Source, Workflow } from "@effect-mimo/core"
 * import * as Option from "effect/Option"
 *
 * const numbers = Workflow.single(Source.range({ end: 3 }))
 * Option.map(Workflow.declaration(numbers, "stream.value"), ({ direction }) => direction) // => Option.some("out")
 * ```
 *
 * @category inspection
 * @since 0.1.0
 */
export const declaration = (self: AnyWorkflow, port: string): Option.Option<PortDeclaration> =>
  Option.fromUndefinedOr(declarationAt(graphOf(self), port))

/**
 * Connects open ports to Effect streams and sinks: an inlet is fed from a `Stream`, an outlet drains into a `Sink`.
 *
 * **When to use**
 *
 * Use to run a workflow with open ports inside an Effect program. What is left unconnected stays open. The result of a
 * sink is the result under the outlet's name; errors and requirements of streams and sinks join the workflow's.
 *
 * **Example** (Feeding an open inlet)
 *
 * ```ts
 * import { Stream, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 * import * as EffectSink from "effect/Sink"
 * import * as EffectStream from "effect/Stream"
 *
 * const Double = Stream.make("Double", {
 *   in: { n: Schema.Number },
 *   out: { doubled: Schema.Number },
 *   *run({ n }, { doubled }) {
 *     yield* n.forEach((x) => doubled.push(x * 2))
 *   }
 * })
 * const doubling = Workflow.make("doubling", { double: Double }, ({ double }) => ({
 *   in: { x: double.n },
 *   out: { y: double.doubled }
 * }))
 * const program = Workflow.connect(doubling, {
 *   in: { x: EffectStream.range(1, 3) },
 *   out: { y: EffectSink.sum }
 * })
 * Effect.runSync(Workflow.run(program)) // => { y: 12 }
 * ```
 *
 * @see {@link toStream} to read an open outlet as a stream
 * @category combinators
 * @since 0.1.0
 */
export const connect = <
  I,
  O,
  A,
  E,
  R,
  const Ins extends { readonly [K in keyof I]?: EffectStream.Stream<I[K], unknown, unknown> } = {},
  const Outs extends { readonly [K in keyof O]?: Sink.Sink<unknown, O[K], unknown, unknown, unknown> } = {}
>(
  self: Workflow<I, O, A, E, R>,
  ends: {
    readonly in?: (OthersThan<I, Ins> & Ins) | undefined
    readonly out?: (OthersThan<O, Outs> & Outs) | undefined
  }
): Workflow<
  Without<I, keyof Ins>,
  Without<O, keyof Outs>,
  Types.Simplify<A & SinkResults<Outs>>,
  E | StreamError<Ins[keyof Ins]> | SinkError<Outs[keyof Outs]>,
  R | StreamServices<Ins[keyof Ins]> | SinkServices<Outs[keyof Outs]>
> => fromGraph(internalConnect.connect(graphOf(self), ends))

type OthersThan<Ports, Ends> = { readonly [K in Exclude<keyof Ends, keyof Ports>]: NoSuchOpenPort<keyof Ports> }
// `Omit`, as the record itself.
type Without<T, K> = T extends infer P ? { readonly [N in keyof P as N extends K ? never : N]: P[N] } : never
type StreamError<S> = S extends EffectStream.Stream<infer _A, infer E, infer _R> ? E : never
type StreamServices<S> = S extends EffectStream.Stream<infer _A, infer _E, infer R> ? Exclude<R, Scope.Scope> : never
type SinkError<S> = S extends Sink.Sink<infer _A, never, infer _L, infer E, infer _R> ? E : never
type SinkServices<S> = S extends Sink.Sink<infer _A, never, infer _L, infer _E, infer R> ? Exclude<R, Scope.Scope>
  : never
type SinkResult<S> = S extends Sink.Sink<infer A, never, infer _L, infer _E, infer _R> ? A : never
type SinkResults<Outs> = {
  readonly [K in keyof Outs as [SinkResult<Outs[K]>] extends [void] ? never : K]: SinkResult<Outs[K]>
}

// -----------------------------------------------------------------------------
// running
// -----------------------------------------------------------------------------

/**
 * Runs a workflow to its end and gives the results by step name.
 *
 * **When to use**
 *
 * Use for a workflow without open ports. It succeeds if and only if every step completed; otherwise it fails with the first
 * failure, whose Cause names the step (S22, {@link failedStep}). Interrupting it interrupts every step and waits for
 * their finalizers (S20).
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

/**
 * The elements of the only open outlet as an Effect `Stream`; each run of the stream runs the workflow.
 *
 * **When to use**
 *
 * Use to go on with Effect's `Stream` where a workflow ends. The stream fails as the workflow does; a stream that is left
 * early interrupts the workflow.
 *
 * @see {@link connect} to feed the open inlets first
 * @category running
 * @since 0.1.0
 */
export const toStream = <I, O, A, E, R>(
  self: Closed<I, {}, OneOutlet<O, Workflow<I, O, A, E, R>>>
): EffectStream.Stream<O[keyof O], E, R> =>
  internalLaunch.toStream(toPlan(graphOf(self))) as EffectStream.Stream<O[keyof O], E, R> // as in `launch`

type OneOutlet<O, W> = Only<O, W, WorkflowHasNoOpenOutlet, WorkflowHasSeveralOpenOutlets<keyof O>>

/**
 * Runs a workflow for the life of an application's layers.
 *
 * **When to use**
 *
 * Use for a workflow that serves as long as the application does. Releasing the layer interrupts it, or drains it first
 * when `drain` gives a time limit. A failure of the run is logged as an error.
 *
 * @category running
 * @since 0.1.0
 */
export const layer = <I, O, A, E, R>(
  self: Closed<I, O, Workflow<I, O, A, E, R>>,
  options?: { readonly drain?: Duration.Input | undefined }
): Layer.Layer<never, never, Exclude<R, Scope.Scope>> =>
  // Where it is called, `self` is the workflow: there is no value of the other type.
  Layer.effectDiscard(internalLaunch.background(launch(self as Workflow<I, O, A, E, R>), options))

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
  const launched = Effect.suspend(() => {
    withoutOpenPorts(graphOf(self))
    return launch(self as Workflow<I, O, A, E, R>) // as in `layer`
  })
  const layer = (options?.layer ?? Layer.empty) as Layer.Layer<R, unknown> // it may be left out where R is never
  internalRunMain.runMain(launched, layer, options?.drain)
}

/**
 * The step (`workflow/step`) whose failure a reason of a run's Cause is; of a whole Cause, the first to fail (S22).
 *
 * **When to use**
 *
 * Use to tell where a run failed. `Cause.pretty` shows the name too, as the innermost frame.
 *
 * @category error handling
 * @since 0.1.0
 */
export const failedStep = (cause: Cause.Cause<unknown>): Option.Option<string> => {
  for (const reason of cause.reasons) {
    const step = reason.annotations.get(FailedStep.key)
    if (typeof step === "string") return Option.some(step)
  }
  return Option.none()
}

/**
 * The element whose function failed, where a reason of a run's Cause is of one; of a whole Cause, the first.
 *
 * **When to use**
 *
 * Use to find bad input: the step, the inlet, and how many elements the step had taken from it before. Known of stock streams
 * that call a function, and of the function given to `forEach`. `Cause.pretty` shows it too, behind the name of the step.
 *
 * **Example** (Finding a bad line)
 *
 * ```ts
 * import { Sink, Source, Transform, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Exit from "effect/Exit"
 * import * as Option from "effect/Option"
 * import * as Schema from "effect/Schema"
 *
 * const parsing = Workflow.make("parsing", {
 *   lines: Source.fromIterable(Schema.String, ["1", "{"]),
 *   parse: Transform.map(Schema.String, Schema.Unknown, (line): unknown => JSON.parse(line)),
 *   all: Sink.toArray(Schema.Unknown)
 * }, ({ lines, parse, all }) => lines.pipe(parse).pipe(all))
 * const exit = Effect.runSyncExit(Workflow.run(parsing))
 * const element = Exit.isFailure(exit) ? Workflow.failedElement(exit.cause) : Option.none()
 * element // => Option.some({ step: "parsing/parse", inlet: "value", position: 1 })
 * ```
 *
 * @category error handling
 * @since 0.1.0
 */
export const failedElement = (cause: Cause.Cause<unknown>): Option.Option<ElementPosition> => {
  for (const reason of cause.reasons) {
    const element = Context.getOrUndefined(Cause.reasonAnnotations(reason), FailedElement)
    if (element !== undefined) return Option.some(element)
  }
  return Option.none()
}

// -----------------------------------------------------------------------------
// inspection
// -----------------------------------------------------------------------------

/**
 * The steps, edges and open ports of a workflow as plain data, in the order of declaration.
 *
 * **Details**
 *
 * It is JSON, and `Description.Description` is its schema. The first elements of a feedback edge are written by the JSON
 * codec of the outlet's schema.
 *
 * @see {@link fromDescription} to build the workflow again
 * @category inspection
 * @since 0.1.0
 */
export const describe = (self: AnyWorkflow): Description => internalDescribe.describe(graphOf(self))

/**
 * The graph as a Mermaid flowchart, nested workflows as subgraphs; the same text for the same graph.
 *
 * **Example** (Drawing a workflow)
 *
 * ```ts
 * import { Sink, Source, Workflow } from "@effect-mimo/core"
 * import * as Schema from "effect/Schema"
 *
 * const copy = Workflow.make("copy", {
 *   numbers: Source.fromIterable(Schema.Int, [1, 2, 3]),
 *   all: Sink.toArray(Schema.Int)
 * }, ({ numbers, all }) => numbers.pipe(all))
 * Workflow.toMermaid(copy).split("\n")[0] // => "flowchart LR"
 * ```
 *
 * @category inspection
 * @since 0.1.0
 */
export const toMermaid = (self: AnyWorkflow): string => render.toMermaid(graphOf(self))

/**
 * The graph as Graphviz DOT, nested workflows as clusters; also what `String(workflow)` gives.
 *
 * @category inspection
 * @since 0.1.0
 */
export const toDot = (self: AnyWorkflow): string => render.toDot(graphOf(self))

/**
 * Any {@link Workflow}, whatever its ports.
 *
 * @category models
 * @since 0.1.0
 */
export type AnyWorkflow = AnyDefinition

/**
 * Whether a value is a {@link Workflow}.
 *
 * @category guards
 * @since 0.1.0
 */
export const isWorkflow = (u: unknown): u is AnyWorkflow => u instanceof WorkflowGraph

// -----------------------------------------------------------------------------
// internals
// -----------------------------------------------------------------------------

// A workflow is a graph; its type parameters are known to the compiler only.
const fromGraph = <I, O, A, E, R>(graph: WorkflowGraph): Workflow<I, O, A, E, R> =>
  graph as unknown as Workflow<I, O, A, E, R>

// From JavaScript such a workflow gets here too, and would wait for its ports for ever.
const withoutOpenPorts = (graph: WorkflowGraph): WorkflowGraph => {
  const open = Object.keys(graph.ports)
  if (open.length === 0) return graph
  throw new TypeError(
    `workflow "${graph.name}" has open ports (${
      open.join(", ")
    }): connect them, launch it, or make it a step of another workflow`
  )
}

const graphOf = (self: AnyWorkflow): WorkflowGraph => {
  if (self instanceof WorkflowGraph) return self
  const what = typeof self === "object" && self !== null && "name" in self
    ? `the stream ${String(self.name)}`
    : String(self)
  throw new TypeError(`${what} is not a workflow; make one with Workflow.make, or Workflow.single of one stream`)
}
