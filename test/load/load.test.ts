/** A hundred workflows at once, of every kind, ended in every way: afterwards nothing is left of any of them. */
import { assert, describe, it } from "@effect/vitest"
import { leftIn, load, textOf } from "./load.ts"

// For ten minutes: SOAK_MINUTES=10. Others: LOAD_SEED=7.
const minutes = Number(process.env["SOAK_MINUTES"] ?? 0)
const firstSeed = Number(process.env["LOAD_SEED"] ?? 1)
const fewestRounds = 9

describe("many runs at once", () => {
  it(
    "S2, S6, S7, S15, S19–S24: everything is accounted for, and nothing is left",
    { timeout: 300_000 + minutes * 120_000 },
    async () => {
      const end = performance.now() + minutes * 60_000
      const report = await load({
        firstSeed,
        atOnce: 100,
        each: minutes > 0 ? 3 : 1,
        goesOn: (round) => round < fewestRounds || performance.now() < end
      })
      if (minutes > 0 || process.env["LOAD_REPORT"] !== undefined) console.log(textOf(report))
      // Of every kind, or the rest says little.
      const kinds = ["success", "interrupted", "deadlock", "injected", "own", "aborted", "drain timeout", "timeout"]
      for (const kind of kinds) assert.isAbove(report.ends.get(kind) ?? 0, 0, kind)
      assert.isAbove(report.runs, report.trials * 0.9, "how many are known")
      assert.deepStrictEqual(leftIn(report), [], textOf(report))
    }
  )
})
