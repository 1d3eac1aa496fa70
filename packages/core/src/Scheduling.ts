/**
 * How the steps of a run are executed: who decides in which order they go on, which of them need a fiber, and when a run
 * that does not move is told of.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import { fusionDefault } from "./internal/fusionDefault.ts"

/**
 * Whether Effect's `Scheduler` decides the order in which woken steps go on, fiber by fiber.
 *
 * **When to use**
 *
 * Use with a scheduler of your own that explores interleavings in tests. By default the engine resumes woken steps itself,
 * in batches, under Effect's own scheduler and under `TestClock`, and leaves the order to any other scheduler.
 *
 * @category references
 * @since 0.1.0
 */
export const SchedulerDecides: Context.Reference<boolean | undefined> = Context.Reference<boolean | undefined>(
  "@effect-mimo/core/SchedulerDecides",
  { defaultValue: () => undefined }
)

/**
 * Whether steps that only do something to each element run on the edge that feeds them, without a fiber and a queue of their
 * own; `true` by default.
 *
 * **When to use**
 *
 * Use to turn it off, when looking for the cause of a problem. It shows in nothing but time: errors name the step, counters
 * count, edges hold as much.
 *
 * **Details**
 *
 * Such steps are `Transform.map`, `filter`, `flatMap` and `tap`, where one edge leads in and one leads out.
 *
 * **Example** (Running without fusion)
 *
 * ```ts
 * import { Scheduling, Sink, Source, Transform, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const doubling = Workflow.make("doubling", {
 *   numbers: Source.range({ end: 3 }),
 *   double: Transform.map(Schema.Int, Schema.Int, (n) => n * 2),
 *   all: Sink.toArray(Schema.Int)
 * }, ({ numbers, double, all }) => numbers.pipe(double).pipe(all))
 * const unfused = Effect.provideService(Workflow.run(doubling), Scheduling.Fusion, false)
 * Effect.runSync(unfused) // => { all: [0, 2, 4] }
 * ```
 *
 * @category references
 * @since 0.1.0
 */
export const Fusion: Context.Reference<boolean> = Context.Reference<boolean>("@effect-mimo/core/Fusion", {
  defaultValue: () => fusionDefault.isOn
})

/**
 * After what time a run that has not moved logs, once, who waits for whom; by default it does not.
 *
 * **When to use**
 *
 * Use in a service, where a call that never comes back holds everything up. Steps that wait only on one another need no time
 * to be found: they are a `Deadlock`.
 *
 * **Example** (A minute without an element)
 *
 * ```ts
 * import { Scheduling, Sink, Source, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const copy = Workflow.make("copy", {
 *   numbers: Source.range({ end: 3 }),
 *   all: Sink.toArray(Schema.Int)
 * }, ({ numbers, all }) => numbers.pipe(all))
 * const watched = Effect.provideService(Workflow.run(copy), Scheduling.StallAfter, "1 minute")
 * await Effect.runPromise(watched) // => { all: [0, 1, 2] }
 * ```
 *
 * @category references
 * @since 0.1.0
 */
export const StallAfter: Context.Reference<Duration.Input | undefined> = Context.Reference<Duration.Input | undefined>(
  "@effect-mimo/core/StallAfter",
  { defaultValue: () => undefined }
)
