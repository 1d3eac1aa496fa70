/** The same in RxJS. */
import { filter, from, lastValueFrom, map, reduce } from "rxjs"
import type { Program } from "../../suite/Case.ts"

export const program: Program = (elements) => {
  const numbers = Array.from({ length: elements }, (_, i) => i)
  return () =>
    lastValueFrom(
      from(numbers).pipe(
        map((n) => n * 3),
        filter((n) => n % 2 === 0),
        map((n) => n + 1),
        reduce((sum, n) => sum + n, 0)
      )
    )
}
