// Random graphs without cycles whose steps pop and push in an order that depends on nothing but what they have done.
import { type In, type Out, Port, Stream, Workflow } from "@effect-mimo/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { randomFrom } from "../fixtures.ts"
import type { Closed } from "./fixtures.ts"

/** What a step does at a time: pops an inlet, pushes a number made of what it has popped, or pops several inlets. */
type Action =
  | { readonly kind: "pop" | "push"; readonly port: number; readonly times: number }
  | { readonly kind: "popAll" }

interface GraphStep {
  readonly inlets: number
  readonly outlets: number
  /** Done again and again, `rounds` times or, with inlets, until one of them has ended. */
  readonly actions: ReadonlyArray<Action>
  readonly rounds: number
  /** Whether it ends then, and leaves what its inlets still have. */
  readonly leaves: boolean
  /** Yields before an action, so that others may go first. */
  readonly yields: number
}

interface GraphEdge {
  readonly from: readonly [step: number, outlet: number]
  readonly to: readonly [step: number, inlet: number]
  readonly capacity: number
  /** Elements from the start, of an edge that leads back. */
  readonly first: ReadonlyArray<number> | undefined
}

export interface Graph {
  readonly steps: ReadonlyArray<GraphStep>
  readonly edges: ReadonlyArray<GraphEdge>
}

interface GraphOptions {
  /** Steps may end before their inlets have, and so stop those before them (S16): how far these came depends on timing. */
  readonly leaving?: boolean
  /** Edges lead back too, and every step does its work a few times only, so that nothing goes round for ever. */
  readonly loops?: boolean
}

/** A graph of 2 to 9 steps. Every inlet has one edge (S25), an outlet may have several. */
export const graphOf = (seed: number, { leaving = false, loops = false }: GraphOptions): Graph => {
  const random = randomFrom(seed)
  const below = (n: number) => Math.floor(random() * n)
  const count = 2 + below(8)
  const free: Array<readonly [number, number]> = []
  const edges: Array<GraphEdge> = []
  const steps = Array.from({ length: count }, (_, index): GraphStep => {
    const sources = free.length
    const inlets = index === 0 || sources === 0 ? 0 : random() < 0.15 ? 0 : 1 + below(Math.min(3, sources))
    for (let inlet = 0; inlet < inlets; inlet++) {
      // Late outlets sooner than early ones, and now and then one that has an edge already.
      const at = Math.max(below(free.length), below(free.length))
      edges.push({ from: free[at]!, to: [index, inlet], capacity: 1 + below(5), first: undefined })
      if (random() < 0.6 && free.length > 1) free.splice(at, 1)
    }
    const outlets = index === count - 1 ? 0 : 1 + below(3)
    for (let outlet = 0; outlet < outlets; outlet++) free.push([index, outlet])
    const all = random() < 0.3 && inlets > 1
    const actions: Array<Action> = all ? [{ kind: "popAll" }] : inlets > 0 ? [{ kind: "pop", port: 0, times: 1 }] : []
    // About as many elements out as in, so that a chain of steps does not multiply them without end.
    let balance = 2
    for (let left = inlets + outlets + below(4); left > 0; left--) {
      const pops = inlets > 0 && (balance <= 0 || outlets === 0 || random() < 0.5)
      const times = random() < 0.2 ? 1 + below(4) : 1
      if (pops && all) actions.push({ kind: "popAll" })
      else if (pops) actions.push({ kind: "pop", port: below(inlets), times })
      else if (outlets > 0) actions.push({ kind: "push", port: below(outlets), times })
      balance += inlets === 0 ? 0 : pops ? times : -times
    }
    // In any order.
    for (let n = actions.length - 1; n > 0; n--) {
      const other = below(n + 1)
      const action = actions[n]!
      actions[n] = actions[other]!
      actions[other] = action
    }
    const leaves = leaving && random() < 0.3
    const rounds = inlets === 0 || loops || leaves ? below(9) : Infinity
    return { inlets, outlets, actions, rounds, leaves, yields: random() < 0.2 ? 1 + below(3) : 0 }
  })
  for (let back = loops ? 1 + below(3) : 0; back > 0; back--) {
    const to = below(count)
    const ahead = [...reachedFrom(to, edges)].filter((step) => steps[step]!.outlets > 0)
    const from = ahead[below(ahead.length)]
    if (from === undefined) continue
    const step = steps[to]!
    const first = Array.from({ length: below(3) }, (_, n) => -1 - n)
    const capacity = Math.max(1 + below(5), first.length)
    edges.push({ from: [from, below(steps[from]!.outlets)], to: [to, step.inlets], capacity, first })
    const actions = [...step.actions]
    actions.splice(below(actions.length + 1), 0, { kind: "pop", port: step.inlets, times: 1 + below(2) })
    steps[to] = { ...step, inlets: step.inlets + 1, actions }
  }
  return { steps, edges }
}

