/** A run under TestClock goes on as far as it can before the test moves the clock. */
import { Sink, Source, Transform, Workflow } from "@effect-mimo/core"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"

const Pass = Transform.map(Schema.Int, Schema.Int, (n) => n)
const Rare = Transform.filter(Schema.Int, (n) => n % 50 === 49)
const Slow = Transform.mapEffect(Schema.Int, Schema.Int, (n) => Effect.as(Effect.sleep("1 second"), n))

it.effect.each([1, 2, 128])(
  "fork, then adjust: whatever order the steps are declared in, however many hops come before a sleep (capacity %d)",
  (capacity) =>
    Effect.gen(function*() {
      const workflow = Workflow.make("late", {
        all: Sink.toArray(Schema.Int),
        slower: Slow,
        slow: Slow,
        rare: Rare,
        third: Pass,
        second: Pass,
        first: Pass,
        numbers: Source.range({ end: 150 })
      }, ({ all, first, numbers, rare, second, slow, slower, third }) => {
        numbers.pipe(first).pipe(second).pipe(third).pipe(rare.value)
        rare.passed.pipe(slow).pipe(slower).pipe(all)
      }, { capacity })
      const fiber = yield* Effect.forkChild(Workflow.run(workflow))
      yield* TestClock.adjust("4 seconds")
      assert.deepStrictEqual(yield* Fiber.join(fiber), { all: [49, 99, 149] })
    })
)
