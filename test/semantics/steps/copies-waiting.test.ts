/** What copies of a step wait for, as others see it: deadlocks, loops, ways of stopping. */
import { Deadlock, Junction, Port, Sink, Source, Step, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"
import { quietly } from "../deadlock/fixtures.ts"
import { between, defectOf, property, rule, settle, shuffled, upTo, withScheduler } from "../fixtures-ports.ts"
import { countSleeps, Endless, trackFibers, turns } from "../fixtures.ts"
import { all, Work } from "./copies.ts"

const both = [true, false]

const Slowly = (delay: (x: number) => Effect.Effect<unknown>) =>
  Work((n, m) => n.forEach((x) => Effect.andThen(delay(x), m.push(x))))

/** Pushes all of `a` before `b`, which a zip wants by turns. */
const columns = (count: number) =>
  Stream.make("Columns", {
    out: { a: Schema.Int, b: Schema.Int },
    *run(_, { a, b }) {
      yield* a.pushAll(upTo(count))
      yield* b.pushAll(upTo(count))
    }
  })

const zipping = (ordered: boolean, onDeadlock: "fail" | "grow") =>
  Workflow.make("zipping", {
    columns: columns(30),
    work: Step.replicate(Slowly((x) => turns(x % 3)), 3, { ordered }),
    zip: Junction.zip({ a: Schema.Int, b: Schema.Int }),
    rows: Sink.fold(Schema.Struct({ a: Schema.Int, b: Schema.Int }), () => 0, (n) => n + 1)
  }, ({ columns, rows, work, zip }) => {
    columns.a.pipe(work).pipe(zip.a)
    columns.b.pipe(zip.b)
    zip.pipe(rows)
  }, { capacity: 2, onDeadlock })

describe("copies of a step", () => {
  for (const ordered of both) {
    const name = ordered ? "ordered" : "in any order"
    rule(`S24: may be deadlocked with others, ${name}`, () =>
      Effect.gen(function*() {
        const defect = defectOf(yield* Effect.exit(Workflow.run(zipping(ordered, "fail"))))
        assert.instanceOf(defect, Deadlock.Deadlock)
        assert.strictEqual((yield* quietly(Workflow.run(zipping(ordered, "grow")))).rows, 30)
      }))

    it.effect(`S24: are alive while one of them waits for time, ${name}`, () =>
      Effect.gen(function*() {
        const work = Step.replicate(Slowly((x) => Effect.sleep(x === 0 ? "1 hour" : "1 second")), 3, { ordered })
        const workflow = Workflow.make("w", { numbers: Source.range({ end: 9 }), work, all }, (steps) =>
          steps.numbers.pipe(steps.work).pipe(steps.all))
        const running = yield* Workflow.launch(workflow)
        yield* TestClock.adjust("59 minutes")
        const { edges } = yield* running.snapshot
        assert.deepStrictEqual(
          edges.map(({ popped }) =>
            popped
          ),
          ordered ? [3, 0] : [9, 8]
        )
        yield* TestClock.adjust("1 hour")
        assert.lengthOf((yield* running.await).all, 9)
      }))

    property(`S27: a loop with them ends when nothing goes round, ${name}`, {
      copies: between(1, 5),
      count: between(0, 12)
    }, ({ copies, count }, random) =>
      Effect.gen(function*() {
        const Down = Stream.make("Down", {
          in: { n: Schema.Int },
          out: { again: Schema.Int, done: Schema.Int },
          run: ({ n }, { again, done }) =>
            n.forEach((x) =>
              Effect.andThen(turns(Math.floor(random() * 4)), x >= 10 ? again.push(x - 10) : done.push(x))
            )
        })
        const workflow = Workflow.make("looping", {
          numbers: Source.range({ end: count, start: 0 }),
          tens: Stream.make("tens", {
            in: { n: Schema.Int },
            out: { m: Schema.Int },
            run: ({ n }, { m }) => n.forEach((x) => m.push(x % 10 + 10 * (x % 4)))
          }),
          down: Step.replicate(Down, copies, { ordered }),
          all
        }, ({ all, down, numbers, tens }) => {
          numbers.pipe(tens).pipe(down)
          down.again.pipe(down.n, { feedback: true, capacity: 100 })
          down.done.pipe(all)
        })
        const seen = yield* Workflow.run(workflow)
        assert.deepStrictEqual([...seen.all].sort(), upTo(count).map((x) => x % 10).sort())
      }))

    rule(`S20, S23: are interrupted where they wait, and leave nothing, ${name}`, () =>
      Effect.gen(function*() {
        let open = 0
        const Held = Work((n, m) =>
          n.forEach((x) =>
            Effect.acquireUseRelease(
              Effect.sync(() => open++),
              () => Effect.andThen(x === 0 ? Effect.never : Effect.void, m.push(x)),
              () => Effect.sync(() => open--)
            )
          )
        )
        const running = yield* Workflow.launch(
          Workflow.make("w", { Endless, held: Step.replicate(Held, 4, { ordered }), all: Sink.drain(Schema.Int) }, (
            { Endless, all, held }
          ) => Endless.pipe(held).pipe(all), { capacity: 2 })
        )
        yield* turns(20)
        assert.strictEqual(open > 0, true)
        yield* running.interrupt
        assert.strictEqual(open, 0)
        const { edges } = yield* running.snapshot
        assert.isTrue(edges.every(({ size }) => size === 0))
      }))

    rule(`S21: what they have in hand when the run is drained is delivered, ${name}`, () =>
      Effect.gen(function*() {
        const workflow = Workflow.make(
          "w",
          {
            Endless,
            work: Step.replicate(Slowly((x) => turns(x % 7)), 4, { ordered }),
            all
          },
          ({ Endless, all, work }) => Endless.pipe(work).pipe(all),
          { capacity: 3 }
        )
        const running = yield* Workflow.launch(workflow)
        yield* turns(20)
        const { all: seen } = yield* running.drain()
        const [first] = (yield* running.snapshot).edges
        assert.deepStrictEqual(ordered ? seen : [...seen].sort((a, b) => a - b), upTo(first!.pushed))
      }))

    rule(`S16: are stopped when their consumers have left, ${name}`, () =>
      Effect.gen(function*() {
        const Three = Stream.make("Three", {
          in: { n: Schema.Int },
          *run({ n }) {
            return [yield* n.pop, yield* n.pop, yield* n.pop]
          }
        })
        const workflow = Workflow.make(
          "w",
          {
            Endless,
            work: Step.replicate(Slowly((x) => turns(x % 3)), 4, { ordered }),
            Three
          },
          ({ Endless, Three, work }) => Endless.pipe(work).pipe(Three),
          { capacity: 2 }
        )
        const { Three: three } = yield* Workflow.run(workflow)
        assert.lengthOf(three!, 3)
        if (ordered) assert.deepStrictEqual(three, [0, 1, 2])
      }))
  }

  rule("S21: are drained where they wait to push without having taken anything", () =>
    Effect.gen(function*() {
      const Ticks = Stream.make("Ticks", {
        in: { n: Port.optional(Schema.Int) },
        out: { m: Schema.Int },
        *run(_, { m }) {
          for (let i = 0;; i++) yield* m.push(i)
        }
      })
      const workflow = Workflow.make(
        "w",
        {
          ticks: Step.replicate(Ticks, 3, { ordered: true }),
          relay: Slowly((x) => turns(x % 3)),
          all
        },
        ({ all, relay, ticks }) => ticks.pipe(relay).pipe(all),
        { capacity: 2 }
      )
      const running = yield* Workflow.launch(workflow)
      yield* turns(20)
      const { all: seen } = yield* running.drain()
      assert.deepStrictEqual(seen, upTo((yield* running.snapshot).edges[0]!.pushed))
    }))

  it.live("S23: no fiber and no sleep is left after a failure among those that wait", () =>
    Effect.gen(function*() {
      const Failing = Work((n, m) =>
        n.forEach((x) =>
          x === 3
            ? Effect.andThen(settle, Effect.die("three"))
            : Effect.andThen(x === 0 ? Effect.sleep("1 hour") : Effect.void, m.push(x))
        )
      )
      const workflow = Workflow.make(
        "w",
        { Endless, failing: Step.replicate(Failing, 5, { ordered: true }), all },
        ({ Endless, all, failing }) => Endless.pipe(failing).pipe(all)
      )
      const { run } = trackFibers()
      const { alive, exit, seen } = yield* run(countSleeps((sleeping) =>
        Effect.gen(function*() {
          const exit = yield* Effect.exit(Workflow.run(workflow))
          assert.strictEqual(defectOf(exit), "three")
          assert.strictEqual(sleeping(), 0)
        })
      ))
      assert.isTrue(Exit.isSuccess(exit), Exit.isFailure(exit) ? Cause.pretty(exit.cause) : "")
      assert.isAtLeast(seen, 6)
      assert.strictEqual(alive, 0)
    }))

  it.live("S24: a push that waits its turn beside one that waits for ever is none that others could free", () =>
    Effect.gen(function*() {
      for (let seed = 0; seed < 30; seed++) {
        // The consumer wants one of each, and what makes the one it has none of waits for the other's turn.
        const Sorting = Stream.make("Sorting", {
          in: { n: Schema.Int },
          out: { even: Schema.Int, odd: Schema.Int },
          run: ({ n }, { even, odd }) => n.forEach((x) => (x < 8 || x % 2 === 0 ? even : odd).push(x))
        })
        const workflow = Workflow.make("sorting", {
          numbers: Source.range({ end: 20 }),
          sort: Step.replicate(Sorting, 3, { ordered: true }),
          zip: Junction.zip({ even: Schema.Int, odd: Schema.Int }),
          rows: Sink.toArray(Schema.Struct({ even: Schema.Int, odd: Schema.Int }))
        }, ({ numbers, rows, sort, zip }) => {
          numbers.pipe(sort)
          sort.even.pipe(zip.even)
          sort.odd.pipe(zip.odd)
          zip.pipe(rows)
        }, { capacity: 2 })
        const exit = yield* Effect.exit(withScheduler(Workflow.run(workflow), shuffled(seed, seed % 2 === 0)))
        const defect = defectOf(exit)
        assert.instanceOf(defect, Deadlock.Deadlock)
        assert.include((defect as Deadlock.Deadlock).message, "sort waits for room on sort.even → zip.even (2 of 2)")
      }
    }))
})
