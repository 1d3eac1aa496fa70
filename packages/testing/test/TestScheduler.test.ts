import { Junction, Scheduling, Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import * as TestScheduler from "@effect-mimo/testing/TestScheduler"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Scheduler from "effect/Scheduler"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"

const seeds = Array.from({ length: 40 }, (_, seed) => seed)

/** The order in which fibers that yield a few times each go on. */
const turns = (fibers: number, times: number) =>
  Effect.gen(function*() {
    const order: Array<number> = []
    const turn = (n: number) => Effect.andThen(Effect.yieldNow, Effect.sync(() => void order.push(n)))
    yield* Effect.forEach(
      Array.from({ length: fibers }, (_, n) => n),
      (n) => Effect.replicateEffect(turn(n), times, { discard: true }),
      { concurrency: "unbounded", discard: true }
    )
    return order.join("")
  })

const merging = Workflow.make("merging", {
  a: Source.range({ end: 3 }),
  b: Source.range({ start: 10, end: 13 }),
  merge: Junction.merge({ a: Schema.Int, b: Schema.Int }),
  all: Sink.toArray(Schema.Int)
}, ({ a, all, b, merge }) => {
  a.pipe(merge.a)
  b.pipe(merge.b)
  merge.pipe(all)
}, { capacity: 1 })

for (const [clock, test] of [["test clock", it.effect], ["live", it.live]] as const) {
  describe(`a seeded schedule (${clock})`, () => {
    test("the same seed gives the same order, other seeds all the orders there are", () =>
      Effect.gen(function*() {
        const under = (seed: number) => TestScheduler.withSeed(turns(3, 1), seed)
        const orders = yield* Effect.forEach(seeds, under)
        assert.deepStrictEqual(yield* Effect.forEach(seeds, under), orders)
        assert.strictEqual(new Set(orders).size, 6)
      }))

    test("a fiber may be overtaken by the later turns of another", () =>
      Effect.gen(function*() {
        const orders = yield* Effect.forEach(seeds, (seed) => TestScheduler.withSeed(turns(2, 3), seed))
        assert.include(orders, "000111")
        assert.include(orders, "111000")
        assert.isTrue(orders.every((order) => [...order].toSorted().join("") === "000111"))
      }))

    test("what has a lower priority comes after everything else", () =>
      Effect.forEach(seeds, (seed) =>
        Effect.gen(function*() {
          const order: Array<string> = []
          const note = (name: string) => Effect.sync(() => void order.push(name))
          yield* Effect.all([
            Effect.andThen(Effect.yieldNowWith(1000), note("late")),
            Effect.andThen(Effect.yieldNowWith(-1), note("early")),
            Effect.andThen(Effect.replicateEffect(Effect.yieldNow, 5), note("ordinary"))
          ], { concurrency: "unbounded" })
          assert.deepStrictEqual(order, ["early", "ordinary", "late"])
        }).pipe(TestScheduler.withSeed(seed))))

    test("those that wait for all else to come to rest take turns", () =>
      Effect.forEach(seeds, (seed) =>
        Effect.gen(function*() {
          const order: Array<string> = []
          const rest = (name: string) =>
            Effect.andThen(Effect.yieldNowWith(1), Effect.sync(() => void order.push(name)))
          yield* Effect.all(["a", "b", "c"].map((name) => Effect.replicateEffect(rest(name), 2, { discard: true })), {
            concurrency: "unbounded"
          })
          assert.deepStrictEqual(order.slice(0, 3), order.slice(3))
          assert.deepStrictEqual(order.toSorted(), ["a", "a", "b", "b", "c", "c"])
        }).pipe(TestScheduler.withSeed(seed))))

    test("decides in which order the steps of a workflow go on", () =>
      Effect.gen(function*() {
        const stock = yield* Workflow.run(merging)
        assert.lengthOf(stock.all, 6)
        const all = yield* Effect.forEach(
          seeds,
          (seed) => Effect.map(TestScheduler.withSeed(Workflow.run(merging), seed), ({ all }) => all.join())
        )
        assert.isAbove(new Set(all).size, 5)
      }))

    test("with preempt, a fiber is interrupted in the middle of what it does", () =>
      Effect.gen(function*() {
        const counting = Effect.gen(function*() {
          let running = 0
          let together = 0
          const busy = Effect.gen(function*() {
            running++
            for (let n = 0; n < 20; n++) yield* Effect.sync(() => void (together = Math.max(together, running)))
            running--
          })
          yield* Effect.all([busy, busy, busy], { concurrency: "unbounded" })
          return together
        })
        const found = (options?: { readonly preempt: boolean }) =>
          Effect.map(
            Effect.forEach(seeds, (seed) => TestScheduler.withSeed(counting, seed, options)),
            (all) => Math.max(...all)
          )
        assert.strictEqual(yield* found(), 1)
        assert.strictEqual(yield* found({ preempt: true }), 3)
      }))

    test("with preempt, a fiber that is interrupted before its first turn ends all the same", () =>
      Effect.forEach(seeds, (seed) =>
        Effect.gen(function*() {
          const fiber = yield* Effect.forkChild(Effect.never)
          fiber.interruptUnsafe()
          yield* Effect.replicateEffect(Effect.yieldNow, 20)
          assert.isDefined(fiber.pollUnsafe(), `seed ${seed}`)
        }).pipe(TestScheduler.withSeed(seed, { preempt: true }))))

    test("flows without an end leave the event loop its turns", () =>
      Effect.gen(function*() {
        const endless = Workflow.make("endless", {
          numbers: Source.range({ end: Infinity }),
          seen: Sink.forEach(Schema.Int, () => Effect.yieldNow)
        }, ({ numbers, seen }) => numbers.pipe(seen))
        yield* Effect.gen(function*() {
          const running = yield* Workflow.launch(endless)
          yield* Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 1)))
          yield* running.interrupt
        }).pipe(Effect.scoped, TestScheduler.withSeed(1))
      }))
  })
}

