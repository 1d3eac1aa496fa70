/** S27: when a loop ends, and when it does not yet: one sentence of the rule a test. */
import { Port, Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"
import { causeOf, faultList, Relay } from "../fixtures.ts"
import { settle } from "../shuffled.ts"

const capacities = [1, 2, 3, 5, 1000]
const all = Sink.toArray(Schema.Int)

/** Counts each element up to 3, by way of what comes round. */
const Count = Stream.make("Count", {
  in: { n: Schema.Int },
  out: { again: Schema.Int, done: Schema.Int },
  run: ({ n }, { again, done }) => n.forEach((x) => x < 3 ? again.push(x + 1) : done.push(x))
})

// Takes one of each in turn, so that it waits at one inlet while there is an element at the other.
const InTurn = Stream.make("InTurn", {
  in: { a: Schema.Int, b: Schema.Int },
  out: { again: Schema.Int, seen: Schema.Int },
  *run({ a, b }, { seen }) {
    while (true) {
      yield* seen.push(yield* a.pop)
      yield* seen.push(yield* b.pop)
    }
  }
})

describe("S27: what leads into a loop", () => {
  // Ends its outlet, and lives on.
  const EndsEarly = Stream.make("EndsEarly", {
    out: { n: Schema.Int },
    *run(_, { n }) {
      yield* n.push(0)
      yield* n.end
      yield* Effect.never
    }
  })

  it.effect.each(capacities)(
    "S27: an outlet that is ended while its step goes on (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const workflow = Workflow.make("w", { early: EndsEarly, count: Count, all }, ({ all, count, early }) => {
          early.pipe(count)
          count.again.pipe(count.n, { feedback: true })
          count.done.pipe(all)
        }, { capacity })
        const running = yield* Workflow.launch(workflow)
        yield* settle
        const { steps } = yield* running.snapshot
        assert.deepStrictEqual(steps.map(({ status }) => status), ["running", "completed", "completed"])
      }).pipe(Effect.scoped)
  )

  it.effect.each(capacities)(
    "S27: an open inlet that is ended by hand (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const workflow = Workflow.make("w", { count: Count, all }, ({ all, count }) => {
          count.again.pipe(count.n, { feedback: true })
          count.done.pipe(all)
          return { in: { n: count.n } }
        }, { capacity })
        const running = yield* Workflow.launch(workflow)
        yield* running.in.n.push(1)
        yield* settle
        const { steps } = yield* running.snapshot
        assert.deepStrictEqual(steps.map(({ status }) => status), ["running", "running"])
        yield* running.in.n.end
        assert.deepStrictEqual(yield* running.await, { all: [3] })
      }).pipe(Effect.scoped)
  )

  it.effect("S27: the end of an edge that no step waits for just now", () =>
    Effect.gen(function*() {
      const Late = Stream.make("Late", {
        out: { n: Schema.Int },
        *run(_, { n }) {
          yield* n.push(0)
          yield* Effect.sleep("1 second")
          yield* n.end
          yield* Effect.never
        }
      })
      const workflow = Workflow.make("w", { late: Late, turn: InTurn, all }, ({ all, late, turn }) => {
        late.pipe(turn.a)
        turn.again.pipe(turn.b, { feedback: true })
        turn.seen.pipe(all)
      })
      const running = yield* Workflow.launch(workflow)
      const status = Effect.map(running.snapshot, ({ steps }) => steps.map(({ status }) => status))
      yield* settle
      assert.deepStrictEqual(yield* status, ["running", "running", "running"])
      yield* TestClock.adjust("1 second")
      yield* settle
      assert.deepStrictEqual(yield* status, ["running", "completed", "completed"])
    }).pipe(Effect.scoped))

  it.effect("S27: the end of an open inlet that no step waits for just now", () =>
    Effect.gen(function*() {
      const workflow = Workflow.make("w", { turn: InTurn, all }, ({ all, turn }) => {
        turn.again.pipe(turn.b, { feedback: true })
        turn.seen.pipe(all)
        return { in: { n: turn.a } }
      })
      const running = yield* Workflow.launch(workflow)
      yield* running.in.n.push(0)
      yield* settle
      yield* running.in.n.end
      assert.deepStrictEqual(yield* running.await, { all: [0] })
    }).pipe(Effect.scoped))
})

