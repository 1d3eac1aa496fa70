/** An open outlet, and how much of it is asked for: takes ask for what they need, beyond what was requested before. */
import type { In } from "@effect-mimo/core"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { asDefects } from "./running.ts"

/** What a test needs of a port that it reads; one that has no demand is not told how much is wanted. */
export interface Read extends Pick<In<unknown>, "close" | "isDone" | "peek" | "pop" | "size"> {
  request?(n: number): Effect.Effect<void>
  forEach?(f: (element: unknown) => void): Effect.Effect<void>
}

/** Waits for what a test may wait for in vain. */
export type Awaiting = <A>(effect: Effect.Effect<A>) => Effect.Effect<A>

export class OutletSide {
  private asked: number
  private taken = 0
  private wanted = 0

  constructor(
    readonly tap: Read,
    demand?: number | undefined,
    /** Waits for the end of the run, if it may know more of a failure than the outlet. */
    private readonly end?: Effect.Effect<Exit.Exit<unknown, unknown>>
  ) {
    this.asked = demand ?? Infinity
  }

  request(n: number): Effect.Effect<void> {
    return Effect.tap(this.tap.request?.(n) ?? Effect.void, () =>
      Effect.sync(() => {
        this.asked += n
      }))
  }

  /** Appends the next n elements to those given. */
  take(n: number, elements: Array<unknown>, awaiting: Awaiting): Effect.Effect<void, Cause.Done> {
    return Effect.suspend(() => {
      let left = n
      const taking = Effect.gen({ self: this }, function*() {
        this.wanted += n
        const missing = this.taken + this.wanted - this.asked
        if (missing > 0) yield* this.request(missing)
        for (; left > 0; left--) {
          yield* this.arrival(awaiting)
          elements.push(yield* this.tap.pop)
          this.taken++
          this.wanted--
        }
      })
      const over = Effect.sync(() => {
        this.wanted -= left
      })
      return this.told(Effect.ensuring(taking, over), awaiting)
    })
  }

  /** Everything to the end, which is the run's to tell. */
  drain(elements: Array<unknown>): Effect.Effect<void> {
    // At once, where nothing is to be asked for.
    const all = this.asked === Infinity ? this.tap.forEach?.((element) => void elements.push(element)) : undefined
    const rest = all ?? Effect.forever(this.take(1, elements, (effect) => effect))
    return Effect.asVoid(Effect.exit(rest))
  }

  /** With the failure of the run, where a step that was interrupted for it has failed the outlet. */
  told<A, E>(reading: Effect.Effect<A, E>, awaiting: Awaiting): Effect.Effect<A, E> {
    const { end } = this
    if (end === undefined) return reading
    return Effect.catchCause(reading, (cause) =>
      Cause.hasInterruptsOnly(cause)
        ? Effect.flatMap(
          awaiting(end),
          (exit) => Effect.failCause(Exit.isFailure(exit) ? asDefects(exit.cause) : cause)
        )
        : Effect.failCause(cause))
  }

  /** Waits for an element, or the end; without taking it, so that a wait that is broken off loses nothing. */
  arrival(awaiting: Awaiting): Effect.Effect<void> {
    return Effect.gen({ self: this }, function*() {
      while (this.tap.size === 0 && !this.tap.isDone) {
        if (Exit.isFailure(yield* awaiting(Effect.exit(this.tap.peek)))) return
      }
    })
  }
}
