/** Chains and random graphs of any number of steps, all of which wait for an element that never comes. */
import { Port, Stream, Workflow } from "@effect-mimo/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { starting } from "./starting.ts"

class Idle extends Stream.Class("Idle", { out: { value: Schema.Number } }) {
  run() {
    starting.begun()
    return Effect.never
  }
}

class Relay extends Stream.Class("Relay", { in: { n: Schema.Number }, out: { value: Port.optional(Schema.Number) } }) {
  *run() {
    starting.begun()
    while (true) yield* this.out.value.push(yield* this.in.n.pop)
  }
}

/** Edges as pairs of steps, by index; step 0 is the source. */
export type Edges = ReadonlyArray<readonly [from: number, to: number]>

const chain = (steps: number): Edges => Array.from({ length: steps - 1 }, (_, n) => [n, n + 1])

/** Mulberry32: the same graph in each run. */
const seeded = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
}

/** Each step is fed by one to three of those before it. */
const random = (steps: number): Edges => {
  const next = seeded(steps)
  const below = (n: number) => Math.floor(next() * n)
  return Array.from({ length: steps - 1 }, (_, n) => {
    const to = n + 1
    const sources = new Set(Array.from({ length: 1 + below(3) }, () => below(to)))
    return [...sources].map((from) => [from, to] as const)
  }).flat()
}

export const shapes = { chain, random }

export type Shape = keyof typeof shapes

type Relaying = Workflow.Handle<{ readonly n: number }, { readonly value: number }>

export interface Built {
  readonly workflow: Workflow.Workflow<{}, {}, {}>
  /** Milliseconds for the handles and the edges, and for the checks of the whole afterwards. */
  readonly build: number
  readonly check: number
}

export const make = (steps: number, edges: Edges): Built => {
  const names = Array.from({ length: steps }, (_, n) => `s${n}`)
  const streams = Object.fromEntries(names.slice(1).map((name) => [name, Relay] as const))
  const begun = performance.now()
  let wired = begun
  const workflow = Workflow.make("scale", { s0: Idle, ...streams }, (handles: Record<string, Workflow.AnyHandle>) => {
    // All steps have one outlet, and all but the first one inlet, which the index of a record does not tell.
    const at: ReadonlyArray<unknown> = names.map((name) => handles[name])
    for (const [from, to] of edges) (at[from] as Relaying).pipe(at[to] as Relaying)
    wired = performance.now()
  })
  return { workflow, build: wired - begun, check: performance.now() - wired }
}
