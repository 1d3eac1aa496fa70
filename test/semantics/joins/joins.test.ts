import { Junction, Port, Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { TestStream } from "@effect-mimo/testing"
import { assert, describe } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import { rule, settle } from "../fixtures-ports.ts"
import { capacities, statuses } from "../fixtures.ts"

const Zip = Junction.zip({ a: Schema.Int, b: Schema.String })
const Merge = Junction.merge({ a: Schema.Int, b: Schema.Int })

const letters = (count: number): ReadonlyArray<string> => Array.from({ length: count }, (_, i) => `l${i}`)
const numbers = (count: number): ReadonlyArray<number> => Array.from({ length: count }, (_, i) => i)

describe("S30: zip", () => {
  rule("S30: pairs in order, at every capacity", () =>
    Effect.gen(function*() {
      for (const capacity of capacities) {
        const { outputs, unread } = yield* TestStream.run(Zip, { a: numbers(20), b: letters(20) }, { capacity })
        assert.deepStrictEqual(outputs.zipped, numbers(20).map((a) => ({ a, b: `l${a}` })))
        assert.deepStrictEqual(unread, { a: [], b: [] })
      }
    }))

  rule(
    "S30: ends as soon as an ended input has no element left; an element without a partner is not taken",
    () =>
      Effect.gen(function*() {
        for (const capacity of capacities) {
          for (const [a, b] of [[3, 5], [5, 3], [0, 2], [2, 0], [1, 1], [0, 0], [3, 4], [4, 3]] as const) {
            const outcome = yield* TestStream.run(Zip, { a: numbers(a), b: letters(b) }, { capacity })
            const pairs = Math.min(a, b)
            assert.deepStrictEqual(outcome.outputs.zipped, numbers(pairs).map((a) => ({ a, b: `l${a}` })))
            assert.deepStrictEqual(outcome.unread, { a: numbers(a).slice(pairs), b: letters(b).slice(pairs) })
            assert.isTrue(Exit.isSuccess(outcome.exit))
          }
        }
      })
  )

  rule(
    "S30: the last full pair is delivered when both ends are there before it is taken",
    () =>
      Effect.gen(function*() {
        const test = yield* TestStream.make(Zip)
        yield* test.in.a.offerAll([1, 2])
        yield* test.in.a.end
        yield* test.in.b.offer("x")
        yield* test.in.b.end
        yield* test.settled
        assert.deepStrictEqual(yield* test.out.zipped.take, { a: 1, b: "x" })
        assert.isTrue(Cause.isDone(yield* Effect.flip(test.out.zipped.take)))
        assert.isTrue(Exit.isSuccess(yield* test.exit))
      })
  )

  rule(
    "S30: waits for the slower side, and ends at once when the side that lacks an element ends",
    () =>
      Effect.gen(function*() {
        const test = yield* TestStream.make(Zip)
        yield* test.in.a.offerAll([1, 2])
        yield* test.out.zipped.expectNothing
        assert.deepStrictEqual(yield* test.waitingOn, ["b"])
        yield* test.in.b.offer("x")
        assert.deepStrictEqual(yield* test.out.zipped.take, { a: 1, b: "x" })
        yield* test.in.b.end
        assert.isTrue(Exit.isSuccess(yield* test.exit))
      })
  )

  rule(
    "S30: ends at once too when the side that has nothing ends while both lack elements",
    () =>
      Effect.gen(function*() {
        for (const side of ["a", "b"] as const) {
          const test = yield* TestStream.make(Zip)
          yield* test.settled
          assert.deepStrictEqual(yield* test.waitingOn, ["a", "b"])
          yield* test.in[side].end
          assert.isTrue(Exit.isSuccess(yield* test.exit))
        }
      })
  )

  rule("S30: does not end while the ended side still has an element", () =>
    Effect.gen(function*() {
      const test = yield* TestStream.make(Zip)
      yield* test.in.a.offer(1)
      yield* test.in.a.end
      yield* test.out.zipped.expectNothing
      yield* test.in.b.offer("x")
      assert.deepStrictEqual(yield* test.out.zipped.take, { a: 1, b: "x" })
      assert.isTrue(Exit.isSuccess(yield* test.exit))
    }))

  rule("S30: an unpaired element stays for a step that goes on by hand", () =>
    Effect.gen(function*() {
      const ZipThenDrain = Stream.make("ZipThenDrain", {
        in: { a: Schema.Int, b: Schema.Int },
        *run(ins) {
          const pairs: Array<ReadonlyArray<number>> = []
          yield* Effect.catch(
            Effect.forever(Effect.map(Port.popAll(ins), ({ a, b }) => {
              pairs.push([a, b])
            })),
            () => Effect.void
          )
          const rest: Array<number> = []
          yield* ins.a.forEach((n) => {
            rest.push(n)
          })
          yield* ins.b.forEach((n) => {
            rest.push(n)
          })
          return { pairs, rest }
        }
      })
      for (const capacity of capacities) {
        const outcome = yield* TestStream.run(ZipThenDrain, { a: numbers(3), b: numbers(5) }, { capacity })
        assert.deepStrictEqual(outcome.result, { pairs: [[0, 0], [1, 1], [2, 2]], rest: [3, 4] })
      }
    }))

  rule("S30: of many inlets, and of one", () =>
    Effect.gen(function*() {
      const Three = Junction.zip({ x: Schema.Int, y: Schema.Int, z: Schema.Int })
      const three = yield* TestStream.run(Three, { x: [0, 1, 2], y: [5, 6, 7, 8], z: [10, 11] })
      assert.deepStrictEqual(three.outputs.zipped, [{ x: 0, y: 5, z: 10 }, { x: 1, y: 6, z: 11 }])
      assert.deepStrictEqual(three.unread, { x: [2], y: [7, 8], z: [] })
      const One = Junction.zip({ only: Schema.Int })
      const one = yield* TestStream.run(One, { only: [1, 2] })
      assert.deepStrictEqual(one.outputs.zipped, [{ only: 1 }, { only: 2 }])
    }))

  rule("S30: the longer side's source is stopped when the shorter one has ended", () =>
    Effect.gen(function*() {
      const workflow = Workflow.make("w", {
        three: Source.range({ end: 3 }),
        endless: Source.range({ end: Infinity }),
        zip: Junction.zip({ a: Schema.Int, b: Schema.Int }),
        count: Sink.fold(Schema.Struct({ a: Schema.Int, b: Schema.Int }), () => 0, (n) => n + 1)
      }, ({ three, endless, zip, count }) => {
        three.pipe(zip.a)
        endless.pipe(zip.b)
        zip.pipe(count)
      })
      for (const capacity of capacities) {
        const running = yield* Workflow.launch(Workflow.withCapacity(workflow, capacity))
        assert.deepStrictEqual(yield* running.await, { count: 3 })
        assert.strictEqual(statuses(yield* running.snapshot)["endless"], "completed")
      }
    }))
})

describe("S31: merge", () => {
  rule("S31: keeps each input's order and ends when all inputs end", () =>
    Effect.gen(function*() {
      for (const capacity of capacities) {
        const { exit, outputs, unread } = yield* TestStream.run(Merge, {
          a: numbers(20),
          b: numbers(7).map((n) => n + 100)
        }, {
          capacity
        })
        assert.deepStrictEqual(outputs.merged.filter((n) => n < 100), numbers(20))
        assert.deepStrictEqual(outputs.merged.filter((n) => n >= 100), numbers(7).map((n) => n + 100))
        assert.deepStrictEqual(unread, { a: [], b: [] })
        assert.isTrue(Exit.isSuccess(exit))
      }
    }))

  rule(
    "S31: goes on with one input when the other has ended, and only ends with the last",
    () =>
      Effect.gen(function*() {
        const test = yield* TestStream.make(Merge)
        yield* test.in.a.end
        yield* test.out.merged.expectNothing
        yield* test.in.b.offer(1)
        assert.strictEqual(yield* test.out.merged.take, 1)
        yield* test.settled
        assert.deepStrictEqual(yield* test.waitingOn, ["b"])
        yield* test.in.b.end
        assert.isTrue(Exit.isSuccess(yield* test.exit))
        assert.isTrue(Cause.isDone(yield* Effect.flip(test.out.merged.take)))
      })
  )

  rule("S31: an input that has elements is not starved by another", () =>
    Effect.gen(function*() {
      const capacity = 20
      const test = yield* TestStream.make(Merge, { capacity })
      // More than fits, of the one and then of the other: what the other finds in front of it is on the outlet's edge, and
      // one element at most in the hands of the step.
      for (const [inlet, from] of [[test.in.a, 0], [test.in.b, 100]] as const) {
        yield* Effect.forkScoped(inlet.offerAll(numbers(3 * capacity).map((n) => from + n)))
        yield* settle
      }
      yield* test.out.merged.takeN(capacity + 1)
      const next = yield* test.out.merged.takeN(capacity)
      assert.lengthOf(next.filter((n) => n < 100), capacity / 2)
    }))

  rule("S31: of different types, and of no elements at all", () =>
    Effect.gen(function*() {
      const Mixed = Junction.merge({ n: Schema.Int, s: Schema.String })
      const { outputs } = yield* TestStream.run(Mixed, { n: [1, 2], s: ["a"] })
      assert.sameMembers([...outputs.merged], [1, 2, "a"])
      const none = yield* TestStream.run(Mixed, { n: [], s: [] })
      assert.deepStrictEqual(none.outputs.merged, [])
      assert.isTrue(Exit.isSuccess(none.exit))
    }))

  rule("S31: a failed input fails it", () =>
    Effect.gen(function*() {
      const test = yield* TestStream.make(Merge)
      yield* test.in.b.offer(1)
      yield* test.in.a.fail(Cause.die("broken feed"))
      assert.isTrue(Exit.isFailure(yield* test.exit))
    }))
})
