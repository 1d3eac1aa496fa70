import { Port, Sink, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as EffectStream from "effect/Stream"
import {
  capacities,
  defectOf,
  edgeOf,
  endedWith,
  opened,
  pair,
  puppets,
  rule,
  settle,
  upTo
} from "../fixtures-ports.ts"

const boom = { _tag: "Boom" }

const reasonsOf = (exit: Exit.Exit<unknown, unknown>) =>
  Exit.isSuccess(exit) ? [] : exit.cause.reasons.map((reason) => [
    reason._tag,
    Cause.isFailReason(reason) ? reason.error : Cause.isDieReason(reason) ? reason.defect : undefined
  ])

describe("S5: a failed edge", () => {
  rule("S5: a waiting pop sees the failure of its producer, the typed error as a defect", () =>
    Effect.gen(function*() {
      const { running, step, tap } = yield* opened(3)
      const { pop } = tap
      const waiting = [
        yield* Effect.forkScoped(pop),
        yield* Effect.forkScoped(tap.peek),
        yield* Effect.forkScoped(tap.popUpTo(2)),
        yield* Effect.forkScoped(tap.forEach(() => {})),
        yield* Effect.forkScoped(EffectStream.runDrain(tap.stream)),
        yield* Effect.forkScoped(Port.popAll({ tap })),
        yield* Effect.forkScoped(Port.select({ tap }))
      ]
      yield* settle
      yield* step.fail(boom)
      for (const fiber of waiting) assert.strictEqual(defectOf(yield* endedWith<unknown, unknown>(fiber)), boom)
      // In the run's own Cause it is still the typed error.
      assert.strictEqual(yield* Effect.flip(running.await), boom)
    }))

  rule(
    "S5: the failure is never lost and never turns into completion: it is there again and again, for every operation",
    () =>
      Effect.gen(function*() {
        const { running, step, tap } = yield* opened(3)
        yield* step.fail(boom)
        yield* Effect.exit(running.await)
        const operations: ReadonlyArray<Effect.Effect<unknown, unknown>> = [
          tap.pop,
          tap.peek,
          tap.popUpTo(2),
          tap.forEach(() => {}),
          EffectStream.runDrain(tap.stream),
          Port.popAll({ tap }),
          Port.select({ tap }),
          tap.pop
        ]
        for (const operation of operations) {
          assert.isFalse(tap.isDone)
          assert.strictEqual(defectOf(yield* Effect.exit(operation)), boom)
        }
      })
  )

  for (const capacity of capacities) {
    rule(
      `S5: a consumer that goes on takes what is buffered and then sees the failure (capacity ${capacity})`,
      () =>
        Effect.gen(function*() {
          const { running, step, tap } = yield* opened(capacity)
          yield* step.do(step.main.pushAll(upTo(capacity)))
          yield* step.fail(boom)
          yield* Effect.exit(running.await)
          const seen: Array<unknown> = []
          const exit = yield* Effect.exit(tap.forEach((n) => {
            seen.push(n)
          }))
          assert.deepStrictEqual(seen, upTo(capacity))
          assert.strictEqual(defectOf(exit), boom)
        })
    )

    rule(
      `S5: the failure overtakes what waits for the other steps of the run, which is dropped (capacity ${capacity})`,
      () =>
        Effect.gen(function*() {
          const { edge, from, running, to } = yield* pair(capacity)
          yield* from.do(from.main.pushAll(upTo(capacity)))
          const seen: Array<unknown> = []
          yield* from.fail(boom)
          yield* to.start(to.left.forEach((n) => {
            seen.push(n)
          }))
          yield* Effect.exit(running.await)
          const { discarded, popped, size, state } = yield* edge
          assert.deepStrictEqual([state, size, discarded], ["Failed", 0, capacity - popped])
          assert.strictEqual(popped, seen.length)
        })
    )
  }

  rule(
    "S5: a step that may not be interrupted sees the failure in its pop, as a defect and not as the end",
    () =>
      Effect.gen(function*() {
        const { from, running, to } = yield* pair(2)
        let seen: unknown
        const popping = yield* to.start(Effect.uninterruptible(Effect.map(Effect.exit(to.left.pop), (exit) => {
          seen = exit
        })))
        yield* settle
        yield* from.fail(boom)
        yield* Effect.exit(running.await)
        yield* Fiber.await(popping)
        assert.strictEqual(defectOf(seen as Exit.Exit<unknown, unknown>), boom)
      })
  )

  rule(
    "S5: the failure is seen once: what consumers see of it, and end with, is not counted as their own",
    () =>
      Effect.gen(function*() {
        const Fails = Stream.make("Fails", {
          out: { n: Schema.Int },
          run: () => Effect.andThen(settle, Effect.fail(boom))
        })
        // May not be interrupted, so what it ends with is what its pop gave it.
        const Sees = Stream.make("Sees", {
          in: { n: Schema.Int },
          out: { m: Schema.Int },
          run: ({ n }) => Effect.uninterruptible(n.pop)
        })
        const workflow = Workflow.make(
          "lab",
          { from: Fails, a: Sees, b: Sees, end: Sink.drain(Schema.Int) },
          (steps) => {
            steps.from.pipe(steps.a)
            steps.from.pipe(steps.b)
            steps.a.pipe(steps.end)
            steps.b.pipe(steps.end)
          }
        )
        const exit = yield* Effect.exit(Workflow.run(workflow))
        assert.deepStrictEqual(reasonsOf(exit), [["Fail", boom]])
        assert.deepStrictEqual(
          Exit.isFailure(exit) ? Workflow.failedStep(exit.cause) : undefined,
          Option.some("lab/from")
        )
      })
  )

  rule("S5: a failure travels along the steps, and the run fails with it alone", () =>
    Effect.gen(function*() {
      const { a, b, c, running } = yield* puppets(["a", "b", "c"], ({ a, b, c }) => {
        a.main.pipe(b.left)
        b.main.pipe(c.left)
      })
      yield* b.start(b.left.forEach((x) => b.main.push(x)))
      yield* c.start(c.left.forEach(() => {}))
      yield* a.do(a.main.pushAll([1, 2, 3]))
      yield* a.fail(boom)
      const exit = yield* Effect.exit(running.await)
      assert.deepStrictEqual(reasonsOf(exit), [["Fail", boom]])
      const [first, second] = (yield* running.snapshot).edges
      assert.strictEqual(first!.state, "Failed")
      // The last step may have been stopped, and have cancelled its edge, before.
      assert.notStrictEqual(second!.state, "Completed")
    }))

  rule("S5: an inlet whose feed fails fails, whatever else is open", () =>
    Effect.gen(function*() {
      const { feed, running, step } = yield* opened(3)
      yield* feed.push(1)
      const seen: Array<Exit.Exit<unknown, unknown>> = []
      const look = Effect.map(Effect.exit(step.left.pop), (exit) => {
        seen.push(exit)
      })
      const looking = yield* step.start(Effect.uninterruptible(Effect.andThen(look, look)))
      yield* settle
      yield* feed.fail(Cause.die(boom))
      yield* Fiber.await(looking)
      assert.deepStrictEqual(seen.map(reasonsOf), [[], [["Die", boom]]])
      assert.deepStrictEqual(reasonsOf(yield* Effect.exit(running.await)), [["Die", boom]])
    }))

  rule(
    "S5: every edge of a failed outlet fails, and a push that waits at it does not complete",
    () =>
      Effect.gen(function*() {
        const { a, b, from, running } = yield* puppets(["from", "a", "b"], ({ a, b, from }) => {
          from.main.pipe(a.left, { capacity: 1 })
          from.main.pipe(b.left, { capacity: 3 })
        })
        const pushing = yield* from.start(from.main.pushAll(upTo(5)))
        yield* settle
        yield* from.fail(boom)
        yield* Effect.exit(running.await)
        assert.isTrue(Exit.isFailure(yield* endedWith(pushing)))
        assert.strictEqual((yield* edgeOf(running, "from.main", "a.left")).state, "Failed")
        assert.strictEqual((yield* edgeOf(running, "from.main", "b.left")).state, "Failed")
        assert.deepStrictEqual([a.left.isDone, b.left.isDone], [false, false])
      })
  )
})
