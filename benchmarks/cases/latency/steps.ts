/** The class steps of the capacity curve. */
import { Stream } from "@effect-mimo/core"
import * as Schema from "effect/Schema"

export class Range extends Stream.Class("Range", { out: { value: Schema.Number } }) {
  constructor(readonly end: number) {
    super()
  }
  *run() {
    for (let i = 0; i < this.end; i++) yield* this.out.value.push(i)
  }
}

export class Double extends Stream.Class("Double", { in: { n: Schema.Number }, out: { doubled: Schema.Number } }) {
  *run() {
    while (true) yield* this.out.doubled.push((yield* this.in.n.pop) * 2)
  }
}

export class Split extends Stream.Class("Split", {
  in: { n: Schema.Number },
  out: { even: Schema.Number, odd: Schema.Number }
}) {
  *run() {
    yield* this.in.n.forEach((n) => (n % 2 === 0 ? this.out.even : this.out.odd).push(n))
  }
}

export class Add extends Stream.Class("Add", {
  in: { a: Schema.Number, b: Schema.Number },
  out: { sum: Schema.Number }
}) {
  *run() {
    while (true) yield* this.out.sum.push((yield* this.in.a.pop) + (yield* this.in.b.pop))
  }
}

export class Sum extends Stream.Class("Sum", { in: { n: Schema.Number } }) {
  *run() {
    let sum = 0
    yield* this.in.n.forEach((n) => {
      sum += n
    })
    return sum
  }
}
