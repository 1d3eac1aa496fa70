/** `forEach` with a concurrency: the way to work on several elements at a time that a loop can see through. */
import { Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import type * as Types from "effect/Types"
import { shuffled, withScheduler } from "../fixtures-ports.ts"
import { causeOf, failedStep, trackFibers } from "../fixtures.ts"

const working = (concurrency: Types.Concurrency, work: (n: number) => Effect.Effect<unknown, string>, count = 50) =>
  Workflow.make(
    "working",
    {
      numbers: Source.range({ end: count }),
      work: Stream.make("work", {
        in: { n: Schema.Int },
        out: { done: Schema.Int },
        run: ({ n }, { done }) => n.forEach((x) => Effect.andThen(work(x), done.push(x)), { concurrency })
      }),
      all: Sink.toArray(Schema.Int)
    },
    ({ all, numbers, work }) => numbers.pipe(work).pipe(all),
    { capacity: 3 }
  )

describe("forEach with concurrency", () => {
  for (const concurrency of [2, 7, Infinity, "unbounded"] as const) {
    it.live(`calls the function in the order of the elements, no more than ${concurrency} at a time`, () =>
      Effect.gen(function*() {
        for (let seed = 0; seed < 20; seed++) {
          const begun: Array<number> = []
          let now = 0
          let most = 0
          const work = (n: number) => {
            begun.push(n)
            most = Math.max(most, ++now)
            return Effect.ensuring(
              Effect.replicateEffect(Effect.yieldNow, (n * 7) % 5),
              Effect.sync(() => now--)
            )
          }
          const run = Workflow.run(working(concurrency, work))
          const { all } = yield* withScheduler(run, shuffled(seed, seed % 2 === 0))
          assert.deepStrictEqual(begun, Array.from({ length: 50 }, (_, n) => n))
          assert.deepStrictEqual([...all].sort((a, b) => a - b), begun)
          if (concurrency !== "unbounded") assert.isAtMost(most, concurrency)
        }
      }))
  }

  it.live("S15: a failure interrupts the others, and what their finalizers fail with joins it", () =>
    Effect.gen(function*() {
      let interrupted = 0
      const work = (n: number) =>
        n === 2
          ? Effect.fail("two")
          : Effect.onInterrupt(Effect.never, () =>
            Effect.suspend(() => {
              interrupted++
              return n === 1 ? Effect.die("finalizer") : Effect.void
            }))
      const { run } = trackFibers()
      const { alive, exit } = yield* run(Workflow.run(working(3, work)))
      const cause = causeOf(exit)
      assert.strictEqual(failedStep(exit), "working/work")
      assert.deepStrictEqual(cause.reasons.map((reason) => Cause.isDieReason(reason) ? reason.defect : reason._tag), [
        "Fail",
        "finalizer"
      ])
      assert.strictEqual(interrupted, 2)
      assert.strictEqual(alive, 0)
    }))

  it.live("S20: an interruption waits for the finalizers of all", () =>
    Effect.gen(function*() {
      let open = 0
      const work = () =>
        Effect.scoped(Effect.andThen(
          Effect.acquireRelease(
            Effect.sync(() => void open++),
            () => Effect.andThen(Effect.yieldNow, Effect.sync(() => void open--))
          ),
          Effect.never
        ))
      const { run } = trackFibers()
      const { alive, exit } = yield* run(Effect.scoped(Effect.gen(function*() {
        const running = yield* Workflow.launch(working(4, work))
        yield* running.settled
        assert.strictEqual(open, 4)
        yield* running.interrupt
        assert.strictEqual(open, 0)
      })))
      assert.isTrue(Exit.isSuccess(exit))
      assert.strictEqual(alive, 0)
    }))

  it.live("S14: a worker that is done with Cause.Done completes the step", () =>
    Effect.gen(function*() {
      const work = (n: number) => n === 5 ? Cause.done() : Effect.void
      // What `forEach` fails with completes the step, though its type says nothing of it here.
      const { all } = yield* Workflow.run(working(2, work as never))
      assert.includeMembers([0, 1, 2, 3, 4, 5, 6], [...all])
    }))
})
