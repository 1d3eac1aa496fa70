import { Sink, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/testing/TestClock"
import { capacities } from "./support/capacities.ts"
import { range } from "./support/numbers.ts"

/** Counts the elements it has pushed, and tells whether there is still room. */
class Counting extends Stream.Class("Counting", { out: { n: Schema.Int } }) {
  constructor(readonly items: number, readonly onPushed: (pushed: number, isFull: boolean) => void) {
    super()
  }
  *run() {
    for (let i = 0; i < this.items; i++) {
      yield* this.out.n.push(i)
      this.onPushed(i + 1, this.out.n.isFull)
    }
  }
}

/** A sink that takes a second for each element. */
const slowly = (taken: Array<number>) =>
  Sink.forEach(Schema.Int, (n) => {
    taken.push(n)
    return Effect.sleep("1 second")
  })

describe("a slow sink holds its source back", () => {
  const cases = [
    { capacity: 10, items: 100 },
    { capacity: 4, items: 50 },
    { capacity: 1, items: 20 },
    { capacity: 2, items: 50 },
    { capacity: 1_000, items: 100 }
  ]

  it.effect.each(cases)(
    "A25: a source of $items is at most $capacity ahead (capacity $capacity)",
    ({ capacity, items }) =>
      Effect.gen(function*() {
        let source = { pushed: 0, isFull: false }
        const taken: Array<number> = []
        const pacing = Workflow.make("pacing", {
          source: Counting.of(items, (pushed, isFull) => {
            source = { pushed, isFull }
          }),
          slow: slowly(taken)
        }, ({ slow, source }) =>
          source.pipe(slow), { capacity })
        const running = yield* Workflow.launch(pacing)
        for (let second = 1; second <= items; second++) {
          yield* running.settled
          assert.strictEqual(taken.length, second)
          // As far ahead as the edge lets it be, and no further: it is not held back needlessly either.
          assert.deepStrictEqual(source, { pushed: Math.min(items, second + capacity), isFull: items > capacity })
          yield* TestClock.adjust("1 second")
        }
        yield* running.await
        assert.deepStrictEqual(taken, range(0, items))
      })
  )
})

describe("the slowest branch sets the pace", () => {
  it.effect.each(capacities(5))(
    "A26: the fast branch leads by at most the capacity (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        let pushed = 0
        const fast: Array<number> = []
        const slow: Array<number> = []
        const running = yield* Workflow.launch(Workflow.make("branching", {
          source: Counting.of(100, (n) => pushed = n),
          fast: Sink.forEach(Schema.Int, (n) => {
            fast.push(n)
            assert.isAtMost(fast.length - slow.length, capacity)
          }),
          slow: slowly(slow)
        }, ({ fast, slow, source }) => {
          source.pipe(fast)
          source.pipe(slow)
        }, { capacity }))
        for (let second = 1; second <= 100; second++) {
          yield* running.settled
          assert.strictEqual(slow.length, second)
          assert.strictEqual(fast.length, Math.min(100, second + capacity))
          assert.strictEqual(pushed, fast.length)
          yield* TestClock.adjust("1 second")
        }
        yield* running.await
        assert.deepStrictEqual(fast, range(0, 100))
        assert.deepStrictEqual(slow, range(0, 100))
      })
  )
})
