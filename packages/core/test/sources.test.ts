import { type Definition, Source, Stream, Workflow } from "@effect-mimo/core"
import { TestStream } from "@effect-mimo/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Schema from "effect/Schema"
import * as EffectStream from "effect/Stream"

const Take = (count: number) =>
  Stream.make("Take", {
    in: { n: Schema.Int },
    *run({ n }) {
      const taken: Array<number> = []
      while (taken.length < count) taken.push(yield* n.pop)
      return taken
    }
  })

const take = (source: Definition<{}, { readonly value: number }, unknown, unknown>, count: number, capacity = 1) =>
  Workflow.run(
    Workflow.make("w", { source, take: Take(count) }, ({ source, take }) => source.pipe(take), { capacity })
  )

const errorOf = <A, E>(exit: Exit.Exit<A, E>) => Option.getOrUndefined(Exit.findErrorOption(exit))

const valuesOf = <A, E, R>(source: Definition<{}, { readonly value: A }, void, E, R>, capacity?: number) =>
  Effect.map(TestStream.run(source, {}, { capacity }), ({ outputs }) => outputs.value)

describe("Source.fromIterable", () => {
  it.effect("emits arrays, sets, strings and generators in order", () =>
    Effect.gen(function*() {
      for (const capacity of [1, 2, 128]) {
        assert.deepStrictEqual(yield* valuesOf(Source.fromIterable(Schema.Int, [3, 1, 2]), capacity), [3, 1, 2])
        assert.deepStrictEqual(yield* valuesOf(Source.fromIterable(Schema.Int, new Set([1, 2])), capacity), [1, 2])
        assert.deepStrictEqual(yield* valuesOf(Source.fromIterable(Schema.String, "héllo"), capacity), [..."héllo"])
        const squares = function*() {
          for (let n = 0; n < 300; n++) yield n * n
        }
        assert.deepStrictEqual(yield* valuesOf(Source.fromIterable(Schema.Int, squares), capacity), [...squares()])
      }
    }))

  it.effect("emits nothing of an empty iterable, and any value of others", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* valuesOf(Source.fromIterable(Schema.Int, [])), [])
      const values = [null, undefined, 0, "", Number.NaN, false]
      assert.deepStrictEqual(yield* valuesOf(Source.fromIterable(Schema.Unknown, values)), values)
    }))

  it.effect("calls a function once per run", () =>
    Effect.gen(function*() {
      let calls = 0
      const source = Source.fromIterable(Schema.Int, () => [++calls])
      assert.deepStrictEqual(yield* valuesOf(source), [1])
      assert.deepStrictEqual(yield* valuesOf(source), [2])
    }))

  it.effect("returns the iterator when it is stopped, and pulls no more than it pushes", () =>
    Effect.gen(function*() {
      let pulled = 0
      let returned = 0
      const source = Source.fromIterable(Schema.Int, function*() {
        try {
          while (true) yield pulled++
        } finally {
          returned++
        }
      })
      assert.deepStrictEqual(yield* take(source, 3), { take: [0, 1, 2] })
      assert.strictEqual(returned, 1)
      assert.isAtMost(pulled, 6)
    }))

  it.effect("fails with what the iterator throws", () =>
    Effect.gen(function*() {
      const source = Source.fromIterable(Schema.Int, function*() {
        yield 1
        throw new Error("in the middle")
      })
      const { exit, outputs } = yield* TestStream.run(source, {})
      assert.deepStrictEqual(outputs.value, [1])
      assert.include(String(exit), "in the middle")
    }))
})

describe("Source.range", () => {
  it.effect("counts from start to before end, by step", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* valuesOf(Source.range({ end: 3 })), [0, 1, 2])
      assert.deepStrictEqual(yield* valuesOf(Source.range({ start: 2, end: 5 })), [2, 3, 4])
      assert.deepStrictEqual(yield* valuesOf(Source.range({ start: 1, end: 8, step: 3 })), [1, 4, 7])
      assert.deepStrictEqual(yield* valuesOf(Source.range({ start: 5, end: 5 })), [])
      assert.deepStrictEqual(yield* valuesOf(Source.range({ start: 6, end: 5 })), [])
      assert.deepStrictEqual(yield* take(Source.range({ end: Infinity }), 2), { take: [0, 1] })
    }))
})

