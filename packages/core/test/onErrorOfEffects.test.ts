// `onError` of the streams whose function gives an Effect.
import { DeadLetter, Sink, Source, Stream, Transform, Workflow } from "@effect-mimo/core"
import { TestStream } from "@effect-mimo/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"
import {
  callOf,
  capacities,
  discarded,
  droppedBy,
  everyWay,
  first,
  letters,
  modes,
  numbers,
  Odd,
  others,
  thirds,
  unlessThird
} from "./fixtures/everyThird.ts"

describe("onError of Transform.mapEffect", () => {
  const concurrencies = [
    { concurrency: 1 },
    { concurrency: 3 },
    { concurrency: Infinity },
    { concurrency: 3, unordered: true }
  ]
  // Later elements tend to be done sooner.
  const slow = (n: number) =>
    Effect.gen(function*() {
      for (let i = 0; i < (first + 20 - n) % 5; i++) yield* Effect.yieldNow
      return yield* callOf(n)
    })
  const sorted = (letters: ReadonlyArray<DeadLetter.DeadLetter>) => letters.toSorted((a, b) => a.position - b.position)

  for (const [what, f] of [["at once", callOf], ["later", slow]] as const) {
    it.effect(`S2: what throws, fails or dies ${what} goes to failed; results and dead letters keep the order`, () =>
      everyWay((onError, options) =>
        Effect.gen(function*() {
          for (const concurrency of concurrencies) {
            const stream = Transform.mapEffect(Schema.Int, Schema.Int, f, { ...concurrency, onError })
            const { exit, outputs } = yield* TestStream.run(stream, { value: numbers }, options)
            assert.isTrue(Exit.isSuccess(exit))
            const expected = { mapped: others.map((n) => n * 2), failed: letters("mapEffect/stream", thirds) }
            if (concurrency.unordered === true) {
              assert.sameMembers([...outputs.mapped], expected.mapped)
              assert.deepStrictEqual(sorted(outputs.failed), expected.failed)
            } else {
              assert.deepStrictEqual(outputs, expected)
            }
          }
        })
      ))
  }

  it.effect("ordered: a dead letter waits for the calls before it, and has the position at which it was taken", () =>
    Effect.gen(function*() {
      const f = (n: number) => n === 0 ? Effect.as(Effect.sleep("10 seconds"), n) : new Odd({ n })
      const stream = Transform.mapEffect(Schema.Int, Schema.Int, f, { concurrency: 3, onError: "deadLetter" })
      const test = yield* TestStream.make(stream)
      yield* test.in.value.offerAll([0, 1, 2])
      yield* test.in.value.end
      yield* test.settled
      yield* test.out.failed.expectNothing
      yield* TestClock.adjust("10 seconds")
      assert.strictEqual(yield* test.out.mapped.take, 0)
      const read = yield* test.out.failed.takeN(2)
      assert.deepStrictEqual(read.map(({ element, position }) => [element, position]), [[1, 1], [2, 2]])
      assert.isTrue(Exit.isSuccess(yield* test.exit))
    }))

  it.effect("unordered: a dead letter goes as soon as it is there, with the position at which it was taken", () =>
    Effect.gen(function*() {
      const f = (n: number) => Effect.andThen(Effect.sleep(`${n} seconds`), new Odd({ n }))
      const stream = Transform.mapEffect(Schema.Int, Schema.Int, f, {
        concurrency: 3,
        unordered: true,
        onError: "deadLetter"
      })
      const test = yield* TestStream.make(stream)
      yield* test.in.value.offerAll([3, 1, 2])
      yield* test.in.value.end
      yield* test.settled
      yield* TestClock.adjust("3 seconds")
      const read = yield* test.out.failed.takeN(3)
      assert.deepStrictEqual(read.map(({ element, position }) => [element, position]), [[1, 1], [2, 2], [3, 0]])
      assert.isTrue(Exit.isSuccess(yield* test.exit))
    }))

  it.effect("S3: dead letters that nobody reads hold back the results behind them, in order", () =>
    Effect.forEach(capacities.slice(0, 2), (capacity) =>
      Effect.gen(function*() {
        let calls = 0
        const f = (n: number) =>
          Effect.suspend((): Effect.Effect<number, Odd> => {
            calls++
            return n < 4 ? new Odd({ n }) : Effect.succeed(n)
          })
        const stream = Transform.mapEffect(Schema.Int, Schema.Int, f, { concurrency: 2, onError: "deadLetter" })
        const test = yield* TestStream.make(stream, { capacity })
        yield* Effect.forkScoped(test.in.value.offerAll(Array.from({ length: 40 }, (_, n) => n)))
        yield* test.settled
        yield* test.out.mapped.expectNothing
        assert.include(yield* test.waitingOn, "failed")
        // On the edge, in the hands of who passes them on, and ready behind these: twice the concurrency each.
        assert.isAtMost(calls, capacity + 4 + 4)
        const read = yield* test.out.failed.takeN(4)
        assert.deepStrictEqual(read.map(({ position }) => position), [0, 1, 2, 3])
        assert.deepStrictEqual(yield* test.out.mapped.takeN(36), Array.from({ length: 36 }, (_, n) => n + 4))
      }).pipe(Effect.scoped)))

  it.effect("S12: drop counts what it drops, whatever the capacity", () =>
    Effect.gen(function*() {
      for (const capacity of capacities) {
        for (const concurrency of concurrencies) {
          const workflow = Workflow.make("w", {
            numbers: Source.fromIterable(Schema.Int, numbers),
            call: Transform.mapEffect(Schema.Int, Schema.Int, slow, { ...concurrency, onError: "drop" }),
            count: Sink.fold(Schema.Int, () => 0, (n) => n + 1)
          }, ({ call, count, numbers }) => {
            numbers.pipe(call)
            call.mapped.pipe(count)
          }, { capacity })
          yield* Effect.scoped(Effect.gen(function*() {
            const running = yield* Workflow.launch(workflow)
            assert.deepStrictEqual(yield* running.await, { count: others.length })
            assert.strictEqual(yield* discarded(running, "call"), thirds.length)
          }))
        }
      }
    }))

  it.effect("S15: fail, the default, fails the step with the typed error", () =>
    Effect.gen(function*() {
      for (const options of [undefined, { concurrency: 2 }, { onError: "fail" }] as const) {
        const f = (n: number) => n === 2 ? new Odd({ n }) : Effect.succeed(n)
        const { exit } = yield* TestStream.run(Transform.mapEffect(Schema.Int, Schema.Int, f, options), {
          value: [1, 2, 3]
        })
        assert.deepStrictEqual(Exit.findErrorOption(exit), Option.some(new Odd({ n: 2 })))
      }
    }))

  it.effect("S20: an interruption is never a dead letter, not with a finalizer that dies either", () =>
    Effect.gen(function*() {
      for (const concurrency of concurrencies) {
        const dead: Array<DeadLetter.DeadLetter> = []
        const stuck = () => Effect.onInterrupt(Effect.never, () => Effect.die("finalizer"))
        const workflow = Workflow.make("w", {
          numbers: Source.fromIterable(Schema.Int, numbers),
          call: Transform.mapEffect(Schema.Int, Schema.Int, stuck, { ...concurrency, onError: "deadLetter" }),
          all: Sink.toArray(Schema.Int),
          dead: Sink.forEach(DeadLetter.DeadLetter, (letter) => void dead.push(letter))
        }, ({ all, call, dead, numbers }) => {
          numbers.pipe(call)
          call.mapped.pipe(all)
          call.failed.pipe(dead)
        })
        yield* Effect.scoped(Effect.gen(function*() {
          const running = yield* Workflow.launch(workflow)
          yield* running.settled
          yield* running.interrupt
          const { edges } = yield* running.snapshot
          assert.strictEqual(edges.find(({ from }) => from === "call.failed")?.pushed, 0)
          assert.deepStrictEqual(dead, [])
        }))
      }
    }))

  it.effect("S15: a function that interrupts itself fails the step", () =>
    Effect.gen(function*() {
      for (const onError of modes) {
        const f = (n: number): Effect.Effect<number> => n === 1 ? Effect.interrupt : Effect.succeed(n)
        const stream = Transform.mapEffect(Schema.Int, Schema.Int, f, { onError })
        const { exit, outputs } = yield* TestStream.run(stream, { value: [0, 1, 2] })
        assert.isTrue(Exit.hasInterrupts(exit))
        assert.deepStrictEqual(outputs.failed, [])
      }
    }))

  it.effect("S14: a function that fails with Cause.Done completes the step", () =>
    Effect.gen(function*() {
      for (const onError of modes) {
        const f = (n: number): Effect.Effect<number, Cause.Done> => n === 1 ? Cause.done() : Effect.succeed(n)
        const stream = Transform.mapEffect(Schema.Int, Schema.Int, f, { onError })
        const { exit, outputs } = yield* TestStream.run(stream, { value: [0, 1, 2] })
        assert.isTrue(Exit.isSuccess(exit))
        assert.deepStrictEqual(outputs, { mapped: [0], failed: [] })
      }
    }))

  it.effect("S5: a failure from upstream is no element's error", () =>
    Effect.gen(function*() {
      const Brittle = Stream.make("Brittle", {
        out: { n: Schema.Int },
        *run(_, { n }) {
          yield* n.pushAll([1, 2])
          return yield* new Odd({ n: 3 })
        }
      })
      const workflow = Workflow.make("w", {
        numbers: Brittle,
        call: Transform.mapEffect(Schema.Int, Schema.Int, Effect.succeed<number>, { onError: "drop" }),
        all: Sink.toArray(Schema.Int)
      }, ({ all, call, numbers }) => {
        numbers.pipe(call)
        call.mapped.pipe(all)
      })
      yield* Effect.scoped(Effect.gen(function*() {
        const running = yield* Workflow.launch(workflow)
        const exit = yield* Effect.exit(running.await)
        assert.deepStrictEqual(Exit.findErrorOption(exit), Option.some(new Odd({ n: 3 })))
        assert.strictEqual(yield* discarded(running, "call"), 0)
      }))
    }))
})