describe("a seeded schedule", () => {
  it("is one of any scheduler's, and sets that it decides", () => {
    const seen = Effect.runSync(TestScheduler.provide(
      Effect.all([Scheduler.Scheduler, Scheduling.SchedulerDecides]),
      TestScheduler.shuffled(1)
    ))
    assert.strictEqual(seen[0].executionMode, "async")
    assert.isTrue(seen[1])
  })

  it("synchronous programs stay synchronous", () => {
    assert.lengthOf(Effect.runSync(TestScheduler.withSeed(Workflow.run(merging), 3, { preempt: true })).all, 6)
  })

  it.effect("time passes only when what was woken has come to rest", () =>
    Effect.gen(function*() {
      // Five ticks, each of which takes some turns of several steps.
      const Ticks = Stream.make("Ticks", {
        out: { at: Schema.Int },
        *run(_, { at }) {
          for (let n = 0; n < 5; n++) {
            yield* Effect.sleep("1 second")
            for (let turn = 0; turn < 10; turn++) yield* Effect.yieldNow
            yield* at.push(yield* now)
          }
        }
      })
      const now = Effect.map(TestClock.testClockWith((clock) => clock.currentTimeMillis), (millis) => millis / 1000)
      const Late = Stream.make("Late", {
        in: { at: Schema.Int },
        *run({ at }) {
          const late: Array<number> = []
          yield* at.forEach((then) => Effect.map(Effect.andThen(Effect.yieldNow, now), (n) => void late.push(n - then)))
          return late
        }
      })
      const ticking = Workflow.make("ticking", { ticks: Ticks, late: Late }, ({ late, ticks }) => ticks.pipe(late))
      for (const seed of seeds) {
        const running = yield* TestScheduler.withSeed(Workflow.launch(ticking), seed, { preempt: true })
        yield* running.settled
        // Moved from outside, by one call.
        yield* TestClock.adjust("10 seconds")
        assert.deepStrictEqual((yield* running.await).late, [0, 0, 0, 0, 0], `seed ${seed}`)
      }
    }))

  it.effect("and also where the clock is moved from inside", () =>
    Effect.forEach(seeds, (seed) =>
      Effect.gen(function*() {
        const times: Array<number> = []
        const start = yield* TestClock.testClockWith((clock) => clock.currentTimeMillis)
        const fiber = yield* Effect.forkChild(
          Effect.gen(function*() {
            for (let n = 0; n < 3; n++) {
              yield* Effect.sleep(10)
              for (let turn = 0; turn < 5; turn++) yield* Effect.yieldNow
              times.push((yield* TestClock.testClockWith((clock) => clock.currentTimeMillis)) - start)
            }
          }),
          { startImmediately: true }
        )
        yield* TestClock.adjust(100)
        yield* Fiber.join(fiber)
        assert.deepStrictEqual(times, [10, 20, 30])
      }).pipe(TestScheduler.withSeed(seed)), { discard: true }))

  it.live("thousands of tasks at once cost a moment", () =>
    Effect.gen(function*() {
      const order = yield* TestScheduler.withSeed(turns(20_000, 1), 1)
      assert.isAbove(order.length, 20_000)
    }))
})