const reachedFrom = (start: number, edges: ReadonlyArray<GraphEdge>): ReadonlySet<number> => {
  const reached = new Set([start])
  for (const step of reached) {
    for (const { from, first, to } of edges) if (first === undefined && from[0] === step) reached.add(to[0])
  }
  return reached
}

const names = (name: string, count: number) => Array.from({ length: count }, (_, index) => `${name}${index}`)

type Ins = Readonly<Record<string, In<number>>>
type Outs = Readonly<Record<string, Out<number>>>

const streamOf = (step: GraphStep, index: number) => {
  const { actions, inlets, outlets, rounds, yields } = step
  const ports = (of: ReadonlyArray<string>) =>
    Object.fromEntries(of.map((name) => [name, Port.optional(Schema.Number)] as const))
  const work = (ins: Ins, outs: Outs, popped: Array<number>) =>
    Effect.gen(function*() {
      let pushed = 0
      for (let round = 0; round < rounds; round++) {
        for (const action of actions) {
          for (let n = 0; n < yields; n++) yield* Effect.yieldNow
          if (action.kind === "popAll") popped.push(...Object.values(yield* Port.popAll(ins)))
          else {
            for (let n = 0; n < action.times; n++) {
              if (action.kind === "pop") popped.push(yield* ins[`in${action.port}`]!.pop)
              else yield* outs[`out${action.port}`]!.push(index * 1_000 + pushed++ + (popped.at(-1) ?? 0) * 7 % 1_009)
            }
          }
        }
      }
    })
  return Stream.make(`Step${index}`, {
    in: ports(names("in", inlets)),
    out: ports(names("out", outlets)),
    run: (ins, outs) => {
      const popped: Array<number> = []
      const inputs = ins as unknown as Ins // the ports are those of the names above
      const rest = Effect.gen(function*() {
        for (const name in inputs) yield* inputs[name]!.forEach((n) => void popped.push(n))
      })
      return work(inputs, outs as unknown as Outs, popped).pipe(
        // What the other inlets still have is taken: a step that left them would stop those before it (S16).
        Effect.catch(() => Effect.void),
        Effect.andThen(step.leaves ? Effect.void : rest),
        Effect.as(popped)
      )
    }
  })
}

type LooseHandles = Readonly<Record<string, Readonly<Record<string, { pipe(to: unknown, options?: unknown): void }>>>>

// Names of ports are known only when this runs, and all carry numbers.
const makeWorkflow = Workflow.make as unknown as (
  name: string,
  steps: Readonly<Record<string, unknown>>,
  wire: (handles: LooseHandles) => void,
  options: Workflow.Options
) => Closed<Readonly<Record<string, ReadonlyArray<number>>>>

/** The workflow of a graph, with its capacities or one for all edges. */
export const workflowOf = (
  { edges, steps }: Graph,
  options: { readonly capacity?: number; readonly onDeadlock?: Workflow.Options["onDeadlock"] }
) => {
  const entries = steps.map((step, index) => [`s${index}`, streamOf(step, index)] as const)
  return makeWorkflow("random", Object.fromEntries(entries), (handles) => {
    for (const { capacity, first, from: [from, outlet], to: [to, inlet] } of edges) {
      handles[`s${from}`]![`out${outlet}`]!.pipe(handles[`s${to}`]![`in${inlet}`], {
        capacity: options.capacity ?? capacity,
        feedback: first === undefined ? undefined : { first }
      })
    }
  }, { onDeadlock: options.onDeadlock })
}
