// What a run was seen to do, done again in the model one operation at a time: each of them has to be possible there.
import type { Primitive } from "./cursor.ts"
import { allOps, type Graph } from "./graph.ts"
import { Machine, type MachineEdge } from "./machine.ts"
import type { Event } from "./observe.ts"
import { notesLate } from "./script.ts"

type StepEvent = Exclude<Event, { readonly outside: unknown }>

export interface ReplayOptions {
  /** Whether a step may be held up between an operation and the note of it, by a scheduler that preempts. */
  readonly late: boolean
  /** Whether an edge with transforms on it has all that it holds in one place. */
  readonly fusion: boolean
  /** Whether edges grow where a full one would be the end (S24). */
  readonly grow: boolean
}

export class Replay {
  readonly machine: Machine
  /** Steps that failed, in order. */
  readonly failed: Array<number> = []
  readonly failedAfterwards = new Set<number>()
  /** Steps that were stopped with the run, or might have been. */
  readonly interrupted = new Set<number>()
  readonly stoppedFor = new Set<number>()
  /** Steps that ended while the run was being stopped: whether as completed or interrupted, timing decides. */
  readonly endedLate = new Set<number>()
  private stop: "interrupt" | "drain" | undefined
  // Events of a step that are to come, and how many of the first of them have been done ahead of their notes.
  private readonly ahead: Array<number>
  private readonly coming: ReadonlyArray<Array<StepEvent>>
  private readonly maybeLate: ReadonlyArray<boolean>
  private readonly hasBegun: ReadonlyArray<boolean>
  /** Whether the run is being stopped: what happens from then on is not gone through. */
  private isFrozen = false
  private unfair: string | undefined
  private readonly unnotedDone = new Set<number>()

  constructor(
    graph: Graph,
    private readonly events: ReadonlyArray<Event>,
    private readonly options: ReplayOptions,
    /** Steps that were found deadlocked: what ended them was the run. */
    private readonly blocked: ReadonlySet<number>
  ) {
    this.machine = new Machine(graph, { unbounded: options.grow })
    this.ahead = graph.steps.map(() => 0)
    this.coming = graph.steps.map((_, step) =>
      events.filter((event): event is StepEvent => "step" in event && event.step === step)
    )
    this.hasBegun = this.coming.map(({ length }) => length > 0)
    this.maybeLate = graph.steps.map((step) => options.late || allOps(step).some(notesLate))
  }

  get wasStopped(): boolean {
    return this.stop !== undefined
  }

  /** Goes through all events, and says what is wrong with the first that cannot be. */
  run(): string | undefined {
    for (const [at, event] of this.events.entries()) {
      if ("outside" in event) {
        this.stop = event.outside
        continue
      }
      const { step } = event
      if (this.ahead[step]! > 0) this.ahead[step]!--
      else if (this.isFrozen || this.isFreedByTheEnd(event)) this.afterwards(event)
      else {
        let wrong = this.attempt(event)
        while (wrong !== undefined && this.helpOthers(step)) wrong = this.attempt(event)
        wrong ??= this.unfair
        if (wrong !== undefined) return `event ${at} (${JSON.stringify(event)}): ${wrong}`
      }
      this.coming[step]!.shift()
    }
    // What those that were stopped had done, and not noted.
    for (const [step, isLate] of this.maybeLate.entries()) if (isLate) this.unnoted(step, true)
    this.stopUnbegun()
    return undefined
  }

  // A step that has to wait, and goes on all the same, because others have been stopped without a note of it (fusion).
  private isFreedByTheEnd(event: StepEvent): boolean {
    if (!this.isStopping || !("did" in event)) return false
    while (this.machine.outlook(event.step) === "wait") if (!this.helpOthers(event.step)) return this.isFrozen = true
    return false
  }

  // What those that are interrupted let go frees others, which then are interrupted too. The model stays as it was before.
  private afterwards(event: StepEvent): void {
    if (!("exit" in event)) return
    if (event.exit === "failed") this.failedAfterwards.add(event.step)
    else if (event.exit === "interrupted") this.interrupted.add(event.step)
    else this.endedLate.add(event.step)
  }

  /** Does what steps may have done already and not noted yet; false if there is nothing more. */
  private helpOthers(besides: number): boolean {
    let helped = false
    for (const [step, [next]] of this.coming.entries()) {
      if (step === besides || this.ahead[step]! > 0) continue
      if (next === undefined || "exit" in next) helped = this.unnoted(step) || helped
      else if (this.maybeLate[step] && this.attempt(next) === undefined) {
        this.ahead[step]!++
        helped = true
      }
    }
    return helped
  }

