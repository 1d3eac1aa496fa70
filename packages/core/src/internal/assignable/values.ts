/** Single values against schemas, and schemas of few enough values to list them. */
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"
import { filtersOf, intervalOf, isOpaque, knownCheck, passes, representationOf } from "./checks.ts"
import { standIn } from "./expand.ts"
import { intersect, toWhole } from "./interval.ts"

const isOpaquePart = (part: SchemaAST.AST): boolean => {
  switch (part._tag) {
    case "TemplateLiteral":
      return part.parts.some(isOpaquePart)
    case "Union":
      return part.types.some(isOpaquePart)
    default:
      return filtersOf(part).some(isOpaque)
  }
}

const both = (a: boolean | undefined, b: () => boolean | undefined): boolean | undefined => {
  if (a === false) return false
  const second = b()
  return second === false ? false : a === undefined ? undefined : second
}

const guards = new WeakMap<SchemaAST.TemplateLiteral, (value: unknown) => boolean>()

/** Effect's own test for a template, without the checks on the whole. */
const templateGuard = (ast: SchemaAST.TemplateLiteral): (value: unknown) => boolean => {
  const guard = guards.get(ast) ?? Schema.is(Schema.make(new SchemaAST.TemplateLiteral(ast.parts)))
  guards.set(ast, guard)
  return guard
}

const admitsUnchecked = (ast: SchemaAST.AST, value: unknown, depth: number): boolean | undefined => {
  switch (ast._tag) {
    case "Unknown":
    case "Any":
    // What is `void` is never looked at: Effect's parser lets everything pass.
    case "Void":
      return true
    case "Never":
      return false
    case "Null":
      return value === null
    case "Undefined":
      return value === undefined
    case "String":
      return typeof value === "string"
    case "Number":
      return typeof value === "number"
    case "Boolean":
      return typeof value === "boolean"
    case "BigInt":
      return typeof value === "bigint"
    case "Symbol":
      return typeof value === "symbol"
    case "Literal":
      return value === ast.literal
    case "UniqueSymbol":
      return value === ast.symbol
    case "Enum":
      return ast.enums.some(([, member]) => member === value)
    case "TemplateLiteral":
      if (typeof value !== "string") return false
      return isOpaquePart(ast) ? undefined : templateGuard(ast)(value)
    case "ObjectKeyword":
      return (typeof value === "object" && value !== null) || typeof value === "function"
    case "Arrays":
      return Array.isArray(value) ? undefined : false
    case "Objects":
      if (ast.propertySignatures.length === 0 && ast.indexSignatures.length === 0) {
        return value !== null && value !== undefined
      }
      return typeof value === "object" && value !== null && !Array.isArray(value) ? undefined : false
    case "Declaration":
      return standIn(ast) === ast ? admitsDeclared(ast, value) : admitsAt(standIn(ast), value, depth)
    case "Union":
      return admitsMember(ast, value, depth)
    case "Suspend":
      return depth > maxSuspended ? undefined : admitsAt(ast.thunk(), value, depth + 1)
  }
}

/** Date is the one declared type whose values are tried; of the others only Effect's are known to be objects. */
const admitsDeclared = (ast: SchemaAST.Declaration, value: unknown): boolean | undefined => {
  const id = representationOf(ast)?.id ?? ""
  if (id === "effect/schema/Date") return value instanceof Date && !Number.isNaN(value.getTime())
  if (isClass(ast) || id.startsWith("effect/")) {
    return typeof value === "object" && value !== null ? undefined : false
  }
  return undefined
}

interface Split {
  readonly literals: ReadonlySet<unknown>
  readonly others: ReadonlyArray<SchemaAST.AST>
}

const splits = new WeakMap<SchemaAST.Union, Split>()

/** The literals among the members, which may be very many, to look a value up in; and the other members. */
const splitOf = (ast: SchemaAST.Union): Split => {
  const known = splits.get(ast)
  if (known !== undefined) return known
  const literals = new Set<unknown>()
  const others = ast.types.filter((member) =>
    member._tag !== "Literal" || member.checks !== undefined || !literals.add(member.literal)
  )
  splits.set(ast, { literals, others })
  return { literals, others }
}

