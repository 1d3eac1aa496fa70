// A small reference implementation of docs/semantics.md: plain state and one operation at a time. No fibers, no time, and
// nothing of the engine.
import { Cursor, type Primitive } from "./cursor.ts"
import { capacityOf, elementOf, type Graph, type GraphEdge, isEven, mapped, passThrough } from "./graph.ts"

export interface MachineEdge {
  readonly planned: GraphEdge
  readonly capacity: number
  state: "Open" | "Completed" | "Failed" | "Cancelled"
  readonly queue: Array<number>
  readonly popped: Array<number>
  /** How many an outlet was to push while the edge was open, those a filter kept included. */
  pushed: number
  /** How many times in a row its inlet took from another edge, though it had an element (S10). */
  passedOver: number
}

export interface MachineStep {
  readonly cursor: Cursor
  status: "running" | "completed" | "failed"
  /** S16, S21: it is to be stopped, and may go on until it is. */
  mayStop: boolean
  readonly inlets: ReadonlyArray<MachineInlet>
  readonly outlets: ReadonlyArray<MachineOutlet>
}

interface MachineInlet {
  edges: Array<MachineEdge>
  /** S9: what the next pop is to give. */
  peeked: number | undefined
  selectedAt: number
}

interface MachineOutlet {
  readonly id: number
  readonly edges: ReadonlyArray<MachineEdge>
  ended: boolean
  next: number
}

/** What an operation can do now: take place, wait, end or fail the step. */
export type Outlook = "go" | "wait" | "done" | "fault"

export class Machine {
  readonly edges: ReadonlyArray<MachineEdge>
  readonly steps: ReadonlyArray<MachineStep>

  constructor(readonly graph: Graph, options?: { readonly unbounded?: boolean }) {
    this.edges = graph.edges.map((planned): MachineEdge => ({
      planned,
      capacity: options?.unbounded === true ? Infinity : capacityOf(planned),
      state: "Open",
      queue: [],
      popped: [],
      pushed: 0,
      passedOver: 0
    }))
    this.steps = graph.steps.map(({ inlets, outlets, script }, step): MachineStep => ({
      cursor: new Cursor(script),
      status: "running",
      mayStop: false,
      inlets: Array.from({ length: inlets }, (_, port) => ({
        edges: this.edges.filter(({ planned: { to } }) => to[0] === step && to[1] === port),
        peeked: undefined,
        selectedAt: 0
      })),
      outlets: Array.from({ length: outlets }, (_, port) => ({
        id: elementOf(step, port, 0),
        edges: this.edges.filter(({ planned: { from } }) => from[0] === step && from[1] === port),
        ended: false,
        next: 0
      }))
    }))
  }

  get allEnded(): boolean {
    return this.steps.every(({ status }) => status === "completed")
  }

  /** A source is a step without a piped inlet (S21). */
  isSource(step: number): boolean {
    return !this.graph.edges.some(({ to }) => to[0] === step)
  }

  outlook(step: number, op: Primitive = this.steps[step]!.cursor.current): Outlook {
    const { cursor, inlets, outlets } = this.steps[step]!
    switch (op.do) {
      case "pop":
      case "peek":
      case "popSome":
      case "popOrLeave":
        return outlookOf(inlets[op.port]!)
      case "popAll": {
        // S30: an end decides only where not all have an element.
        const outlooks = op.ports.map((port) => outlookOf(inlets[port]!))
        if (outlooks.every((outlook) => outlook === "go")) return "go"
        return outlooks.includes("fault") ? "fault" : outlooks.includes("done") ? "done" : "wait"
      }
      case "select": {
        const outlooks = op.ports.map((port) => outlookOf(inlets[port]!))
        if (outlooks.includes("go")) return "go"
        if (outlooks.includes("fault")) return "fault"
        return outlooks.every((outlook) => outlook === "done") ? "done" : "wait"
      }
      case "pass":
        if (op.keep === "even" && !isEven(cursor.last)) return "go"
        return outlookOfPush(outlets[op.port]!)
      case "push":
        return outlookOfPush(outlets[op.port]!)
      case "fail":
      case "die":
        return "fault"
      case "return":
        return "done"
      case "end":
      case "close":
      case "yield":
        return "go"
    }
  }

  // ---------------------------------------------------------------------------
  // operations that take place
  // ---------------------------------------------------------------------------

  /** Takes the first element of an edge. */
  pop(step: number, port: number, edge: MachineEdge): number {
    const inlet = this.steps[step]!.inlets[port]!
    const element = edge.queue.shift()!
    edge.popped.push(element)
    inlet.peeked = undefined
    return element
  }

