/** How a run takes its turns: in batches of its own, or one by one as Effect's scheduler says. */
import * as Clock from "effect/Clock"
import type * as Fiber from "effect/Fiber"
import * as Scheduler from "effect/Scheduler"
import { SchedulerDecides } from "../Scheduling.ts"
import { fairBudget } from "./ready.ts"

// Under TestClock a test moves time on when it believes that everything has come to rest, and it cannot look into a run:
// so a run goes on as far as it can at once. Not for ever, or an endless flow would never let the test go on.
const testClockBudget = 512

const isTestClock = (clock: Clock.Clock): boolean => "adjust" in clock && "setTime" in clock

/** How many woken fibers a run resumes in one turn; 0 when the scheduler is to decide about each. */
export const budgetOf = (fiber: Fiber.Fiber<unknown, unknown>): number => {
  const decides = fiber.getRef(SchedulerDecides)
  const underTestClock = isTestClock(fiber.getRef(Clock.Clock))
  // TestClock wraps the scheduler it finds, and only watches: one that explores interleavings says so by the reference.
  const isEffects = Object.getPrototypeOf(fiber.cache.scheduler) === Scheduler.MixedScheduler.prototype
  if (decides ?? !(isEffects || underTestClock)) return 0
  return underTestClock ? testClockBudget : fairBudget
}

/** A dispatcher that knows how many turns it has been asked for and has not given yet: yields, and forks to begin. */
export class CountedDispatcher implements Scheduler.SchedulerDispatcher {
  pending = 0

  constructor(private readonly dispatcher: Scheduler.SchedulerDispatcher) {}

  scheduleTask(task: () => void, priority: number): void {
    this.pending++
    this.dispatcher.scheduleTask(() => {
      this.pending--
      task()
    }, priority)
  }

  flush(): void {
    this.dispatcher.flush()
  }
}

/** The given scheduler with one dispatcher for all its fibers. */
export const sharing = (
  scheduler: Scheduler.Scheduler,
  dispatcher: Scheduler.SchedulerDispatcher
): Scheduler.Scheduler => ({
  executionMode: scheduler.executionMode,
  shouldYield: (fiber) => scheduler.shouldYield(fiber),
  makeDispatcher: () => dispatcher
})
