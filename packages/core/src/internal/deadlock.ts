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
import { Loop } from "./feedback.ts"
import type { Party } from "./party.ts"
import type { PortOwner } from "./waits.ts"

/** Who can go on or not: a step, the outside, or a loop, which goes on when it ends (S27). */
export type Node = Party | Loop

/**
 * One waits for another: by the edge between them, to push or pop; or for an `end`: to be stopped when its consumers have left
 * (S16), or, of a loop, to have nothing in it and nothing to come (S27).
 */
export interface Wait {
  readonly step: Node
  readonly waitsTo: "push" | "pop" | "end"
  readonly edge: Edge
  readonly on: Node
}

/** What frees a step: one of those it waits for, or all of them. */
interface Way {
  readonly needs: "any" | "all"
  readonly waits: ReadonlyArray<Wait>
}

// Every port of a run belongs to a party.
const partyOf = (owner: PortOwner): Party => owner as Party

const waysOf = (node: Node): ReadonlyArray<Way> => {
  if (node instanceof Loop) {
    const waits = node.endsAfter().map(({ edge, on }): Wait => ({ step: node, waitsTo: "end", edge, on: partyOf(on) }))
    return [{ needs: "all", waits }]
  }
  const ways: Array<Way> = []
  const { loop } = node
  for (const port of node.inPorts) {
    if (!port.waiting) continue
    const waits = port.openEdges.map((edge): Wait => ({
      step: node,
      waitsTo: "pop",
      edge,
      on: partyOf(edge.producer.owner)
    }))
    for (const edge of port.openEdges) {
      if (loop?.willComplete(edge) === true) waits.push({ step: node, waitsTo: "end", edge, on: loop })
    }
    ways.push({ needs: "any", waits })
  }
  const consumerOf = (waitsTo: "push" | "end") => (edge: Edge): Wait => ({
    step: node,
    waitsTo,
    edge,
    on: partyOf(edge.consumer.owner)
  })
  for (const port of node.outPorts) {
    if (port.waiting) ways.push({ needs: "all", waits: port.fullEdges.map(consumerOf("push")) })
  }
  const consumers = node.outPorts.flatMap((port) => port.openEdges).filter(({ isAside }) => !isAside)
  // The outside does not leave while it waits for an element.
  if (consumers.length > 0 && consumers.every(({ consumer }) => partyOf(consumer.owner).isStep || !consumer.waiting)) {
    ways.push({ needs: "all", waits: consumers.map(consumerOf("end")) })
  }
  return ways
}

const isOpen = ({ needs, waits }: Way, goesOn: (node: Node) => boolean): boolean =>
  needs === "any" ? waits.some(({ on }) => goesOn(on)) : waits.every(({ on }) => goesOn(on))

/** Whether it is freed at a port that it waits at: asked first, since nothing is written down for it. */
const isFreedAtPort = (node: Node, goesOn: (node: Node) => boolean): boolean => {
  if (node instanceof Loop) return false
  const { inPorts, outPorts } = node
  for (let n = 0; n < inPorts.length; n++) {
    const port = inPorts[n]!
    if (port.waiting && port.someOpen(({ producer }) => goesOn(partyOf(producer.owner)))) return true
  }
  for (let n = 0; n < outPorts.length; n++) {
    const { openEdges, waiting } = outPorts[n]!
    if (waiting && openEdges.every(({ consumer, isFull }) => !isFull || goesOn(partyOf(consumer.owner)))) return true
  }
  return false
}

/** Those that are deadlocked, each with the waits that keep it. */
export type Dead = ReadonlyMap<Node, ReadonlyArray<Wait>>

const isPushing = (node: Node): boolean => !(node instanceof Loop) && node.outPorts.some(({ waiting }) => waiting)

