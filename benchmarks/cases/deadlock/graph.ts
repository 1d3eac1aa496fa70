/** Graphs of any number of steps that wait all the time: each edge holds one element. */
import { type In, Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/** Told of an inlet of each step that begins. */
export type OnBegin = (inlet: In<number>) => void

const relay = (onBegin: OnBegin) =>
  Stream.make("Relay", {
    in: { n: Schema.Int },
    out: { value: Schema.Int },
    *run({ n }, { value }) {
      onBegin(n)
      while (true) yield* value.push(yield* n.pop)
    }
  })

const count = Sink.fold(Schema.Int, () => 0, (n) => n + 1)

const namesOf = (steps: number): ReadonlyArray<string> => Array.from({ length: steps }, (_, n) => `r${n}`)

type Counting = Workflow.Workflow<{}, {}, { readonly count: number }>
type Make = (steps: number, elements: number, onBegin: OnBegin) => Counting
type Port = { pipe(to: unknown): Port }
type Handles = Readonly<Record<string, Port & Readonly<Record<string, Port>>>>

// All ports carry whole numbers; their names and those of the steps are known only when this runs.
const make = Workflow.make as unknown as (
  name: string,
  steps: Readonly<Record<string, unknown>>,
  wire: (handles: Handles) => void,
  options: Workflow.Options
) => Counting

/** All of it is on the way at once, and each step waits for its neighbours. */
const chain: Make = (steps, elements, onBegin) => {
  const Relay = relay(onBegin)
  const names = namesOf(steps)
  const relays = Object.fromEntries(names.map((name) => [name, Relay]))
  return make("chain", { numbers: Source.range({ end: elements }), ...relays, count }, (s) => {
    let last: Port = s["numbers"]!
    for (const name of names) last = last.pipe(s[name])
    last.pipe(s["count"])
  }, { capacity: 1 })
}

/** One element at a time is on the way, by one of many branches, and all others wait. */
const branches: Make = (steps, elements, onBegin) => {
  const Relay = relay(onBegin)
  const names = namesOf(steps)
  const relays = Object.fromEntries(names.map((name) => [name, Relay]))
  const spread = Stream.make("Spread", {
    out: Object.fromEntries(names.map((name) => [name, Schema.Int] as const)),
    *run(_, outs) {
      for (let n = 0; n < elements; n++) {
        yield* outs[names[n % steps]!]!.push(n)
        // So that the branch goes on before the next one does.
        yield* Effect.yieldNow
      }
    }
  })
  return make("branches", { spread, ...relays, count }, (s) => {
    for (const name of names) s["spread"]![name]!.pipe(s[name]).pipe(s["count"])
  }, { capacity: 1 })
}

export const shapes = { chain, branches }

export type Shape = keyof typeof shapes
