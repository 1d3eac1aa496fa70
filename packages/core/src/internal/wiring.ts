/** Wiring: from the steps and the callback of `Workflow.make` to a graph, or to one report of all its faults (S28). */
import { format } from "effect/Formatter"
import * as Schema from "effect/Schema"
import { OnDeadlock } from "../Deadlock.ts"
import { type Direction, isReservedPortName } from "../PortTable.ts"
import { Stream } from "../Stream.ts"
import { WiringError, type WiringFault } from "../Wiring.ts"
import { checkConnected, checkPlan, checkPortNames } from "./checks.ts"
import { fromClass, isStreamClass, lacksRun, namesOf, StreamDefinition } from "./definition.ts"
import { isRecord, wrongOptions } from "./given.ts"
import { type OpenPorts, type Options, type PortName, settingsOf, type StepDefinition, WorkflowGraph } from "./graph.ts"
import {
  deadEnd,
  describe,
  invalidCapacity,
  invalidValidate,
  isAsked,
  isCapacity,
  isValidate,
  PortRef,
  refOf,
  StepRef,
  Wiring
} from "./handles.ts"
import { notAStream } from "./notAStream.ts"
import { listOf } from "./portNames.ts"

/** A step as written in `Workflow.make`: a class without arguments, or a definition. */
export const toDefinition = (u: unknown): StepDefinition | undefined =>
  u instanceof StreamDefinition || u instanceof WorkflowGraph ?
    u
    : isStreamClass(u, Stream) && !lacksRun(u, []) ?
    fromClass(u, [])
    : undefined

const isOnDeadlock = Schema.is(OnDeadlock)

/** Builds a workflow, or throws one WiringError with all its faults. */
export const makeGraph = (...args: Parameters<typeof wireGraph>): WorkflowGraph => {
  const { faults, graph } = wireGraph(...args)
  if (faults.length > 0) throw new WiringError({ workflow: graph.name, faults })
  return graph
}

/** Builds a workflow of what can be wired, with the faults of the rest. */
export const wireGraph = (
  name: string,
  steps: Readonly<Record<string, unknown>>,
  wire: (handles: never) => unknown,
  options: Options | undefined
): { readonly graph: WorkflowGraph; readonly faults: ReadonlyArray<WiringFault> } => {
  if (typeof name !== "string") throw new TypeError(`Workflow.make: the name is ${describe(name)}; give a string`)
  if (!isRecord(steps)) {
    throw new TypeError(
      `Workflow.make("${name}", …): the steps are ${describe(steps)}; give a record of streams by step name`
    )
  }
  if (typeof wire !== "function") {
    throw new TypeError(
      `Workflow.make("${name}", …): gives no function that pipes its steps; give one, if only () => {}`
    )
  }
  const settings = settingsOf(options)
  const { capacity, onDeadlock, validate } = settings
  const wiring = new Wiring()
  const wrong = wrongOptions(options ?? {}, Object.keys(settings), "{ capacity: 16 }")
  if (wrong !== undefined) wiring.fault("InvalidOptions", [], wrong)
  const handles: Record<string, unknown> = Object.create(null)
  if (!isCapacity(capacity)) {
    wiring.fault("InvalidCapacity", [], invalidCapacity(capacity))
  }
  if (!isValidate(validate)) wiring.fault("InvalidValidate", [], invalidValidate(validate))
  if (!isOnDeadlock(onDeadlock)) {
    const message = `onDeadlock ${
      format(onDeadlock)
    }; give "fail", "grow", or { grow: n } with a number of elements, 1 or more`
    wiring.fault("InvalidOnDeadlock", [], message)
  }
  refuseSymbols(wiring, "step", steps)
  for (const [stepName, entry] of Object.entries(steps)) {
    if (stepName === "" || /[./\s]/.test(stepName) || stepName === "__proto__") {
      wiring.fault(
        "ReservedName",
        [stepName],
        stepName === "__proto__"
          ? `step name "__proto__": objects have a meaning of their own for it; choose another`
          : `step name "${stepName}": must not be empty or contain ".", "/" or white space, which join names in reports`
      )
    }
    const definition = toDefinition(entry)
    if (definition === undefined) {
      wiring.fault(
        "NotAStream",
        [stepName],
        `${stepName}: ${
          notAStream(entry, "a class that extends Stream, Class.of(...), Stream.make(...) or a workflow")
        }`
      )
      handles[stepName] = deadEnd
      continue
    }
    checkPortNames(wiring, stepName, definition)
    wiring.steps[stepName] = definition
    handles[stepName] = new StepRef(wiring, stepName, definition).handle
  }
  const returned = wire(reportingUnknown(wiring, name, handles) as never) // the typed view of these handles
  wiring.isOver = true
  const open = openPorts(wiring, returned)
  checkConnected(wiring)
  // What is wrong in the settings was told; the rest is checked without it.
  const sound = settingsOf({
    capacity: isCapacity(capacity) ? capacity : undefined,
    validate: isValidate(validate) ? validate : undefined,
    onDeadlock: isOnDeadlock(onDeadlock) ? onDeadlock : undefined
  })
  const graph = new WorkflowGraph(name, wiring.steps, wiring.edges, open, sound)
  checkPlan(wiring, graph)
  return { graph, faults: wiring.faults }
}

