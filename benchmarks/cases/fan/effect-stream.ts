/** The same in Effect's Stream, on its chunks of 4096. */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Program } from "../../suite/Case.ts"

export const program: Program = (elements) => {
  const fanning = Effect.gen(function*() {
    const branches = yield* Stream.broadcastN(Stream.range(0, elements / 8 - 1), { n: 8, capacity: 2 })
    return yield* Stream.mergeAll(branches.map((branch, k) => Stream.map(branch, (n) => n + k)), { concurrency: 8 })
      .pipe(
        Stream.runFold(() => 0, (sum, n) => sum + n)
      )
  })
  return () => Effect.runPromise(Effect.scoped(fanning))
}
