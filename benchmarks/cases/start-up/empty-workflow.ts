/** Workflows with no work: one without steps, and one with a step that returns at once. */
import { Stream, Workflow } from "@effect-mimo/core"
import * as Effect from "effect/Effect"
import type { Program } from "../../suite/Case.ts"

const Nothing = Stream.make("Nothing", { run: () => Effect.void })

const workflows = {
  none: Workflow.make("none", {}, () => {}),
  one: Workflow.make("one", { nothing: Nothing }, () => {})
}

export const program: Program<{ readonly steps: keyof typeof workflows }> = (elements, { steps }) => {
  const run = Workflow.run(workflows[steps])
  return async () => {
    for (let n = 0; n < elements; n++) await Effect.runPromise(run)
    return elements
  }
}