describe("S27: what is in a loop", () => {
  // One that no step waits for is not lost for it: the loop is not empty, so that it does not end, and that is told.
  const isTold = Effect.fnUntraced(function*(workflow: Workflow.Workflow<{}, {}, unknown>) {
    const fiber = yield* Effect.forkChild(Effect.exit(Workflow.run(workflow)))
    yield* settle
    assert.include(String(causeOf(yield* Fiber.join(fiber))), "its steps wait only on one another")
  })

  it.effect("S27: an element on an edge inside, though every step waits", () =>
    isTold(Workflow.make("w", { turn: InTurn, all }, ({ all, turn }) => {
      turn.again.pipe(turn.a, { feedback: { first: [1, 2] } })
      turn.again.pipe(turn.b, { feedback: true })
      turn.seen.pipe(all)
    })))

  it.effect("S27: an element on an edge that leads in, though every step waits", () =>
    isTold(Workflow.make("w", { three: Source.range({ end: 3 }), turn: InTurn, all }, ({ all, three, turn }) => {
      three.pipe(turn.b)
      turn.again.pipe(turn.a, { feedback: true })
      turn.seen.pipe(all)
    })))

  it.effect.each(capacities)(
    "S27: a step that has ended has nothing in its hands (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const Split = Stream.make("Split", {
          in: { n: Schema.Int },
          out: { even: Schema.Int, odd: Schema.Int, done: Schema.Int },
          run: ({ n }, { done, even, odd }) =>
            n.forEach((x) => x > 5 ? done.push(x) : x % 2 === 0 ? even.push(x) : odd.push(x))
        })
        // Takes part once, and leaves.
        const Once = Stream.make("Once", {
          in: { n: Schema.Int },
          out: { m: Schema.Int },
          *run({ n }, { m }) {
            yield* m.push((yield* n.pop) + 1)
          }
        })
        const Inc = Stream.make("Inc", {
          in: { n: Schema.Int },
          out: { m: Schema.Int },
          run: ({ n }, { m }) => n.forEach((x) => m.push(x + 1))
        })
        const steps = { start: Source.range({ end: 2 }), split: Split, inc: Inc, once: Once, all }
        const workflow = Workflow.make("w", steps, ({ all, inc, once, split, start }) => {
          start.pipe(split)
          split.even.pipe(inc).pipe(split.n, { feedback: true, capacity: 2 })
          split.odd.pipe(once).pipe(split.n, { feedback: true, capacity: 2 })
          split.done.pipe(all)
        }, { capacity })
        assert.deepStrictEqual(yield* Workflow.run(workflow), { all: [] })
      })
  )

  it.effect.each(capacities)(
    "S27: a step that waits for one of several inlets has nothing (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const Choose = Stream.make("Choose", {
          in: { a: Schema.Int, b: Schema.Int },
          out: { again: Schema.Int, done: Schema.Int },
          *run(ins, { again, done }) {
            while (true) {
              const { value } = yield* Port.select(ins)
              yield* value < 3 ? again.push(value + 1) : done.push(value)
            }
          }
        })
        const steps = { start: Source.fromIterable(Schema.Int, [0]), choose: Choose, all }
        const workflow = Workflow.make("w", steps, ({ all, choose, start }) => {
          start.pipe(choose.a)
          choose.again.pipe(choose.b, { feedback: true })
          choose.done.pipe(all)
        }, { capacity })
        assert.deepStrictEqual(yield* Workflow.run(workflow), { all: [3] })
      })
  )
})

describe("S26: several cycles", () => {
  it("S26: an edge that is declared feedback does not excuse another cycle, beside it or through its steps", () => {
    const build = () =>
      Workflow.make("w", { a: Relay, b: Relay, c: Relay, d: Relay }, ({ a, b, c, d }) => {
        a.pipe(b).pipe(a.n, { feedback: true })
        c.pipe(d).pipe(c)
        b.pipe(b)
      })
    assert.deepStrictEqual(faultList(build), ["UndeclaredCycle b.m", "UndeclaredCycle c.m d.m"])
  })
})