const admitsMember = (ast: SchemaAST.Union, value: unknown, depth: number): boolean | undefined => {
  const isExclusive = ast.options?.mode === "oneOf"
  const { literals, others } = isExclusive ? { literals: undefined, others: ast.types } : splitOf(ast)
  if (literals?.has(value)) return true
  let passed = 0
  let isOpen = false
  for (const member of others) {
    const answer = admitsAt(member, value, depth)
    if (answer === true) passed++
    if (answer === undefined) isOpen = true
    if (passed > (isExclusive ? 1 : 0)) return !isExclusive
  }
  return isOpen ? undefined : passed === 1
}

/** A union that is a member of itself, through suspended schemas, is given up on. */
const maxSuspended = 16

const admitsAt = (ast: SchemaAST.AST, value: unknown, depth: number): boolean | undefined =>
  both(admitsUnchecked(ast, value, depth), () => passes(ast, value))

/** Whether a value is one of a schema's; `undefined` where that takes somebody's code, or the value's parts, to tell. */
export const admits = (ast: SchemaAST.AST, value: unknown): boolean | undefined => admitsAt(ast, value, 0)

/** Schemas of more values than this are compared by their structure. */
const maxValues = 64

const wholesOf = (ast: SchemaAST.AST, measure: "number" | "bigint"): ReadonlyArray<number | bigint> | undefined => {
  const { min, max } = toWhole(intersect(
    intervalOf(filtersOf(ast), measure),
    measure === "bigint"
      ? {}
      : {
        min: { value: Number.MIN_SAFE_INTEGER, excluded: false },
        max: { value: Number.MAX_SAFE_INTEGER, excluded: false }
      }
  ))
  if (min === undefined || max === undefined || Number(max.value) - Number(min.value) >= maxValues) return undefined
  const values: Array<number | bigint> = []
  for (let { value } = min; value <= max.value; value++) values.push(value)
  return values
}

const partStrings = (part: SchemaAST.AST): ReadonlyArray<string> | undefined => {
  switch (part._tag) {
    case "Literal":
      return [String(part.literal)]
    case "Union": {
      const members = part.types.map(partStrings)
      return members.includes(undefined) ? undefined : members.flatMap((strings) => strings ?? [])
    }
    case "TemplateLiteral":
      return part.parts.map(partStrings).reduce<ReadonlyArray<string> | undefined>(
        (heads, tails) =>
          heads === undefined || tails === undefined || heads.length * tails.length > maxValues
            ? undefined
            : heads.flatMap((head) => tails.map((tail) => head + tail)),
        [""]
      )
    default:
      return undefined
  }
}

const uncheckedValues = (ast: SchemaAST.AST): ReadonlyArray<unknown> | undefined => {
  switch (ast._tag) {
    case "Null":
      return [null]
    case "Undefined":
      return [undefined]
    case "Literal":
      return [ast.literal]
    case "UniqueSymbol":
      return [ast.symbol]
    case "Boolean":
      return [true, false]
    case "Enum":
      return ast.enums.map(([, value]) => value)
    case "TemplateLiteral":
      return partStrings(ast)
    case "Number":
      return filtersOf(ast).some((filter) => knownCheck(filter)?.name === "isInt") ? wholesOf(ast, "number") : undefined
    case "BigInt":
      return wholesOf(ast, "bigint")
    case "Never":
      return []
    default:
      return undefined
  }
}

/** All values of a schema, or more where checks of somebody's own may leave some out; `undefined` if there are many. */
export const valuesOf = (ast: SchemaAST.AST): ReadonlyArray<unknown> | undefined =>
  uncheckedValues(ast)?.filter((value) => passes(ast, value) !== false)

export const isClass = (ast: SchemaAST.AST): ast is SchemaAST.Declaration =>
  ast._tag === "Declaration" && typeof ast.annotations?.["~constructor"] === "function"

/** How many different values there are at most; `Infinity` if that is not known to be few. */
export const countOf = (ast: SchemaAST.AST): number => {
  const values = elementValues(ast)
  return values === undefined ? Infinity : new Set(values).size
}

const elementValues = (ast: SchemaAST.AST): ReadonlyArray<unknown> | undefined => {
  switch (ast._tag) {
    case "Void":
      // All that is left of it is `undefined`.
      return [undefined]
    case "String":
      return mayHaveUnits(ast) ? undefined : [""]
    case "Union": {
      const members = ast.types.map(elementValues)
      return members.includes(undefined) ? undefined : members.flatMap((values) => values ?? [])
    }
    default:
      return valuesOf(ast)
  }
}

const mayHaveUnits = (ast: SchemaAST.AST): boolean =>
  (["length", "codePoints"] as const).every((measure) => intervalOf(filtersOf(ast), measure).max?.value !== 0)
