/**
 * The ready list of a run: what was woken and has not been resumed yet.
 *
 * A fiber is never resumed inside another one's push or pop: that ping-pongs per element. It is put here, and one task on
 * Effect's dispatcher resumes what is here after the running fiber has suspended, including what is added meanwhile.
 */
import type * as Scheduler from "effect/Scheduler"

export interface Task {
  resume(): void
  /** How many resumptions it counts for; 1 unless it says so. */
  readonly weight?: number
}

/** After so many resumptions the rest waits for the next turn of the event loop: timers and I/O are not starved. */
export const fairBudget = 32

export class ReadyList {
  private tasks: Array<Task> = []
  private head = 0
  private scheduled = false
  /** Tasks that the dispatcher was given one by one and has not run yet. */
  private handedOver = 0
  private resumed = 0

  /** With a `budget` of 0 the dispatcher is given a task for each fiber, and so decides the order. */
  constructor(
    private readonly dispatcher: Scheduler.SchedulerDispatcher,
    private readonly budget: number,
    /** Told when nothing is left to resume, and now and then while there is: after so many resumptions. */
    private readonly onRest: () => void,
    private readonly restAfter: number
  ) {}

  /** Whether nothing was woken that has not been resumed. */
  get isEmpty(): boolean {
    return this.head === this.tasks.length && this.handedOver === 0
  }

  push(task: Task): void {
    if (this.budget === 0) return this.handOver(task)
    this.tasks.push(task)
    this.schedule()
  }

  /** Ahead of everything that is ready: an interruption does not queue behind the work it is to stop. */
  pushFirst(task: Task): void {
    if (this.budget === 0) return this.handOver(task, -1)
    if (this.head > 0) this.tasks[--this.head] = task
    else this.tasks.unshift(task)
    this.schedule()
  }

  /** Asks to be told of the next rest; where nothing is ready, it comes in the next turn. */
  awaitRest(): void {
    if (this.budget > 0) this.schedule()
    else if (this.handedOver === 0) this.handOver({ resume: () => {} })
  }

  private handOver(task: Task, priority = 0): void {
    this.handedOver++
    this.dispatcher.scheduleTask(() => {
      this.handedOver--
      this.resumed++
      task.resume()
      this.restIfDue(this.handedOver === 0)
    }, priority)
  }

  private restIfDue(isAtRest: boolean): void {
    if (!isAtRest && this.resumed < this.restAfter) return
    this.resumed = 0
    this.onRest()
  }

  private schedule(): void {
    if (this.scheduled) return
    this.scheduled = true
    this.dispatcher.scheduleTask(this.drain, 0)
  }

  private readonly drain = (): void => {
    for (let left = this.budget; left > 0 && this.head < this.tasks.length;) {
      const task = this.tasks[this.head++]!
      left -= task.weight ?? 1
      this.resumed++
      task.resume()
    }
    this.restIfDue(this.head === this.tasks.length)
    if (this.head < this.tasks.length) {
      // Not at each turn: a run that begins has all its steps here.
      if (this.head > this.tasks.length / 2) {
        this.tasks = this.tasks.slice(this.head)
        this.head = 0
      }
      this.dispatcher.scheduleTask(this.drain, 0)
    } else {
      this.tasks = []
      this.head = 0
      this.scheduled = false
    }
  }
}
