import { Port, Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as Schema from "effect/Schema"
import * as EffectStream from "effect/Stream"
import { TestClock } from "effect/testing"
import { rule, settle } from "../fixtures-ports.ts"
import { capacities, causeOf, Endless, makeLog, Relay, relays, statuses, Stuck, turns, until } from "../fixtures.ts"

const all = Sink.toArray(Schema.Int)

const naturals = (count: number): ReadonlyArray<number> => Array.from({ length: count }, (_, n) => n)

/** Pushes 0, 1 … and notes each that was taken, so that what was pushed is known to the test. */
const Noting = (pushed: Array<number>) =>
  Stream.make("Noting", {
    out: { n: Schema.Int },
    *run(_, { n }) {
      for (let x = 0; true; x++) {
        yield* n.push(x)
        pushed.push(x)
      }
    }
  })

/** A sink that takes one element each time the gate is opened. */
const gated = Effect.gen(function*() {
  let gate = yield* Deferred.make<void>()
  const seen: Array<number> = []
  const Gated = Stream.make("Gated", {
    in: { n: Schema.Int },
    *run({ n }) {
      yield* Deferred.await(gate)
      yield* n.forEach((x) => {
        seen.push(x)
      })
      return seen
    }
  })
  return { Gated, seen, open: Effect.suspend(() => Deferred.succeed(gate, undefined)) }
})

describe("S21: draining a run", () => {
  rule(
    "S21: stops the sources, and everything in flight reaches the sinks, at every capacity",
    () =>
      Effect.gen(function*() {
        for (const capacity of capacities) {
          const pushed: Array<number> = []
          const { Gated, open } = yield* gated
          const workflow = Workflow.make(
            "w",
            { source: Noting(pushed), relays: relays(3), sink: Gated },
            (s) => s.source.pipe(s.relays).pipe(s.sink),
            { capacity }
          )
          const running = yield* Workflow.launch(Workflow.withCapacity(workflow, capacity))
          yield* running.settled
          const before = pushed.length
          const draining = yield* Effect.forkChild(running.drain(), { startImmediately: true })
          yield* settle
          yield* open
          const { sink } = yield* Fiber.join(draining)
          // One push was under way: its element was in flight too. What was pushed before the source stopped, was as well;
          // it may have been stopped before it noted the last.
          const snapshot = yield* running.snapshot
          assert.deepStrictEqual(sink, naturals(snapshot.edges[0]!.pushed))
          assert.isAtLeast(sink.length, before + 1)
          assert.oneOf(sink.length - pushed.length, [0, 1])
          assert.isTrue(Object.values(statuses(snapshot)).every((status) => status === "completed"))
        }
      })
  )

  rule("S21: a parked pushAll delivers all of its elements", () =>
    Effect.gen(function*() {
      for (const capacity of capacities) {
        const Batches = Stream.make("Batches", {
          out: { n: Schema.Int },
          *run(_, { n }) {
            for (let x = 0; true; x += 10) yield* n.pushAll(naturals(10).map((i) => x + i))
          }
        })
        const { Gated, open } = yield* gated
        const workflow = Workflow.make("w", { source: Batches, sink: Gated }, ({ source, sink }) => source.pipe(sink), {
          capacity
        })
        const running = yield* Workflow.launch(workflow)
        yield* running.settled
        const draining = yield* Effect.forkChild(running.drain(), { startImmediately: true })
        yield* settle
        yield* open
        const { sink } = yield* Fiber.join(draining)
        assert.deepStrictEqual(sink, naturals(Math.ceil((capacity + 1) / 10) * 10))
      }
    }))

  rule("S21: several parked pushes of one source are all delivered", () =>
    Effect.gen(function*() {
      const Parallel = Stream.make("Parallel", {
        out: { a: Schema.Int, b: Schema.Int },
        run: (_, { a, b }) =>
          Effect.all([
            Effect.forEach(naturals(100), (x) => a.push(x)),
            Effect.forEach(naturals(100), (x) => b.push(x)),
            Effect.forEach(naturals(100), (x) => a.push(-x))
          ], { concurrency: "unbounded", discard: true })
      })
      const one = yield* gated
      const other = yield* gated
      const workflow = Workflow.make("w", { source: Parallel, a: one.Gated, b: other.Gated }, ({ source, a, b }) => {
        source.a.pipe(a)
        source.b.pipe(b)
      }, { capacity: 1 })
      const running = yield* Workflow.launch(workflow)
      yield* running.settled
      const draining = yield* Effect.forkChild(running.drain(), { startImmediately: true })
      yield* settle
      yield* one.open
      yield* settle
      assert.isUndefined(draining.pollUnsafe())
      yield* other.open
      const { a, b } = yield* Fiber.join(draining)
      // On each edge at least one element, and one for each push that was parked.
      assert.isAtLeast(a.length, 3)
      assert.isAtLeast(b.length, 2)
      assert.deepStrictEqual(b, naturals(b.length))
      assert.deepStrictEqual(a.filter((x) => x > 0), naturals(a.length).slice(1, 1 + a.filter((x) => x > 0).length))
    }))

  rule("S21: a parked push that times out meanwhile does not keep the run from draining", () =>
    Effect.gen(function*() {
      const gate = yield* Deferred.make<void>()
      const GivesUp = Stream.make("GivesUp", {
        out: { n: Schema.Int },
        *run(_, { n }) {
          while (true) {
            const exit = yield* Effect.raceFirst(Effect.as(n.push(1), true), Effect.as(Deferred.await(gate), false))
            if (!exit) yield* Effect.never
          }
        }
      })
      const sink = yield* gated
      const workflow = Workflow.make("w", { source: GivesUp, sink: sink.Gated }, (s) => s.source.pipe(s.sink), {
        capacity: 2
      })
      const running = yield* Workflow.launch(workflow)
      yield* running.settled
      const draining = yield* Effect.forkChild(running.drain(), { startImmediately: true })
      yield* settle
      yield* Deferred.succeed(gate, undefined)
      yield* settle
      yield* sink.open
      assert.deepStrictEqual(yield* Fiber.join(draining), { sink: [1, 1] })
    }))

  rule("S21: a push broadcast to a slow and a fast consumer reaches both", () =>
    Effect.gen(function*() {
      const slow = yield* gated
      const pushed: Array<number> = []
      const workflow = Workflow.make("w", { source: Noting(pushed), fast: all, slow: slow.Gated }, (s) => {
        s.source.pipe(s.fast)
        s.source.pipe(s.slow)
      }, { capacity: 2 })
      const running = yield* Workflow.launch(workflow)
      yield* running.settled
      const draining = yield* Effect.forkChild(running.drain(), { startImmediately: true })
      yield* settle
      yield* slow.open
      const results = yield* Fiber.join(draining)
      assert.deepStrictEqual(results.fast, naturals(3))
      assert.deepStrictEqual(results.slow, naturals(3))
    }))

  rule("S21: a source that waits for a timer, a queue or a promise is stopped there", () =>
    Effect.gen(function*() {
      const Waits = (name: string, what: Effect.Effect<unknown>) =>
        Stream.make(name, {
          out: { n: Schema.Int },
          run: (_, { n }) => Effect.andThen(n.push(1), what)
        })
      const workflow = Workflow.make("w", {
        timer: Waits("timer", Effect.sleep("1 day")),
        never: Waits("never", Effect.never),
        promise: Waits("promise", Effect.promise(() => new Promise(() => {}))),
        all
      }, ({ timer, never, promise, all }) => {
        timer.pipe(all)
        never.pipe(all)
        promise.pipe(all)
      })
      const running = yield* Workflow.launch(workflow)
      yield* running.settled
      assert.deepStrictEqual(yield* running.drain(), { all: [1, 1, 1] })
    }))

  // With preemption a fiber may lose its turn between taking an element and pushing it.
  rule(
    "S21: an element that comes just before it stays where the source would have taken it, or reaches the sinks",
    () =>
      Effect.gen(function*() {
        for (const offered of [[1], [1, 2], [1, 2, 3]]) {
          const queue = yield* Queue.unbounded<number>()
          const workflow = Workflow.make(
            "w",
            { source: Source.fromQueue(Schema.Int, queue), all },
            ({ source, all }) => source.pipe(all)
          )
          const running = yield* Workflow.launch(workflow)
          yield* running.settled
          yield* Queue.offerAll(queue, offered)
          const { all: seen } = yield* running.drain()
          assert.deepStrictEqual([...seen, ...(yield* Queue.clear(queue))], offered)
        }
      }),
    { preempt: false }
  )

  rule("S21: a source that never waits is stopped too", () =>
    Effect.gen(function*() {
      const seen: Array<number> = []
      const workflow = Workflow.make("w", {
        numbers: Endless,
        sink: Sink.forEach(Schema.Int, (n) => {
          seen.push(n)
        })
      }, ({ numbers, sink }) => numbers.pipe(sink))
      const running = yield* Workflow.launch(workflow)
      yield* turns(3)
      yield* running.drain()
      assert.deepStrictEqual(seen, naturals(seen.length))
      const { edges: [edge] } = yield* running.snapshot
      assert.deepStrictEqual([edge!.popped, edge!.discarded, edge!.size], [edge!.pushed, 0, 0])
      assert.lengthOf(seen, edge!.pushed)
    }))

  rule("S21: an uninterruptible source is stopped at its next push", () =>
    Effect.gen(function*() {
      const Stubborn = Stream.make("Stubborn", {
        out: { n: Schema.Int },
        run: (_, { n }) =>
          Effect.uninterruptible(Effect.gen(function*() {
            for (let x = 0; true; x++) yield* n.push(x)
          }))
      })
      const sink = yield* gated
      const workflow = Workflow.make("w", { source: Stubborn, sink: sink.Gated }, (s) => s.source.pipe(s.sink), {
        capacity: 3
      })
      const running = yield* Workflow.launch(workflow)
      yield* running.settled
      const draining = yield* Effect.forkChild(running.drain(), { startImmediately: true })
      yield* settle
      yield* sink.open
      const { sink: seen } = yield* Fiber.join(draining)
      assert.deepStrictEqual(seen, naturals(seen.length))
      // What was parked, and at most one fill of the edge more.
      assert.isAtLeast(seen.length, 4)
      assert.isAtMost(seen.length, 8)
    }))

  rule("S21: the finalizers of a source run", () =>
    Effect.gen(function*() {
      const log = makeLog()
      const Scoped = Stream.make("Scoped", {
        out: { n: Schema.Int },
        *run(_, { n }) {
          yield* log.scoped("source")
          for (let x = 0; true; x++) yield* n.push(x)
        }
      })
      const sink = yield* gated
      const workflow = Workflow.make("w", { source: Scoped, sink: sink.Gated }, (s) => s.source.pipe(s.sink))
      const running = yield* Workflow.launch(workflow)
      yield* running.settled
      yield* sink.open
      yield* running.drain()
      assert.deepStrictEqual(log.entries, ["+source", "-source"])
    }))

  rule(
    "S21: only sources are stopped: a step with an inlet ends by itself, its own work done",
    () =>
      Effect.gen(function*() {
        const Flush = Stream.make("Flush", {
          in: { n: Schema.Int },
          out: { sums: Schema.Int },
          *run({ n }, { sums }) {
            let sum = 0
            yield* n.forEach((x) => {
              sum += x
            })
            for (let i = 0; i < 20; i++) yield* Effect.yieldNow
            yield* sums.push(sum)
          }
        })
        const workflow = Workflow.make(
          "w",
          { source: Endless, flush: Flush, all },
          (s) => s.source.pipe(s.flush).pipe(s.all)
        )
        const running = yield* Workflow.launch(workflow)
        yield* turns(3)
        const { all: sums } = yield* running.drain()
        const { edges } = yield* running.snapshot
        assert.deepStrictEqual(sums, [naturals(edges[0]!.pushed).reduce((a, b) => a + b, 0)])
      })
  )

  rule("S21: a source that has ended, or one without outlets, does not trouble it", () =>
    Effect.gen(function*() {
      const log = makeLog()
      const Aside = Stream.make("Aside", {
        run: () => Effect.onInterrupt(Effect.never, () => Effect.sync(() => log.add("aside stopped")))
      })
      const workflow = Workflow.make("w", { ended: Source.range({ end: 3 }), aside: Aside, all }, (s) => {
        s.ended.pipe(s.all)
      })
      const running = yield* Workflow.launch(workflow)
      yield* running.settled
      assert.deepStrictEqual(yield* running.drain(), { all: [0, 1, 2] })
      assert.deepStrictEqual(log.entries, ["aside stopped"])
      // And again: a run that has ended gives its results once more.
      assert.deepStrictEqual(yield* running.drain(), { all: [0, 1, 2] })
    }))

  rule(
    "S21: sources inside nested workflows are stopped, and what is in flight there is delivered",
    () =>
      Effect.gen(function*() {
        for (const capacity of capacities) {
          const pushed: Array<number> = []
          const sink = yield* gated
          const inner = Workflow.make("inner", { source: Noting(pushed), relay: Relay }, ({ source, relay }) => {
            source.pipe(relay)
            return { out: { m: relay.m } }
          })
          const middle = Workflow.make("middle", { inner, relay: Relay }, ({ inner, relay }) => {
            inner.pipe(relay)
            return { out: { m: relay.m } }
          })
          const workflow = Workflow.make("w", { middle, sink: sink.Gated }, ({ middle, sink }) => middle.pipe(sink))
          const running = yield* Workflow.launch(Workflow.withCapacity(workflow, capacity))
          yield* running.settled
          const draining = yield* Effect.forkChild(running.drain(), { startImmediately: true })
          yield* settle
          yield* sink.open
          const results = yield* Fiber.join(draining)
          assert.deepStrictEqual(results.sink, pushed.length === 0 ? [] : naturals(results.sink.length))
          assert.isAtLeast(results.sink.length, pushed.length)
          assert.isAtLeast(results.sink.length, 3 * capacity)
        }
      })
  )

  rule(
    "S21: feeds by hand are ended, and what was pushed by hand is delivered, a parked push included",
    () =>
      Effect.gen(function*() {
        for (const capacity of [1, 2, 3]) {
          const sink = yield* gated
          const workflow = Workflow.make("w", { sink: sink.Gated }, ({ sink }) => ({ in: { x: sink.n } }), { capacity })
          const running = yield* Workflow.launch(workflow)
          const pushing = yield* Effect.forkChild(running.in.x.pushAll(naturals(10)), { startImmediately: true })
          yield* settle
          assert.isUndefined(pushing.pollUnsafe())
          const draining = yield* Effect.forkChild(running.drain(), { startImmediately: true })
          yield* settle
          assert.isUndefined(draining.pollUnsafe())
          yield* sink.open
          assert.deepStrictEqual(yield* Fiber.join(draining), { sink: naturals(10) })
          assert.deepStrictEqual(yield* Fiber.await(pushing), Exit.void)
          assert.isTrue(running.in.x.isClosed)
        }
      })
  )

  rule("S21: an open outlet read by hand gives everything before its end", () =>
    Effect.gen(function*() {
      const workflow = Workflow.make("w", { numbers: Endless, relay: Relay }, ({ numbers, relay }) => {
        numbers.pipe(relay)
        return { out: { y: relay.m } }
      }, { capacity: 2 })
      const running = yield* Workflow.launch(workflow)
      yield* running.settled
      const draining = yield* Effect.forkChild(running.drain(), { startImmediately: true })
      yield* settle
      const seen: Array<number> = []
      yield* running.out.y.forEach((x) => {
        seen.push(x)
      })
      yield* Fiber.join(draining)
      assert.deepStrictEqual(seen, naturals(seen.length))
      assert.isAtLeast(seen.length, 4)
      const { edges } = yield* running.snapshot
      assert.isTrue(edges.every(({ discarded, popped, pushed }) => discarded === 0 && popped === pushed))
    }))

  rule(
    "S21: a source that is an Effect stream or an iterable is stopped, its finalizers run",
    () =>
      Effect.gen(function*() {
        const log = makeLog()
        const begun = new Set<string>()
        const endless = EffectStream.ensuring(
          EffectStream.forever(EffectStream.fromEffect(Effect.sync(() => {
            begun.add("stream")
            return 1
          }))),
          Effect.sync(() => log.add("stream closed"))
        )
        const iterable = function*() {
          try {
            begun.add("iterable")
            while (true) yield 1
          } finally {
            log.add("iterator returned")
          }
        }
        const workflow = Workflow.make("w", {
          stream: Source.fromStream(Schema.Int, endless),
          iterable: Source.fromIterable(Schema.Int, iterable),
          sink: Sink.fold(Schema.Int, () => 0, (sum, n) => sum + n)
        }, ({ stream, iterable, sink }) => {
          stream.pipe(sink)
          iterable.pipe(sink)
        })
        const running = yield* Workflow.launch(workflow)
        yield* until(() => begun.size === 2)
        const { sink } = yield* running.drain()
        const { edges } = yield* running.snapshot
        assert.strictEqual(sink, edges[0]!.pushed + edges[1]!.pushed)
        assert.sameMembers(log.entries, ["stream closed", "iterator returned"])
      })
  )

  rule("S21: a failure while it drains fails it", () =>
    Effect.gen(function*() {
      const AtEnd = Stream.make("AtEnd", {
        in: { n: Schema.Int },
        run: ({ n }) => Effect.andThen(n.forEach(() => {}), Effect.fail("at the end"))
      })
      const workflow = Workflow.make("w", { numbers: Endless, end: AtEnd }, ({ numbers, end }) => numbers.pipe(end))
      const running = yield* Workflow.launch(workflow)
      const exit = yield* Effect.exit(running.drain())
      assert.strictEqual(Cause.squash(causeOf(exit)), "at the end")
    }))

  rule(
    "S21: an optional inlet that is not piped does not keep a step from being a source",
    () =>
      Effect.gen(function*() {
        const Optional = Stream.make("Optional", {
          in: { n: Port.optional(Schema.Int) },
          out: { m: Schema.Int },
          *run({ n }, { m }) {
            yield* n.forEach((x) => m.push(x))
            yield* m.push(-1)
            yield* Effect.never
          }
        })
        const workflow = Workflow.make("w", { optional: Optional, all }, ({ optional, all }) => {
          optional.m.pipe(all)
        })
        const running = yield* Workflow.launch(workflow)
        yield* running.settled
        assert.deepStrictEqual(yield* running.drain(), { all: [-1] })
      })
  )
})

describe("S21: draining with a time limit", () => {
  it.effect("S21: what is left when it passes is reported per edge, and the run is interrupted", () =>
    Effect.gen(function*() {
      const log = makeLog()
      const Hangs = Stream.make("Hangs", {
        in: { n: Schema.Int },
        *run({ n }) {
          yield* log.scoped("hangs")
          yield* n.pop
          yield* Effect.never
        }
      })
      const workflow = Workflow.make(
        "w",
        { numbers: Endless, relay: Relay, hangs: Hangs },
        (s) => s.numbers.pipe(s.relay).pipe(s.hangs),
        { capacity: 3 }
      )
      const running = yield* Workflow.launch(workflow)
      yield* running.settled
      const draining = yield* Effect.forkChild(Effect.flip(running.drain({ timeout: "5 seconds" })), {
        startImmediately: true
      })
      yield* TestClock.adjust("4 seconds")
      assert.isUndefined(draining.pollUnsafe())
      assert.strictEqual(statuses(yield* running.snapshot).hangs, "running")
      yield* TestClock.adjust("1 second")
      const error = yield* Fiber.join(draining)
      assert.instanceOf(error, Workflow.DrainTimeout)
      assert.deepStrictEqual(error.left, [
        { from: "numbers.value", to: "relay.n", elements: 3 },
        { from: "relay.m", to: "hangs.n", elements: 3 }
      ])
      assert.include(error.message, "workflow \"w\" was not drained in time")
      assert.include(error.message, "numbers.value → relay.n: 3")
      assert.include(error.message, "relay.m → hangs.n: 3")
      assert.deepStrictEqual(log.entries, ["+hangs", "-hangs"])
      assert.strictEqual(statuses(yield* running.snapshot).hangs, "interrupted")
      assert.isTrue(Exit.hasInterrupts(yield* Effect.exit(running.await)))
    }))

  it.effect("S21: nothing left on the edges is said too, and edges of nested workflows have their paths", () =>
    Effect.gen(function*() {
      const inner = Workflow.make("inner", { relay: Relay, stuck: Stuck }, ({ relay, stuck }) => {
        relay.pipe(stuck)
        return { in: { n: relay.n } }
      })
      const workflow = Workflow.make("w", { two: Source.range({ end: 2 }), inner }, ({ two, inner }) => two.pipe(inner))
      const running = yield* Workflow.launch(workflow)
      yield* running.settled
      const draining = yield* Effect.forkChild(Effect.flip(running.drain({ timeout: "1 second" })), {
        startImmediately: true
      })
      yield* TestClock.adjust("1 second")
      const error = yield* Fiber.join(draining)
      assert.deepStrictEqual((error as Workflow.DrainTimeout).left, [
        { from: "inner/relay.m", to: "inner/stuck.n", elements: 2 }
      ])

      const Empty = Stream.make("Empty", { in: { n: Schema.Int }, run: ({ n }) => Effect.andThen(n.pop, Effect.never) })
      const empty = yield* Workflow.launch(
        Workflow.make("w", { one: Source.range({ end: 1 }), empty: Empty }, ({ one, empty }) => one.pipe(empty))
      )
      yield* empty.settled
      const fiber = yield* Effect.forkChild(Effect.flip(empty.drain({ timeout: "1 second" })), {
        startImmediately: true
      })
      yield* TestClock.adjust("1 second")
      assert.include((yield* Fiber.join(fiber) as Effect.Effect<Workflow.DrainTimeout>).message, "nothing")
    }))

  it.effect("S21: a drain that finishes in time leaves no timer and succeeds", () =>
    Effect.gen(function*() {
      const workflow = Workflow.make("w", { numbers: Endless, all }, ({ numbers, all }) => numbers.pipe(all))
      const running = yield* Workflow.launch(workflow)
      yield* turns(3)
      const exit = yield* Effect.exit(running.drain({ timeout: "1 second" }))
      assert.isTrue(Exit.isSuccess(exit))
    }))
})
