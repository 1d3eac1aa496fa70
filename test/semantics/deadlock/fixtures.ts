// Steps that come to wait on one another, and whether a deadlock that is told is one.
import { Deadlock, Scheduling, Stream, Workflow } from "@effect-mimo/core"
import { assert } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Logger from "effect/Logger"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { causeOf } from "../fixtures.ts"

export type Deadlock = Deadlock.Deadlock

/** A workflow that can be run. */
export type Closed<A = unknown> = Workflow.Workflow<{}, {}, A, unknown>

export const Pair = Schema.Struct({ a: Schema.Int, b: Schema.Int })

/** Takes so many elements away, and passes on the others. */
export const Drop = (count: number) =>
  Stream.make("Drop", {
    in: { n: Schema.Int },
    out: { m: Schema.Int },
    *run({ n }, { m }) {
      for (let i = 0; i < count; i++) yield* n.pop
      yield* n.forEach((x) => m.push(x))
    }
  })

/** Pushes all of one outlet before the first of the other, as one kind of reader of a table does. */
export const Columns = (count: number) =>
  Stream.make("Columns", {
    out: { a: Schema.Int, b: Schema.Int },
    *run(_, { a, b }) {
      for (let n = 0; n < count; n++) yield* a.push(n)
      for (let n = 0; n < count; n++) yield* b.push(n)
    }
  })

/** The deadlock that a run ended with. */
export const deadlockIn = (exit: Exit.Exit<unknown, unknown>): Deadlock => {
  const defect = Cause.squash(causeOf(exit))
  return defect instanceof Deadlock.Deadlock ? defect : assert.fail(`expected a deadlock, got ${String(exit)}`)
}

/** The deadlock that a workflow runs into; what it says is compared with the edges of the run. */
export const deadlockOf = (workflow: Closed): Effect.Effect<Deadlock, never, Scope.Scope> =>
  Effect.gen(function*() {
    const running = yield* Workflow.launch(workflow)
    const deadlock = deadlockIn(yield* Effect.exit(running.await))
    assertReal(deadlock, yield* running.snapshot, (yield* Scheduling.SchedulerDecides) === true)
    return deadlock
  })

const stepOf = (port: string): string => port.slice(0, port.lastIndexOf("."))

/**
 * Asserts that each step of a cycle waits for the next one, and that its edges were as full as it says. What an edge held
 * is discarded when the run ends; not all of it where a `shuffled` schedule let steps go on before they were stopped.
 */
export const assertReal = (deadlock: Deadlock, { edges, steps }: Workflow.Snapshot, shuffled: boolean): void => {
  const { advice, blocked, cycle, verdict } = deadlock
  assert.isNotEmpty(cycle)
  assert.sameMembers([...new Set(blocked)], [...blocked])
  for (const [index, { capacity, from, port, size, step, to, waitsTo }] of cycle.entries()) {
    const next = cycle[(index + 1) % cycle.length]!
    if (waitsTo === "end") assert.include([from, to].map(stepOf), next.step)
    else {
      const [own, other] = waitsTo === "push" ? [from, to] : [to, from]
      assert.strictEqual(own, `${step}.${port}`)
      assert.strictEqual(stepOf(other), next.step, "each step waits for the next")
      assert.strictEqual(size, waitsTo === "push" ? capacity : 0, `fill of ${from} → ${to}`)
    }
    const edge = edges.find((edge) => edge.from === from && edge.to === to) ?? assert.fail(`no edge ${from} → ${to}`)
    assert.strictEqual(edge.capacity, capacity)
    if (!shuffled && waitsTo !== "end") assert.strictEqual(edge.discarded, size, `${from} → ${to} as the run left it`)
    assert.include(blocked, step)
  }
  for (const name of blocked) {
    const status = steps.find(({ step }) => step === name)?.status
    if (!shuffled) assert.strictEqual(status, "interrupted", name)
    assert.isDefined(status, name)
  }
  const full = cycle.filter(({ waitsTo }) => waitsTo === "push")
  assert.strictEqual(verdict, full.length > 0 ? "artificial" : "true")
  if (advice === undefined) return assert.isEmpty(full)
  const { capacity } = full.find(({ from, to }) => from === advice.from && to === advice.to)!
  assert.strictEqual(capacity, Math.min(...full.map(({ capacity }) => capacity)))
  assert.strictEqual(advice.capacity, 2 * capacity)
}

/** Each wait of a cycle as text, beginning with the first by the alphabet: where a cycle begins means nothing. */
export const waitsOf = ({ cycle }: Deadlock): ReadonlyArray<string> => {
  const waits = cycle.map(({ capacity, from, size, step, to, waitsTo }) =>
    `${step} ${waitsTo} ${from} → ${to} (${size} of ${capacity})`
  )
  const first = waits.indexOf(waits.toSorted()[0]!)
  return [...waits.slice(first), ...waits.slice(0, first)]
}

/** The capacities of a run's edges by name. */
export const capacitiesOf = ({ edges }: Workflow.Snapshot): Readonly<Record<string, number>> =>
  Object.fromEntries(edges.map(({ capacity, from, to }) => [`${from} → ${to}`, capacity]))

/** The results of a run and the capacities at its end. */
export const grownBy = <A>(workflow: Closed<A>): Effect.Effect<
  { readonly results: A; readonly capacities: Readonly<Record<string, number>> },
  unknown,
  Scope.Scope
> =>
  Effect.gen(function*() {
    const running = yield* Workflow.launch(workflow)
    const results = yield* running.await
    return { results, capacities: capacitiesOf(yield* running.snapshot) }
  })

/** What is logged, at which level. */
export const logged = () => {
  const entries: Array<{ readonly level: string; readonly message: unknown }> = []
  const logger = Logger.make<unknown, void>(({ logLevel, message }) => {
    entries.push({ level: logLevel, message })
  })
  return { entries, logger: Logger.layer([logger]) }
}

/** Without what growing edges log. */
export const quietly = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.provide(effect, Logger.layer([]))
