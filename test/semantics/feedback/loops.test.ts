/** S26 and S27: edges that lead back, and how a loop ends. */
import { Sink, Source, Stream, Transform, Workflow } from "@effect-mimo/core"
import { WiringError } from "@effect-mimo/core/Wiring"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"

const capacities = [1, 2, 3, 5, 128]

/** Passes every number on, and numbers below the limit round again, one higher. */
const CountUp = (limit: number) =>
  Stream.make("CountUp", {
    in: { n: Schema.Int },
    out: { again: Schema.Int, seen: Schema.Int },
    *run({ n }, { again, seen }) {
      yield* n.forEach((x) => Effect.andThen(seen.push(x), x < limit ? again.push(x + 1) : Effect.void))
    }
  })

const counting = (first: ReadonlyArray<number>, limit: number) =>
  Workflow.make("counting", {
    start: Source.fromIterable(Schema.Int, first),
    count: CountUp(limit),
    all: Sink.toArray(Schema.Int)
  }, ({ start, count, all }) => {
    start.pipe(count.n)
    count.again.pipe(count.n, { feedback: true })
    count.seen.pipe(all)
  })

describe("a loop", () => {
  it.each(capacities)(
    "A31: a step piped to itself through a feedback edge ends by itself (capacity %d)",
    (capacity) => {
      const result = Effect.runSync(Workflow.run(Workflow.withCapacity(counting([0], 5), capacity)))
      assert.deepStrictEqual(result, { all: [0, 1, 2, 3, 4, 5] })
    }
  )

  it.each(capacities)("S27: ends when nothing was ever in it (capacity %d)", (capacity) => {
    assert.deepStrictEqual(Effect.runSync(Workflow.run(Workflow.withCapacity(counting([], 5), capacity))), { all: [] })
  })

  it.effect.each(capacities)(
    "S27: an element in a step's hands counts as going round (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const Slow = Stream.make("Slow", {
          in: { n: Schema.Int },
          out: { again: Schema.Int, done: Schema.Int },
          *run({ n }, { again, done }) {
            yield* n.forEach((x) =>
              Effect.andThen(Effect.sleep("1 second"), () => x < 3 ? again.push(x + 1) : done.push(x))
            )
          }
        })
        const workflow = Workflow.make("slow", {
          start: Source.fromIterable(Schema.Int, [0]),
          slow: Slow,
          all: Sink.toArray(Schema.Int)
        }, ({ start, slow, all }) => {
          start.pipe(slow.n)
          slow.again.pipe(slow.n, { feedback: true })
          slow.done.pipe(all)
        }, { capacity })
        const fiber = yield* Effect.forkChild(Workflow.run(workflow))
        yield* TestClock.adjust("10 seconds")
        assert.deepStrictEqual(yield* Fiber.join(fiber), { all: [3] })
      })
  )

  it.effect.each(capacities)(
    "S27: goes on while another input may still come (capacity %d)",
    (capacity) =>
      Effect.scoped(Effect.gen(function*() {
        const open = Workflow.make("open", { count: CountUp(2), all: Sink.toArray(Schema.Int) }, ({ count, all }) => {
          count.again.pipe(count.n, { feedback: true })
          count.seen.pipe(all)
          return { in: { n: count.n } }
        }, { capacity })
        const running = yield* Workflow.launch(open)
        yield* running.in.n.push(0)
        yield* running.settled
        yield* running.in.n.push(2)
        yield* running.settled
        yield* running.in.n.end
        assert.deepStrictEqual(yield* running.await, { all: [0, 1, 2, 2] })
      }))
  )

  it.each(capacities)("S27: of several steps, through nested workflows (capacity %d)", (capacity) => {
    const plusOne = Workflow.make(
      "plusOne",
      { add: Transform.map(Schema.Int, Schema.Int, (n) => n + 1) },
      ({ add }) => ({
        in: { x: add.value },
        out: { y: add.mapped }
      })
    )
    const workflow = Workflow.make("around", {
      start: Source.fromIterable(Schema.Int, [0, 10]),
      plusOne,
      enough: Transform.filter(Schema.Int, (n) => n % 5 === 0),
      all: Sink.toArray(Schema.Int)
    }, ({ start, plusOne, enough, all }) => {
      start.pipe(plusOne.x)
      plusOne.y.pipe(enough.value)
      enough.passed.pipe(all)
      enough.rejected.pipe(plusOne.x, { feedback: true })
    })
    const { all } = Effect.runSync(Workflow.run(Workflow.withCapacity(workflow, capacity)))
    assert.deepStrictEqual([...all].sort((a, b) => a - b), [5, 15])
  })

  it.each(capacities)("S26: begins with the first elements of its feedback edge (capacity %d)", (capacity) => {
    const workflow = Workflow.make("self", { count: CountUp(3), all: Sink.toArray(Schema.Int) }, ({ count, all }) => {
      count.again.pipe(count.n, { feedback: { first: [1] } })
      count.seen.pipe(all)
    }, { capacity })
    assert.deepStrictEqual(Effect.runSync(Workflow.run(workflow)), { all: [1, 2, 3] })
  })

  it("S27: ends with concurrent workers in it", async () => {
    const workflow = Workflow.make("crawl", {
      start: Source.fromIterable(Schema.Int, [1]),
      pages: Transform.mapEffect(
        Schema.Int,
        Schema.Array(Schema.Int),
        (n) => Effect.as(Effect.yieldNow, n < 20 ? [n * 2, n * 2 + 1] : []),
        { concurrency: 4, unordered: true }
      ),
      links: Transform.unpack(Schema.Int),
      sizes: Sink.fold(Schema.Int, () => 0, (count) => count + 1)
    }, ({ start, pages, links, sizes }) => {
      start.pipe(pages.value)
      pages.pipe(links.list)
      links.item.pipe(pages.value, { feedback: true, capacity: 1000 })
      links.size.pipe(sizes)
    })
    assert.deepStrictEqual(await Effect.runPromise(Workflow.run(workflow)), { sizes: 39 })
  })

  it("S16: stops when its only consumer outside has gone", () => {
    const workflow = Workflow.make("endless", {
      start: Source.fromIterable(Schema.Int, [0]),
      count: CountUp(Infinity),
      three: Stream.make("three", {
        in: { n: Schema.Int },
        *run({ n }) {
          return [yield* n.pop, yield* n.pop, yield* n.pop]
        }
      })
    }, ({ start, count, three }) => {
      start.pipe(count.n)
      count.again.pipe(count.n, { feedback: true })
      count.seen.pipe(three)
    })
    assert.deepStrictEqual(Effect.runSync(Workflow.run(workflow)), { three: [0, 1, 2] })
  })

  it("S20: an endless loop can be interrupted", async () => {
    const workflow = Workflow.make("endless", {
      start: Source.fromIterable(Schema.Int, [0]),
      count: CountUp(Infinity),
      all: Sink.drain(Schema.Int)
    }, ({ start, count, all }) => {
      start.pipe(count.n)
      count.again.pipe(count.n, { feedback: true })
      count.seen.pipe(all)
    })
    const fiber = Effect.runFork(Workflow.run(workflow))
    await Effect.runPromise(Effect.replicateEffect(Effect.yieldNow, 20))
    await Effect.runPromise(Fiber.interrupt(fiber))
    assert.strictEqual(fiber.pollUnsafe()?._tag, "Failure")
  })
})

