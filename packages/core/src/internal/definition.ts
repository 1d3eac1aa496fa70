/** Streams as definitions: from a class, or from a function, to what the engine starts. */
import { NodeInspectSymbol } from "effect/Inspectable"
import { pipeArguments } from "effect/Pipeable"
import * as Schema from "effect/Schema"
import type { Optional } from "../Port.ts"
import { type Direction, type PortDeclaration, portsOf, type PortTable } from "../PortTable.ts"
import type { AnyDefinition, PortSchema, PortSchemas, Stream } from "../Stream.ts"
import { explainDefect } from "./forgotten.ts"
import { checkOptions, describe, isRecord } from "./given.ts"
import { onceFor } from "./onceFor.ts"
import type { Body, PlannedStream } from "./plan.ts"
import type { Stateless } from "./stateless.ts"

const TypeId = "~@effect-mimo/core/Stream"

/** A stream that is no workflow: a leaf of the graph, which the engine runs. */
export class StreamDefinition implements AnyDefinition, PlannedStream {
  readonly [TypeId] = TypeId
  readonly kind = "stream"
  readonly ins: ReadonlyArray<string>
  readonly outs: ReadonlyArray<string>

  constructor(
    readonly name: string,
    readonly ports: PortTable,
    readonly start: PlannedStream["start"],
    /** Of a class: makes an instance. */
    readonly construct?: () => object,
    readonly stateless?: Stateless
  ) {
    this.ins = namesOf(ports, "in")
    this.outs = namesOf(ports, "out")
  }

  pipe() {
    return pipeArguments(this, arguments)
  }

  /** `Split(n → even, odd)`, for those who print it. */
  toString(): string {
    return `${this.name}(${this.ins.join(", ")} → ${this.outs.join(", ")})`
  }

  [NodeInspectSymbol](): string {
    return this.toString()
  }

  /** Whether it is a class whose ports, if any, are fields. */
  get isOfFields(): boolean {
    return this.construct !== undefined && Object.values(this.ports).every(({ site }) => site === "field")
  }

  explain(defect: unknown, path: string): unknown {
    return explainDefect(this, defect, path)
  }

  /** The fields of an instance that hold nothing; for the report of a forgotten decorator only, when a fault is found. */
  unsetFields(): ReadonlyArray<string> {
    if (this.construct === undefined) return []
    try {
      const instance = this.construct()
      return Object.keys(instance).filter((name) => !(name in this.ports) && Reflect.get(instance, name) === undefined)
    } catch {
      return [] // a constructor that throws is a fault of its own, told when the step starts
    }
  }
}

export const namesOf = (ports: PortTable, direction: Direction): ReadonlyArray<string> =>
  Object.keys(ports).filter((name) => ports[name]!.direction === direction)

type AnyStreamClass = new(...args: Array<never>) => Stream

/** Whether a value can be constructed as a stream. */
export const isStreamClass = (u: unknown, base: abstract new() => Stream): u is AnyStreamClass =>
  typeof u === "function" && u.prototype instanceof base

const tableOf = onceFor(portsOf)

/** Whether there is nothing to run; told by an instance where it is not in the prototype: it may be a field. */
export const lacksRun = (target: new(...args: never) => Stream, args: ReadonlyArray<unknown>): boolean => {
  if (typeof target.prototype.run === "function") return false
  try {
    return typeof Reflect.get(Reflect.construct(target, args) as object, "run") !== "function" // an instance is one
  } catch {
    return false // a constructor that throws is a fault of its own, told when the step starts
  }
}

export const fromClass = (target: new(...args: never) => Stream, args: ReadonlyArray<unknown>): StreamDefinition => {
  if (lacksRun(target, args)) throw new TypeError(`${target.name}: has no run; give it *run() { … }`)
  return args.length === 0 ? withoutArguments(target) : constructedWith(target, args)
}

