/** The graphs of four cases, small, with the capacity of all their edges as an option. */
import { Sink, Source, Transform, Workflow } from "@effect-mimo/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Program } from "../../suite/Case.ts"
import { Add, Double, Range, Split, Sum } from "./steps.ts"

const linear = (end: number) =>
  Workflow.make(
    "linear",
    { range: Range.of(end), double: Double, sum: Sum },
    ({ range, double, sum }) => range.pipe(double).pipe(sum)
  )

const zip = (end: number) =>
  Workflow.make(
    "zip",
    { range: Range.of(end), split: Split, evens: Double, odds: Double, add: Add, sum: Sum },
    ({ range, split, evens, odds, add, sum }) => {
      range.pipe(split)
      split.even.pipe(evens).pipe(add.a)
      split.odd.pipe(odds).pipe(add.b)
      add.pipe(sum)
    }
  )

const fan = (end: number) =>
  Workflow.make("fan", {
    range: Range.of(end),
    a: Double,
    b: Double,
    c: Double,
    d: Double,
    e: Double,
    f: Double,
    g: Double,
    h: Double,
    sum: Sum
  }, ({ range, sum, a, b, c, d, e, f, g, h }) => {
    for (const step of [a, b, c, d, e, f, g, h]) range.pipe(step).pipe(sum)
  })

const stock = (end: number) =>
  Workflow.make("stock", {
    range: Source.range({ end }),
    double: Transform.map(Schema.Int, Schema.Int, (n) => n * 2),
    some: Transform.filter(Schema.Int, (n) => n % 3 !== 0),
    next: Transform.map(Schema.Int, Schema.Int, (n) => n + 1),
    sum: Sink.fold(Schema.Int, () => 0, (sum, n) => sum + n)
  }, ({ range, double, some, next, sum }) => {
    range.pipe(double).pipe(some).passed.pipe(next).pipe(sum)
  })

const graphs = { linear, zip, fan, stock }

export type Graph = keyof typeof graphs

export const program: Program<{ readonly graph: Graph; readonly capacity: number }> = (
  elements,
  { capacity, graph }
) => {
  const workflow: Workflow.Workflow<{}, {}, { readonly sum: number }> = Workflow.withCapacity(
    graphs[graph](elements),
    capacity
  )
  return async () => (await Effect.runPromise(Workflow.run(workflow))).sum
}
