/** One source to eight steps, and all of them to one sum, as class steps, one element at a time. */
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

class Add extends Stream.Class("Add", { in: { n: Schema.Number }, out: { sum: Schema.Number } }) {
  readonly k: number
  constructor(k: number) {
    super()
    this.k = k
  }
  *run() {
    yield* this.in.n.forEach((n) => this.out.sum.push(n + this.k))
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

export const program: Program = (elements) => {
  const workflow = Workflow.make(
    "fan",
    {
      range: Range.of(elements / 8),
      add0: Add.of(0),
      add1: Add.of(1),
      add2: Add.of(2),
      add3: Add.of(3),
      add4: Add.of(4),
      add5: Add.of(5),
      add6: Add.of(6),
      add7: Add.of(7),
      sum: Sum
    },
    ({ range, sum, ...adds }) => {
      for (const add of Object.values(adds)) range.pipe(add).pipe(sum)
    }
  )
  return () => Effect.runPromise(Workflow.run(workflow)).then(({ sum }) => sum)
}
