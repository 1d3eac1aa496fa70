/** A step that calls the service for each element, between a source and a sum. */
import { Stream, Workflow } from "@effect-mimo/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Program } from "../../suite/Case.ts"
import { Prices } from "./Prices.ts"

class Orders extends Stream.Class("Orders", { out: { order: Schema.Number } }) {
  readonly end: number
  constructor(end: number) {
    super()
    this.end = end
  }
  *run() {
    for (let i = 0; i < this.end; i++) yield* this.out.order.push(i)
  }
}

class Price extends Stream.Class("Price", { in: { order: Schema.Number }, out: { total: Schema.Number } }) {
  *run() {
    const prices = yield* Prices
    while (true) {
      const order = yield* this.in.order.pop
      const total = yield* prices.total(order)
      yield* this.out.total.push(total)
    }
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
    "turnover",
    { orders: Orders.of(elements), price: Price, sum: Sum },
    ({ orders, price, sum }) => orders.pipe(price).pipe(sum)
  )
  const summing = Effect.map(Workflow.run(workflow), ({ sum }) => sum)
  return () => Effect.runPromise(Effect.provideService(summing, Prices, Prices.make()))
}
