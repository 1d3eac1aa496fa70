/** The same over two of Effect's `Queue.bounded`, an element or a batch of 64 at a time. */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import type { Figures } from "../../suite/Case.ts"
import { beside } from "./neighbour.ts"

type Counter = { moved: number }

const capacity = 128

const one = (counter: Counter) =>
  Effect.gen(function*() {
    const numbers = yield* Queue.bounded<number>(capacity)
    const doubled = yield* Queue.bounded<number>(capacity)
    yield* Effect.forkChild(Effect.gen(function*() {
      for (let i = 0;; i++) yield* Queue.offer(numbers, i % 1_000)
    }))
    yield* Effect.forkChild(Effect.gen(function*() {
      while (true) yield* Queue.offer(doubled, (yield* Queue.take(numbers)) * 2)
    }))
    while (true) {
      yield* Queue.take(doubled)
      counter.moved++
    }
  })

const size = 64

const batch = (counter: Counter) =>
  Effect.gen(function*() {
    const numbers = yield* Queue.bounded<number>(capacity)
    const doubled = yield* Queue.bounded<number>(capacity)
    yield* Effect.forkChild(Effect.gen(function*() {
      for (let i = 0;; i += size) {
        yield* Queue.offerAll(numbers, Array.from({ length: size }, (_, n) => (i + n) % 1_000))
      }
    }))
    yield* Effect.forkChild(Effect.gen(function*() {
      while (true) yield* Queue.offerAll(doubled, (yield* Queue.takeBetween(numbers, 1, size)).map((n) => n * 2))
    }))
    while (true) {
      for (const _ of yield* Queue.takeBetween(doubled, 1, size)) counter.moved++
    }
  })

const programs = { one, batch }

export const figures: Figures<{ readonly at: keyof typeof programs }> = async (ms, { at }) => {
  const counter: Counter = { moved: 0 }
  const fiber = Effect.runFork(programs[at](counter))
  const figures = await beside(ms, () => counter.moved)
  await Effect.runPromise(Fiber.interrupt(fiber))
  return figures
}
