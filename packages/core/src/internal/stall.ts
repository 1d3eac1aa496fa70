/** A run that does not move although it is not deadlocked: something outside its ports takes long. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { EdgeCounts } from "./counts.ts"
import { addressName } from "./flatten.ts"
import type { RunStep } from "./party.ts"
import type { Plan } from "./plan.ts"

interface Watched {
  readonly plan: Plan
  readonly steps: ReadonlyArray<RunStep>
  readonly counts: ReadonlyArray<EdgeCounts>
}

const movedOn = ({ counts }: Watched): number => counts.reduce((sum, { popped, pushed }) => sum + pushed + popped, 0)

const describe = ({ counts, plan, steps }: Watched): string =>
  steps.flatMap((step, index): ReadonlyArray<string> => {
    if (step.status !== "running") return []
    const name = step.planned.path.join("/")
    // Of several fibers some may wait for ports; the step does not.
    if (!step.isBlocked) return [`  - ${name} waits for something else than its ports`]
    return plan.edges.flatMap(({ from, to }, edge) => {
      const { capacity, size } = counts[edge]!
      const isOf = (end: typeof from) => end.step === index && step.waitingOn.includes(end.port)
      const label = `${addressName(plan, from)} → ${addressName(plan, to)} (${size} of ${capacity})`
      if (isOf(from) && size >= capacity) return [`  - ${name} waits for room on ${label}`]
      return isOf(to) && size === 0 ? [`  - ${name} waits for an element on ${label}`] : []
    })
  }).join("\n")

/** Logs once who waits for whom, when nothing was pushed or popped for so long, and ends. */
export const watch = (run: Watched, after: Duration.Duration): Effect.Effect<void> =>
  Effect.gen(function*() {
    for (let before = -1, now = movedOn(run); before !== now; before = now, now = movedOn(run)) {
      yield* Effect.sleep(after)
    }
    yield* Effect.logWarning(
      `workflow "${run.plan.name}" has not moved for ${Duration.format(after)}, and goes on waiting:\n${describe(run)}`
    )
  })
