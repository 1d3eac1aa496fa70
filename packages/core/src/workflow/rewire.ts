/** A workflow made from another one: other capacities, another step, connected ports. */
import { dual } from "effect/Function"
import type * as Scope from "effect/Scope"
import type * as Sink from "effect/Sink"
import type * as EffectStream from "effect/Stream"
import type * as Types from "effect/Types"
import * as internalConnect from "../internal/connect.ts"
import { replaceStep } from "../internal/replace.ts"
import { withCapacity as graphWithCapacity } from "../internal/wiring.ts"
import type { NoSuchOpenPort } from "../Refusal.ts"
import type { Definition } from "../Stream.ts"
import { fromGraph, graphOf, type Workflow } from "./model.ts"

/**
 * The same workflow with one capacity for all its edges, those of nested workflows included.
 *
 * **When to use**
 *
 * Use to see whether results depend on capacities, or to trade memory for throughput in one place.
 *
 * **Details**
 *
 * The capacity is in elements, 1 or more; another throws a `WiringError`. A feedback edge has room for its first elements in
 * any case.
 *
 * **Example** (As little memory as can be)
 *
 * ```ts
 * import { Sink, Source, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const copy = Workflow.make("copy", {
 *   numbers: Source.range({ end: 3 }),
 *   all: Sink.toArray(Schema.Int)
 * }, ({ numbers, all }) => numbers.pipe(all))
 * const narrow = Workflow.withCapacity(copy, 1)
 * Workflow.describe(narrow).edges.map(({ capacity }) => capacity) // => [1]
 * Effect.runSync(Workflow.run(narrow)) // => { all: [0, 1, 2] }
 * ```
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
    readonly in?: Connecting<I, Ins> | undefined
    readonly out?: Connecting<O, Outs> | undefined
  }
): Workflow<
  Without<I, keyof Ins>,
  Without<O, keyof Outs>,
  Types.Simplify<A & SinkResults<Outs>>,
  E | StreamError<Ins[keyof Ins]> | SinkError<Outs[keyof Outs]>,
  R | StreamServices<Ins[keyof Ins]> | SinkServices<Outs[keyof Outs]>
> => fromGraph(internalConnect.connect(graphOf(self), ends as never)) // refused types have no values

// The ends, from where the compiler infers them, or what it shows in their place.
type Connecting<Ports, Ends> = [Exclude<keyof Ends, keyof Ports>] extends [never] ? Ends
  : { readonly [K in keyof Ends]: K extends keyof Ports ? Ends[K] : NoSuchOpenPort<keyof Ports> }
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
