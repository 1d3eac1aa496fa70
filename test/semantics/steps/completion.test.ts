import { Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { rule } from "../fixtures-ports.ts"
import { capacities, causeOf, failedStep, makeLog, statuses, Take } from "../fixtures.ts"

const all = Sink.toArray(Schema.Int)

describe("S14: a step completes", () => {
  rule("S14: when run returns, with what it returns as its result", () =>
    Effect.gen(function*() {
      const Answer = Stream.make("Answer", {
        out: { n: Schema.Int },
        *run(_, { n }) {
          yield* n.push(1)
          return "done"
        }
      })
      const workflow = Workflow.make("w", { answer: Answer, all }, ({ answer, all }) => answer.pipe(all))
      assert.deepStrictEqual(yield* Workflow.run(workflow), { answer: "done", all: [1] })
    }))

  rule("S14: when run pops past the end, its result then left out", () =>
    Effect.gen(function*() {
      const First = Stream.make("First", {
        in: { n: Schema.Int },
        *run({ n }) {
          return { first: yield* n.pop }
        }
      })
      const build = (end: number) =>
        Workflow.make(
          "w",
          { numbers: Source.range({ end }), first: First },
          ({ numbers, first }) => numbers.pipe(first)
        )
      assert.deepStrictEqual(yield* Workflow.run(build(1)), { first: { first: 0 } })
      const nothing: object = yield* Workflow.run(build(0))
      assert.deepStrictEqual(nothing, {})
    }))

  rule("S14: when run fails with a Done of its own making", () =>
    Effect.gen(function*() {
      const Own = Stream.make("Own", {
        out: { n: Schema.Int },
        run: (_, { n }) => Effect.andThen(n.push(1), Cause.done(42))
      })
      const workflow = Workflow.make("w", { own: Own, all }, ({ own, all }) => own.pipe(all))
      assert.deepStrictEqual(yield* Workflow.run(workflow), { all: [1] })
    }))

  rule("S14: everything it pushed is delivered, at every capacity", () =>
    Effect.gen(function*() {
      const Burst = Stream.make("Burst", {
        out: { a: Schema.Int, b: Schema.Int },
        *run(_, { a, b }) {
          for (let n = 0; n < 10; n++) {
            yield* a.push(n)
            yield* b.push(n * 10)
          }
        }
      })
      const workflow = Workflow.make("w", { burst: Burst, as: all, bs: all }, ({ burst, as, bs }) => {
        burst.a.pipe(as)
        burst.b.pipe(bs)
      })
      for (const capacity of capacities) {
        const { as, bs } = yield* Workflow.run(Workflow.withCapacity(workflow, capacity))
        assert.deepStrictEqual(as, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
        assert.deepStrictEqual(bs, [0, 10, 20, 30, 40, 50, 60, 70, 80, 90])
      }
    }))

  rule("S14: its outlets complete, piped or fanned out, and its inlets are cancelled", () =>
    Effect.gen(function*() {
      const Two = Stream.make("Two", {
        in: { n: Schema.Int },
        out: { m: Schema.Int },
        *run({ n }, { m }) {
          yield* m.push(yield* n.pop)
        }
      })
      const workflow = Workflow.make(
        "w",
        { numbers: Source.range({ end: 100 }), two: Two, one: all, other: all },
        ({ numbers, two, one, other }) => {
          numbers.pipe(two).pipe(one)
          two.pipe(other)
        },
        { capacity: 4 }
      )
      const running = yield* Workflow.launch(workflow)
      assert.deepStrictEqual(yield* running.await, { one: [0], other: [0] })
      const { edges } = yield* running.snapshot
      assert.deepStrictEqual(edges.map(({ from, to, state }) => `${from} ${to} ${state}`), [
        "numbers.value two.n Cancelled",
        "two.m one.value Completed",
        "two.m other.value Completed"
      ])
    }))

  rule("S14: its outlets complete only after its scope has closed", () =>
    Effect.gen(function*() {
      const log = makeLog()
      const Scoped = Stream.make("Scoped", {
        out: { n: Schema.Int },
        *run(_, { n }) {
          yield* log.scoped("source")
          yield* n.push(1)
        }
      })
      const Watch = Stream.make("Watch", {
        in: { n: Schema.Int },
        *run({ n }) {
          yield* n.forEach((x) => log.add(String(x)))
          log.add("end seen")
        }
      })
      yield* Workflow.run(
        Workflow.make("w", { scoped: Scoped, watch: Watch }, ({ scoped, watch }) => scoped.pipe(watch))
      )
      assert.sameMembers(log.entries.splice(1, 2), ["-source", "1"])
      assert.deepStrictEqual(log.entries, ["+source", "end seen"])
    }))

  rule("S14: a last element pushed by a finalizer is delivered too", () =>
    Effect.gen(function*() {
      const Trailer = Stream.make("Trailer", {
        out: { n: Schema.Int },
        *run(_, { n }) {
          yield* Effect.addFinalizer(() => n.pushAll([2, 3]))
          yield* n.push(1)
        }
      })
      const workflow = Workflow.make("w", { trailer: Trailer, all }, ({ trailer, all }) => trailer.pipe(all))
      for (const capacity of capacities) {
        assert.deepStrictEqual(yield* Workflow.run(Workflow.withCapacity(workflow, capacity)), { all: [1, 2, 3] })
      }
    }))

  rule(
    "S14: a step that ends by popping past the end does not hide what its finalizer dies with",
    () =>
      Effect.gen(function*() {
        const Dies = Stream.make("Dies", {
          in: { n: Schema.Int },
          *run({ n }) {
            yield* Effect.addFinalizer(() => Effect.die("in finalizer"))
            while (true) yield* n.pop
          }
        })
        const workflow = Workflow.make(
          "w",
          { numbers: Source.range({ end: 3 }), dies: Dies },
          ({ numbers, dies }) => numbers.pipe(dies)
        )
        const exit = yield* Effect.exit(Workflow.run(workflow))
        assert.deepStrictEqual(causeOf(exit).reasons.map((reason) => Cause.isDieReason(reason) && reason.defect), [
          "in finalizer"
        ])
        assert.strictEqual(failedStep(exit), "w/dies")
      })
  )
})

describe("S17: a run with several inlets", () => {
  rule("S17: sees the end of each inlet separately, and goes on with the others", () =>
    Effect.gen(function*() {
      const Both = Stream.make("Both", {
        in: { a: Schema.Int, b: Schema.Int },
        *run({ a, b }) {
          const seen: Array<string> = []
          yield* a.forEach((n) => {
            seen.push(`a${n}`)
          })
          seen.push("a ended")
          yield* b.forEach((n) => {
            seen.push(`b${n}`)
          })
          return seen
        }
      })
      const workflow = Workflow.make(
        "w",
        { two: Source.range({ end: 2 }), four: Source.range({ end: 4 }), both: Both },
        ({ two, four, both }) => {
          two.pipe(both.a)
          four.pipe(both.b)
        }
      )
      for (const capacity of capacities) {
        const { both } = yield* Workflow.run(Workflow.withCapacity(workflow, capacity))
        assert.deepStrictEqual(both, ["a0", "a1", "a ended", "b0", "b1", "b2", "b3"])
      }
    }))

  rule("S17: is not stopped by the end of all its inlets while it has work of its own", () =>
    Effect.gen(function*() {
      const Late = Stream.make("Late", {
        in: { a: Schema.Int, b: Schema.Int },
        out: { m: Schema.Int },
        *run({ a, b }, { m }) {
          yield* a.forEach(() => {})
          yield* b.forEach(() => {})
          for (let n = 0; n < 5; n++) {
            yield* Effect.yieldNow
            yield* m.push(n)
          }
          return "own work done"
        }
      })
      const workflow = Workflow.make(
        "w",
        { x: Source.range({ end: 2 }), y: Source.range({ end: 0 }), late: Late, all },
        ({ x, y, late, all }) => {
          x.pipe(late.a)
          y.pipe(late.b)
          late.pipe(all)
        },
        { capacity: 1 }
      )
      assert.deepStrictEqual(yield* Workflow.run(workflow), { late: "own work done", all: [0, 1, 2, 3, 4] })
    }))

  rule("S17: may close one inlet and keep the other", () =>
    Effect.gen(function*() {
      const HalfClosed = Stream.make("HalfClosed", {
        in: { a: Schema.Int, b: Schema.Int },
        *run({ a, b }) {
          const first = yield* a.pop
          yield* a.close
          const rest: Array<number> = []
          yield* b.forEach((n) => {
            rest.push(n)
          })
          return { first, rest, again: yield* Effect.exit(a.pop) }
        }
      })
      const workflow = Workflow.make(
        "w",
        { x: Source.range({ end: Infinity }), y: Source.range({ end: 3 }), half: HalfClosed },
        ({ x, y, half }) => {
          x.pipe(half.a)
          y.pipe(half.b)
        },
        { capacity: 2 }
      )
      const running = yield* Workflow.launch(workflow)
      const { half } = yield* running.await
      assert.strictEqual(half!.first, 0)
      assert.deepStrictEqual(half!.rest, [0, 1, 2])
      assert.isTrue(Cause.isDone(Cause.squash(causeOf(half!.again))))
      assert.deepStrictEqual(statuses(yield* running.snapshot), { x: "completed", y: "completed", half: "completed" })
    }))

  rule("S17: a consumer of one outlet that leaves does not stop a step with another", () =>
    Effect.gen(function*() {
      const Both = Stream.make("Both", {
        in: { n: Schema.Int },
        out: { a: Schema.Int, b: Schema.Int },
        *run({ n }, { a, b }) {
          yield* n.forEach((x) => Effect.andThen(a.push(x), b.push(x)))
        }
      })
      const workflow = Workflow.make(
        "w",
        { numbers: Source.range({ end: 50 }), both: Both, one: Take(1), all },
        ({ numbers, both, one, all }) => {
          numbers.pipe(both)
          both.a.pipe(one)
          both.b.pipe(all)
        }
      )
      for (const capacity of capacities) {
        const { one, all } = yield* Workflow.run(Workflow.withCapacity(workflow, capacity))
        assert.deepStrictEqual(one, [0])
        assert.lengthOf(all, 50)
      }
    }))
})
