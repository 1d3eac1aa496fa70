/** S24, S25: ways that part and meet again, with an edge between them that is too small. */
import { Junction, Sink, Source, Stream, Transform, Workflow } from "@effect-mimo/core"
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { rule } from "../fixtures-ports.ts"
import { Columns, deadlockOf, Drop, grownBy, Pair, quietly, waitsOf } from "./fixtures.ts"

type Options = Workflow.Options

const elements = 40

const dropping = (drop: ReturnType<typeof Drop>, options: Options) =>
  Workflow.make("dropping", {
    numbers: Source.range({ end: elements }),
    drop,
    zip: Junction.zip({ a: Schema.Int, b: Schema.Int }),
    rows: Sink.toArray(Pair)
  }, ({ drop, numbers, rows, zip }) => {
    numbers.pipe(zip.a)
    numbers.pipe(drop).pipe(zip.b)
    zip.pipe(rows)
  }, options)

/** The same with a stateless step, which may run on the edge. */
const Without = (count: number) =>
  Workflow.make("Without", { keep: Transform.filter(Schema.Int, (n) => n >= count) }, ({ keep }) => ({
    in: { n: keep.value },
    out: { m: keep.passed }
  }))

const filtering = (count: number, options: Options) =>
  Workflow.make("filtering", {
    numbers: Source.range({ end: elements }),
    drop: Without(count),
    zip: Junction.zip({ a: Schema.Int, b: Schema.Int }),
    rows: Sink.toArray(Pair)
  }, ({ drop, numbers, rows, zip }) => {
    numbers.pipe(zip.a)
    numbers.pipe(drop).pipe(zip.b)
    zip.pipe(rows)
  }, options)

const shifted = (by: number) => Array.from({ length: elements - by }, (_, n) => ({ a: n, b: n + by }))

/** The capacity after it has been doubled until it is enough. */
const doubled = (capacity: number, enough: number): number =>
  capacity < enough ? doubled(2 * capacity, enough) : capacity

const seeds = { count: 20, because: "there are twenty sizes of it, each with up to nine capacities" }

describe("broadcast, drop(k), zip", () => {
  for (let k = 1; k <= 20; k++) {
    const small = [...new Set([1, 2, 3, 5, k - 1, k])].filter((capacity) => capacity >= 1 && capacity <= k)

    rule(
      `S24: of ${k} dropped, the run deadlocks with a capacity of ${k} and not of ${k + 1}`,
      () =>
        Effect.gen(function*() {
          for (const capacity of small) {
            const deadlock = yield* deadlockOf(dropping(Drop(k), { capacity }))
            assert.strictEqual(deadlock.verdict, "artificial")
            assert.deepStrictEqual(waitsOf(deadlock), [
              `drop pop numbers.value → drop.n (0 of ${capacity})`,
              `numbers push numbers.value → zip.a (${capacity} of ${capacity})`,
              `zip pop drop.m → zip.b (0 of ${capacity})`
            ])
            assert.deepStrictEqual(deadlock.advice, { from: "numbers.value", to: "zip.a", capacity: 2 * capacity })
          }
          for (const capacity of [k + 1, k + 2, 2 * k]) {
            const { rows } = yield* Workflow.run(dropping(Drop(k), { capacity: Math.max(capacity, k + 1) }))
            assert.deepStrictEqual(rows, shifted(k))
          }
        }),
      { seeds }
    )

    rule(`S25: of ${k} dropped, growing one edge gives the results of ample capacity`, () =>
      Effect.gen(function*() {
        for (const capacity of small) {
          const { capacities, results } = yield* grownBy(dropping(Drop(k), { capacity, onDeadlock: "grow" }))
          assert.deepStrictEqual(results.rows, shifted(k))
          assert.deepStrictEqual(capacities, {
            "numbers.value → zip.a": doubled(capacity, k + 1),
            "numbers.value → drop.n": capacity,
            "drop.m → zip.b": capacity,
            "zip.zipped → rows.value": capacity
          })
        }
      }).pipe(quietly), { seeds })
  }

  rule(
    "S24: of a filter in place of the drop, the report names the filter, wherever it runs",
    () =>
      Effect.gen(function*() {
        for (const k of [1, 4, 9]) {
          for (const capacity of [1, k]) {
            assert.deepStrictEqual(waitsOf(yield* deadlockOf(filtering(k, { capacity }))), [
              `drop/keep pop numbers.value → drop/keep.value (0 of ${capacity})`,
              `numbers push numbers.value → zip.a (${capacity} of ${capacity})`,
              `zip pop drop/keep.passed → zip.b (0 of ${capacity})`
            ])
            const { rows } = yield* Workflow.run(filtering(k, { capacity, onDeadlock: "grow" }))
            assert.deepStrictEqual(rows, shifted(k))
          }
          assert.deepStrictEqual(yield* Workflow.run(filtering(k, { capacity: k + 1 })), { rows: shifted(k) })
        }
      }).pipe(quietly)
  )

  rule(
    "S24: an end in time is none: fewer elements than are dropped, and room for all of them",
    () =>
      Effect.gen(function*() {
        const few = dropping(Drop(elements + 10), { capacity: elements })
        assert.deepStrictEqual(yield* Workflow.run(few), { rows: [] })
        assert.deepStrictEqual(yield* Workflow.run(Workflow.withCapacity(few, elements + 3)), { rows: [] })
        const { verdict } = yield* deadlockOf(Workflow.withCapacity(few, elements - 1))
        assert.strictEqual(verdict, "artificial")
      })
  )
})

