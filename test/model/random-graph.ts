// A random graph for a seed: scripts of every kind there is, wired without cycles.
import type { Graph, GraphEdge, GraphStep, Op, Passed } from "./graph.ts"
import { simulate } from "./simulate.ts"

const mostOperations = 900

/** The graph of a seed; the same for the same seed. */
export const randomGraph = (random: () => number): Graph => {
  while (true) {
    const { graph, withFailures } = tryGraph(random)
    const limit = simulate(graph, random, { limit: true, most: mostOperations })
    // Rates multiply: one that has too much to do is left. And pushes after an end are failures, too.
    if (limit !== undefined && (withFailures || limit.failing.length === 0)) return graph
  }
}

const tryGraph = (random: () => number): { readonly graph: Graph; readonly withFailures: boolean } => {
  const below = (n: number) => Math.floor(random() * n)
  const oneOf = <A>(all: ReadonlyArray<A>): A => all[below(all.length)]!
  // Of some graphs no step fails, of some none takes from whichever inlet has something.
  const withFailures = random() < 0.3
  const withChoices = random() < 0.4
  const withFanIn = withChoices && random() < 0.7
  const count = 2 + below(8)
  const capacity = () => 1 + below(5)
  const through = (): ReadonlyArray<Passed> =>
    random() < 0.75
      ? []
      : Array.from({ length: 1 + below(2) }, () => ({ kind: oneOf(["map", "filter"] as const), capacity: capacity() }))

  const ports = Array.from({ length: count }, (_, step) => ({
    inlets: step === 0 ? 0 : step < 3 && random() < 0.3 ? 0 : oneOf([1, 1, 1, 2, 2, 3]),
    outlets: step === count - 1 ? 0 : random() < 0.1 ? 0 : 1 + below(2)
  }))
  const edges: Array<GraphEdge> = []
  const connect = (step: number, inlet: number) => {
    const from = random() < 0.4 ? step - 1 : below(step)
    const { outlets } = ports[from]!
    if (outlets === 0) return
    const edge: GraphEdge = {
      from: [from, below(outlets)],
      to: [step, inlet],
      capacity: capacity(),
      through: through()
    }
    const isSame = (other: GraphEdge) => `${other.from} ${other.to}` === `${edge.from} ${edge.to}`
    if (!edges.some(isSame)) edges.push(edge)
  }
  for (const [step, { inlets }] of ports.entries()) {
    for (let inlet = 0; inlet < inlets; inlet++) {
      for (let n = withFanIn && random() < 0.3 ? 2 + below(2) : 1; n > 0; n--) connect(step, inlet)
    }
  }
  // Every outlet but a few leads somewhere.
  for (const [step, { outlets }] of ports.entries()) {
    for (let outlet = 0; outlet < outlets; outlet++) {
      if (edges.some(({ from }) => from[0] === step && from[1] === outlet) || random() < 0.2 || step === count - 1) {
        continue
      }
      const to = step + 1 + below(count - step - 1)
      const { inlets } = ports[to]!
      const takenBy = (inlet: number) => edges.some((edge) => edge.to[0] === to && edge.to[1] === inlet)
      const free = Array.from({ length: inlets }, (_, n) => n).filter((inlet) => withFanIn || !takenBy(inlet))
      if (free.length === 0 && ports[to]!.inlets >= 4) continue
      const inlet = free.length > 0 ? oneOf(free) : ports[to]!.inlets++
      edges.push({ from: [step, outlet], to: [to, inlet], capacity: capacity(), through: through() })
    }
  }

  const way = () => below(4)
  const pushes = (outlets: number, most: number): Array<Op> =>
    outlets === 0
      ? []
      : Array.from({ length: below(most + 1) }, () => ({ do: "push", port: below(outlets), way: way() }))
  const one = (inlets: number, outlets: number): Array<Op> => {
    const inlet = below(inlets)
    const dice = random()
    if (inlets > 0) {
      if (dice < 0.5) return [{ do: "pop", port: inlet, way: way() }]
      if (dice < 0.6) return [{ do: "peek", port: inlet }, { do: "pop", port: inlet, way: way() }]
      if (dice < 0.75) return [{ do: "popAll", ports: Array.from({ length: inlets }, (_, n) => n) }]
      if (withChoices && dice < 0.85) return [{ do: "select", ports: Array.from({ length: inlets }, (_, n) => n) }]
      if (withChoices && dice < 0.95) return [{ do: "popSome", port: inlet, most: 1 + below(4) }]
    }
    return outlets > 0 ? [{ do: "push", port: below(outlets), way: way() }] : [{ do: "yield" }]
  }
  const rare = (inlets: number, outlets: number): Array<Op> => {
    const dice = random()
    if (dice < 0.25) return [{ do: "yield" }]
    if (dice < 0.45 && inlets > 0) return [{ do: "close", port: below(inlets) }]
    if (dice < 0.6 && outlets > 0) return [{ do: "end", port: below(outlets) }]
    if (dice < 0.7) return [{ do: "when", body: [{ do: "return" }] }]
    if (withFailures && dice < 0.9) return [{ do: "when", body: [{ do: random() < 0.5 ? "fail" : "die" }] }]
    return []
  }
  const body = (inlets: number, outlets: number): Array<Op> => {
    const ops: Array<Op> = []
    for (let n = 1 + below(3); n > 0; n--) {
      ops.push(...one(inlets, outlets))
      if (random() < 0.3) ops.push({ do: "when", body: pushes(outlets, 2) })
      else ops.push(...pushes(outlets, 1))
    }
    if (random() < 0.12) ops.push({ do: "when", body: rare(inlets, outlets) })
    return ops
  }
  const block = (inlets: number, outlets: number): Array<Op> => {
    const dice = random()
    if (inlets > 0 && dice < 0.4) {
      const passing = random() < 0.6 ? pushes(outlets, 2) : body(inlets, outlets)
      return [{ do: "each", port: below(inlets), body: passing, way: way() }]
    }
    if (dice < 0.9) return [{ do: "repeat", times: 1 + below(inlets === 0 ? 14 : 9), body: body(inlets, outlets) }]
    return rare(inlets, outlets)
  }
  const steps = ports.map(({ inlets, outlets }): GraphStep => {
    const script: Array<Op> = []
    for (let blocks = 1 + below(3); blocks > 0; blocks--) script.push(...block(inlets, outlets))
    if (random() < 0.1) script.push(...rare(inlets, outlets))
    // Most steps take the rest of what they are given.
    if (random() < 0.75) {
      for (let port = 0; port < inlets; port++) script.push({ do: "each", port, body: [], way: way() })
    }
    if (withFailures && random() < 0.1) script.push({ do: random() < 0.5 ? "fail" : "die" })
    return { inlets, outlets, script }
  })
  const stop = random() < 0.1
    ? { stop: { after: 1 + below(60), by: random() < 0.5 ? "interrupt" as const : "drain" as const } }
    : {}
  return { graph: { steps, edges, ...stop }, withFailures }
}
