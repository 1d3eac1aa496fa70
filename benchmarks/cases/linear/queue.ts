/** The same program by hand: a fiber for each step, Effect's `Queue.bounded` between them, `offer` and `take`. */
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Pull from "effect/Pull"
import * as Queue from "effect/Queue"
import type { Program } from "../../suite/Case.ts"
import { capacity as usual } from "./capacity.ts"

const double = (from: Queue.Queue<number, Cause.Done>, to: Queue.Queue<number, Cause.Done>) =>
  Effect.gen(function*() {
    while (true) yield* Queue.offer(to, (yield* Queue.take(from)) * 2)
  }).pipe(Pull.catchDone(() => Queue.end(to)))

export const program: Program = (elements, { hops, capacity = usual }) => {
  const linear = Effect.gen(function*() {
    const queues: Array<Queue.Queue<number, Cause.Done>> = []
    for (let i = 0; i < Number(hops); i++) queues.push(yield* Queue.bounded<number, Cause.Done>(Number(capacity)))
    const first = queues[0]!
    yield* Effect.forkChild(Effect.gen(function*() {
      for (let i = 0; i < elements; i++) yield* Queue.offer(first, i)
      yield* Queue.end(first)
    }))
    for (let i = 1; i < queues.length; i++) yield* Effect.forkChild(double(queues[i - 1]!, queues[i]!))
    const last = queues[queues.length - 1]!
    let sum = 0
    const summing = yield* Effect.forkChild(
      Effect.gen(function*() {
        while (true) sum += yield* Queue.take(last)
      }).pipe(Pull.catchDone(() => Effect.void))
    )
    yield* Fiber.join(summing)
    return sum
  })
  return () => Effect.runPromise(linear)
}
