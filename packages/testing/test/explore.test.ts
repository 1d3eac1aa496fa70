import { Junction, Port, Sink, Source, Stream, Transform, Workflow } from "@effect-mimo/core"
import * as TestWorkflow from "@effect-mimo/testing/TestWorkflow"
import { assert, describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { matching } from "../../../examples/sorted-join.ts"
import { Columns, Drop, Pair } from "../../../test/semantics/deadlock/fixtures.ts"

const merging = Workflow.make("merging", {
  low: Source.range({ end: 3 }),
  high: Source.range({ start: 10, end: 13 }),
  merge: Junction.merge({ low: Schema.Int, high: Schema.Int }),
  all: Sink.toArray(Schema.Int)
}, ({ all, high, low, merge }) => {
  low.pipe(merge.low)
  high.pipe(merge.high)
  merge.pipe(all)
})

/** Takes what is there at once, and tells how much that was. */
const Batches = Stream.make("Batches", {
  in: { n: Schema.Int },
  out: { size: Schema.Int },
  *run({ n }, { size }) {
    yield* n.forEachUpTo(100, (some) => size.push(some.length))
  }
})

const batching = Workflow.make("batching", {
  numbers: Stream.make("Eight", { out: { n: Schema.Int }, run: (_, { n }) => n.pushAll([1, 2, 3, 4, 5, 6, 7, 8]) }),
  batches: Batches
}, ({ batches, numbers }) => {
  numbers.pipe(batches)
  return { out: { size: batches.size } }
})

/** Broadcast, drop two, zip: with less room than that it deadlocks. */
const diamond = Workflow.make("diamond", {
  numbers: Source.range({ end: 5 }),
  drop: Drop(2),
  zip: Junction.zip({ a: Schema.Int, b: Schema.Int }),
  rows: Sink.toArray(Pair)
}, ({ drop, numbers, rows, zip }) => {
  numbers.pipe(zip.a)
  numbers.pipe(drop).pipe(zip.b)
  zip.pipe(rows)
})

describe("TestWorkflow.explore", () => {
  it.effect("S10: edges that meet lose nothing and make nothing up, in whatever order", () =>
    Effect.gen(function*() {
      const variations = { seeds: [1, 2, 3], capacities: [1, 2], equals: TestWorkflow.inAnyOrder }
      const { dependsOn } = yield* TestWorkflow.explore(merging, variations)
      assert.deepStrictEqual(dependsOn, [])
      const { pair } = yield* TestWorkflow.explore(batching, variations)
      assert.strictEqual(pair?.differences[0]?.where, "outlet size")
    }))

  it.effect("a graph of deterministic steps gives the same under every schedule, with every capacity", () =>
    Effect.gen(function*() {
      const workflow = matching(
        [1, 2, 4].map((order) => ({ order, item: "lamp" })),
        [2, 3, 5].map((order) => ({ order, cents: 100 }))
      )
      const found = yield* TestWorkflow.explore(workflow, {
        seeds: [1, 2, 3, 4],
        preempt: true,
        capacities: [1, 2, 100],
        fusion: true
      })
      assert.deepStrictEqual(found.dependsOn, [])
      assert.isUndefined(found.pair)
      assert.strictEqual(found.runs, 24)
      assert.strictEqual(
        found.text,
        `workflow "${workflow.name}" gives the same in all 24 runs: 4 schedules, 3 capacities, with and without fusion`
      )
      assert.isTrue(found.outcome?.exit !== undefined && Exit.isSuccess(found.outcome.exit))
    }))

  it.effect("a merge depends on the schedule: the smallest pair that shows it", () =>
    Effect.gen(function*() {
      const found = yield* TestWorkflow.explore(merging, { seeds: [4, 1, 2], capacities: [3, 1] })
      assert.include(found.dependsOn, "seed")
      assert.strictEqual(found.pair?.left.settings.capacity, 1)
      assert.strictEqual(found.pair?.right.settings.capacity, 1)
      assert.strictEqual(
        found.text,
        [
          `workflow "merging" depends on the schedule and the capacity (6 runs: 3 schedules, 2 capacities)`,
          "two runs that differ by least:",
          `  left   {"seed":1,"capacity":1}`,
          `  right  {"seed":2,"capacity":1}`,
          "result all, from element 2 on:",
          "  left   [0, 10, 11, 1, 12, 2]",
          "  right  [0, 10, 1, 11, 2, 12]"
        ].join("\n")
      )
      // Each can be seen again.
      for (const side of [found.pair!.left, found.pair!.right]) {
        assert.deepStrictEqual(yield* TestWorkflow.run(merging, side.settings), side.outcome)
      }
    }))

  it.effect("equals says what counts: the same elements in any order are the same", () =>
    Effect.gen(function*() {
      const places: Array<string> = []
      const { dependsOn } = yield* TestWorkflow.explore(merging, {
        capacities: [1, 3],
        equals: (left, right, where) => {
          places.push(where)
          const sorted = (elements: unknown) => JSON.stringify((elements as Array<number>).toSorted((a, b) => a - b))
          return sorted(left) === sorted(right)
        }
      })
      assert.deepStrictEqual(dependsOn, [])
      assert.deepStrictEqual([...new Set(places)], ["result all"])
    }))

  it.effect("outputs are compared by outlet: how many are there at once depends on the capacity", () =>
    Effect.gen(function*() {
      const { text } = yield* TestWorkflow.explore(batching, { seeds: [1], capacities: [2, 4, 8] })
      assert.strictEqual(
        text,
        [
          `workflow "batching" depends on the capacity (3 runs: 1 schedule, 3 capacities)`,
          "two runs that differ by least:",
          `  left   {"seed":1,"capacity":2}`,
          `  right  {"seed":1,"capacity":4}`,
          "outlet size, from element 0 on:",
          "  left   [2, 2, 2, 2]",
          "  right  [4, 4]"
        ].join("\n")
      )
    }))

  it.effect("ends are compared: a diamond deadlocks where there is less room than one way keeps back", () =>
    Effect.gen(function*() {
      const { dependsOn, text } = yield* TestWorkflow.explore(diamond, { seeds: [1, 2], capacities: [1, 2, 3, 4] })
      assert.deepStrictEqual(dependsOn, ["capacity"])
      assert.strictEqual(
        text,
        [
          `workflow "diamond" depends on the capacity (8 runs: 2 schedules, 4 capacities)`,
          "two runs that differ by least:",
          `  left   {"seed":1,"capacity":1}`,
          `  right  {"seed":1,"capacity":3}`,
          "end:",
          "  left   deadlocked: drop, numbers, rows, zip",
          "  right  completed"
        ].join("\n")
      )
      const stuck = Workflow.make("stuck", {
        columns: Columns(10),
        zip: Junction.zip({ a: Schema.Int, b: Schema.Int }),
        rows: Sink.toArray(Pair)
      }, ({ columns, rows, zip }) => {
        columns.a.pipe(zip.a)
        columns.b.pipe(zip.b)
        zip.pipe(rows)
      })
      // The same deadlock, however full its edges are.
      const always = yield* TestWorkflow.explore(stuck, { seeds: [1, 2], capacities: [1, 2, 9] })
      assert.deepStrictEqual(always.dependsOn, [])
    }))

  it.effect("which of two steps fails first may depend on the schedule", () =>
    Effect.gen(function*() {
      const Fails = Stream.make("Fails", { run: () => Effect.andThen(Effect.yieldNow, Effect.fail("no luck")) })
      const failing = Workflow.make("failing", { a: Fails, b: Fails }, () => {})
      const { text } = yield* TestWorkflow.explore(failing, { seeds: Array.from({ length: 8 }, (_, n) => n) })
      assert.strictEqual(
        text,
        [
          `workflow "failing" depends on the schedule (8 runs: 8 schedules)`,
          "two runs that differ by least:",
          `  left   {"seed":0}`,
          `  right  {"seed":2}`,
          "end:",
          "  left   failing/a failed with \"no luck\"",
          "  right  failing/b failed with \"no luck\""
        ].join("\n")
      )
    }))

  it.effect("time passes by itself, and is that of each run", () =>
    Effect.gen(function*() {
      const Slow = Transform.mapEffect(Schema.Int, Schema.Int, (n) => Effect.as(Effect.sleep("20 minutes"), n))
      const slow = Workflow.make("slow", { slow: Slow, all: Sink.toArray(Schema.Int) }, ({ all, slow }) => {
        slow.pipe(all)
        return { in: { n: slow.value } }
      })
      const { exit } = yield* TestWorkflow.expectSame(slow, {
        inputs: { n: new Set([1, 2, 3]) },
        capacities: [1, 2],
        seeds: [1, 2, 3]
      })
      assert.deepStrictEqual(exit, Exit.succeed({ all: [1, 2, 3] }))
      const late = yield* TestWorkflow.run(slow, { inputs: { n: [1, 2, 3] }, timeout: "59 minutes" })
      assert.isUndefined(late.exit)
      assert.deepStrictEqual(late.waitingOn, { slow: [], all: ["value"] })
    }))

  it.effect("a run that does not end is told as such", () =>
    Effect.gen(function*() {
      const Stops = Stream.make("Stops", {
        in: { n: Schema.Int },
        *run({ n }) {
          // With no more than one there, it hangs.
          if ((yield* n.popUpTo(9)).length === 1) yield* Effect.never
        }
      })
      const hanging = Workflow.make("hanging", {
        numbers: Stream.make("Two", { out: { n: Schema.Int }, run: (_, { n }) => n.pushAll([1, 2]) }),
        stops: Stops
      }, ({ numbers, stops }) => numbers.pipe(stops))
      const { text } = yield* TestWorkflow.explore(hanging, { seeds: [1], capacities: [1, 2], patience: "20 millis" })
      assert.strictEqual(
        text.split("\n").slice(-3).join("\n"),
        [
          "end:",
          "  left   did not end: stops waits for something other than its ports",
          "  right  completed"
        ].join("\n")
      )
      const endless = Workflow.make("endless", {
        numbers: Source.range({ end: Infinity }),
        sink: Sink.forEach(Schema.Int, () => {})
      }, ({ numbers, sink }) => numbers.pipe(sink))
      const { exit } = yield* TestWorkflow.run(endless, { patience: "20 millis", seed: 1 })
      assert.isUndefined(exit)
    }))

  it.effect("promises are waited for", () =>
    Effect.gen(function*() {
      const later = (n: number) => new Promise<number>((resolve) => setTimeout(() => resolve(n), 3))
      const asking = Workflow.make("asking", {
        numbers: Source.range({ end: 3 }),
        ask: Transform.mapEffect(Schema.Int, Schema.Int, (n) => Effect.promise(() => later(n))),
        all: Sink.toArray(Schema.Int)
      }, ({ all, ask, numbers }) => numbers.pipe(ask).pipe(all))
      const { exit } = yield* TestWorkflow.expectSame(asking, { seeds: [1, 2] })
      assert.deepStrictEqual(exit, Exit.succeed({ all: [0, 1, 2] }))
    }))

  it.effect("a layer is built anew for each run", () =>
    Effect.gen(function*() {
      class Counter extends Context.Service<Counter, { next: number }>()("Counter") {}
      const counting = Workflow.make("counting", {
        numbers: Source.range({ end: 3 }),
        number: Transform.mapEffect(Schema.Int, Schema.Int, () => Effect.map(Counter, (counter) => counter.next++)),
        all: Sink.toArray(Schema.Int)
      }, ({ all, number, numbers }) => numbers.pipe(number).pipe(all))
      const layer = Layer.sync(Counter, () => ({ next: 0 }))
      const { exit } = yield* TestWorkflow.expectSame(counting, { layer, seeds: [1, 2] })
      assert.deepStrictEqual(exit, Exit.succeed({ all: [0, 1, 2] }))
      // One that is shared is seen.
      const shared = Effect.provideService(TestWorkflow.explore(counting, { seeds: [1, 2] }), Counter, { next: 0 })
      assert.deepStrictEqual((yield* shared).dependsOn, ["seed"])
    }))

  it.effect("as an assertion it fails with what it found", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(TestWorkflow.expectSame(batching, { seeds: [1], capacities: [2, 4] }))
      assert.instanceOf(error, TestWorkflow.RunsDiffer)
      assert.deepStrictEqual(error.dependsOn, ["capacity"])
      assert.strictEqual(
        error.message.split("\n")[0],
        `workflow "batching" depends on the capacity (2 runs: 1 schedule, 2 capacities)`
      )
    }))

  it.effect("optional open inlets, and results of nested workflows", () =>
    Effect.gen(function*() {
      const inner = Workflow.make("inner", { all: Sink.toArray(Schema.Int) }, ({ all }) => ({ in: { n: all.value } }))
      const Side = Stream.make("Side", {
        in: { n: Port.optional(Schema.Int) },
        out: { m: Schema.Int },
        run: ({ n }, { m }) => n.forEach((x) => m.push(x))
      })
      const outer = Workflow.make("outer", { side: Side, inner }, ({ inner, side }) => {
        side.pipe(inner)
        return { in: { n: side.n } }
      })
      const { exit } = yield* TestWorkflow.expectSame(outer, { inputs: { n: [1, 2] }, capacities: [1, 2] })
      assert.deepStrictEqual(exit, Exit.succeed({ inner: { all: [1, 2] } }))
    }))
})
