/**
 * The ports of a running step: an `In` is popped, an `Out` is pushed.
 *
 * Every operation is an ordinary Effect, usable with every combinator. When nothing has to wait, `yield*` on one costs no
 * more than a function call: it does not enter the fiber runtime.
 *
 * @since 0.1.0
 */
import type * as Cause from "effect/Cause"
import type * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import type * as Sink from "effect/Sink"
import type * as EffectStream from "effect/Stream"
import type * as Types from "effect/Types"
import * as internal from "./internal/several.ts"

/**
 * The type id of {@link In}.
 *
 * @category type IDs
 * @since 0.1.0
 */
export const InTypeId = "~@effect-mimo/core/In"

/**
 * The type id of {@link Out}.
 *
 * @category type IDs
 * @since 0.1.0
 */
export const OutTypeId = "~@effect-mimo/core/Out"

/**
 * The inlet of a running step: elements are popped from it.
 *
 * **Details**
 *
 * - `pop` takes the next element; past the end it fails with `Cause.Done`, again and again (S9).
 * - `peek` sees the next element and leaves it there.
 * - `popUpTo(n)` takes 1 to n elements at once, as many as are there.
 * - `forEach(f)` pops until the end; when `f` returns an Effect, it is run before the next pop. With `concurrency` so many
 *   workers do that side by side, `"unbounded"` ones as many as there are elements.
 * - `forEachUpTo(n, f)` does the same with 1 to n elements at a time.
 * - `stream` is the rest as an Effect `Stream`. It moves whole chunks: elements of a chunk that the stream leaves unread
 *   are gone, so pop by hand when what follows must be kept.
 * - `size` is the number of elements that wait; `isDone` is true once the inlet has ended and is drained (S8).
 * - `close` cancels the inlet early: what waits is discarded, and producers stop being held back by it (S6, S12).
 *
 * Several fibers of a step may pop one inlet; each element goes to one of them. A number that is not whole, or below 1, is a
 * defect, `PortError.InvalidPortArgument`; `Infinity` is for as many as there are.
 *
 * @category models
 * @since 0.1.0
 */
export interface In<out A> {
  readonly [InTypeId]: Types.Covariant<A>
  readonly pop: Effect.Effect<A, Cause.Done>
  readonly peek: Effect.Effect<A, Cause.Done>
  popUpTo(n: number): Effect.Effect<readonly [A, ...Array<A>], Cause.Done>
  forEach<E = never, R = never>(
    f: (element: A) => void | Effect.Effect<unknown, E, R>,
    options?: { readonly concurrency?: Types.Concurrency | undefined }
  ): Effect.Effect<void, E, R>
  forEachUpTo<E = never, R = never>(
    n: number,
    f: (elements: readonly [A, ...Array<A>]) => void | Effect.Effect<unknown, E, R>
  ): Effect.Effect<void, E, R>
  readonly stream: EffectStream.Stream<A>
  readonly size: number
  readonly isDone: boolean
  readonly close: Effect.Effect<void>
}

/**
 * The outlet of a running step: elements are pushed to it.
 *
 * **Details**
 *
 * - `push` is done when every open edge has taken the element, and suspends while one of them is full (S3, S11). An outlet
 *   all of whose edges were cancelled discards what is pushed (S12).
 * - `pushAll` pushes each element of an iterable, in bulk where it is an array.
 * - `offerUnsafe` is for callbacks of what is no Effect, such as events: it pushes the element if there is room now, and tells
 *   whether it did. It never waits; where an edge is full, or the outlet closed, it gives `false` and nothing has happened.
 *   Let the step wait for its callbacks, as with `Effect.callback`: one that waits on its ports alone looks as if only these
 *   could wake it (S24).
 * - `sink` is an Effect `Sink` that pushes what it is given.
 * - `end` completes the outlet early (S13); it completes by itself when the step does (S14). Pushing afterwards is a
 *   defect, `PortError.PushAfterEnd`.
 * - `isClosed` is true when nothing pushed would be taken any more; `isFull` when the next push would suspend.
 *
 * **Example** (A source of events)
 *
 * ```ts
 * import { Sink, Stream, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const target = new EventTarget()
 * const Ticks = Stream.make("Ticks", {
 *   out: { tick: Schema.String },
 *   *run(_, { tick }) {
 *     const stop = new AbortController()
 *     yield* Effect.addFinalizer(() => Effect.sync(() => stop.abort()))
 *     target.addEventListener("tick", () => tick.offerUnsafe("tick"), stop)
 *     yield* Effect.callback<void>((resume) => target.addEventListener("end", () => resume(Effect.void), stop))
 *   }
 * })
 * const ticking = Workflow.make("ticking", { ticks: Ticks, all: Sink.toArray(Schema.String) }, ({ ticks, all }) =>
 *   ticks.pipe(all)
 * )
 * const ticked = Effect.gen(function*() {
 *   const running = yield* Workflow.launch(ticking)
 *   yield* running.settled
 *   for (const type of ["tick", "tick", "end"]) target.dispatchEvent(new Event(type))
 *   return yield* running.await
 * })
 * await Effect.runPromise(Effect.scoped(ticked)) // => { all: ["tick", "tick"] }
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export interface Out<in A> {
  readonly [OutTypeId]: Types.Contravariant<A>
  push(element: A): Effect.Effect<void>
  pushAll(elements: Iterable<A>): Effect.Effect<void>
  offerUnsafe(element: A): boolean
  readonly sink: Sink.Sink<void, A>
  readonly end: Effect.Effect<void>
  readonly isClosed: boolean
  readonly isFull: boolean
}

/**
 * A port that may stay unconnected: an unconnected inlet is at its end from the start, an unconnected outlet discards.
 *
 * @category models
 * @since 0.1.0
 */
