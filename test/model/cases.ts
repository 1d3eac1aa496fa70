// One graph under one schedule: run, judged, and made small and told when something is wrong.
import * as Effect from "effect/Effect"
import { shuffled, withScheduler } from "../semantics/fixtures-ports.ts"
import { randomFrom } from "../semantics/fixtures.ts"
import { type Graph, type GraphEdge, isDeterministic, type Op } from "./graph.ts"
import { judge, type Outcome, outcomeOf } from "./judge.ts"
import { observe, type Observed } from "./observe.ts"
import { randomGraph } from "./random-graph.ts"
import { shrink } from "./shrink.ts"

export const schedules = ["stock", "test clock", "shuffled", "preempted"] as const

export interface Case {
  readonly graph: Graph
  /** Under "stock" and "test clock" it is the caller's environment that is one. */
  readonly schedule: typeof schedules[number]
  readonly seed: number
  readonly fusion: boolean
  readonly grow: boolean
}

export const caseOf = (schedule: Case["schedule"], seed: number): Case => {
  const random = randomFrom(seed)
  const graph = randomGraph(random)
  return {
    graph,
    schedule,
    seed,
    fusion: random() < 0.5,
    // Where it grows to depends on timing where what is popped does; what is popped does not otherwise.
    grow: isDeterministic(graph) && random() < 0.2
  }
}

export interface Judged {
  readonly outcome: Outcome
  readonly observed: Observed
  readonly wrong: string | undefined
}

export const runCase = (one: Case): Effect.Effect<Judged> =>
  Effect.gen(function*() {
    const { graph, schedule, seed } = one
    const late = schedule === "preempted"
    const run = observe(graph, one)
    const isShuffled = schedule === "shuffled" || late
    const observed = yield* isShuffled ? withScheduler(run, shuffled(seed, late)) : run
    return { outcome: outcomeOf(observed), observed, wrong: judge(graph, observed, { ...one, late }, randomFrom(seed)) }
  })

// The rule that is broken, or else what was done that cannot be.
const kindOf = (wrong: string | undefined): string | undefined =>
  wrong?.match(/S\d+(, S\d+)*/)?.[0] ?? wrong?.match(/"did":"\w+"|the run does not end/)?.[0]

/** The smallest case found that is wrong in the same way. */
export const shrinkCase = (one: Case): Effect.Effect<Case> =>
  Effect.gen(function*() {
    const kind = kindOf((yield* runCase(one)).wrong)
    const isSame = (graph: Graph) => Effect.map(runCase({ ...one, graph }), ({ wrong }) => kindOf(wrong) === kind)
    return { ...one, graph: yield* shrink(one.graph, isSame) }
  })

const textOfOp = (op: Op): string => {
  const { do: name, ...rest } = op
  const parts = Object.entries(rest).map(([key, value]) =>
    key === "body" ? `{ ${op.do === name && "body" in op ? op.body.map(textOfOp).join("; ") : ""} }` : `${key} ${value}`
  )
  return [name, ...parts].join(" ")
}

const textOfEdge = ({ capacity, from, through, to }: GraphEdge): string => {
  const passed = through.map((one) => `${one.kind} → ${one.capacity} → `)
  return `s${from[0]}.o${from[1]} → ${capacity} → ${passed.join("")}s${to[0]}.i${to[1]}`
}

/** What to read of a case, and how to run it again. */
export const textOf = (one: Case, { observed, wrong }: Judged): string =>
  [
    wrong,
    ...one.graph.steps.map(({ script }, step) => `s${step}: ${script.map(textOfOp).join("; ")}`),
    ...one.graph.edges.map(textOfEdge),
    `seen: ${observed.events.map((event) => Object.values(event).join(" ")).join("; ")}`,
    `end: ${String(observed.exit)}`,
    "again:",
    `MODEL_CASE='${JSON.stringify(one)}' npx vitest run --project model`
  ].join("\n")
