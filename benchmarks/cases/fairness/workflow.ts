/** Workflows that run flat out, beside a timer and an HTTP server. */
import { Sink, Source, Transform, Workflow } from "@effect-mimo/core"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import type { Figures } from "../../suite/Case.ts"
import { beside } from "./neighbour.ts"
import { Count, Double, Numbers } from "./steps.ts"

type Counter = { moved: number }

const steps = (counter: Counter) =>
  Workflow.make(
    "steps",
    { numbers: Numbers, double: Double, count: Count.of(counter) },
    ({ numbers, double, count }) => numbers.pipe(double).pipe(count)
  )

const chain = (counter: Counter) => {
  const doubles = Object.fromEntries(Array.from({ length: 98 }, (_, n) => [`double${n}`, Double] as const))
  return Workflow.make(
    "chain",
    { ...doubles, numbers: Numbers, count: Count.of(counter) },
    ({ count, numbers, ...others }) => {
      // The types know the steps that are written out; the others are those of `doubles`.
      const between = Object.values(others) as ReadonlyArray<
        Workflow.Handle<{ readonly n: number }, { readonly doubled: number }>
      >
      numbers.pipe(between[0]!)
      for (let n = 1; n < between.length; n++) between[n - 1]!.pipe(between[n]!)
      between.at(-1)!.pipe(count)
    }
  )
}

const stock = (counter: Counter) =>
  Workflow.make("stock", {
    numbers: Source.range({ end: Infinity }),
    double: Transform.map(Schema.Int, Schema.Int, (n) => n % 1_000 * 2),
    some: Transform.filter(Schema.Int, (n) => n % 3 !== 0),
    next: Transform.map(Schema.Int, Schema.Int, (n) => n + 1),
    count: Sink.fold(Schema.Int, () => 0, () => ++counter.moved)
  }, ({ numbers, double, some, next, count }) => {
    numbers.pipe(double).pipe(some).passed.pipe(next).pipe(count)
  })

const calls = (f: (n: number) => Effect.Effect<number>) => (counter: Counter) =>
  Workflow.make("calls", {
    numbers: Numbers,
    call: Transform.mapEffect(Schema.Number, Schema.Number, f, { concurrency: 16, unordered: true }),
    count: Count.of(counter)
  }, ({ numbers, call, count }) => numbers.pipe(call).pipe(count))

const graphs = {
  steps,
  chain,
  stock,
  // Resumed by a microtask, of which the event loop runs as many as there are before it goes on.
  promises: calls((n) => Effect.promise(() => Promise.resolve(n))),
  succeeding: calls((n) => Effect.succeed(n))
}

export type Graph = keyof typeof graphs

export const figures: Figures<{ readonly graph: Graph; readonly capacity?: number }> = async (
  ms,
  { capacity, graph }
) => {
  const counter: Counter = { moved: 0 }
  const workflow: Workflow.Workflow<{}, {}, unknown> = graphs[graph](counter)
  const sized = capacity === undefined ? workflow : Workflow.withCapacity(workflow, capacity)
  const fiber = Effect.runFork(Workflow.run(sized))
  const figures = await beside(ms, () => counter.moved)
  await Effect.runPromise(Fiber.interrupt(fiber))
  return figures
}
