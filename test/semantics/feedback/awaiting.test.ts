/** S27 with steps whose fibers wait for one another: at several inlets side by side, or in turn. */
import { type In, type Out, Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/testing/TestClock"
import { settle, shuffled, withScheduler } from "../fixtures-ports.ts"

interface Ports {
  readonly fresh: In<number>
  readonly back: In<number>
  readonly again: Out<number>
  readonly done: Out<number>
}

// Each number goes round until it is at least 10.
const handle = ({ again, done }: Ports) => (n: number) => n < 10 ? again.push(n + 4) : done.push(n)

const slowly = (ports: Ports) => (n: number) => Effect.andThen(Effect.sleep("1 second"), handle(ports)(n))

type Way = (ports: Ports) => Effect.Effect<unknown>

const ways: Readonly<Record<string, Way>> = {
  "Effect.all": (ports) =>
    Effect.all([ports.fresh.forEach(handle(ports)), ports.back.forEach(handle(ports))], { concurrency: "unbounded" }),
  "Effect.all with work that takes time": (ports) =>
    Effect.all([ports.fresh.forEach(slowly(ports)), ports.back.forEach(slowly(ports))], { concurrency: 2 }),
  "Effect.forEach": (ports) =>
    Effect.forEach([ports.fresh, ports.back], (port) => port.forEach(handle(ports)), { concurrency: "unbounded" }),
  "Effect.all in an Effect.all": (ports) =>
    Effect.all([
      Effect.all([ports.fresh.forEach(handle(ports))], { concurrency: "unbounded" }),
      Effect.all([Effect.void, ports.back.forEach(slowly(ports))], { concurrency: "unbounded" })
    ], { concurrency: "unbounded" }),
  "a fiber that is joined": (ports) =>
    Effect.gen(function*() {
      const fiber = yield* Effect.forkChild(ports.back.forEach(handle(ports)), { startImmediately: true })
      yield* ports.fresh.forEach(slowly(ports))
      yield* Fiber.join(fiber)
    }),
  "a fiber that is joined in another one": (ports) =>
    Effect.gen(function*() {
      const fiber = yield* Effect.forkChild(ports.fresh.forEach(handle(ports)), { startImmediately: true })
      yield* Effect.all([Fiber.join(fiber), ports.back.forEach(handle(ports))], { concurrency: 2 })
    }),
  "forEach with concurrency for each": (ports) =>
    Effect.all([
      ports.fresh.forEach(slowly(ports), { concurrency: 3 }),
      ports.back.forEach(slowly(ports), { concurrency: 2 })
    ], { concurrency: "unbounded" })
}

const looped = (way: Way, capacity: number, numbers: ReadonlyArray<number>) =>
  Workflow.make(
    "looped",
    {
      numbers: Source.fromIterable(Schema.Int, numbers),
      work: Stream.make("work", {
        in: { fresh: Schema.Int, back: Schema.Int },
        out: { again: Schema.Int, done: Schema.Int },
        run: ({ back, fresh }, { again, done }) => Effect.asVoid(way({ fresh, back, again, done }))
      }),
      all: Sink.toArray(Schema.Int)
    },
    ({ all, numbers, work }) => {
      numbers.pipe(work.fresh)
      work.again.pipe(work.back, { feedback: true, capacity: 100 })
      work.done.pipe(all)
    },
    { capacity }
  )

const endOf = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function*() {
    const fiber = yield* Effect.forkChild(effect)
    for (let left = 120; left > 0 && fiber.pollUnsafe() === undefined; left--) {
      yield* settle
      yield* TestClock.adjust("1 second")
    }
    yield* settle
    if (fiber.pollUnsafe() === undefined) return assert.fail("does not end")
    return yield* Fiber.join(fiber)
  })

const ended = (numbers: ReadonlyArray<number>) =>
  numbers.map((n) => n + 4 * Math.ceil((10 - n) / 4)).sort((a, b) => a - b)

describe("a step of a loop whose fibers wait for one another", () => {
  for (const [name, way] of Object.entries(ways)) {
    for (const numbers of [[], [1], [0, 1, 2, 3, 5, 9, 7]]) {
      it.effect(`S27: the loop ends with ${name}, ${numbers.length} elements`, () =>
        Effect.gen(function*() {
          for (const capacity of [1, 2, 5, 1000]) {
            const { all } = yield* endOf(Workflow.run(looped(way, capacity, numbers)))
            assert.deepStrictEqual([...all].sort((a, b) => a - b), ended(numbers))
          }
        }))
    }

    it.effect(`S27: it ends in all orders with ${name}, and not too early`, () =>
      Effect.gen(function*() {
        const numbers = [0, 1, 2, 3, 5, 9, 7]
        for (let seed = 0; seed < 40; seed++) {
          const run = Workflow.run(looped(way, 1 + seed % 3, numbers))
          const { all } = yield* withScheduler(endOf(run), shuffled(seed, seed % 2 === 0))
          assert.deepStrictEqual([...all].sort((a, b) => a - b), ended(numbers))
        }
      }))
  }
})
