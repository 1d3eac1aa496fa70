/**
 * Wiring: the handles a `Workflow.make` callback pipes, and every fault that shows while it does (S28).
 *
 * No mistake throws before the end: a handle of something that does not exist records a fault and goes along, so that
 * one report names them all.
 */
import type * as Handle from "../Handle.ts"
import type { Direction, PortDeclaration } from "../PortTable.ts"
import { isReservedPortName } from "../PortTable.ts"
import { Stream } from "../Stream.ts"
import { type FaultKind, WiringError, WiringFault } from "../Wiring.ts"
import { fromClass, isStreamClass, namesOf, StreamDefinition } from "./definition.ts"
import { loopsOf } from "./feedback.ts"
import { addressName, findCycles, toPlan } from "./flatten.ts"
import { type GraphEdge, type OpenPorts, type PortName, type StepDefinition, WorkflowGraph } from "./graph.ts"
import type { Plan } from "./plan.ts"

type Kind = typeof FaultKind.Type

const listOf = (names: ReadonlyArray<string>): string => names.length === 0 ? "none" : names.join(", ")

const isCapacity = (n: unknown): n is number => Number.isSafeInteger(n) && (n as number) >= 1

type PipeOptions = Handle.PipeOptions<unknown>

/** One `Workflow.make` in progress. */
class Wiring {
  readonly faults: Array<WiringFault> = []
  readonly edges: Array<GraphEdge> = []
  readonly steps: Record<string, StepDefinition> = Object.create(null)
  /** Ports that were piped or opened, rightly or not: what is wrong with them is told once, not as unconnected too. */
  readonly mentioned = new Set<string>()
  /** Whether the callback is over: a handle that was kept changes nothing any more. */
  isOver = false

  fault(kind: Kind, at: ReadonlyArray<string>, message: string): void {
    this.faults.push(new WiringFault({ kind, at, message }))
  }

  connect(from: PortRef, to: PortRef, { capacity, feedback }: PipeOptions): void {
    if (capacity !== undefined && !isCapacity(capacity)) {
      this.fault(
        "InvalidCapacity",
        [from.label, to.label],
        `${from.label} → ${to.label}: capacity ${String(capacity)}; give a whole number of elements, 1 or more`
      )
      return
    }
    const first = typeof feedback === "object" ? [...feedback.first] : feedback === true ? [] : undefined
    this.edges.push({ from: from.address, to: to.address, capacity, feedback: first })
  }
}

/** What the refs below have in common: the wiring they belong to. */
abstract class Ref {
  constructor(readonly wiring: Wiring) {}
  abstract readonly label: string
}

class PortRef extends Ref {
  constructor(
    wiring: Wiring,
    readonly step: StepRef,
    readonly port: string,
    readonly declaration: PortDeclaration | undefined
  ) {
    super(wiring)
  }

  get address(): PortName {
    return { step: this.step.name, port: this.port }
  }

  get label(): string {
    return `${this.step.name}.${this.port}`
  }

  readonly pipe = (to: unknown, options?: PipeOptions): unknown => pipeTo(this, to, options)

  /** Itself if it is a port of that direction; otherwise the fault is recorded. */
  expect(direction: Direction): PortRef | undefined {
    const { label, wiring } = this
    const { definition, name } = this.step
    wiring.mentioned.add(label)
    if (this.declaration === undefined) {
      const names = (d: Direction) => listOf(namesOf(definition.ports, d))
      const forgotten = definition instanceof StreamDefinition
        ? `; if "${this.port}" is a field of ${definition.name}, decorate it with @In(schema) or @Out(schema)`
        : ""
      wiring.fault(
        "UnknownPort",
        [label],
        `${label}: no such port; ${name} has inlets: ${names("in")}; outlets: ${names("out")}${forgotten}`
      )
      return undefined
    }
    if (this.declaration.direction !== direction) {
      wiring.fault(
        "WrongDirection",
        [label],
        direction === "in"
          ? `${label}: is an outlet; pipe to an inlet`
          : `${label}: is an inlet; pipe from an outlet (outlet.pipe(inlet))`
      )
      return undefined
    }
    return this
  }
}

