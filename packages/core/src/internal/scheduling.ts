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
