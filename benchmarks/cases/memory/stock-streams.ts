/** Stock streams only. */
import { Sink, Source, Transform, Workflow } from "@effect-mimo/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { growthOf, next } from "./growth.ts"

const ItemSchema = Schema.Struct({ n: Schema.Number })
const Next = Transform.map(ItemSchema, ItemSchema, next)

export const figures = growthOf((elements, passed) => {
  const workflow = Workflow.make("five-hops", {
    numbers: Source.range({ end: elements }),
    a: Transform.map(Schema.Number, ItemSchema, (n) => next({ n })),
    b: Next,
    c: Next,
    d: Next,
    sum: Sink.fold(ItemSchema, () => 0, (sum, { n }) => {
      passed()
      return sum + n
    })
  }, ({ numbers, a, b, c, d, sum }) => numbers.pipe(a).pipe(b).pipe(c).pipe(d).pipe(sum))
  return Effect.runPromise(Effect.map(Workflow.run(workflow), ({ sum }) => sum))
})
