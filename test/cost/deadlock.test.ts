/** What looking for deadlocks costs, in counts that are the same on every machine (S24). */
import { Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as Scheduler from "effect/Scheduler"
import * as Schema from "effect/Schema"
import { Step } from "../../packages/core/src/internal/step.ts"

interface Counts {
  /** How often a step was asked whether it is blocked. */
  readonly asked: number
  /** How often a fiber began or went on. */
  readonly resumptions: number
}

const counting = async (run: () => Promise<unknown>): Promise<Counts> => {
  const { prototype } = Scheduler.MixedScheduler
  const { shouldYield } = prototype
  const isBlocked = Object.getOwnPropertyDescriptor(Step.prototype, "isBlocked")!
  let asked = 0
  let resumptions = 0
  Object.defineProperty(Step.prototype, "isBlocked", {
    ...isBlocked,
    get(this: Step) {
      asked++
      return isBlocked.get!.call(this)
    }
  })
  prototype.shouldYield = function(fiber: Fiber.Fiber<unknown, unknown>) {
    if (fiber.currentOpCount === 1) resumptions++
    return shouldYield.call(this, fiber)
  }
  try {
    await run()
  } finally {
    Object.defineProperty(Step.prototype, "isBlocked", isBlocked)
    prototype.shouldYield = shouldYield
  }
  return { asked, resumptions }
}

class Relay extends Stream.Class("Relay", { in: { n: Schema.Int }, out: { m: Schema.Int } }) {
  *run() {
    const { in: { n }, out: { m } } = this
    yield* n.forEach((x) => m.push(x))
  }
}

const count = Sink.fold(Schema.Int, () => 0, (n) => n + 1)

/** A chain over edges that hold one element each: everything suspends all the time. */
const chain = (length: number, elements: number) => {
  const steps = Object.fromEntries(Array.from({ length }, (_, n) => [`r${n}`, Relay] as const))
  const relays = Workflow.make("relays", steps, (handles) => {
    for (let n = 1; n < length; n++) handles[`r${n - 1}`]!.pipe(handles[`r${n}`]!)
    return { in: { n: handles.r0!.n }, out: { m: handles[`r${length - 1}`]!.m } }
  }, { capacity: 1 })
  return Workflow.make("chain", { numbers: Source.range({ end: elements }), relays, count }, (
    { count, numbers, relays }
  ) => numbers.pipe(relays).pipe(count), { capacity: 1 })
}

type Outlet = { pipe(to: unknown): Outlet }

// Names of ports are known only when this runs, and all carry whole numbers.
const makeWorkflow = Workflow.make as unknown as (
  name: string,
  steps: Readonly<Record<string, unknown>>,
  wire: (handles: Readonly<Record<string, Readonly<Record<string, Outlet>>>>) => void,
  options: Workflow.Options
) => Workflow.Workflow<{}, {}, unknown>

/** Branches of which one at a time has an element, and all others wait. */
const branches = (width: number, rounds: number) => {
  const names = Array.from({ length: width }, (_, n) => `r${n}`)
  const spread = Stream.make("Spread", {
    out: Object.fromEntries(names.map((name) => [name, Schema.Int] as const)),
    *run(_, outs) {
      for (let round = 0; round < rounds; round++) {
        for (const name of names) {
          yield* outs[name]!.push(round)
          // So that the branch goes on before the next one does.
          yield* Effect.yieldNow
        }
      }
    }
  })
  const relays = Object.fromEntries(names.map((name) => [name, Relay] as const))
  return makeWorkflow("branches", { ...relays, spread, count }, ({ count, spread, ...relays }) => {
    for (const name of names) spread![name]!.pipe(relays[name]).pipe(count)
  }, { capacity: 1 })
}

const mostPerResumption = 3

const cases = {
  "a chain of 2,000 steps, 200 elements": chain(2_000, 200),
  "1,000 branches of which one is active": branches(1_000, 4)
}

describe("looking for deadlocks", { timeout: 60_000 }, () => {
  for (const [name, workflow] of Object.entries(cases)) {
    it(name, async () => {
      const { asked, resumptions } = await counting(() => Effect.runPromise(Workflow.run(workflow)))
      assert.isAbove(asked, 0)
      assert.isAtMost(asked / resumptions, mostPerResumption, `${asked} times asked in ${resumptions} resumptions`)
    })
  }
})
