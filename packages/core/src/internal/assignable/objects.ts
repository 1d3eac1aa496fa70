/** Structs and records: property by property, and what index signatures say of the names nobody lists. */
import * as SchemaAST from "effect/SchemaAST"
import { filtersOf } from "./checks.ts"
import type { Comparer } from "./comparer.ts"
import { describe } from "./describe.ts"
import type { Interval } from "./interval.ts"
import { isAnything, isNotNullish } from "./kinds.ts"
import { type Name, namesOf, selects, toName } from "./names.ts"
import {
  asDiscriminant,
  each,
  everyMisfit,
  type Finding,
  fits,
  someMisfit,
  sometimes,
  undecided,
  weaken,
  within,
  worst
} from "./verdict.ts"

const propertiesOf = (ast: SchemaAST.Objects): ReadonlyMap<Name, SchemaAST.AST> =>
  new Map(ast.propertySignatures.map(({ name, type }) => [toName(name), type]))

const isLiteral = (ast: SchemaAST.AST): boolean => ast._tag === "Literal" || ast._tag === "UniqueSymbol"

const absent = (wanted: SchemaAST.AST): string => `absent, but ${describe(wanted)} is required`

/** A property both sides list. */
const compareListed = (
  comparer: Comparer,
  from: SchemaAST.Objects,
  name: Name,
  own: SchemaAST.AST,
  other: SchemaAST.AST
): Finding => {
  if (SchemaAST.isOptional(own) && comparer.isEmpty(own)) {
    return SchemaAST.isOptional(other)
      ? fits
      : everyMisfit(absent(other))
  }
  let finding = comparer.compare(own, other)
  // The value is also one of each index signature that is for its name.
  if (finding._tag !== "Fits") {
    const also = from.indexSignatures.filter((index) => selects(index, name) !== false)
    if (also.some((index) => selects(index, name) && comparer.compare(index.type, other)._tag === "Fits")) {
      finding = fits
    } else if (also.length > 0) finding = weaken(finding)
  }
  if (isLiteral(other) && !SchemaAST.isOptional(other)) finding = asDiscriminant(finding)
  if (!SchemaAST.isOptional(own)) return finding
  if (SchemaAST.isOptional(other)) return sometimes(finding)
  return finding._tag === "DoesNotFit" && finding.every
    ? finding
    : someMisfit(`may be ${absent(other)}`)
}

/** A property only the other side lists. */
const compareUnlisted = (
  comparer: Comparer,
  from: SchemaAST.Objects,
  name: Name,
  other: SchemaAST.AST,
  isInstance: boolean
): Finding => {
  // What a value inherits, from a class or like every object, counts as its property.
  const isInherited = isInstance || (name !== "__proto__" && name in Object.prototype)
  const indexes = from.indexSignatures.filter((index) =>
    selects(index, name) !== false && !comparer.isEmpty(index.type)
  )
  if (indexes.length === 0) {
    if (isInherited) return undecided(`no schema says what ${String(name)} is, and ${describe(other)} is wanted`)
    return SchemaAST.isOptional(other) ? fits : everyMisfit(absent(other))
  }
  const findings = indexes.map((index) => comparer.compare(index.type, other))
  if (!SchemaAST.isOptional(other)) {
    const isNever = findings.some((finding) => finding._tag === "DoesNotFit" && finding.every)
    if (isNever) return everyMisfit(absent(other))
    return isInherited ? undecided(`may be ${absent(other)}`) : someMisfit(`may be ${absent(other)}`)
  }
  if (isInherited) return undecided(`no schema says what ${String(name)} is where it is absent`)
  if (findings.some((finding, at) => finding._tag === "Fits" && selects(indexes[at]!, name))) return fits
  const finding = sometimes(worst(findings))
  return indexes.length === 1 && selects(indexes[0]!, name) ? finding : weaken(finding)
}

/** The names an index signature of the other side is for, as far as this side has them. */
const compareIndex = (
  comparer: Comparer,
  from: SchemaAST.Objects,
  other: SchemaAST.IndexSignature,
  isInstance: boolean
): Finding => {
  if (isAnything(other.type) && filtersOf(other.type).length === 0) return fits
  const findings: Array<Finding> = []
  for (const [name, own] of propertiesOf(from)) {
    const selected = selects(other, name)
    if (selected === false || comparer.isEmpty(own)) continue
    const finding = comparer.compare(own, other.type)
    const certain = selected && from.indexSignatures.length === 0 ? finding : weaken(sometimes(finding))
    findings.push(within(name, SchemaAST.isOptional(own) ? sometimes(certain) : certain))
  }
  const names = namesOf(other.parameter)
  for (const own of from.indexSignatures) {
    if (comparer.isEmpty(own.type)) continue
    const ownNames = namesOf(own.parameter)
    const overlap = comparer.compare(ownNames, names)
    if (overlap._tag === "DoesNotFit" && overlap.every) continue
    const finding = sometimes(comparer.compare(own.type, other.type))
    const isCertain = from.indexSignatures.length === 1 &&
      (overlap._tag === "Fits" || comparer.compare(names, ownNames)._tag === "Fits")
    findings.push(within(each, isCertain ? finding : weaken(finding)))
  }
  if (isInstance) findings.push(undecided("an instance of a class may have more properties than its schema says"))
  return worst(findings)
}

/**
 * A struct's values are taken to have the properties it lists, and no others: what decoding gives. `isInstance` is for
 * the values of a class, which have what the class adds besides.
 */
export const compareObjects = (
  comparer: Comparer,
  from: SchemaAST.Objects,
  to: SchemaAST.Objects,
  isInstance = false
): Finding => {
  const properties = propertiesOf(from)
  const findings = [...propertiesOf(to)].map(([name, other]) => {
    const own = properties.get(name)
    return within(
      name,
      own === undefined
        ? compareUnlisted(comparer, from, name, other, isInstance)
        : compareListed(comparer, from, name, own, other)
    )
  })
  for (const index of to.indexSignatures) findings.push(compareIndex(comparer, from, index, isInstance))
  const finding = worst(findings)
  // A check on the whole, even one on how many properties there are, may leave out the values that do not fit.
  return filtersOf(from).length > 0 ? weaken(finding) : finding
}

/** How many properties a value may have of those the other schema lists or has an index signature for. */
export const countInterval = (
  comparer: Pick<Comparer, "isEmpty">,
  from: SchemaAST.Objects,
  to: SchemaAST.Objects
): Interval => {
  const listed = propertiesOf(to)
  const isCounted = (name: Name): boolean | undefined => {
    if (listed.has(name) || isNotNullish(to)) return true
    const answers = new Set(to.indexSignatures.map((index) => selects(index, name)))
    return answers.has(true) ? true : answers.has(undefined) ? undefined : false
  }
  const present = [...propertiesOf(from)].filter(([, type]) => !comparer.isEmpty(type))
  const least = present.filter(([name, type]) => !SchemaAST.isOptional(type) && isCounted(name))
  const most = present.filter(([name]) => isCounted(name) !== false)
  const isOpen = from.indexSignatures.some(({ type }) => !comparer.isEmpty(type))
  return {
    min: { value: least.length, excluded: false },
    max: isOpen && (to.indexSignatures.length > 0 || isNotNullish(to))
      ? undefined
      : { value: most.length, excluded: false }
  }
}
