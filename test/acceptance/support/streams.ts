/** Streams that several of the cases use, declared as a user would. */
import { Stream } from "@effect-mimo/core"
import * as Schema from "effect/Schema"

export const Double = Stream.make("Double", {
  in: { n: Schema.Number },
  out: { doubled: Schema.Number },
  *run({ n }, { doubled }) {
    yield* n.forEach((x) => doubled.push(x * 2))
  }
})

/** A sink that scales what it gets; its result is all of it. */
export class Scaled extends Stream.Class("Scaled", { in: { n: Schema.Number } }) {
  constructor(readonly scale: (n: number) => number) {
    super()
  }
  *run() {
    const scaled: Array<number> = []
    yield* this.in.n.forEach((n) => {
      scaled.push(this.scale(n))
    })
    return scaled
  }
}
