/**
 * How the steps of a run are executed: who decides in which order they go on, and which of them need a fiber.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
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
