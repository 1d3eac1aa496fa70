/** The stock `mapEffect` between a stock source and a stock sink. */
import { Sink, Source, Transform, Workflow } from "@effect-mimo/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Program } from "../../suite/Case.ts"
import { call, concurrency, inOrder, sum } from "./call.ts"

export const program: Program = (elements, options) => {
  const unordered = options["unordered"] === true
  const workflow = Workflow.make("map-effect", {
    range: Source.range({ end: elements }),
    called: Transform.mapEffect(Schema.Int, Schema.Int, (n) => Effect.promise(() => call(n)), {
      concurrency,
      unordered
    }),
    result: Sink.fold(Schema.Int, () => 0, unordered ? sum : inOrder)
  }, ({ range, called, result }) => range.pipe(called).pipe(result))
  return () => Effect.runPromise(Effect.map(Workflow.run(workflow), ({ result }) => result))
}
