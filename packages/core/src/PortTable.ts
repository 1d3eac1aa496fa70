/**
 * The protocol by which a class tells its ports.
 *
 * A stream class carries a table from port name to {@link PortDeclaration} under {@link PortsKey}. There are three places
 * to leave one, because three ways of declaring ports exist: a static property of the class (`Stream.Class`), the metadata
 * object of standard decorators (`Class[Symbol.metadata]`), and `reflect-metadata` (legacy decorators). Each class holds
 * its own table only; {@link portsOf} walks the class chain, so ports are inherited and a subclass overrides by name.
 *
 * @since 0.1.0
 */
import type * as Schema from "effect/Schema"

/**
 * The key under which a class holds its own port table.
 *
 * **When to use**
 *
 * Use when you write another way of declaring ports, such as a decorator or a code generator.
 *
 * @category protocol
 * @since 0.1.0
 */
export const PortsKey: unique symbol = Symbol.for("@effect-mimo/core/ports")

/**
 * Whether a step pops from a port (`"in"`) or pushes to it (`"out"`).
 *
 * @category models
 * @since 0.1.0
 */
export type Direction = "in" | "out"

/**
 * What is known of one port before anything runs.
 *
 * `site` tells where the running port is put: on the instance itself (`"field"`) or in its `in` and `out` records
 * (`"record"`).
 *
 * @category models
 * @since 0.1.0
 */
export interface PortDeclaration {
  readonly direction: Direction
  readonly schema: Schema.Constraint
  readonly optional: boolean
  readonly site: "field" | "record"
}

/**
 * Port declarations by name, in the order they were declared.
 *
 * @category models
 * @since 0.1.0
 */
export interface PortTable {
  readonly [name: string]: PortDeclaration
}

const reserved = [
  "pipe",
  "run",
  "in",
  "out",
  "constructor",
  "then",
  "toString",
  "toJSON",
  "__proto__",
  "prototype"
] as const

/**
 * The names no port may have.
 *
 * **Details**
 *
 * They are members that streams, handles or JavaScript objects have already: a port of such a name would be shadowed by
 * the member, or shadow it.
 *
 * @see {@link isReservedPortName} for the rule a name is held to, which forbids some patterns as well
 * @category protocol
 * @since 0.1.0
 */
export const reservedPortNames: ReadonlySet<string> = new Set(reserved)

/**
 * The names no port may have, as the compiler knows them.
 *
 * @see {@link isReservedPortName} for the same rule at run time
 * @category protocol
 * @since 0.1.0
 */
export type ReservedPortName =
  | typeof reserved[number]
  | ""
  | `~${string}`
  | `${string}${"." | "/" | " " | "\t" | "\n" | "\r"}${string}`

/**
 * Checks whether a name is refused as the name of a port.
 *
 * **Details**
 *
 * Refused are the {@link reservedPortNames}, the empty string, names starting with `~`, which are kept for the library,
 * and names with `.`, `/` or white space, because a port is written `workflow/step.port` in reports.
 *
 * @category protocol
 * @since 0.1.0
 */
export const isReservedPortName = (name: string): boolean =>
  name === "" || name.startsWith("~") || /[./\s]/.test(name) || reservedPortNames.has(name)

type AnyClass = abstract new(...args: ReadonlyArray<never>) => unknown

// Reflect.getOwnMetadata exists only where reflect-metadata was loaded.
interface MetadataReflect {
  readonly getOwnMetadata?: (key: symbol, target: object) => PortTable | undefined
}

// Node has no Symbol.metadata yet; compilers and the decorators package agree on this registered symbol.
const metadataSymbol = (): symbol =>
  (Symbol as { readonly metadata?: symbol }).metadata ?? Symbol.for("Symbol.metadata")

const own = (target: object, key: symbol): unknown => Object.hasOwn(target, key) ? Reflect.get(target, key) : undefined

const ownTables = (target: object): ReadonlyArray<PortTable> => {
  const metadata = own(target, metadataSymbol())
  const tables = [
    own(target, PortsKey),
    typeof metadata === "object" && metadata !== null ? own(metadata, PortsKey) : undefined,
    (Reflect as MetadataReflect).getOwnMetadata?.(PortsKey, target)
  ]
  // The three stores hold what a declaration wrote under our own key, so their shape is ours.
  return tables.filter((table) => table !== undefined) as unknown as ReadonlyArray<PortTable>
}

/**
 * Reads the ports of a class, its own and inherited ones.
 *
 * **When to use**
 *
 * Use to look at a stream class without running it.
 *
 * @category protocol
 * @since 0.1.0
 */
export const portsOf = (target: AnyClass): PortTable => {
  const chain: Array<object> = []
  for (let c: object | null = target; c !== null && c !== Function.prototype; c = Object.getPrototypeOf(c)) {
    chain.unshift(c)
  }
  return Object.assign(Object.create(null), ...chain.flatMap(ownTables)) as PortTable
}