describe("Source.fromStream", () => {
  it.effect("emits the elements of an Effect stream", () =>
    Effect.gen(function*() {
      for (const capacity of [1, 2, 128]) {
        const stream = EffectStream.rechunk(EffectStream.range(1, 100), 7)
        assert.deepStrictEqual(
          yield* valuesOf(Source.fromStream(Schema.Int, stream), capacity),
          Array.from({ length: 100 }, (_, n) => n + 1)
        )
      }
      assert.deepStrictEqual(yield* valuesOf(Source.fromStream(Schema.Int, EffectStream.empty)), [])
    }))

  it.effect("fails as the stream does, after what it gave before", () =>
    Effect.gen(function*() {
      const stream = EffectStream.concat(EffectStream.make(1, 2), EffectStream.fail("broken" as const))
      const { exit, outputs } = yield* TestStream.run(Source.fromStream(Schema.Int, stream), {})
      assert.deepStrictEqual(outputs.value, [1, 2])
      assert.deepStrictEqual(errorOf(exit), "broken")
    }))

  it.effect("closes the stream when it is stopped", () =>
    Effect.gen(function*() {
      let closed = 0
      const stream = EffectStream.ensuring(EffectStream.iterate(0, (n) => n + 1), Effect.sync(() => closed++))
      assert.deepStrictEqual(yield* take(Source.fromStream(Schema.Int, stream), 2), { take: [0, 1] })
      assert.strictEqual(closed, 1)
    }))

  it.effect("requires what the stream requires", () =>
    Effect.gen(function*() {
      class Offset extends Context.Service<Offset, number>()("Offset") {}
      const stream = EffectStream.fromEffect(Effect.map(Offset, (offset) => offset + 1))
      const values = valuesOf(Source.fromStream(Schema.Int, stream))
      assert.deepStrictEqual(yield* Effect.provideService(values, Offset, 41), [42])
    }))
})

describe("Source.fromAsyncIterable", () => {
  it.live("emits the elements, of a new iterable each run", () =>
    Effect.gen(function*() {
      let calls = 0
      const source = Source.fromAsyncIterable(Schema.Int, async function*() {
        calls++
        for (let n = 0; n < 50; n++) yield n
      })
      for (const capacity of [1, 2, 128]) {
        assert.deepStrictEqual(yield* valuesOf(source, capacity), Array.from({ length: 50 }, (_, n) => n))
      }
      assert.strictEqual(calls, 3)
    }))

  it.live("returns the iterator when it is stopped", () =>
    Effect.gen(function*() {
      let returned = 0
      const source = Source.fromAsyncIterable(Schema.Int, async function*() {
        try {
          for (let n = 0; true; n++) yield n
        } finally {
          returned++
        }
      })
      assert.deepStrictEqual(yield* take(source, 2), { take: [0, 1] })
      // An element may be asked for still; its cleanup waits for that.
      yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
      assert.strictEqual(returned, 1)
    }))

  it.live("fails with an UnknownError, or with what onError makes of it", () =>
    Effect.gen(function*() {
      const broken = async function*() {
        yield 1
        throw new Error("no more")
      }
      const plain = yield* TestStream.run(Source.fromAsyncIterable(Schema.Int, broken), {})
      assert.deepStrictEqual(plain.outputs.value, [1])
      assert.isTrue(Exit.isFailure(plain.exit) && Cause.squash(plain.exit.cause) instanceof Cause.UnknownError)
      const own = yield* TestStream.run(Source.fromAsyncIterable(Schema.Int, broken, (error) => String(error)), {})
      assert.deepStrictEqual(errorOf(own.exit), "Error: no more")
    }))

  it.live("fails likewise when the function itself throws", () =>
    Effect.gen(function*() {
      const broken = () => {
        throw new Error("not even")
      }
      const plain = yield* TestStream.run(Source.fromAsyncIterable(Schema.Int, broken), {})
      assert.instanceOf(errorOf(plain.exit), Cause.UnknownError)
      const own = yield* TestStream.run(Source.fromAsyncIterable(Schema.Int, broken, (error) => String(error)), {})
      assert.strictEqual(errorOf(own.exit), "Error: not even")
    }))
})

describe("Source.fromQueue", () => {
  it.effect("emits until the queue ends", () =>
    Effect.gen(function*() {
      const queue = yield* Queue.unbounded<number, Cause.Done>()
      const fiber = yield* Effect.forkChild(valuesOf(Source.fromQueue(Schema.Int, queue)), { startImmediately: true })
      yield* Queue.offerAll(queue, [1, 2])
      yield* Effect.yieldNow
      yield* Queue.offer(queue, 3)
      yield* Queue.end(queue)
      assert.deepStrictEqual(yield* Fiber.join(fiber), [1, 2, 3])
    }))

  it.effect("fails as the queue does", () =>
    Effect.gen(function*() {
      const queue = yield* Queue.unbounded<number, string>()
      yield* Queue.offer(queue, 1)
      yield* Queue.fail(queue, "queue failed")
      const { exit } = yield* TestStream.run(Source.fromQueue(Schema.Int, queue), {})
      assert.deepStrictEqual(errorOf(exit), "queue failed")
    }))

  it.effect("leaves in the queue what it has not pushed, when it is stopped", () =>
    Effect.gen(function*() {
      const queue = yield* Queue.unbounded<number>()
      yield* Queue.offerAll(queue, Array.from({ length: 20 }, (_, n) => n))
      yield* take(Source.fromQueue(Schema.Int, queue), 3)
      const left = yield* Queue.takeAll(queue)
      // Three taken, one on the edge, one in the hands of a push: the rest is there, in order.
      assert.isAtLeast(left[0]!, 3)
      assert.isAtMost(left[0]!, 5)
      assert.deepStrictEqual(left, Array.from({ length: 20 - left[0]! }, (_, n) => n + left[0]!))
    }))
})
