/**
 * The same in Effect's Stream, on its chunks of 4096. `Stream.fromArray`, which makes one chunk of the whole array, was tried
 * and took a third longer.
 */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Program } from "../../suite/Case.ts"

export const program: Program = (elements) => {
  const numbers = Array.from({ length: elements }, (_, i) => i)
  const summing = Stream.fromIterable(numbers).pipe(
    Stream.map((n) => n * 3),
    Stream.filter((n) => n % 2 === 0),
    Stream.map((n) => n + 1),
    Stream.runFold(() => 0, (sum, n) => sum + n)
  )
  return () => Effect.runPromise(summing)
}
