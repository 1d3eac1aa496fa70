/** The same in Node streams: object mode, one Readable piped to eight Transforms, and these to one Writable. */
import { Readable, Transform, Writable } from "node:stream"
import { finished } from "node:stream/promises"
import type { Program } from "../../suite/Case.ts"

const inObjects = { objectMode: true, highWaterMark: 1024 }
const ks = [0, 1, 2, 3, 4, 5, 6, 7]

const numbers = (end: number) => {
  let i = 0
  return new Readable({
    ...inObjects,
    read() {
      while (i < end) if (!this.push(i++)) return
      this.push(null)
    }
  })
}

const add = (k: number) =>
  new Transform({
    ...inObjects,
    transform(n: number, _, done) {
      done(null, n + k)
    }
  })

export const program: Program = (elements) => async () => {
  let sum = 0
  const source = numbers(elements / 8)
  const adds = ks.map(add)
  const summing = new Writable({
    ...inObjects,
    write(n: number, _, done) {
      sum += n
      done()
    }
  })
  // A listener for each pipe of the eight, and some of `pipe` itself.
  summing.setMaxListeners(0)
  source.setMaxListeners(0)
  for (const each of adds) source.pipe(each).pipe(summing, { end: false })
  await Promise.all(adds.map((each) => finished(each)))
  summing.end()
  await finished(summing)
  return sum
}
