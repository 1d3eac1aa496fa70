/** Schemas of values without parts: numbers, strings, symbols and the like, against one schema or any of several. */
import type * as SchemaAST from "effect/SchemaAST"
import { filtersOf, isSameCheck } from "./checks.ts"
import type { Comparer, LeafRules } from "./comparer.ts"
import { describe, describeAny } from "./describe.ts"
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

/** Of more schemas than this, not each is looked at for whether it is worth naming. */
const maxRivals = 16

/** Against any of several schemas, none of them a union. */
export const compareLeaf = (
  { budget }: Comparer,
  rules: LeafRules,
  from: SchemaAST.AST,
  to: ReadonlyArray<SchemaAST.AST>
): Finding => {
  const takesAll = (to: SchemaAST.AST): boolean =>
    (isAnything(to) || isNotNullish(to)) &&
    filtersOf(to).every((filter) => filtersOf(from).some((own) => isSameCheck(own, filter)))
  if (to.some((to) => takesAll(to) || rules.includes(from, to))) return fits
  const near = to.filter((to) =>
    !areDisjoint(from, to) && (valuesOf(to)?.some((value) => admits(from, value) !== false) ?? true)
  )
  if (near.length === 0 || rules.excludes(from, near.length === to.length ? to : near, budget)) {
    return everyMisfit(`${describe(from)} is not ${describeAny(to)}`)
  }
  const rivals = near.length > maxRivals ? near : near.filter((to) => !rules.excludes(from, [to], budget))
  const values = rules.search(from, rivals, budget)
  if (values === "covered") return fits
  const either = describeAny(rivals)
  for (const value of values) {
    if (rivals.every((to) => admits(to, value) === false) && admits(from, value) === true) {
      return someMisfit(`${describe(from)} is not ${either}`)
    }
  }
  return undecided(`whether ${describe(from)} is ${either} cannot be told`)
}
