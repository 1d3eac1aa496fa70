/** Class steps that never come to an end. */
import { Stream } from "@effect-mimo/core"
import * as Schema from "effect/Schema"

export class Numbers extends Stream.Class("Numbers", { out: { value: Schema.Number } }) {
  *run() {
    for (let i = 0;; i++) yield* this.out.value.push(i % 1_000)
  }
}

export class Double extends Stream.Class("Double", { in: { n: Schema.Number }, out: { doubled: Schema.Number } }) {
  *run() {
    while (true) yield* this.out.doubled.push((yield* this.in.n.pop) * 2)
  }
}

export class Count extends Stream.Class("Count", { in: { n: Schema.Number } }) {
  constructor(readonly counter: { moved: number }) {
    super()
  }
  *run() {
    yield* this.in.n.forEach(() => {
      this.counter.moved++
    })
  }
}
