/** The same in Node streams: object mode, a Transform for each branch, and both read in step at the end. */
import { once } from "node:events"
import { Readable, Transform, Writable } from "node:stream"
import { finished, pipeline } from "node:stream/promises"
import type { Program } from "../../suite/Case.ts"

const inObjects = { objectMode: true, highWaterMark: 1024 }

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

const split = (even: Writable, odd: Writable) =>
  new Writable({
    ...inObjects,
    write(n: number, _, done) {
      const to = n % 2 === 0 ? even : odd
      if (to.write(n)) done()
      else to.once("drain", done)
    },
    final(done) {
      even.end()
      odd.end()
      done()
    }
  })

const map = (f: (n: number) => number) =>
  new Transform({
    ...inObjects,
    transform(n: number, _, done) {
      done(null, f(n))
    }
  })

const sumOfPairs = async (as: Readable, bs: Readable) => {
  let sum = 0
  let a: number | null = null
  let b: number | null = null
  const takePairs = () => {
    while (true) {
      a ??= as.read()
      b ??= bs.read()
      if (a === null || b === null) return
      sum += a + b
      a = b = null
    }
  }
  as.on("readable", takePairs)
  bs.on("readable", takePairs)
  await Promise.all([once(as, "end"), once(bs, "end")])
  return sum
}

export const program: Program = (elements) => async () => {
  const double = map((n) => n * 2)
  const increment = map((n) => n + 1)
  const [sum] = await Promise.all([
    sumOfPairs(double, increment),
    pipeline(numbers(elements), split(double, increment)),
    finished(double),
    finished(increment)
  ])
  return sum
}