  /** S11: every open edge of the outlet takes the element. */
  push(step: number, op: Extract<Primitive, { readonly do: "push" | "pass" }>): void {
    const { cursor, outlets } = this.steps[step]!
    const outlet = outlets[op.port]!
    if (op.do === "pass" && op.keep === "even" && !isEven(cursor.last)) return
    const element = op.do === "push"
      ? outlet.id + 10 * outlet.next++
      : op.keep === "all"
      ? mapped(cursor.last)
      : cursor.last
    for (const edge of outlet.edges) {
      if (edge.state !== "Open") continue
      edge.pushed++
      const arrived = passThrough(edge.planned.through, element)
      if (arrived !== undefined) edge.queue.push(arrived)
    }
  }

  /** S13: an outlet ends early. */
  end(step: number, port: number): void {
    const outlet = this.steps[step]!.outlets[port]!
    if (outlet.ended) return
    outlet.ended = true
    for (const edge of outlet.edges) if (edge.state === "Open") edge.state = "Completed"
    this.lookDownstream(step)
  }

  /** S6, S12: an inlet is cancelled. */
  close(step: number, port: number): void {
    const inlet = this.steps[step]!.inlets[port]!
    const { edges } = inlet
    inlet.edges = []
    inlet.peeked = undefined
    for (const edge of edges) {
      edge.queue.length = 0
      if (edge.state !== "Open") continue
      edge.state = "Cancelled"
      this.lookDownstream(edge.planned.from[0])
    }
  }

  /** S14, S16: a step is over. */
  complete(step: number): void {
    const { inlets, outlets } = this.steps[step]!
    this.steps[step]!.status = "completed"
    for (const port of outlets.keys()) this.end(step, port)
    for (const port of inlets.keys()) this.close(step, port)
  }

  /** S15: a step fails. */
  fail(step: number): void {
    const { inlets, outlets } = this.steps[step]!
    this.steps[step]!.status = "failed"
    for (const outlet of outlets) {
      outlet.ended = true
      for (const edge of outlet.edges) if (edge.state === "Open") edge.state = "Failed"
    }
    for (const port of inlets.keys()) this.close(step, port)
  }

  // S16: whether all consumers have gone. Outlets that it ended itself do not count as cancelled.
  private lookDownstream(step: number): void {
    const machineStep = this.steps[step]!
    const piped = machineStep.outlets.filter(({ edges }) => edges.length > 0)
    const isOpen = ({ edges }: MachineOutlet) => edges.some(({ state }) => state === "Open")
    if (machineStep.status !== "running" || piped.some(isOpen) || piped.every(({ ended }) => ended)) return
    machineStep.mayStop = true
  }

  // ---------------------------------------------------------------------------
  // deadlocks
  // ---------------------------------------------------------------------------

  /** S24: of the steps given, those that somebody else than they can free, or that need no freeing at all. */
  notStuck(among: ReadonlySet<number>): ReadonlyArray<number> {
    return [...among].filter((step) => {
      const { cursor, inlets, outlets, status } = this.steps[step]!
      const op = cursor.current
      if (status !== "running" || this.outlook(step, op) !== "wait") return true
      const from = ({ planned }: MachineEdge) => planned.from[0]
      const to = ({ planned }: MachineEdge) => planned.to[0]
      // S16: it is freed, too, when all its consumers leave.
      const consumers = outlets.flatMap(({ edges }) => edges).filter(({ state }) => state === "Open").map(to)
      if (consumers.length > 0 && !consumers.some((consumer) => among.has(consumer))) return true
      if (op.do === "push" || op.do === "pass") {
        const full = outlets[op.port]!.edges.filter(isFull)
        return !full.some((edge) => among.has(to(edge)))
      }
      const ports = "ports" in op ? op.ports : "port" in op ? [op.port] : []
      const awaited = ports.map((port) => inlets[port]!).filter(({ edges }) => edges.every(isEmpty))
      return awaited.some(({ edges }) => edges.some((edge) => edge.state === "Open" && !among.has(from(edge))))
    })
  }
}

const isEmpty = ({ queue }: MachineEdge): boolean => queue.length === 0
// What a filter keeps takes no room.
const isFull = ({ capacity, queue, state }: MachineEdge): boolean => state === "Open" && queue.length >= capacity

const outlookOf = ({ edges }: MachineInlet): Outlook => {
  if (!edges.every(isEmpty)) return "go"
  if (edges.some(({ state }) => state === "Failed")) return "fault"
  return edges.every(({ state }) => state !== "Open") ? "done" : "wait"
}

// Pushing to an outlet that was ended is a defect (S13).
const outlookOfPush = ({ edges, ended }: MachineOutlet): Outlook => ended ? "fault" : edges.some(isFull) ? "wait" : "go"