  // A step that was stopped has no note of the operation it was in; one that was stopped before it began has none at all.
  private unnoted(step: number, atTheEnd = false): boolean {
    const { cursor, inlets, mayStop, status } = this.machine.steps[step]!
    const [next] = this.coming[step]!
    if (status !== "running" || this.unnotedDone.has(step)) return false
    if (next === undefined && !this.interrupted.has(step)) {
      if (!this.hasBegun[step] && (mayStop || this.isDrained(step))) {
        this.machine.complete(step)
        this.stoppedFor.add(step)
      }
      return this.machine.steps[step]!.status !== status
    }
    if (next !== undefined && !("exit" in next && next.exit === "interrupted")) return false
    const op = cursor.current
    if (this.machine.outlook(step, op) !== "go") return false
    if (op.do === "push") {
      if (!atTheEnd && !this.isPoppedLater(step)) return false
      this.machine.push(step, op)
      cursor.advance()
    } else {
      if (op.do === "peek" || op.do === "close" || op.do === "end") return false
      const ports = op.do === "select" || op.do === "popAll" ? op.ports : "port" in op ? [op.port] : []
      const edges = ports.flatMap((port) => inlets[port]!.edges.filter(({ queue }) => queue.length > 0))
      if (edges.length === 0) return false
      // Where there are several, it may have been from any: each is given the room. It is not among what was seen.
      for (const { queue } of edges) cursor.last = queue.splice(0, op.do === "popSome" ? op.most : 1).pop()!
      cursor.advance()
    }
    this.unnotedDone.add(step)
    return true
  }

  // Steps that never began and need not: one is stopped for want of the other.
  private stopUnbegun(): void {
    const unbegun = this.machine.steps.flatMap((_, step) => this.hasBegun[step] ? [] : [step])
    while (unbegun.some((step) => this.unnoted(step)));
  }

  private isDrained(step: number): boolean {
    return this.stop === "drain" && this.machine.isSource(step)
  }

  private attempt(event: StepEvent): string | undefined {
    const { machine } = this
    const step = machine.steps[event.step]!
    if (step.status !== "running") return "the step has ended before"
    const op = step.cursor.current
    const outlook = machine.outlook(event.step, op)
    if ("exit" in event) return this.exit(event)
    const { did, popped, port } = event
    if (did === "left") {
      if (op.do !== "popOrLeave" || outlook !== "done") return `${op.do} does not leave: ${outlook}`
      step.cursor.advance(undefined, true)
      return undefined
    }
    if (op.do !== did) return `the next operation is ${op.do}`
    if (outlook !== "go") return `${op.do} cannot be done now: ${outlook}`
    const counts = step.inlets.map(({ edges }) => edges.map(({ popped }) => popped.length))
    const wrong = this.operate(event.step, op, port, popped)
    if (wrong !== undefined) return wrong
    for (const [inlet, before] of counts.entries()) this.countPassedOver(event.step, inlet, before)
    step.cursor.advance(did === "peek" ? undefined : popped[popped.length - 1])
    return undefined
  }

  private operate(step: number, op: Primitive, port: number, popped: ReadonlyArray<number>): string | undefined {
    const { machine } = this
    switch (op.do) {
      case "push":
        machine.push(step, op)
        return undefined
      case "end":
      case "close":
        machine[op.do](step, op.port)
        return undefined
      case "peek": {
        const inlet = machine.steps[step]!.inlets[op.port]!
        if (inlet.peeked !== undefined && inlet.peeked !== popped[0]) return "S9: another element was peeked before"
        if (this.edgeOf(step, op.port, popped[0]!) === undefined) return "S9: this is on no edge"
        inlet.peeked = popped[0]
        return undefined
      }
      case "popSome":
        return popped.length === 0 || popped.length > op.most
          ? `popUpTo(${op.most}) gave ${popped.length}`
          : this.popEach(step, popped.map((element) => [op.port, element]))
      case "popAll":
        return this.popEach(step, op.ports.map((port, at) => [port, popped[at]!]))
      case "select":
        return this.select(step, op.ports, port, popped[0]!)
      case "pop":
      case "popOrLeave":
        return this.popEach(step, [[op.port, popped[0]!]])
      default:
        return undefined
    }
  }

