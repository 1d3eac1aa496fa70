/** Making workflows: by wiring, of one stream, and from a description. */
import type * as Schema from "effect/Schema"
import type { OnDeadlock } from "../Deadlock.ts"
import type { AnyHandle, Handles, Openable, OpenIns, OpenOuts, OpenPorts, Steppable } from "../Handle.ts"
import { buildFrom } from "../internal/fromDescription.ts"
import { makeGraph, singleGraph } from "../internal/wiring.ts"
import type { Definition, ElementsOf } from "../Stream.ts"
import type { Validate } from "../ValidationError.ts"
import { fromGraph, type Workflow } from "./model.ts"

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
  const Steps extends { readonly [name: string]: unknown },
  const W extends OpenPorts | AnyHandle | void = void
>(
  name: string,
  steps: Steppable<Steps>,
  wire: (steps: Handles<Steps>) => Openable<W>,
  options?: Options
): Workflow<
  OpenIns<W>,
  OpenOuts<W>,
  Results<Steps>,
  Definition.Error<Steps[keyof Steps]>,
  Definition.Services<Steps[keyof Steps]>
> => fromGraph(makeGraph(name, steps, wire, options))

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
> => fromGraph(singleGraph(stream, options))

/**
 * Streams by the names that a description has for them.
 *
 * **Details**
 *
 * A key is the name of a stream, or the path of one step (`inner/double`), for streams that share a name: two of
 * `Transform.map`, or a class with different constructor arguments. Of such, marked `registryKey: "path"` in the
 * description, the name alone is refused. The path is looked up first, and means the step only where the stream there has
 * the name that the description says.
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
 * Use for graphs that are stored, edited or generated as data. The registry gives the streams by name, with their functions
 * and constructor arguments, which are not in the data; nested workflows are built from their own descriptions.
 *
 * **Details**
 *
 * What cannot be read, is not in the registry or is wrongly wired throws one `WiringError` with all its faults (S28).
 * Workflows inside one another are read down to the 256th. Capacities, the ports of steps and open ports may be left out.
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
  const Streams extends { readonly [stream: string]: unknown },
  const I extends Schemas = {},
  const O extends Schemas = {}
>(
  description: unknown,
  registry: Steppable<Streams>,
  options?: OpenSchemas<I, O>
): Workflow<
  ElementsOf<I>,
  ElementsOf<O>,
  Readonly<Record<string, unknown>>,
  RegistryError<Streams[keyof Streams]>,
  RegistryServices<Streams[keyof Streams]>
> => fromGraph(buildFrom(description, registry, options))
