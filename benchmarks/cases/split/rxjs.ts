/**
 * The same in RxJS. `connect` makes one run of the source serve both branches, which `share` does not do for a source that
 * emits everything as soon as it is subscribed to.
 */
import { connect, lastValueFrom, map, partition, range, reduce, zip } from "rxjs"
import type { Program } from "../../suite/Case.ts"

export const program: Program = (elements) => () =>
  lastValueFrom(
    range(0, elements).pipe(
      connect((numbers) => {
        const [even, odd] = partition(numbers, (n) => n % 2 === 0)
        return zip(even.pipe(map((n) => n * 2)), odd.pipe(map((n) => n + 1)))
      }),
      reduce((sum, [a, b]) => sum + a + b, 0)
    )
  )
