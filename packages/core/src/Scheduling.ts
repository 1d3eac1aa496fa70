/**
 * Who decides in which order the steps of a run go on.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"

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
