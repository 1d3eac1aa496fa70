/** S21: which steps a drain stops, and where it finds them. */
import { type Out, Port, Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as Schema from "effect/Schema"
import * as EffectStream from "effect/Stream"
import { rule, settle } from "../fixtures-ports.ts"
import { Endless, makeLog, turns, until } from "../fixtures.ts"
import { gated } from "./draining.ts"
import { all, naturals, start } from "./stopping.ts"

describe("S21: sources that are drained", () => {
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
      })
  )

  const fromQueue: Readonly<
    Record<string, (queue: Queue.Dequeue<number>, out: Out<number>) => Effect.Effect<unknown>>
  > = {
    "one at a time": (queue, out) => Effect.forever(Effect.flatMap(Queue.take(queue), (n) => out.push(n))),
    "in a generator": (queue, out) =>
      Effect.gen(function*() {
        while (true) yield* out.push(yield* Queue.take(queue))
      }),
    "several": (queue, out) =>
      Effect.forever(Effect.flatMap(Queue.takeBetween(queue, 1, 5), (taken) => out.pushAll(taken))),
    "in several fibers": (queue, out) =>
      Effect.replicateEffect(Effect.forever(Effect.flatMap(Queue.take(queue), (n) => out.push(n))), 3, {
        concurrency: "unbounded"
      })
  }
  for (const [how, run] of Object.entries(fromQueue)) {
    rule(
      `S21: what a busy source has taken, ${how}, is pushed, wherever the drain finds it`,
      () =>
        Effect.gen(function*() {
          const offered = naturals(4000)
          for (const [capacity, later] of [[1, 3], [3, 9], [512, 4], [5000, 6]] as const) {
            const queue = yield* Queue.unbounded<number>()
            yield* Queue.offerAll(queue, offered)
            const workflow = Workflow.make(
              "w",
              {
                source: Stream.make("Taking", {
                  out: { n: Schema.Int },
                  run: (_, { n }) => Effect.asVoid(run(queue, n))
                }),
                all
              },
              ({ source, all }) => source.pipe(all),
              { capacity }
            )
            const running = yield* Workflow.launch(workflow)
            yield* turns(later)
            const { all: seen } = yield* running.drain()
            assert.sameMembers([...seen, ...(yield* Queue.clear(queue))], [...offered])
          }
        }),
      // Where turns end anywhere, one of several fibers is always about to have one.
      { preempt: how !== "in several fibers" }
    )
  }

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
      const draining = yield* start(running.drain())
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
