/**
 * The fibers of one step, counted: its own and all it forks.
 *
 * What a fiber forks inherits its context, so a scheduler of the step's own meets them all: it is asked at each operation of
 * a fiber whether that fiber is to yield, and is given each turn a fiber is to have later.
 */
import type * as Fiber from "effect/Fiber"
import type * as Scheduler from "effect/Scheduler"
import { CountedDispatcher, sharing } from "./scheduling.ts"

export class StepFibers {
  readonly scheduler: Scheduler.Scheduler
  private readonly alive = new Set<Fiber.Fiber<unknown, unknown>>()
  private readonly turns: CountedDispatcher

  constructor(scheduler: Scheduler.Scheduler, private readonly onEnd: () => void) {
    this.turns = new CountedDispatcher(scheduler.makeDispatcher())
    this.scheduler = {
      ...sharing(scheduler, this.turns),
      shouldYield: (fiber) => {
        this.meet(fiber)
        return scheduler.shouldYield(fiber)
      }
    }
  }

  private meet(fiber: Fiber.Fiber<unknown, unknown>): void {
    if (this.alive.has(fiber)) return
    this.alive.add(fiber)
    fiber.addObserver(() => {
      this.alive.delete(fiber)
      this.onEnd()
    })
  }

  /** Whether there are exactly so many, with none about to have a turn. */
  areAll(count: number): boolean {
    return this.turns.pending === 0 && this.alive.size === count
  }
}