class StepRef extends Ref {
  readonly handle: object

  constructor(wiring: Wiring, readonly name: string, readonly definition: StepDefinition) {
    super(wiring)
    const ports = new Map<PropertyKey, PortRef>()
    // A proxy, so that a port that is not there is reported with all other faults instead of "undefined".
    this.handle = new Proxy(this, {
      get: (_, key) => {
        if (key === "pipe") return this.pipe
        if (typeof key === "symbol" || key === "then" || key === "toJSON") return undefined
        let port = ports.get(key)
        if (port === undefined) ports.set(key, port = new PortRef(wiring, this, key, definition.ports[key]))
        return port
      },
      has: (_, key) => key in definition.ports,
      ownKeys: () => Object.keys(definition.ports),
      getOwnPropertyDescriptor: (_, key) =>
        key in definition.ports ? { configurable: true, enumerable: true, value: undefined } : undefined
    })
    refs.set(this.handle, this)
  }

  get label(): string {
    return this.name
  }

  readonly pipe = (to: unknown, options?: PipeOptions): unknown => {
    const only = this.only("out")
    return only === undefined ? continueAt(to) : pipeTo(only, to, options)
  }

  /** The only port of a direction; otherwise the fault is recorded. */
  only(direction: Direction): PortRef | undefined {
    const names = namesOf(this.definition.ports, direction)
    for (const port of names) this.wiring.mentioned.add(`${this.name}.${port}`)
    if (names.length === 1) return new PortRef(this.wiring, this, names[0]!, this.definition.ports[names[0]!])
    const word = direction === "in" ? "inlet" : "outlet"
    const { definition, name } = this
    this.wiring.fault(
      "AmbiguousPort",
      [name],
      names.length > 1
        ? `${name}: has several ${word}s (${names.join(", ")}); name one, such as ${name}.${names[0]}`
        : `${name}: has no ${word}${undecoratedFields(definition)}`
    )
    return undefined
  }
}

const refs = new WeakMap<object, StepRef>()

const refOf = (u: unknown): PortRef | StepRef | undefined =>
  u instanceof PortRef ? u : typeof u === "object" && u !== null ? refs.get(u) : undefined

const pipeTo = (from: PortRef, to: unknown, options: PipeOptions = {}): unknown => {
  const { wiring } = from
  const outlet = from.expect("out")
  const target = refOf(to)
  if (wiring.isOver && target?.wiring.isOver !== false) {
    throw new TypeError(`${from.label}: piped after its workflow was made; pipe in the callback of Workflow.make`)
  }
  if (to === deadEnd) return deadEnd
  if (target === undefined) {
    wiring.fault(
      "InvalidTarget",
      [from.label],
      `${from.label}: piped to ${describe(to)}; pipe to an inlet or a step of this workflow`
    )
    return deadEnd
  }
  const inlet = target instanceof PortRef ? target.expect("in") : target.only("in")
  if (target.wiring !== wiring) {
    // Told to the one that is being made; which of the two ends is the stranger there, does not matter.
    const told = wiring.isOver ? target.wiring : wiring
    const label = inlet?.label ?? target.label
    told.fault(
      "ForeignStep",
      [from.label, label],
      `${from.label}: piped to ${label}, a step of another workflow; nest that workflow and pipe to its open port`
    )
    return continueAt(to)
  }
  if (outlet !== undefined && inlet !== undefined) wiring.connect(outlet, inlet, options)
  return continueAt(to)
}

/** `pipe` gives the step piped to, whether or not the edge could be made, so that a chain goes on. */
const continueAt = (to: unknown): unknown => {
  const ref = refOf(to)
  return ref === undefined ? deadEnd : ref instanceof PortRef ? ref.step.handle : ref.handle
}

// What stands for a step that is none, and where a chain goes on after a target that is none: the fault was reported already,
// and whatever is piped from here or to here adds nothing.
const deadEnd: unknown = new Proxy({ pipe: continueAt }, {
  get: (target, key) => key === "pipe" ? target.pipe : typeof key === "symbol" ? undefined : deadEnd
})

