/** Tests of the tests: what load.test.ts looks for is found where it is. */
import { assert, describe, it } from "@effect/vitest"
import { leftIn, load } from "./load.ts"
import { growthOf } from "./rest.ts"
import { heard } from "./streams.ts"

describe("what is left is found", () => {
  it("S23: runs that somebody holds, timers, and listeners", { timeout: 60_000 }, async () => {
    const runs: Array<unknown> = []
    const timers: Array<NodeJS.Timeout> = []
    const report = await load({
      firstSeed: 1,
      atOnce: 20,
      each: 1,
      goesOn: (round) => round < 12,
      onEnd: (ledger) => {
        runs.push([...ledger.runs])
        timers.push(setInterval(() => {}, 1_000_000))
        heard.on("left", () => {})
      }
    })
    timers.forEach(clearInterval)
    heard.removeAllListeners("left")
    assert.isNotEmpty(runs)
    assert.sameMembers([...leftIn(report)], ["heap", "resources", "listeners"])
  })

  it("of what is seen, one time that stands out does not count", () => {
    assert.strictEqual(growthOf([5, 5, 90, 5, 5, 6, 6, 6, 1]), 1)
  })
})
