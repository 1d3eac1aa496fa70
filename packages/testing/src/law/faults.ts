/** A fault at each operation of a stream at its ports, and what is left of the stream after it. */
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Latch from "effect/Latch"
import * as Scope from "effect/Scope"
import type { Case } from "./cases.ts"
import { Broken, type Context as Tried, type Said } from "./search.ts"
import { type Conduct, type Trial, trial } from "./trial.ts"

class Injected extends Error {
  override readonly name = "Injected"
}

/** All faults, one after the other, until there is one that it does not survive. */
export const faulted = ({ subject }: Tried, one: Case): Effect.Effect<Said> =>
  Effect.gen(function*() {
    const operations: Array<string> = []
    yield* trial(subject, one, { operation: (what) => void operations.push(what) })
    for (const fault of faultsOf(one, operations)) {
      const ran = yield* trial(subject, one, fault.conduct)
      if (!fault.hasCome) continue
      const wrong = wrongOf(ran, fault)
      if (wrong !== undefined) return new Broken(`when ${fault.what}, ${wrong}`)
    }
    return "so"
  })

interface Fault {
  readonly what: string
  readonly conduct: Conduct
  /** An operation may not come: what waits for the real world does not do the same twice. */
  readonly hasCome: boolean
  /** How often the scope was closed that the fiber at the operation was in, where that is known. */
  readonly closed: number | undefined
}

function* faultsOf({ inputs }: Case, operations: ReadonlyArray<string>): Generator<Fault> {
  for (const kind of ["die", "interrupt"] as const) {
    // Before the first operation there is no fiber of the stream to die.
    for (let at = kind === "die" ? 1 : 0; at <= operations.length; at++) {
      yield new AtOperation(
        kind,
        at,
        at === 0 ? "its start" : `${operations[at - 1]} (operation ${at} of ${operations.length})`
      )
    }
  }
  for (const [inlet, { length }] of Object.entries(inputs)) {
    for (let after = 0; after <= length; after++) {
      const failing = { inlet, after, cause: Cause.die(new Injected(`of ${inlet}`)) }
      const what = `${inlet} fails after ${after} ${after === 1 ? "element" : "elements"}`
      yield { what, conduct: { failing }, hasCome: true, closed: undefined }
    }
  }
}

/** A defect in the fiber that is at the operation, or an interruption of the run. */
class AtOperation implements Fault {
  closed: number | undefined = undefined
  hasCome: boolean
  readonly what: string
  private operations = 0
  private readonly latch: Latch.Latch

  constructor(private readonly kind: "die" | "interrupt", private readonly at: number, where: string) {
    this.what = kind === "die" ? `a defect comes at ${where}` : `it is interrupted at ${where}`
    this.hasCome = at === 0
    this.latch = Latch.makeUnsafe(this.hasCome)
  }

  get conduct(): Conduct {
    return {
      operation: () => {
        if (++this.operations === this.at) this.come()
      },
      beside: ({ interrupt }) => Effect.andThen(this.latch.await, interrupt)
    }
  }

  private come(): void {
    this.hasCome = true
    const scope = Context.getOrUndefined(Fiber.getCurrent()!.context, Scope.Scope)
    if (scope !== undefined) {
      this.closed = 0
      Effect.runSync(Scope.addFinalizer(scope, Effect.sync(() => void this.closed!++)))
    }
    if (this.kind === "die") throw new Injected(this.what)
    this.latch.openUnsafe()
  }
}

const wrongOf = ({ exit, fibersLeft, waits }: Trial, { closed }: Fault): string | undefined => {
  if (exit === undefined) return `it does not end: ${waits}`
  if (closed !== undefined && closed !== 1) return `its scope is closed ${closed} times`
  if (fibersLeft > 0) return `${fibersLeft === 1 ? "a fiber of it is" : `${fibersLeft} fibers of it are`} left`
  return undefined
}
