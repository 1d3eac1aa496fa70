/**
 * The fibers of one step, counted: its own and all it forks.
 *
 * What a fiber forks inherits its context, and with it the reference below; the scheduler of the run, which meets every
 * fiber, tells by it whose it is. The reference is none that Effect caches, so that the steps of a run share one cache.
 */
import * as Context from "effect/Context"
import type * as Fiber from "effect/Fiber"

export class StepFibers {
  private own: Fiber.Fiber<unknown, unknown> | undefined = undefined
  private others: Set<Fiber.Fiber<unknown, unknown>> | undefined = undefined
  private turns = 0

  /** `changed` is told when one of several has ended, and when one has had a turn it asked for. */
  constructor(private readonly changed: () => void) {}

  meet(fiber: Fiber.Fiber<unknown, unknown>): void {
    this.own ??= fiber
    if (fiber === this.own || this.others?.has(fiber) === true) return
    const others = this.others ??= new Set()
    others.add(fiber)
    fiber.addObserver(() => {
      others.delete(fiber)
      this.changed()
    })
  }

  turnAsked(): void {
    this.turns++
  }

  turnGiven(): void {
    this.turns--
    this.changed()
  }

  /** Whether there are exactly so many, with none about to have a turn. */
  areAll(count: number): boolean {
    return this.turns === 0 && 1 + (this.others?.size ?? 0) === count
  }
}

/** Whose a fiber is, while a run goes on. */
export const FibersOfStep: Context.Reference<StepFibers | undefined> = Context.Reference<StepFibers | undefined>(
  "@effect-mimo/core/FibersOfStep",
  { defaultValue: () => undefined }
)
