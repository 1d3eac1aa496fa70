import { Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as EffectSink from "effect/Sink"
import * as EffectStream from "effect/Stream"
import { capacities } from "./support/capacities.ts"
import { range } from "./support/numbers.ts"
import { Double } from "./support/streams.ts"

describe("a workflow as a step", () => {
  const doubling = Workflow.make("doubling", { double: Double }, ({ double }) => ({
    in: { x: double.n },
    out: { y: double.doubled }
  }))
  const outer = Workflow.make("outer", {
    numbers: Source.range({ end: 10 }),
    doubling,
    doubled: Sink.toArray(Schema.Number)
  }, ({ doubled, doubling, numbers }) => {
    numbers.pipe(doubling).pipe(doubled)
  })

  it.effect.each(capacities())(
    "A16: a workflow with open ports around ×2 is a step of another (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const { doubled } = yield* Workflow.run(Workflow.withCapacity(outer, capacity))
        assert.deepStrictEqual(doubled, range(0, 10).map((n) => n * 2))
      })
  )

  it.effect.each(capacities())(
    "A16: its outlet ends after its inlet (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const running = yield* Workflow.launch(Workflow.withCapacity(doubling, capacity))
        yield* running.in.x.push(21)
        assert.strictEqual(yield* running.out.y.pop, 42)
        yield* running.settled
        assert.isFalse(running.out.y.isDone)
        yield* running.in.x.end
        yield* running.await
        assert.isTrue(running.out.y.isDone)
        assert.isTrue(Cause.isDone(yield* Effect.flip(running.out.y.pop)))
      })
  )
})

describe("an open inlet shared by two steps", () => {
  const Triple = Stream.make("Triple", {
    in: { n: Schema.Number },
    out: { tripled: Schema.Number },
    run: ({ n }, { tripled }) => n.forEach((x) => tripled.push(x * 3))
  })
  const shared = Workflow.make("shared", { double: Double, triple: Triple }, ({ double, triple }) => ({
    in: { x: [double.n, triple.n] },
    out: { y: double.doubled, z: triple.tripled }
  }))

  it.effect.each(capacities())(
    "A17: ×2 and ×3 both get what is fed (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const connected = Workflow.connect(Workflow.withCapacity(shared, capacity), {
          in: { x: EffectStream.make(1, 2, 3) },
          out: { y: EffectSink.collect<number>(), z: EffectSink.collect<number>() }
        })
        assert.deepStrictEqual(yield* Workflow.run(connected), { y: [2, 4, 6], z: [3, 6, 9] })
      })
  )

  it.effect.each(capacities())(
    "A17: the same as a step of another workflow (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const outer = Workflow.make("outer", {
          numbers: Source.fromIterable(Schema.Int, [1, 2, 3]),
          shared,
          y: Sink.toArray(Schema.Number),
          z: Sink.toArray(Schema.Number)
        }, ({ numbers, shared, y, z }) => {
          numbers.pipe(shared)
          shared.y.pipe(y)
          shared.z.pipe(z)
        })
        const results = yield* Workflow.run(Workflow.withCapacity(outer, capacity))
        assert.deepStrictEqual(results, { y: [2, 4, 6], z: [3, 6, 9] })
      })
  )
})

describe("feeding by hand", () => {
  const collecting = Workflow.make(
    "collecting",
    { all: Sink.toArray(Schema.Int) },
    ({ all }) => ({ in: { n: all.value } })
  )

  it.effect.each(capacities())(
    "A20: an open inlet fed by hand, then ended (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const running = yield* Workflow.launch(Workflow.withCapacity(collecting, capacity))
        for (const n of [0, 1, 2]) yield* running.in.n.push(n)
        yield* running.in.n.end
        assert.deepStrictEqual(yield* running.await, { all: [0, 1, 2] })
      })
  )
})
