/** Split by parity → a step for each → pairs → sum, as class steps, one element at a time. */
import { Port, Stream, Workflow } from "@effect-mimo/core"
import * as Effect from "effect/Effect"
import * as Pull from "effect/Pull"
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

class Split extends Stream.Class("Split", {
  in: { n: Schema.Number },
  out: { even: Schema.Number, odd: Schema.Number }
}) {
  *run() {
    yield* this.in.n.forEach((n) => (n % 2 === 0 ? this.out.even : this.out.odd).push(n))
  }
}

class Double extends Stream.Class("Double", { in: { n: Schema.Number }, out: { doubled: Schema.Number } }) {
  *run() {
    yield* this.in.n.forEach((n) => this.out.doubled.push(n * 2))
  }
}

class Increment extends Stream.Class("Increment", { in: { n: Schema.Number }, out: { next: Schema.Number } }) {
  *run() {
    yield* this.in.n.forEach((n) => this.out.next.push(n + 1))
  }
}

class SumOfPairs extends Stream.Class("SumOfPairs", { in: { a: Schema.Number, b: Schema.Number } }) {
  *run() {
    const ins = this.in
    let sum = 0
    yield* Effect.gen(function*() {
      while (true) {
        const { a, b } = yield* Port.popAll(ins)
        sum += a + b
      }
    }).pipe(Pull.catchDone(() => Effect.void))
    return sum
  }
}

export const program: Program = (elements) => {
  const workflow = Workflow.make(
    "split",
    { range: Range.of(elements), split: Split, double: Double, increment: Increment, sum: SumOfPairs },
    ({ range, split, double, increment, sum }) => {
      range.pipe(split)
      split.even.pipe(double).pipe(sum.a)
      split.odd.pipe(increment).pipe(sum.b)
    }
  )
  return () => Effect.runPromise(Effect.map(Workflow.run(workflow), ({ sum }) => sum))
}
