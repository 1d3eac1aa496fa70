/** Runs of workflows: by hand, to their end, and with another capacity. */
import { Scheduling, Sink, Source, Stream, Transform, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as EffectStream from "effect/Stream"
import { TestClock } from "effect/testing"
import { all, capacities, Double, doubling, naturals, Offset } from "./fixtures/doubling.ts"

describe("Workflow.launch", () => {
  it.effect("open ports are fed and read by hand", () =>
    Effect.gen(function*() {
      const running = yield* Workflow.launch(doubling)
      yield* running.in.x.push(1)
      assert.strictEqual(yield* running.out.y.peek, 2)
      assert.strictEqual(yield* running.out.y.pop, 2)
      yield* running.in.x.pushAll([2, 3])
      yield* running.in.x.end
      assert.isTrue(running.in.x.isClosed)
      assert.deepStrictEqual(yield* running.out.y.popUpTo(1), [4])
      assert.deepStrictEqual(yield* EffectStream.runCollect(running.out.y.stream), [6])
      assert.isTrue(Cause.isDone(yield* Effect.flip(running.out.y.pop)))
      assert.deepStrictEqual(yield* running.await, {})
    }))

  it.effect("a feed that fails fails the run, naming the port", () =>
    Effect.gen(function*() {
      const running = yield* Workflow.launch(doubling)
      yield* running.in.x.push(1)
      yield* running.in.x.fail(Cause.die("feed broke"))
      const exit = yield* Effect.exit(running.await)
      assert.deepStrictEqual(Exit.isFailure(exit) && Cause.squash(exit.cause), "feed broke")
      assert.deepStrictEqual(Exit.isFailure(exit) && Workflow.failedStep(exit.cause), Option.some("doubling.x"))
      yield* running.in.x.fail(Cause.die("again"))
      assert.deepStrictEqual(yield* Effect.exit(running.await), exit)
    }))

  const failing = Workflow.make("failing", {
    take: Sink.forEach(Schema.Int, (n) => n < 0 ? Effect.fail(`no ${n}`) : Effect.void)
  }, ({ take }) => ({ in: { n: take } }))

  it.effect("S12: what is pushed to an open inlet of a run that has failed is discarded and counted", () =>
    Effect.gen(function*() {
      const running = yield* Workflow.launch(failing)
      yield* running.in.n.pushAll([1, -1])
      assert.isTrue(Exit.isFailure(yield* Effect.exit(running.await)))
      assert.isTrue(running.in.n.isClosed)
      assert.deepStrictEqual((yield* running.snapshot).discarded, { n: 0 })
      yield* running.in.n.push(2)
      yield* running.in.n.pushAll([3, 4])
      assert.deepStrictEqual((yield* running.snapshot).discarded, { n: 3 })
    }))

  it.effect("a failure that nobody has asked for is logged when the scope closes", () =>
    Effect.gen(function*() {
      const logged = (use: (running: Workflow.Running<{ n: number }, {}, {}, string>) => Effect.Effect<unknown>) => {
        const lines: Array<unknown> = []
        const logger = Logger.layer([Logger.make(({ cause }) => void lines.push(Cause.squash(cause)))])
        const using = Effect.scoped(Effect.flatMap(Workflow.launch(failing), use))
        return Effect.map(Effect.provide(using, logger), () => lines)
      }
      const failed = (running: Workflow.Running<{ n: number }, {}, {}, string>) =>
        Effect.andThen(running.in.n.push(-1), running.settled)
      assert.deepStrictEqual(yield* logged(failed), ["no -1"])
      assert.isEmpty(yield* logged((running) => Effect.andThen(failed(running), Effect.exit(running.await))))
      assert.isEmpty(yield* logged((running) => Effect.andThen(failed(running), Effect.exit(running.drain()))))
      assert.isEmpty(yield* logged((running) => running.in.n.push(1)))
    }))

  it.effect("closing an open outlet by hand stops what is before it", () =>
    Effect.gen(function*() {
      const workflow = Workflow.make("w", { endless: Source.range({ end: Infinity }) }, ({ endless }) => ({
        out: { n: endless.value }
      }))
      const running = yield* Workflow.launch(workflow)
      assert.strictEqual(yield* running.out.n.pop, 0)
      yield* running.out.n.close
      assert.deepStrictEqual(yield* running.await, {})
    }))

  it.effect("feeds are held back at capacity", () =>
    Effect.gen(function*() {
      for (const capacity of [1, 2, 5]) {
        const running = yield* Workflow.launch(Workflow.withCapacity(doubling, capacity))
        const pushed: Array<number> = []
        yield* Effect.forkScoped(
          Effect.forEach(naturals(100), (n) => Effect.andThen(running.in.x.push(n), Effect.sync(() => pushed.push(n))))
        )
        yield* running.settled
        // Both edges full, and one element in the step's hands.
        assert.lengthOf(pushed, 2 * capacity + 1)
        assert.isTrue(running.in.x.isFull)
        assert.strictEqual(running.out.y.size, capacity)
      }
    }))

  // On the edge that feeds it, a filter has looked at all that fits in front of it, and not only at what fits behind.
  const filtered = [
    { fusion: false, rejected: 2, fed: [2, 7, 5, 0, 2] },
    { fusion: true, rejected: 4, fed: [2, 9, 7, 0, 2] }
  ]
  it.effect.each(filtered)(
    "snapshot shows steps and edges as they are, fused: $fusion",
    ({ fed, fusion, rejected }) =>
      Effect.gen(function*() {
        const workflow = Workflow.make("w", {
          ten: Source.range({ end: 10 }),
          keep: Transform.filter(Schema.Int, (n) => n % 2 === 0),
          done: Stream.make("Done", { *run() {} })
        }, ({ ten, keep }) => {
          ten.pipe(keep)
          return { out: { even: keep.passed } }
        }, { capacity: 2 })
        const running = yield* Workflow.launch(workflow)
        const before = yield* running.snapshot
        assert.deepStrictEqual(before.steps.map(({ status }) => status), ["pending", "pending", "pending"])
        yield* running.settled
        const { edges, steps } = yield* running.snapshot
        assert.deepStrictEqual(steps, [
          { step: "ten", status: "running", waitingOn: ["value"], blocked: true, discarded: { value: 0 } },
          { step: "keep", status: "running", waitingOn: ["passed"], blocked: true, discarded: { passed: 0, rejected } },
          { step: "done", status: "completed", waitingOn: [], blocked: false, discarded: {} }
        ])
        const shown = edges.map(({ capacity, discarded, from, popped, pushed, size, state, to }) => ({
          name: `${from} ${to}`,
          state,
          counts: [capacity, pushed, popped, discarded, size]
        }))
        assert.deepStrictEqual(shown, [
          { name: "ten.value keep.value", state: "Open", counts: fed },
          { name: "keep.passed even", state: "Open", counts: [2, 2, 0, 0, 2] }
        ])
        yield* TestClock.adjust("3 seconds")
        assert.deepStrictEqual(yield* running.out.even.popUpTo(2), [0, 2])
        yield* running.settled
        const after = yield* running.snapshot
        assert.deepStrictEqual(after.edges.map(({ pushBlocked }) => pushBlocked), [3000, 3000])
      }).pipe(Effect.provideService(Scheduling.Fusion, fusion))
  )

  it.effect("settled waits for work that only yields", () =>
    Effect.gen(function*() {
      let done = false
      const Yields = Stream.make("Yields", {
        *run() {
          for (let i = 0; i < 50; i++) yield* Effect.yieldNow
          done = true
        }
      })
      const running = yield* Workflow.launch(Workflow.make("w", { yields: Yields }, () => {}))
      yield* running.settled
      assert.isTrue(done)
    }))

  it.live("settled waits for work that only yields, under the default scheduler too", () =>
    Effect.gen(function*() {
      let done = false
      const Yields = Stream.make("Yields", {
        *run() {
          yield* Effect.forkChild(Effect.yieldNow)
          for (let i = 0; i < 50; i++) yield* Effect.yieldNow
          done = true
        }
      })
      const running = yield* Workflow.launch(Workflow.make("w", { yields: Yields }, () => {}))
      yield* running.settled
      assert.isTrue(done)
    }))
})

describe("Workflow.run", () => {
  it("runs a synchronous workflow under runSync", () => {
    const workflow = Workflow.make("w", {
      numbers: Source.range({ end: 100_000 }),
      double: Double,
      count: Sink.fold(Schema.Int, () => 0, (n) => n + 1)
    }, (s) => s.numbers.pipe(s.double).pipe(s.count))
    for (const capacity of capacities) {
      assert.deepStrictEqual(Effect.runSync(Workflow.run(Workflow.withCapacity(workflow, capacity))), {
        count: 100_000
      })
    }
  })

  it.effect("gives the steps the services of the fiber that runs it", () =>
    Effect.gen(function*() {
      const Adds = Stream.make("Adds", { run: () => Effect.map(Offset, (offset) => offset + 1) })
      const workflow = Workflow.make("w", { adds: Adds }, () => {})
      assert.deepStrictEqual(yield* Effect.provideService(Workflow.run(workflow), Offset, 1), { adds: 2 })
      const running = yield* Effect.provideService(Workflow.launch(workflow), Offset, 2)
      assert.deepStrictEqual(yield* running.await, { adds: 3 })
    }))

  it.live("does not starve timers, however busy it is", () =>
    Effect.gen(function*() {
      const workflow = Workflow.make("w", {
        numbers: Source.range({ end: Infinity }),
        double: Double,
        ignore: Sink.drain(Schema.Int)
      }, (s) => s.numbers.pipe(s.double).pipe(s.ignore))
      for (const capacity of [1, 128, 10_000]) {
        const done = yield* Effect.timeoutOption(Workflow.run(Workflow.withCapacity(workflow, capacity)), "1 millis")
        assert.isTrue(Option.isNone(done))
      }
    }))
})

describe("Workflow.withCapacity", () => {
  it("sets every edge, those with a capacity of their own and nested ones included", () => {
    const inner = Workflow.make("inner", { a: Double, b: Double }, ({ a, b }) => {
      a.pipe(b, { capacity: 7 })
      return { in: { x: a.n }, out: { y: b.doubled } }
    }, { capacity: 3 })
    const workflow = Workflow.make(
      "w",
      { one: Source.range({ end: 1 }), inner, all },
      ({ one, inner, all }) => one.pipe(inner, { capacity: 9 }).pipe(all)
    )
    for (const changed of [Workflow.withCapacity(workflow, 2), workflow.pipe(Workflow.withCapacity(2))]) {
      const { capacity, edges, steps } = Workflow.describe(changed)
      assert.deepStrictEqual([capacity, ...edges.map(({ capacity }) => capacity)], [2, 2, 2])
      assert.deepStrictEqual(steps[1]!.workflow!.edges.map(({ capacity }) => capacity), [2])
    }
  })
})