describe("wiring", () => {
  const faultsOf = (make: () => unknown): WiringError => {
    try {
      make()
    } catch (error) {
      assert.instanceOf(error, WiringError)
      return error
    }
    return assert.fail("no WiringError")
  }

  it("S26: a feedback edge that closes no cycle is a fault", () => {
    const error = faultsOf(() =>
      Workflow.make("straight", { a: Source.range({ end: 1 }), b: Sink.drain(Schema.Int) }, ({ a, b }) => {
        a.value.pipe(b.value, { feedback: true })
      })
    )
    assert.deepStrictEqual(error.faults.map(({ kind }) => kind), ["FeedbackWithoutCycle"])
    assert.include(error.message, "a.value → b.value")
  })

  it("S26: a capacity that cannot hold the first elements is a fault", () => {
    const error = faultsOf(() =>
      Workflow.make("full", { count: CountUp(3), all: Sink.drain(Schema.Int) }, ({ count, all }) => {
        count.again.pipe(count.n, { capacity: 1, feedback: { first: [1, 2] } })
        count.seen.pipe(all)
      })
    )
    assert.deepStrictEqual(error.faults.map(({ kind }) => kind), ["InvalidCapacity"])
  })

  it("S26: feedback edges are dashed in pictures and marked in descriptions", () => {
    const workflow = counting([0], 5)
    assert.include(String(workflow), "\"count\":out_again:e -> \"count\":in_n:w [style=dashed];")
    assert.include(Workflow.toMermaid(workflow), "s_count -.->|\"again → n\"| s_count")
    assert.deepInclude(Workflow.describe(workflow).edges, {
      from: "count.again",
      to: "count.n",
      capacity: 512,
      feedback: true
    })
  })
})
