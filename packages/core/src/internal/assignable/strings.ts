/** Strings: the checks and templates on them as regular languages, where they are. */
import type * as SchemaAST from "effect/SchemaAST"
import { boundOf, type Filter, filtersOf, intervalOf, isSameCheck, knownCheck } from "./checks.ts"
import type { LeafRules } from "./comparer.ts"
import { intersect, type Interval, isEmptyInterval, isInside } from "./interval.ts"
import {
  anyText,
  anyUnit,
  type Budget,
  choice,
  type Expression,
  findString,
  type Intersection,
  makeBudget,
  optional,
  repeat,
  sequence,
  text,
  times,
  unit
} from "./language.ts"

const digit = unit([0x30, 0x39])
const digits = sequence(digit, repeat(digit))
const oneOf = (characters: string): Expression => choice(...Array.from(characters, text))
/** How a number may be written in a template; one that says more of the number is written in one of these ways. */
const finite = sequence(
  optional(oneOf("+-")),
  choice(sequence(digits, optional(sequence(text("."), digits))), sequence(text("."), digits)),
  optional(sequence(oneOf("Ee"), optional(oneOf("+-")), digits))
)
const whole = sequence(optional(text("-")), digits)
/** Identifiers as far as other checks are concerned: how long they are, and which checks they pass. */
const identifiers: Readonly<Record<string, { readonly length: number; readonly passes: ReadonlyArray<string> }>> = {
  isUUID: { length: 36, passes: ["isGUID", "isAscii", "isTrimmed"] },
  isGUID: { length: 36, passes: ["isAscii", "isTrimmed"] },
  isULID: { length: 26, passes: ["isAscii", "isTrimmed"] }
}

/** Longer lengths are compared as numbers only. */
const maxLength = 64

const lengths = ({ min, max }: Interval): Expression | undefined => {
  const [least, most] = [Number(min?.value ?? 0), max === undefined ? undefined : Number(max.value)]
  if (least > maxLength || (most ?? 0) > maxLength) return undefined
  return sequence(
    times(anyUnit, least),
    most === undefined ? anyText : times(optional(anyUnit), Math.max(0, most - least))
  )
}

/** The strings of a schema: all of them when it is exact, otherwise these and no others but perhaps not all of these. */
interface Language {
  readonly expression: Expression
  readonly isExact: boolean
}

const exactly = (expression: Expression | undefined): Language | undefined =>
  expression && { expression, isExact: true }

const point = choice(anyUnit, sequence(unit([0xd800, 0xdbff]), unit([0xdc00, 0xdfff])))

/** A pair of surrogates counts as one, so a text of many units may be of few points; one of many points is not short. */
const points = ({ min, max }: Interval): Language | undefined => {
  const [least, most] = [Number(min?.value ?? 0), max === undefined ? undefined : Number(max.value)]
  if (least > maxLength || (most ?? 0) > maxLength) return undefined
  const expression = most === undefined
    ? sequence(times(anyUnit, least), anyText)
    : sequence(times(point, least), times(optional(point), Math.max(0, most - least)))
  return { expression, isExact: least === 0 }
}

const checkLanguage = (filter: Filter): Language | undefined => {
  const bound = boundOf(filter)
  if (bound?.measure === "codePoints") return points(bound.interval)
  if (bound?.measure === "length") return exactly(lengths(bound.interval))
  const known = knownCheck(filter)
  switch (known?.name) {
    case "isStartingWith":
      return exactly(sequence(text(String(known.payload.startsWith)), anyText))
    case "isEndingWith":
      return exactly(sequence(anyText, text(String(known.payload.endsWith))))
    case "isIncluding":
      return exactly(sequence(anyText, text(String(known.payload.includes)), anyText))
    case "isAscii":
      return exactly(repeat(unit([0, 0x7f])))
    default:
      return undefined
  }
}

