/**
 * The handles that a `Workflow.make` callback pipes, and the edges and faults they record.
 *
 * No mistake throws before the end: a handle of something that does not exist records a fault and goes along, so that one
 * report names them all (S28).
 */
import { format } from "effect/Formatter"
import { NodeInspectSymbol } from "effect/Inspectable"
import * as Schema from "effect/Schema"
import type * as Handle from "../Handle.ts"
import type { Direction, PortDeclaration } from "../PortTable.ts"
import { Validate } from "../ValidationError.ts"
import { type FaultKind, WiringFault } from "../Wiring.ts"
import { compatible } from "./compatible.ts"
import { namesOf, StreamDefinition } from "./definition.ts"
import { decorateAdvice } from "./forgotten.ts"
import * as given from "./given.ts"
import type { GraphEdge, PortName, StepDefinition } from "./graph.ts"
import { listOf } from "./portNames.ts"
import { inletRejecting, rejectedDeclaration, rejectedOf } from "./rejected.ts"

type Kind = typeof FaultKind.Type

export const isValidate = Schema.is(Validate)

export const isCapacity = (n: unknown): n is number => Number.isSafeInteger(n) && (n as number) >= 1

export const invalidCapacity = (u: unknown): string =>
  `capacity ${format(u)}; give a whole number of elements, 1 or more`

export const invalidValidate = (u: unknown): string => `validate ${format(u)}; give "off", "sample" or "always"`

// JavaScript may give anything.
const isFeedback = (u: unknown): boolean =>
  u === undefined || typeof u === "boolean" || given.isRecord(u) && "first" in u && Array.isArray(u.first)

type PipeOptions = Handle.PipeOptions<unknown>

/** One `Workflow.make` in progress. */
export class Wiring {
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

  connect(from: PortRef, to: PortRef, options: PipeOptions): void {
    const refuse = (kind: Kind, message: string) => this.fault(kind, [from.label, to.label], message)
    const edge = `${from.label} → ${to.label}`
    const wrong = given.wrongOptions(options, ["capacity", "feedback", "validate"], "{ capacity: 16 }")
    if (wrong !== undefined) return refuse("InvalidOptions", `${edge}: ${wrong}`)
    const { capacity, feedback, validate } = options
    if (capacity !== undefined && !isCapacity(capacity)) {
      return refuse("InvalidCapacity", `${edge}: ${invalidCapacity(capacity)}`)
    }
    if (validate !== undefined && !isValidate(validate)) {
      return refuse("InvalidValidate", `${edge}: ${invalidValidate(validate)}`)
    }
    if (!isFeedback(feedback)) {
      return refuse("InvalidFeedback", `${edge}: feedback ${format(feedback)}; give true, or { first: [element] }`)
    }
    const fit = compatible(endOf(from), endOf(to))
    if (fit._tag === "DoesNotFit") {
      return refuse(
        "IncompatibleTypes",
        `outlet \`${from.label}\` does not fit inlet \`${to.label}\`: ${fit.where}; convert with Transform.map, or put a ` +
          "Transform.decode between (it takes anything with { from: \"unknown\" })"
      )
    }
    const first = typeof feedback === "object" ? [...feedback.first] : feedback === true ? [] : undefined
    const undecided = fit._tag === "Undecided" ? fit.where : undefined
    this.edges.push({ from: from.address, to: to.address, capacity, feedback: first, validate, undecided })
  }
}

// Only of a port that is there: what is not was reported before.
const endOf = ({ declaration, port, step }: PortRef) => ({
  definition: step.definition,
  port,
  declaration: declaration!
})

/** What the refs below have in common: the wiring they belong to. */
abstract class Ref {
  constructor(readonly wiring: Wiring) {}
  abstract readonly label: string

  toString(): string {
    return this.label
  }

  toJSON(): string {
    return this.label
  }

  // Printing what it holds would print the whole wiring. Of a step it is called on the handle, whose members are ports.
  [NodeInspectSymbol](): string {
    return String(this)
  }
}

export class PortRef extends Ref {
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

  /** Of an inlet, the outlet of what does not pass its schema. */
  get rejected(): PortRef {
    return this.step.port(rejectedOf(this.port))
  }