const describe = (u: unknown): string =>
  typeof u === "function"
    ? `the class or function ${u.name || "(anonymous)"}`
    : u === undefined
    ? "undefined"
    : typeof u

/** Names fields that look like ports whose decorator was forgotten: declared, and undefined after construction. */
const undecoratedFields = (definition: StepDefinition): string => {
  if (!(definition instanceof StreamDefinition)) return ""
  const names = definition.unsetFields()
  return names.length === 0
    ? ""
    : `; ${definition.name} has ${names.length === 1 ? "a field" : "fields"} without a value (${names.join(", ")}): ` +
      "decorate a port with @In(schema) or @Out(schema)"
}

/** A step as written in `Workflow.make`: a class without arguments, or a definition. */
const toDefinition = (u: unknown): StepDefinition | undefined =>
  u instanceof StreamDefinition || u instanceof WorkflowGraph ?
    u
    : isStreamClass(u, Stream) ?
    fromClass(u, [])
    : undefined

/** Builds a workflow, or throws one WiringError with all its faults. */
export const makeGraph = (
  name: string,
  steps: Readonly<Record<string, unknown>>,
  wire: (handles: never) => unknown,
  capacity: number
): WorkflowGraph => {
  const wiring = new Wiring()
  const handles: Record<string, unknown> = Object.create(null)
  if (!isCapacity(capacity)) {
    wiring.fault("InvalidCapacity", [], `capacity ${String(capacity)}; give a whole number of elements, 1 or more`)
  }
  for (const [stepName, entry] of Object.entries(steps)) {
    if (stepName === "" || /[./\s]/.test(stepName) || stepName === "__proto__") {
      wiring.fault(
        "ReservedName",
        [stepName],
        `step name "${stepName}": must not be empty or contain ".", "/" or white space, which join names in reports`
      )
    }
    const definition = toDefinition(entry)
    if (definition === undefined) {
      wiring.fault(
        "NotAStream",
        [stepName],
        `${stepName}: is ${describe(entry)}, not a stream; give a class that extends Stream, Class.of(...), ` +
          "Stream.make(...) or a workflow"
      )
      handles[stepName] = deadEnd
      continue
    }
    checkPortNames(wiring, stepName, definition)
    wiring.steps[stepName] = definition
    handles[stepName] = new StepRef(wiring, stepName, definition).handle
  }
  const returned = wire(handles as never) // the typed view of these handles
  wiring.isOver = true
  const open = openPorts(wiring, returned)
  checkConnected(wiring)
  const graph = new WorkflowGraph(name, wiring.steps, wiring.edges, open, capacity)
  checkPlan(wiring, graph)
  if (wiring.faults.length > 0) throw new WiringError({ workflow: name, faults: wiring.faults })
  return graph
}

/** The graph with one capacity for all its edges. */
export const withCapacity = (graph: WorkflowGraph, capacity: number): WorkflowGraph => {
  if (isCapacity(capacity)) return graph.withCapacity(capacity)
  const wiring = new Wiring()
  wiring.fault("InvalidCapacity", [], `capacity ${String(capacity)}; give a whole number of elements, 1 or more`)
  throw new WiringError({ workflow: graph.name, faults: wiring.faults })
}

/** A workflow of one stream with all ports open. */
export const singleGraph = (entry: unknown, capacity: number): WorkflowGraph => {
  const definition = toDefinition(entry)
  const name = definition === undefined ? describe(entry) : definition.name
  return makeGraph(name, { stream: entry }, ({ stream }: { readonly stream: Readonly<Record<string, unknown>> }) => {
    const open = (direction: Direction) =>
      Object.fromEntries(namesOf(definition?.ports ?? {}, direction).map((port) => [port, stream[port]]))
    return { in: open("in"), out: open("out") }
  }, capacity)
}

const checkPortNames = (wiring: Wiring, step: string, definition: StepDefinition): void => {
  for (const port of Object.keys(definition.ports)) {
    if (!isReservedPortName(port)) continue
    wiring.fault(
      "ReservedName",
      [`${step}.${port}`],
      `${step}.${port}: "${port}" cannot name a port of ${definition.name}: it is taken, or has ".", "/" or white space`
    )
  }
}

