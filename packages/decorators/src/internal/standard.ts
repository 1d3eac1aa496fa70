/**
 * Standard decorators: the second argument is a context object, ports are kept in `context.metadata`.
 *
 * @since 0.1.0
 */
import { type PortDeclaration, PortsKey } from "@effect-mimo/core/PortTable"
import {
  type Fault,
  nameOf,
  noMetadata,
  notAField,
  type Placement,
  privateField,
  staticField,
  symbolName
} from "./placement.ts"

// Compilers look for this symbol when a class is defined and give no metadata where it is missing, as in Node 24. It must
// be here before the first decorated class; the registered symbol is the one esbuild and core fall back to.
if (Symbol.metadata === undefined) {
  Object.defineProperty(Symbol, "metadata", {
    value: Symbol.for("Symbol.metadata"),
    // Another polyfill that comes later may assign what is there.
    writable: true,
    configurable: true
  })
}

/** @internal */
export const isStandardContext = (context: unknown): context is DecoratorContext =>
  typeof context === "object" && context !== null && "kind" in context

const kinds: Record<Exclude<DecoratorContext["kind"], "field">, string> = {
  class: "a class",
  method: "a method",
  getter: "a getter",
  setter: "a setter",
  accessor: "an accessor"
}

const faultOf = (context: DecoratorContext): Fault | undefined => {
  if (context.kind === "class") return notAField(kinds.class)
  if (context.private) return privateField
  if (context.static) return staticField
  if (context.kind !== "field") return notAField(kinds[context.kind])
  if (typeof context.name === "symbol") return symbolName
  // Compilers older than the metadata proposal leave it out, whatever the type says.
  return context.metadata as unknown === undefined ? noMetadata : undefined
}

const tableOf = (metadata: DecoratorMetadataObject): Record<string, PortDeclaration> => {
  if (!Object.hasOwn(metadata, PortsKey)) metadata[PortsKey] = Object.create(null)
  // Written by the line above only.
  return metadata[PortsKey] as Record<string, PortDeclaration>
}

/** @internal */
export const standardPlacement = (context: DecoratorContext): Placement => ({
  className: context.kind === "class" ? context.name : undefined,
  field: context.kind === "class" ? "(class)" : String(context.name),
  fault: faultOf(context),
  table: () => tableOf(context.metadata),
  refuse: (error) => {
    if (context.kind === "class") throw error(context.name ?? "(anonymous class)")
    if (!context.static) throw error(undefined)
    // Initializers of static members run while the class is being defined, and know it.
    context.addInitializer(function(this: unknown) {
      throw error(typeof this === "function" ? nameOf(this) : undefined)
    })
  }
})
