// What goes wrong at one operation of one step, and how far the step has come.
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"

/** The error and the defect of a fault. */
export class Injected extends Error {
  override readonly name = "Injected"
}

/**
 * What a step does at the operation in place of it: it fails, dies, throws, interrupts itself, or is done with `Cause.Done`,
 * as if it had popped past its end. With `stop` the operation is done, while someone interrupts the whole run.
 */
export const kinds = ["fail", "die", "throw", "interrupt", "leave", "stop"] as const
export type Kind = (typeof kinds)[number]

/** Counts the operations of a step; the one at `at` (0 is the call of `run`) is its last, by a fault of the kind given. */
export class Fuse {
  operations = 0
  /** Whether the operation at `at` was asked for; a step that is stopped before it is done does not go wrong (S16). */
  isLit = false
  /** Whether it has gone wrong. */
  hasBlown = false
  private isBlowing = false
  /** The outlets that the step had ended by itself before that. */
  readonly endedBefore = new Set<string>()
  readonly injected: Injected
  readonly stopping = Latch.makeUnsafe()
  private readonly effect: Effect.Effect<never>

  constructor(private readonly at: number | undefined, private readonly kind: Kind, where: string) {
    this.injected = new Injected(where)
    // Of a port's type: nobody who pops or pushes expects a failure.
    this.effect = Effect.suspend(() => {
      this.blow()
      return effectOf(kind, this.injected)
    }) as Effect.Effect<never>
  }

  /** Told of the call of `run`. */
  begin(): Effect.Effect<never> | undefined {
    return this.at === 0 ? this.light() : undefined
  }

  /** Told of an operation: what is to be done in place of it. */
  next(): Effect.Effect<never> | undefined {
    return ++this.operations === this.at ? this.light() : undefined
  }

  /** Told of several operations at once: how many are done before the one that goes wrong, if that is among them. */
  take(count: number): number | undefined {
    const { at, operations } = this
    this.operations += count
    if (at === undefined || at <= operations || at > operations + count) return undefined
    return at - operations - 1
  }

  light(): Effect.Effect<never> | undefined {
    this.isLit = true
    if (this.kind !== "throw" && this.kind !== "stop") return this.effect
    this.blow()
    if (this.kind === "throw") throw this.injected
    this.stopping.openUnsafe()
    return undefined
  }

  /**
   * Whether the next operation of the fiber that runs is the failure itself: its turn may not end before that. Effect would
   * forget the failure if the fiber was interrupted there, and nobody could tell whether the step had failed.
   */
  holdsTurn(): boolean {
    const { isBlowing } = this
    this.isBlowing = false
    return isBlowing
  }

  private blow(): void {
    this.hasBlown = true
    this.isBlowing = true
  }
}

const effectOf = (kind: Kind, injected: Injected): Effect.Effect<never, unknown> => {
  switch (kind) {
    case "fail":
      return Effect.fail(injected)
    case "interrupt":
      return Effect.interrupt
    case "leave":
      return Cause.done()
    default:
      return Effect.die(injected)
  }
}
