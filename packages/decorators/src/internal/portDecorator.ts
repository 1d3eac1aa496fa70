/**
 * What `@In` and `@Out` do: check the declaration, then leave it where core finds it.
 *
 * @since 0.1.0
 */
import { type Direction, isReservedPortName } from "@effect-mimo/core/PortTable"
import { format } from "effect/Formatter"
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

const later = (decorator: string): string =>
  `, or ${decorator}(Schema.suspend(() => TheSchema)) for a schema that is defined later`

const undefinedSchema: Fault = {
  reason: "MissingSchema",
  advice: (decorator, example) =>
    `${decorator} was given undefined, as happens where modules import each other: write ${example}` + later(decorator)
}

const shown = (given: unknown): string => {
  if (typeof given === "function") return given.name === "" ? "a function" : `the function ${given.name}`
  const text = format(given)
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

const notASchema = (given: unknown): Fault => ({
  reason: "NotASchema",
  advice: (decorator, example) =>
    `${decorator} was given ${shown(given)}, which is not a schema of effect/Schema: write ${example}` +
    (typeof given === "function" && given.name === "" ? later(decorator) : "")
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

const schemaFault = (args: ReadonlyArray<unknown>): Fault | undefined => {
  if (args.length === 0) return missingSchema
  const [schema] = args
  return schema === undefined ? undefinedSchema : Schema.isSchema(schema) ? undefined : notASchema(schema)
}

const declare = (direction: Direction, args: ReadonlyArray<unknown>, place: Placement): void => {
  const { field } = place
  const table = place.fault === undefined ? place.table() : {}
  const first = table[field]?.direction
  const fault = place.fault ??
    (isReservedPortName(field) ? reservedName(field) : undefined) ??
    schemaFault(args) ??
    (first && repeatedName(first))
  if (fault !== undefined) {
    const advice = fault.advice(decoratorName[direction], exampleOf(direction, field))
    const siblings = Object.keys(table).filter((name) => name !== field)
    return place.refuse((className) =>
      new PortDeclarationError({ className, field, siblings, reason: fault.reason, advice })
    )
  }
  // A schema, or schemaFault would have refused it; JavaScript may pass anything for options.
  const [schema, options] = args as [Schema.Top, PortOptions | undefined]
  table[field] = { direction, schema, optional: options?.optional === true, site: "field" }
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
    declare(direction, [], placementOf(target, context, third))
  }
  return (target: unknown, context: unknown, third?: unknown) =>
    declare(direction, args, placementOf(target, context, third))
}
