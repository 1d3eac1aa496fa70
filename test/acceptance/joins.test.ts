import { Junction, Port, Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Pull from "effect/Pull"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/testing/TestClock"
import { capacities } from "./support/capacities.ts"
import { range } from "./support/numbers.ts"

const numbers = (elements: Iterable<number>) => Source.fromIterable(Schema.Int, elements)

describe("two inlets, popped together", () => {
  const Add = Stream.make("Add", {
    in: { a: Schema.Int, b: Schema.Int },
    out: { sum: Schema.Int },
    *run(ins, { sum }) {
      while (true) {
        const { a, b } = yield* Port.popAll(ins)
        yield* sum.push(a + b)
      }
    }
  })
  const adding = Workflow.make("adding", {
    up: numbers(range(0, 100)),
    down: numbers(range(0, 100).toReversed()),
    add: Add,
    sums: Sink.toArray(Schema.Int)
  }, ({ add, down, sums, up }) => {
    up.pipe(add.a)
    down.pipe(add.b)
    add.pipe(sums)
  }, { capacity: 10 })

  it.effect.each(capacities(10))(
    "A3: 0..99 and 99..0, zipped and added (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const { sums } = yield* Workflow.run(Workflow.withCapacity(adding, capacity))
        assert.deepStrictEqual(sums, range(0, 100).map(() => 99))
      })
  )

  class Multiply
    extends Stream.Class("Multiply", { in: { a: Schema.Int, b: Schema.Int }, out: { product: Schema.Int } })
  {
    *run() {
      while (true) {
        const { a, b } = yield* Port.popAll(this.in)
        yield* this.out.product.push(a * b)
      }
    }
  }
  const multiplying = (a: ReadonlyArray<number>, b: ReadonlyArray<number>, capacity: number) =>
    Workflow.make("multiplying", {
      a: numbers(a),
      b: numbers(b),
      multiply: Multiply,
      products: Sink.toArray(Schema.Int)
    }, ({ a, b, multiply, products }) => {
      a.pipe(multiply.a)
      b.pipe(multiply.b)
      multiply.pipe(products)
    }, { capacity })

  it.effect.each(capacities(2))(
    "A7: the product of 0..9 and 10..1 (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const { products } = yield* Workflow.run(multiplying(range(0, 10), range(1, 11).toReversed(), capacity))
        assert.deepStrictEqual(products, [0, 9, 16, 21, 24, 25, 24, 21, 16, 9])
      })
  )

  it.effect.each(capacities())(
    "A8: a surplus element of one input does not hang the run (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const running = yield* Workflow.launch(
          multiplying(range(0, 1_000), range(0, 1_001).map((i) => 1_000 - i), capacity)
        )
        const { products } = yield* running.await
        assert.deepStrictEqual(products, range(0, 1_000).map((i) => i * (1_000 - i)))
        const { edges } = yield* running.snapshot
        assert.deepInclude(edges[0], { from: "a.value", pushed: 1_000, popped: 1_000 })
        assert.deepInclude(edges[1], { from: "b.value", popped: 1_000, size: 0 })
      })
  )
})

