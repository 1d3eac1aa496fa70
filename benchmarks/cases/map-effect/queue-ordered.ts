/** By hand: a fiber for each call; an Effect `Queue` of these fibers keeps their order and says how many there are. */
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Pull from "effect/Pull"
import * as Queue from "effect/Queue"
import type { Program } from "../../suite/Case.ts"
import { call, concurrency, inOrder } from "./call.ts"

// One more call is made before it is offered, and one is waited for after it was taken.
const capacity = concurrency - 2

export const program: Program = (elements) => {
  const calling = Effect.gen(function*() {
    const underWay = yield* Queue.bounded<Fiber.Fiber<number>, Cause.Done>(capacity)
    let hash = 0
    const folding = yield* Effect.forkChild(
      Effect.gen(function*() {
        while (true) hash = inOrder(hash, yield* Fiber.join(yield* Queue.take(underWay)))
      }).pipe(Pull.catchDone(() => Effect.void))
    )
    // Not in a fiber of its own: the calls are its children, and the last of them would be interrupted at its end.
    for (let i = 0; i < elements; i++) {
      const calling = Effect.promise(() => call(i))
      yield* Queue.offer(underWay, yield* Effect.forkChild(calling, { startImmediately: true }))
    }
    yield* Queue.end(underWay)
    yield* Fiber.join(folding)
    return hash
  })
  return () => Effect.runPromise(calling)
}
