import "@effect-mimo/testing/vitest"
import { Stream, Transform } from "@effect-mimo/core"
import { TestStream } from "@effect-mimo/testing"
import { assert, describe, expect, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

const Halve = Stream.make("Halve", {
  in: { n: Schema.Int },
  out: { half: Schema.Int, odd: Schema.Struct({ n: Schema.Int, why: Schema.String }) },
  *run({ n }, { half, odd }) {
    yield* n.forEach((n) => n % 2 === 0 ? half.push(n / 2) : odd.push({ n, why: `${n} is odd` }))
    return "done"
  }
})

const thrown = (assertion: () => void): Error & { readonly actual?: unknown; readonly expected?: unknown } => {
  try {
    assertion()
  } catch (error) {
    assert.instanceOf(error, Error)
    return error
  }
  return assert.fail("it holds")
}

describe("matchers", () => {
  it.effect("compare what a stream emitted and how it ended", () =>
    Effect.gen(function*() {
      const outcome = yield* TestStream.run(Halve, { n: [2, 3, 4] })
      expect(outcome).toEmitInOrder({ half: [1, 2], odd: [{ n: 3, why: "3 is odd" }] })
      expect(outcome).toEmit({ half: [2, 1], odd: [{ n: 3, why: "3 is odd" }] })
      expect(outcome).toCompleteWith("done")
      expect(outcome.exit).toCompleteWith("done")
      expect(Exit.fail("x")).toFailWith("x")
      expect(Exit.die("x")).toFailWith(Cause.die("x"))
    }))

  it.effect("compare the ports a stream is suspended on", () =>
    Effect.gen(function*() {
      const halve = yield* TestStream.make(Halve)
      yield* halve.settled
      expect(yield* halve.waitingOn).toBeBlockedOn("n")
      expect(yield* halve.waitingOn).not.toBeBlockedOn()
      assert.strictEqual(
        thrown(() => expect(["n"]).not.toBeBlockedOn("n")).message,
        "it is blocked on n, which was not expected"
      )
    }))

  it.effect("say the same as the plain assertions, and give the runner what it draws a difference of", () =>
    Effect.gen(function*() {
      const outcome = yield* TestStream.run(Halve, { n: [2, 4] })
      const error = thrown(() => expect(outcome).toEmitInOrder({ half: [2, 1] }))
      assert.strictEqual(
        error.message,
        "outlet half: element 0 is 1, expected 2\n  came      [1, 2]\n  expected  [2, 1]\n             ^"
      )
      assert.deepStrictEqual(error.actual, { half: [1, 2], odd: [] })
      assert.deepStrictEqual(error.expected, { half: [2, 1], odd: [] })
    }))

  it.effect("can be turned round", () =>
    Effect.gen(function*() {
      const outcome = yield* TestStream.run(Halve, { n: [2, 4] })
      expect(outcome).not.toEmitInOrder({ half: [2, 1] })
      expect(outcome).not.toEmit({ half: [2] })
      expect(outcome).not.toCompleteWith("")
      assert.deepStrictEqual(
        [
          thrown(() => expect(outcome).not.toEmitInOrder({ half: [1, 2] })).message,
          thrown(() => expect(outcome).not.toEmit({ half: [2, 1] })).message,
          thrown(() => expect(outcome).not.toCompleteWith("done")).message,
          thrown(() => expect(Exit.fail("x")).not.toFailWith("x")).message
        ],
        [
          "expected another emission; it emitted this, in this order:\n  outlet half: [1, 2]\n  outlet odd: []",
          "expected another emission; it emitted this, in some order:\n  outlet half: [1, 2]\n  outlet odd: []",
          "it completed with \"done\", which was not expected",
          "it failed with \"x\", which was not expected"
        ]
      )
    }))

  it.effect("take expect.any and the like for elements, in any order as well", () =>
    Effect.gen(function*() {
      const outcome = yield* TestStream.run(Halve, { n: [2, 3, 5] })
      const odd = [expect.objectContaining({ n: 5 }), { n: 3, why: expect.any(String) }]
      expect(outcome).toEmit({ half: [expect.any(Number)], odd })
      expect(outcome).not.toEmitInOrder({ half: [1], odd })
      assert.include(
        thrown(() => expect(outcome).toEmit({ half: [1], odd: [{ n: 3, why: expect.any(String) }] })).message,
        "outlet odd: element 1 is {\"n\":5,\"why\":\"5 is odd\"}, not expected (in any order)"
      )
      expect({ outcome }).toEqual({ outcome: expect.toEmit({ half: [1], odd }) })
    }))

  it("compare as Effect's Equal where values implement it, and tell an absent field from undefined", () => {
    expect(Exit.succeed(Option.some(1))).toCompleteWith(Option.some(1))
    expect(Exit.succeed(Option.some(1))).not.toCompleteWith(Option.some(2))
    const outputs = { x: [{ a: 1 } as { readonly a: number; readonly b?: number | undefined }] }
    expect({ outputs }).not.toEmit({ x: [{ a: 1, b: undefined }] })
  })

  it.effect("need no result for a stream without one", () =>
    Effect.gen(function*() {
      const outcome = yield* TestStream.run(Transform.filter(Schema.Int, (n) => n > 1), { value: [1, 2] })
      expect(outcome).toCompleteWith()
      expect(outcome).toEmit({ passed: [2], rejected: [1] })
    }))

  it("say what they take", () => {
    const received = 5 as unknown
    assert.deepStrictEqual(
      [
        thrown(() => expect(received).toEmit({})).message,
        thrown(() => expect(received).not.toEmit({})).message,
        thrown(() => expect(received).toFailWith("x")).message,
        thrown(() => expect(received).toBeBlockedOn("x")).message
      ],
      [
        "toEmit takes what TestStream.run gives",
        "toEmit takes what TestStream.run gives",
        "toFailWith takes what TestStream.run gives, or an Exit",
        "toBeBlockedOn takes the names of ports: yield* test.waitingOn"
      ]
    )
  })
})
