import { PortError, Stream } from "@effect-mimo/core"
import { TestStream } from "@effect-mimo/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Pull from "effect/Pull"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/testing/TestClock"
import { capacities } from "./support/capacities.ts"
import { Double } from "./support/streams.ts"

describe("one stream alone", () => {
  it.effect.each(capacities())(
    "A11: 2·item, and nothing closed by hand (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const { exit, outputs } = yield* TestStream.run(Double, { n: [1, 2, 3, 4, 5, 6, 7, 8, 9, 0] }, { capacity })
        assert.deepStrictEqual(outputs, { doubled: [2, 4, 6, 8, 10, 12, 14, 16, 18, 0] })
        assert.isTrue(Exit.isSuccess(exit))
      })
  )

  const Sleeper = Stream.make("Sleeper", {
    in: { n: Schema.Int },
    *run({ n }) {
      yield* Effect.sleep("10 seconds")
      yield* n.forEach(() => {})
    }
  })

  it.effect.each(capacities())(
    "A12: a stream that sleeps 10 s times out after 1 s of test time (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const test = yield* Effect.forkChild(
          Effect.flip(TestStream.run(Sleeper, { n: [1] }, { capacity, timeout: "1 second" }))
        )
        yield* TestClock.adjust("999 millis")
        assert.isUndefined(test.pollUnsafe())
        yield* TestClock.adjust("1 millis")
        const timeout = yield* Fiber.join(test)
        assert.instanceOf(timeout, TestStream.TestTimeout)
        assert.deepInclude(timeout, { stream: "Sleeper", after: "1s", waitingOn: [] })
      })
  )
})

describe("pop and peek", () => {
  const PeekPop = Stream.make("PeekPop", {
    in: { n: Schema.Int },
    *run({ n }) {
      const peeked = yield* n.peek
      const popped = yield* n.pop
      return { peeked, popped }
    }
  })

  it.effect.each(capacities())(
    "A13: peek leaves the element, pop takes it (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const { result, unread } = yield* TestStream.run(PeekPop, { n: [0, 1, 2] }, { capacity })
        assert.deepStrictEqual(result, { peeked: 0, popped: 0 })
        assert.deepStrictEqual(unread, { n: [1, 2] })
      })
  )

  class PastTheEnd extends Stream.Class("PastTheEnd", { in: { n: Schema.Int } }) {
    *run() {
      const { n } = this.in
      const orDone = <A>(take: Effect.Effect<A, Cause.Done>) =>
        Pull.catchDone(take, () => Effect.succeed("Done" as const))
      const taken: Array<number | "Done"> = []
      for (const take of [n.peek, n.peek, n.pop, n.pop, n.peek, n.pop]) taken.push(yield* orDone(take))
      let iterated = 0
      yield* n.forEach(() => {
        iterated++
      })
      return { taken, iterated }
    }
  }

  it.effect.each(capacities())(
    "A15: the end is seen by peek, pop and forEach, again and again (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const { result } = yield* TestStream.run(PastTheEnd, { n: [1, 2] }, { capacity })
        assert.deepStrictEqual(result, { taken: [1, 1, 1, 2, "Done", "Done"], iterated: 0 })
      })
  )
})

describe("push after end", () => {
  const PushesAfterEnd = Stream.make("PushesAfterEnd", {
    out: { n: Schema.Int },
    *run(_, { n }) {
      yield* n.push(1)
      yield* n.end
      yield* n.push(2)
    }
  })

  it.effect.each(capacities())(
    "A14: pushing to an outlet one has ended is a defect naming the port (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const { exit, outputs } = yield* TestStream.run(PushesAfterEnd, {}, { capacity })
        assert.deepStrictEqual(outputs, { n: [1] })
        assert.isTrue(Exit.isFailure(exit))
        if (Exit.isSuccess(exit)) return
        const defect = Result.getOrThrow(Cause.findDefect(exit.cause))
        assert.instanceOf(defect, PortError.PushAfterEnd)
        assert.strictEqual(defect.port, "n")
        assert.include(defect.message, "PushesAfterEnd/stream.n: push after the outlet has ended")
      })
  )
})
