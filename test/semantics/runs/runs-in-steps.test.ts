// A step that runs a workflow itself: what it sees of that run's failure is a failure of its own.
import { Sink, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe } from "@effect/vitest"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { rule } from "../fixtures-ports.ts"
import { failedStep, statuses } from "../fixtures.ts"
import { all, exitOf, reasonsOf } from "./stopping.ts"

const Int = Schema.Int

class TooBig extends Data.TaggedError("TooBig")<{ readonly n: number }> {}

const Brittle = Stream.make("Brittle", {
  out: { n: Int },
  run: (_, { n }) => Effect.andThen(n.push(1), new TooBig({ n: 1 }))
})
const inner = Workflow.make("inner", { brittle: Brittle }, ({ brittle }) => ({ out: { n: brittle.n } }))

describe("S5, S15: a step that reads what another run gives", () => {
  rule("S5, S15: fails when that run has failed, and does not complete", () =>
    Effect.gen(function*() {
      const Reads = Stream.make("Reads", {
        out: { m: Int },
        *run(_, { m }) {
          const { out } = yield* Workflow.launch(inner)
          while (true) yield* m.push(yield* out.n.pop)
        }
      })
      const running = yield* Workflow.launch(
        Workflow.make("outer", { reads: Reads, all }, (s) => s.reads.pipe(s.all))
      )
      const exit = yield* exitOf(running)
      assert.deepStrictEqual(reasonsOf(exit), [new TooBig({ n: 1 })])
      assert.strictEqual(failedStep(exit), "outer/reads")
      assert.deepStrictEqual(statuses(yield* running.snapshot), { reads: "failed", all: "interrupted" })
    }))

  rule("S5, S15: and its own consumers, when it has failed, do not count it as theirs", () =>
    Effect.gen(function*() {
      const Reads = Stream.make("Reads", {
        out: { m: Int },
        *run(_, { m }) {
          const { out } = yield* Workflow.launch(inner)
          while (true) yield* m.push(yield* out.n.pop)
        }
      })
      // Uninterruptible steps meet the failed edge itself.
      const Stubborn = Stream.make("Stubborn", {
        in: { n: Int },
        run: ({ n }) => Effect.uninterruptible(n.forEach(() => {}))
      })
      const workflow = Workflow.make("outer", { reads: Reads, stubborn: Stubborn, rest: Sink.drain(Int) }, (s) => {
        s.reads.pipe(s.stubborn)
        s.reads.pipe(s.rest)
      })
      const exit = yield* Effect.exit(Workflow.run(workflow))
      assert.deepStrictEqual(reasonsOf(exit), [new TooBig({ n: 1 })])
      assert.strictEqual(failedStep(exit), "outer/reads")
    }))
})
