/** S31: the stock streams that bring feeds together and take them apart. */
import { Junction, Port, Stream, Workflow } from "@effect-mimo/core"
import { TestStream } from "@effect-mimo/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import { between, listOf, property, rule } from "../fixtures-ports.ts"
import { capacities } from "../fixtures.ts"

const upTo = (count: number): ReadonlyArray<number> => Array.from({ length: count }, (_, n) => n)
const twoInts = { a: Schema.Int, b: Schema.Int }

describe("S31: concat", () => {
  const Concat = Junction.concat(twoInts)

  rule("S31: all of one inlet, then all of the next", () =>
    Effect.gen(function*() {
      for (const capacity of capacities) {
        const { outputs } = yield* TestStream.run(Concat, { b: [10, 11], a: upTo(5) }, { capacity })
        assert.deepStrictEqual(outputs.concatenated, [0, 1, 2, 3, 4, 10, 11])
      }
      assert.deepStrictEqual((yield* TestStream.run(Concat, { a: [], b: [1] })).outputs.concatenated, [1])
    }))

  rule("S31: does not read the second inlet before the first has ended", () =>
    Effect.gen(function*() {
      const test = yield* TestStream.make(Concat)
      yield* test.in.b.offer(10)
      yield* test.in.a.offer(1)
      assert.strictEqual(yield* test.out.concatenated.take, 1)
      yield* test.out.concatenated.expectNothing
      assert.deepStrictEqual(yield* test.waitingOn, ["a"])
      yield* test.in.a.end
      assert.strictEqual(yield* test.out.concatenated.take, 10)
    }))
})

describe("S31: interleave", () => {
  property("S31: so many of each in turn, whatever the capacity", {
    a: listOf(0, 99, { maxLength: 9 }),
    b: listOf(100, 199, { maxLength: 9 }),
    c: listOf(200, 299, { maxLength: 9 }),
    count: between(1, 4),
    capacity: between(1, 5)
  }, ({ a, b, c, capacity, count }) =>
    Effect.gen(function*() {
      const stream = Junction.interleave({ a: Schema.Int, b: Schema.Int, c: Schema.Int }, count)
      const { outputs } = yield* TestStream.run(stream, { a, b, c }, { capacity })
      const expected: Array<number> = []
      for (let at = 0; at < 9; at += count) {
        for (const inlet of [a, b, c]) expected.push(...inlet.slice(at, at + count))
      }
      assert.deepStrictEqual(outputs.interleaved, expected)
    }))

  it("refuses a count that is none", () => {
    assert.throws(() => Junction.interleave(twoInts, 0), "0 elements in turn; give a whole number, 1 or more")
  })
})

describe("S31: zipLatest", () => {
  const Latest = Junction.zipLatest(twoInts)

  rule("S31: a struct when each has given one, and then one with each element", () =>
    Effect.gen(function*() {
      const test = yield* TestStream.make(Latest)
      yield* test.in.a.offerAll([1, 2])
      yield* test.out.latest.expectNothing
      yield* test.in.b.offer(10)
      assert.deepStrictEqual(yield* test.out.latest.takeN(2), [{ a: 1, b: 10 }, { a: 2, b: 10 }])
      yield* test.in.b.offer(11)
      assert.deepStrictEqual(yield* test.out.latest.take, { a: 2, b: 11 })
      yield* test.in.a.end
      yield* test.in.b.offer(12)
      assert.deepStrictEqual(yield* test.out.latest.take, { a: 2, b: 12 })
      yield* test.in.b.end
      assert.isTrue(Cause.isDone(yield* Effect.flip(test.out.latest.take)))
    }))

  rule("S31: ends at once when an inlet ends that has given nothing", () =>
    Effect.gen(function*() {
      const test = yield* TestStream.make(Latest)
      yield* test.in.a.offer(1)
      yield* test.in.b.end
      assert.isTrue(Exit.isSuccess(yield* test.exit))
    }))
})

describe("S31: unzip", () => {
  const Unzip = Junction.unzip({ n: Schema.Int, text: Schema.String })

  rule("S31: each field to the outlet of its name, in order", () =>
    Effect.gen(function*() {
      for (const capacity of capacities) {
        const pairs = upTo(9).map((n) => ({ n, text: `t${n}` }))
        const { outputs } = yield* TestStream.run(Unzip, { zipped: pairs }, { capacity })
        assert.deepStrictEqual(outputs, { n: upTo(9), text: upTo(9).map((n) => `t${n}`) })
      }
    }))

  rule("S12, S16: goes on while anyone wants a part, and is stopped when nobody does", () =>
    Effect.gen(function*() {
      const test = yield* TestStream.make(Unzip)
      yield* test.out.n.cancel
      yield* test.in.zipped.offer({ n: 1, text: "one" })
      assert.strictEqual(yield* test.out.text.take, "one")
      yield* test.out.text.cancel
      assert.isTrue(Exit.isSuccess(yield* test.exit))
    }))
})

