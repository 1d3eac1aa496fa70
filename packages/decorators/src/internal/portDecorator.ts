/**
 * What `@In` and `@Out` do: check the declaration, then leave it where core finds it.
 *
 * @since 0.1.0
 */
import { type Direction, isReservedPortName } from "@effect-mimo/core/PortTable"
import * as Schema from "effect/Schema"
import { PortDeclarationError } from "../PortDeclarationError.ts"
import type { PortDecorator, PortOptions } from "../PortDecorator.ts"
import { legacyPlacement } from "./legacy.ts"
import type { Fault, Placement } from "./placement.ts"
import { isStandardContext, standardPlacement } from "./standard.ts"

const decoratorName = { in: "@In", out: "@Out" } as const

const exampleOf = (direction: Direction, field: string): string => {
  const name = /^#?[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(field) ? field.replace("#", "") : "name"
  return `${decoratorName[direction]}(Schema.Int) readonly ${name}!: ${direction === "in" ? "In" : "Out"}<number>`
}

const missingSchema: Fault = {
  reason: "MissingSchema",
  advice: (decorator, example) => `${decorator} needs a schema: write ${example}`
}

const notASchema = (given: unknown): Fault => ({
  reason: "NotASchema",
  advice: (decorator, example) =>
    `${decorator} was given ${
      typeof given === "function" ? `the function ${given.name}` : JSON.stringify(given) ?? typeof given
    }, ` +
    `which is not a schema of effect/Schema: write ${example}`
})

const reservedName = (field: string): Fault => ({
  reason: "ReservedName",
  advice: () =>
    `a port cannot have the name ${
      JSON.stringify(field)
    }, which is taken by streams, handles or JavaScript itself, or holds ` +
    "a character that reports need: rename the field"
})

const repeatedName = (first: Direction): Fault => ({
  reason: "RepeatedName",
  advice: () =>
    `this class declares the port already, as ${
      decoratorName[first]
    }: keep one of the two decorators, or give each port a ` +
    "field of its own"
})

const schemaFault = (schema: unknown): Fault | undefined =>
  schema === undefined ? missingSchema : Schema.isSchema(schema) ? undefined : notASchema(schema)

const declare = (direction: Direction, schema: unknown, options: PortOptions | undefined, place: Placement): void => {
  const { field } = place
  const table = place.fault === undefined ? place.table() : {}
  const first = table[field]?.direction
  const fault = place.fault ??
    (isReservedPortName(field) ? reservedName(field) : undefined) ??
    schemaFault(schema) ??
    (first && repeatedName(first))
  if (fault !== undefined) {
    const advice = fault.advice(decoratorName[direction], exampleOf(direction, field))
    const siblings = Object.keys(table).filter((name) => name !== field)
    return place.refuse((className) =>
      new PortDeclarationError({ className, field, siblings, reason: fault.reason, advice })
    )
  }
  // A schema, or schemaFault would have refused it.
  table[field] = { direction, schema: schema as Schema.Top, optional: options?.optional === true, site: "field" }
}

const placementOf = (target: unknown, context: unknown, third: unknown): Placement =>
  isStandardContext(context) ? standardPlacement(context) : legacyPlacement(target, context, third)

// `@In n` without a call hands to In itself what is meant for the decorator it returns.
const isDecoration = ([first, second]: ReadonlyArray<unknown>): boolean =>
  !Schema.isSchema(first) && (typeof second === "string" || typeof second === "symbol" || isStandardContext(second))

/** @internal */
export const portDecorator = (direction: Direction, args: ReadonlyArray<unknown>): PortDecorator<never> => {
  if (isDecoration(args)) {
    const [target, context, third] = args
    declare(direction, undefined, undefined, placementOf(target, context, third))
  }
  // In and Out type their arguments; JavaScript may still pass anything, and a missing option is no option.
  const [schema, options] = args as [unknown, PortOptions | undefined]
  return (target: unknown, context: unknown, third?: unknown) =>
    declare(direction, schema, options, placementOf(target, context, third))
}
