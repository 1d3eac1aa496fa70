/**
 * Watching what moves over the edges of runs, without changing them.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { dual } from "effect/Function"

/**
 * An edge of a run: its workflow, and the ports at its ends, `step.port`, nested steps by their paths; an open port of the
 * workflow by its name alone.
 *
 * @category models
 * @since 0.1.0
 */
export interface EdgeName {
  readonly workflow: string
  readonly from: string
  readonly to: string
}

/**
 * What is told of an edge: each element as it is pushed on it and as it is popped from it, and its one terminal signal.
 *
 * **Details**
 *
 * It is called in the turn of the step that pushes or pops, and may not wait. What it throws is a defect of that step. What
 * is dropped when the edge is cancelled is not popped.
 *
 * @category models
 * @since 0.1.0
 */
export interface EdgeObserver {
  readonly pushed?: (element: unknown) => void
  readonly popped?: (element: unknown) => void
  readonly ended?: (by: "Completed" | "Failed" | "Cancelled") => void
}

/**
 * Chooses the edges to be watched: asked once for each edge of a run, when the run starts.
 *
 * @category models
 * @since 0.1.0
 */
export type Observer = (edge: EdgeName) => EdgeObserver | undefined

/**
 * Who watches the runs that are started; nobody by default. {@link observe} adds one.
 *
 * @category references
 * @since 0.1.0
 */
export const Observers: Context.Reference<ReadonlyArray<Observer>> = Context.Reference<ReadonlyArray<Observer>>(
  "@effect-mimo/core/Observers",
  { defaultValue: () => [] }
)

/**
 * Watches the runs that an effect starts.
 *
 * **When to use**
 *
 * Use to record what flows, to count it, or to see it in a test. A run that is watched moves the same elements in the same
 * order, a little slower: each of its steps has a fiber of its own (`Scheduling.Fusion` is off).
 *
 * **Example** (Seeing what flows over an edge)
 *
 * ```ts
 * import { Observation, Sink, Source, Transform, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const doubling = Workflow.make("doubling", {
 *   numbers: Source.range({ end: 3 }),
 *   double: Transform.map(Schema.Int, Schema.Int, (n) => n * 2),
 *   sum: Sink.fold(Schema.Int, () => 0, (sum, n) => sum + n)
 * }, ({ numbers, double, sum }) => numbers.pipe(double).pipe(sum))
 *
 * const seen: Array<unknown> = []
 * const watched = Observation.observe(Workflow.run(doubling), ({ to }) =>
 *   to === "sum.value" ? { pushed: (element) => void seen.push(element) } : undefined)
 * Effect.runSync(watched) // => { sum: 6 }
 * seen // => [0, 2, 4]
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const observe: {
  (observer: Observer): <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  <A, E, R>(self: Effect.Effect<A, E, R>, observer: Observer): Effect.Effect<A, E, R>
} = dual(
  2,
  <A, E, R>(self: Effect.Effect<A, E, R>, observer: Observer): Effect.Effect<A, E, R> =>
    Effect.updateService(self, Observers, (observers) => [...observers, observer])
)
