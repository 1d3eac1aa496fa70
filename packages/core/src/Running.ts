/**
 * A workflow that runs: the handle `Workflow.launch` gives, and what can be seen of a run.
 *
 * @since 0.1.0
 */
import type * as Cause from "effect/Cause"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { In, Out } from "./Port.ts"

/**
 * A workflow that runs: its result, its open ports from outside, and its counters.
 *
 * **Details**
 *
 * - `await` gives the results, or fails as `Workflow.run` does.
 * - `drain` stops the sources as if they had completed, lets everything in flight reach the sinks, and gives the results
 *   (S21). With `timeout`, what is left when it passes is reported per edge in a {@link DrainTimeout}, and the run is
 *   interrupted.
 * - `interrupt` stops it and waits until its finalizers have run.
 * - `snapshot` shows steps and edges as they are now.
 * - `settled` waits until no step can go on without the outside: all are suspended, on ports or on something else.
 * - `in` has a {@link Feed} for each open inlet, to feed it by hand; `out` has a {@link Tap} for each open outlet.
 *
 * @category models
 * @since 0.1.0
 */
export interface Running<I, O, out A, out E> {
  readonly await: Effect.Effect<A, E>
  drain(options?: undefined): Effect.Effect<A, E>
  drain(options: { readonly timeout: Duration.Input }): Effect.Effect<A, E | DrainTimeout>
  readonly interrupt: Effect.Effect<void>
  readonly snapshot: Effect.Effect<Snapshot>
  readonly settled: Effect.Effect<void>
  readonly in: { readonly [K in keyof I]: Feed<I[K]> }
  readonly out: { readonly [K in keyof O]: Tap<O[K]> }
}

/**
 * An open inlet from outside: an Out that can also fail.
 *
 * **Details**
 *
 * `fail` says that no more elements can be had: what waits on the inlet is dropped, and the run fails with the Cause (S5,
 * S15). Whoever feeds a run that is drained is stopped as its sources are: a push after that interrupts the fiber that makes
 * it. A push to a run that has failed, was interrupted or wants no more is discarded (S12). `isClosed` tells beforehand.
 *
 * Callbacks outside of Effect feed it with `offerUnsafe`, which tells whether the element was taken: not where an edge is full,
 * and not where a push would be discarded or stopped.
 *
 * **Example** (Feeding a run from a callback)
 *
 * ```ts
 * import { Sink, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const keys = Workflow.make("keys", { all: Sink.toArray(Schema.String) }, ({ all }) => ({ in: { key: all.value } }), {
 *   capacity: 2
 * })
 * const pressed = Effect.gen(function*() {
 *   const running = yield* Workflow.launch(keys)
 *   const onKey = (key: string): boolean => running.in.key.offerUnsafe(key)
 *   const taken = ["a", "b", "c"].map(onKey)
 *   yield* running.in.key.end
 *   return { taken, results: yield* running.await }
 * })
 * Effect.runSync(Effect.scoped(pressed)) // => { taken: [true, true, false], results: { all: ["a", "b"] } }
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export interface Feed<in A> extends Out<A> {
  fail(cause: Cause.Cause<never>): Effect.Effect<void>
}

/**
 * An open outlet from outside: an In that can also say how much is wanted.
 *
 * **Details**
 *
 * Of a run launched with a `demand`, each edge that leads to the outlet lets through that many elements, and n more with each
 * `request(n)`; what is popped makes no room. Without a `demand` the edge's capacity limits what is pushed ahead, and a
 * request changes nothing.
 *
 * @category models
 * @since 0.1.0
 */
export interface Tap<out A> extends In<A> {
  request(n: number): Effect.Effect<void>
}

/**
 * The state of a run: its steps and edges in the order of declaration, nested ones under their paths.
 *
 * **Details**
 *
 * `discarded` counts, by open inlet, elements pushed when every edge of the inlet had been cancelled, as they are when the run
 * has failed (S12).
 *
 * @category models
 * @since 0.1.0
 */
export interface Snapshot {
  readonly steps: ReadonlyArray<StepSnapshot>
  readonly edges: ReadonlyArray<EdgeSnapshot>
  readonly discarded: Readonly<Record<string, number>>
}

/**
 * One step of a {@link Snapshot}.
 *
 * **Details**
 *
 * `waitingOn` names the ports its fibers are suspended on, and `blocked` tells whether all of them are: one that is not waits
 * for something else, a timer or a promise, or is at work. `discarded` counts, by outlet, elements pushed when every edge
 * of the outlet had been cancelled, or none was piped (S12).
 *
 * @category models
 * @since 0.1.0
 */
export interface StepSnapshot {
  readonly step: string
  readonly status: "pending" | "running" | "completed" | "failed" | "interrupted"
  readonly waitingOn: ReadonlyArray<string>
  readonly blocked: boolean
  readonly discarded: Readonly<Record<string, number>>
}

/**
 * One edge of a {@link Snapshot}: counts in elements, times in milliseconds.
 *
 * **Details**
 *
 * `pushed = popped + discarded + size`, always. `pushBlocked` is the time its producer was suspended for want of room here,
 * `popBlocked` the time its consumer was suspended for want of an element.
 *
 * @category models
 * @since 0.1.0
 */
export interface EdgeSnapshot {
  readonly from: string
  readonly to: string
  readonly state: "Open" | "Completed" | "Failed" | "Cancelled"
  readonly capacity: number
  readonly size: number
  readonly pushed: number
  readonly popped: number
  readonly discarded: number
  readonly pushBlocked: number
  readonly popBlocked: number
}

/**
 * A drain did not finish within its time limit: what was left on each edge, in elements.
 *
 * @category errors
 * @since 0.1.0
 */
export class DrainTimeout extends Schema.TaggedError<DrainTimeout>("@effect-mimo/core/DrainTimeout")("DrainTimeout", {
  workflow: Schema.String,
  left: Schema.Array(Schema.Struct({ from: Schema.String, to: Schema.String, elements: Schema.Int }))
}) {
  override get message() {
    const edges = this.left.map(({ from, to, elements }) => `${from} → ${to}: ${elements}`)
    return `workflow "${this.workflow}" was not drained in time; left on its edges: ${edges.join(", ") || "nothing"}`
  }
}
