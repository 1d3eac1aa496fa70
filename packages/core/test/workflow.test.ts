import { Scheduling, Sink, Source, Stream, Transform, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import * as EffectSink from "effect/Sink"
import * as EffectStream from "effect/Stream"
import { TestClock } from "effect/testing"

const Double = Stream.make("Double", {
  in: { n: Schema.Int },
  out: { doubled: Schema.Int },
  run: ({ n }, { doubled }) => n.forEach((x) => doubled.push(x * 2))
})

const doubling = Workflow.make("doubling", { double: Double }, ({ double }) => ({
  in: { x: double.n },
  out: { y: double.doubled }
}))

const all = Sink.toArray(Schema.Int)
const naturals = (count: number): ReadonlyArray<number> => Array.from({ length: count }, (_, n) => n)
const capacities = [1, 2, 3, 128, 1000]

class Offset extends Context.Service<Offset, number>()("Offset") {}

describe("Workflow.connect", () => {
  it.effect("feeds open inlets from streams and drains open outlets into sinks", () =>
    Effect.gen(function*() {
      for (const capacity of capacities) {
        const connected = Workflow.connect(Workflow.withCapacity(doubling, capacity), {
          in: { x: EffectStream.range(1, 100) },
          out: { y: EffectSink.collect<number>() }
        })
        assert.deepStrictEqual(yield* Workflow.run(connected), { y: naturals(100).map((n) => (n + 1) * 2) })
      }
    }))

  it.effect("leaves the rest open, to be connected later, whatever the order", () =>
    Effect.gen(function*() {
      const fed = Workflow.connect(doubling, { in: { x: EffectStream.make(1, 2) } })
      assert.deepStrictEqual(Object.keys(fed.ports), ["y"])
      const drained = Workflow.connect(doubling, { out: { y: EffectSink.sum } })
      assert.deepStrictEqual(Object.keys(drained.ports), ["x"])
      assert.deepStrictEqual(yield* Workflow.run(Workflow.connect(fed, { out: { y: EffectSink.sum } })), { y: 6 })
      assert.deepStrictEqual(yield* Workflow.run(Workflow.connect(drained, { in: { x: EffectStream.make(3) } })), {
        y: 6
      })
      assert.deepStrictEqual(
        yield* Workflow.run(Workflow.connect(Workflow.connect(fed, {}), { out: { y: EffectSink.sum } })),
        {
          y: 6
        }
      )
    }))

  it.effect("a partly connected workflow is a step of another", () =>
    Effect.gen(function*() {
      const source = Workflow.connect(doubling, { in: { x: EffectStream.make(1, 2) } })
      const workflow = Workflow.make("w", { source, all }, ({ source, all }) => source.pipe(all))
      assert.deepStrictEqual(yield* Workflow.run(workflow), { all: [2, 4] })
    }))

  it.effect("results of steps stay beside those of sinks", () =>
    Effect.gen(function*() {
      const tapped = Workflow.make("tapped", { double: Double, seen: all }, ({ double, seen }) => {
        double.pipe(seen)
        return { in: { x: double.n }, out: { y: double.doubled } }
      })
      const connected = Workflow.connect(tapped, { in: { x: EffectStream.make(1, 2) }, out: { y: EffectSink.count } })
      assert.deepStrictEqual(yield* Workflow.run(connected), { seen: [2, 4], y: 2 })
    }))

  it.effect("one open inlet for several inlets, one open outlet for several outlets", () =>
    Effect.gen(function*() {
      const both = Workflow.make("both", { a: Double, b: Double }, ({ a, b }) => ({
        in: { x: [a.n, b.n] },
        out: { y: [a.doubled, b.doubled] }
      }))
      const connected = Workflow.connect(both, { in: { x: EffectStream.range(1, 10) }, out: { y: EffectSink.sum } })
      assert.deepStrictEqual(yield* Workflow.run(connected), { y: 220 })
    }))

  it.effect("fails as its streams and sinks do, naming the port", () =>
    Effect.gen(function*() {
      const failing = Workflow.connect(doubling, {
        in: { x: EffectStream.concat(EffectStream.make(1), EffectStream.fail("stream" as const)) },
        out: { y: EffectSink.drain }
      })
      const exit = yield* Effect.exit(Workflow.run(failing))
      assert.deepStrictEqual(Exit.findErrorOption(exit), Option.some("stream" as const))
      assert.deepStrictEqual(Exit.isFailure(exit) && Workflow.failedStep(exit.cause), Option.some("doubling/x"))
      const sinking = Workflow.connect(doubling, {
        in: { x: EffectStream.range(1, 100) },
        out: { y: EffectSink.forEach((n: number) => n > 5 ? Effect.fail("sink" as const) : Effect.void) }
      })
      const other = yield* Effect.exit(Workflow.run(sinking))
      assert.deepStrictEqual(Exit.findErrorOption(other), Option.some("sink" as const))
      assert.deepStrictEqual(Exit.isFailure(other) && Workflow.failedStep(other.cause), Option.some("doubling/y"))
    }))

  it.effect("a sink that is done early stops what is before it", () =>
    Effect.gen(function*() {
      const connected = Workflow.connect(doubling, {
        in: { x: EffectStream.iterate(0, (n) => n + 1) },
        out: { y: EffectSink.take<number>(3) }
      })
      for (const capacity of capacities) {
        assert.deepStrictEqual(yield* Workflow.run(Workflow.withCapacity(connected, capacity)), { y: [0, 2, 4] })
      }
    }))

  it.effect("requires what streams and sinks require", () =>
    Effect.gen(function*() {
      const connected = Workflow.connect(doubling, {
        in: { x: EffectStream.fromEffect(Effect.map(Offset, (offset) => offset)) },
        out: { y: EffectSink.collect<number>() }
      })
      assert.deepStrictEqual(yield* Effect.provideService(Workflow.run(connected), Offset, 4), { y: [8] })
    }))

  it("refuses what is no open port, and a name that is a step's", () => {
    const loose = doubling as unknown as Workflow.Workflow<Record<string, number>, Record<string, number>, {}>
    assert.throws(
      () => Workflow.connect(loose, { in: { nope: EffectStream.empty } }),
      /workflow "doubling" has no open port "nope" to connect/
    )
    assert.throws(
      () => Workflow.connect(loose, { in: { valueOf: EffectStream.empty } }),
      /workflow "doubling" has no open port "valueOf" to connect/
    )
    assert.throws(() => Workflow.connect(loose, { in: { y: EffectStream.empty } }), /no open port "y"/)
    const named = Workflow.make("named", { x: Double }, ({ x }) => ({ in: { x: x.n }, out: { y: x.doubled } }))
    assert.throws(
      () => Workflow.connect(named, { in: { x: EffectStream.empty } }),
      /open port "x" has the name of a step; rename one/
    )
  })

  it.effect("open ports may have names that objects inherit", () =>
    Effect.gen(function*() {
      const odd = Workflow.make("odd", { double: Double }, ({ double }) => ({
        in: { valueOf: double.n },
        out: { hasOwnProperty: double.doubled }
      }))
      const connected = Workflow.connect(Workflow.connect(odd, { in: { valueOf: EffectStream.make(1) } }), {
        out: { hasOwnProperty: EffectSink.sum }
      })
      assert.deepStrictEqual(Object.entries(yield* Workflow.run(connected)), [["hasOwnProperty", 2]])
    }))
})

describe("Workflow.toStream", () => {
  it.effect("gives the elements of the open outlet, each time anew", () =>
    Effect.gen(function*() {
      for (const capacity of capacities) {
        const stream = Workflow.toStream(
          Workflow.connect(Workflow.withCapacity(doubling, capacity), { in: { x: EffectStream.range(0, 99) } })
        )
        assert.deepStrictEqual(yield* EffectStream.runCollect(stream), naturals(100).map((n) => n * 2))
        assert.deepStrictEqual(yield* EffectStream.runCollect(EffectStream.take(stream, 2)), [0, 2])
      }
    }))

  it.effect("fails as the workflow does, after the elements before", () =>
    Effect.gen(function*() {
      const Fails = Stream.make("Fails", {
        out: { n: Schema.Int },
        *run(_, { n }) {
          yield* n.pushAll([1, 2])
          return yield* Effect.fail("broken" as const)
        }
      })
      const workflow = Workflow.make("w", { fails: Fails }, ({ fails }) => ({ out: { n: fails.n } }))
      const seen: Array<number> = []
      const exit = yield* Effect.exit(
        EffectStream.runForEach(Workflow.toStream(workflow), (n) => Effect.sync(() => seen.push(n)))
      )
      assert.deepStrictEqual(Exit.findErrorOption(exit), Option.some("broken" as const))
      assert.deepStrictEqual(Exit.isFailure(exit) && Workflow.failedStep(exit.cause), Option.some("w/fails"))
      assert.deepStrictEqual(seen, [1, 2])
    }))

  it.effect("fails too when a step beside the outlet fails after the outlet has ended", () =>
    Effect.gen(function*() {
      const Late = Stream.make("Late", {
        *run() {
          for (let i = 0; i < 20; i++) yield* Effect.yieldNow
          return yield* Effect.fail("late" as const)
        }
      })
      const workflow = Workflow.make("w", { two: Source.range({ end: 2 }), late: Late }, ({ two }) => ({
        out: { n: two.value }
      }))
      const exit = yield* Effect.exit(EffectStream.runCollect(Workflow.toStream(workflow)))
      assert.deepStrictEqual(Exit.findErrorOption(exit), Option.some("late" as const))
    }))

  it.effect("interrupts the workflow when the stream is left early", () =>
    Effect.gen(function*() {
      let closed = 0
      const Endless = Stream.make("Endless", {
        out: { n: Schema.Int },
        *run(_, { n }) {
          yield* Effect.addFinalizer(() => Effect.sync(() => closed++))
          for (let x = 0; true; x++) yield* n.push(x)
        }
      })
      const workflow = Workflow.make("w", { endless: Endless }, ({ endless }) => ({ out: { n: endless.n } }))
      const stream = Workflow.toStream(workflow)
      assert.deepStrictEqual(yield* EffectStream.runCollect(EffectStream.take(stream, 3)), [0, 1, 2])
      assert.strictEqual(closed, 1)
    }))
})

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

describe("Workflow.single", () => {
  it.effect("opens all ports of one stream, class or definition", () =>
    Effect.gen(function*() {
      class Sum extends Stream.Class("Sum", { in: { a: Schema.Int, b: Schema.Int } }) {
        *run() {
          let sum = 0
          yield* this.in.a.forEach((n) => {
            sum += n
          })
          yield* this.in.b.forEach((n) => {
            sum += n
          })
          return sum
        }
      }
      const single = Workflow.single(Sum)
      assert.deepStrictEqual(Object.keys(single.ports), ["a", "b"])
      assert.strictEqual(Workflow.describe(single).name, "Sum")
      const connected = Workflow.connect(single, { in: { a: EffectStream.make(1, 2), b: EffectStream.make(3) } })
      assert.deepStrictEqual(yield* Workflow.run(connected), { stream: 6 })
    }))

  it.effect("of a workflow it opens the workflow's ports", () =>
    Effect.gen(function*() {
      const running = yield* Workflow.launch(Workflow.single(doubling, { capacity: 1 }))
      yield* running.in.x.push(4)
      assert.strictEqual(yield* running.out.y.pop, 8)
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

describe("Workflow.layer", () => {
  /** A workflow that notes what it does, and runs until it is stopped. */
  const serving = Effect.gen(function*() {
    const log: Array<string> = []
    const gate = yield* Deferred.make<void>()
    const Serve = Stream.make("Serve", {
      out: { n: Schema.Int },
      *run(_, { n }) {
        log.push("started")
        yield* Effect.addFinalizer(() => Effect.sync(() => log.push("stopped")))
        yield* n.pushAll([1, 2])
        yield* Effect.never
      }
    })
    const sink = Sink.forEach(
      Schema.Int,
      (n) => Effect.andThen(Deferred.await(gate), Effect.sync(() => log.push(`handled ${n}`)))
    )
    const workflow = Workflow.make("w", { serve: Serve, sink }, ({ serve, sink }) => serve.pipe(sink))
    return { log, open: Deferred.succeed(gate, undefined), workflow }
  })

  const logged = () => {
    const lines: Array<string> = []
    const logger = Logger.make(({ cause, logLevel, message }) => {
      lines.push(`${logLevel} ${String(message)} ${Cause.pretty(cause)}`)
    })
    return { lines, logger: Logger.layer([logger]) }
  }

  it.effect("runs for the life of the layer, and is interrupted when it is released", () =>
    Effect.gen(function*() {
      const { log, workflow } = yield* serving
      const scope = yield* Scope.make()
      yield* Layer.buildWithScope(Workflow.layer(workflow), scope)
      for (let i = 0; i < 5; i++) yield* Effect.yieldNow
      assert.deepStrictEqual(log, ["started"])
      yield* Scope.close(scope, Exit.void)
      assert.deepStrictEqual(log, ["started", "stopped"])
    }))

  it.effect("drains first when told to", () =>
    Effect.gen(function*() {
      const { log, open, workflow } = yield* serving
      const scope = yield* Scope.make()
      yield* Layer.buildWithScope(Workflow.layer(workflow, { drain: "10 seconds" }), scope)
      for (let i = 0; i < 5; i++) yield* Effect.yieldNow
      const closing = yield* Effect.forkChild(Scope.close(scope, Exit.void), { startImmediately: true })
      for (let i = 0; i < 5; i++) yield* Effect.yieldNow
      assert.isUndefined(closing.pollUnsafe())
      yield* open
      yield* Fiber.join(closing)
      assert.deepStrictEqual(log, ["started", "stopped", "handled 1", "handled 2"])
    }))

  it.effect("interrupts when the drain takes too long, and logs what was left", () =>
    Effect.gen(function*() {
      const { log, workflow } = yield* serving
      const { lines, logger } = logged()
      const scope = yield* Scope.make()
      const layer = Workflow.layer(workflow, { drain: "10 seconds" })
      yield* Effect.gen(function*() {
        yield* Layer.buildWithScope(layer, scope)
        for (let i = 0; i < 5; i++) yield* Effect.yieldNow
        const closing = yield* Effect.forkChild(Scope.close(scope, Exit.void), { startImmediately: true })
        yield* TestClock.adjust("10 seconds")
        yield* Fiber.join(closing)
      }).pipe(Effect.provide(logger))
      assert.deepStrictEqual(log, ["started", "stopped"])
      assert.lengthOf(lines, 1)
      assert.match(lines[0]!, /Warn.*workflow not drained[^]*serve\.n → sink\.value: 1/)
    }))

  it.effect("logs a failure of the run, once, and keeps the application alive", () =>
    Effect.gen(function*() {
      const { lines, logger } = logged()
      const Fails = Stream.make("Fails", { run: () => Effect.die(new Error("broke")) })
      for (const options of [undefined, { drain: "1 second" as const }]) {
        const scope = yield* Scope.make()
        yield* Effect.gen(function*() {
          yield* Layer.buildWithScope(Workflow.layer(Workflow.make("w", { fails: Fails }, () => {}), options), scope)
          for (let i = 0; i < 10; i++) yield* Effect.yieldNow
          yield* Scope.close(scope, Exit.void)
        }).pipe(Effect.provide(logger))
        assert.lengthOf(lines, 1, String(options?.drain))
        assert.match(lines.splice(0)[0]!, /Error.*workflow failed[^]*broke[^]*w\/fails/)
      }
    }))

  it.effect("logs nothing when the run ends by itself, or is released", () =>
    Effect.gen(function*() {
      const { lines, logger } = logged()
      const { workflow } = yield* serving
      for (
        const one of [
          workflow,
          Workflow.make("w", { one: Source.range({ end: 1 }), all }, ({ one, all }) => one.pipe(all))
        ]
      ) {
        const scope = yield* Scope.make()
        yield* Effect.gen(function*() {
          yield* Layer.buildWithScope(Workflow.layer(one as typeof workflow), scope)
          for (let i = 0; i < 10; i++) yield* Effect.yieldNow
          yield* Scope.close(scope, Exit.void)
        }).pipe(Effect.provide(logger))
      }
      assert.deepStrictEqual(lines, [])
    }))

  it.effect("takes its services from the layers it is given", () =>
    Effect.gen(function*() {
      const seen: Array<number> = []
      const Uses = Stream.make("Uses", { run: () => Effect.map(Offset, (offset) => void seen.push(offset)) })
      const layer = Workflow.layer(Workflow.make("w", { uses: Uses }, () => {}))
      yield* Effect.scoped(Effect.andThen(
        Layer.build(Layer.provide(layer, Layer.succeed(Offset, 7))),
        Effect.forEach(naturals(5), () => Effect.yieldNow)
      ))
      assert.deepStrictEqual(seen, [7])
    }))
})
