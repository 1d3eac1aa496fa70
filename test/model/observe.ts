// A graph as a real workflow, and what is seen of a run of it.
import { Deadlock, Port, Scheduling, Stream, Transform, Workflow } from "@effect-mimo/core"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as References from "effect/References"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import { type Graph, isEven, mapped } from "./graph.ts"
import { type Did, inletName, outletName, runScript } from "./script.ts"

/** What happened, in order: a step did an operation or ended, or the outside stopped the run. */
export type Event =
  | { readonly step: number; readonly did: Did; readonly port: number; readonly popped: ReadonlyArray<number> }
  | { readonly step: number; readonly exit: "completed" | "interrupted" | "failed" }
  | { readonly outside: "interrupt" | "drain" }

export interface Observed {
  readonly events: ReadonlyArray<Event>
  /** How the run ended; undefined if it did not. */
  readonly exit: Exit.Exit<unknown, unknown> | undefined
  readonly failedStep: number | undefined
  readonly deadlock: Deadlock.Deadlock | undefined
  readonly snapshot: Workflow.Snapshot
  /** Scopes of steps that were opened and not closed. */
  readonly openScopes: number
}

type LooseOutlet = { pipe(to: unknown, options: { readonly capacity: number }): void }
type LooseHandles = Readonly<Record<string, Readonly<Record<string, LooseOutlet>>>>

// Names and numbers of steps and ports are known only when this runs, and all ports carry numbers.
const makeWorkflow = Workflow.make as unknown as (
  name: string,
  steps: Readonly<Record<string, unknown>>,
  wire: (handles: LooseHandles) => void,
  options: { readonly onDeadlock: "fail" | "grow" }
) => Workflow.Workflow<{}, {}, unknown, unknown>

const Map = Transform.map(Schema.Int, Schema.Int, mapped)
const Filter = Transform.filter(Schema.Int, isEven)

const portsOf = (count: number, name: (port: number) => string) =>
  Object.fromEntries(Array.from({ length: count }, (_, port) => [name(port), Port.optional(Schema.Int)] as const))

// Only what a step itself failed with: what it saw of another's failure are defects that carry an annotation.
const exitOf = (exit: Exit.Exit<unknown, unknown>): "completed" | "interrupted" | "failed" => {
  if (Exit.isSuccess(exit)) return "completed"
  const { reasons } = exit.cause
  if (reasons.every((reason) => Cause.isFailReason(reason) && Cause.isDone(reason.error))) return "completed"
  const seen = "@effect-mimo/core/FromUpstream"
  const isOther = (reason: Cause.Reason<unknown>) => Cause.isInterruptReason(reason) || reason.annotations.has(seen)
  return reasons.every(isOther) ? "interrupted" : "failed"
}

/** The names of a graph's steps and edges in its workflow. */
export const namesOf = (graph: Graph) => ({
  steps: graph.steps.map((_, step) => `s${step}`),
  passed: graph.edges.map(({ through }, edge) => through.map((_, at) => `e${edge}t${at}`))
})

const workflowOf = (graph: Graph, grow: boolean, note: (event: Event) => void, scopes: { open: number }) => {
  const names = namesOf(graph)
  const steps: Record<string, unknown> = {}
  for (const [step, { inlets, outlets, script }] of graph.steps.entries()) {
    steps[names.steps[step]!] = Stream.make("Script", {
      in: portsOf(inlets, inletName),
      out: portsOf(outlets, outletName),
      run: (ins, outs) => {
        const life = runScript(script, {
          step,
          ins,
          outs,
          note: (did, port, popped) => note({ step, did, port, popped })
        })
        return Effect.andThen(
          Effect.acquireRelease(Effect.sync(() => scopes.open++), () => Effect.sync(() => scopes.open--)),
          Effect.onExit(life, (exit) => Effect.sync(() => note({ step, exit: exitOf(exit) })))
        )
      }
    })
  }
  for (const [edge, { through }] of graph.edges.entries()) {
    for (const [at, { kind }] of through.entries()) steps[names.passed[edge]![at]!] = kind === "map" ? Map : Filter
  }
  return makeWorkflow("random", steps, (handles) => {
    for (const [edge, { capacity, from, through, to }] of graph.edges.entries()) {
      let outlet = handles[names.steps[from[0]]!]![outletName(from[1])]!
      let room = capacity
      for (const [at, passed] of through.entries()) {
        const transform = handles[names.passed[edge]![at]!]!
        outlet.pipe(transform["value"], { capacity: room })
        outlet = transform[passed.kind === "map" ? "mapped" : "passed"]!
        room = passed.capacity
      }
      outlet.pipe(handles[names.steps[to[0]]!]![inletName(to[1])], { capacity: room })
    }
  }, { onDeadlock: grow ? "grow" : "fail" })
}

/** Runs a graph in the engine, until it ends or nothing goes on. */
export const observe = (
  graph: Graph,
  { fusion, grow }: { readonly fusion: boolean; readonly grow: boolean }
): Effect.Effect<Observed> =>
  Effect.gen(function*() {
    const events: Array<Event> = []
    const scopes = { open: 0 }
    let operations = 0
    let stop: Effect.Effect<unknown, unknown> | undefined
    const workflow = workflowOf(
      graph,
      grow,
      (event) => {
        events.push(event)
        if ("did" in event && ++operations === graph.stop?.after && stop !== undefined) {
          events.push({ outside: graph.stop.by })
          Effect.runFork(stop)
        }
      },
      scopes
    )
    const scope = yield* Scope.make()
    const running = yield* Scope.provide(Workflow.launch(workflow), scope)
    if (graph.stop !== undefined) stop = graph.stop.by === "drain" ? running.drain() : running.interrupt
    const fiber = yield* Effect.forkDetach(Effect.exit(running.await), { startImmediately: true })
    yield* running.settled
    for (let turns = 0; turns < 20 && fiber.pollUnsafe() === undefined; turns++) yield* Effect.yieldNowWith(1000)
    const done = fiber.pollUnsafe()
    const exit = done !== undefined && Exit.isSuccess(done) ? done.value : undefined
    const cause = exit !== undefined && Exit.isFailure(exit) ? exit.cause : Cause.empty
    const failed = Workflow.failedStep(cause)
    const first = cause.reasons.find(Cause.isDieReason)?.defect
    const snapshot = yield* running.snapshot
    const openScopes = scopes.open
    // Not waited for: what does not end by itself may not be interrupted either.
    yield* Effect.forkDetach(Scope.close(scope, Exit.void), { startImmediately: true })
    return {
      events,
      exit,
      failedStep: failed._tag === "Some" ? graph.steps.findIndex((_, n) => failed.value === `random/s${n}`) : undefined,
      deadlock: first instanceof Deadlock.Deadlock ? first : undefined,
      snapshot,
      openScopes
    }
  }).pipe(
    Effect.provideService(Scheduling.Fusion, fusion),
    Effect.provideService(References.MinimumLogLevel, "None") // each growth is logged
  )
