/** The same in Web streams: a TransformStream for each branch, and both read in step at the end. */
import type { Program } from "../../suite/Case.ts"
import { capacity } from "../linear/capacity.ts"

const strategy = { highWaterMark: capacity }

const numbers = (end: number) => {
  let i = 0
  return new ReadableStream<number>({
    pull(controller) {
      while (i < end && controller.desiredSize! > 0) controller.enqueue(i++)
      if (i === end) controller.close()
    }
  }, strategy)
}

const map = (f: (n: number) => number) =>
  new TransformStream<number, number>(
    {
      transform(n, controller) {
        controller.enqueue(f(n))
      }
    },
    strategy,
    strategy
  )

/** Waits for room, not for each element to have been written. */
const split = (even: WritableStreamDefaultWriter<number>, odd: WritableStreamDefaultWriter<number>) =>
  new WritableStream<number>({
    async write(n) {
      const to = n % 2 === 0 ? even : odd
      if (to.desiredSize! <= 0) await to.ready
      void to.write(n)
    },
    async close() {
      await Promise.all([even.close(), odd.close()])
    }
  }, strategy)

const sumOfPairs = async (as: ReadableStreamDefaultReader<number>, bs: ReadableStreamDefaultReader<number>) => {
  let sum = 0
  while (true) {
    const a = await as.read()
    const b = await bs.read()
    if (a.done || b.done) return sum
    sum += a.value + b.value
  }
}

export const program: Program = (elements) => async () => {
  const double = map((n) => n * 2)
  const increment = map((n) => n + 1)
  const [sum] = await Promise.all([
    sumOfPairs(double.readable.getReader(), increment.readable.getReader()),
    numbers(elements).pipeTo(split(double.writable.getWriter(), increment.writable.getWriter()))
  ])
  return sum
}
