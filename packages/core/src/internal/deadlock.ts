/**
 * Steps that wait only on one another (S24).
 *
 * JavaScript runs one thing at a time, so the picture of who waits is always whole. A step is blocked when each of its fibers
 * waits for a port. It can be freed through a port that it waits to pop from by any producer of an edge of that port which can
 * go on, and through one that it waits to push to when the consumers of all its full edges can. What can be freed by nobody
 * that goes on is deadlocked: the greatest set of steps for which that holds, in the manner of a knot. With a full edge on a
 * cycle of it, the deadlock is artificial (Parks 1995), and only growing an edge of the cycle can help (Geilen and Basten
 * 2003).
 *
 * Asked only of steps that have come to wait since it was last asked, and of what these wait for: in a graph that moves, the
 * way from a step to one that goes on is short.
 */
import type { Edge } from "./edge.ts"
import type { Party } from "./party.ts"
import type { PortOwner } from "./waits.ts"

/** A step waits for another one: by the edge between them. */
export interface Wait {
  readonly step: Party
  readonly waitsTo: "push" | "pop"
  readonly edge: Edge
  readonly on: Party
}

interface Port {
  /**
   * That all its consumers leave, and it is stopped (S16), or that its loop ends because nothing comes into it any more (S27),
   * is nothing it waits for, but frees it too.
   */
  readonly frees: "pop" | "push" | "stop" | "end of its loop"
  /** To pop, any of them is enough; for the others, all of them are needed. */
  readonly waits: ReadonlyArray<Wait>
}

// Every port of a run belongs to a party.
const partyOf = ({ owner }: { readonly owner: PortOwner }): Party => owner as Party

const portsOf = (step: Party): ReadonlyArray<Port> => {
  const ports: Array<Port> = []
  for (const port of step.inPorts) {
    if (!port.waiting) continue
    const waits = port.openEdges.map((edge): Wait => ({ step, waitsTo: "pop", edge, on: partyOf(edge.producer) }))
    ports.push({ frees: "pop", waits })
  }
  for (const port of step.outPorts) {
    if (!port.waiting) continue
    const waits = port.fullEdges.map((edge): Wait => ({ step, waitsTo: "push", edge, on: partyOf(edge.consumer) }))
    ports.push({ frees: "push", waits })
  }
  const consumers = step.outPorts.flatMap((port) => port.openEdges).filter(({ isAside }) => !isAside)
  // The outside does not leave while it waits for an element.
  if (consumers.length > 0 && consumers.every(({ consumer }) => partyOf(consumer).isStep || !consumer.waiting)) {
    const waits = consumers.map((edge): Wait => ({ step, waitsTo: "push", edge, on: partyOf(edge.consumer) }))
    ports.push({ frees: "stop", waits })
  }
  const entering = step.loop?.endsWith
  if (entering !== undefined) {
    const waits = entering.map((edge): Wait => ({ step, waitsTo: "pop", edge, on: partyOf(edge.producer) }))
    ports.push({ frees: "end of its loop", waits })
  }
  return ports
}

const canFree = ({ frees, waits }: Port, goesOn: (step: Party) => boolean): boolean =>
  frees === "pop" ? waits.some(({ on }) => goesOn(on)) : waits.every(({ on }) => goesOn(on))

