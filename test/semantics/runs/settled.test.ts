// `settled` of a run whose steps are woken by something else than their ports.
import { Stream, Workflow } from "@effect-mimo/core"
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import * as Schema from "effect/Schema"
import { rule } from "../fixtures-ports.ts"

/** A step that waits for a latch of the test. */
const waiting = (latch: Latch.Latch, passed: () => void) =>
  Workflow.make("waiting", {
    wait: Stream.make("Wait", { run: () => Effect.andThen(latch.await, Effect.sync(passed)) })
  }, () => {})

rule("a step that the test has woken, and that has not had its turn, is waited for", () =>
  Effect.gen(function*() {
    const latch = Latch.makeUnsafe()
    let hasPassed = false
    const running = yield* Workflow.launch(waiting(latch, () => {
      hasPassed = true
    }))
    yield* running.settled
    assert.isFalse(hasPassed)
    // Effect gives the turn to the fiber that opens it: the run is not asked.
    yield* latch.open
    yield* running.settled
    assert.isTrue(hasPassed)
  }))

rule("a fiber of the test that takes what a step has pushed is let go on first", () =>
  Effect.gen(function*() {
    const numbers = Stream.make("Numbers", {
      out: { n: Schema.Int },
      *run(_, { n }) {
        for (let i = 0; i < 5; i++) yield* n.push(i)
      }
    })
    const running = yield* Workflow.launch(Workflow.single(numbers, { capacity: 1 }))
    const taken: Array<number> = []
    yield* Effect.forkScoped(running.out.n.forEach((n) => Effect.sync(() => void taken.push(n))))
    yield* running.settled
    assert.deepStrictEqual(taken, [0, 1, 2, 3, 4])
  }))
