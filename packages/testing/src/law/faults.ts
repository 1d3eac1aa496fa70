/** A fault at each operation of a stream at its ports, and what is left of the stream after it. */
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Latch from "effect/Latch"
import * as Scope from "effect/Scope"
import type { Case } from "./cases.ts"
import { Broken, type Context as Tried, type Said } from "./search.ts"
import { type AnyRunning, type Conduct, type Trial, trial } from "./trial.ts"

const kinds = ["die", "fail", "interrupt"] as const
type Kind = (typeof kinds)[number]

class Injected extends Error {
  override readonly name = "Injected"
}

/** All faults, one after the other, until there is one that it does not survive. */
export const faulted = ({ ins, subject }: Tried, one: Case): Effect.Effect<Said> =>
  Effect.gen(function*() {
    const operations: Array<string> = []
    yield* trial(subject, one, { operation: (what) => void operations.push(what) })
    for (const kind of kinds) {
      if (kind === "fail" && ins.length === 0) continue
      // Before the first operation there is no fiber of the stream to die.
      for (let at = kind === "die" ? 1 : 0; at <= operations.length; at++) {
        const fault = new Fault(kind, at, ins)
        const wrong = wrongOf(yield* trial(subject, one, fault.conduct), fault)
        if (wrong !== undefined) return new Broken(`${fault.text(operations)}, ${wrong}`)
      }
    }
    return "so"
  })

const wrongOf = ({ exit, fibersLeft, isSleeping, waits }: Trial, { closed }: Fault): string | undefined => {
  if (exit === undefined) return `it does not end: ${waits}`
  if (closed !== undefined && closed !== 1) return `its scope was closed ${closed} times`
  if (fibersLeft > 0) return `${fibersLeft === 1 ? "a fiber of it is" : `${fibersLeft} fibers of it are`} left`
  return isSleeping ? "it still waits for the clock" : undefined
}

/** One fault: a defect in the fiber that is at the operation, an inlet that fails, or an interruption of the run. */
class Fault {
  /** How often the scope was closed that the fiber at the operation was in. */
  closed: number | undefined = undefined
  private operations = 0
  private readonly latch = Latch.makeUnsafe()

  constructor(private readonly kind: Kind, private readonly at: number, private readonly ins: ReadonlyArray<string>) {}

  get conduct(): Conduct {
    if (this.at === 0) this.latch.openUnsafe()
    return {
      operation: () => {
        if (++this.operations === this.at) this.blow()
      },
      beside: (running) => Effect.andThen(this.latch.await, Effect.suspend(() => this.fromOutside(running)))
    }
  }

  private blow(): void {
    const scope = Context.getOrUndefined(Fiber.getCurrent()!.context, Scope.Scope)
    if (scope !== undefined) {
      this.closed = 0
      Effect.runSync(Scope.addFinalizer(scope, Effect.sync(() => void this.closed!++)))
    }
    if (this.kind === "die") throw new Injected(`at operation ${this.at}`)
    this.latch.openUnsafe()
  }

  private fromOutside(running: AnyRunning): Effect.Effect<void> {
    if (this.kind === "interrupt") return running.interrupt
    return running.in[this.inlet]!.fail(Cause.die(new Injected(`of ${this.inlet}`)))
  }

  private get inlet(): string {
    return this.ins[this.at % this.ins.length]!
  }

  text(operations: ReadonlyArray<string>): string {
    const what = { die: "a defect", fail: `a failure of ${this.inlet}`, interrupt: "an interruption" }[this.kind]
    if (this.at === 0) return `after ${what} at its start`
    const place = `${operations[this.at - 1]}, operation ${this.at} of ${operations.length}`
    return `after ${what} at ${place}`
  }
}