/** The steps that are deadlocked, of those asked for and all they wait for, each with the waits that keep it. */
export const deadlocked = (suspects: Iterable<Party>): ReadonlyMap<Party, ReadonlyArray<Wait>> => {
  const blocked = new Map<Party, ReadonlyArray<Port>>()
  const dependents = new Map<Party, Array<Party>>()
  const free: Array<Party> = []
  const toVisit: Array<Party> = []
  const visit = (step: Party): void => {
    if (!blocked.has(step) && step.isBlocked) {
      blocked.set(step, portsOf(step))
      toVisit.push(step)
    }
  }
  const goesOnNow = (step: Party): boolean => !step.isBlocked
  // Most are freed by a neighbour of a neighbour; so far it is looked before the way is followed, or one that waits for any of
  // a thousand would have all of them visited.
  const nearby = new Map<Party, boolean>()
  const goesOnSoon = (step: Party): boolean => {
    if (goesOnNow(step)) return true
    const known = nearby.get(step)
    if (known !== undefined) return known
    const isFree = portsOf(step).some((port) => canFree(port, goesOnNow))
    nearby.set(step, isFree)
    return isFree
  }
  for (const suspect of suspects) visit(suspect)
  for (let step = toVisit.pop(); step !== undefined; step = toVisit.pop()) {
    const ports = blocked.get(step)!
    if (ports.some((port) => canFree(port, goesOnSoon))) {
      free.push(step)
      continue
    }
    for (const { waits } of ports) {
      for (const { on } of waits) {
        const known = dependents.get(on)
        if (known === undefined) dependents.set(on, [step])
        else known.push(step)
        visit(on)
      }
    }
  }
  const freed = new Set(free)
  const goesOn = (step: Party): boolean => freed.has(step) || !step.isBlocked
  for (let step = free.pop(); step !== undefined; step = free.pop()) {
    for (const dependent of dependents.get(step) ?? []) {
      if (freed.has(dependent) || !blocked.get(dependent)!.some((port) => canFree(port, goesOn))) continue
      freed.add(dependent)
      free.push(dependent)
    }
  }
  const dead = new Map<Party, ReadonlyArray<Wait>>()
  for (const [step, ports] of blocked) {
    if (freed.has(step)) continue
    const waits = ports.flatMap(({ frees, waits }) => frees === "pop" || frees === "push" ? waits : [])
    dead.set(step, waits.filter(({ on }) => !goesOn(on)))
  }
  return dead
}

/** The strongly connected parts of who waits for whom, each as the number that its steps share (Tarjan 1972). */
const componentsOf = (dead: ReadonlyMap<Party, ReadonlyArray<Wait>>): ReadonlyMap<Party, number> => {
  const components = new Map<Party, number>()
  const order = new Map<Party, number>()
  const low = new Map<Party, number>()
  const open: Array<Party> = []
  let count = 0
  for (const root of dead.keys()) {
    if (order.has(root)) continue
    // The path as an explicit stack: a chain of 10,000 steps is no deeper for the JavaScript stack.
    const path: Array<{ readonly step: Party; readonly waits: Iterator<Wait> }> = []
    const enter = (step: Party): void => {
      order.set(step, order.size)
      low.set(step, order.get(step)!)
      open.push(step)
      path.push({ step, waits: dead.get(step)![Symbol.iterator]() })
    }
    const lower = (step: Party, to: number): void => void low.set(step, Math.min(low.get(step)!, to))
    enter(root)
    while (path.length > 0) {
      const { step, waits } = path[path.length - 1]!
      const next = waits.next()
      if (next.done !== true) {
        const { on } = next.value
        if (!order.has(on)) enter(on)
        else if (!components.has(on)) lower(step, order.get(on)!)
        continue
      }
      path.pop()
      const above = path[path.length - 1]
      if (above !== undefined) lower(above.step, low.get(step)!)
      if (low.get(step) !== order.get(step)) continue
      for (let member = open.pop()!;; member = open.pop()!) {
        components.set(member, count)
        if (member === step) break
      }
      count++
    }
  }
  return components
}

/** The waits once around, from the given one: the shortest way back to where it starts. */
const around = (first: Wait, dead: ReadonlyMap<Party, ReadonlyArray<Wait>>): ReadonlyArray<Wait> => {
  const cameBy = new Map<Party, Wait | undefined>([[first.on, undefined]])
  for (const step of cameBy.keys()) {
    if (step === first.step) break
    for (const wait of dead.get(step) ?? []) if (!cameBy.has(wait.on)) cameBy.set(wait.on, wait)
  }
  const way: Array<Wait> = []
  for (let wait = cameBy.get(first.step); wait !== undefined; wait = cameBy.get(wait.step)) way.unshift(wait)
  return [first, ...way]
}

/** A cycle of deadlocked steps: through the smallest full edge that is on any; without one, it is a true deadlock. */
export const cycleOf = (dead: ReadonlyMap<Party, ReadonlyArray<Wait>>): ReadonlyArray<Wait> => {
  const components = componentsOf(dead)
  const onCycle = [...dead.values()].flat().filter(({ on, step }) => components.get(on) === components.get(step))
  const [smallest] = onCycle.filter(({ waitsTo }) => waitsTo === "push")
    .toSorted((a, b) => a.edge.capacity - b.edge.capacity)
  return around(smallest ?? onCycle[0]!, dead)
}