/** The deadlocked of those asked for and of all they wait for; who is blocked and goes on `anyway`, as is supposed, is none. */
export const deadlocked = (suspects: Iterable<Node>, anyway?: (node: Node) => boolean): Dead => {
  const blocked = new Map<Node, ReadonlyArray<Way>>()
  const freed = new Set<Node>()
  const dependents = new Map<Node, Array<Node>>()
  const free: Array<Node> = []
  const toVisit: Array<Node> = []
  const goesOnNow = (node: Node): boolean => !node.isBlocked || anyway?.(node) === true
  const setFree = (node: Node): void => {
    freed.add(node)
    free.push(node)
  }
  const visit = (node: Node): void => {
    if (blocked.has(node) || freed.has(node) || goesOnNow(node)) return
    if (isFreedAtPort(node, goesOnSoon)) return setFree(node)
    blocked.set(node, waysOf(node))
    toVisit.push(node)
  }
  // Most are freed by a neighbour of a neighbour; so far it is looked before the way is followed, or one that waits for any of
  // a thousand would have all of them visited.
  const nearby = new Map<Node, boolean>()
  const goesOnSoon = (node: Node): boolean => {
    // Of steps that came to wait one after the other, as those of a chain that starts, each is freed by the one before it.
    if (freed.has(node) || goesOnNow(node)) return true
    const known = nearby.get(node)
    if (known !== undefined) return known
    const isFree = isFreedAtPort(node, goesOnNow)
    nearby.set(node, isFree)
    return isFree
  }
  for (const suspect of suspects) visit(suspect)
  for (let node = toVisit.pop(); node !== undefined; node = toVisit.pop()) {
    const ways = blocked.get(node)!
    if (ways.some((way) => isOpen(way, goesOnSoon))) {
      setFree(node)
      continue
    }
    for (const { waits } of ways) {
      for (const { on } of waits) {
        const known = dependents.get(on)
        if (known === undefined) dependents.set(on, [node])
        else known.push(node)
        visit(on)
      }
    }
  }
  const goesOn = (node: Node): boolean => freed.has(node) || goesOnNow(node)
  for (let node = free.pop(); node !== undefined; node = free.pop()) {
    for (const dependent of dependents.get(node) ?? []) {
      if (freed.has(dependent) || !blocked.get(dependent)!.some((way) => isOpen(way, goesOn))) continue
      setFree(dependent)
    }
  }
  const dead = new Map<Node, ReadonlyArray<Wait>>()
  for (const [node, ways] of blocked) {
    if (!freed.has(node)) dead.set(node, ways.flatMap(({ waits }) => waits).filter(({ on }) => !goesOn(on)))
  }
  return dead
}

/** The strongly connected parts of who waits for whom, each as the number that its steps share (Tarjan 1972). */
const componentsOf = (dead: Dead): ReadonlyMap<Node, number> => {
  const components = new Map<Node, number>()
  const order = new Map<Node, number>()
  const low = new Map<Node, number>()
  const open: Array<Node> = []
  let count = 0
  for (const root of dead.keys()) {
    if (order.has(root)) continue
    // The path as an explicit stack: a chain of 10,000 steps is no deeper for the JavaScript stack.
    const path: Array<{ readonly step: Node; readonly waits: Iterator<Wait> }> = []
    const enter = (step: Node): void => {
      order.set(step, order.size)
      low.set(step, order.get(step)!)
      open.push(step)
      path.push({ step, waits: dead.get(step)![Symbol.iterator]() })
    }
    const lower = (step: Node, to: number): void => void low.set(step, Math.min(low.get(step)!, to))
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
const around = (first: Wait, dead: Dead): ReadonlyArray<Wait> => {
  const cameBy = new Map<Node, Wait | undefined>([[first.on, undefined]])
  for (const step of cameBy.keys()) {
    if (step === first.step) break
    for (const wait of dead.get(step) ?? []) if (!cameBy.has(wait.on)) cameBy.set(wait.on, wait)
  }
  const way: Array<Wait> = []
  for (let wait = cameBy.get(first.step); wait !== undefined; wait = cameBy.get(wait.step)) way.unshift(wait)
  return [first, ...way]
}

const onCycles = (dead: Dead): ReadonlyArray<Wait> => {
  const components = componentsOf(dead)
  return [...dead.values()].flat().filter(({ on, step }) => components.get(on) === components.get(step))
}

const atPorts = (dead: Dead): Dead => {
  const waiting = new Map<Node, ReadonlyArray<Wait>>()
  for (const [node, waits] of dead) {
    if (!(node instanceof Loop)) waiting.set(node, waits.filter(({ waitsTo }) => waitsTo !== "end"))
  }
  return waiting
}

const smallestFull = (waits: ReadonlyArray<Wait>): Wait | undefined =>
  waits.filter(({ waitsTo }) => waitsTo === "push").toSorted((a, b) => a.edge.capacity - b.edge.capacity)[0]

/**
 * A cycle of deadlocked steps. Those that would be deadlocked even if all edges had room make it a true deadlock; otherwise
 * it is through the smallest full edge that is on any. A wait for an end is part of it only where no cycle has a full edge
 * otherwise.
 */
export const cycleOf = (dead: Dead): ReadonlyArray<Wait> => {
  const forEver = atPorts(deadlocked(dead.keys(), isPushing))
  const [first] = onCycles(forEver)
  if (first !== undefined) return around(first, forEver)
  const atTheirPorts = atPorts(dead)
  const full = smallestFull(onCycles(atTheirPorts))
  if (full !== undefined) return around(full, atTheirPorts)
  const fullByEnds = smallestFull(onCycles(dead))
  return fullByEnds === undefined ? [] : around(fullByEnds, dead)
}
