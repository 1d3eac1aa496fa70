import { Sink, Step, Stream, Transform, Workflow } from "@effect-mimo/core"
import { TestScheduler } from "@effect-mimo/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"

const Int = Schema.Int
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i)

const collecting = (capacity: number) =>
  Workflow.make("collecting", { all: Sink.toArray(Int) }, ({ all }) => ({ in: { n: all.value } }), { capacity })

const twoWays = (capacity: number) =>
  Workflow.make("two ways", { one: Sink.toArray(Int), other: Sink.toArray(Int) }, ({ one, other }) => ({
    in: { n: [one.value, other.value] }
  }), { capacity })

/** What a callback does, in no fiber. */
const inCallback = <A>(f: () => A): Effect.Effect<A> =>
  Effect.callback((resume) => void setImmediate(() => resume(Effect.succeed(f()))))

describe("a feed", () => {
  it.live("S2, S3: takes what there is room for, and says so", () =>
    Effect.gen(function*() {
      for (let capacity = 1; capacity <= 5; capacity++) {
        const launched = [yield* Workflow.launch(collecting(capacity)), yield* Workflow.launch(twoWays(capacity))]
        for (const running of launched) {
          const offer = (n: number) => running.in.n.offerUnsafe(n)
          assert.deepStrictEqual(yield* inCallback(() => upTo(7).map(offer)), upTo(7).map((n) => n < capacity))
          yield* running.in.n.end
          for (const all of Object.values(yield* running.await)) assert.deepStrictEqual(all, upTo(capacity))
        }
      }
    }))

  it.live("S7: wakes who waits for an element", () =>
    Effect.gen(function*() {
      for (let capacity = 1; capacity <= 5; capacity++) {
        const running = yield* Workflow.launch(collecting(capacity))
        for (const n of upTo(20)) {
          yield* running.settled
          assert.deepStrictEqual((yield* running.snapshot).steps[0]?.waitingOn, ["value"])
          assert.isTrue(yield* inCallback(() => running.in.n.offerUnsafe(n)))
        }
        yield* running.in.n.end
        assert.deepStrictEqual((yield* running.await).all, upTo(20))
      }
    }))

  it.effect("S2: what it took arrives once and in order, under any schedule", () =>
    Effect.gen(function*() {
      for (let capacity = 1; capacity <= 5; capacity++) {
        for (const seed of upTo(40)) {
          const offering = Effect.scoped(Effect.gen(function*() {
            const running = yield* Workflow.launch(twoWays(capacity))
            const taken: Array<number> = []
            for (const n of upTo(50)) {
              if (running.in.n.offerUnsafe(n)) taken.push(n)
              if ((n * seed) % 3 === 0) yield* Effect.yieldNow
            }
            yield* running.in.n.end
            assert.deepStrictEqual(yield* running.await, { one: taken, other: taken })
          }))
          yield* TestScheduler.withSeed(offering, seed, { preempt: seed % 2 === 0 })
        }
      }
    }))

  it.effect("takes any number in one turn, where there is room", () =>
    Effect.gen(function*() {
      const running = yield* Workflow.launch(twoWays(10_000))
      assert.isTrue(upTo(10_000).every((n) => running.in.n.offerUnsafe(n)))
      yield* running.in.n.end
      assert.deepStrictEqual(yield* running.await, { one: upTo(10_000), other: upTo(10_000) })
    }))

  it.effect("S11: all edges take it, or none", () =>
    Effect.gen(function*() {
      const Deaf = Stream.make("Deaf", { in: { value: Int }, run: () => Effect.never })
      const workflow = Workflow.make("half", { all: Sink.toArray(Int), Deaf }, ({ all, Deaf }) => ({
        in: { n: [all.value, Deaf.value] }
      }), { capacity: 2 })
      const running = yield* Workflow.launch(workflow)
      assert.deepStrictEqual(upTo(3).map((n) => running.in.n.offerUnsafe(n)), [true, true, false])
      yield* running.settled
      assert.isFalse(running.in.n.offerUnsafe(3))
      assert.deepStrictEqual((yield* running.snapshot).edges.map(({ popped, pushed }) => [pushed, popped]), [[2, 2], [
        2,
        0
      ]])
    }))

  it.effect("S12, S13, S20: takes nothing any more when it is closed", () =>
    Effect.gen(function*() {
      const Leaving = Stream.make("Leaving", { in: { value: Int }, *run() {} })
      const leaving = Workflow.make("leaving", { all: Leaving }, ({ all }) => ({ in: { n: all.value } }))
      const left = yield* Workflow.launch(leaving)
      yield* left.await
      assert.isFalse(left.in.n.offerUnsafe(1))

      const ended = yield* Workflow.launch(collecting(3))
      yield* ended.in.n.end
      assert.isFalse(ended.in.n.offerUnsafe(1))
      assert.deepStrictEqual(yield* ended.await, { all: [] })

      const interrupted = yield* Workflow.launch(collecting(3))
      yield* interrupted.interrupt
      assert.isFalse(interrupted.in.n.offerUnsafe(1))

      const failed = yield* Workflow.launch(collecting(3))
      yield* failed.in.n.fail(Cause.die("gone"))
      assert.isFalse(failed.in.n.offerUnsafe(1))
      assert.isTrue(Exit.isFailure(yield* Effect.exit(failed.await)))
    }))

  it.effect("S21: takes nothing any more when the run is drained, nor where there is room", () =>
    Effect.gen(function*() {
      const steps = { all: Sink.toArray(Int), others: Sink.toArray(Int) }
      const workflow = Workflow.make("two feeds", steps, ({ all, others }) => ({
        in: { n: all.value, m: others.value }
      }), { capacity: 3 })
      const running = yield* Workflow.launch(workflow)
      assert.isTrue(running.in.m.offerUnsafe(-1))
      const pushing = yield* Effect.forkChild(running.in.n.pushAll(upTo(5)), { startImmediately: true })
      const draining = yield* Effect.forkChild(running.drain(), { startImmediately: true })
      assert.isFalse(running.in.m.isClosed)
      assert.isFalse(running.in.m.offerUnsafe(-2))
      yield* Fiber.join(pushing)
      assert.deepStrictEqual(yield* Fiber.join(draining), { all: upTo(5), others: [-1] })
    }))

  it.effect("S15: a function on its edge that throws fails the run, not the callback", () =>
    Effect.gen(function*() {
      const workflow = Workflow.make("throwing", {
        broken: Transform.map(Int, Int, (): number => {
          throw new Error("no")
        }),
        all: Sink.toArray(Int)
      }, ({ all, broken }) => {
        broken.pipe(all)
        return { in: { n: broken.value } }
      })
      const running = yield* Workflow.launch(workflow)
      assert.isTrue(running.in.n.offerUnsafe(1))
      const exit = yield* Effect.exit(running.await)
      assert.isTrue(Exit.isFailure(exit) && String(Workflow.failedStep(exit.cause)).includes("throwing/broken"))
    }))
})

