/** Sixteen asynchronous loops over one range: the limit. */
import type { Program } from "../../suite/Case.ts"
import { call, concurrency, sum } from "./call.ts"

export const program: Program = (elements) => async () => {
  let next = 0
  let total = 0
  const loop = async (): Promise<void> => {
    while (next < elements) {
      const result = await call(next++)
      total = sum(total, result)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, loop))
  return total
}
