import { Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { temperatures } from "../nested.ts"
import { fanOut, taken } from "../slow-sink.ts"
import { matching } from "../sorted-join.ts"

const orders = (...numbers: ReadonlyArray<number>) => numbers.map((order) => ({ order, item: `item ${order}` }))
const payments = (...numbers: ReadonlyArray<number>) => numbers.map((order) => ({ order, cents: order * 100 }))

describe("sorted-join", () => {
  it.effect("matches, and loses nothing that has no partner", () =>
    Effect.gen(function*() {
      const results = yield* Workflow.run(matching(orders(1, 2, 4, 7), payments(2, 3, 7, 9, 10)))
      assert.deepStrictEqual(results, {
        paid: [{ order: 2, item: "item 2", cents: 200 }, { order: 7, item: "item 7", cents: 700 }],
        unpaid: orders(1, 4),
        stray: payments(3, 9, 10)
      })
    }))

  it.effect("drains either feed when the other is empty", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual((yield* Workflow.run(matching(orders(1, 2), []))).unpaid, orders(1, 2))
      assert.deepStrictEqual((yield* Workflow.run(matching([], payments(1, 2)))).stray, payments(1, 2))
    }))
})

describe("slow-sink", () => {
  it.effect("both sinks get everything, and the fast one leads by no more than an edge holds", () =>
    Effect.gen(function*() {
      for (const capacity of [1, 4, 64]) {
        const running = yield* Workflow.launch(fanOut(100, capacity))
        let most = 0
        for (let i = 0; i < 100; i++) {
          yield* TestClock.adjust("5 millis")
          const { archive, dashboard } = taken(yield* running.snapshot)
          most = Math.max(most, dashboard - archive)
        }
        assert.isAbove(most, 0)
        assert.isAtMost(most, capacity)
        assert.deepStrictEqual(yield* running.await, { dashboard: 100, archive: 100 })
      }
    }))
})

describe("nested", () => {
  it.effect("uses one workflow twice as a step", () =>
    Effect.gen(function*() {
      const { northMean, rejected, southMean } = yield* Workflow.run(temperatures)
      assert.deepStrictEqual([northMean, southMean, [...rejected].sort()], [4, 20, ["", "n/a"]])
    }))
})
