/**
 * The fibers of one step, counted: its own and all it forks.
 *
 * What a fiber forks inherits its context, so a scheduler of the step's own meets them all: it is asked at each operation of
 * a fiber whether that fiber is to yield, and is given each turn a fiber is to have later.
 */
import type * as Fiber from "effect/Fiber"
import type * as Scheduler from "effect/Scheduler"

export class StepFibers {
  readonly scheduler: Scheduler.Scheduler
  private readonly alive = new Set<Fiber.Fiber<unknown, unknown>>()
  // Turns to come: yields, and forks that have not begun.
  private turns = 0

  constructor(scheduler: Scheduler.Scheduler, onEnd: () => void) {
    this.scheduler = {
      executionMode: scheduler.executionMode,
      shouldYield: (fiber) => {
        if (!this.alive.has(fiber)) {
          this.alive.add(fiber)
          fiber.addObserver(() => {
            this.alive.delete(fiber)
            onEnd()
          })
        }
        return scheduler.shouldYield(fiber)
      },
      makeDispatcher: () => {
        const dispatcher = scheduler.makeDispatcher()
        return {
          scheduleTask: (task, priority) => {
            this.turns++
            dispatcher.scheduleTask(() => {
              this.turns--
              task()
            }, priority)
          },
          flush: () => dispatcher.flush()
        }
      }
    }
  }

  /** Whether there are exactly so many, with none about to have a turn. */
  areAll(count: number): boolean {
    return this.turns === 0 && this.alive.size === count
  }
}