describe("onError of Sink.forEach", () => {
  it.effect("what throws, fails or dies goes to failed, one after the other", () =>
    everyWay((onError, options) =>
      Effect.gen(function*() {
        const seen: Array<number> = []
        const f = (n: number) => n % 2 === 0 ? Effect.map(callOf(n), () => void seen.push(n)) : unlessThird(see)(n)
        const see = (n: number) => void seen.push(n)
        const { exit, outputs } = yield* TestStream.run(
          Sink.forEach(Schema.Int, f, { onError }),
          { value: numbers },
          options
        )
        assert.isTrue(Exit.isSuccess(exit))
        assert.deepStrictEqual(outputs, { failed: letters("forEach/stream", thirds) })
        assert.deepStrictEqual(seen, others)
      })
    ))

  it.effect("S12: drop needs no outlet piped, and counts", () =>
    Effect.gen(function*() {
      for (const capacity of capacities) {
        assert.strictEqual(
          yield* droppedBy(Sink.forEach(Schema.Int, callOf, { onError: "drop" }), capacity),
          thirds.length
        )
      }
    }))

  it.effect("S15: fail, the default, fails the step with the typed error", () =>
    Effect.gen(function*() {
      const f = (n: number): Effect.Effect<void, Odd> => n === 2 ? new Odd({ n }) : Effect.void
      const { exit } = yield* TestStream.run(Sink.forEach(Schema.Int, f), { value: [1, 2, 3] })
      assert.deepStrictEqual(Exit.findErrorOption(exit), Option.some(new Odd({ n: 2 })))
    }))

  it.effect("S16: is stopped when nobody reads its dead letters any more", () =>
    Effect.gen(function*() {
      const seen: Array<number> = []
      const sink = Sink.forEach(Schema.Int, (n) => void seen.push(n), { onError: "deadLetter" })
      const test = yield* TestStream.make(sink)
      yield* test.in.value.offerAll([1, 2])
      yield* test.settled
      yield* test.out.failed.cancel
      assert.isTrue(Exit.isSuccess(yield* test.exit))
      assert.deepStrictEqual(seen, [1, 2])
    }))
})
