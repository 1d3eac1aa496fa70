/** Numbers, bigints and dates: values in an order, and the checks that cut it. */
import type * as SchemaAST from "effect/SchemaAST"
import { boundOf, type Filter, filtersOf, intervalOf, isSameCheck, knownCheck, type Measure } from "./checks.ts"
import type { LeafRules } from "./comparer.ts"
import { intersect, type Interval, isEmptyInterval, isInside, toWhole } from "./interval.ts"
import { isDate } from "./kinds.ts"

const safe: Interval = {
  min: { value: Number.MIN_SAFE_INTEGER, excluded: false },
  max: { value: Number.MAX_SAFE_INTEGER, excluded: false }
}

const gcd = (a: number, b: number): number => b === 0 ? a : gcd(b, a % b)

interface Facts {
  readonly interval: Interval
  readonly isInteger: boolean
  /** Every value is a multiple of this whole number. */
  readonly step: number | undefined
}

const measureOf = (ast: SchemaAST.AST): Measure =>
  ast._tag === "Number" ? "number" : ast._tag === "BigInt" ? "bigint" : "date"

const divisorOf = (filter: Filter): number | undefined => {
  const known = knownCheck(filter)
  // The payload of this check of Effect's is a number.
  return known?.name === "isMultipleOf" ? known.payload.divisor as number : undefined
}

/** What the checks say of the values together. */
export const factsOf = (ast: SchemaAST.AST): Facts => {
  const filters = filtersOf(ast)
  const measure = measureOf(ast)
  const interval = intervalOf(filters, measure)
  if (measure !== "number") return { interval: toWhole(interval), isInteger: false, step: undefined }
  const isInt = filters.some((filter) => knownCheck(filter)?.name === "isInt")
  const divisors = filters.map(divisorOf).filter((divisor) => Number.isSafeInteger(divisor)) as Array<number> // No gaps left.
  const step = [...divisors, ...(isInt ? [1] : [])].reduce<number | undefined>(
    (step, divisor) => step === undefined ? divisor : step / gcd(step, divisor) * divisor,
    undefined
  )
  const whole = step !== undefined && Number.isSafeInteger(step) ? step : undefined
  const narrowed = isInt ? intersect(interval, safe) : interval
  return {
    interval: whole === undefined ? narrowed : toMultiples(narrowed, whole),
    isInteger: isInt || (whole !== undefined && isInside(toMultiples(interval, whole), safe)),
    step: whole
  }
}

/** The multiples of a whole number between two bounds, both of them multiples. */
const toMultiples = (interval: Interval, step: number): Interval => {
  const { min, max } = toWhole(interval)
  return {
    min: min && { value: Math.ceil(Number(min.value) / step) * step, excluded: false },
    max: max && { value: Math.floor(Number(max.value) / step) * step, excluded: false }
  }
}

/** Whether values of which this is known all pass the check. */
const isImplied = (filter: Filter, facts: Facts): boolean => {
  const bound = boundOf(filter)
  if (bound !== undefined) {
    return isInside(facts.interval, bound.measure === "number" ? bound.interval : toWhole(bound.interval))
  }
  const divisor = divisorOf(filter)
  if (divisor !== undefined) return facts.step !== undefined && facts.step % divisor === 0
  switch (knownCheck(filter)?.name) {
    case "isInt":
      return facts.isInteger
    case "isFinite":
      return facts.step !== undefined || (facts.interval.min !== undefined && facts.interval.max !== undefined)
    default:
      return false
  }
}

const around = (value: number): ReadonlyArray<number> => {
  const little = Math.max(Number.MIN_VALUE, Math.abs(value) * Number.EPSILON)
  return [value, value + 1, value - 1, value + 0.5, value - 0.5, value + little, value - little]
}

/** Values at which two schemas may differ: their bounds and what is next to those, and some that are special. */
const candidates = (asts: ReadonlyArray<SchemaAST.AST>): ReadonlyArray<unknown> => {
  const measure = measureOf(asts[0]!)
  const marks = asts.flatMap((ast): ReadonlyArray<number | bigint> => {
    if (ast._tag === "Literal") {
      return typeof ast.literal === "number" || typeof ast.literal === "bigint"
        ? [ast.literal]
        : []
    }
    if (ast._tag === "Enum") return ast.enums.flatMap(([, value]) => typeof value === "number" ? [value] : [])
    const { min, max } = factsOf(ast).interval
    return [min, max].flatMap((bound) => bound === undefined ? [] : [bound.value])
  })
  if (measure === "bigint") {
    return [0, ...marks].map(BigInt).flatMap((mark) => [mark, mark + BigInt(1), mark - BigInt(1)])
  }
  const numbers = marks.map(Number)
  if (measure === "date") {
    return [0, ...numbers].flatMap((mark) => [mark, mark + 1, mark - 1]).map((time) => new Date(time))
  }
  const middle = numbers.length < 2 ? [] : [(numbers[0]! + numbers[1]!) / 2]
  const steps = asts.flatMap((ast) => filtersOf(ast).map(divisorOf).filter((divisor) => divisor !== undefined))
  const multiples = steps.flatMap((step) =>
    [0, ...numbers].flatMap((mark) =>
      [-2, -1, 0, 1, 2, 3, 5, 7].map((count) => (Math.ceil(mark / step) + count) * step)
    )
  )
  const special = [0, 1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300, 1e-300]
  return [...special, Number.MAX_SAFE_INTEGER + 1, ...numbers, ...middle].flatMap(around).concat(multiples)
}

const isSameKind = (a: SchemaAST.AST, b: SchemaAST.AST): boolean =>
  a._tag === b._tag && (b._tag !== "Declaration" || isDate(b))

export const ordered: LeafRules = {
  includes: (from, to) => {
    if (!isSameKind(from, to)) return false
    const [facts, filters] = [factsOf(from), filtersOf(from)]
    return filtersOf(to).every((filter) => filters.some((own) => isSameCheck(own, filter)) || isImplied(filter, facts))
  },
  excludes: (from, to) =>
    to.every((to) => isSameKind(from, to) && isEmptyInterval(intersect(factsOf(from).interval, factsOf(to).interval))),
  search: (from, to) => candidates([from, ...to])
}
