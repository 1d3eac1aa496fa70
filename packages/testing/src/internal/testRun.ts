/** One run of a stream under test, and what came of it. */
import type { Workflow } from "@effect-mimo/core"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Scope from "effect/Scope"
import { OutletSide } from "./outletSide.ts"
import { endOf } from "./running.ts"
import { edgeName, insideName, isInside } from "./waits.ts"

// Ports by name, for code that treats all alike; the types of the public functions tie elements to names.
export type Ports<A> = { readonly [name: string]: A }
type AnyRunning = Workflow.Running<Ports<unknown>, Ports<unknown>, unknown, unknown>

export interface AnyOutcome {
  readonly outputs: Ports<ReadonlyArray<unknown>>
  readonly result: unknown
  readonly exit: Exit.Exit<unknown, unknown>
  readonly unread: Ports<ReadonlyArray<unknown>>
  readonly discarded: Ports<number>
}

/** One run of it. */
export class TestRun {
  /** What was given to each inlet, in order. */
  readonly given: ReadonlyMap<string, Array<unknown>>
  readonly outlets: ReadonlyMap<string, OutletSide>
  endedAt: number | undefined = undefined

  constructor(
    readonly running: AnyRunning,
    readonly scope: Scope.Closeable,
    readonly startedAt: number,
    demand: number | undefined
  ) {
    this.given = new Map(Object.keys(running.in).map((name) => [name, []]))
    this.outlets = new Map(
      Object.entries(running.out).map(([name, tap]) => [name, new OutletSide(tap, demand, this.end)])
    )
  }

  get snapshot(): Workflow.Snapshot {
    return Effect.runSync(this.running.snapshot)
  }

  get end(): Effect.Effect<Exit.Exit<unknown, unknown>> {
    return endOf(this.running, this.running.await)
  }

  get drained(): Effect.Effect<Exit.Exit<unknown, unknown>> {
    return endOf(this.running, this.running.drain())
  }

  /** Takes what its outlets still give, until it has ended. */
  outcome<E>(end: Effect.Effect<Exit.Exit<unknown, unknown>, E>): Effect.Effect<AnyOutcome, E> {
    const outputs = Object.fromEntries([...this.outlets.keys()].map((name) => [name, [] as Array<unknown>]))
    const taking = Effect.forEach(this.outlets, ([name, outlet]) => outlet.drain(outputs[name]!), {
      concurrency: "unbounded",
      discard: true
    })
    return Effect.map(Effect.all([end, taking], { concurrency: "unbounded" }), ([exit]) => {
      const { snapshot } = this
      const unread = [...this.given].map(([name, elements]) =>
        [name, elements.slice(takenFrom(snapshot, name))] as const
      )
      return {
        outputs,
        result: Exit.isSuccess(exit) ? exit.value : undefined,
        exit,
        unread: Object.fromEntries(unread),
        discarded: discardedIn(snapshot)
      }
    })
  }
}

/** How many elements of an open inlet were taken. It may lead to several steps: what one of them has taken was read. */
export const takenFrom = ({ edges }: Workflow.Snapshot, inlet: string): number =>
  Math.max(0, ...edges.flatMap(({ from, popped }) => from === inlet ? popped : []))

/** What was pushed and reached nobody, by outlet or by an edge inside; what an inlet dropped is unread. */
const discardedIn = ({ edges, steps }: Workflow.Snapshot): Ports<number> => {
  const discarded: Record<string, number> = {}
  const add = (where: string, count: number): void => {
    if (count > 0) discarded[where] = (discarded[where] ?? 0) + count
  }
  for (const { discarded: byOutlet, step } of steps) {
    for (const [outlet, count] of Object.entries(byOutlet)) {
      const name = `${step}.${outlet}`
      add(edges.find(({ from, to }) => from === name && !isInside(to))?.to ?? insideName(name), count)
    }
  }
  for (const { discarded: count, from, to } of edges) {
    if (isInside(from)) add(isInside(to) ? edgeName({ from: insideName(from), to: insideName(to) }) : to, count)
  }
  return discarded
}
