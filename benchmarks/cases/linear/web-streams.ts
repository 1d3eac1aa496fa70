/** The web's streams, as Node has them. */
import { ReadableStream, TransformStream, WritableStream } from "node:stream/web"
import type { Program } from "../../suite/Case.ts"
import { highWaterMark } from "./capacity.ts"

const range = (end: number): ReadableStream<number> => {
  let next = 0
  return new ReadableStream({
    pull(controller) {
      // As much as there is room for, so that not each element costs a call.
      for (let room = controller.desiredSize!; room > 0 && next < end; room--) controller.enqueue(next++)
      if (next === end) controller.close()
    }
  }, { highWaterMark })
}

const double = (): TransformStream<number, number> =>
  new TransformStream(
    {
      transform: (n, controller) => controller.enqueue(n * 2)
    },
    { highWaterMark },
    { highWaterMark }
  )

export const program: Program = (elements, { hops }) => async () => {
  let sum = 0
  let numbers = range(elements)
  for (let i = 1; i < Number(hops); i++) numbers = numbers.pipeThrough(double())
  await numbers.pipeTo(
    new WritableStream({
      write(n) {
        sum += n
      }
    }, { highWaterMark })
  )
  return sum
}
