/** `Step.replicate` with `ordered`: what the copies push comes out in the order in which they took the elements. */
import { type In, Junction, type Out, Port, Source, Step, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe } from "@effect/vitest"
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { property, rule, settle, upTo } from "../fixtures-ports.ts"
import { turns } from "../fixtures.ts"
import { all, around, capacity, copies, Making, making, numbers, sorted, wait, Work } from "./copies.ts"

describe("copies of a step, ordered", () => {
  property("S2, S25: what comes out is what the step makes without copies", { capacity, copies, numbers }, (
    { capacity, copies, numbers },
    random
  ) =>
    Effect.gen(function*() {
      const expected = yield* Workflow.run(making(numbers, capacity, Making(random)))
      const step = Step.replicate(Making(random), copies, { ordered: true })
      const { a, b } = yield* Workflow.run(making(numbers, capacity, step))
      assert.deepStrictEqual({ a, b }, { a: expected.a, b: expected.b })
    }), { runs: 200 })

  property(
    "S30: popAll takes a pair at one time",
    { capacity, copies, numbers },
    ({ capacity, copies, numbers }, random) =>
      Effect.gen(function*() {
        const Add = Stream.make("Add", {
          in: { a: Schema.Int, b: Schema.Int },
          out: { sum: Schema.Int },
          *run(ins, { sum }) {
            while (true) {
              const { a, b } = yield* Port.popAll(ins)
              yield* wait(random)
              yield* sum.push(a + b)
            }
          }
        })
        const workflow = Workflow.make("adding", {
          a: Source.range({ end: 30 }),
          b: Source.fromIterable(Schema.Int, numbers),
          add: Step.replicate(Add, copies, { ordered: true }),
          all
        }, ({ a, add, all, b }) => {
          a.pipe(add.a)
          b.pipe(add.b)
          add.pipe(all)
        }, { capacity })
        const { all: sums } = yield* Workflow.run(workflow)
        assert.deepStrictEqual(sums, numbers.slice(0, 30).map((b, a) => a + b))
      }),
    { runs: 100 }
  )

  property(
    "S2: select: the order in which it selected",
    { capacity, copies },
    ({ capacity, copies }, random) =>
      Effect.gen(function*() {
        const Either = Stream.make("Either", {
          in: { a: Schema.Int, b: Schema.Int },
          out: { m: Schema.Int },
          *run(ins, { m }) {
            while (true) {
              const { value } = yield* Port.select(ins)
              yield* wait(random)
              yield* m.push(value)
            }
          }
        })
        const workflow = Workflow.make("selecting", {
          a: Source.range({ end: 20 }),
          b: Source.range({ start: 100, end: 120 }),
          either: Step.replicate(Either, copies, { ordered: true }),
          all
        }, ({ a, all, b, either }) => {
          a.pipe(either.a)
          b.pipe(either.b)
          either.pipe(all)
        }, { capacity })
        const { all: seen } = yield* Workflow.run(workflow)
        assert.deepStrictEqual(seen.filter((n) => n < 100), upTo(20))
        assert.deepStrictEqual(seen.filter((n) => n >= 100), upTo(20).map((n) => n + 100))
      })
  )

  property(
    "S31: room is what one finds whose turn it is",
    { capacity, copies },
    ({ capacity, copies }, random) =>
      Effect.gen(function*() {
        const workflow = Workflow.make("balancing", {
          numbers: Source.range({ end: 30 }),
          balance: Junction.balance(Schema.Int, ["left", "right"]).pipe(Step.replicate(copies, { ordered: true })),
          slow: Work((n, m) => n.forEach((x) => Effect.andThen(wait(random), m.push(x)))),
          left: all,
          right: all
        }, ({ balance, left, numbers, right, slow }) => {
          numbers.pipe(balance)
          balance.left.pipe(slow).pipe(left)
          balance.right.pipe(right)
        }, { capacity })
        const { left, right } = yield* Workflow.run(workflow)
        assert.deepStrictEqual(left, sorted(left))
        assert.deepStrictEqual(right, sorted(right))
        assert.deepStrictEqual(sorted([...left, ...right]), upTo(30))
      })
  )

  property(
    "S2: before the first element and after the last",
    { capacity, copies },
    ({ capacity, copies }, random) =>
      Effect.gen(function*() {
        const Framed = Work((n, m) =>
          Effect.gen(function*() {
            yield* wait(random)
            yield* m.push(-1)
            yield* n.forEach((x) => Effect.andThen(wait(random), m.push(x)))
            yield* wait(random)
            yield* m.push(1000)
          })
        )
        const { all } = yield* Workflow.run(around(20, Step.replicate(Framed, copies, { ordered: true }), capacity))
        // At first it comes after what was taken so far, which one that begins late finds to be a lot.
        assert.deepStrictEqual(all.filter((x) => x !== -1), [...upTo(20), ...upTo(copies).map(() => 1000)])
        assert.lengthOf(all.filter((x) => x === -1), copies)
      })
  )

  rule("S3: hold no more than an element each while the first is slow", () =>
    Effect.gen(function*() {
      let goOn = (): void => {}
      const slow = Effect.callback<void>((resume) => {
        goOn = () => resume(Effect.void)
      })
      const Slow = Work((n, m) => n.forEach((x) => Effect.andThen(x === 0 ? slow : Effect.void, m.push(x))))
      const running = yield* Workflow.launch(around(50, Step.replicate(Slow, 4, { ordered: true })))
      yield* settle
      const [into, out] = (yield* running.snapshot).edges
      assert.deepStrictEqual([into!.popped, out!.pushed], [4, 0])
      goOn()
      assert.deepStrictEqual((yield* running.await).all, upTo(50))
    }))

  rule("S7: one that waits for an element holds up nobody, however it waits", () =>
    Effect.gen(function*() {
      const ways: ReadonlyArray<(n: In<number>) => Effect.Effect<number, Cause.Done>> = [
        (n) => n.pop,
        (n) => Effect.andThen(n.peek, n.pop),
        (n) => Effect.map(n.popUpTo(1), ([x]) => x),
        (n) => Effect.map(Port.popAll({ n }), ({ n }) => n),
        (n) => Effect.map(Port.select({ n }), ({ value }) => value)
      ]
      for (const way of ways) {
        const Few = Stream.make("Few", {
          out: { n: Schema.Int },
          run: (_, { n }) => Effect.andThen(n.pushAll([0, 1, 2]), Effect.never)
        })
        const Slow = Stream.make("Slow", {
          in: { n: Schema.Int },
          out: { m: Schema.Int },
          *run({ n }, { m }) {
            while (true) {
              const x = yield* way(n)
              yield* turns(20 * x)
              yield* m.push(x)
            }
          }
        })
        const Three = Stream.make("Three", {
          in: { n: Schema.Int },
          *run({ n }) {
            return [yield* n.pop, yield* n.pop, yield* n.pop]
          }
        })
        const workflow = Workflow.make("w", { Few, slow: Step.replicate(Slow, 3, { ordered: true }), Three }, (steps) =>
          steps.Few.pipe(steps.slow).pipe(steps.Three))
        assert.deepStrictEqual((yield* Workflow.run(workflow)).Three, [0, 1, 2])
      }
    }))

  rule("S13: `end` waits its turn", () =>
    Effect.gen(function*() {
      const Ending = Work((n, m) =>
        Effect.gen(function*() {
          const x = yield* n.pop
          if (x === 2) return yield* m.end
          yield* settle
          yield* m.push(x)
        })
      )
      const { all } = yield* Workflow.run(around(3, Step.replicate(Ending, 3, { ordered: true })))
      assert.deepStrictEqual(all, [0, 1])
    }))

  rule("S14: one that returns early leaves the rest to the others", () =>
    Effect.gen(function*() {
      let started = 0
      const Few = Work((n, m) =>
        Effect.gen(function*() {
          const isFirst = started++ === 0
          for (let left = isFirst ? Infinity : started; left > 0; left--) {
            const x = yield* n.pop
            yield* turns(x % 3)
            if (x % 4 !== 0) yield* m.push(x)
          }
        })
      )
      const { all } = yield* Workflow.run(around(40, Step.replicate(Few, 4, { ordered: true })))
      assert.deepStrictEqual(all, upTo(40).filter((x) => x % 4 !== 0))
    }))

  rule("S14: what finalizers push is delivered", () =>
    Effect.gen(function*() {
      const Final = Work((n, m) => Effect.andThen(Effect.addFinalizer(() => m.push(-1)), n.forEach((x) => m.push(x))))
      const { all } = yield* Workflow.run(around(10, Step.replicate(Final, 3, { ordered: true })))
      assert.deepStrictEqual(all, [...upTo(10), -1, -1, -1])
    }))

  rule("S2: a push that is given up while it waits its turn has never been", () =>
    Effect.gen(function*() {
      const outcomes = new Set<string>()
      const push = (m: Out<number>, x: number) =>
        Effect.raceFirst(Effect.as(m.push(x), "pushed"), Effect.as(turns(3), "given up"))
      const Impatient = Work((n, m) =>
        n.forEach((x) =>
          Effect.gen(function*() {
            if (x === 0) yield* turns(30)
            const outcome = yield* push(m, x)
            outcomes.add(outcome)
            if (outcome === "given up") yield* m.push(x)
          })
        )
      )
      const { all } = yield* Workflow.run(around(12, Step.replicate(Impatient, 3, { ordered: true })))
      assert.deepStrictEqual(all, upTo(12))
      assert.strictEqual(outcomes.size, 2)
    }), { preempt: false }) // which may come between a push and the end of the race

  property("S2: lose nothing, nor hang, where one works on several elements itself", { capacity, copies, numbers }, (
    { capacity, copies, numbers },
    random
  ) =>
    Effect.gen(function*() {
      const Wide = Work((n, m) => n.forEach((x) => Effect.andThen(wait(random), m.push(x)), { concurrency: 3 }))
      const wide = Step.replicate(Wide, copies, { ordered: true })
      assert.deepStrictEqual(sorted((yield* Workflow.run(around(40, wide, capacity))).all), upTo(40))
      const expected = yield* Workflow.run(making(numbers, capacity, Making(random)))
      const step = Making(random).pipe(Step.replicate(copies, { ordered: true }), Step.replicate(2, { ordered: true }))
      const { a, b } = yield* Workflow.run(making(numbers, capacity, step))
      assert.deepStrictEqual({ a: sorted(a), b: sorted(b) }, { a: sorted(expected.a), b: sorted(expected.b) })
    }))
})
