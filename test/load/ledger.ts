/** What one run of a workflow opened and closed, which fibers it has, and where it is to fail. */
import type { Definition } from "@effect-mimo/core"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as Scheduler from "effect/Scheduler"
import type * as Scope from "effect/Scope"
import { Run } from "../../packages/core/src/internal/engine.ts"
import { around } from "../../packages/core/src/internal/supervision.ts"

/** What a step fails or dies with when it is told to. */
export class Injected extends Error {
  override readonly name = "Injected"
}

export interface Fault {
  /** How many elements of the steps that ask it pass before. */
  readonly after: number
  readonly kind: "fail" | "die" | "throw"
}

export class Ledger {
  /** The runs of the workflow; there may be several at once. */
  readonly runs = new Set<Run>()
  readonly fibers = new Set<Fiber.Fiber<unknown, unknown>>()
  readonly openings: Array<{ readonly step: string; closed: number }> = []
  hasBlown = false
  private left: number

  constructor(
    /** Names the workflow too: by it a run finds its ledger. */
    readonly name: string,
    readonly random: () => number,
    private readonly fault: Fault | undefined
  ) {
    this.left = fault?.after ?? Infinity
  }

  below(end: number): number {
    return Math.floor(this.random() * end)
  }

  pick<A>(all: readonly [A, ...Array<A>]): A {
    return all[this.below(all.length)]!
  }

  /** Called for each element: goes wrong at the one that is told. */
  passing(): Effect.Effect<never, Injected> | undefined {
    if (this.left-- > 0) return undefined
    this.left = Infinity
    this.hasBlown = true
    const injected = new Injected(this.name)
    if (this.fault!.kind === "throw") throw injected
    return this.fault!.kind === "fail" ? Effect.fail(injected) : Effect.die(injected)
  }

  /** Something that is acquired, and released in one of the ways there are: at once, in a turn, or in its time. */
  scoped(step: string): Effect.Effect<void, never, Scope.Scope> {
    const takes = this.pick([Effect.void, Effect.void, Effect.yieldNow, Effect.sleep(1)])
    const acquire = Effect.sync(() => {
      const opening = { step, closed: 0 }
      this.openings.push(opening)
      return opening
    })
    return Effect.asVoid(Effect.acquireRelease(acquire, (opening) => Effect.map(takes, () => opening.closed++)))
  }

  /** The stream, which acquires something whenever it begins. */
  counted<D extends Definition.Input>(stream: D): D {
    // The engine gives every step its scope.
    const opening = (path: string) => this.scoped(path) as Effect.Effect<void>
    // The same ports, and the same result.
    return around("counted", stream, (body, { path }) => Effect.andThen(opening(path), body)) as unknown as D
  }

  meet(fiber: Fiber.Fiber<unknown, unknown>): void {
    if (this.fibers.has(fiber)) return
    this.fibers.add(fiber)
    fiber.addObserver(() => this.fibers.delete(fiber))
  }
}

/** Whose a fiber is. */
export const LedgerOf: Context.Reference<Ledger | undefined> = Context.Reference<Ledger | undefined>(
  "test/load/LedgerOf",
  { defaultValue: () => undefined }
)

/** Has a scheduler tell the ledgers of their fibers: it is asked before each effect, the first after a suspension included. */
export const noting = <S extends Scheduler.Scheduler>(scheduler: S): S => {
  const { shouldYield } = scheduler
  scheduler.shouldYield = function(this: S, fiber) {
    if (fiber.currentOpCount === 1) fiber.getRef(LedgerOf)?.meet(fiber)
    return shouldYield.call(this, fiber)
  }
  return scheduler
}

/** While `f` goes on, runs and fibers are written down in the ledgers of the names. */
export const keeping = async <A>(ledgers: ReadonlyMap<string, Ledger>, f: () => Promise<A>): Promise<A> => {
  const { prototype } = Scheduler.MixedScheduler
  const { shouldYield } = prototype
  const { stepEnded } = Run.prototype
  noting(prototype)
  // Each run has a step, and each step ends.
  Run.prototype.stepEnded = function() {
    ledgers.get(this.plan.name)?.runs.add(this)
    return stepEnded.call(this)
  }
  try {
    return await f()
  } finally {
    prototype.shouldYield = shouldYield
    Run.prototype.stepEnded = stepEnded
  }
}