describe("an outlet of a step", () => {
  it.live("S2, S14: a source of callbacks, which may come late", () =>
    Effect.gen(function*() {
      for (let capacity = 1; capacity <= 5; capacity++) {
        const taken: Array<boolean> = []
        let late = (): boolean => true
        const Events = Stream.make("Events", {
          out: { n: Int },
          run: (_, { n }) =>
            Effect.callback<void>((resume) => {
              late = () => n.offerUnsafe(-1)
              setImmediate(() => {
                taken.push(...upTo(7).map((event) => n.offerUnsafe(event)))
                resume(Effect.void)
              })
            })
        })
        const workflow = Workflow.make("events", { Events, all: Sink.toArray(Int) }, ({ all, Events }) =>
          Events.pipe(all), { capacity })
        assert.deepStrictEqual(yield* Workflow.run(workflow), { all: upTo(capacity) })
        assert.deepStrictEqual(
          taken,
          upTo(7).map((n) =>
            n < capacity
          )
        )
        assert.isFalse(late())
      }
    }))

  it.effect("takes nothing ahead of a copy's turn", () =>
    Effect.gen(function*() {
      const Slow = Stream.make("Slow", {
        in: { n: Int },
        out: { m: Int },
        *run({ n }, { m }) {
          yield* n.forEach((x) =>
            Effect.gen(function*() {
              if (x === 0) yield* Effect.sleep("1 second")
              while (!m.offerUnsafe(x)) yield* Effect.sleep("1 second")
            })
          )
        }
      })
      const workflow = Workflow.make("copies", {
        numbers: Stream.make("numbers", { out: { n: Int }, run: (_, { n }) => n.pushAll(upTo(9)) }),
        slow: Step.replicate(Slow, 3, { ordered: true }),
        all: Sink.toArray(Int)
      }, ({ all, numbers, slow }) => numbers.pipe(slow).pipe(all))
      const running = yield* Effect.forkChild(Workflow.run(workflow), { startImmediately: true })
      yield* TestClock.adjust("20 seconds")
      assert.deepStrictEqual((yield* Fiber.join(running)).all, upTo(9))
    }))
})