describe("zip", () => {
  const zipping = Workflow.make("zipping", {
    a: numbers(range(0, 5)),
    b: numbers(range(5, 10)),
    c: numbers(range(10, 15)),
    zip: Junction.zip({ a: Schema.Int, b: Schema.Int, c: Schema.Int }),
    zipped: Sink.toArray(Schema.Struct({ a: Schema.Int, b: Schema.Int, c: Schema.Int }))
  }, ({ a, b, c, zip, zipped }) => {
    a.pipe(zip.a)
    b.pipe(zip.b)
    c.pipe(zip.c)
    zip.pipe(zipped)
  })

  it.effect.each(capacities())("A21: three inlets zipped (capacity %d)", (capacity) =>
    Effect.gen(function*() {
      const { zipped } = yield* Workflow.run(Workflow.withCapacity(zipping, capacity))
      assert.deepStrictEqual(zipped.map(({ a, b, c }) => [a, b, c]), [
        [0, 5, 10],
        [1, 6, 11],
        [2, 7, 12],
        [3, 8, 13],
        [4, 9, 14]
      ])
    }))

  const ZipThenDrain = Stream.make("ZipThenDrain", {
    in: { shorter: Schema.Int, longer: Schema.Int },
    out: { pair: Schema.Tuple([Schema.Int, Schema.Int]), rest: Schema.Int },
    *run(ins, { pair, rest }) {
      const zipped = Effect.gen(function*() {
        while (true) {
          const { longer, shorter } = yield* Port.popAll(ins)
          yield* pair.push([shorter, longer])
        }
      })
      yield* Pull.catchDone(zipped, () => Effect.void)
      yield* ins.longer.forEach((n) => rest.push(n))
    }
  })
  const draining = Workflow.make("draining", {
    shorter: numbers([1, 2, 3]),
    longer: numbers([10, 20, 30, 40, 50]),
    zip: ZipThenDrain,
    pairs: Sink.toArray(Schema.Tuple([Schema.Int, Schema.Int])),
    rest: Sink.toArray(Schema.Int)
  }, ({ longer, pairs, rest, shorter, zip }) => {
    shorter.pipe(zip.shorter)
    longer.pipe(zip.longer)
    zip.pair.pipe(pairs)
    zip.rest.pipe(rest)
  })

  it.effect.each(capacities())(
    "A37: zip 3 against 5, then drain the longer: nothing lost (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const results = yield* Workflow.run(Workflow.withCapacity(draining, capacity))
        assert.deepStrictEqual(results, { pairs: [[1, 10], [2, 20], [3, 30]], rest: [40, 50] })
      })
  )
})

describe("several edges into one inlet", () => {
  const merging = Workflow.make("merging", {
    few: numbers([1, 2, 3]),
    many: numbers([10, 20, 30, 40, 50, 60]),
    all: Sink.toArray(Schema.Int)
  }, ({ all, few, many }) => {
    few.pipe(all)
    many.pipe(all)
  })

  it.effect.each(capacities())("A36: two producers into one inlet (capacity %d)", (capacity) =>
    Effect.gen(function*() {
      const { all } = yield* Workflow.run(Workflow.withCapacity(merging, capacity))
      assert.strictEqual(all.length, 9)
      assert.deepStrictEqual(all.filter((n) => n < 10), [1, 2, 3])
      assert.deepStrictEqual(all.filter((n) => n >= 10), [10, 20, 30, 40, 50, 60])
    }))

  it.effect.each(capacities())(
    "A36: two producers into one inlet end after the last (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const arrived: Array<number> = []
        const running = yield* Workflow.launch(Workflow.make("merging", {
          few: numbers([1, 2, 3]),
          slow: Stream.make("Slow", {
            out: { n: Schema.Int },
            *run(_, { n }) {
              for (const x of [10, 20, 30, 40, 50, 60]) {
                yield* Effect.sleep("1 second")
                yield* n.push(x)
              }
            }
          }),
          all: Sink.forEach(Schema.Int, (n) => {
            arrived.push(n)
          })
        }, ({ all, few, slow }) => {
          few.pipe(all)
          slow.pipe(all)
        }, { capacity }))
        yield* running.settled
        for (let late = 0; late < 6; late++) {
          const { edges: [few], steps } = yield* running.snapshot
          assert.deepStrictEqual(steps.map(({ status }) => status), ["completed", "running", "running"])
          assert.strictEqual(few!.state, "Completed")
          assert.deepStrictEqual(arrived, [1, 2, 3, 10, 20, 30, 40, 50, 60].slice(0, 3 + late))
          yield* TestClock.adjust("1 second")
          yield* running.settled
        }
        yield* running.await
        assert.deepStrictEqual(arrived, [1, 2, 3, 10, 20, 30, 40, 50, 60])
      })
  )
})
