/** S24: a part that deadlocks while the rest of the run goes on, is drained, or leaves. */
import { Junction, type Out, Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/testing/TestClock"
import { rule, settle } from "../fixtures-ports.ts"
import { Endless, Relay } from "../fixtures.ts"
import { Columns, deadlockIn, deadlockOf, Drop, Pair, waitsOf } from "./fixtures.ts"

const zip = Junction.zip({ a: Schema.Int, b: Schema.Int })

/** The two waits of a part of a table and a zip over edges of capacity 2. */
const circle = [
  "columns push columns.a → zip.a (2 of 2)",
  "zip pop columns.b → zip.b (0 of 2)"
]

/** Waits before it pushes a column after the other. */
const LateColumns = Stream.make("LateColumns", {
  out: { a: Schema.Int, b: Schema.Int },
  *run(_, { a, b }) {
    yield* Effect.sleep("1 minute")
    yield* a.pushAll([1, 2, 3, 4])
    yield* b.pushAll([1, 2, 3, 4])
  }
})

/** A number a second. */
const Ticking = Stream.make("Ticking", {
  out: { n: Schema.Int },
  *run(_, { n }) {
    for (let tick = 0;; tick++) {
      yield* Effect.sleep("1 second")
      yield* n.push(tick)
    }
  }
})

/** Pushes for ever, in a way of its own. */
const pushing = (push: (n: Out<number>) => Effect.Effect<unknown>) =>
  Stream.make("Pushing", { out: { n: Schema.Int }, run: (_, { n }) => Effect.forever(push(n), { disableYield: true }) })

const live = {
  "elements one by one": pushing((n) => n.push(1)),
  "elements in arrays": pushing((n) => n.pushAll([1, 2, 3, 4, 5])),
  "elements with yields between": pushing((n) => Effect.andThen(Effect.yieldNow, n.push(1)))
}

describe("beside a part that goes on", () => {
  it.effect("S24: found in the same instant as its last step suspends, while timers tick", () =>
    Effect.gen(function*() {
      const running = yield* Workflow.launch(
        Workflow.make("ticking", {
          ticks: Ticking,
          seen: Sink.drain(Schema.Int),
          columns: LateColumns,
          zip,
          rows: Sink.drain(Pair)
        }, ({ columns, rows, seen, ticks, zip }) => {
          ticks.pipe(seen)
          columns.a.pipe(zip.a)
          columns.b.pipe(zip.b)
          zip.pipe(rows)
        }, { capacity: 2 })
      )
      const ended = yield* Effect.forkScoped(Effect.exit(running.await))
      yield* settle
      yield* TestClock.adjust("59 seconds")
      yield* settle
      assert.isUndefined(ended.pollUnsafe())
      yield* TestClock.adjust("1 second")
      yield* settle
      assert.isDefined(ended.pollUnsafe(), "no more time passes")
      const deadlock = deadlockIn(yield* Fiber.join(ended))
      assert.deepStrictEqual(waitsOf(deadlock), circle)
      // `rows` has waited all the time, and will not get any more either.
      assert.sameMembers([...deadlock.blocked], ["columns", "zip", "rows"])
    }))

  for (const [name, source] of Object.entries(live)) {
    rule(
      `S24: found beside a part that never rests: ${name}`,
      () =>
        Effect.forEach([1, 100], (capacity) =>
          Effect.gen(function*() {
            const workflow = Workflow.make("restless", {
              live: source,
              relay: Relay,
              seen: Sink.drain(Schema.Int),
              columns: Columns(8),
              zip,
              rows: Sink.drain(Pair)
            }, ({ columns, live, relay, rows, seen, zip }) => {
              live.pipe(relay, { capacity }).pipe(seen, { capacity })
              columns.a.pipe(zip.a)
              columns.b.pipe(zip.b)
              zip.pipe(rows)
            }, { capacity: 2 })
            assert.deepStrictEqual(waitsOf(yield* deadlockOf(workflow)), circle)
          }))
    )
  }

  rule("S24: a part that waits for one that goes on is not deadlocked", () =>
    Effect.gen(function*() {
      const workflow = Workflow.make("slow", {
        // Yields many times before each element.
        slow: Stream.make("Slow", {
          out: { n: Schema.Int },
          *run(_, { n }) {
            for (let i = 0; i < 5; i++) {
              yield* Effect.replicateEffect(Effect.yieldNow, 50)
              yield* n.push(i)
            }
          }
        }),
        columns: Columns(4),
        zip,
        rows: Sink.toArray(Pair)
      }, ({ columns, rows, slow, zip }) => {
        columns.a.pipe(zip.a)
        columns.b.pipe(zip.b)
        slow.pipe(zip.b)
        zip.pipe(rows)
      }, { capacity: 4 })
      assert.strictEqual((yield* Workflow.run(workflow)).rows.length, 4)
    }))
})

describe("who is blocked", () => {
  rule("S24: all that can go on no more are named, in whatever order they came to wait", () =>
    Effect.gen(function*() {
      const workflow = Workflow.make("all", {
        before: Source.range({ end: 100 }),
        numbers: Drop(0),
        drop: Drop(9),
        zip,
        relay: Stream.make("Relay", {
          in: { pair: Pair },
          out: { a: Schema.Int },
          run: ({ pair }, { a }) => pair.forEach((pair) => a.push(pair.a))
        }),
        after: Sink.drain(Schema.Int)
      }, ({ after, before, drop, numbers, relay, zip }) => {
        before.pipe(numbers).m.pipe(zip.a)
        numbers.m.pipe(drop).pipe(zip.b)
        zip.pipe(relay).pipe(after)
      }, { capacity: 3 })
      const { blocked } = yield* deadlockOf(workflow)
      assert.includeMembers(["before", "numbers", "drop", "zip", "relay", "after"], [...blocked])
      assert.includeMembers([...blocked], ["numbers", "drop", "zip", "relay", "after"])
    }))
})

describe("a run that is being stopped", () => {
  rule("S21: draining reports what waits on itself at last, and interrupting needs not", () =>
    Effect.gen(function*() {
      const held = Workflow.make("held", {
        numbers: Endless,
        zip,
        drop: Drop(1_000),
        rows: Sink.toArray(Pair)
      }, ({ drop, numbers, rows, zip }) => {
        numbers.pipe(zip.a)
        numbers.pipe(drop).pipe(zip.b)
        zip.pipe(rows)
      })
      // Before the deadlock: the source has not had its first turn.
      const early = yield* Workflow.launch(Workflow.withCapacity(held, 10))
      assert.deepStrictEqual(yield* Effect.exit(early.drain()), Exit.succeed({ rows: [] }))
      const late = yield* Workflow.launch(Workflow.withCapacity(held, 10))
      yield* settle
      assert.strictEqual(deadlockIn(yield* Effect.exit(late.drain())).verdict, "artificial")
      const stopped = yield* Workflow.launch(Workflow.withCapacity(held, 10))
      yield* settle
      yield* stopped.interrupt
      assert.strictEqual(deadlockIn(yield* Effect.exit(stopped.await)).verdict, "artificial")
    }), { preempt: false })

  it.effect("S21: a drain that ends a source leaves none deadlocked that sees the end", () =>
    Effect.gen(function*() {
      // The zip waits for `ticks`; once that has ended, so does the zip, and with it who pushes to it.
      const workflow = Workflow.make("ending", {
        ticks: Ticking,
        numbers: Endless,
        zip,
        rows: Sink.drain(Pair)
      }, ({ numbers, rows, ticks, zip }) => {
        ticks.pipe(zip.b)
        numbers.pipe(zip.a)
        zip.pipe(rows)
      }, { capacity: 2 })
      const running = yield* Workflow.launch(workflow)
      yield* settle
      yield* TestClock.adjust("3 seconds")
      yield* running.drain()
    }))
})

describe("a consumer that leaves", () => {
  const wanting = (count: number, before: Effect.Effect<unknown>) =>
    Workflow.make("wanting", {
      columns: Columns(10),
      first: Stream.make("First", {
        in: { a: Schema.Int, b: Schema.Int },
        out: { row: Schema.Int },
        *run({ a, b }, { row }) {
          for (let n = 0; n < count; n++) yield* row.push(yield* a.pop)
          while (true) yield* row.push((yield* b.pop) + (yield* a.pop))
        }
      }),
      take: Stream.make("Take", {
        in: { row: Schema.Int },
        *run({ row }) {
          const rows: Array<number> = []
          while (rows.length < count) rows.push(yield* row.pop)
          yield* before
          return rows
        }
      })
    }, ({ columns, first, take }) => {
      columns.a.pipe(first.a)
      columns.b.pipe(first.b)
      first.pipe(take)
    }, { capacity: 2 })

  rule("S16: one that leaves at once stops what would have waited for ever", () =>
    Effect.gen(function*() {
      for (const count of [1, 2, 3, 5]) {
        const { take } = yield* Workflow.run(wanting(count, Effect.void))
        assert.deepStrictEqual(take, Array.from({ length: count }, (_, n) => n))
      }
    }))

  rule(
    "S16: and so does one that is alive, and leaves later: whoever can be stopped is not deadlocked",
    () =>
      Effect.gen(function*() {
        for (const yields of [1, 5, 40]) {
          const { take } = yield* Workflow.run(wanting(3, Effect.replicateEffect(Effect.yieldNow, yields)))
          assert.deepStrictEqual(take, [0, 1, 2])
        }
      })
  )
})
