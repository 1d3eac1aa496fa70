/** S24: `onDeadlock`: how far edges grow, what is told of it, and how it is written. */
import { Description, Junction, Sink, Stream, Transform, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as EffectSink from "effect/Sink"
import * as EffectStream from "effect/Stream"
import { rule, settle } from "../fixtures-ports.ts"
import { faultsOf } from "../fixtures.ts"
import { Columns, deadlockOf, grownBy, logged, Pair, quietly } from "./fixtures.ts"

const streams = {
  columns: Columns(10),
  zip: Junction.zip({ a: Schema.Int, b: Schema.Int }),
  count: Sink.fold(Pair, () => 0, (n) => n + 1)
}

const table = (onDeadlock: Workflow.Options["onDeadlock"], capacity = 2) =>
  Workflow.make("table", streams, ({ columns, count, zip }) => {
    columns.a.pipe(zip.a)
    columns.b.pipe(zip.b)
    zip.pipe(count)
  }, { capacity, onDeadlock })

const enough = { count: 10 }

describe("the bound", () => {
  rule("S24: growth stops at the bound, and the report says how far it came", () =>
    Effect.gen(function*() {
      // From 2 to 10: 8 in all, of which the last step is as large as what is left.
      for (const [grow, capacity] of [[1, 3], [2, 4], [3, 5], [5, 7], [7, 9]] as const) {
        const deadlock = yield* deadlockOf(table({ grow }))
        assert.strictEqual(deadlock.grown, grow)
        assert.strictEqual(deadlock.cycle[0]!.capacity, capacity)
        assert.deepStrictEqual(deadlock.advice, { from: "columns.a", to: "zip.a", capacity: 2 * capacity })
        assert.include(deadlock.message, `(edges have grown by ${grow} so far)`)
      }
      for (const [grow, capacity] of [[8, 10], [9, 11], [13, 15], [14, 16], [1_000, 16]] as const) {
        const { capacities, results } = yield* grownBy(table({ grow }))
        assert.deepStrictEqual(results, enough)
        assert.strictEqual(capacities["columns.a → zip.a"], capacity)
      }
    }).pipe(quietly))

  rule("S24: without a number it is far enough, and each run begins anew (S18)", () =>
    Effect.gen(function*() {
      const growing = table("grow")
      for (let run = 0; run < 3; run++) {
        const { capacities, results } = yield* grownBy(growing)
        assert.deepStrictEqual(results, enough)
        assert.strictEqual(capacities["columns.a → zip.a"], 16)
      }
      assert.strictEqual((yield* deadlockOf(table(undefined))).grown, 0)
      assert.strictEqual((yield* deadlockOf(table("fail"))).grown, 0)
    }).pipe(quietly))

  rule("S24: of an edge that steps run on, all of it is as large as it says", () =>
    Effect.gen(function*() {
      for (
        const [name, middle] of Object.entries({
          map: Workflow.make("map", { x: Transform.map(Schema.Int, Schema.Int, (n) => n) }, ({ x }) => ({
            in: { n: x.value },
            out: { m: x.mapped }
          })),
          flatMap: Workflow.make("flatMap", { x: Transform.flatMap(Schema.Int, Schema.Int, (n) => [n, n]) }, (
            { x }
          ) => ({ in: { n: x.value }, out: { m: x.item } }))
        })
      ) {
        const workflow = Workflow.make("routed", { ...streams, middle }, ({ columns, count, middle, zip }) => {
          columns.a.pipe(middle.n)
          middle.m.pipe(zip.a)
          columns.b.pipe(zip.b)
          zip.pipe(count)
        }, { capacity: 1, onDeadlock: "grow" })
        const { capacities, results } = yield* grownBy(workflow)
        assert.deepStrictEqual(results, enough, name)
        assert.isAtLeast(
          capacities["columns.a → middle/x.value"]! +
            capacities[`middle/x.${name === "map" ? "mapped" : "item"} → zip.a`]!,
          9
        )
        assert.deepInclude(capacities, { "columns.b → zip.b": 1 })
      }
    }).pipe(quietly))
})

describe("what is told", () => {
  rule("S24: each growth is logged once as a warning, and seen in a snapshot", () =>
    Effect.gen(function*() {
      const { entries, logger } = logged()
      const { capacities } = yield* Effect.provide(grownBy(table("grow")), logger)
      assert.deepStrictEqual(capacities, {
        "columns.a → zip.a": 16,
        "columns.b → zip.b": 2,
        "zip.zipped → count.value": 2
      })
      assert.deepStrictEqual(entries.map(({ level }) => level), ["Warn", "Warn", "Warn"])
      const texts = entries.map(({ message }) => Array.isArray(message) ? message.join("\n") : String(message))
      // Logged by fibers of their own: a schedule may turn them round.
      for (const by of [2, 4, 8]) {
        const [text, ...others] = texts.filter((text) => text.includes(`columns.a → zip.a (${by} of ${by})`))
        assert.include(text, `an edge grows by ${by} elements`)
        assert.include(text, `workflow "table": its steps wait only on one another`)
        assert.isEmpty(others)
      }
    }))

  rule("S24: nothing is logged where nothing grows", () =>
    Effect.gen(function*() {
      const { entries, logger } = logged()
      yield* Effect.provide(deadlockOf(table("fail")), logger)
      yield* Effect.provide(Workflow.run(table("grow", 10)), logger)
      assert.deepStrictEqual(entries, [])
    }))

  it.effect("S24: a snapshot while it runs shows the capacity of now", () =>
    Effect.gen(function*() {
      const held = Workflow.make("held", {
        ...streams,
        count: Sink.forEach(Pair, () => Effect.never)
      }, ({ columns, count, zip }) => {
        columns.a.pipe(zip.a)
        columns.b.pipe(zip.b)
        zip.pipe(count)
      }, { capacity: 2, onDeadlock: "grow" })
      const running = yield* Workflow.launch(held)
      yield* settle
      const { edges } = yield* running.snapshot
      assert.deepInclude(edges[0], { capacity: 16, state: "Open" })
      assert.isAtMost(edges[0]!.size, 16)
      yield* running.interrupt
    }).pipe(quietly))
})

describe("how it is written", () => {
  const registry = { Columns: streams.columns, zip: streams.zip, fold: streams.count }

  it("S28: anything else is a fault", () => {
    for (
      const wrong of [
        "shrink",
        "",
        true,
        4,
        {},
        { grow: 0 },
        { grow: -1 },
        { grow: 1.5 },
        { grow: NaN },
        { grow: Infinity },
        { grow: "10" },
        ["grow"]
      ]
    ) {
      // What JavaScript may give.
      const faults = faultsOf(() => table(wrong as never))
      assert.deepStrictEqual(faults.map(({ at, kind }) => ({ at, kind })), [{ at: [], kind: "InvalidOnDeadlock" }])
      assert.include(faults[0]!.message, `give "fail", "grow", or { grow: n }`)
    }
  })

  it.effect("S24: a description keeps it, and what is built of it does it", () =>
    Effect.gen(function*() {
      for (const onDeadlock of ["grow", { grow: 8 }, { grow: 3 }] as const) {
        const described = Workflow.describe(table(onDeadlock))
        assert.deepStrictEqual(described.onDeadlock, onDeadlock)
        assert.isTrue(Schema.is(Description.Description)(described))
        const built = Workflow.fromDescription(JSON.stringify(described), registry)
        assert.deepStrictEqual(Workflow.describe(built), described)
        if (typeof onDeadlock === "object" && onDeadlock.grow < 8) {
          assert.strictEqual((yield* deadlockOf(built)).grown, 3)
        } else assert.deepStrictEqual(yield* Workflow.run(built), enough)
      }
      for (const onDeadlock of ["fail", undefined] as const) {
        assert.notProperty(Workflow.describe(table(onDeadlock)), "onDeadlock")
      }
      const failing = { ...Workflow.describe(table("fail")), onDeadlock: "fail" }
      yield* deadlockOf(Workflow.fromDescription(failing, registry))
    }).pipe(quietly))

  it("S28: a description that says anything else is refused", () => {
    const described = Workflow.describe(table("grow"))
    for (const onDeadlock of ["shrink", { grow: 0 }, { grow: 1.5 }, 5, null]) {
      const faults = faultsOf(() => Workflow.fromDescription({ ...described, onDeadlock }, registry))
      assert.isNotEmpty(faults)
      assert.include(faults.map(({ message }) => message).join("\n"), "onDeadlock")
    }
  })

  rule(
    "S24: it stays with a workflow whose capacity is changed, that is connected, or read as a stream",
    () =>
      Effect.gen(function*() {
        assert.deepStrictEqual(yield* Workflow.run(Workflow.withCapacity(table("grow", 100), 2)), enough)
        const open = Workflow.make("open", { columns: streams.columns, zip: streams.zip }, ({ columns, zip }) => {
          columns.a.pipe(zip.a)
          columns.b.pipe(zip.b)
          return { out: { rows: zip.zipped } }
        }, { capacity: 2, onDeadlock: "grow" })
        const connected = Workflow.connect(open, { out: { rows: EffectSink.count } })
        assert.deepStrictEqual(yield* Workflow.run(connected), { rows: 10 })
        assert.strictEqual((yield* EffectStream.runCollect(Workflow.toStream(open))).length, 10)
        const single = Workflow.single(
          Stream.make("Self", {
            out: { n: Schema.Int },
            run: (_, { n }) => n.pushAll([1, 2, 3])
          }),
          { capacity: 1, onDeadlock: "grow" }
        )
        assert.strictEqual((yield* EffectStream.runCollect(Workflow.toStream(single))).length, 3)
      }).pipe(quietly)
  )
})
