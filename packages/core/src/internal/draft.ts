/**
 * A description as it was read: what is wrong in it is a fault already, and what is left of it stands here, so that the
 * graph is checked in the same report.
 */
import * as Cause from "effect/Cause"
import * as Exit from "effect/Exit"
import { format } from "effect/Formatter"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { OnDeadlock } from "../Deadlock.ts"
import { type Description, EdgeDescription, PortLabel, StepDescription, version } from "../Description.ts"
import type { Direction } from "../PortTable.ts"
import { Validate } from "../ValidationError.ts"
import { WiringFault } from "../Wiring.ts"
import { formatPath } from "./assignable.ts"
import { describe, isRecord } from "./given.ts"
import { issuesOf } from "./issues.ts"
import type { PortNames } from "./portNames.ts"

export interface Draft {
  readonly name: string
  /** Nothing where it could not be read. */
  readonly capacity: number | undefined
  readonly validate: Validate | undefined
  readonly onDeadlock: OnDeadlock | undefined
  readonly steps: ReadonlyArray<DraftStep>
  readonly edges: ReadonlyArray<DraftEdge>
  readonly in: OpenPorts
  readonly out: OpenPorts
}

type OpenPorts = Description["in"]

export interface DraftStep {
  readonly name: string
  /** Nothing where no more than the name could be read. */
  readonly described: DescribedStep | undefined
}

/** Ports that are not listed, or not as they must be, are those of the stream. */
export interface DescribedStep extends Pick<StepDescription, "name" | "stream" | "registryKey">, Partial<PortNames> {
  readonly workflow?: Draft | "unreadable"
}

export interface DraftEdge {
  readonly from: string | undefined
  readonly to: string | undefined
  readonly described: DescribedEdge | undefined
}

export type DescribedEdge = typeof Edge.Type

type Path = ReadonlyArray<PropertyKey>

/** The name of what cannot be read. */
const unnamed = "(description)"

const Shape = Schema.Record(Schema.String, Schema.Unknown)
const { fields } = StepDescription
const Step = Schema.Struct({
  ...fields,
  in: Schema.optionalKey(fields.in),
  out: Schema.optionalKey(fields.out),
  // Nested workflows are read by themselves, so that a fault inside leaves the step as it is.
  workflow: Schema.optionalKey(Schema.Unknown)
})
const Edge = Schema.Struct({ ...EdgeDescription.fields, capacity: Schema.optionalKey(Schema.Finite) })
const Checked = Schema.Struct({ validate: Schema.optionalKey(Validate) })
const Guarded = Schema.Struct({ onDeadlock: Schema.optionalKey(OnDeadlock) })
const PortLabels = Schema.Array(PortLabel)

const isPortLabel = Schema.is(PortLabel)

const fault = (kind: "InvalidDescription" | "UnknownVersion", path: Path, message: string): WiringFault => {
  const place = formatPath(path).replace(/^\./, "") || "description"
  return new WiringFault({ kind, at: [place], message: `${place}: ${message}` })
}

// In data of a program, reading a property may throw: that is told where it is decoded.
const lookAt = <A>(look: () => A): A | undefined => Result.getOrUndefined(Result.try(look))

const textIn = (object: unknown, key: string): string | undefined => {
  const value = lookAt((): unknown => isRecord(object) ? Reflect.get(object, key) : undefined)
  return typeof value === "string" ? value : undefined
}

// Reading goes a dozen calls deeper with each, and JavaScript's stack ends somewhere below 1,000.
const deepest = 256

/** Reads one description, and those inside it. */
class Reader {
  readonly faults: Array<WiringFault> = []

  constructor(readonly path: Path, readonly around: ReadonlyArray<unknown>) {}

  read<A>(schema: Schema.ConstraintDecoder<A>, input: unknown, path: Path): Option.Option<A> {
    const exit = Schema.decodeUnknownExit(schema, { errors: "all" })(input)
    if (Exit.isSuccess(exit)) return Option.some(exit.value)
    const error = Cause.squash(exit.cause)
    const issues = Schema.isSchemaError(error)
      ? issuesOf(error)
      : [{ path: [], message: `reading it throws ${String(error)}` }]
    for (const issue of issues) {
      this.faults.push(fault("InvalidDescription", [...this.path, ...path, ...issue.path], issue.message))
    }
    return Option.none()
  }

  field<A>(object: typeof Shape.Type, key: string, schema: Schema.ConstraintDecoder<A>): Option.Option<A> {
    return Option.map(this.read(Schema.Struct({ [key]: schema }), object, []), (read) => read[key]!)
  }

  items<A>(object: typeof Shape.Type, key: string, read: (item: unknown, path: Path) => ReadonlyArray<A>): Array<A> {
    const items = Option.getOrElse(this.field(object, key, Schema.Array(Schema.Unknown)), () => [])
    return items.flatMap((item, index) => read(item, [key, index]))
  }

