import { Port, Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { capacities } from "./support/capacities.ts"
import { range } from "./support/numbers.ts"
import { Double, Scaled } from "./support/streams.ts"

describe("several outlets", () => {
  class Opposites extends Stream.Class("Opposites", { out: { a: Schema.Int, b: Schema.Int } }) {
    *run() {
      for (let i = 0; i < 100; i++) {
        yield* this.out.a.push(i)
        yield* this.out.b.push(100 - i)
      }
    }
  }
  const opposing = Workflow.make("opposing", {
    opposites: Opposites,
    doubled: Scaled.of((a) => 2 * a),
    tenths: Scaled.of((b) => b / 10)
  }, ({ doubled, opposites, tenths }) => {
    opposites.a.pipe(doubled)
    opposites.b.pipe(tenths)
  })

  it.effect.each(capacities())(
    "A4: one source pushes i to a and 100 − i to b (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const results = yield* Workflow.run(Workflow.withCapacity(opposing, capacity))
        assert.deepStrictEqual(results, {
          doubled: range(0, 100).map((i) => 2 * i),
          tenths: range(0, 100).map((i) => (100 - i) / 10)
        })
      })
  )

  class SplitEvenOdd
    extends Stream.Class("SplitEvenOdd", { in: { n: Schema.Int }, out: { even: Schema.Int, odd: Schema.Int } })
  {
    *run() {
      const { even, odd } = this.out
      yield* this.in.n.forEach((n) => (n % 2 === 0 ? even : odd).push(n))
    }
  }
  const parity = Workflow.make("parity", {
    numbers: Source.range({ end: 10 }),
    split: SplitEvenOdd,
    evens: Sink.toArray(Schema.Int),
    odds: Sink.toArray(Schema.Int)
  }, ({ evens, numbers, odds, split }) => {
    numbers.pipe(split)
    split.even.pipe(evens)
    split.odd.pipe(odds)
  }, { capacity: 4 })

  it.effect.each(capacities(4))("A6: a fork by parity (capacity %d)", (capacity) =>
    Effect.gen(function*() {
      const results = yield* Workflow.run(Workflow.withCapacity(parity, capacity))
      assert.deepStrictEqual(results, { evens: [0, 2, 4, 6, 8], odds: [1, 3, 5, 7, 9] })
    }))
})

describe("one outlet, several edges: every one gets everything", () => {
  const scaling = Workflow.make("scaling", {
    numbers: Source.range({ end: 100 }),
    doubled: Scaled.of((x) => 2 * x),
    tenths: Scaled.of((x) => x / 10)
  }, ({ doubled, numbers, tenths }) => {
    numbers.pipe(doubled)
    numbers.pipe(tenths)
  }, { capacity: 10 })

  it.effect.each(capacities(10))(
    "A5: one source to two sinks, 2x and x/10 (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const results = yield* Workflow.run(Workflow.withCapacity(scaling, capacity))
        assert.deepStrictEqual(results, {
          doubled: range(0, 100).map((x) => 2 * x),
          tenths: range(0, 100).map((x) => x / 10)
        })
      })
  )

  const copying = Workflow.make("copying", {
    numbers: Source.range({ end: 10 }),
    left: Sink.toArray(Schema.Int),
    right: Sink.toArray(Schema.Int)
  }, ({ left, numbers, right }) => {
    numbers.pipe(left)
    numbers.pipe(right)
  }, { capacity: 2 })

  it.effect.each(capacities(2))("A9: one source to two sinks (capacity %d)", (capacity) =>
    Effect.gen(function*() {
      const results = yield* Workflow.run(Workflow.withCapacity(copying, capacity))
      assert.deepStrictEqual(results, { left: range(0, 10), right: range(0, 10) })
    }))

  const Increment = Stream.make("Increment", {
    in: { n: Schema.Number },
    out: { incremented: Schema.Number },
    run: ({ n }, { incremented }) => n.forEach((x) => incremented.push(x + 1))
  })
  const Pair = Stream.make("Pair", {
    in: { left: Schema.Number, right: Schema.Number },
    out: { pair: Schema.Tuple([Schema.Number, Schema.Number]) },
    *run(ins, { pair }) {
      while (true) {
        const { left, right } = yield* Port.popAll(ins)
        yield* pair.push([left, right])
      }
    }
  })
  const diamond = Workflow.make("diamond", {
    numbers: Source.range({ end: 100 }),
    increment: Increment,
    double: Double,
    pair: Pair,
    pairs: Sink.toArray(Schema.Tuple([Schema.Number, Schema.Number]))
  }, ({ double, increment, numbers, pair, pairs }) => {
    numbers.pipe(increment).pipe(pair.left)
    numbers.pipe(double).pipe(pair.right)
    pair.pipe(pairs)
  }, { capacity: 10 })

  it.effect.each(capacities(10))(
    "A27: a diamond, +1 and ×2 zipped (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const { pairs } = yield* Workflow.run(Workflow.withCapacity(diamond, capacity))
        assert.deepStrictEqual(pairs, range(0, 100).map((i): [number, number] => [i + 1, 2 * i]))
      })
  )
})