const partLanguage = (part: SchemaAST.AST): Language => {
  const filters = filtersOf(part)
  switch (part._tag) {
    case "Literal":
      return { expression: text(String(part.literal)), isExact: true }
    case "Number":
      return { expression: finite, isExact: filters.length === 0 }
    case "BigInt":
      return { expression: whole, isExact: filters.length === 0 }
    case "TemplateLiteral": {
      const parts = part.parts.map(partLanguage)
      return {
        expression: sequence(...parts.map(({ expression }) => expression)),
        isExact: parts.every(({ isExact }) => isExact)
      }
    }
    case "Union": {
      const members = part.types.map(partLanguage)
      return {
        expression: choice(...members.map(({ expression }) => expression)),
        isExact: members.every(({ isExact }) => isExact)
      }
    }
    default: {
      // One check is a language; several at once, inside a longer string, are not taken apart.
      const [only, ...others] = filters
      const language = only === undefined ? undefined : checkLanguage(only)
      return {
        expression: language?.expression ?? anyText,
        isExact: others.length === 0 && (only === undefined || language?.isExact === true)
      }
    }
  }
}

const baseLanguage = (ast: SchemaAST.AST): Language => {
  switch (ast._tag) {
    case "Literal":
      return { expression: text(String(ast.literal)), isExact: true }
    case "Enum":
      return { expression: choice(...ast.enums.map(([, value]) => text(String(value)))), isExact: true }
    case "TemplateLiteral":
      return partLanguage(ast)
    default:
      return { expression: anyText, isExact: true }
  }
}

const isStringKind = (ast: SchemaAST.AST): boolean =>
  ast._tag === "String" || ast._tag === "TemplateLiteral" ||
  (ast._tag === "Literal" && typeof ast.literal === "string") ||
  (ast._tag === "Enum" && ast.enums.every(([, value]) => typeof value === "string"))

const identifierLength = (filter: Filter): Interval => {
  const identifier = identifiers[knownCheck(filter)?.name ?? ""]
  const bound = identifier && { value: identifier.length, excluded: false }
  return { min: bound, max: bound }
}

/** Lengths and code points say something of each other: a code point is one unit long, or two. */
const cardinality = (filters: ReadonlyArray<Filter>, measure: "length" | "codePoints"): Interval => {
  const points = intervalOf(filters, "codePoints")
  const length = filters.map(identifierLength).reduce(intersect, intervalOf(filters, "length"))
  const scale = (bound: Interval["min"], by: (value: number) => number): Interval["min"] =>
    bound && { value: by(Number(bound.value)), excluded: false }
  return measure === "length"
    ? intersect(length, { min: points.min, max: scale(points.max, (count) => count * 2) })
    : intersect(points, { min: scale(length.min, (count) => Math.ceil(count / 2)), max: length.max })
}

/** The strings that pass the checks and then some, as an intersection, and whether there are no others. */
const languages = (
  ast: SchemaAST.AST,
  filters: ReadonlyArray<Filter>
): { readonly all: Intersection; readonly isExact: boolean } => {
  const base = baseLanguage(ast)
  const checked = filters.map(checkLanguage)
  const asked = checked.flatMap((language) => language === undefined ? [] : [language.expression])
  return {
    all: base.expression === anyText && asked.length > 0 ? asked : [base.expression, ...asked],
    isExact: base.isExact && checked.every((language) => language?.isExact === true)
  }
}

const isImplied = (filter: Filter, own: ReadonlyArray<Filter>): boolean => {
  if (own.some((check) => isSameCheck(check, filter))) return true
  const bound = boundOf(filter)
  if (bound?.measure === "length" || bound?.measure === "codePoints") {
    return isInside(cardinality(own, bound.measure), bound.interval)
  }
  const known = knownCheck(filter)
  const names = own.map((check) => knownCheck(check)?.name ?? "")
  // Of one version, of any version, and of a shape: each identifier is the next.
  return known !== undefined &&
    ((known.name === "isUUID" && known.payload.version === null && names.includes("isUUID")) ||
      names.some((name) => identifiers[name]?.passes.includes(known.name)))
}

const unimplied = (from: SchemaAST.AST, to: SchemaAST.AST): ReadonlyArray<Filter> =>
  filtersOf(to).filter((filter) => !isImplied(filter, filtersOf(from)))

/** Part by part, so that checks inside a template count. */
const isSameTemplate = (from: SchemaAST.AST, to: SchemaAST.AST): boolean =>
  from._tag === "TemplateLiteral" && to._tag === "TemplateLiteral" && from.parts.length === to.parts.length &&
  from.parts.every((part, index) => {
    const other = to.parts[index]!
    return part === other || isSameTemplate(part, other) ||
      (part._tag === "Literal" && other._tag === "Literal" && String(part.literal) === String(other.literal)) ||
      (part._tag === other._tag && part._tag !== "Literal" && part._tag !== "Union" &&
        part._tag !== "TemplateLiteral" &&
        filtersOf(other).every((filter) => isImplied(filter, filtersOf(part))))
  })

