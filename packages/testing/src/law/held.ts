/** How many elements a stream holds while nobody reads what it pushes. */
import * as Effect from "effect/Effect"
import type { Case } from "./cases.ts"
import { Broken, type Context, type Said, Silent } from "./search.ts"
import { trial } from "./trial.ts"

/**
 * What it takes with nobody reading, unless nothing comes of it: that is seen in a second run, over only what it took, with
 * its outlets read.
 */
export const heldAtMost = (n: number, { subject }: Context, given: Case): Effect.Effect<Said> =>
  Effect.gen(function*() {
    const one = { ...given, capacity: 1 }
    if (sum(Object.values(one.inputs).map(({ length }) => length)) <= n) {
      return new Silent(`its inputs have no more than ${n} elements`)
    }
    const { taken } = yield* trial(subject, one, { demand: 0, staysOpen: true })
    const all = sum(Object.values(taken))
    if (all <= n) return "so"
    const inputs = Object.entries(one.inputs).map(([inlet, some]) => [inlet, some.slice(0, taken[inlet])] as const)
    const { outputs } = yield* trial(subject, { ...one, inputs: Object.fromEntries(inputs) }, {})
    const came = sum(Object.values(outputs).map(({ length }) => length))
    if (Math.min(all, came) <= n) return "so"
    return new Broken(`it took ${all} elements, of which ${came} come, before any was read`)
  })

const sum = (numbers: ReadonlyArray<number>): number => numbers.reduce((total, one) => total + one, 0)
