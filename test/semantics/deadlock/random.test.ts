/** S24, S25: random graphs, each with its own capacities, with room for everything, and with edges that grow. */
import { Deadlock, Scheduling, Workflow } from "@effect-mimo/core"
import { assert, describe } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scheduler from "effect/Scheduler"
import { between, property } from "../fixtures-ports.ts"
import { assertReal, quietly } from "./fixtures.ts"
import { graphOf, workflowOf } from "./graphs.ts"

/** Room for everything that any of the graphs pushes. */
const ample = 1_000_000

/** The results of a run, or the deadlock it ended with, which must be one. */
const outcomeOf = (workflow: ReturnType<typeof workflowOf>) =>
  Effect.gen(function*() {
    const running = yield* Workflow.launch(workflow)
    const exit = yield* Effect.exit(running.await)
    if (Exit.isSuccess(exit)) return exit.value
    const deadlock = Cause.squash(exit.cause)
    if (!(deadlock instanceof Deadlock.Deadlock)) return assert.fail(Cause.pretty(exit.cause))
    assertReal(deadlock, yield* running.snapshot, (yield* Scheduling.SchedulerDecides) === true)
    return deadlock
  })

const isDeadlock = (outcome: object): outcome is Deadlock.Deadlock => outcome instanceof Deadlock.Deadlock

/** Under the schedule that Effect has by itself. */
const usual = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  effect.pipe(
    Effect.provideService(Scheduler.Scheduler, new Scheduler.MixedScheduler()),
    Effect.provideService(Scheduling.SchedulerDecides, undefined)
  )

export const seen = { completed: 0, artificial: 0, genuine: 0 }

describe("random graphs", () => {
  const compared = (seed: number, loops: boolean) =>
    Effect.gen(function*() {
      const graph = graphOf(seed, { loops })
      const reference = yield* usual(outcomeOf(workflowOf(graph, { capacity: ample })))
      const failing = yield* outcomeOf(workflowOf(graph, {}))
      const growing = yield* outcomeOf(workflowOf(graph, { onDeadlock: "grow" }))
      if (isDeadlock(reference)) {
        seen.genuine++
        assert.isTrue(loops)
        // No capacity helps: that is the last word of growing too, and what is told before is a circle as well.
        assert.strictEqual(reference.verdict, "true")
        assert.strictEqual(isDeadlock(growing) && growing.verdict, "true")
        assert.isTrue(isDeadlock(failing))
      } else {
        assert.deepStrictEqual(growing, reference)
        if (isDeadlock(failing)) assert.strictEqual(failing.verdict, "artificial")
        else assert.deepStrictEqual(failing, reference)
        if (isDeadlock(failing)) seen.artificial++
        else seen.completed++
      }
      // Whether it deadlocks is no matter of timing.
      const again = yield* usual(outcomeOf(workflowOf(graph, {})))
      assert.strictEqual(isDeadlock(again), isDeadlock(failing))
      if (!isDeadlock(again)) assert.deepStrictEqual(again, failing)
    }).pipe(quietly)

  property(
    "S25: what ample capacities complete, growing completes with the same results",
    {
      seed: between(0, 1_000_000_000)
    },
    ({ seed }) => compared(seed, false),
    { runs: 300 }
  )

  property(
    "S24: and so with loops; those that wait for an element they lack do so with any capacity",
    {
      seed: between(0, 1_000_000_000)
    },
    ({ seed }) => compared(seed, true),
    { runs: 300 }
  )

  property("S16, S24: the same of graphs whose steps leave before all has come", {
    seed: between(0, 1_000_000_000)
  }, ({ seed }) =>
    Effect.gen(function*() {
      const graph = graphOf(seed, { leaving: true })
      for (const options of [{}, { onDeadlock: "grow" }, { capacity: ample }] as const) {
        const outcome = yield* outcomeOf(workflowOf(graph, options))
        const again = yield* usual(outcomeOf(workflowOf(graph, options)))
        assert.strictEqual(isDeadlock(again) ? again.verdict : "none", isDeadlock(outcome) ? outcome.verdict : "none")
      }
    }).pipe(quietly), { runs: 300 })
})
