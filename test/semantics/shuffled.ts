/** A scheduler that tries another order of events for each seed. */
import { Scheduling } from "@effect-mimo/core"
import * as Effect from "effect/Effect"
import * as Scheduler from "effect/Scheduler"
import { randomFrom } from "./fixtures.ts"

// Runs after everything else that is ready.
const idle = 1000

let turns = 0

/** How many turns such schedulers have given so far, all together. */
export const turnsGiven = (): number => turns

/**
 * Runs what is ready in a random order, the same for the same seed. With `preempt` it also interrupts the turns of fibers
 * at random points, as a scheduler does after many operations.
 */
export const shuffled = (seed: number, preempt = false): Scheduler.Scheduler => {
  const random = randomFrom(seed)
  // By priority; of the first that has any, the one that is run leaves its place to the last, which costs the same however
  // many are ready.
  const ready: Array<{ readonly priority: number; readonly tasks: Array<() => void> }> = []
  const isAnyReady = () => ready.some(({ tasks }) => tasks.length > 0)
  let scheduled = false
  const runOne = () => {
    const { priority, tasks } = ready.find(({ tasks }) => tasks.length > 0)!
    turns++
    // What is idle takes turns: of two that settle, one does so once while the other does.
    if (priority >= idle) return tasks.shift()!()
    const at = Math.floor(random() * tasks.length)
    const task = tasks[at]!
    const last = tasks.pop()!
    if (at < tasks.length) tasks[at] = last
    task()
  }
  const schedule = () => {
    if (scheduled) return
    scheduled = true
    setImmediate(() => {
      scheduled = false
      for (let left = 256; left > 0 && isAnyReady(); left--) runOne()
      if (isAnyReady()) schedule()
    })
  }
  const dispatcher: Scheduler.SchedulerDispatcher = {
    scheduleTask: (task, priority) => {
      let at = 0
      while (at < ready.length && ready[at]!.priority < priority) at++
      if (ready[at]?.priority === priority) ready[at]!.tasks.push(task)
      else ready.splice(at, 0, { priority, tasks: [task] })
      schedule()
    },
    flush: () => {
      while (isAnyReady()) runOne()
    }
  }
  return {
    executionMode: "async",
    shouldYield: (fiber) => fiber.currentOpCount >= 2048 || (preempt && random() < 0.1),
    makeDispatcher: () => dispatcher
  }
}

export const withScheduler = <A, E, R>(effect: Effect.Effect<A, E, R>, scheduler: Scheduler.Scheduler) =>
  effect.pipe(
    Effect.provideService(Scheduler.Scheduler, scheduler),
    Effect.provideService(Scheduling.SchedulerDecides, true)
  )

/**
 * Lets everything go on until it waits. Effect's scheduler runs what becomes ready meanwhile in its next turn; under
 * {@link shuffled} it all comes before what is idle.
 */
export const settle: Effect.Effect<void> = Effect.withFiber((fiber) =>
  Effect.replicateEffect(Effect.yieldNowWith(idle), fiber.getRef(Scheduling.SchedulerDecides) === true ? 2 : 40, {
    discard: true
  })
)
