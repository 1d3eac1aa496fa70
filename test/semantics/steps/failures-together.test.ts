/** S15: several failures of one run: the first one wins, none is lost, and none is made up. */
import { Stream, Workflow } from "@effect-mimo/core"
import { assert, describe } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { rule } from "../fixtures-ports.ts"
import { capacities, causeOf, Endless, failedStep, until } from "../fixtures.ts"
import { all, Limit, TooBig } from "./failing.ts"

describe("S15: several failures", () => {
  rule("S15: what a consumer sees of it is not counted as the consumer's failure", () =>
    Effect.gen(function*() {
      // Uninterruptible steps meet the failed edge itself.
      const Stubborn = Stream.make("Stubborn", {
        in: { n: Schema.Int },
        out: { m: Schema.Int },
        run: ({ n }, { m }) => Effect.uninterruptible(n.forEach((x) => m.push(x)))
      })
      const workflow = Workflow.make("w", { numbers: Endless, limit: Limit(3), a: Stubborn, b: Stubborn, all }, (s) =>
        s.numbers.pipe(s.limit).pipe(s.a).pipe(s.b).pipe(s.all))
      for (const capacity of capacities) {
        const exit = yield* Effect.exit(Workflow.run(Workflow.withCapacity(workflow, capacity)))
        assert.deepStrictEqual(
          causeOf(exit).reasons.map((reason) =>
            reason._tag
          ),
          ["Fail"]
        )
        assert.deepStrictEqual(Exit.findErrorOption(exit), Exit.findErrorOption(Exit.fail(new TooBig({ n: 4 }))))
        assert.strictEqual(failedStep(exit), "w/limit")
      }
    }))

  rule("S15: first failure wins, and the failures of others on the way down are joined", () =>
    Effect.gen(function*() {
      // Not before the others have begun: one that is stopped before its first turn fails with nothing.
      const begun = new Set<string>()
      const FailsFirst = Stream.make("FailsFirst", {
        run: () => Effect.andThen(until(() => begun.size === 2), new TooBig({ n: 1 }))
      })
      const FailsOnStop = (name: string) =>
        Stream.make("FailsOnStop", {
          run: () =>
            Effect.onInterrupt(
              Effect.suspend(() => {
                begun.add(name)
                return Effect.never
              }),
              () => Effect.die(name)
            )
        })
      const workflow = Workflow.make(
        "w",
        { a: FailsOnStop("a on stop"), first: FailsFirst, b: FailsOnStop("b on stop") },
        () => {}
      )
      const exit = yield* Effect.exit(Workflow.run(workflow))
      const told = causeOf(exit).reasons.map((reason) => {
        const step = Workflow.failedStep(Cause.fromReasons([reason]))
        const what = Cause.isFailReason(reason)
          ? reason.error._tag
          : Cause.isDieReason(reason)
          ? reason.defect
          : "interrupt"
        return [step._tag === "Some" ? step.value : undefined, what]
      })
      assert.deepStrictEqual(told[0], ["w/first", "TooBig"])
      assert.sameDeepMembers(told.slice(1), [["w/a", "a on stop"], ["w/b", "b on stop"]])
      assert.strictEqual(failedStep(exit), "w/first")
    }))

  /** Two steps that fail as soon as they begin: the numbers of those that came to it, and the exit of the run. */
  const twoFail = Effect.gen(function*() {
    const failing: Array<number> = []
    const Fails = (n: number) =>
      Stream.make("Fails", {
        run: () =>
          Effect.uninterruptible(Effect.suspend(() => {
            failing.push(n)
            return new TooBig({ n })
          }))
      })
    const exit = yield* Effect.exit(Workflow.run(Workflow.make("w", { a: Fails(1), b: Fails(2) }, () => {})))
    const reasons = causeOf(exit).reasons
    const told = reasons.map((reason) => Cause.isFailReason(reason) && reason.error.n)
    const names = reasons.map((reason) => Option.getOrThrow(Workflow.failedStep(Cause.fromReasons([reason]))))
    return { exit, failing, told, names }
  })

  rule("S15: two steps that fail in one turn are both in the Cause", () =>
    Effect.gen(function*() {
      const { exit, failing, told, names } = yield* twoFail
      // One may have been stopped before its first turn; what it did fail with must not be lost.
      assert.sameMembers(told, failing)
      assert.deepStrictEqual(names, told.map((n) => n === 1 ? "w/a" : "w/b"))
      assert.strictEqual(failedStep(exit), names[0])
    }))

  // Preempted, a step may note that it fails before another one, and fail after it.
  rule("S15: of two steps that fail in one turn the first one comes first", () =>
    Effect.gen(function*() {
      const { failing, told } = yield* twoFail
      assert.deepStrictEqual(told, failing)
    }), { preempt: false })

  rule("S15: what the failing step's own finalizer dies with is joined", () =>
    Effect.gen(function*() {
      const Twice = Stream.make("Twice", {
        *run() {
          yield* Effect.addFinalizer(() => Effect.die("in finalizer"))
          return yield* new TooBig({ n: 1 })
        }
      })
      const exit = yield* Effect.exit(Workflow.run(Workflow.make("w", { twice: Twice }, () => {})))
      assert.deepStrictEqual(
        causeOf(exit).reasons.map((reason) =>
          Cause.isFailReason(reason) ? reason.error : Cause.isDieReason(reason) ? reason.defect : reason._tag
        ),
        [new TooBig({ n: 1 }), "in finalizer"]
      )
    }))

  rule(
    "S15: a finalizer of a failed step that pushes a last element adds no defect of its own",
    () =>
      Effect.gen(function*() {
        const Trailer = Stream.make("Trailer", {
          out: { n: Schema.Int },
          *run(_, { n }) {
            yield* Effect.addFinalizer(() => n.push(-1))
            return yield* new TooBig({ n: 1 })
          }
        })
        const workflow = Workflow.make("w", { trailer: Trailer, all }, ({ trailer, all }) => trailer.pipe(all))
        const caught = yield* Workflow.run(workflow).pipe(Effect.catchTag("TooBig", () => Effect.succeed("caught")))
        assert.strictEqual(caught, "caught")
      })
  )
})
