/**
 * Operations of a test that wait, and how it is found out that they wait in vain: nothing moves in real time.
 *
 * All streams of a test share one watch, by the clock they share: while one of them moves, none is given up.
 */
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"

/** A stream under test, as it is watched. */
export interface Watched {
  /** A number that changes with whatever happens. */
  readonly moves: number
  /** What it waits for: it goes on by itself, may do so, or does not before the test does something. */
  readonly goesOn: "surely" | "perhaps" | "never"
  readonly settled: Effect.Effect<void>
}

export interface Operation {
  /** As the others are told of it. */
  readonly text: string
  /** In milliseconds. */
  readonly patience: number
  /** Makes the report that nothing has moved for so long, and gives what ends the operation with it. */
  readonly giveUp: (millis: number) => () => void
}

// It is looked several times, so that a look that comes late, in a busy process, does not count for more than one.
const looks = 8
// What waits for a promise may go on: a runner's five seconds are still not over then.
const patienceFactor = 4

// As it is before a test fakes it.
const { setTimeout } = globalThis

export class Watch {
  readonly streams = new Set<Watched>()
  private readonly waiting = new Set<Operation>()
  private isArmed = false
  private seen = 0
  private stillFor = 0
  private begun = 0
  private settling: Fiber.Fiber<unknown> | undefined = undefined

  constructor(private readonly now: () => number) {}

  get operations(): ReadonlySet<Operation> {
    return this.waiting
  }

  begin(operation: Operation): void {
    this.begun++
    this.waiting.add(operation)
    this.arm()
  }

  end(operation: Operation): void {
    this.begun++
    this.waiting.delete(operation)
    if (this.waiting.size === 0) this.settling?.interruptUnsafe()
  }

  // One timer for all, which runs on when they end and costs them nothing; it does not keep the process alive.
  private arm(): void {
    if (this.isArmed || this.waiting.size === 0) return
    const millis = Math.min(...[...this.waiting].map(({ patience }) => patience)) / looks
    if (millis === Infinity) return
    this.isArmed = true
    const timer = setTimeout(() => this.look(millis), millis)
    if (typeof timer === "object") timer.unref()
  }

  private look(millis: number): void {
    this.isArmed = false
    if (this.waiting.size === 0) return
    const { moves } = this
    const goesOn = new Set([...this.streams].map((stream) => stream.goesOn))
    this.stillFor = moves === this.seen && !goesOn.has("surely") ? this.stillFor + millis : 0
    this.seen = moves
    const factor = goesOn.has("perhaps") ? patienceFactor : 1
    const due = [...this.waiting].filter(({ patience }) => this.stillFor >= patience * factor)
    if (due.length > 0 && this.settling === undefined) this.giveUp(due, factor)
    this.arm()
  }

  // One that still has turns to come is busy, though nothing moves.
  private giveUp(due: ReadonlyArray<Operation>, factor: number): void {
    const settled = Effect.forEach(this.streams, (stream) => stream.settled, { discard: true })
    this.settling = Effect.runFork(settled)
    this.settling.addObserver(() => {
      this.settling = undefined
      if (this.moves !== this.seen) return
      // Each report is of all that waits, before one of them goes on.
      const ends = due.filter((operation) => this.waiting.has(operation)).map(({ giveUp, patience }) =>
        giveUp(patience * factor)
      )
      for (const end of ends) end()
    })
  }

  private get moves(): number {
    let moves = this.begun + this.now()
    for (const stream of this.streams) moves += stream.moves
    return moves
  }
}

const watches = new WeakMap<Clock.Clock, Watch>()

/** That of all streams with the same clock. The time of a live one is no sign that anything moves. */
export const watchOf = (clock: Clock.Clock, isOfTest: boolean): Watch => {
  const known = watches.get(clock)
  if (known !== undefined) return known
  const watch = new Watch(isOfTest ? () => clock.currentTimeMillisUnsafe() : () => 0)
  watches.set(clock, watch)
  return watch
}