/** The graph with one capacity for all its edges. */
export const withCapacity = (graph: WorkflowGraph, capacity: number): WorkflowGraph => {
  if (isCapacity(capacity)) return graph.withCapacity(capacity)
  const wiring = new Wiring()
  wiring.fault("InvalidCapacity", [], invalidCapacity(capacity))
  throw new WiringError({ workflow: graph.name, faults: wiring.faults })
}

/** A workflow of one stream with all ports open. */
export const singleGraph = (entry: unknown, options: Options | undefined): WorkflowGraph => {
  const definition = toDefinition(entry)
  const name = definition === undefined ? describe(entry) : definition.name
  return makeGraph(
    name,
    { stream: entry },
    ({ stream }: { readonly stream: Readonly<Record<string, unknown>> }) => {
      const open = (direction: Direction) =>
        Object.fromEntries(namesOf(definition?.ports ?? {}, direction).map((port) => [port, stream[port]]))
      return { in: open("in"), out: open("out") }
    },
    options
  )
}

const refuseSymbols = (wiring: Wiring, what: string, named: object): void => {
  for (const symbol of Object.getOwnPropertySymbols(named)) {
    const name = String(symbol)
    wiring.fault("ReservedName", [name], `${what} ${name}: named by a symbol; give it a string for a name`)
  }
}

// As a step does for its ports: one that is not there is reported with all other faults, instead of "undefined".
const reportingUnknown = (wiring: Wiring, workflow: string, handles: Record<string, unknown>): object => {
  const known = Object.keys(handles)
  return new Proxy(handles, {
    get: (_, key) => {
      if (typeof key === "symbol" || isAsked(key) || key in handles) return Reflect.get(handles, key)
      wiring.fault("UnknownStep", [key], `${key}: no such step; the steps of "${workflow}" are ${listOf(known)}`)
      return handles[key] = deadEnd // told once
    }
  })
}

const isPlain = (u: object): boolean => [null, Object.prototype].includes(Object.getPrototypeOf(u))

// What is neither open ports nor nothing: a promise, as of an async function, a generator, misspelt keys.
const isOpenPorts = (u: unknown): u is object =>
  isRecord(u) && ("in" in u || "out" in u || isPlain(u)) && Object.keys(u).every((key) => key === "in" || key === "out")

// `{ in, out }` as returned by the callback; a handle or nothing means no open ports.
const openPorts = (wiring: Wiring, returned: unknown): Record<Direction, OpenPorts> => {
  const open: Record<Direction, Record<string, ReadonlyArray<PortName>>> = {
    in: Object.create(null),
    out: Object.create(null)
  }
  const nothing = returned === undefined || returned === null || returned === deadEnd
  if (nothing || refOf(returned) !== undefined) return open
  if (!isOpenPorts(returned)) {
    const keys = isRecord(returned) && isPlain(returned) ? ` with ${listOf(Object.keys(returned))}` : ""
    const message = `the callback gives ${describe(returned)}${keys}; `
    wiring.fault(
      "InvalidTarget",
      [],
      message + "pipe in the callback itself, and give nothing or open ports as { in, out }"
    )
    return open
  }
  const taken = new Set<string>()
  for (const direction of ["in", "out"] as const) {
    const ports: unknown = Reflect.get(returned, direction) ?? {}
    if (!isRecord(ports) || refOf(ports) !== undefined) {
      const message = `open ports "${direction}": are ${describe(ports)}; give a record of ports by name`
      wiring.fault("InvalidTarget", [direction], message)
      continue
    }
    refuseSymbols(wiring, "open port", ports)
    for (const [name, value] of Object.entries(ports)) {
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
