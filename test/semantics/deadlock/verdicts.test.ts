/** S24: which circle is told, and whether it is artificial or true. */
import { Junction, Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { rule } from "../fixtures-ports.ts"
import { Columns, deadlockOf, Drop, grownBy, Pair, quietly, waitsOf } from "./fixtures.ts"

const sums = (count: number, first: ReadonlyArray<number>, options?: Workflow.Options) =>
  Workflow.make("sums", {
    numbers: Source.range({ end: count }),
    zip: Junction.zip({ a: Schema.Int, b: Schema.Int }),
    add: Stream.make("Add", {
      in: { pair: Pair },
      out: { sum: Schema.Int },
      run: ({ pair }, { sum }) => pair.forEach(({ a, b }) => sum.push(a + b))
    }),
    all: Sink.toArray(Schema.Int)
  }, ({ add, all, numbers, zip }) => {
    numbers.pipe(zip.a)
    zip.pipe(add).sum.pipe(zip.b, { feedback: { first }, capacity: 3 })
    add.sum.pipe(all)
  }, options)

describe("a loop through a join", () => {
  rule("S24: without a first element it is a true deadlock, and never grows", () =>
    Effect.gen(function*() {
      for (const onDeadlock of ["fail", "grow"] as const) {
        for (const capacity of [1, 2, 100]) {
          const deadlock = yield* deadlockOf(sums(10, [], { onDeadlock, capacity }))
          assert.strictEqual(deadlock.verdict, "true")
          assert.deepStrictEqual(waitsOf(deadlock), [
            `add pop zip.zipped → add.pair (0 of ${capacity})`,
            "zip pop add.sum → zip.b (0 of 3)"
          ])
          assert.strictEqual(deadlock.grown, 0)
          assert.notProperty(deadlock, "advice")
        }
      }
    }))

  rule("S24: with one it is none, nor when the loop ends by S27 before it begins", () =>
    Effect.gen(function*() {
      for (const capacity of [1, 2, 100]) {
        assert.deepStrictEqual(yield* Workflow.run(sums(5, [0], { capacity })), { all: [0, 1, 3, 6, 10] })
        assert.deepStrictEqual(yield* Workflow.run(sums(0, [], { capacity })), { all: [] })
        assert.deepStrictEqual(yield* Workflow.run(sums(0, [1, 2], { capacity })), { all: [] })
      }
    }))
})

/** For each number its successor, twice, up to a limit. */
const doubling = (limit: number, options: Workflow.Options) =>
  Workflow.make("doubling", {
    numbers: Source.fromIterable(Schema.Int, [0]),
    merge: Junction.merge({ fresh: Schema.Int, back: Schema.Int }),
    step: Stream.make("Step", {
      in: { n: Schema.Int },
      out: { seen: Schema.Int, next: Schema.Int },
      *run({ n }, { next, seen }) {
        yield* n.forEach((x) =>
          Effect.andThen(seen.push(x), x < limit ? Effect.andThen(next.push(x + 1), next.push(x + 1)) : Effect.void)
        )
      }
    }),
    count: Sink.fold(Schema.Int, () => 0, (n) => n + 1)
  }, ({ count, merge, numbers, step }) => {
    numbers.pipe(merge.fresh)
    merge.pipe(step).next.pipe(merge.back, { feedback: true })
    step.seen.pipe(count)
  }, options)

describe("a loop that multiplies", () => {
  rule("S24: a merge and what leads back to it deadlock when both edges are full", () =>
    Effect.gen(function*() {
      for (const capacity of [1, 2, 4]) {
        const deadlock = yield* deadlockOf(doubling(8, { capacity }))
        assert.deepStrictEqual(waitsOf(deadlock), [
          `merge push merge.merged → step.n (${capacity} of ${capacity})`,
          `step push step.next → merge.back (${capacity} of ${capacity})`
        ])
        assert.strictEqual(deadlock.verdict, "artificial")
      }
    }))

  rule("S24: growing it is enough, and S27 ends it", () =>
    Effect.gen(function*() {
      for (const limit of [0, 1, 5, 8]) {
        for (const capacity of [1, 2, 5]) {
          const { count } = yield* Workflow.run(doubling(limit, { capacity, onDeadlock: "grow" }))
          assert.strictEqual(count, 2 ** (limit + 1) - 1)
        }
      }
    }).pipe(quietly))

  rule("S24: a step that fills an edge to itself is a circle of one", () =>
    Effect.gen(function*() {
      const alone = (first: ReadonlyArray<number>, onDeadlock?: Workflow.Options["onDeadlock"]) =>
        Workflow.make(
          "alone",
          {
            self: Stream.make("Self", {
              in: { n: Schema.Int },
              out: { m: Schema.Int },
              *run({ n }, { m }) {
                for (let i = 0; i < 7; i++) yield* m.push(i)
                const all: Array<number> = []
                for (let i = 0; i < 7; i++) all.push(yield* n.pop)
                if (first.length === 1) all.push(yield* n.pop, yield* n.pop)
                return all
              }
            })
          },
          ({ self }) => self.m.pipe(self.n, { capacity: 2, feedback: { first } }),
          { onDeadlock }
        )
      assert.deepStrictEqual(waitsOf(yield* deadlockOf(alone([]))), ["self push self.m → self.n (2 of 2)"])
      const { capacities, results } = yield* grownBy(alone([], "grow"))
      assert.deepStrictEqual(capacities, { "self.m → self.n": 8 })
      assert.deepStrictEqual(results, { self: [0, 1, 2, 3, 4, 5, 6] })
      // With one element too few in all, S27 ends the loop where it would wait for ever.
      assert.notProperty((yield* grownBy(alone([9], "grow"))).results, "self")
    }).pipe(quietly))
})

describe("several circles", () => {
  /** Pushes to `hub`, which wants an element of `other` first. */
  const Lobe = (name: string) =>
    Stream.make(name, {
      in: { n: Schema.Int },
      out: { m: Schema.Int },
      *run({ n }, { m }) {
        for (let i = 0; i < 5; i++) yield* m.push(i)
        for (let i = 0; i < 5; i++) yield* n.pop
      }
    })
  const Hub = Stream.make("Hub", {
    in: { left: Schema.Int, right: Schema.Int },
    out: { toLeft: Schema.Int, toRight: Schema.Int },
    *run({ left, right }, { toLeft, toRight }) {
      for (let i = 0; i < 5; i++) {
        yield* toLeft.push(i)
        yield* toRight.push(i)
      }
      for (let i = 0; i < 5; i++) yield* left.pop
      for (let i = 0; i < 5; i++) yield* right.pop
    }
  })
  const lobes = (left: number, right: number, options?: Workflow.Options) =>
    Workflow.make("lobes", { a: Lobe("A"), hub: Hub, b: Lobe("B") }, ({ a, b, hub }) => {
      a.m.pipe(hub.left, { capacity: left })
      b.m.pipe(hub.right, { capacity: right })
      hub.toLeft.pipe(a.n, { capacity: left, feedback: true })
      hub.toRight.pipe(b.n, { capacity: right, feedback: true })
    }, options)

  rule("S24: two that share a step: one of them is told", () =>
    Effect.gen(function*() {
      // The hub pushes to both in turn: the smaller of the two stops it, and the other is stopped by that.
      const left = yield* deadlockOf(lobes(2, 4))
      assert.deepStrictEqual(waitsOf(left), [
        "a push a.m → hub.left (2 of 2)",
        "hub push hub.toLeft → a.n (2 of 2)"
      ])
      const right = yield* deadlockOf(lobes(4, 2))
      assert.deepStrictEqual(waitsOf(right), [
        "b push b.m → hub.right (2 of 2)",
        "hub push hub.toRight → b.n (2 of 2)"
      ])
    }))

  rule("S24: growing undoes one after the other", () =>
    Effect.gen(function*() {
      for (const [left, right] of [[1, 1], [2, 1], [1, 4], [4, 4]] as const) {
        yield* Workflow.run(lobes(left, right, { onDeadlock: "grow" }))
      }
    }).pipe(quietly))

  rule(
    "S24: of the full edges of a circle the smallest grows, and no edge outside of it",
    () =>
      Effect.gen(function*() {
        const mixed = (onDeadlock?: "grow") =>
          Workflow.make("mixed", {
            columns: Columns(50),
            relay: Drop(0),
            zip: Junction.zip({ a: Schema.Int, b: Schema.Int }),
            rows: Sink.drain(Pair)
          }, ({ columns, relay, rows, zip }) => {
            columns.a.pipe(relay.n, { capacity: 9 })
            relay.pipe(zip.a, { capacity: 6 })
            columns.b.pipe(zip.b, { capacity: 1 })
            zip.pipe(rows, { capacity: 1 })
          }, { onDeadlock })
        const { advice } = yield* deadlockOf(mixed())
        assert.deepStrictEqual(advice, { from: "relay.m", to: "zip.a", capacity: 12 })
        const { capacities } = yield* grownBy(mixed("grow"))
        assert.deepStrictEqual(capacities, {
          // 6 and 9, 12 and 9, 12 and 18, 24 and 18, 24 and 36: room for 50 with the one in the hands of the relay.
          "columns.a → relay.n": 36,
          "relay.m → zip.a": 24,
          "columns.b → zip.b": 1,
          "zip.zipped → rows.value": 1
        })
      }).pipe(quietly)
  )
})

describe("nested workflows", () => {
  const inner = (options?: Workflow.Options) =>
    Workflow.make("inner", {
      drop: Drop(5),
      zip: Junction.zip({ a: Schema.Int, b: Schema.Int })
    }, ({ drop, zip }) => {
      drop.pipe(zip.b)
      return { in: { n: [zip.a, drop.n] }, out: { rows: zip.zipped } }
    }, { capacity: 2, ...options })
  const outer = (own?: Workflow.Options, nested?: Workflow.Options) =>
    Workflow.make("outer", {
      numbers: Source.range({ end: 10 }),
      middle: Workflow.make("middle", { inner: inner(nested) }, ({ inner }) => ({
        in: { n: inner.n },
        out: { rows: inner.rows }
      })),
      rows: Sink.toArray(Pair)
    }, ({ middle, numbers, rows }) => {
      numbers.pipe(middle).pipe(rows)
    }, { capacity: 2, ...own })

  rule("S24: steps and ports have the names of their paths", () =>
    Effect.gen(function*() {
      const deadlock = yield* deadlockOf(outer())
      assert.strictEqual(deadlock.workflow, "outer")
      assert.deepStrictEqual(waitsOf(deadlock), [
        "middle/inner/drop pop numbers.value → middle/inner/drop.n (0 of 2)",
        "numbers push numbers.value → middle/inner/zip.a (2 of 2)",
        "middle/inner/zip pop middle/inner/drop.m → middle/inner/zip.b (0 of 2)"
      ])
    }))

  rule("S24: the workflow that is run decides whether edges grow, wherever they are", () =>
    Effect.gen(function*() {
      yield* deadlockOf(outer({ onDeadlock: "fail" }, { onDeadlock: "grow" }))
      const { rows } = yield* Workflow.run(outer({ onDeadlock: "grow" }, { onDeadlock: "fail" }))
      assert.deepStrictEqual(rows, [0, 1, 2, 3, 4].map((a) => ({ a, b: a + 5 })))
    }).pipe(quietly))
})
