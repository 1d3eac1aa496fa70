import { Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { capacities } from "./support/capacities.ts"
import { range } from "./support/numbers.ts"

describe("a source that ends", () => {
  const empty = Workflow.make("empty", {
    nothing: Source.fromIterable(Schema.Int, []),
    all: Sink.toArray(Schema.Int)
  }, ({ all, nothing }) => nothing.pipe(all))

  it.effect.each(capacities())(
    "A30: an empty source, and the sink completes (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        assert.deepStrictEqual(yield* Workflow.run(Workflow.withCapacity(empty, capacity)), { all: [] })
      })
  )

  const Five = Stream.make("Five", {
    out: { n: Schema.Int },
    *run(_, { n }) {
      for (let i = 0; true; i++) {
        if (i === 5) return
        yield* n.push(i)
      }
    }
  })
  const returning = Workflow.make("returning", {
    five: Five,
    all: Sink.toArray(Schema.Int)
  }, ({ all, five }) => five.pipe(all))

  it.effect.each(capacities())(
    "A34: a source returns, and the sink completes (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const running = yield* Workflow.launch(Workflow.withCapacity(returning, capacity))
        assert.deepStrictEqual(yield* running.await, { all: range(0, 5) })
        const { steps } = yield* running.snapshot
        assert.deepStrictEqual(steps.map(({ status }) => status), ["completed", "completed"])
      })
  )
})

describe("a consumer that takes no more", () => {
  const First = Stream.make("First", {
    in: { n: Schema.Int },
    *run({ n }) {
      return yield* n.pop
    }
  })
  const taking = (items: number, capacity: number) => {
    const source = { pushed: 0, released: 0 }
    const Numbers = Stream.make("Numbers", {
      out: { n: Schema.Int },
      *run(_, { n }) {
        yield* Effect.addFinalizer(() => Effect.sync(() => source.released++))
        for (let i = 0; i < items; i++) {
          yield* n.push(i)
          source.pushed++
        }
      }
    })
    const workflow = Workflow.make("taking", { numbers: Numbers, first: First }, ({ first, numbers }) => {
      numbers.pipe(first)
    }, { capacity })
    return { source, workflow }
  }

  it.effect.each(capacities(10))(
    "A35: a consumer takes 1 of 100: the source is stopped (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const { source, workflow } = taking(100, capacity)
        const running = yield* Workflow.launch(workflow)
        assert.deepStrictEqual(yield* running.await, { first: 0 })
        const { edges: [edge], steps } = yield* running.snapshot
        assert.deepStrictEqual(steps.map(({ status }) => status), ["completed", "completed"])
        assert.deepInclude(edge, { popped: 1, size: 0 })
        // At most one more than the edge holds; where it holds all, the source was at its end before.
        assert.isAtMost(source.pushed, Math.min(100, capacity + 1))
        assert.strictEqual(source.released, 1)
      })
  )

  it.effect.each(capacities(10))(
    "A35: an endless source is stopped as well (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const { source, workflow } = taking(Infinity, capacity)
        assert.deepStrictEqual(yield* Workflow.run(workflow), { first: 0 })
        assert.isAtMost(source.pushed, capacity + 1)
        assert.strictEqual(source.released, 1)
      })
  )
})

describe("a loop", () => {
  const Climb = Stream.make("Climb", {
    in: { x: Schema.Int },
    out: { next: Schema.Int, seen: Schema.Int },
    *run({ x }, { next, seen }) {
      while (true) {
        const n = yield* x.pop
        yield* seen.push(n)
        if (n < 5) yield* next.push(n + 1)
      }
    }
  })
  const climbing = Workflow.make("climbing", {
    zero: Source.fromIterable(Schema.Int, [0]),
    climb: Climb,
    all: Sink.toArray(Schema.Int)
  }, ({ all, climb, zero }) => {
    zero.pipe(climb.x)
    climb.next.pipe(climb.x, { feedback: true })
    climb.seen.pipe(all)
  })

  it.effect.each(capacities())(
    "A31: a step piped to itself, x < 5 → x + 1, fed 0, gives 0..5 and ends by itself (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const { all } = yield* Workflow.run(Workflow.withCapacity(climbing, capacity))
        assert.deepStrictEqual(all, range(0, 6))
      })
  )
})
