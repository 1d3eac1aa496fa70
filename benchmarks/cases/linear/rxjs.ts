/** RxJS: synchronous operators all the way, each value pushed through the whole chain at once. */
import { firstValueFrom, map, type Observable, range, reduce } from "rxjs"
import type { Program } from "../../suite/Case.ts"

export const program: Program = (elements, { hops }) => {
  let numbers: Observable<number> = range(0, elements)
  for (let i = 1; i < Number(hops); i++) numbers = numbers.pipe(map((n) => n * 2))
  const sum = numbers.pipe(reduce((sum, n) => sum + n, 0))
  return () => firstValueFrom(sum)
}
