/**
 * The fibers of one step, counted: its own and all it forks.
 *
 * What a fiber forks inherits its context, and with it the reference below; the scheduler of the run, which meets every
 * fiber, tells by it whose it is. The reference is none that Effect caches, so that the steps of a run share one cache.
 */
import * as Context from "effect/Context"
import * as Fiber from "effect/Fiber"

type AnyFiber = Fiber.Fiber<unknown, unknown>

export class StepFibers {
  private own: AnyFiber | undefined = undefined
  private others: Set<AnyFiber> | undefined = undefined
  /** Who began in its last turn to observe others of them, and in which operation of that turn. */
  private observing: Map<AnyFiber, number> | undefined = undefined
  private turns = 0

  /** `changed` is told when one of several has ended or is waited for, and when one has had a turn it asked for. */
  constructor(private readonly changed: () => void) {}

  /** At the beginning of each of its turns. */
  meet(fiber: AnyFiber): void {
    this.observing?.delete(fiber)
    this.own ??= fiber
    if (this.has(fiber)) return
    const others = this.others ??= new Set()
    others.add(fiber)
    fiber.addObserver(() => {
      others.delete(fiber)
      this.changed()
    })
    Object.assign(fiber, observable)
  }

  /** One of them is observed from now on, by the fiber that runs. */
  observed(): void {
    const by = Fiber.getCurrent()
    if (by === undefined || !this.has(by)) return
    ;(this.observing ??= new Map()).set(by, by.currentOpCount)
    this.changed()
  }

  turnAsked(): void {
    this.turns++
  }

  turnGiven(): void {
    this.turns--
    this.changed()
  }

  /** Whether one is about to have a turn. */
  get areComing(): boolean {
    return this.turns > 0
  }

  /** Whether there are exactly so many, those that wait for others of them aside, with none about to have a turn. */
  areAll(count: number): boolean {
    const all = 1 + (this.others?.size ?? 0)
    return !this.areComing && (all === count || all === count + this.awaiting)
  }

  private has(fiber: AnyFiber): boolean {
    return fiber === this.own || this.others?.has(fiber) === true
  }

  /**
   * How many wait for others of them and for nothing else, as in `Effect.all`, in a race, or in `Fiber.join`: a fiber that
   * is suspended in the very operation in which it began to observe them. One that observes what it forks and goes on, as
   * a `FiberSet` does, has come to another operation. Known only while none of them runs, which may be in that operation.
   */
  private get awaiting(): number {
    if (this.observing === undefined || Fiber.getCurrent()?.getRef(FibersOfStep) !== undefined) return 0
    let count = 0
    for (const [fiber, operation] of this.observing) if (fiber.currentOpCount === operation) count++
    return count
  }
}

/** Whose a fiber is, while a run goes on. */
export const FibersOfStep: Context.Reference<StepFibers | undefined> = Context.Reference<StepFibers | undefined>(
  "@effect-mimo/core/FibersOfStep",
  { defaultValue: () => undefined }
)

// Of all fibers of steps but their own, which nobody sees.
const observable: Pick<AnyFiber, "addObserver"> = {
  addObserver(this: AnyFiber, observer) {
    this.getRef(FibersOfStep)?.observed()
    return Object.getPrototypeOf(this).addObserver.call(this, observer)
  }
}
