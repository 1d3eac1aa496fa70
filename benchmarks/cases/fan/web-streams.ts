/** The same in Web streams: writers and readers by hand, since `tee` knows no back-pressure and nothing merges. */
import type { Program } from "../../suite/Case.ts"
import { capacity } from "../linear/capacity.ts"

const strategy = { highWaterMark: capacity }
const ks = [0, 1, 2, 3, 4, 5, 6, 7]

const numbers = (end: number) => {
  let i = 0
  return new ReadableStream<number>({
    pull(controller) {
      while (i < end && controller.desiredSize! > 0) controller.enqueue(i++)
      if (i === end) controller.close()
    }
  }, strategy)
}

const add = (k: number) =>
  new TransformStream<number, number>(
    {
      transform(n, controller) {
        controller.enqueue(n + k)
      }
    },
    strategy,
    strategy
  )

/** Waits for room, not for each element to have been written. */
const broadcast = (writers: ReadonlyArray<WritableStreamDefaultWriter<number>>) =>
  new WritableStream<number>({
    async write(n) {
      for (const writer of writers) {
        if (writer.desiredSize! <= 0) await writer.ready
        void writer.write(n)
      }
    },
    async close() {
      await Promise.all(writers.map((writer) => writer.close()))
    }
  }, strategy)

export const program: Program = (elements) => async () => {
  let sum = 0
  const adds = ks.map(add)
  const merged = new WritableStream<number>({
    write(n) {
      sum += n
    }
  }, strategy)
  const writer = merged.getWriter()
  await Promise.all([
    numbers(elements / 8).pipeTo(broadcast(adds.map(({ writable }) => writable.getWriter()))),
    ...adds.map(async ({ readable }) => {
      for await (const n of readable) {
        if (writer.desiredSize! <= 0) await writer.ready
        void writer.write(n)
      }
    })
  ])
  await writer.close()
  return sum
}