// `{ in, out }` as returned by the callback; a handle or nothing means no open ports.
const openPorts = (wiring: Wiring, returned: unknown): Record<Direction, OpenPorts> => {
  const open: Record<Direction, Record<string, ReadonlyArray<PortName>>> = {
    in: Object.create(null),
    out: Object.create(null)
  }
  const nothing = typeof returned !== "object" || returned === null || returned === deadEnd
  if (nothing || refOf(returned) !== undefined) return open
  const taken = new Set<string>()
  for (const direction of ["in", "out"] as const) {
    for (const [name, value] of Object.entries(Reflect.get(returned, direction) ?? {})) {
      if (isReservedPortName(name)) {
        wiring.fault("ReservedName", [name], `open port "${name}": this name is reserved; choose another`)
      }
      if (taken.has(name)) {
        wiring.fault(
          "RepeatedName",
          [name],
          `open port "${name}": an inlet and an outlet of one name; rename one of them`
        )
      }
      taken.add(name)
      if (Array.isArray(value) && value.length === 0) {
        wiring.fault("InvalidTarget", [name], `open port "${name}": stands for no port; give a port of a step`)
      }
      const inner = (Array.isArray(value) ? value : [value]).flatMap((u: unknown) => {
        if (u === deadEnd) return []
        const ref = refOf(u)
        if (ref === undefined || ref.wiring !== wiring) {
          wiring.fault("InvalidTarget", [name], `open port "${name}": is ${describe(u)}; give a port of a step`)
          return []
        }
        const port = ref instanceof PortRef ? ref.expect(direction) : ref.only(direction)
        return port === undefined ? [] : [port.address]
      })
      if (inner.length > 0) open[direction][name] = inner
    }
  }
  return open
}

const checkConnected = (wiring: Wiring): void => {
  for (const [step, { ports }] of Object.entries(wiring.steps)) {
    for (const [port, { direction, optional }] of Object.entries(ports)) {
      const label = `${step}.${port}`
      if (optional || wiring.mentioned.has(label)) continue
      wiring.fault(
        "UnconnectedPort",
        [label],
        direction === "in"
          ? `${label}: nothing is piped to this inlet; pipe an outlet to it, open it, or declare it optional`
          : `${label}: this outlet is piped nowhere; pipe it to an inlet, open it, or declare it optional`
      )
    }
  }
}

const checkPlan = (wiring: Wiring, graph: WorkflowGraph): void => {
  const plan = toPlan(graph)
  const seen = new Set<string>()
  for (const { from, to } of plan.edges) {
    const [outlet, inlet] = [addressName(plan, from), addressName(plan, to)]
    const pair = `${outlet} → ${inlet}`
    if (seen.has(pair)) wiring.fault("DuplicateEdge", [outlet, inlet], `${pair}: piped twice; remove one of the two`)
    seen.add(pair)
  }
  checkFeedback(wiring, plan)
  for (const cycle of findCycles(plan)) {
    const names = cycle.map(({ from }) => addressName(plan, from))
    wiring.fault(
      "UndeclaredCycle",
      names,
      `${
        [...names, plan.steps[cycle[0]!.from.step!]!.path.join("/")].join(" → ")
      }: a cycle; declare the edge that leads back with pipe(…, { feedback: true })`
    )
  }
}

const checkFeedback = (wiring: Wiring, plan: Plan): void => {
  const inLoops = new Set(loopsOf(plan).flatMap(({ feedback }) => feedback))
  for (const [index, { capacity, feedback, from, to }] of plan.edges.entries()) {
    if (feedback === undefined) continue
    const [outlet, inlet] = [addressName(plan, from), addressName(plan, to)]
    if (!inLoops.has(index)) {
      const message =
        `${outlet} → ${inlet}: declared feedback, but it leads back to no step it comes from; drop the option`
      wiring.fault("FeedbackWithoutCycle", [outlet, inlet], message)
    }
    if (feedback.length > capacity) {
      const message =
        `${outlet} → ${inlet}: capacity ${capacity} cannot hold its ${feedback.length} first elements; give more`
      wiring.fault("InvalidCapacity", [outlet, inlet], message)
    }
  }
}