/** The same sets, those of one expression made one: of very many, one at a time would take long. */
const merge = (sets: ReadonlyArray<Intersection>): ReadonlyArray<Intersection> => {
  const simple = sets.flatMap((set) => set.length === 1 ? set : [])
  return simple.length === 0 ? sets : [[choice(...simple)], ...sets.filter((set) => set.length > 1)]
}

const merged = new WeakMap<ReadonlyArray<SchemaAST.AST>, ReadonlyArray<Intersection>>()

/** The strings of several schemas, and then some. The same several are asked for by each member of a union. */
const anyOf = (to: ReadonlyArray<SchemaAST.AST>): ReadonlyArray<Intersection> => {
  const known = merged.get(to) ?? merge(to.map((to) => languages(to, filtersOf(to)).all))
  merged.set(to, known)
  return known
}

/** Looks among the strings of one schema for one that is in none of the others whose strings are known exactly. */
const findOutside = (
  from: SchemaAST.AST,
  to: ReadonlyArray<SchemaAST.AST>,
  budget: Budget
): ReturnType<typeof findString> => {
  const exact = to.filter(isStringKind).map((to) => languages(to, unimplied(from, to))).filter(({ isExact }) => isExact)
  return findString(languages(from, filtersOf(from)).all, "outside", merge(exact.map(({ all }) => all)), budget)
}

/** Do the checks contradict each other? */
export const hasNoString = (ast: SchemaAST.AST): boolean => {
  const filters = filtersOf(ast)
  if (isEmptyInterval(cardinality(filters, "length")) || isEmptyInterval(cardinality(filters, "codePoints"))) {
    return true
  }
  const { all } = languages(ast, filters)
  // Any one thing can be asked of a string.
  return all.length > 1 && findString(all, "outside", [], makeBudget()) === undefined
}

const units = ["a", "A", "0", " ", "-", "é", "😀", "\u0000"]

const samples = ["Ab", "aB", "a b", " a", "a ", "1.5", "-1", "abc", "ABC", "123", "a1", "A1", "\n", "0".repeat(26)]
  .concat(
    Array.from("0123456789f", (version) => `00000000-0000-${version}000-8000-00000000000a`)
  )

/** Strings worth trying, likely ones first. */
function* candidates(
  from: SchemaAST.AST,
  to: ReadonlyArray<SchemaAST.AST>,
  outside: ReturnType<typeof findOutside>,
  budget: Budget
): Generator<string> {
  const begin = [outside, findString(languages(from, filtersOf(from)).all, "outside", [], budget)]
    .flatMap((answer) => typeof answer === "object" ? [answer.found] : [])
  yield* begin
  yield* samples
  for (const text of begin) for (const end of samples) yield text + end
  const filters = [from, ...to].flatMap(filtersOf)
  const sizes = filters.flatMap((filter) => {
    const { min, max } = boundOf(filter)?.interval ?? {}
    return [min, max].flatMap((bound) => bound === undefined ? [] : [Number(bound.value)])
  })
  // What a pattern is written with is what it is likely to match.
  const patterns = filters.map((filter) => String(knownCheck(filter)?.payload.source ?? ""))
  const repeatable = new Set([...units, ...patterns.join("").replace(/\W/g, "")])
  for (const count of new Set([0, 1, 2, ...sizes.flatMap((size) => [size - 1, size, size + 1])])) {
    if (count < 0 || count > 4096) continue
    for (const unit of repeatable) yield unit.repeat(count)
  }
}

export const strings: LeafRules = {
  includes: (from, to) => (to._tag === "String" || isSameTemplate(from, to)) && unimplied(from, to).length === 0,
  excludes: (from, to, budget) =>
    to.every(isStringKind) &&
    findString(languages(from, filtersOf(from)).all, "inside", anyOf(to), budget) === undefined,
  search: (from, to, budget) => {
    const outside = findOutside(from, to, budget)
    return outside === undefined ? "covered" : candidates(from, to, outside, budget)
  }
}
