/** Source → ×2 → sum as three class steps, one element at a time. */
import { Stream, Workflow } from "@effect-mimo/core"
import * as Schema from "effect/Schema"

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
    while (true) yield* this.out.doubled.push((yield* this.in.n.pop) * 2)
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

export const classSteps = (elements: number, capacity: number) => {
  const workflow = Workflow.make(
    "two-hops",
    { range: Range.of(elements), double: Double, sum: Sum },
    ({ range, double, sum }) => range.pipe(double).pipe(sum),
    { capacity }
  )
  return Workflow.run(workflow)
}
