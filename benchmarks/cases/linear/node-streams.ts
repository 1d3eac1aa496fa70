/** Node's streams in object mode, joined by `pipeline`. */
import { Readable, Transform, Writable } from "node:stream"
import { pipeline } from "node:stream/promises"
import type { Program } from "../../suite/Case.ts"
import { highWaterMark } from "./capacity.ts"

const range = (end: number): Readable => {
  let next = 0
  return new Readable({
    objectMode: true,
    highWaterMark,
    read() {
      while (next < end && this.push(next++)) { /* as long as there is room */ }
      if (next === end) this.push(null)
    }
  })
}

const double = (): Transform =>
  new Transform({
    objectMode: true,
    highWaterMark,
    transform(n: number, _encoding, done) {
      done(null, n * 2)
    }
  })

export const program: Program = (elements, { hops }) => async () => {
  let sum = 0
  const summing = new Writable({
    objectMode: true,
    highWaterMark,
    write(n: number, _encoding, done) {
      sum += n
      done()
    }
  })
  await pipeline([range(elements), ...Array.from({ length: Number(hops) - 1 }, double), summing])
  return sum
}