/** All even numbers, then all odd ones. */
const Sorted = Stream.make("Sorted", {
  out: { n: Schema.Int },
  *run(_, { n }) {
    for (let x = 0; x < 24; x += 2) yield* n.push(x)
    for (let x = 1; x < 24; x += 2) yield* n.push(x)
  }
})

const Split = Stream.make("Split", {
  in: { n: Schema.Int },
  out: { even: Schema.Int, odd: Schema.Int },
  run: ({ n }, { even, odd }) => n.forEach((x) => (x % 2 === 0 ? even : odd).push(x))
})

/** The even ones go through a filter that lets those below `most` pass. */
const split = (most: number, options: Options) =>
  Workflow.make("split", {
    sorted: Sorted,
    split: Split,
    keep: Transform.filter(Schema.Int, (x) => x < most),
    double: Transform.map(Schema.Int, Schema.Int, (x) => 2 * x),
    zip: Junction.zip({ a: Schema.Int, b: Schema.Int }),
    rows: Sink.toArray(Pair)
  }, ({ double, keep, rows, sorted, split, zip }) => {
    sorted.pipe(split)
    split.even.pipe(keep).passed.pipe(zip.a)
    split.odd.pipe(double).pipe(zip.b)
    zip.pipe(rows)
  }, options)

describe("split, filter, join", () => {
  const rows = Array.from({ length: 12 }, (_, n) => ({ a: 2 * n, b: 2 * (2 * n + 1) }))

  rule("S24: twelve even numbers before the first odd one want room for twelve", () =>
    Effect.gen(function*() {
      for (const capacity of [1, 2, 3, 4]) {
        const deadlock = yield* deadlockOf(split(24, { capacity }))
        // Two edges, and one in the hands of the filter.
        assert.deepStrictEqual(waitsOf(deadlock), [
          `double pop split.odd → double.value (0 of ${capacity})`,
          `split push split.even → keep.value (${capacity} of ${capacity})`,
          `keep push keep.passed → zip.a (${capacity} of ${capacity})`,
          `zip pop double.mapped → zip.b (0 of ${capacity})`
        ])
      }
      // Eleven in all do not do, and the twelfth has no room in the hands of `split`.
      assert.strictEqual((yield* deadlockOf(split(24, { capacity: 5 }))).verdict, "artificial")
      assert.deepStrictEqual(yield* Workflow.run(split(24, { capacity: 6 })), { rows })
    }))

  rule("S25: growing gives the results of ample capacity, whatever the filter lets pass", () =>
    Effect.gen(function*() {
      for (const most of [24, 13, 7, 1]) {
        const ample = yield* Workflow.run(split(most, { capacity: 100 }))
        assert.deepStrictEqual(ample.rows, rows.filter(({ a }) => a < most))
        for (const capacity of [1, 2, 3, 5]) {
          assert.deepStrictEqual(yield* Workflow.run(split(most, { capacity, onDeadlock: "grow" })), ample)
        }
      }
    }).pipe(quietly))
})

describe("a before b, wanted by turns", () => {
  const columns = (count: number, options: Options, room?: number) =>
    Workflow.make("columns", {
      columns: Columns(count),
      zip: Junction.zip({ a: Schema.Int, b: Schema.Int }),
      rows: Sink.toArray(Pair)
    }, ({ columns, rows, zip }) => {
      columns.a.pipe(zip.a, room === undefined ? {} : { capacity: room })
      columns.b.pipe(zip.b)
      zip.pipe(rows)
    }, options)
  const pairs = (count: number) => Array.from({ length: count }, (_, n) => ({ a: n, b: n }))

  rule("S24: the whole of a must find room", () =>
    Effect.gen(function*() {
      for (const count of [2, 17, 40]) {
        for (const capacity of [1, 16, 17, 33].filter((capacity) => capacity < count)) {
          assert.deepStrictEqual(waitsOf(yield* deadlockOf(columns(count, { capacity }))), [
            `columns push columns.a → zip.a (${capacity} of ${capacity})`,
            `zip pop columns.b → zip.b (0 of ${capacity})`
          ])
        }
        assert.deepStrictEqual(yield* Workflow.run(columns(count, { capacity: 1 }, count)), { rows: pairs(count) })
      }
    }))

  rule("S25: an edge grows by what it holds, as often as it must, and no other does", () =>
    Effect.gen(function*() {
      for (const capacity of [1, 3, 7, 16, 39]) {
        const { capacities, results } = yield* grownBy(columns(40, { capacity: 2, onDeadlock: "grow" }, capacity))
        assert.deepStrictEqual(results, { rows: pairs(40) })
        assert.deepStrictEqual(capacities, {
          "columns.a → zip.a": doubled(capacity, 40),
          "columns.b → zip.b": 2,
          "zip.zipped → rows.value": 2
        })
      }
    }).pipe(quietly))
})
