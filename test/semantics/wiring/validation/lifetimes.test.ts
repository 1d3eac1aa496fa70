import { Sink, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"
import { rule } from "../../fixtures-ports.ts"
import { Endless, Relay, statuses, Take, trackFibers } from "../../fixtures.ts"
import { capacities, Ints, Letters, untyped } from "./graphs.ts"

describe("a check is a step like any other", () => {
  rule("S16: the end of the consumer reaches a producer without end", () =>
    Effect.gen(function*() {
      const workflow = Workflow.make(
        "w",
        { numbers: Endless, some: Take(3), bad: Letters },
        ({ numbers, some, bad }) => {
          numbers.pipe(some)
          some.n.rejected.pipe(bad)
        },
        { capacity: 2 }
      )
      assert.deepStrictEqual(yield* Workflow.run(workflow), { some: [0, 1, 2], bad: [] })
    }))

  rule("S16: and a producer that has nothing to push any more", () =>
    Effect.gen(function*() {
      const Idle = Stream.make("Idle", {
        out: { n: Schema.Int },
        *run(_, { n }) {
          yield* n.push(0)
          return yield* Effect.never
        }
      })
      const workflow = Workflow.make("w", { idle: Idle, one: Take(1), bad: Letters }, ({ idle, one, bad }) => {
        idle.pipe(one)
        one.n.rejected.pipe(bad)
      })
      const { one } = yield* Workflow.run(workflow)
      assert.deepStrictEqual(one, [0])
    }))

  it.effect.each(capacities)(
    "S3: a full edge holds the producer back (capacity %d)",
    (capacity) =>
      Effect.scoped(Effect.gen(function*() {
        const Never = Stream.make("Never", { in: { n: Schema.Int }, run: () => Effect.never })
        const running = yield* Workflow.launch(
          Workflow.make("w", { numbers: Endless, never: Never }, ({ numbers, never }) => numbers.pipe(never), {
            capacity,
            validate: "always"
          })
        )
        yield* running.settled
        const { edges } = yield* running.snapshot
        assert.deepStrictEqual(edges.map(({ size }) => size), [capacity, capacity])
        // One element is in the hands of the check.
        assert.deepStrictEqual(edges.map(({ pushed }) => pushed), [2 * capacity + 1, capacity])
      }))
  )

  it.effect.each(capacities)(
    "S21: draining lets what is in flight through, both ways (capacity %d)",
    (capacity) =>
      Effect.scoped(Effect.gen(function*() {
        let pushed = 0
        const Alternating = Stream.make("Alternating", {
          out: { n: Schema.Int },
          *run(_, { n }) {
            for (let i = 0; true; i++) {
              yield* n.push(i % 3 === 2 ? untyped([`${i}`])[0]! : i)
              pushed++
            }
          }
        })
        const Slow = Sink.fold(Schema.Int, () => 0, (count) => count + 1)
        const running = yield* Workflow.launch(
          Workflow.make("w", { numbers: Alternating, all: Slow, bad: Letters }, ({ numbers, all, bad }) => {
            numbers.pipe(all)
            all.value.rejected.pipe(bad)
          }, { capacity })
        )
        yield* Effect.yieldNow
        const { all, bad } = yield* running.drain()
        const { edges } = yield* running.snapshot
        assert.strictEqual(all + bad.length, edges[0]!.pushed)
        assert.isAtLeast(pushed, 1)
        assert.deepStrictEqual(bad.map(({ position }) => position), bad.map((_, i) => 3 * i + 2))
      }))
  )

  it.effect("S21: draining a loop does not stop its check before what goes round is done", () =>
    Effect.scoped(Effect.gen(function*() {
      const Round = Stream.make("Round", {
        in: { n: Schema.Int },
        out: { again: Schema.Int, done: Schema.Int },
        run: ({ n }, { again, done }) =>
          n.forEach((x) => Effect.andThen(Effect.sleep("1 second"), () => x < 3 ? again.push(x + 1) : done.push(x)))
      })
      const Once = Stream.make("Once", {
        out: { n: Schema.Int },
        *run(_, { n }) {
          yield* n.push(0)
          return yield* Effect.never
        }
      })
      const running = yield* Workflow.launch(
        Workflow.make("w", { once: Once, round: Round, all: Ints }, ({ once, round, all }) => {
          once.pipe(round)
          round.again.pipe(round, { feedback: true })
          round.done.pipe(all)
        }, { validate: "always" })
      )
      yield* TestClock.adjust("1500 millis")
      const drained = yield* Effect.forkChild(running.drain())
      for (let second = 0; second < 5; second++) yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(yield* Fiber.join(drained), { all: [3] })
    })))

  it.live("S20, S23: interrupting stops it, and nothing is left", () =>
    Effect.gen(function*() {
      const { alive, exit, seen } = yield* trackFibers().run(Effect.scoped(Effect.gen(function*() {
        const running = yield* Workflow.launch(
          Workflow.make("w", { numbers: Endless, relay: Relay, bad: Letters, all: Ints }, (
            { numbers, relay, bad, all }
          ) => {
            numbers.pipe(relay).pipe(all)
            relay.n.rejected.pipe(bad)
          }, { capacity: 1, validate: "always" })
        )
        yield* Effect.yieldNow
        yield* running.interrupt
        const snapshot = yield* running.snapshot
        assert.deepStrictEqual(snapshot.edges.map(({ size }) => size), snapshot.edges.map(() => 0))
        return statuses(snapshot)
      })))
      assert.strictEqual(alive, 0)
      assert.isAtLeast(seen, 6)
      assert(exit._tag === "Success")
      assert.strictEqual(exit.value["check(numbers.value → relay.n)"], "interrupted")
      assert.strictEqual(exit.value["check(relay.m → all.value)"], "interrupted")
    }))
})