  /** Itself if it is a port of that direction; otherwise the fault is recorded. */
  expect(direction: Direction): PortRef | undefined {
    const { label, wiring } = this
    const { definition, name } = this.step
    wiring.mentioned.add(label)
    if (this.declaration === undefined) {
      const names = (d: Direction) => listOf(namesOf(definition.ports, d))
      const forgotten = inletRejecting(this.port) !== undefined
        ? "; only an inlet has rejected"
        : definition instanceof StreamDefinition
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

// Of a port that is not there, whoever reads on (`split.out.even`) would get "undefined".
const readOn = (port: PortRef): PortRef =>
  port.declaration !== undefined ? port : new Proxy(port, {
    get: (_, key) => {
      if (typeof key === "symbol" || isAsked(key) || key in port) return Reflect.get(port, key)
      if (!port.wiring.mentioned.has(port.label)) port.expect("out") // told once
      return deadEnd
    }
  })

const wellKnown = new Set(Object.getOwnPropertyNames(Symbol).map((name): unknown => Reflect.get(Symbol, name)))

/** What promises and JSON ask any object for. */
export const isAsked = (key: string): boolean => key === "then" || key === "toJSON"

export class StepRef extends Ref {
  readonly handle: object

  constructor(wiring: Wiring, readonly name: string, readonly definition: StepDefinition) {
    super(wiring)
    const ports = new Map<PropertyKey, PortRef>()
    // A proxy, so that a port that is not there is reported with all other faults instead of "undefined".
    this.handle = new Proxy(this, {
      get: (_, key) => {
        if (key === "pipe") return this.pipe
        if (key === "toJSON") return () => this.label
        if (key === Symbol.toPrimitive) return () => this.label
        if (typeof key === "symbol") return this.symbol(key)
        if (isAsked(key)) return undefined
        let port = ports.get(key)
        if (port === undefined) ports.set(key, port = readOn(this.port(key)))
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

  // Who looks at any object asks for symbols of the language, or registered ones.
  private symbol(key: symbol): unknown {
    if (Symbol.keyFor(key) !== undefined || wellKnown.has(key)) return undefined
    const label = `${this.name}[${String(key)}]`
    this.wiring.fault("UnknownPort", [label], `${label}: no such port; ports are named by strings`)
    return deadEnd
  }

  port(name: string): PortRef {
    const { ports } = this.definition
    const inlet = inletRejecting(name)
    const rejected = inlet !== undefined && ports[inlet]?.direction === "in"
    return new PortRef(this.wiring, this, name, rejected ? rejectedDeclaration : ports[name])
  }

  /** The only port of a direction; otherwise the fault is recorded. */
  only(direction: Direction): PortRef | undefined {
    const { definition } = this
    const names = definition.kind === "stream"
      ? definition[direction === "in" ? "ins" : "outs"]
      : namesOf(definition.ports, direction)
    for (const port of names) this.wiring.mentioned.add(`${this.name}.${port}`)
    if (names.length === 1) return this.port(names[0]!)
    const word = direction === "in" ? "inlet" : "outlet"
    const { name } = this
    const advice = definition.kind === "stream" ? decorateAdvice(definition) : undefined
    this.wiring.fault(
      "AmbiguousPort",
      [name],
      names.length > 1
        ? `${name}: has several ${word}s (${names.join(", ")}); name one, such as ${name}.${names[0]}`
        : `${name}: has no ${word}${advice === undefined ? "" : `; ${advice}`}`
    )
    return undefined
  }
}

const refs = new WeakMap<object, StepRef>()

/** A port by any name, those included that a handle has a member of its own under; nothing of a step that is no stream. */
export const portOf = (handle: unknown, name: string): PortRef | undefined => {
  const ref = refOf(handle)
  return ref instanceof StepRef ? ref.port(name) : undefined
}

export const refOf = (u: unknown): PortRef | StepRef | undefined =>
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
export const deadEnd: unknown = new Proxy({ pipe: continueAt }, {
  get: (target, key) => key === "pipe" ? target.pipe : typeof key === "symbol" ? undefined : deadEnd
})

/** What was given in place of something else. */
export const describe = (u: unknown): string => refOf(u)?.label ?? given.describe(u)
