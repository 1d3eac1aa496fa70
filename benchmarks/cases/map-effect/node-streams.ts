/** Node streams: `map` of a `Readable`, which keeps the order. */
import { Readable } from "node:stream"
import type { Program } from "../../suite/Case.ts"
import { call, concurrency, inOrder, sum } from "./call.ts"

function* range(end: number): Generator<number, void> {
  for (let i = 0; i < end; i++) yield i
}

// Of a Readable every signature of `map` gives `any`s: the function given to it says what flows.
const calling = (n: number): Promise<number> => call(n)

export const program: Program = (elements, options) => {
  const fold = options["unordered"] === true ? sum : inOrder
  return () => Readable.from(range(elements), { highWaterMark: 64 }).map(calling, { concurrency }).reduce(fold, 0)
}