  // The inlet that has waited longest since it was selected last, of those with an element.
  private select(step: number, ports: ReadonlyArray<number>, chosen: number, element: number): string | undefined {
    const { inlets } = this.machine.steps[step]!
    const at = (port: number) => inlets[port]!.selectedAt
    const ready = ports.filter((port) => inlets[port]!.edges.some(({ queue }) => queue.length > 0))
    const wrong = this.popEach(step, [[chosen, element]])
    if (wrong !== undefined) return wrong
    const isExact = this.isExact && ports.every((port) => inlets[port]!.edges.every((edge) => this.isInOnePlace(edge)))
    if (isExact && ready.some((port) => at(port) < at(chosen))) {
      this.unfair = `select took from inlet ${chosen} of step ${step}, and another had waited longer`
    }
    inlets[chosen]!.selectedAt = Math.max(...ports.map(at)) + 1
    return undefined
  }

  private get isExact(): boolean {
    return !this.maybeLate.includes(true)
  }

  private isInOnePlace({ planned }: MachineEdge): boolean {
    return this.options.fusion || planned.through.length === 0
  }

  private edgeOf(step: number, port: number, element: number): MachineEdge | undefined {
    return this.machine.steps[step]!.inlets[port]!.edges.find(({ queue: [first] }) => first === element)
  }

  private popEach(step: number, takes: ReadonlyArray<readonly [port: number, element: number]>): string | undefined {
    const { inlets } = this.machine.steps[step]!
    const taken: Array<readonly [port: number, edge: MachineEdge]> = []
    // First whether all can be had, then all: what cannot be is tried again.
    for (const [port, element] of takes) {
      const { edges, peeked } = inlets[port]!
      const isFirst = !taken.some(([other]) => other === port)
      if (isFirst && peeked !== undefined && peeked !== element) {
        return `S9: ${peeked} was peeked, and ${element} popped`
      }
      const next = (edge: MachineEdge) => edge.queue[taken.filter(([, other]) => other === edge).length]
      const edge = edges.find((edge) => next(edge) === element)
      if (edge === undefined) {
        return `S2: ${element} was popped, what comes next on the edges of the inlet is ${edges.map(next).join(", ")}`
      }
      taken.push([port, edge])
    }
    for (const [port, edge] of taken) this.machine.pop(step, port, edge)
    return undefined
  }

  /** S10: an edge with an element is served within as many pops as its inlet has edges. */
  private countPassedOver(step: number, port: number, before: ReadonlyArray<number>): void {
    const { edges } = this.machine.steps[step]!.inlets[port]!
    if (edges.every((edge, at) => edge.popped.length === before[at])) return
    for (const [at, edge] of edges.entries()) {
      const hasWaited = edge.queue.length > 0 && edge.popped.length === before[at]
      edge.passedOver = hasWaited ? edge.passedOver + 1 : 0
    }
    if (!this.isExact || !edges.every((edge) => this.isInOnePlace(edge))) return
    if (edges.some(({ passedOver }) => passedOver >= edges.length)) {
      this.unfair =
        `S10: at inlet ${port} of step ${step} an edge with an element was passed over in ${edges.length} pops`
    }
  }

  private exit({ exit, step }: StepEvent & { readonly exit: unknown }): string | undefined {
    const { machine } = this
    if (this.isStopping || this.options.late) this.endedLate.add(step)
    this.stopUnbegun()
    const outlook = machine.outlook(step)
    if (exit === "completed") {
      if (outlook !== "done") {
        return `S14: it completed, and could not: ${machine.steps[step]!.cursor.current.do}, ${outlook}`
      }
      machine.complete(step)
    } else if (exit === "failed") {
      if (outlook !== "fault") return `S15: it failed, and should not: ${outlook}`
      this.failed.push(step)
      machine.fail(step)
    } else if (!this.blocked.has(step) && (machine.steps[step]!.mayStop || this.isDrained(step))) {
      this.stoppedFor.add(step)
      this.unnoted(step)
      machine.complete(step)
    } else if (this.isStopping) {
      this.interrupted.add(step)
      this.isFrozen = true
    } else return "S16: it was interrupted, and has consumers"
    return undefined
  }

  // Whether the element it is about to push is seen by a consumer.
  private isPoppedLater(step: number): boolean {
    const { cursor, outlets } = this.machine.steps[step]!
    const op = cursor.current
    if (op.do !== "push") return false
    const { id, next } = outlets[op.port]!
    return this.events.some((event) =>
      "popped" in event && event.popped.some((element) => element >= id + 10 * next && element < id + 1e6)
    )
  }

  /** Whether the run itself is to end. */
  private get isStopping(): boolean {
    return this.failed.length > 0 || this.stop === "interrupt" || this.blocked.size > 0
  }
}
