/** Runs of a loop that fail, are interrupted or drained, or have open ports. */
import { Port, Sink, Source, Stream, Transform, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import { failedStep, statuses, trackFibers } from "../fixtures.ts"
import { endOf, pass, rule, slowly, sorted } from "./fixtures.ts"

describe("runs of a loop", () => {
  const failing = (limit: number) =>
    Workflow.make("failing", {
      start: Source.fromIterable(Schema.Int, [0]),
      count: Transform.mapEffect(
        Schema.Int,
        Schema.Int,
        (n) => n === limit ? Effect.fail("enough" as const) : Effect.as(Effect.yieldNow, n + 1),
        { concurrency: 2 }
      ),
      relay: Transform.map(Schema.Int, Schema.Int, (n) => n),
      all: Sink.drain(Schema.Int)
    }, ({ all, count, relay, start }) => {
      start.pipe(count.value)
      count.pipe(relay)
      count.pipe(all)
      relay.pipe(count.value, { feedback: true })
    }, { capacity: 1 })

  it.effect("S15, S23: fails with a step of it, and leaves no fiber", () =>
    Effect.gen(function*() {
      const { run } = trackFibers()
      const { alive, exit, seen } = yield* run(Workflow.run(failing(5)))
      assert.strictEqual(failedStep(exit), "failing/count")
      assert.isAbove(seen, 4)
      assert.strictEqual(alive, 0)
    }))

  it.effect("S20, S23: an interrupted loop leaves no fiber and no element", () =>
    Effect.gen(function*() {
      const { run } = trackFibers()
      const { alive, exit } = yield* run(Effect.scoped(Effect.gen(function*() {
        const running = yield* Workflow.launch(failing(Infinity))
        yield* Effect.replicateEffect(Effect.yieldNow, 50)
        yield* running.interrupt
        const { edges, steps } = yield* running.snapshot
        assert.isTrue(edges.every(({ size, state }) => size === 0 && state !== "Open"))
        assert.isTrue(steps.every(({ status }) => status !== "running"))
        return yield* Effect.exit(running.await)
      })))
      assert.isTrue(Exit.isSuccess(exit) && Exit.hasInterrupts(exit.value))
      assert.strictEqual(alive, 0)
    }))

  rule("S21: draining stops what leads into a loop, and what goes round is finished", () =>
    Effect.gen(function*() {
      for (const capacity of [1, 2, 3]) {
        const workflow = Workflow.make("draining", {
          start: Source.range({ end: Infinity }),
          step: Stream.make("step", {
            in: { n: Schema.Int, back: Schema.Int },
            out: { again: Schema.Int, done: Schema.Int },
            *run(ins, { again, done }) {
              while (true) {
                const { _tag, value } = yield* Port.select(ins)
                yield* Effect.sleep("1 second")
                if (_tag === "n") yield* again.push(value)
                else yield* done.push(value)
              }
            }
          }),
          all: Sink.toArray(Schema.Int)
        }, ({ all, start, step }) => {
          start.pipe(step.n)
          step.again.pipe(step.back, { feedback: true, capacity: 1000 })
          step.done.pipe(all)
        }, { capacity })
        const running = yield* Workflow.launch(workflow)
        yield* pass(4)
        const { all } = yield* endOf(running.drain())
        const { edges } = yield* running.snapshot
        assert.deepStrictEqual(sorted(all), Array.from({ length: edges[0]!.popped }, (_, n) => n))
        assert.strictEqual(edges[0]!.discarded, 0)
      }
    }))

  rule("S27: a loop between open ports ends with its inlet, whatever the outside does", () =>
    Effect.gen(function*() {
      const open = Workflow.make("open", {
        call: Transform.mapEffect(Schema.Int, Schema.Int, slowly, { concurrency: 2 }),
        enough: Stream.make("enough", {
          in: { n: Schema.Int },
          out: { done: Schema.Int, again: Schema.Int },
          run: ({ n }, { again, done }) => n.forEach((x) => x < 5 ? again.push(x + 1) : done.push(x))
        })
      }, ({ call, enough }) => {
        call.pipe(enough)
        enough.again.pipe(call.value, { feedback: true })
        return { in: { n: call.value }, out: { done: enough.done } }
      }, { capacity: 1 })
      const running = yield* Workflow.launch(open)
      const all: Array<number> = []
      const taking = yield* Effect.forkChild(running.out.done.forEach((n) => void all.push(n)))
      for (const n of [3, 7, 0]) {
        yield* running.in.n.push(n)
        yield* pass(20)
        assert.isTrue(statuses(yield* running.snapshot).call === "running")
      }
      yield* running.in.n.end
      yield* endOf(running.await)
      yield* Fiber.join(taking)
      assert.deepStrictEqual(all, [5, 7, 5])
    }))
})
