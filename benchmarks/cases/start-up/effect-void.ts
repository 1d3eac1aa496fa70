/** The least an Effect does: nothing, or a fiber that lets others run once, as a workflow has to. */
import * as Effect from "effect/Effect"
import type { Program } from "../../suite/Case.ts"

const effects = { void: Effect.void, yieldNow: Effect.yieldNow }

export const program: Program<{ readonly effect: keyof typeof effects }> = (elements, { effect }) => async () => {
  for (let n = 0; n < elements; n++) await Effect.runPromise(effects[effect])
  return elements
}
