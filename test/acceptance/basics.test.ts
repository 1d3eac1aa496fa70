import { Sink, Source, Stream, Transform, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { capacities } from "./support/capacities.ts"
import { range } from "./support/numbers.ts"
import { Double } from "./support/streams.ts"

describe("a line of streams", () => {
  const doubling = Workflow.make("doubling", {
    numbers: Source.range({ end: 100 }),
    double: Double,
    doubled: Sink.toArray(Schema.Number)
  }, ({ double, doubled, numbers }) => {
    numbers.pipe(double).pipe(doubled)
  }, { capacity: 10 })

  it.effect.each(capacities(10))("A1: source → ×2 → sink (capacity %d)", (capacity) =>
    Effect.gen(function*() {
      const { doubled } = yield* Workflow.run(Workflow.withCapacity(doubling, capacity))
      assert.deepStrictEqual(doubled, range(0, 100).map((n) => n * 2))
    }))

  class Collect extends Stream.Class("Collect", { in: { n: Schema.Int } }) {
    *run() {
      const collected: Array<number> = []
      yield* this.in.n.forEach((n) => {
        collected.push(n)
      })
      return collected
    }
  }
  const collecting = Workflow.make("collecting", {
    numbers: Source.range({ end: 100 }),
    collect: Collect
  }, ({ collect, numbers }) => numbers.pipe(collect))

  it.effect.each(capacities())(
    "A2: what a step returns is its result (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const results = yield* Workflow.run(Workflow.withCapacity(collecting, capacity))
        assert.deepStrictEqual(results, { collect: range(0, 100) })
      })
  )

  it.effect.each(capacities())(
    "A10: 100,000 elements arrive in order, the edge bounded (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const arrived: Array<number> = []
        let most = 0
        const copying = Workflow.make(
          "copying",
          {
            numbers: Source.range({ end: 100_000 }),
            // Now and then, out of step with the capacities, the sink looks at the run it is in.
            all: Stream.make("All", {
              in: { n: Schema.Int },
              *run({ n }) {
                while (true) {
                  if (arrived.length % 97 === 0) {
                    const { edges: [edge] } = yield* running.snapshot
                    assert.strictEqual(edge!.pushed, edge!.popped + edge!.size)
                    most = Math.max(most, edge!.size)
                  }
                  arrived.push(yield* n.pop)
                }
              }
            })
          },
          ({ all, numbers }) => numbers.pipe(all),
          { capacity }
        )
        const running: Workflow.Running<{}, {}, {}, never> = yield* Workflow.launch(copying)
        yield* running.await
        assert.strictEqual(most, capacity)
        assert.deepStrictEqual(arrived, range(0, 100_000))
        const { edges: [edge] } = yield* running.snapshot
        assert.deepInclude(edge, { size: 0, pushed: 100_000, popped: 100_000, discarded: 0 })
      }),
    30_000
  )
})

describe("what an element may be", () => {
  const lists = [[1, 2, 3], [], [4], [5, 6, 7, 8, 9]]
  const repacking = Workflow.make("repacking", {
    lists: Source.fromIterable(Schema.Array(Schema.Int), lists),
    unpack: Transform.unpack(Schema.Int),
    pack: Transform.pack(Schema.Int),
    repacked: Sink.toArray(Schema.Array(Schema.Int))
  }, ({ lists, pack, repacked, unpack }) => {
    lists.pipe(unpack)
    unpack.item.pipe(pack.item)
    unpack.size.pipe(pack.size)
    pack.pipe(repacked)
  }, { capacity: 2 })

  it.effect.each(capacities(2))(
    "A23: lists to items and sizes, and back to lists (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const { repacked } = yield* Workflow.run(Workflow.withCapacity(repacking, capacity))
        assert.deepStrictEqual(repacked, lists)
      })
  )

  const falsy = [null, undefined, 0, "", Number.NaN, false]
  const passing = Workflow.make("passing", {
    falsy: Source.fromIterable(Schema.Unknown, falsy),
    pass: Transform.map(Schema.Unknown, Schema.Unknown, (u) => u),
    passed: Sink.toArray(Schema.Unknown)
  }, ({ falsy, pass, passed }) => {
    falsy.pipe(pass).pipe(passed)
  })

  it.effect.each(capacities())("A24: falsy values pass, identical (capacity %d)", (capacity) =>
    Effect.gen(function*() {
      const { passed } = yield* Workflow.run(Workflow.withCapacity(passing, capacity))
      assert.strictEqual(passed.length, falsy.length)
      falsy.forEach((u, i) => assert.isTrue(Object.is(passed[i], u), `${i}: ${String(passed[i])}`))
    }))
})

describe("a run that owns its loop", () => {
  class RunningTotal extends Stream.Class("RunningTotal", { in: { n: Schema.Int }, out: { total: Schema.Int } }) {
    private sum = 0;

    *run() {
      yield* this.in.n.forEach((n) => {
        this.sum += n
        return this.out.total.push(this.sum)
      })
      return this.sum
    }
  }
  const summing = Workflow.make("summing", {
    numbers: Source.fromIterable(Schema.Int, [1, 2, 3, 4]),
    total: RunningTotal,
    totals: Sink.toArray(Schema.Int)
  }, ({ numbers, total, totals }) => {
    numbers.pipe(total).pipe(totals)
  })

  it.effect.each(capacities())(
    "A28: a running total, its last one the result (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const results = yield* Workflow.run(Workflow.withCapacity(summing, capacity))
        assert.deepStrictEqual(results, { total: 10, totals: [1, 3, 6, 10] })
        // The field is fresh each run.
        assert.deepStrictEqual(yield* Workflow.run(Workflow.withCapacity(summing, capacity)), results)
      })
  )

  const Repeat = Stream.make("Repeat", {
    in: { x: Schema.Int },
    out: { repeated: Schema.Int },
    *run({ x }, { repeated }) {
      while (true) {
        const times = yield* x.pop
        for (let i = 0; i < times; i++) yield* repeated.push(times)
      }
    }
  })
  const repeating = Workflow.make("repeating", {
    numbers: Source.range({ end: 4 }),
    repeat: Repeat,
    repeated: Sink.toArray(Schema.Int)
  }, ({ numbers, repeat, repeated }) => {
    numbers.pipe(repeat).pipe(repeated)
  })

  it.effect.each(capacities())("A29: x is emitted x times (capacity %d)", (capacity) =>
    Effect.gen(function*() {
      const { repeated } = yield* Workflow.run(Workflow.withCapacity(repeating, capacity))
      assert.deepStrictEqual(repeated, [1, 2, 2, 3, 3, 3])
    }))
})
