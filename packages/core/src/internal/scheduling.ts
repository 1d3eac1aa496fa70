/** How a run takes its turns: in batches of its own, or one by one as Effect's scheduler says. */
import * as Clock from "effect/Clock"
import * as Fiber from "effect/Fiber"
import * as Scheduler from "effect/Scheduler"
import { SchedulerDecides } from "../Scheduling.ts"
import { FibersOfStep } from "./fibers.ts"
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

/**
 * The scheduler of all fibers of a run: Effect's, with one dispatcher, so that yields are batched and a synchronous workflow
 * runs under `runSync`. It tells each step of its fibers: of one when it begins or goes on, and of a turn one is to have.
 */
export class RunScheduler implements Scheduler.Scheduler, Scheduler.SchedulerDispatcher {
  readonly executionMode: Scheduler.Scheduler["executionMode"]
  /** Turns it was asked for and has not given yet: yields, and forks to begin. */
  pending = 0

  constructor(
    private readonly scheduler: Scheduler.Scheduler,
    private readonly dispatcher: Scheduler.SchedulerDispatcher
  ) {
    this.executionMode = scheduler.executionMode
  }

  shouldYield(fiber: Fiber.Fiber<unknown, unknown>): boolean {
    if (fiber.currentOpCount === 1) fiber.getRef(FibersOfStep)?.meet(fiber)
    return this.scheduler.shouldYield(fiber)
  }

  makeDispatcher(): this {
    return this
  }

  scheduleTask(task: () => void, priority: number): void {
    const step = Fiber.getCurrent()?.getRef(FibersOfStep)
    this.pending++
    step?.turnAsked()
    this.dispatcher.scheduleTask(() => {
      this.pending--
      task()
      step?.turnGiven()
    }, priority)
  }

  flush(): void {
    this.dispatcher.flush()
  }
}
