/**
 * The same in RxJS. `connect` makes one run of the source serve all branches, which `share` does not do for a source that
 * emits everything as soon as it is subscribed to.
 */
import { connect, lastValueFrom, map, merge, range, reduce } from "rxjs"
import type { Program } from "../../suite/Case.ts"

const ks = [0, 1, 2, 3, 4, 5, 6, 7]

export const program: Program = (elements) => () =>
  lastValueFrom(
    range(0, elements / 8).pipe(
      connect((numbers) => merge(...ks.map((k) => numbers.pipe(map((n) => n + k))))),
      reduce((sum, n) => sum + n, 0)
    )
  )
