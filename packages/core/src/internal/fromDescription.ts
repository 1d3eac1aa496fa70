/** From a description and the streams it names back to a graph, every fault on the way told in one report. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { FeedbackDescription } from "../Description.ts"
import type { Direction, PortDeclaration, PortTable } from "../PortTable.ts"
import type { PortSchemas } from "../Stream.ts"
import { type FaultKind, WiringError, WiringFault } from "../Wiring.ts"
import { assignable, formatPath } from "./assignable.ts"
import { namesOf, portTable, StreamDefinition } from "./definition.ts"
import { type DescribedEdge, type DescribedStep, type Draft, toDraft } from "./draft.ts"
import { fromJson } from "./elements.ts"
import { checkOptional, describe, isRecord } from "./given.ts"
import { settingsOf, type StepDefinition, type WorkflowGraph } from "./graph.ts"
import { portOf } from "./handles.ts"
import { listOf, type PortNames, portNamesOf, portsText, samePorts } from "./portNames.ts"
import { inletRejecting } from "./rejected.ts"
import { toDefinition, wireGraph } from "./wiring.ts"

type PortRef = NonNullable<ReturnType<typeof portOf>>

const directions = ["in", "out"] as const

type Handles = Readonly<Record<string, unknown>>

const openOf = (draft: Draft): PortNames => ({ in: Object.keys(draft.in), out: Object.keys(draft.out) })

// No port has a dot in its name; what an inlet rejects is named after the inlet.
const splitLabel = (label: string): { readonly step: string; readonly port: string } => {
  const inlet = inletRejecting(label)
  const dot = (inlet?.includes(".") === true ? inlet : label).lastIndexOf(".")
  return { step: label.slice(0, dot), port: label.slice(dot + 1) }
}

/**
 * A step with the ports its description lists, in place of a stream that is unknown or has others: the edges are then
 * held to the description, and the one fault is not told again at each of them.
 */
const standIn = (stream: string, listed: PortNames, known: PortTable): StreamDefinition => {
  const ports: Record<string, PortDeclaration> = Object.create(null)
  for (const direction of directions) {
    for (const name of listed[direction]) {
      const port = known[name]
      ports[name] = port?.direction === direction
        ? port
        : { direction, schema: Schema.Any, optional: true, site: "record" }
    }
  }
  return new StreamDefinition(stream, ports, () => Effect.void)
}

const isComplete = (listed: Partial<PortNames>): listed is PortNames =>
  listed.in !== undefined && listed.out !== undefined

// In place of a stream that is unknown, where the ports are not listed either: nothing is said of its edges.
const unknown = Symbol("unknown")

/** One `Workflow.fromDescription` in progress. */
class Builder {
  readonly faults: Array<WiringFault> = []

  constructor(readonly registry: Readonly<Record<string, unknown>>) {}

  fault(kind: typeof FaultKind.Type, at: ReadonlyArray<string>, message: string): void {
    this.faults.push(new WiringFault({ kind, at, message }))
  }

