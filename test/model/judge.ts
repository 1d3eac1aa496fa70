// Whether what was seen of a run is what the model allows.
import * as Cause from "effect/Cause"
import * as Exit from "effect/Exit"
import { allOps, expand, type Graph, isDeterministic } from "./graph.ts"
import { namesOf, type Observed } from "./observe.ts"
import { Replay, type ReplayOptions } from "./replay.ts"
import { simulate } from "./simulate.ts"

/** What is wrong with a run; undefined when nothing is. */
export const judge = (
  graph: Graph,
  observed: Observed,
  options: ReplayOptions,
  random: () => number
): string | undefined => {
  const blocked = namesOf(graph).steps.flatMap((name, step) => observed.deadlock?.blocked.includes(name) ? [step] : [])
  const replay = new Replay(graph, observed.events, options, new Set(blocked))
  return replay.run() ?? judgeEnd(graph, observed, replay, options) ?? judgeCounts(graph, observed, replay) ??
    judgeFlow(graph, observed, replay, options, random)
}

export type Outcome = "success" | "failure" | "deadlock" | "interrupted" | "none"

export const outcomeOf = ({ deadlock, exit }: Observed): Outcome => {
  if (exit === undefined) return "none"
  if (Exit.isSuccess(exit)) return "success"
  if (deadlock !== undefined) return "deadlock"
  return Cause.hasInterruptsOnly(exit.cause) ? "interrupted" : "failure"
}

/** How the run ended: S15, S20 to S24. */
const judgeEnd = (graph: Graph, observed: Observed, replay: Replay, options: ReplayOptions): string | undefined => {
  const { endedLate, failed, failedAfterwards, interrupted, machine, stoppedFor, wasStopped } = replay
  const outcome = outcomeOf(observed)
  const names = namesOf(graph)
  const ended = (step: number) => machine.steps[step]!.status === "completed"
  switch (outcome) {
    case "none": {
      const moving = graph.steps.flatMap((_, step) =>
        machine.steps[step]!.status === "running" && machine.outlook(step) !== "wait" ? [names.steps[step]!] : []
      )
      return `the run does not end; steps that could go on: ${moving.join(", ") || "none (S24)"}`
    }
    case "success":
      if (failed.length > 0) return `S22: it succeeded, and steps failed: ${failed}`
      if (!machine.allEnded) return "S22: it succeeded, and not all steps completed"
      break
    case "interrupted":
      if (!wasStopped) return "S22: it was interrupted by nobody"
      if (failed.length > 0) return `S15: it was interrupted, and steps failed: ${failed}`
      break
    case "failure": {
      const { failedStep } = observed
      if (failed.length === 0 && failedAfterwards.size > 0 && wasStopped) break
      if (failed.length === 0) return "S22: it failed, and no step did"
      const isFirst = options.late ? failed.includes(failedStep ?? -1) : failedStep === failed[0]
      if (!isFirst) return `S22: it names step ${failedStep}, and the first to fail was ${failed[0]}`
      break
    }
    case "deadlock": {
      const { blocked, cycle, verdict } = observed.deadlock!
      const stuck = new Set(names.steps.flatMap((name, step) => blocked.includes(name) ? [step] : []))
      const filtered = !options.fusion &&
        graph.edges.some(({ through }) => through.some(({ kind }) => kind === "filter"))
      const free = filtered ? [] : machine.notStuck(stuck)
      if (free.length > 0) return `S24: a deadlock, and these can go on or be freed: ${free.map((n) => names.steps[n])}`
      if (verdict !== "artificial") return "S24: without a cycle of edges a deadlock is artificial"
      if (cycle.length < 2) return "S24: a cycle has two steps at least"
      break
    }
  }
  if (interrupted.size > 0 && (outcome === "success")) return "S22: it succeeded, and steps were interrupted"
  for (const [step, name] of names.steps.entries()) {
    const { status } = observed.snapshot.steps.find((snapshot) => snapshot.step === name)!
    const expected = failed.includes(step) || failedAfterwards.has(step)
      ? "failed"
      : ended(step)
      ? "completed"
      : "interrupted"
    // One that is stopped for want of consumers while the run stops is either.
    const either = outcome !== "success" && (status === "interrupted" || status === "completed") &&
      (stoppedFor.has(step) || endedLate.has(step))
    if (status !== expected && !either) return `S14, S15, S20: step ${name} is ${status}, and should be ${expected}`
  }
  return observed.openScopes === 0 ? undefined : `S19: ${observed.openScopes} scopes are open`
}

/** What is left on the edges and what they counted: S2, S23. */
const judgeCounts = (graph: Graph, observed: Observed, replay: Replay): string | undefined => {
  const { steps } = namesOf(graph)
  for (const { discarded, from, popped, pushed, size, to } of observed.snapshot.edges) {
    if (size !== 0) return `S23: ${size} elements are left on ${from} → ${to}`
    if (pushed !== popped + discarded) {
      return `S2: ${from} → ${to}: pushed ${pushed}, popped ${popped}, dropped ${discarded}`
    }
  }
  for (const [at, { planned, popped }] of replay.machine.edges.entries()) {
    const [step, inlet] = planned.to
    const name = planned.through.length > 0 ? `e${at}t${planned.through.length - 1}` : `${steps[planned.from[0]]!}.`
    const counts = observed.snapshot.edges.find((edge) =>
      edge.to === `${steps[step]!}.i${inlet}` && edge.from.startsWith(name) &&
      (planned.through.length > 0 || edge.from === `${name}o${planned.from[1]}`)
    )!
    // What a step had taken when it was stopped is not noted.
    const isWhole = replay.machine.steps[step]!.status !== "running" && !replay.stoppedFor.has(step)
    if (isWhole ? counts.popped !== popped.length : counts.popped < popped.length) {
      return `S2: ${counts.from} → ${counts.to} counts ${counts.popped} popped, and its consumer saw ${popped.length}`
    }
  }
  return undefined
}

/** S25: what flows depends on nothing but the graph; and whether there is an end is decided before it runs. */
const judgeFlow = (
  graph: Graph,
  observed: Observed,
  replay: Replay,
  { fusion, grow }: ReplayOptions,
  random: () => number
): string | undefined => {
  if (!isDeterministic(graph)) return undefined
  const outcome = outcomeOf(observed)
  const most = simulate(graph, random, { limit: true })!
  for (const [at, { popped }] of replay.machine.edges.entries()) {
    if (popped.some((element, n) => element !== most.popped[at]![n])) return `S25: edge ${at} carried other elements`
  }
  const { graph: run, last } = fusion
    ? { graph, last: graph.edges.map((_, at) => at) }
    : expand(graph)
  const simulated = simulate(run, random, { unbounded: grow })!
  // Whether a step ends its last outlet before or after its consumer leaves decides whether it is stopped (S16).
  const hasEnds = graph.steps.some((step) => allOps(step).some((op) => op.do === "end"))
  if (outcome === "success" && !simulated.allEnded) {
    return hasEnds ? undefined : "S22, S24: it succeeded, and the model does not"
  }
  if (most.failing.length > 0) return undefined
  if (outcome === "failure") return "S22: it failed, and no step of the model does"
  if (outcome !== "success") return undefined
  for (const [at, { planned, popped }] of replay.machine.edges.entries()) {
    const isWhole = !simulated.stopped.has(planned.to[0]) && !replay.stoppedFor.has(planned.to[0])
    const expected = simulated.popped[last[at]!]!
    if (isWhole && popped.length !== expected.length) {
      return `S25: ${popped.length} elements were popped from edge ${at}, and ${expected.length} in the model`
    }
  }
  return undefined
}
