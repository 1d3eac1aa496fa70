/** S21: what is in flight when a run is drained reaches the sinks, wherever it is. */
import { Stream, Workflow } from "@effect-mimo/core"
import { assert, describe } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import { rule, settle } from "../fixtures-ports.ts"
import { capacities, Endless, Relay, relays, statuses } from "../fixtures.ts"
import { gated, Noting } from "./draining.ts"
import { all, naturals, start } from "./stopping.ts"

describe("S21: what is in flight when a run is drained", () => {
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
          const draining = yield* start(running.drain())
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
        const draining = yield* start(running.drain())
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
      const draining = yield* start(running.drain())
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
      const draining = yield* start(running.drain())
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
      const draining = yield* start(running.drain())
      yield* settle
      yield* slow.open
      const results = yield* Fiber.join(draining)
      assert.deepStrictEqual(results.fast, naturals(3))
      assert.deepStrictEqual(results.slow, naturals(3))
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
          const draining = yield* start(running.drain())
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
          const draining = yield* start(running.drain())
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
      const draining = yield* start(running.drain())
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
})