  graph(draft: Draft, path: ReadonlyArray<string>): WorkflowGraph {
    const nameOf = (label: string) => [...path, label].join("/")
    const steps: Record<string, unknown> = Object.create(null)
    const unreadable = new Set<string>()
    for (const { described, name } of draft.steps) {
      if (name in steps || unreadable.has(name)) {
        this.fault("RepeatedName", [nameOf(name)], `${nameOf(name)}: two steps of this name; rename one of them`)
        continue
      }
      const step = described === undefined ? unknown : this.step(described, [...path, name])
      if (step === unknown) unreadable.add(name)
      else steps[name] = step
    }

    const portAt = (handles: Handles, label: string | undefined): PortRef | undefined => {
      if (label === undefined) return undefined
      const { port, step } = splitLabel(label)
      if (step in handles) return portOf(handles[step], port)
      if (!unreadable.has(step)) {
        const message = `${nameOf(label)}: no step "${step}"; the steps are: ${listOf(Object.keys(steps))}`
        this.fault("UnknownStep", [nameOf(label)], message)
      }
      return undefined
    }
    const wire = (handles: Handles) => {
      for (const { described, from, to } of draft.edges) {
        const [outlet, inlet] = [portAt(handles, from), portAt(handles, to)]
        if (described === undefined || outlet === undefined || inlet === undefined) {
          // What is wrong was told; the end that is right counts as piped.
          outlet?.expect("out")
          inlet?.expect("in")
        } else outlet.pipe(inlet, this.options(described, outlet, nameOf))
      }
      const open = (direction: Direction) => {
        const ports: Record<string, ReadonlyArray<PortRef>> = Object.create(null)
        for (const [name, labels] of Object.entries(draft[direction])) {
          const inner = labels.flatMap((label) => portAt(handles, label) ?? [])
          if (inner.length > 0 || labels.length === 0) ports[name] = inner
        }
        return ports
      }
      return { in: open("in"), out: open("out") }
    }

    const { faults, graph } = wireGraph(draft.name, steps, wire, settingsOf(draft))
    for (const { at, kind, message } of faults) {
      if (path.length === 0) this.fault(kind, at, message)
      else this.fault(kind, at.length === 0 ? [path.join("/")] : at.map(nameOf), `in ${path.join("/")}: ${message}`)
    }
    return graph
  }

  /** A definition, or whatever else the registry has for the step: that it is no stream is told by the wiring. */
  step(described: DescribedStep, path: ReadonlyArray<string>): unknown {
    if (described.workflow !== undefined) return this.nested(described, described.workflow, path)
    const name = path.join("/")
    const key = this.keyOf(described, name)
    if (key === undefined) {
      const { stream } = described
      const message = described.registryKey === "path"
        ? `${name}: other steps have another stream "${stream}"; give that of this step under the key "${name}"`
        : `${name}: no stream "${stream}"; the registry has: ${listOf(Object.keys(this.registry))}`
      this.fault("UnknownStream", [name], message)
      return this.unknown(described)
    }
    const definition = toDefinition(this.registry[key])
    if (definition === undefined) return this.registry[key]
    return this.withPorts(described, definition, portNamesOf(definition), name)
  }

  unknown(described: DescribedStep): unknown {
    return isComplete(described) ? standIn(described.stream, described, {}) : unknown
  }

  /** The path of the step, or the name of its stream where that tells which one. */
  keyOf({ registryKey, stream }: DescribedStep, path: string): string | undefined {
    if (Object.hasOwn(this.registry, path)) {
      const definition = toDefinition(this.registry[path])
      // A step may have the name of a stream, and its key then mean that stream, not the step.
      if (definition === undefined || definition.name === stream) return path
    }
    return registryKey === undefined && Object.hasOwn(this.registry, stream) ? stream : undefined
  }

  nested(described: DescribedStep, workflow: Draft | "unreadable", path: ReadonlyArray<string>): unknown {
    if (workflow === "unreadable") return this.unknown(described)
    return this.withPorts(described, this.graph(workflow, path), openOf(workflow), path.join("/"))
  }

  withPorts(described: DescribedStep, definition: StepDefinition, ports: PortNames, name: string): StepDefinition {
    const listed = { in: described.in ?? ports.in, out: described.out ?? ports.out }
    if (!samePorts(listed, ports)) {
      const message = `${name}: described with ${portsText(listed)}; ${definition.name} has ${portsText(ports)}`
      this.fault("PortMismatch", [name], message)
    }
    // A nested workflow with faults may lack a port that both list.
    return samePorts(listed, portNamesOf(definition))
      ? definition
      : standIn(described.stream, listed, definition.ports)
  }