describe("S31: partition", () => {
  const byParity = (n: number) => n % 2 === 0 ? "even" as const : "odd" as const
  const Parity = Junction.partition(Schema.Int, ["even", "odd"], byParity)

  rule("S31: each outlet keeps the order", () =>
    Effect.gen(function*() {
      for (const capacity of capacities) {
        const { outputs } = yield* TestStream.run(Parity, { value: upTo(20) }, { capacity })
        assert.deepStrictEqual(outputs.even, upTo(20).filter((n) => n % 2 === 0))
        assert.deepStrictEqual(outputs.odd, upTo(20).filter((n) => n % 2 === 1))
      }
    }))

  rule("S12: what is for an outlet that was cancelled is discarded, the others go on", () =>
    Effect.gen(function*() {
      const test = yield* TestStream.make(Parity, { capacity: 1 })
      yield* test.out.odd.cancel
      yield* Effect.forkChild(test.in.value.offerAll(upTo(7)))
      assert.deepStrictEqual(yield* test.out.even.takeN(4), [0, 2, 4, 6])
    }))

  rule("S15: a name that is no outlet's fails the step, or is a dead letter", () =>
    Effect.gen(function*() {
      // JavaScript may give anything.
      const wrong = ((n: number) => n === 2 ? "none" : "a") as () => "a"
      const failing = yield* TestStream.run(Junction.partition(Schema.Int, ["a", "b"], wrong), { value: upTo(4) })
      assert.include(String(failing.exit), `Junction.partition: "none" is no outlet; there are a, b`)
      const stream = Junction.partition(Schema.Int, ["a", "b"], wrong, { onError: "deadLetter" })
      const { outputs } = yield* TestStream.run(stream, { value: upTo(4) })
      assert.deepStrictEqual(outputs.a, [0, 1, 3])
      assert.deepStrictEqual(outputs.failed.map(({ element, position }) => [element, position]), [[2, 2]])
    }))
})

describe("S31: balance", () => {
  const Balance = Junction.balance(Schema.Int, ["a", "b", "c"])

  rule("S31: each element to one outlet, in turn while all have room", () =>
    Effect.gen(function*() {
      for (const capacity of [...capacities, 100]) {
        const { outputs } = yield* TestStream.run(Balance, { value: upTo(30) }, { capacity })
        const { a, b, c } = outputs
        assert.deepStrictEqual([...a, ...b, ...c].toSorted((x, y) => x - y), upTo(30))
        for (const given of [a, b, c]) assert.deepStrictEqual(given, given.toSorted((x, y) => x - y))
      }
      const { outputs } = yield* TestStream.run(Balance, { value: upTo(6) })
      assert.deepStrictEqual(outputs, { a: [0, 3], b: [1, 4], c: [2, 5] })
    }))

  rule(
    "S31: an outlet without room is passed over, and served first when it has room again",
    () =>
      Effect.gen(function*() {
        const { in: { value }, out: { a, b, c }, settled, snapshot } = yield* Workflow.launch(
          Workflow.single(Balance),
          { demand: 0 }
        )
        yield* value.pushAll(upTo(9))
        yield* settled
        assert.deepStrictEqual((yield* snapshot).steps[0]!.waitingOn, ["a", "b", "c"])
        yield* b.request(2)
        yield* settled
        yield* a.request(1)
        yield* settled
        assert.deepStrictEqual([yield* b.popUpTo(9), yield* a.pop], [[0, 1], 2])
        // Both have room when it looks, since nobody interrupts this turn.
        yield* Effect.all([b.request(1), c.request(1)])
        yield* settled
        assert.deepStrictEqual([yield* c.pop, yield* b.pop], [3, 4])
      }),
    { preempt: false }
  )

  rule("S31: what is cancelled gets nothing more, and holds nothing back", () =>
    Effect.gen(function*() {
      const test = yield* TestStream.make(Balance, { capacity: 1 })
      yield* test.out.b.cancel
      yield* Effect.forkChild(test.in.value.offerAll(upTo(10)))
      const taken: Array<number> = []
      for (let n = 0; n < 5; n++) taken.push(yield* test.out.a.take, yield* test.out.c.take)
      assert.sameMembers(taken, [...upTo(10)])
      yield* test.out.a.cancel
      yield* test.out.c.cancel
      assert.isTrue(Exit.isSuccess(yield* test.exit))
    }))
})

describe("Port.room", () => {
  it.effect("ends when all outlets are closed", () =>
    Effect.gen(function*() {
      const Choosing = Stream.make("Choosing", {
        out: { a: Port.optional(Schema.Int), b: Port.optional(Schema.Int) },
        *run(_, outs) {
          const chosen = [yield* Port.room(outs), yield* Port.room(outs), yield* Port.room(outs)]
          yield* outs.a.end
          chosen.push(yield* Port.room(outs), yield* Port.room(outs))
          yield* outs.b.end
          return yield* Effect.matchEffect(Port.room(outs), {
            onSuccess: () => Effect.succeed(["none"]),
            onFailure: () => Effect.succeed(chosen)
          })
        }
      })
      assert.deepStrictEqual((yield* TestStream.run(Choosing, {})).result, ["a", "b", "a", "b", "b"])
    }))
})
