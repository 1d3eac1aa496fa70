/** Workflows and what is outside of them: open ports that are connected, read as a stream, or left open. */
import { Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as EffectSink from "effect/Sink"
import * as EffectStream from "effect/Stream"
import { all, capacities, Double, doubling, naturals, Offset } from "./fixtures/doubling.ts"

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
      /Workflow\.connect\("doubling", …\): no open inlet "nope"; the open inlets are x/
    )
    assert.throws(
      () => Workflow.connect(loose, { in: { valueOf: EffectStream.empty } }),
      /Workflow\.connect\("doubling", …\): no open inlet "valueOf"; the open inlets are x/
    )
    assert.throws(
      () => Workflow.connect(loose, { in: { y: EffectStream.empty } }),
      /no open inlet "y"; the open inlets are x/
    )
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