export interface Optional<S extends Schema.Constraint> {
  readonly "~optional": true
  readonly schema: S
  readonly Type: S["Type"]
}

/**
 * Declares a port that need not be piped.
 *
 * **When to use**
 *
 * Use in the port records of `Stream.Class` and `Stream.make`; the decorators take `{ optional: true }`.
 *
 * **Example** (Declaring an optional outlet)
 *
 * ```ts
 * import { Port, Stream } from "@effect-mimo/core"
 * import * as Schema from "effect/Schema"
 *
 * const Parse = Stream.make("Parse", {
 *   in: { text: Schema.String },
 *   out: { value: Schema.Number, rejected: Port.optional(Schema.String) },
 *   *run({ text }, { value, rejected }) {
 *     yield* text.forEach((t) => Number.isNaN(Number(t)) ? rejected.push(t) : value.push(Number(t)))
 *   }
 * })
 * Parse.name // => "Parse"
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const optional = <S extends Schema.Constraint>(schema: S): Optional<S> =>
  // `Type` is there for the compiler only, as on a schema.
  ({ "~optional": true, schema }) as Optional<S>

/**
 * Several Ins by name.
 *
 * @category models
 * @since 0.1.0
 */
export interface Ins {
  readonly [name: string]: In<unknown>
}

/**
 * The element type of an In.
 *
 * @category utility types
 * @since 0.1.0
 */
export type ElementOf<P> = P extends In<infer A> ? A : never

/**
 * Takes one element of each inlet, or none.
 *
 * **When to use**
 *
 * Use to join inlets pairwise: it ends with `Cause.Done` as soon as an inlet that has ended holds no element, and an element
 * without a partner stays on its edge (S30).
 *
 * **Example** (Adding two feeds)
 *
 * ```ts
 * import { Port, Stream } from "@effect-mimo/core"
 * import * as Schema from "effect/Schema"
 *
 * const Add = Stream.make("Add", {
 *   in: { a: Schema.Number, b: Schema.Number },
 *   out: { sum: Schema.Number },
 *   *run(ins, { sum }) {
 *     while (true) {
 *       const { a, b } = yield* Port.popAll(ins)
 *       yield* sum.push(a + b)
 *     }
 *   }
 * })
 * Add.name // => "Add"
 * ```
 *
 * @see {@link select} to take from whichever inlet has an element
 * @category combinators
 * @since 0.1.0
 */
export const popAll: <P extends Ins>(
  ports: P
) => Effect.Effect<{ readonly [K in keyof P]: ElementOf<P[K]> }, Cause.Done> = internal.popAll

/**
 * Takes an element from whichever inlet has one first, tagged with the inlet's name.
 *
 * **When to use**
 *
 * Use to merge inlets of different types. It ends with `Cause.Done` when all of them have ended. When several have an
 * element, the one that has waited longest since it was last selected is served. Interrupting it loses nothing.
 *
 * **Example** (Merging data and commands)
 *
 * ```ts
 * import { Port, Stream } from "@effect-mimo/core"
 * import * as Schema from "effect/Schema"
 *
 * const Gate = Stream.make("Gate", {
 *   in: { data: Schema.Number, open: Schema.Boolean },
 *   out: { passed: Schema.Number },
 *   *run(ins, { passed }) {
 *     let open = true
 *     while (true) {
 *       const next = yield* Port.select(ins)
 *       if (next._tag === "open") open = next.value
 *       else if (open) yield* passed.push(next.value)
 *     }
 *   }
 * })
 * Gate.name // => "Gate"
 * ```
 *
 * @see {@link popAll} to take one of each
 * @category combinators
 * @since 0.1.0
 */
export const select: <P extends Ins>(ports: P) => Effect.Effect<Selected<P>, Cause.Done> = internal.select

/**
 * What {@link select} gives: the name of an inlet and an element of it.
 *
 * @category models
 * @since 0.1.0
 */
export type Selected<P extends Ins> = {
  readonly [K in keyof P]: { readonly _tag: K; readonly value: ElementOf<P[K]> }
}[keyof P]

/**
 * Outs by name, whatever they take.
 *
 * @category models
 * @since 0.1.0
 */
export interface Outs {
  readonly [name: string]: Out<never>
}

/**
 * Waits until one of several outlets has room, and gives its name.
 *
 * **When to use**
 *
 * Use to give work to whoever is free. When several have room, it is the one that was not chosen for the longest time; one
 * that is closed is not chosen. It ends with `Cause.Done` when all of them are closed. Nothing is pushed: the room stays,
 * as long as no other fiber of the step pushes there.
 *
 * **Example** (Giving each job to a free worker)
 *
 * ```ts
 * import { Port, Stream } from "@effect-mimo/core"
 * import * as Schema from "effect/Schema"
 *
 * const Jobs = Stream.make("Jobs", {
 *   in: { job: Schema.String },
 *   out: { left: Schema.String, right: Schema.String },
 *   *run({ job }, workers) {
 *     while (true) {
 *       yield* job.peek
 *       const free = yield* Port.room(workers)
 *       yield* workers[free].push(yield* job.pop)
 *     }
 *   }
 * })
 * Jobs.name // => "Jobs"
 * ```
 *
 * @see {@link select} for the same of inlets
 * @category combinators
 * @since 0.1.0
 */
export const room: <P extends Outs>(ports: P) => Effect.Effect<keyof P & string, Cause.Done> = internal.room
