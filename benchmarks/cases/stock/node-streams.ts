/** The same in Node streams: object mode, Transforms. The stream's own `map` and `filter` make a promise of each element. */
import { Readable, Transform, Writable } from "node:stream"
import { pipeline } from "node:stream/promises"
import type { Program } from "../../suite/Case.ts"

const inObjects = { objectMode: true, highWaterMark: 1024 }

const map = (f: (n: number) => number) =>
  new Transform({
    ...inObjects,
    transform(n: number, _, done) {
      done(null, f(n))
    }
  })

const filter = (predicate: (n: number) => boolean) =>
  new Transform({
    ...inObjects,
    transform(n: number, _, done) {
      if (predicate(n)) done(null, n)
      else done()
    }
  })

/** `Readable.from` would await each element. */
const fromArray = (elements: ReadonlyArray<number>) => {
  let i = 0
  return new Readable({
    ...inObjects,
    read() {
      while (i < elements.length) if (!this.push(elements[i++])) return
      this.push(null)
    }
  })
}

export const program: Program = (elements) => {
  const numbers = Array.from({ length: elements }, (_, i) => i)
  return async () => {
    let sum = 0
    await pipeline(
      fromArray(numbers),
      map((n) => n * 3),
      filter((n) => n % 2 === 0),
      map((n) => n + 1),
      new Writable({
        ...inObjects,
        write(n: number, _, done) {
          sum += n
          done()
        }
      })
    )
    return sum
  }
}
