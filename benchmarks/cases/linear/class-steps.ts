/** A source, steps that double and one that sums as class steps, one element at a time. */
import { Stream, Workflow } from "@effect-mimo/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Program } from "../../suite/Case.ts"

class Range extends Stream.Class("Range", { out: { value: Schema.Number } }) {
  readonly end: number
  constructor(end: number) {
    super()
    this.end = end
  }
  *run() {
    for (let i = 0; i < this.end; i++) yield* this.out.value.push(i)
  }
}

class Double extends Stream.Class("Double", { in: { n: Schema.Number }, out: { doubled: Schema.Number } }) {
  *run() {
    yield* this.in.n.forEach((n) => this.out.doubled.push(n * 2))
  }
}

class Sum extends Stream.Class("Sum", { in: { n: Schema.Number } }) {
  *run() {
    let sum = 0
    yield* this.in.n.forEach((n) => {
      sum += n
    })
    return sum
  }
}

/** So many of them in a row. */
const doubles = (count: number) => {
  const names = Array.from({ length: count }, (_, i) => `double${i + 1}`)
  const steps = Object.fromEntries(names.map((name) => [name, Double]))
  return Workflow.make("doubles", steps, (handles) => {
    const row = names.map((name) => handles[name]!)
    for (let i = 1; i < count; i++) row[i - 1]!.pipe(row[i]!)
    return { in: { n: row[0]! }, out: { doubled: row[count - 1]! } }
  })
}

export const program: Program = (elements, { hops, capacity }) => {
  const workflow = Workflow.make(
    "linear",
    { range: Range.of(elements), doubles: doubles(Number(hops) - 1), sum: Sum },
    ({ range, doubles, sum }) => range.pipe(doubles).pipe(sum)
  )
  const sized = capacity === undefined ? workflow : Workflow.withCapacity(workflow, Number(capacity))
  return () => Effect.runPromise(Effect.map(Workflow.run(sized), ({ sum }) => sum))
}
