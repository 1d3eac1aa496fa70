// S20: finalizers that use the ports of their steps while a run is stopped.
import { Sink, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { rule, settle } from "../fixtures-ports.ts"
import { capacities, makeLog, turns } from "../fixtures.ts"
import { all, assertGone, exitOf, naturals, reasonsOf } from "./stopping.ts"

describe("S20: finalizers at ports", () => {
  rule("S20: what finalizers push is discarded and counted, and the finalizers go on", () =>
    Effect.gen(function*() {
      for (const capacity of capacities) {
        const log = makeLog()
        const seen: Array<number> = []
        const Pushes = Stream.make("Pushes", {
          out: { n: Schema.Int },
          *run(_, { n }) {
            yield* Effect.addFinalizer(() => Effect.andThen(n.push(90), Effect.sync(() => log.add("closed"))))
            yield* n.push(1)
            yield* Effect.ensuring(Effect.never, Effect.andThen(n.pushAll([97, 98, 99]), n.push(100)))
          }
        })
        const printer = Sink.forEach(Schema.Int, (x) => {
          seen.push(x)
        })
        const workflow = Workflow.make("w", { pushes: Pushes, printer }, (s) => s.pushes.pipe(s.printer), { capacity })
        const running = yield* Workflow.launch(workflow)
        yield* running.settled
        yield* running.interrupt
        assert.deepStrictEqual(seen, [1])
        assert.deepStrictEqual(log.entries, ["closed"])
        // Refused where the edge is cancelled already, dropped with the edge where it was not.
        const { edges: [edge], steps: [pushes] } = yield* running.snapshot
        assert.strictEqual(pushes!.discarded["n"]! + edge!.discarded, 5)
        assert.deepStrictEqual(reasonsOf(yield* exitOf(running)), ["interrupted"])
        yield* assertGone(running)
      }
    }))

  rule(
    "S20: finalizers that wait for one another do not keep a run from ending, and go on",
    () =>
      Effect.gen(function*() {
        for (const capacity of [1, 2, 3]) {
          const log = makeLog()
          const Crossed = Stream.make("Crossed", {
            in: { back: Schema.Int },
            out: { n: Schema.Int, done: Schema.Int },
            run: ({ back }, { n }) =>
              Effect.ensuring(
                Effect.never,
                Effect.gen(function*() {
                  yield* n.pushAll([1, 2, 3, 4])
                  yield* back.forEach(() => Effect.void)
                  log.add("closed")
                })
              )
          })
          const workflow = Workflow.make("w", { one: Crossed, other: Crossed, all }, ({ all, one, other }) => {
            one.n.pipe(other.back)
            other.n.pipe(one.back, { feedback: true })
            one.done.pipe(all)
            other.done.pipe(all)
          }, { capacity })
          const running = yield* Workflow.launch(workflow)
          yield* running.settled
          const interrupted = yield* Effect.forkScoped(running.interrupt)
          yield* settle
          assert.isDefined(interrupted.pollUnsafe(), "the run has ended")
          assert.deepStrictEqual(log.entries, ["closed", "closed"])
          assert.deepStrictEqual(reasonsOf(yield* exitOf(running)), ["interrupted"])
          yield* assertGone(running)
        }
      })
  )

  rule(
    "S20: a sink that is uninterruptible gets what finalizers push, and nothing after that",
    () =>
      Effect.gen(function*() {
        for (const capacity of capacities) {
          const seen: Array<number> = []
          const Pushes = Stream.make("Pushes", {
            out: { n: Schema.Int },
            run: (_, { n }) => Effect.ensuring(Effect.andThen(n.push(0), Effect.never), n.pushAll([1, 2, 3, 4]))
          })
          const Keeps = Stream.make("Keeps", {
            in: { n: Schema.Int },
            run: ({ n }) =>
              Effect.uninterruptible(n.forEach((x) => {
                seen.push(x)
              }))
          })
          const workflow = Workflow.make("w", { pushes: Pushes, keeps: Keeps }, (s) => s.pushes.pipe(s.keeps), {
            capacity
          })
          const running = yield* Workflow.launch(workflow)
          yield* running.settled
          yield* running.interrupt
          assert.deepStrictEqual(seen, naturals(5))
          yield* turns(10)
          assert.lengthOf(seen, 5)
          yield* assertGone(running)
        }
      })
  )
})
