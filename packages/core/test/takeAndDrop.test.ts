import { Sink, Source, Stream, Transform, Workflow } from "@effect-mimo/core"
import { TestStream } from "@effect-mimo/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

const Int = Schema.Int
const isSmall = (n: number) => n < 3

const failing = (n: number): never => {
  throw new Error(`at ${n}`)
}

describe("S2: for any input, at any capacity and under any schedule", () => {
  it.effect("take and drop are the beginning and the rest", () =>
    Effect.gen(function*() {
      for (const n of [1, 2, 7]) {
        yield* TestStream.property(Transform.take(Int, n), ({ inputs, outputs }) =>
          assert.deepStrictEqual(outputs.passed, inputs.value.slice(0, n)))
      }
      for (const n of [0, 1, 2, 7, Number.MAX_SAFE_INTEGER]) {
        yield* TestStream.property(Transform.drop(Int, n), ({ inputs, outputs }) =>
          assert.deepStrictEqual(outputs.passed, inputs.value.slice(n)))
      }
    }))

  it.effect("takeWhile and dropWhile are what is before an element, and the rest", () =>
    Effect.gen(function*() {
      const before = (value: ReadonlyArray<number>) => {
        const at = value.findIndex((n) => !isSmall(n))
        return at < 0 ? value.length : at
      }
      yield* TestStream.property(Transform.takeWhile(Int, isSmall), ({ inputs: { value }, outputs }) =>
        assert.deepStrictEqual(outputs.passed, value.slice(0, before(value))))
      yield* TestStream.property(Transform.dropWhile(Int, isSmall), ({ inputs: { value }, outputs }) =>
        assert.deepStrictEqual(outputs.passed, value.slice(before(value))))
    }))

  it.effect("scan gives a state for each element", () => {
    const text = Transform.scan(Int, Schema.String, () => "", (all, n) => `${all},${n}`)
    return TestStream.property(
      text,
      ({ inputs: { value }, outputs }) =>
        assert.deepStrictEqual(outputs.state, value.map((_, at) => `,${value.slice(0, at + 1).join(",")}`))
    )
  })
})

describe("what is taken", () => {
  it.effect("S14, S16: take completes with its last push, and its source is stopped", () =>
    Effect.gen(function*() {
      for (let capacity = 1; capacity <= 5; capacity++) {
        const test = yield* TestStream.make(Transform.take(Int, 3), { capacity })
        const taking = yield* Effect.forkChild(test.out.passed.takeAll, { startImmediately: true })
        for (const n of [0, 1, 2]) yield* test.in.value.offer(n)
        assert.deepStrictEqual(yield* Fiber.join(taking), [0, 1, 2])
        yield* test.in.value.expectCancel
        assert.isTrue(Exit.isSuccess(yield* test.exit))
      }
    }))

  it.effect("S16: an endless source is interrupted", () =>
    Effect.gen(function*() {
      let stopped = 0
      const Endless = Stream.make("Endless", {
        out: { n: Int },
        *run(_, { n }) {
          yield* Effect.addFinalizer(() => Effect.sync(() => stopped++))
          yield* n.pushAll([0, 1, 2])
          yield* Effect.never
        }
      })
      for (const ending of [Transform.take(Int, 3), Transform.takeWhile(Int, (n) => n < 2)]) {
        const workflow = Workflow.make("ending", { Endless, ending, all: Sink.toArray(Int) }, (steps) =>
          steps.Endless.pipe(steps.ending).pipe(steps.all))
        const { all } = yield* Workflow.run(workflow)
        assert.deepStrictEqual(all, ending.name === "take" ? [0, 1, 2] : [0, 1])
      }
      assert.strictEqual(stopped, 2)
    }))

  it.effect("S3: drop takes what it leaves out at any capacity", () =>
    Effect.gen(function*() {
      const dropping = Workflow.make("dropping", {
        numbers: Source.range({ end: 1000 }),
        drop: Transform.drop(Int, 998),
        all: Sink.toArray(Int)
      }, ({ all, drop, numbers }) =>
        numbers.pipe(drop).pipe(all), { capacity: 3 })
      assert.deepStrictEqual(yield* Workflow.run(dropping), { all: [998, 999] })
    }))

  it.effect("S18: each run begins anew", () =>
    Effect.gen(function*() {
      const streams = [
        Transform.take(Int, 2),
        Transform.drop(Int, 2),
        Transform.takeWhile(Int, isSmall),
        Transform.dropWhile(Int, isSmall),
        Transform.scan(Int, Int, () => 0, (sum, n) => sum + n)
      ]
      for (const stream of streams) {
        const run = TestStream.run(stream as ReturnType<typeof Transform.take<typeof Int>>, { value: [1, 2, 3, 1] })
        assert.deepStrictEqual((yield* run).outputs, (yield* run).outputs)
      }
    }))
})

describe("a function that throws", () => {
  it.effect("S15: fails the step, at the element", () =>
    Effect.gen(function*() {
      const at2 = (n: number) => n === 2 ? failing(n) : true
      const streams = [
        Transform.takeWhile(Int, at2),
        Transform.dropWhile(Int, at2),
        Transform.scan(Int, Int, () => 0, (_, n) => n === 2 ? failing(n) : n)
      ]
      for (const stream of streams) {
        const workflow = Workflow.make("breaking", {
          numbers: Source.range({ end: 4 }),
          broken: stream as typeof streams[0]
        }, ({ broken, numbers }) => ({ out: { passed: numbers.pipe(broken) } }))
        const running = yield* Workflow.launch(workflow)
        const exit = yield* Effect.exit(running.await)
        const cause = Exit.isFailure(exit) ? exit.cause : assert.fail("expected a failure")
        assert.include(String(cause), "at 2")
        const element = { step: "breaking/broken", inlet: "value", position: 2 }
        assert.deepStrictEqual(Workflow.failedElement(cause), Option.some(element))
      }
    }))

  it.effect("S5: what came before it is not lost to an outlet that is read", () =>
    Effect.gen(function*() {
      const broken = Transform.scan(Int, Int, () => 0, (sum, n) => n === 2 ? failing(n) : sum + n)
      const { exit, outputs } = yield* TestStream.run(broken, { value: [5, 1, 2, 3] })
      assert.deepStrictEqual(outputs.state, [5, 6])
      assert.include(String(exit), "at 2")
    }))
})

describe("a number that is none", () => {
  it("take: 1 or more", () => {
    for (const n of [0, -1, 1.5, Number.NaN, Infinity]) {
      assert.throws(
        () => Transform.take(Int, n),
        RangeError,
        `Transform.take: elements: ${n}; give a whole number, 1 or more`
      )
    }
  })

  it("drop: 0 or more", () => {
    for (const n of [-1, 1.5, Number.NaN, Infinity]) {
      assert.throws(
        () => Transform.drop(Int, n),
        RangeError,
        `Transform.drop: elements: ${n}; give a whole number, 0 or more`
      )
    }
  })
})
