/** The checks of a schema, as far as they say in data what they test. */
import * as Equal from "effect/Equal"
import type * as SchemaAST from "effect/SchemaAST"
import { intersect, type Interval } from "./interval.ts"

export type Filter = SchemaAST.Filter<never>

interface Representation {
  readonly id: string
  readonly payload: unknown
  readonly schemas?: ReadonlyArray<SchemaAST.AST>
}

const flatten = (checks: ReadonlyArray<SchemaAST.Check<never>>): ReadonlyArray<Filter> =>
  checks.flatMap((check) => check._tag === "Filter" ? [check] : flatten(check.checks))

export const filtersOf = (ast: SchemaAST.AST): ReadonlyArray<Filter> =>
  ast.checks === undefined ? [] : flatten(ast.checks)

export const representationOf = (
  annotated: { readonly annotations: Readonly<Record<string, unknown>> | undefined }
): Representation | undefined =>
  // `representation` is Effect's own annotation, of this shape; annotations are typed as open records.
  annotated.annotations?.representation as Representation | undefined

const prefix = "effect/schema/"

/** A check of Effect's own by its short name (`isBetween`) and what it was given; `undefined` for any other. */
export const knownCheck = (
  filter: Filter
): { readonly name: string; readonly payload: Readonly<Record<string, unknown>> } | undefined => {
  const representation = representationOf(filter)
  if (representation === undefined || !representation.id.startsWith(prefix)) return undefined
  const name = representation.id.slice(prefix.length)
  // The one check that runs another schema, so whatever code that schema holds.
  if (name === "isPropertyNames") return undefined
  // Payloads of Effect's checks are records, or `null` for those that take nothing.
  return { name, payload: (representation.payload ?? {}) as Readonly<Record<string, unknown>> }
}

export const isOpaque = (filter: Filter): boolean => knownCheck(filter) === undefined

/** Whether two checks are the same one: the same object or function, or the same by what they say of themselves. */
export const isSameCheck = (a: Filter, b: Filter): boolean => {
  if (a === b || a.run === b.run) return true
  const [left, right] = [representationOf(a), representationOf(b)]
  return left !== undefined && right !== undefined && left.id === right.id &&
    Equal.equals(left.payload, right.payload) &&
    (left.schemas ?? []).length === (right.schemas ?? []).length &&
    (left.schemas ?? []).every((schema, index) => schema === right.schemas?.[index])
}

/** Whether a value passes the checks of a schema; `undefined` where only running somebody's code would tell. */
export const passes = (ast: SchemaAST.AST, value: unknown): boolean | undefined => {
  let result: boolean | undefined = true
  for (const filter of filtersOf(ast)) {
    if (isOpaque(filter)) result = undefined
    // The value is of the type the checks are for: the caller has tested it against the schema without its checks.
    else if (filter.run(value as never, ast, {}) !== undefined) return false
  }
  return result
}

/** What a bound is a bound of. */
export type Measure = "number" | "bigint" | "date" | "length" | "codePoints" | "size" | "properties"

const read: Readonly<Record<Measure, (value: unknown) => number | bigint>> = {
  number: Number,
  bigint: (value) => BigInt(String(value)),
  date: (value) => Date.parse(String(value)),
  length: Number,
  codePoints: Number,
  size: Number,
  properties: Number
}

const measureNames = {
  Date: "date",
  BigInt: "bigint",
  Length: "length",
  CodePoints: "codePoints",
  Size: "size"
} as const

const boundName =
  /^is(?:GreaterThan|GreaterThanOrEqualTo|LessThan|LessThanOrEqualTo|Between|Min|Max)(Date|BigInt|Length|CodePoints|Size|Properties)?$/

/** The bound a check sets, if that is what it does. */
export const boundOf = (filter: Filter): { readonly measure: Measure; readonly interval: Interval } | undefined => {
  const known = knownCheck(filter)
  const match = known && boundName.exec(known.name)
  if (!known || !match) return undefined
  const { payload } = known
  const measure: Measure = match[1] === undefined
    ? "number"
    : match[1] === "Properties"
    ? "properties"
    : measureNames[match[1] as keyof typeof measureNames] // The names the expression above lists.
  // `isMinLength` calls its bound `minLength`, `isMinSize` `minSize`, and so on; all others say `minimum`.
  const kind = match[1] ?? ""
  const [above, below] = [payload.exclusiveMinimum, payload.exclusiveMaximum]
  const flagged = known.name.startsWith("isBetween")
  const min = payload.minimum ?? payload[`min${kind}`] ?? above
  const max = payload.maximum ?? payload[`max${kind}`] ?? below
  return {
    measure,
    interval: {
      min: min === undefined
        ? undefined
        : { value: read[measure](min), excluded: flagged ? above === true : above !== undefined },
      max: max === undefined
        ? undefined
        : { value: read[measure](max), excluded: flagged ? below === true : below !== undefined }
    }
  }
}

/** The values of a measure that the checks leave. */
export const intervalOf = (filters: ReadonlyArray<Filter>, measure: Measure): Interval =>
  filters.map(boundOf).reduce<Interval>(
    (interval, bound) => bound?.measure === measure ? intersect(interval, bound.interval) : interval,
    {}
  )
