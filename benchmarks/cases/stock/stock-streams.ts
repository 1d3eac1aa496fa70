/** Map, filter, map and fold over an array, as stock streams. */
import { Sink, Source, Transform, Workflow } from "@effect-mimo/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Program } from "../../suite/Case.ts"

export const program: Program = (elements) => {
  const numbers = Array.from({ length: elements }, (_, i) => i)
  const workflow = Workflow.make("stock", {
    numbers: Source.fromIterable(Schema.Number, numbers),
    triple: Transform.map(Schema.Number, Schema.Number, (n) => n * 3),
    even: Transform.filter(Schema.Number, (n) => n % 2 === 0),
    increment: Transform.map(Schema.Number, Schema.Number, (n) => n + 1),
    sum: Sink.fold(Schema.Number, () => 0, (sum, n) => sum + n)
  }, ({ numbers, triple, even, increment, sum }) => {
    numbers.pipe(triple).pipe(even).passed.pipe(increment).pipe(sum)
  })
  return () => Effect.runPromise(Workflow.run(workflow)).then(({ sum }) => sum)
}
