/** Another order of events for each seed, and how a test sees that nothing is to come in it. */
import { Scheduling } from "@effect-mimo/core"
import * as TestScheduler from "@effect-mimo/testing/TestScheduler"
import * as Effect from "effect/Effect"
import type * as Scheduler from "effect/Scheduler"

export { provide as withScheduler } from "@effect-mimo/testing/TestScheduler"

// Runs after everything else that is ready.
const idle = 1000

let turns = 0

/** How many turns such schedulers have given so far, all together. */
export const turnsGiven = (): number => turns

/** `TestScheduler.shuffled`, its turns counted. */
export const shuffled = (seed: number, preempt = false): Scheduler.Scheduler => {
  const scheduler = TestScheduler.shuffled(seed, { preempt })
  const dispatcher = scheduler.makeDispatcher()
  const counting: Scheduler.SchedulerDispatcher = {
    scheduleTask: (task, priority) =>
      dispatcher.scheduleTask(() => {
        turns++
        task()
      }, priority),
    flush: () => dispatcher.flush()
  }
  return {
    executionMode: scheduler.executionMode,
    shouldYield: (fiber) => scheduler.shouldYield(fiber),
    makeDispatcher: () => counting
  }
}

/**
 * Lets everything go on until it waits. Effect's scheduler runs what becomes ready meanwhile in its next turn; under
 * {@link shuffled} it all comes before what is idle.
 */
export const settle: Effect.Effect<void> = Effect.withFiber((fiber) =>
  Effect.replicateEffect(Effect.yieldNowWith(idle), fiber.getRef(Scheduling.SchedulerDecides) === true ? 2 : 40, {
    discard: true
  })
)