  options(
    { capacity, feedback, from, to, validate }: DescribedEdge,
    { declaration }: PortRef,
    nameOf: (_: string) => string
  ) {
    const elements = (described: Exclude<FeedbackDescription, true>): { readonly first: ReadonlyArray<unknown> } => {
      const at = [nameOf(from), nameOf(to)]
      const edge = at.join(" → ")
      if ("unwritten" in described) {
        const message = `${edge}: its ${described.unwritten} first elements are not in the description: the outlet's ` +
          "schema cannot write them as JSON; build this workflow with Workflow.make"
        this.fault("InvalidDescription", at, message)
        return { first: [] }
      }
      const first = fromJson(declaration?.schema ?? Schema.Any, described.first)
      if (Result.isSuccess(first)) return { first: first.success }
      this.fault("InvalidDescription", at, `${edge}: ${first.failure}`)
      return { first: [] }
    }
    return {
      capacity,
      validate,
      ...(feedback === undefined ? {} : { feedback: feedback === true || elements(feedback) })
    }
  }

  /** Holds the open ports to the schemas their types come from. */
  checkOpen(draft: Draft, graph: WorkflowGraph, expected: PortTable): void {
    for (const direction of directions) {
      const word = direction === "in" ? "inlet" : "outlet"
      const described = Object.keys(draft[direction])
      const wanted = namesOf(expected, direction)
      for (const name of described.filter((name) => !wanted.includes(name))) {
        this.fault(
          "PortMismatch",
          [name],
          `open port "${name}": an ${word} that the options do not name; give its schema`
        )
      }
      for (const name of wanted) {
        const port = graph.ports[name]
        if (!described.includes(name)) {
          const message = `open port "${name}": there is no such open ${word}; there are: ${listOf(described)}`
          this.fault("PortMismatch", [name], message)
        } else if (port?.direction === direction) this.checkSchema(name, port, expected[name]!)
      }
    }
  }

  checkSchema(name: string, { direction, schema }: PortDeclaration, expected: PortDeclaration): void {
    const verdict = direction === "in" ? assignable(expected.schema, schema) : assignable(schema, expected.schema)
    if (verdict._tag !== "DoesNotFit") return
    const place = verdict.path.length === 0 ? "" : `at ${formatPath(verdict.path)}: `
    const message = direction === "in"
      ? `open port "${name}": what the options say goes in does not fit the inlet: ${place}${verdict.reason}`
      : `open port "${name}": what comes out does not fit the options: ${place}${verdict.reason}`
    this.fault("PortMismatch", [name], message)
  }
}

// A nested workflow is looked at again within the one around it, and an unknown port told at each edge that names it.
const once = (faults: ReadonlyArray<WiringFault>): ReadonlyArray<WiringFault> => {
  const seen = new Set<string>()
  return faults.filter(({ at, kind, message }) => {
    const key = JSON.stringify(kind === "InvalidDescription" ? [kind, at, message] : [kind, at])
    return !seen.has(key) && seen.add(key)
  })
}

/** Builds the workflow, or throws one WiringError with all its faults. */
export const buildFrom = (
  input: unknown,
  registry: Readonly<Record<string, unknown>>,
  open: { readonly in?: PortSchemas | undefined; readonly out?: PortSchemas | undefined } | undefined
): WorkflowGraph => {
  if (!isRecord(registry)) {
    throw new TypeError(
      `Workflow.fromDescription: the registry is ${describe(registry)}; give an object of streams by name`
    )
  }
  checkOptional("Workflow.fromDescription", open, directions, "{ in, out }")
  const expected = open === undefined ? undefined : portTable("options", open)
  const { draft, faults, name } = toDraft(input)
  const builder = new Builder(registry)
  const graph = draft === undefined ? undefined : builder.graph(draft, [])
  if (draft !== undefined && graph !== undefined && expected !== undefined) builder.checkOpen(draft, graph, expected)
  const all = once([...faults, ...builder.faults])
  if (graph === undefined || all.length > 0) throw new WiringError({ workflow: name, faults: all })
  return graph
}
