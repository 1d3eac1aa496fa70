/** What the load has found, each as small as it gets: fibers of one step that wait for one another. */
import { Sink, Source, Transform, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import { shuffled, withScheduler } from "../semantics/fixtures-ports.ts"
import { causeOf, randomFrom } from "../semantics/fixtures.ts"

const Int = Schema.Int

const calling = (end: number, f: (n: number) => Effect.Effect<number, unknown>) =>
  Workflow.make("calling", {
    numbers: Source.range({ end }),
    calls: Transform.mapEffect(Int, Int, f, { concurrency: 2 }),
    count: Sink.fold(Int, () => 0, (n) => n + 1)
  }, (s) => {
    s.numbers.pipe(s.calls).pipe(s.count)
  })

describe("mapEffect with several workers", () => {
  // One in a thousand of the schedules lets the others end between the moment when one is to wait and its waiting.
  it("S7: a worker that comes to wait late does not wait for ever", async () => {
    for (let seed = 0; seed < 5_000; seed++) {
      const random = randomFrom(seed)
      const end = 4 + seed % 6
      const call = (n: number) => Effect.as(Effect.replicateEffect(Effect.yieldNow, Math.floor(random() * 5)), n)
      const run = withScheduler(Workflow.run(calling(end, call)), shuffled(seed, true))
      const exit = await Effect.runPromiseExit(Effect.timeout(run, "5 seconds"))
      assert.isTrue(Exit.isSuccess(exit), `seed ${seed}: ended with ${String(exit)}`)
    }
  }, 60_000)

  it.live("S15: the failure of a call that is releasing something is told, though the run is interrupted meanwhile", () =>
    Effect.gen(function*() {
      const call = () =>
        Effect.scoped(Effect.gen(function*() {
          yield* Effect.acquireRelease(Effect.void, () => Effect.sleep(20))
          return yield* Effect.fail("broken")
        }))
      const running = yield* Workflow.launch(calling(1, call))
      yield* Effect.sleep(5)
      yield* running.interrupt
      const { reasons } = causeOf(yield* Effect.exit(running.await))
      assert.deepStrictEqual(reasons.filter(Cause.isFailReason).map(({ error }) => error), ["broken"])
    }))
})
