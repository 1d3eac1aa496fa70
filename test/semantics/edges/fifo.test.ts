import { Port } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as EffectStream from "effect/Stream"
import {
  between,
  capacities,
  edgeOf,
  growing,
  listOf,
  pair,
  popAnyhow,
  popRest,
  property,
  puppets,
  pushAnyhow,
  rule,
  settle,
  upTo
} from "../fixtures-ports.ts"

const anyValues: ReadonlyArray<unknown> = [
  undefined,
  null,
  0,
  -0,
  "",
  Number.NaN,
  false,
  0n,
  [],
  {},
  // What the engine and the runtime use themselves is an element like any other.
  Effect.succeed(1),
  Effect.fail("not run"),
  Exit.fail(Cause.Done()),
  Cause.Done(),
  Option.none(),
  Promise.resolve(1),
  Symbol("ended"),
  () => 1,
  new Error("not thrown")
]

const assertSame = (actual: ReadonlyArray<unknown>, expected: ReadonlyArray<unknown>) => {
  assert.strictEqual(actual.length, expected.length)
  for (const [index, element] of actual.entries()) assert.isTrue(Object.is(element, expected[index]), `at ${index}`)
}

describe("S2: first in, first out", () => {
  property(
    "S2: what is popped is what was pushed, in order, in whatever ways it is pushed and popped",
    { capacity: between(1, 5), values: listOf(0, anyValues.length - 1, { maxLength: 60 }) },
    ({ capacity, values }, random) =>
      Effect.gen(function*() {
        const { edge, from, to } = yield* pair(capacity)
        const elements = values.map((index) => anyValues[index])
        const popping = yield* to.start(popAnyhow(to.left, random))
        yield* from.do(pushAnyhow(from.main, elements, random))
        yield* from.quit
        assertSame(yield* Fiber.join(popping), elements)
        const { discarded, popped, pushed, state } = yield* edge
        assert.deepStrictEqual([pushed, popped, discarded, state], [elements.length, elements.length, 0, "Completed"])
      }),
    { runs: 100 }
  )

  property(
    "S2: order is kept while an edge grows, wherever its oldest element is",
    { capacity: between(17, 150), script: listOf(-60, 60, { minLength: 4, maxLength: 30 }) },
    ({ capacity, script }) =>
      Effect.gen(function*() {
        const { from, to } = yield* pair(capacity)
        let pushed = 0
        let popped = 0
        for (const step of script) {
          if (step > 0) {
            const count = Math.min(step, capacity - (pushed - popped))
            yield* from.do(from.main.pushAll(upTo(count).map((n) => pushed + n)))
            pushed += count
          } else if (pushed > popped && step < 0) {
            const some = yield* to.do(to.left.popUpTo(-step))
            assert.deepStrictEqual([...some], upTo(Math.min(-step, pushed - popped)).map((n) => popped + n))
            popped += some.length
          }
          assert.strictEqual(to.left.size, pushed - popped)
        }
      }),
    { runs: 100 }
  )

  for (const capacity of [...capacities, ...growing]) {
    rule(
      `S2: what a consumer pops before it stops is a prefix of what was pushed (capacity ${capacity})`,
      () =>
        Effect.gen(function*() {
          const { edge, from, to } = yield* pair(capacity)
          const pushing = yield* from.start(from.main.pushAll(upTo(200)))
          const popped: Array<unknown> = []
          yield* to.do(Effect.gen(function*() {
            while (popped.length < 77) popped.push(yield* to.left.pop)
          }))
          assert.deepStrictEqual(popped, upTo(77))
          yield* to.quit
          yield* settle
          assert.isDefined(pushing.pollUnsafe())
          const counts = yield* edge
          assert.strictEqual(counts.popped, 77)
          assert.strictEqual(counts.pushed, counts.popped + counts.discarded + counts.size)
        })
    )
  }

  for (const [name, value] of anyValues.map((value, index) => [`${index} ${typeof value}`, value] as const)) {
    it.effect(`S2: any value may flow, through every operation: ${name}`, () =>
      Effect.gen(function*() {
        const { from, to } = yield* pair(3)
        const pushes = (): ReadonlyArray<Effect.Effect<void>> => [
          from.main.push(value),
          from.main.pushAll([value]),
          from.main.pushAll([value].values()),
          EffectStream.run(EffectStream.make(value), from.main.sink)
        ]
        const { left } = to
        let first = true
        const pops: ReadonlyArray<Effect.Effect<unknown, Cause.Done>> = [
          left.pop,
          Effect.gen(function*() {
            return yield* left.pop
          }),
          Effect.tap(left.peek, () => left.pop),
          Effect.map(left.popUpTo(5), ([first]) => first),
          Effect.map(Port.popAll({ left }), ({ left }) => left),
          Effect.map(Port.select({ left }), ({ value }) => value)
        ]
        for (const pop of pops) {
          for (const push of [...pushes(), ...pushes()]) {
            // The element is there, or the pop waits for it.
            first = !first
            const popping = first ? undefined : yield* to.start(pop)
            yield* settle
            yield* from.do(push)
            assert.isTrue(Object.is(yield* popping === undefined ? to.do(pop) : Fiber.join(popping), value))
          }
        }
      }))
  }

  it.effect("S2: any value may flow: forEach and stream", () =>
    Effect.gen(function*() {
      for (
        const collect of [
          (lab: Effect.Success<ReturnType<typeof pair>>) => popRest(lab.to.left),
          (lab: Effect.Success<ReturnType<typeof pair>>) => EffectStream.runCollect(lab.to.left.stream)
        ]
      ) {
        const lab = yield* pair(2)
        const collecting = yield* lab.to.start(collect(lab))
        yield* lab.from.do(lab.from.main.pushAll(anyValues))
        yield* lab.from.quit
        assertSame(Array.from(yield* Fiber.join(collecting)), anyValues)
      }
    }))

  for (const capacity of capacities) {
    rule(
      `S2: several fibers that pop one inlet share its elements, none twice (capacity ${capacity})`,
      () =>
        Effect.gen(function*() {
          const { from, to } = yield* pair(capacity)
          const popped: Array<unknown> = []
          const fibers: Array<Fiber.Fiber<unknown, unknown>> = []
          for (let n = 0; n < 5; n++) {
            // Each in a way of its own.
            fibers.push(
              yield* to.start(
                n % 2 === 0
                  ? to.left.forEach((x) => {
                    popped.push(x)
                  })
                  : Effect.forever(Effect.map(to.left.popUpTo(n), (some) => popped.push(...some)))
              )
            )
          }
          yield* from.do(from.main.pushAll(upTo(100)))
          yield* from.quit
          for (const fiber of fibers) yield* Fiber.await(fiber)
          assert.deepStrictEqual((popped as Array<number>).sort((a, b) => a - b), upTo(100))
        })
    )

    rule(
      `S2: several fibers that push one outlet keep each its own order (capacity ${capacity})`,
      () =>
        Effect.gen(function*() {
          const { from, to } = yield* pair(capacity)
          const popping = yield* to.start(popRest(to.left))
          const fibers: Array<Fiber.Fiber<unknown>> = []
          for (let n = 0; n < 5; n++) {
            const elements = upTo(40).map((i) => [n, i] as const)
            fibers.push(
              yield* from.start(
                n % 2 === 0
                  ? from.main.pushAll(elements)
                  : Effect.forEach(elements, (element) => from.main.push(element))
              )
            )
          }
          for (const fiber of fibers) yield* Fiber.join(fiber)
          yield* from.quit
          const popped = (yield* Fiber.join(popping)) as ReadonlyArray<readonly [number, number]>
          assert.strictEqual(popped.length, 200)
          for (let n = 0; n < 5; n++) {
            assert.deepStrictEqual(popped.flatMap(([by, i]) => by === n ? [i] : []), upTo(40))
          }
        })
    )
  }

  rule("S2: two edges of one pair of steps do not mix", () =>
    Effect.gen(function*() {
      const { from, running, to } = yield* puppets(["from", "to"], ({ from, to }) => {
        from.main.pipe(to.left, { capacity: 2 })
        from.side.pipe(to.right, { capacity: 3 })
      })
      const lefts = yield* to.start(popRest(to.left))
      const rights = yield* to.start(popRest(to.right))
      yield* from.do(Effect.forEach(upTo(50), (n) => (n % 3 === 0 ? from.main : from.side).push(n)))
      yield* from.quit
      assert.deepStrictEqual(yield* Fiber.join(lefts), upTo(50).filter((n) => n % 3 === 0))
      assert.deepStrictEqual(yield* Fiber.join(rights), upTo(50).filter((n) => n % 3 !== 0))
      assert.strictEqual((yield* edgeOf(running, "from.side", "to.right")).capacity, 3)
    }))
})
