/** Copies of a step that fail, and that are run again. */
import { Source, Step, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { quietly } from "../deadlock/fixtures.ts"
import { between, property, rule, settle, upTo } from "../fixtures-ports.ts"
import { failedStep, makeLog } from "../fixtures.ts"
import { around, capacity, copies, sorted, wait, Work } from "./copies.ts"

describe("copies of a step that fail", () => {
  property("S15: nothing comes out behind the element at which one failed", { capacity, copies, at: between(0, 19) }, (
    { at, capacity, copies },
    random
  ) =>
    Effect.gen(function*() {
      const Failing = Work((n, m) =>
        n.forEach((x) => Effect.andThen(wait(random), x === at ? Effect.fail("at" as const) : m.push(x)))
      )
      const step = Failing.pipe(Step.replicate(copies, { ordered: true }), Step.onFailure("complete"))
      const { all } = yield* quietly(Workflow.run(around(20, step, capacity)))
      assert.deepStrictEqual(all, upTo(all.length))
      assert.isAtMost(all.length, at)
      const exit = yield* Effect.exit(Workflow.run(around(20, Step.replicate(Failing, copies, { ordered: true }))))
      assert.strictEqual(failedStep(exit), "around/work")
    }))

  property(
    "S2: a copy that is run again has what it peeked at",
    { capacity, copies },
    ({ capacity, copies }, random) =>
      Effect.gen(function*() {
        const Flaky = Work((n, m) =>
          Effect.gen(function*() {
            while (true) {
              const x = yield* n.peek
              yield* wait(random)
              if (random() < 0.2) return yield* Effect.fail("busy")
              yield* m.push(x)
              yield* n.pop
            }
          })
        )
        const step = Flaky.pipe(Step.retry(Schedule.forever), Step.replicate(copies, { ordered: true }))
        assert.deepStrictEqual((yield* quietly(Workflow.run(around(20, step, capacity)))).all, upTo(20))
      })
  )

  property(
    "S2: what had been popped is gone, and the rest in order",
    { capacity, copies },
    ({ capacity, copies }, random) =>
      Effect.gen(function*() {
        const gone: Array<number> = []
        const Flaky = Work((n, m) =>
          n.forEach((x) => {
            const isFailing = random() < 0.2
            if (isFailing) gone.push(x)
            return Effect.andThen(wait(random), isFailing ? Effect.fail("busy") : m.push(x))
          })
        )
        const inside = Flaky.pipe(Step.retry(Schedule.forever), Step.replicate(copies, { ordered: true }))
        const { all } = yield* quietly(Workflow.run(around(20, inside, capacity)))
        assert.deepStrictEqual(all, upTo(20).filter((x) => !gone.includes(x)))
        const outside = Flaky.pipe(Step.replicate(copies, { ordered: true }), Step.retry(Schedule.forever))
        const { all: some } = yield* quietly(Workflow.run(around(20, outside, capacity)))
        assert.deepStrictEqual(some, sorted([...new Set(some)]))
      })
  )

  rule("S15: all failures are kept, and all scopes closed", () =>
    Effect.gen(function*() {
      const log = makeLog()
      const Failing = Stream.make("Failing", {
        in: { n: Schema.Int },
        *run({ n }) {
          const x = yield* n.pop
          yield* log.scoped(`${x}`)
          if (x < 2) return yield* Effect.onInterrupt(Effect.never, () => Effect.die(`finalizer ${x}`))
          yield* settle
          return yield* Effect.fail("two")
        }
      })
      const workflow = Workflow.make(
        "w",
        { numbers: Source.range({ end: 9 }), failing: Step.replicate(Failing, 3, { ordered: true }) },
        ({ failing, numbers }) => numbers.pipe(failing)
      )
      const cause = yield* Effect.flip(Effect.sandbox(Workflow.run(workflow)))
      const messages = cause.reasons.map((reason) => Cause.isDieReason(reason) ? reason.defect : reason._tag)
      assert.strictEqual(messages[0], "Fail")
      assert.sameMembers(messages.slice(1), ["finalizer 0", "finalizer 1"])
      assert.sameMembers(log.entries, ["+0", "+1", "+2", "-0", "-1", "-2"])
    }))
})