  step(item: unknown, path: Path): ReadonlyArray<DraftStep> {
    const read = this.read(Step, item, path)
    if (Option.isNone(read)) {
      const [name, stream] = [textIn(item, "name"), textIn(item, "stream")]
      if (name === undefined) return []
      const isNested = lookAt(() => Object.hasOwn(Object(item), "workflow")) !== false
      return [{ name, described: stream === undefined || isNested ? undefined : { name, stream } }]
    }
    const { workflow, ...rest } = read.value
    const { name } = rest
    if (!("workflow" in read.value)) return [{ name, described: rest }]
    const inner = new Reader([...this.path, ...path, "workflow"], this.around)
    const draft = inner.description(workflow)
    this.faults.push(...inner.faults)
    return [{ name, described: { ...rest, workflow: draft ?? "unreadable" } }]
  }

  edge(item: unknown, path: Path): ReadonlyArray<DraftEdge> {
    const described = Option.getOrUndefined(this.read(Edge, item, path))
    const [from, to] = [textIn(item, "from"), textIn(item, "to")].map((label) => isPortLabel(label) ? label : undefined)
    return [{ from, to, described }]
  }

  description(input: unknown): Draft | undefined {
    if (this.around.includes(input)) {
      this.faults.push(fault("InvalidDescription", this.path, "contains itself"))
      return undefined
    }
    if (this.around.length >= deepest) {
      const message = `more than ${deepest} workflows inside one another; give a flatter graph`
      // The step of the outermost: the whole path would fill a page.
      this.faults.push(fault("InvalidDescription", this.path.slice(0, 3), message))
      return undefined
    }
    if (!isRecord(input)) {
      const message = `is ${describe(input)}; give what Workflow.describe gives, or its JSON text`
      this.faults.push(fault("InvalidDescription", this.path, message))
      return undefined
    }
    const shape = Option.getOrUndefined(this.read(Shape, input, []))
    if (shape === undefined) return undefined
    const inside = new Reader(this.path, [...this.around, input])
    const given = this.field(shape, "version", Schema.Unknown)
    const draft = inside.draft(shape)
    if (Option.isNone(given) || given.value === version) {
      this.faults.push(...inside.faults)
      return draft
    }
    const message = `${format(given.value)} is not known; this library reads version ${version}`
    this.faults.push(fault("UnknownVersion", [...this.path, "version"], message))
    // In another version other things may be right. What still reads as one of ours is checked as one.
    return inside.faults.length === 0 ? draft : undefined
  }

  draft(shape: typeof Shape.Type): Draft {
    return {
      name: Option.getOrElse(this.field(shape, "name", Schema.String), () => unnamed),
      capacity: Option.getOrUndefined(this.field(shape, "capacity", Schema.optionalKey(Schema.Finite))),
      validate: Option.getOrUndefined(this.read(Checked, shape, []))?.validate,
      onDeadlock: Option.getOrUndefined(this.read(Guarded, shape, []))?.onDeadlock,
      steps: this.items(shape, "steps", (item, path) => this.step(item, path)),
      edges: this.items(shape, "edges", (item, path) => this.edge(item, path)),
      in: this.openPorts(shape, "in"),
      out: this.openPorts(shape, "out")
    }
  }

  openPorts(object: typeof Shape.Type, key: Direction): OpenPorts {
    const ports = Option.getOrElse(this.field(object, key, Schema.optionalKey(Shape)), () => undefined) ?? {}
    return Object.fromEntries(
      Object.entries(ports).map(([name, inner]) => {
        const labels = this.read(PortLabels, inner, [key, name])
        return [
          name,
          Option.getOrElse(labels, () => Array.isArray(inner) ? lookAt(() => inner.filter(isPortLabel)) ?? [] : [])
        ]
      })
    )
  }
}

/** Reads a description from data or JSON text. */
export const toDraft = (
  input: unknown
): { readonly name: string; readonly draft: Draft | undefined; readonly faults: ReadonlyArray<WiringFault> } => {
  // Editors put a mark of the byte order before a text.
  const parsed = typeof input === "string"
    ? Result.try((): unknown => JSON.parse(input.replace(/^\uFEFF/, "")))
    : Result.succeed(input)
  if (Result.isFailure(parsed)) {
    return {
      name: unnamed,
      draft: undefined,
      faults: [fault("InvalidDescription", [], `${describe(input)} is not JSON: ${String(parsed.failure)}`)]
    }
  }
  const reader = new Reader([], [])
  const draft = reader.description(parsed.success)
  return { name: draft?.name ?? textIn(parsed.success, "name") ?? unnamed, draft, faults: reader.faults }
}
