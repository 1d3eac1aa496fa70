/** Declared types: classes by what they inherit, Effect's own by name and type parameters, all others by identity. */
import * as Equal from "effect/Equal"
import * as Option from "effect/Option"
import type * as SchemaAST from "effect/SchemaAST"
import { filtersOf, intervalOf, isOpaque, representationOf } from "./checks.ts"
import type { Comparer } from "./comparer.ts"
import { cannotTell, describe, describeValue, isNot } from "./describe.ts"
import { isBuiltIn, isDate } from "./kinds.ts"
import { compareLeaf } from "./leaf.ts"
import { compareObjects } from "./objects.ts"
import { ordered } from "./ordered.ts"
import { isClass } from "./values.ts"
import { everyMisfit, type Finding, fits, someMisfit, sometimes, weaken, within, worst } from "./verdict.ts"

/** The struct a class is made of. */
const fieldsOf = (ast: SchemaAST.Declaration): SchemaAST.Objects | undefined => {
  const [fields] = ast.typeParameters
  return fields?._tag === "Objects" ? fields : undefined
}

/** Effect's own test for the instances of a class, which also knows one that was loaded twice. */
const isInstanceOf = (ast: SchemaAST.Declaration, value: object): boolean => {
  // Effect keeps under this key how a class tells its instances; `isClass` has seen that it is a function.
  const describeClass = ast.annotations!["~constructor"] as (
    parameters: ReadonlyArray<SchemaAST.AST>
  ) => { readonly isConstructed: (value: unknown) => boolean }
  return describeClass(ast.typeParameters).isConstructed(value)
}

const compareClasses = (comparer: Comparer, from: SchemaAST.Declaration, to: SchemaAST.Declaration): Finding => {
  if (from.annotations!["~constructor"] === to.annotations!["~constructor"]) return fits
  const misfit = everyMisfit(isNot(from, to))
  const prototype = comparer.prototypeOf(from)
  if (prototype !== undefined) return isInstanceOf(to, prototype) ? fits : misfit
  // Behind a suspended schema the class itself is out of sight. One that extends another has all of its fields, though.
  const names = new Set(fieldsOf(from)?.propertySignatures.map(({ name }) => name))
  return fieldsOf(to)?.propertySignatures.some(({ name }) => !names.has(name)) ? misfit : cannotTell(from, to)
}

/** The types of Effect of which some values are also values of another of them. */
const overlapping: Readonly<Record<string, string>> = {
  TimeZoneOffset: "TimeZone",
  TimeZoneNamed: "TimeZone"
}

const nameOf = (ast: SchemaAST.Declaration): string | undefined => {
  const id = representationOf(ast)?.id
  return id?.startsWith("effect/schema/") ? id.slice("effect/schema/".length) : undefined
}

/** The label of a `Redacted`, or whatever else a type was declared with that its values have to match. */
const compareOptions = (from: SchemaAST.Declaration, to: SchemaAST.Declaration): Finding => {
  const [own, other] = [representationOf(from)?.payload, representationOf(to)?.payload]
  if (Equal.equals(own, other)) return fits
  switch (nameOf(to)) {
    case "Error":
      return fits
    case "Redacted": {
      // The payloads of this type of Effect's.
      const [label, wanted] = [own, other].map((options) => (options as { label?: string } | null)?.label)
      if (wanted === undefined || label === wanted) return fits
      const reason = `label ${label === undefined ? "of any kind" : describeValue(label)} is not ${
        describeValue(wanted)
      }`
      return label === undefined ? someMisfit(reason) : everyMisfit(reason)
    }
    default:
      return cannotTell(from, to)
  }
}

/** Types whose every value holds a value of each type parameter; the others have values that hold none of one. */
const alwaysFull = new Set(["Redacted"])
/** Types whose values hold as many values of one type parameter as of the other. */
const paired = new Set(["ReadonlyMap", "HashMap"])