const constructedWith = (target: new(...args: never) => Stream, args: ReadonlyArray<unknown>): StreamDefinition => {
  const ports = tableOf(target)
  const entries = Object.entries(ports)
  const usesRecords = entries.some(([, { site }]) => site === "record")
  const construct = () => Reflect.construct(target, args) as Stream // constructing a class gives its instance
  return new StreamDefinition(target.name, ports, (ins, outs) => {
    const stream = construct()
    if (entries.length > 0 && !Object.isExtensible(stream)) {
      throw new TypeError(
        `${target.name}: its constructor closes the instance, as Object.freeze does, and its ports are put on it ` +
          "afterwards; leave it open"
      )
    }
    // Defined on the instance, after construction: an assignment could meet a field's initializer or an accessor.
    for (const [name, { direction, site }] of entries) {
      if (site !== "field") continue
      Object.defineProperty(stream, name, { value: direction === "in" ? ins[name] : outs[name], enumerable: true })
    }
    if (usesRecords) {
      if ("in" in stream || "out" in stream) {
        Object.defineProperties(stream, { in: { value: ins }, out: { value: outs } })
      } else Object.assign(stream, { in: ins, out: outs }) // many times faster
    }
    return stream.run() as Body // the engine provides what the types of the steps require
  }, construct)
}

// One definition wherever the class stands: a description tells by it which streams are the same.
const withoutArguments = onceFor((target: new(...args: never) => Stream) => constructedWith(target, []))

export const fromFunction = (
  name: string,
  options: {
    readonly in?: PortSchemas | undefined
    readonly out?: PortSchemas | undefined
    readonly run: (ins: never, outs: never) => unknown
  },
  stateless?: Stateless
): StreamDefinition => {
  checkName("Stream.make", name)
  checkOptions(`Stream.make("${name}", …)`, options, ["in", "out", "run"], "{ in, out, run }")
  if (typeof options.run !== "function") {
    throw new TypeError(`Stream.make("${name}", …): run is not a function; give one`)
  }
  // The records hold an In or Out of each name that `run` was declared with.
  return new StreamDefinition(
    name,
    portTable(name, options),
    (ins, outs) => options.run(ins as never, outs as never) as Body,
    undefined,
    stateless
  )
}

// JavaScript may give anything.
const isPortSchema = (u: unknown): boolean =>
  Schema.isSchema(u) ||
  typeof u === "object" && u !== null && "~optional" in u && "schema" in u && Schema.isSchema(u.schema)

const isOptional = (schema: PortSchema): schema is Optional<Schema.Constraint> => "~optional" in schema

const checkName = (operation: string, name: unknown): void => {
  if (typeof name !== "string") throw new TypeError(`${operation}: the name is ${describe(name)}; give a string`)
}

/** The port table of a class without decorators. */
export const classTable = (name: string, ports: Parameters<typeof portTable>[1]): PortTable => {
  checkName("Stream.Class", name)
  checkOptions(`Stream.Class("${name}", …)`, ports, ["in", "out"], "{ in, out }")
  return portTable(name, ports)
}

/** The schema itself, once it is sure that it is one. */
export const checkedSchema = <S extends PortSchema>(port: string, schema: S): S => {
  if (isPortSchema(schema)) return schema
  throw new TypeError(`${port}: its schema is ${describe(schema)}; give one of effect/Schema, such as Schema.Int`)
}

/** The same for all ports of a direction. */
export const checkedSchemas = <P extends PortSchemas>(stream: string, direction: Direction, schemas: P): P => {
  if (!isRecord(schemas)) {
    const ports = direction === "in" ? "inlets" : "outlets"
    throw new TypeError(`${stream}: the ${ports} are ${describe(schemas)}; give a record of schemas by port name`)
  }
  for (const symbol of Object.getOwnPropertySymbols(schemas)) {
    throw new TypeError(`${stream}: a port is named by ${String(symbol)}; give it a string for a name`)
  }
  for (const [name, schema] of Object.entries(schemas)) checkedSchema(`${stream}.${name}`, schema)
  return schemas
}

/** The port table of schemas by name, as `Stream.Class` and `Stream.make` take them. */
export const portTable = (
  stream: string,
  ports: { readonly in?: PortSchemas | undefined; readonly out?: PortSchemas | undefined }
): PortTable => {
  const table: Record<string, PortDeclaration> = Object.create(null)
  for (const direction of ["in", "out"] as const) {
    for (const [name, schema] of Object.entries(checkedSchemas(stream, direction, ports[direction] ?? {}))) {
      if (name in table) {
        throw new TypeError(`${stream}.${name}: an inlet and an outlet of one name; rename one of them`)
      }
      table[name] = {
        direction,
        schema: isOptional(schema) ? schema.schema : schema,
        optional: isOptional(schema),
        site: "record"
      }
    }
  }
  return table
}
