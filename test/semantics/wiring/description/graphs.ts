/** Graphs to be described and built again. */
import { Description, Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { faultsOf, Relay } from "../../fixtures.ts"

export const all = Sink.toArray(Schema.Int)

export const Split = Stream.make("Split", {
  in: { n: Schema.Int },
  out: { even: Schema.Int, odd: Schema.Int },
  run: ({ n }, { even, odd }) => n.forEach((x) => (x % 2 === 0 ? even : odd).push(x))
})

export class Scale extends Stream.Class("Scale", { in: { n: Schema.Int }, out: { m: Schema.Int } }) {
  constructor(readonly factor: number) {
    super()
  }
  *run() {
    const { in: { n }, out: { m } } = this
    yield* n.forEach((x) => m.push(x * this.factor))
  }
}

/** Counts each element down to 0, going round. */
export const Countdown = Stream.make("Countdown", {
  in: { n: Schema.Int },
  out: { again: Schema.Int, done: Schema.Int },
  *run({ n }, { again, done }) {
    let rounds = 0
    yield* n.forEach((x) => {
      rounds++
      return x === 0 ? done.push(rounds) : again.push(x - 1)
    })
  }
})

export const registry = { range: Source.range({ end: 6 }), Relay, Split, Countdown, Scale: Scale.of(3), toArray: all }

/** A description as text has everything a workflow has. */
export const again = (workflow: Workflow.AnyWorkflow, streams: Workflow.Registry = registry) => {
  const described = Workflow.describe(workflow)
  assert.deepStrictEqual(JSON.parse(JSON.stringify(described)), described)
  assert.isTrue(Schema.is(Description.Description)(described))
  const built = Workflow.fromDescription(JSON.stringify(described), streams)
  assert.deepStrictEqual(Workflow.describe(built), described)
  assert.strictEqual(String(built), String(workflow))
  assert.strictEqual(Workflow.toMermaid(built), Workflow.toMermaid(workflow))
  return built
}

/** The results, by a registry that says nothing of errors and requirements. */
export const resultsOf = (workflow: Workflow.Workflow<{}, {}, unknown, unknown, unknown>) =>
  // The streams of these tests require nothing.
  Effect.runSync(Workflow.run(workflow) as Effect.Effect<unknown, unknown>)

export const parity = Workflow.make("parity", {
  range: registry.range,
  split: Split,
  evens: all,
  odds: all
}, ({ range, split, evens, odds }) => {
  range.pipe(split)
  split.even.pipe(evens)
  split.odd.pipe(odds, { capacity: 16 })
}, { capacity: 4 })

export const relays = Workflow.make("relays", { a: Relay, b: Relay }, ({ a, b }) => ({
  in: { n: [a.n, b.n] },
  out: { m: [a.m, b.m] }
}), { capacity: 2 })

export const nested = Workflow.make("nested", { range: registry.range, relays, scale: registry.Scale, all }, (s) => {
  s.range.pipe(s.relays)
  s.relays.pipe(s.scale).pipe(s.all)
})

export const looping = Workflow.make("looping", { countdown: Countdown, all }, ({ countdown, all }) => {
  countdown.again.pipe(countdown.n, { feedback: { first: [3, 1] } })
  countdown.done.pipe(all)
})

/** A description as a text editor leaves it. */
export type Loose = { [key: string]: Loose } & Array<Loose>
export const edited = (workflow: Workflow.AnyWorkflow, edit: (description: Loose) => void): unknown => {
  const description = JSON.parse(JSON.stringify(Workflow.describe(workflow)))
  edit(description)
  return description
}
export const set = (target: Loose | undefined, key: string | number, value: unknown): void => {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
}
export const build = (input: unknown, streams: Readonly<Record<string, unknown>> = registry) => () =>
  Workflow.fromDescription(input, streams as Workflow.Registry)
export const messages = (run: () => unknown) => faultsOf(run).map(({ message }) => message)
