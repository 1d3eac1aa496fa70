/**
 * What running costs, in counts that are the same on every machine: a guard for the habits that make a run fast. The
 * programs are those of the benchmarks.
 */
import { assert, describe, it } from "@effect/vitest"
import type * as Fiber from "effect/Fiber"
import * as Scheduler from "effect/Scheduler"
import { program as fan } from "../../benchmarks/cases/fan/class-steps.ts"
import { program as linear } from "../../benchmarks/cases/linear/class-steps.ts"
import { allocatedBy } from "../../benchmarks/cases/memory/heap.ts"
import { program as split } from "../../benchmarks/cases/split/class-steps.ts"
import { program as stock } from "../../benchmarks/cases/stock/stock-streams.ts"
import type { Program } from "../../benchmarks/suite/Case.ts"

interface Counts {
  /** Effects that the fibers of the run evaluated. */
  readonly effects: number
  /** How often a fiber began or went on. */
  readonly resumptions: number
}

/** Effect asks its scheduler before each effect that a fiber evaluates, the first after a suspension included. */
const counting = async (run: () => unknown): Promise<Counts> => {
  const { prototype } = Scheduler.MixedScheduler
  const { shouldYield } = prototype
  let effects = 0
  let resumptions = 0
  prototype.shouldYield = function(fiber: Fiber.Fiber<unknown, unknown>) {
    effects++
    if (fiber.currentOpCount === 1) resumptions++
    return shouldYield.call(this, fiber)
  }
  try {
    await run()
  } finally {
    prototype.shouldYield = shouldYield
  }
  return { effects, resumptions }
}

const elements = 100_000

/** At most so many of each for all elements, and bytes allocated for each: a tenth more than was counted. */
const cases: ReadonlyArray<{
  readonly name: string
  readonly program: Program
  readonly options?: Record<string, number>
  readonly most: Counts & { readonly bytes: number }
}> = [
  {
    name: "B1: one element at a time over two hops",
    program: linear,
    options: { hops: 2 },
    most: { effects: 5_200, resumptions: 1_300, bytes: 133 }
  },
  { name: "B3: split, a step for each, zip", program: split, most: { effects: 8_700, resumptions: 2_150, bytes: 267 } },
  { name: "B4: fan-out to eight, fan-in", program: fan, most: { effects: 2_750, resumptions: 650, bytes: 71 } },
  { name: "B5: stock streams in a chain", program: stock, most: { effects: 415, resumptions: 110, bytes: 54 } }
]

describe("what 100,000 elements cost", () => {
  for (const { most, name, options, program } of cases) {
    it(name, async () => {
      const run = program(elements, options ?? {})
      for (let n = 0; n < 3; n++) await run()
      const { effects, resumptions } = await counting(run)
      const bytes = await allocatedBy(run) / elements
      assert.isAtMost(resumptions, most.resumptions, "times that a fiber began or went on")
      assert.isAtMost(effects, most.effects, "effects evaluated")
      assert.isAtMost(bytes, most.bytes, "bytes allocated for an element")
    })
  }
})
