/** The same in Web streams. */
import type { Program } from "../../suite/Case.ts"
import { capacity } from "../linear/capacity.ts"

const strategy = { highWaterMark: capacity }

const fromArray = (elements: ReadonlyArray<number>) => {
  let i = 0
  return new ReadableStream<number>({
    pull(controller) {
      while (i < elements.length && controller.desiredSize! > 0) controller.enqueue(elements[i++]!)
      if (i === elements.length) controller.close()
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

const filter = (predicate: (n: number) => boolean) =>
  new TransformStream<number, number>(
    {
      transform(n, controller) {
        if (predicate(n)) controller.enqueue(n)
      }
    },
    strategy,
    strategy
  )

export const program: Program = (elements) => {
  const numbers = Array.from({ length: elements }, (_, i) => i)
  return async () => {
    let sum = 0
    await fromArray(numbers)
      .pipeThrough(map((n) => n * 3))
      .pipeThrough(filter((n) => n % 2 === 0))
      .pipeThrough(map((n) => n + 1))
      .pipeTo(
        new WritableStream<number>({
          write(n) {
            sum += n
          }
        }, strategy)
      )
    return sum
  }
}
