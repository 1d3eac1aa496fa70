/** Effect's `Stream` on the chunks that `range` makes. */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Program } from "../../suite/Case.ts"

export const program: Program = (elements, { hops }) => {
  let numbers: Stream.Stream<number> = Stream.range(0, elements - 1)
  for (let i = 1; i < Number(hops); i++) numbers = Stream.map(numbers, (n) => n * 2)
  const sum = Stream.runFold(numbers, () => 0, (sum, n) => sum + n)
  return () => Effect.runPromise(sum)
}
