/**
 * Legacy decorators (`experimentalDecorators`): prototype and name are the arguments, ports are kept in reflect-metadata.
 *
 * @since 0.1.0
 */
import { type PortDeclaration, PortsKey } from "@effect-mimo/core/PortTable"
import "reflect-metadata"
import { type Fault, nameOf, notAField, type Placement, staticField, symbolName } from "./placement.ts"

const describe = (third: unknown): string => {
  if (typeof third === "number") return "a parameter"
  if (typeof third !== "object" || third === null) return "something else"
  if ("value" in third) return "a method"
  const both = "get" in third && third.get !== undefined && "set" in third && third.set !== undefined
  return both ? "an accessor" : "get" in third && third.get !== undefined ? "a getter" : "a setter"
}

// Babel, unlike TypeScript, hands a field's decorator a descriptor: one with an initializer.
const isField = (third: unknown): boolean =>
  third === undefined || typeof third === "object" && third !== null && "initializer" in third

const faultOf = (target: unknown, key: unknown, third: unknown): Fault | undefined => {
  if (typeof third === "number") return notAField("a parameter")
  if (key === undefined) return notAField("a class")
  if (typeof target === "function") return staticField
  if (!isField(third)) return notAField(describe(third))
  return typeof key === "symbol" ? symbolName : undefined
}

const classOf = (target: unknown): object | undefined => {
  if (typeof target === "function") return target
  const constructor = typeof target === "object" && target !== null ? target.constructor : undefined
  return typeof constructor === "function" ? constructor : undefined
}

const tableOf = (target: object): Record<string, PortDeclaration> => {
  // Only this function writes under the key.
  const own = Reflect.getOwnMetadata(PortsKey, target) as Record<string, PortDeclaration> | undefined
  if (own !== undefined) return own
  const table: Record<string, PortDeclaration> = Object.create(null)
  Reflect.defineMetadata(PortsKey, table, target)
  return table
}

/** @internal */
export const legacyPlacement = (target: unknown, key: unknown, third: unknown): Placement => {
  const owner = classOf(target)
  const className = owner && nameOf(owner)
  return {
    className,
    field: key === undefined ? "(class)" : String(key),
    fault: owner === undefined ? notAField("no member of a class") : faultOf(target, key, third),
    table: () => tableOf(owner!),
    refuse: (error) => {
      throw error(className)
    }
  }
}
