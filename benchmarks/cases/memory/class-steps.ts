/** Class steps, one element at a time. */
import { Stream, Workflow } from "@effect-mimo/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { growthOf, type Item, next } from "./growth.ts"

const ItemSchema = Schema.Struct({ n: Schema.Number })

class Items extends Stream.Class("Items", { out: { item: ItemSchema } }) {
  readonly end: number
  constructor(end: number) {
    super()
    this.end = end
  }
  *run() {
    for (let n = 0; n < this.end; n++) yield* this.out.item.push({ n })
  }
}

class Next extends Stream.Class("Next", { in: { item: ItemSchema }, out: { next: ItemSchema } }) {
  *run() {
    while (true) yield* this.out.next.push(next(yield* this.in.item.pop))
  }
}

class Sum extends Stream.Class("Sum", { in: { item: ItemSchema } }) {
  readonly passed: () => void
  constructor(passed: () => void) {
    super()
    this.passed = passed
  }
  *run() {
    let sum = 0
    yield* this.in.item.forEach(({ n }: Item) => {
      sum += n
      this.passed()
    })
    return sum
  }
}

export const figures = growthOf((elements, passed) => {
  const workflow = Workflow.make(
    "five-hops",
    { items: Items.of(elements), a: Next, b: Next, c: Next, d: Next, sum: Sum.of(passed) },
    ({ items, a, b, c, d, sum }) => items.pipe(a).pipe(b).pipe(c).pipe(d).pipe(sum)
  )
  return Effect.runPromise(Effect.map(Workflow.run(workflow), ({ sum }) => sum))
})
