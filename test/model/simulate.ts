// The model run by itself, one operation of any step at a time.
import type { Graph } from "./graph.ts"
import { Machine } from "./machine.ts"

export interface Simulated {
  /** Whether every step completed; a step that is about to fail never does. */
  readonly allEnded: boolean
  /** Steps that came to fail. */
  readonly failing: ReadonlyArray<number>
  /** By edge, what was popped from it. */
  readonly popped: ReadonlyArray<ReadonlyArray<number>>
  /** Steps that were stopped because their consumers had gone: how far they came is a matter of timing (S25). */
  readonly stopped: ReadonlySet<number>
  readonly operations: number
}

export interface SimulationOptions {
  /** Edges of any size, and no step is stopped: how far each step could come at most. */
  readonly limit?: boolean
  /** Edges of any size. */
  readonly unbounded?: boolean
  /** More operations than this are too many: the simulation gives up. */
  readonly most?: number
}

/** Runs a graph until nothing can move, failures aside: a step that is to fail stands still instead. */
export const simulate = (graph: Graph, random: () => number, options?: SimulationOptions): Simulated | undefined => {
  const machine = new Machine(graph, { unbounded: options?.limit === true || options?.unbounded === true })
  const stopped = new Set<number>()
  const most = options?.most ?? Infinity
  let operations = 0
  const running = new Set(graph.steps.keys())
  for (let moving = [...running]; moving.length > 0;) {
    const [step] = moving.splice(Math.floor(random() * moving.length), 1)
    // A few operations of a step in a row, then another step.
    let moved = false
    for (let turn = 1 + Math.floor(random() * 4); turn > 0 && move(machine, step!, random, options, stopped); turn--) {
      moved = true
      if (++operations > most) return undefined
    }
    if (machine.steps[step!]!.status !== "running") running.delete(step!)
    if (moved) moving = [...running]
  }
  return {
    allEnded: machine.allEnded,
    failing: [...machine.steps.keys()].filter((step) =>
      machine.steps[step]!.status === "running" && machine.outlook(step) === "fault"
    ),
    popped: machine.edges.map(({ popped }) => popped),
    stopped,
    operations
  }
}

const move = (
  machine: Machine,
  step: number,
  random: () => number,
  options: SimulationOptions | undefined,
  stopped: Set<number>
): boolean => {
  const { cursor, inlets, mayStop, status } = machine.steps[step]!
  if (status !== "running") return false
  const op = cursor.current
  const outlook = machine.outlook(step, op)
  if (mayStop && options?.limit !== true && (outlook === "wait" || outlook === "fault" || random() < 0.5)) {
    stopped.add(step)
    machine.complete(step)
    return true
  }
  if (outlook === "wait" || outlook === "fault") return false
  if (outlook === "done") {
    if (op.do === "popOrLeave") cursor.advance(undefined, true)
    else machine.complete(step)
    return true
  }
  // Any edge that has an element.
  const pop = (port: number): number => {
    const edges = inlets[port]!.edges.filter(({ queue }) => queue.length > 0)
    return machine.pop(step, port, edges[Math.floor(random() * edges.length)]!)
  }
  switch (op.do) {
    case "pop":
    case "popSome":
    case "popOrLeave":
      cursor.advance(pop(op.port))
      return true
    case "popAll": {
      const popped = op.ports.map(pop)
      cursor.advance(popped[popped.length - 1])
      return true
    }
    case "select": {
      const ready = op.ports.filter((port) => inlets[port]!.edges.some(({ queue }) => queue.length > 0))
      cursor.advance(pop(ready[Math.floor(random() * ready.length)]!))
      return true
    }
    case "push":
    case "pass":
      machine.push(step, op)
      break
    case "end":
    case "close":
      machine[op.do](step, op.port)
      break
    default:
  }
  cursor.advance()
  return true
}
