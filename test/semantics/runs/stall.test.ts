import { Scheduling, Sink, Source, Stream, Transform, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Logger from "effect/Logger"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"

const collecting = () => {
  const lines: Array<string> = []
  const logger = Logger.make(({ message }) => {
    lines.push(String(message))
  })
  return { lines, layer: Logger.layer([logger]) }
}

describe("S24: a run that does not move, and is not deadlocked", () => {
  it.effect("S24: is told of once, with who waits for whom, and goes on", () =>
    Effect.gen(function*() {
      const call = yield* Deferred.make<void>()
      const { layer, lines } = collecting()
      const workflow = Workflow.make("w", {
        numbers: Source.range({ end: 10 }),
        call: Transform.mapEffect(Schema.Int, Schema.Int, (n) =>
          n === 2 ? Effect.as(Deferred.await(call), n) : Effect.succeed(n)),
        all: Sink.toArray(Schema.Int)
      }, ({ all, call, numbers }) =>
        numbers.pipe(call).pipe(all), { capacity: 2 })
      const running = yield* Workflow.run(workflow).pipe(
        Effect.provideService(Scheduling.StallAfter, "10 seconds"),
        Effect.provide(layer),
        Effect.forkChild({ startImmediately: true })
      )
      yield* TestClock.adjust("9 seconds")
      assert.deepStrictEqual(lines, [])
      yield* TestClock.adjust("11 seconds")
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual(lines, [
        [
          `workflow "w" has not moved for 10s, and goes on waiting:`,
          "  - numbers waits for room on numbers.value → call.value (2 of 2)",
          "  - call waits for something else than its ports",
          "  - all waits for an element on call.mapped → all.value (0 of 2)"
        ].join("\n")
      ])
      yield* Deferred.succeed(call, undefined)
      const { all } = yield* Fiber.join(running)
      assert.lengthOf(all, 10)
    }))

  it.effect("S23: no timer is left when it ends, and nothing is logged of one that moves", () =>
    Effect.gen(function*() {
      const { layer, lines } = collecting()
      const Slow = Stream.make("Slow", {
        out: { n: Schema.Int },
        run: (_, { n }) => Effect.forEach([1, 2, 3, 4, 5], (x) => Effect.andThen(Effect.sleep("6 seconds"), n.push(x)))
      })
      const workflow = Workflow.make(
        "w",
        { slow: Slow, all: Sink.toArray(Schema.Int) },
        ({ all, slow }) => slow.pipe(all)
      )
      const running = yield* Workflow.run(workflow).pipe(
        Effect.provideService(Scheduling.StallAfter, "10 seconds"),
        Effect.provide(layer),
        Effect.forkChild({ startImmediately: true })
      )
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual((yield* Fiber.join(running)).all, [1, 2, 3, 4, 5])
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual(lines, [])
    }))
})