const compareParameters = (comparer: Comparer, from: SchemaAST.Declaration, to: SchemaAST.Declaration): Finding => {
  const name = nameOf(to)
  const isBare = (name !== undefined && paired.has(name) && from.typeParameters.some(comparer.isEmpty)) ||
    intervalOf(filtersOf(from), "size").max?.value === 0
  if (isBare) return fits
  return worst(from.typeParameters.map((own, index) => {
    const finding = within({ _tag: "TypeParameter", index }, comparer.compare(own, to.typeParameters[index]!))
    if (!isBuiltIn(to)) return finding._tag === "Fits" ? fits : cannotTell(from, to)
    return name !== undefined && alwaysFull.has(name) ? finding : sometimes(finding)
  }))
}

const compareDeclared = (comparer: Comparer, from: SchemaAST.Declaration, to: SchemaAST.Declaration): Finding => {
  const isSame = from.run === to.run || (representationOf(from) !== undefined &&
    representationOf(from)?.id === representationOf(to)?.id)
  if (isSame && from.typeParameters.length === to.typeParameters.length) {
    return worst([compareOptions(from, to), compareParameters(comparer, from, to)])
  }
  if (!isBuiltIn(from) || !isBuiltIn(to)) return cannotTell(from, to)
  const [own, other] = [nameOf(from) ?? "", nameOf(to) ?? ""]
  if (overlapping[own] === other) return fits
  const reason = isNot(from, to)
  return overlapping[other] === own ? someMisfit(reason) : everyMisfit(reason)
}

/** Where one side is a class and the other one of Effect's types. */
const compareMixed = (comparer: Comparer, from: SchemaAST.Declaration, to: SchemaAST.Declaration): Finding => {
  const reason = isNot(from, to)
  if (nameOf(to) === "Error") {
    const prototype = comparer.prototypeOf(from)
    return prototype === undefined ? cannotTell(from, to) : prototype instanceof Error ? fits : everyMisfit(reason)
  }
  return nameOf(from) === "Error" ? someMisfit(reason) : everyMisfit(reason)
}

export const compareDeclarations = (
  comparer: Comparer,
  from: SchemaAST.Declaration,
  to: SchemaAST.Declaration
): Finding => {
  if (isDate(from) && isDate(to)) return compareLeaf(comparer, ordered, from, [to])
  if (isClass(from) && isClass(to)) return compareClasses(comparer, from, to)
  const areKnown = [from, to].every((ast) => isClass(ast) || isBuiltIn(ast))
  return areKnown && (isClass(from) || isClass(to))
    ? compareMixed(comparer, from, to)
    : compareDeclared(comparer, from, to)
}

/** A value of each type whose properties are the same for all of its values, or that shows one that is missing. */
const samples: Readonly<Record<string, () => object>> = {
  Option: Option.none,
  Date: () => new Date(0),
  ReadonlyMap: () => new Map(),
  ReadonlySet: () => new Set(),
  RegExp: () => /(?:)/,
  URL: () => new URL("about:blank"),
  Uint8Array: () => new Uint8Array()
}

/** A declared type where a struct or a record is wanted. */
export const compareDeclarationToObjects = (
  comparer: Comparer,
  from: SchemaAST.Declaration,
  to: SchemaAST.Objects
): Finding => {
  if (isClass(from)) {
    const fields = fieldsOf(from)
    if (fields === undefined) return cannotTell(from, to)
    const finding = compareObjects(comparer, fields, to, true)
    return filtersOf(from).some(isOpaque) ? weaken(finding) : finding
  }
  const sample = filtersOf(from).length === 0 ? samples[nameOf(from) ?? ""]?.() : undefined
  const missing = sample &&
    to.propertySignatures.find(({ name, type }) => !(type.context?.isOptional ?? false) && !(name in sample))
  return missing === undefined
    ? cannotTell(from, to)
    : within(missing.name, someMisfit(`may be absent in ${describe(from)}, but ${describe(missing.type)} is required`))
}
