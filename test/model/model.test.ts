import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { type Case, caseOf, runCase, schedules, shrinkCase, textOf } from "./cases.ts"

// More graphs, or others: MODEL_GRAPHS=100000 MODEL_SEED=7. One that was told of before: MODEL_CASE='{…}'.
const count = Number(process.env["MODEL_GRAPHS"] ?? 8000)
const firstSeed = Number(process.env["MODEL_SEED"] ?? 1)
const given = process.env["MODEL_CASE"]
const timeout = 60_000 + count * 10

const underClock = (schedule: Case["schedule"]) => schedule === "test clock" ? it.effect : it.live

const check = (one: Case) =>
  Effect.gen(function*() {
    const judged = yield* runCase(one)
    if (judged.wrong === undefined) return judged.outcome
    const smallest = yield* shrinkCase(one)
    return assert.fail(textOf(smallest, yield* runCase(smallest)))
  })

describe.skipIf(given !== undefined)("random graphs, in the engine and in the model", () => {
  for (const [at, schedule] of schedules.entries()) {
    underClock(schedule)(
      `S1–S25: what is seen, what it comes to and how it ends (${schedule})`,
      ({ task }) =>
        Effect.gen(function*() {
          const outcomes = new Map<string, number>()
          let runs = 0
          for (let n = at; n < count; n += schedules.length) {
            const outcome = yield* check(caseOf(schedule, firstSeed + n))
            outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
            runs++
          }
          task.meta.runs = runs
          if (process.env["MODEL_REPORT"] !== undefined) console.log(schedule, Object.fromEntries(outcomes))
          // Graphs of all kinds, or the rest of this says little.
          for (const outcome of count < 1000 ? [] : ["success", "failure", "deadlock", "interrupted"]) {
            assert.isAbove(outcomes.get(outcome) ?? 0, count / 500, outcome)
          }
        }),
      timeout
    )
  }
})

describe.runIf(given !== undefined)("the case given", () => {
  // As it was printed by a failing test.
  const one = JSON.parse(given ?? "{}") as Case
  underClock(one.schedule)("goes on as the model does", () => Effect.asVoid(check(one)), timeout)
})
