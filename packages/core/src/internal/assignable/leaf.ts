/** Schemas of values without parts: numbers, strings, symbols and the like, against one schema or any of several. */
import type * as SchemaAST from "effect/SchemaAST"
import { filtersOf, isSameCheck } from "./checks.ts"
import type { LeafRules } from "./comparer.ts"
import { describe } from "./describe.ts"
import { areDisjoint, isAnything, isDate, isNotNullish } from "./kinds.ts"
import { ordered } from "./ordered.ts"
import { strings } from "./strings.ts"
import { admits, valuesOf } from "./values.ts"
import { everyMisfit, type Finding, fits, someMisfit, undecided } from "./verdict.ts"

const plain = (samples: ReadonlyArray<unknown>): LeafRules => ({
  includes: (from, to) =>
    from._tag === to._tag &&
    filtersOf(to).every((filter) => filtersOf(from).some((own) => isSameCheck(own, filter))),
  excludes: () => false,
  search: () => samples
})

const symbols = plain([Symbol.iterator, Symbol("another")])
// A function is an object to TypeScript, and to no schema but `ObjectKeyword` and the ones that take anything.
const objects = plain([() => {}, {}])

/** The rules for a schema that has no parts to compare. */
export const leafRules = (ast: SchemaAST.AST): LeafRules | undefined => {
  switch (ast._tag) {
    case "String":
    case "TemplateLiteral":
      return strings
    case "Number":
    case "BigInt":
      return ordered
    case "Symbol":
      return symbols
    case "ObjectKeyword":
      return objects
    case "Declaration":
      return isDate(ast) ? ordered : undefined
    default:
      return undefined
  }
}

/** Against any of several schemas, none of them a union. */
export const compareLeaf = (rules: LeafRules, from: SchemaAST.AST, to: ReadonlyArray<SchemaAST.AST>): Finding => {
  const takesAll = (to: SchemaAST.AST): boolean =>
    (isAnything(to) || isNotNullish(to)) &&
    filtersOf(to).every((filter) => filtersOf(from).some((own) => isSameCheck(own, filter)))
  if (to.some((to) => takesAll(to) || rules.includes(from, to))) return fits
  const either = (): string => to.map(describe).join(" | ")
  const reason = (): string => `${describe(from)} is not ${either()}`
  const excludes = (to: SchemaAST.AST): boolean =>
    areDisjoint(from, to) || rules.excludes(from, to) ||
    (valuesOf(to)?.every((value) => admits(from, value) === false) ?? false)
  if (to.every(excludes)) return everyMisfit(reason())
  const values = rules.search(from, to)
  if (values === "covered") return fits
  for (const value of values) {
    if (to.every((to) => admits(to, value) === false) && admits(from, value) === true) return someMisfit(reason())
  }
  return undecided(`whether ${describe(from)} is ${either()} cannot be told`)
}
