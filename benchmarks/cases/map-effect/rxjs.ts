/** RxJS: `mergeMap` with a limit. Its source does not wait: what cannot be called yet is kept in memory. */
import { lastValueFrom, mergeMap, range, reduce } from "rxjs"
import type { Program } from "../../suite/Case.ts"
import { call, concurrency, sum } from "./call.ts"

export const program: Program = (elements) => () =>
  lastValueFrom(range(0, elements).pipe(mergeMap(call, concurrency), reduce(sum, 0)))
