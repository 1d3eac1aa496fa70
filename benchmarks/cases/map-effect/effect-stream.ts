/** `mapEffect` of Effect's `Stream`. */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Program } from "../../suite/Case.ts"
import { call, concurrency, inOrder, sum } from "./call.ts"

export const program: Program = (elements, options) => {
  const unordered = options["unordered"] === true
  const called = Stream.range(0, elements - 1).pipe(
    Stream.mapEffect((n) => Effect.promise(() => call(n)), { concurrency, unordered }),
    Stream.runFold(() => 0, unordered ? sum : inOrder)
  )
  return () => Effect.runPromise(called)
}
