/**
 * A workflow: named steps, and the edges between them.
 *
 * `make` wires streams and refuses a wrong graph with all its faults at once; `run` and `launch` execute it; `layer` runs
 * it for the life of an application. A workflow with open ports is a stream itself, and a step of another workflow.
 *
 * @since 0.1.0
 */
import type * as Cause from "effect/Cause"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { dual } from "effect/Function"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import type * as Sink from "effect/Sink"
import type * as EffectStream from "effect/Stream"
import type * as Types from "effect/Types"
import type { AnyHandle, CannotPipe, Handles, IsUnion, OpenIns, OpenOuts, OpenPorts } from "./Handle.ts"
import { FailedStep } from "./internal/causes.ts"
import * as internalConnect from "./internal/connect.ts"
import { run as runPlan } from "./internal/engine.ts"
import { toPlan } from "./internal/flatten.ts"
import { defaultCapacity, WorkflowGraph } from "./internal/graph.ts"
import * as internalLaunch from "./internal/launch.ts"
import * as render from "./internal/render.ts"
import { makeGraph, singleGraph, withCapacity as graphWithCapacity } from "./internal/wiring.ts"
import type { Running } from "./Running.ts"
import type { AnyDefinition, Definition } from "./Stream.ts"

export type { AnyHandle, AnyInlet, AnyOutlet, Handle, Inlet, OpenPorts, Outlet, PipeOptions } from "./Handle.ts"
export {
  DrainTimeout,
  type EdgeSnapshot,
  type Feed,
  type Running,
  type Snapshot,
  type StepSnapshot
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
export type Results<Steps> = {
  readonly [K in keyof Steps as HasResult<Definition.Result<Steps[K]>> extends true ? K : never]: Definition.Result<
    Steps[K]
  >
}

// A nested workflow without results has an empty record for one: nothing to show either.
type HasResult<A> = [A] extends [void] ? false : [keyof A] extends [never] ? {} extends A ? false : true : true

/**
 * Options of {@link make}. `capacity` is the number of elements an edge holds unless `pipe` says otherwise; 128 by default.
 *
 * @category wiring
 * @since 0.1.0
 */
export interface Options {
  readonly capacity?: number | undefined
}

/**
 * In place of a run of a workflow that has open ports: what the compiler shows.
 *
 * @category wiring
 * @since 0.1.0
 */
export interface OpenPortsLeft<Ports> {
  readonly "~cannot run": "this workflow has open ports: connect them, launch it, or make it a step of another workflow"
  readonly "~open": Ports
}

type Closed<I, O> = [keyof I | keyof O] extends [never] ? unknown : OpenPortsLeft<keyof I | keyof O>

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
  wire: (steps: Handles<Steps>) => W,
  options?: Options
): Workflow<
  OpenIns<W>,
  OpenOuts<W>,
  Results<Steps>,
  Definition.Error<Steps[keyof Steps]>,
  Definition.Services<Steps[keyof Steps]>
> => fromGraph(makeGraph(name, steps, wire, options?.capacity ?? defaultCapacity))

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
> => fromGraph(singleGraph(stream, options?.capacity ?? defaultCapacity))

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
  ends: { readonly in?: Ins | undefined; readonly out?: Outs | undefined }
): Workflow<
  Omit<I, keyof Ins>,
  Omit<O, keyof Outs>,
  Types.Simplify<A & SinkResults<Outs>>,
  E | StreamError<Ins[keyof Ins]> | SinkError<Outs[keyof Outs]>,
  R | StreamServices<Ins[keyof Ins]> | SinkServices<Outs[keyof Outs]>
> => fromGraph(internalConnect.connect(graphOf(self), ends))

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
export const run = <I, O, A, E, R>(self: Workflow<I, O, A, E, R> & Closed<I, O>): Effect.Effect<A, E, R> =>
  // The engine's results are those of the steps, whose types make up A and E; R is what their effects ask for.
  Effect.suspend(() => runPlan(toPlan(withoutOpenPorts(graphOf(self))))) as unknown as Effect.Effect<A, E, R>

/**
 * Starts a workflow and gives a handle of the run, which is interrupted when the scope closes.
 *
 * **When to use**
 *
 * Use when the program goes on beside the run: to watch it, to drain it, or to feed and read open ports by hand.
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
  self: Workflow<I, O, A, E, R>
): Effect.Effect<Running<I, O, A, E>, never, R | Scope.Scope> =>
  // As in `run`; the ports are those of the graph's open ports, whose types are I and O.
  Effect.suspend(() => internalLaunch.launch(toPlan(graphOf(self)))) as unknown as Effect.Effect<
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
  self: Workflow<I, O, A, E, R> & Closed<I, {}> & OneOutlet<O>
): EffectStream.Stream<O[keyof O], E, R> =>
  internalLaunch.toStream(toPlan(graphOf(self))) as EffectStream.Stream<O[keyof O], E, R> // as in `launch`

type OneOutlet<O> = [keyof O] extends [never] ? CannotPipe<"this workflow has no open outlet to read">
  : IsUnion<keyof O> extends true ? CannotPipe<"this workflow has several open outlets: connect all but one", keyof O>
  : unknown

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
  self: Workflow<I, O, A, E, R> & Closed<I, O>,
  options?: { readonly drain?: Duration.Input | undefined }
): Layer.Layer<never, never, Exclude<R, Scope.Scope>> =>
  Layer.effectDiscard(internalLaunch.background(launch(self), options))

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

// -----------------------------------------------------------------------------
// inspection
// -----------------------------------------------------------------------------

/**
 * Steps, edges and open ports as plain data.
 *
 * @category models
 * @since 0.1.0
 */
export type Description = render.Description

/**
 * One step of a {@link Description}.
 *
 * @category models
 * @since 0.1.0
 */
export type StepDescription = render.StepDescription

/**
 * The steps, edges and open ports of a workflow as plain data, in the order of declaration.
 *
 * @category inspection
 * @since 0.1.0
 */
export const describe = (self: AnyWorkflow): Description => render.describe(graphOf(self))

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
  throw new TypeError(`${String(self)} is not a workflow; make one with Workflow.make`)
}
