import { Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/testing/TestClock"
import { capacities } from "./support/capacities.ts"
import { range } from "./support/numbers.ts"

class Overheated extends Schema.TaggedError<Overheated>()("Overheated", { at: Schema.Int }) {}

/** Doubles, and fails at item 7; `before` is what it does before failing. */
const failing = (before: Effect.Effect<void>, capacity: number) => {
  const sunk: Array<number> = []
  const workflow = Workflow.make("doubling", {
    numbers: Source.range({ end: 100 }),
    double: Stream.make("Double", {
      in: { n: Schema.Int },
      out: { doubled: Schema.Int },
      *run({ n }, { doubled }) {
        while (true) {
          const x = yield* n.pop
          if (x === 7) {
            yield* before
            return yield* new Overheated({ at: x })
          }
          yield* doubled.push(x * 2)
        }
      }
    }),
    sink: Sink.forEach(Schema.Int, (n) => {
      sunk.push(n)
    })
  }, ({ double, numbers, sink }) => {
    numbers.pipe(double).pipe(sink)
  }, { capacity })
  return { sunk, workflow }
}

const assertOverheated = (exit: Exit.Exit<unknown, Overheated>) => {
  assert.isTrue(Exit.isFailure(exit))
  if (Exit.isSuccess(exit)) return
  assert.deepStrictEqual(Cause.findErrorOption(exit.cause), Option.some(new Overheated({ at: 7 })))
  assert.deepStrictEqual(Workflow.failedStep(exit.cause), Option.some("doubling/double"))
  // Nothing but the one failure: that the others were interrupted is no failure of theirs.
  assert.deepStrictEqual(exit.cause.reasons.map(({ _tag }) => _tag), ["Fail"])
}

describe("A33", () => {
  it.effect.each(capacities())(
    "A33: ×2 fails at item 7: the run fails with its error and name, the others are interrupted (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const { sunk, workflow } = failing(Effect.sleep("1 second"), capacity)
        const running = yield* Workflow.launch(workflow)
        yield* running.settled
        assert.deepStrictEqual(sunk, range(0, 7).map((n) => n * 2))
        yield* TestClock.adjust("1 second")
        assertOverheated(yield* Effect.exit(running.await))
        assert.deepStrictEqual(sunk, range(0, 7).map((n) => n * 2))
        const { edges, steps } = yield* running.snapshot
        assert.deepStrictEqual(steps.map(({ status }) => status), [
          // A source whose every element found room was at its end before.
          8 + capacity >= 100 ? "completed" : "interrupted",
          "failed",
          "interrupted"
        ])
        assert.deepStrictEqual(edges.map(({ size }) => size), [0, 0])
      })
  )

  it.effect.each(capacities())(
    "A33: failing at once, before the sink has had all: what it had is a prefix (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const { sunk, workflow } = failing(Effect.void, capacity)
        assertOverheated(yield* Effect.exit(Workflow.run(workflow)))
        assert.isAtMost(sunk.length, 7)
        assert.deepStrictEqual(sunk, range(0, sunk.length).map((n) => n * 2))
      })
  )
})
