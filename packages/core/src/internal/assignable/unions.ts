/** Unions: every member of the one, against any member of the other. */
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"
import { filtersOf } from "./checks.ts"
import type { Comparer } from "./comparer.ts"
import { cannotTell, describe, describeAny, describeValue, isNot } from "./describe.ts"
import { standIn } from "./expand.ts"
import { compareLeaf, leafRules } from "./leaf.ts"
import { valuesOf } from "./values.ts"
import {
  asDiscriminant,
  each,
  everyMisfit,
  type Finding,
  fits,
  type Misfit,
  someMisfit,
  sometimes,
  weaken,
  within,
  worst
} from "./verdict.ts"

const pushed = new WeakMap<SchemaAST.Union, ReadonlyArray<SchemaAST.AST>>()

/** The members, each with the checks that are on the union; unions in unions, suspended or not, taken apart. */
export const membersOf = (ast: SchemaAST.Union): ReadonlyArray<SchemaAST.AST> => {
  const known = pushed.get(ast)
  if (known !== undefined) return known
  // A union that is a member of itself adds nothing to itself.
  pushed.set(ast, [])
  const members = ast.types.flatMap((type): ReadonlyArray<SchemaAST.AST> => {
    const plain = standIn(resolve(type))
    const member = ast.checks === undefined ? plain : withChecks(plain, ast.checks)
    return member._tag === "Union" && !isExclusive(member) ? membersOf(member) : [member]
  })
  pushed.set(ast, members)
  return members
}

const resolve = (ast: SchemaAST.AST): SchemaAST.AST => {
  let resolved = ast
  while (resolved._tag === "Suspend" && resolved.thunk() !== ast) resolved = resolved.thunk()
  return resolved
}

interface Sharing {
  union?: SchemaAST.AST
  readonly next: WeakMap<SchemaAST.AST, Sharing>
}

const shared: Sharing = { next: new WeakMap() }

/** The union of some types, the same one for the same types: what is compared is known by identity. */
const unionOf = (types: ReadonlyArray<SchemaAST.AST>): SchemaAST.AST => {
  let at = shared
  for (const type of types) {
    const next = at.next.get(type) ?? { next: new WeakMap() }
    at.next.set(type, next)
    at = next
  }
  return at.union ??= types.length === 1 ? types[0]! : new SchemaAST.Union(types)
}

const withChecks = (ast: SchemaAST.AST, checks: SchemaAST.Checks): SchemaAST.AST =>
  Schema.make<Schema.Top>(ast).check(...checks).ast

const isExclusive = (ast: SchemaAST.Union): boolean => ast.options?.mode === "oneOf"

const isEvery = (finding: Finding): boolean => finding._tag === "DoesNotFit" && finding.every

export const compareFromUnion = (comparer: Comparer, from: SchemaAST.Union, to: SchemaAST.AST): Finding => {
  const members = membersOf(from).filter((member) => !comparer.isEmpty(member))
  const findings = members.map((member) => comparer.compare(member, to))
  if (findings.every(isEvery)) return worst(findings)
  const finding = worst(findings.map(sometimes))
  // A value that is of two members is no value of a union that takes exactly one.
  const areApart = !isExclusive(from) ||
    members.every((member, at) => members.slice(at + 1).every((other) => isEvery(comparer.compare(member, other))))
  return areApart ? finding : weaken(finding)
}

const tags = new WeakMap<SchemaAST.Objects, ReadonlyMap<PropertyKey, unknown>>()

/** The literals a struct's values have, by the names they have them under. */
const tagsOf = (ast: SchemaAST.Objects): ReadonlyMap<PropertyKey, unknown> => {
  const known = tags.get(ast) ?? new Map(
    ast.propertySignatures.flatMap(({ name, type }) =>
      type._tag === "Literal" && !SchemaAST.isOptional(type) ? [[name, type.literal] as const] : []
    )
  )
  tags.set(ast, known)
  return known
}

/** Two structs that each have a literal where the other has another one: no value is of both. */
const isToldApart = (from: SchemaAST.AST, to: SchemaAST.AST): boolean => {
  if (from._tag !== "Objects" || to._tag !== "Objects") return false
  const own = tagsOf(from)
  for (const [name, literal] of tagsOf(to)) if (own.has(name) && own.get(name) !== literal) return true
  return false
}

/** A literal that every member has under the same name, and none of them the same. */
const unknownTag = (from: SchemaAST.AST, to: ReadonlyArray<SchemaAST.AST>): Finding | undefined => {
  if (from._tag !== "Objects") return undefined
  for (const [name, literal] of tagsOf(from)) {
    const others = new Set(to.map((member) => member._tag === "Objects" ? tagsOf(member).get(name) : undefined))
    if (others.has(undefined) || others.has(literal)) continue
    const types = to.flatMap((member) => propertyOf(member, name) ?? [])
    return within(name, asDiscriminant(everyMisfit(`${describeValue(literal)} is not ${describeAny(types)}`)))
  }
  return undefined
}

/** The member a value was meant for: the only one whose literals it matches. */
const meant = (findings: ReadonlyArray<Finding>): Misfit | undefined => {
  const matching = findings.filter((finding) =>
    finding._tag === "DoesNotFit" && !finding.discriminant && finding.path.length > 0
  )
  const [only] = matching
  return matching.length === 1 && only?._tag === "DoesNotFit" ? only : undefined
}

export const compareToUnion = (comparer: Comparer, from: SchemaAST.AST, to: SchemaAST.Union): Finding => {
  const all = membersOf(to)
  const rules = from._tag === "Declaration" ? undefined : leafRules(from)
  if (!isExclusive(to)) {
    if (all.includes(from)) return fits
    // At once, since of very many members no more than a few need a closer look.
    if (rules !== undefined && all.every(({ _tag }) => _tag !== "Union")) {
      const finding = compareLeaf(comparer, rules, from, all)
      return isEvery(finding) ? everyMisfit(isNot(from, to)) : finding
    }
  }
  const members = all.filter((member) => !isToldApart(from, member) && !comparer.isEmpty(member))
  const findings = members.map((member) => comparer.compare(from, member))
  const rivals = members.filter((_, at) => !isEvery(findings[at]!))
  if (findings.some((finding) => finding._tag === "Fits")) {
    return isExclusive(to) && rivals.length > 1
      ? cannotTell(from, to)
      : fits
  }
  const [first, ...others] = findings.filter((finding) => !isEvery(finding))
  if (first === undefined) return meant(findings) ?? unknownTag(from, all) ?? everyMisfit(isNot(from, to))
  if (others.length === 0) return first
  if (isExclusive(to)) return cannotTell(from, to)
  return compareToSeveral(comparer, from, rivals) ?? cannotTell(from, to)
}

/** Where each of several members takes some values: whether, together, they take all. */
const compareToSeveral = (
  comparer: Comparer,
  from: SchemaAST.AST,
  to: ReadonlyArray<SchemaAST.AST>
): Finding | undefined => {
  const rules = leafRules(from)
  if (rules !== undefined) return compareLeaf(comparer, rules, from, to)
  if (from._tag === "Objects") return compareFields(comparer, from, to) ?? splitField(comparer, from, to)
  if (from._tag === "Arrays") return compareMixture(comparer, from, to)
  return undefined
}

const propertyOf = (ast: SchemaAST.AST, name: PropertyKey): SchemaAST.AST | undefined =>
  ast._tag === "Objects" ? ast.propertySignatures.find((property) => property.name === name)?.type : undefined

/** A property whose values no member takes: then none takes the struct. */
const compareFields = (
  comparer: Comparer,
  from: SchemaAST.Objects,
  to: ReadonlyArray<SchemaAST.AST>
): Finding | undefined => {
  if (filtersOf(from).length > 0 || from.indexSignatures.length > 0) return undefined
  for (const { name, type } of from.propertySignatures) {
    const types = to.map((member) => propertyOf(member, name))
    if (types.some((other) => other === undefined)) continue
    const finding = comparer.compare(type, unionOf(types.flatMap((other) => other ?? [])))
    if (finding._tag === "DoesNotFit") return within(name, SchemaAST.isOptional(type) ? sometimes(finding) : finding)
  }
  return undefined
}

/** The types a property's type is made of, if those are few. */
const partsOf = (type: SchemaAST.AST): ReadonlyArray<SchemaAST.AST> | undefined => {
  if (SchemaAST.isOptional(type)) return undefined
  const parts = type._tag === "Union" && !isExclusive(type)
    ? membersOf(type)
    : type._tag === "Boolean" || type._tag === "Enum"
    ? valuesOf(type)?.map((value) => new SchemaAST.Literal(value as string | number | boolean)) // What these two list.
    : undefined
  return parts !== undefined && parts.length > 1 && parts.length <= 16 ? parts : undefined
}

const split = new WeakMap<SchemaAST.Objects, ReadonlyArray<SchemaAST.AST> | undefined>()

/** The struct as a union of structs, by the first property that allows it. */
const splitOf = (from: SchemaAST.Objects): ReadonlyArray<SchemaAST.AST> | undefined => {
  if (split.has(from)) return split.get(from)
  let result: ReadonlyArray<SchemaAST.AST> | undefined
  for (const { name, type } of from.propertySignatures) {
    const parts = partsOf(type)
    if (parts === undefined) continue
    result = parts.map((part) =>
      new SchemaAST.Objects(
        from.propertySignatures.map((property) =>
          property.name === name ? new SchemaAST.PropertySignature(name, part) : property
        ),
        from.indexSignatures,
        from.annotations,
        from.checks
      )
    )
    break
  }
  split.set(from, result)
  return result
}

const splitField = (
  comparer: Comparer,
  from: SchemaAST.Objects,
  to: ReadonlyArray<SchemaAST.AST>
): Finding | undefined => {
  const parts = splitOf(from)
  return parts && comparer.compare(unionOf(parts), unionOf(to))
}

const isPlainArray = (ast: SchemaAST.AST): ast is SchemaAST.Arrays =>
  ast._tag === "Arrays" && ast.elements.length === 0 && ast.rest.length === 1

/** An array that mixes elements, one that each member does not take. */
const compareMixture = (
  comparer: Comparer,
  from: SchemaAST.Arrays,
  to: ReadonlyArray<SchemaAST.AST>
): Finding | undefined => {
  if (!isPlainArray(from) || filtersOf(from).length > 0) return undefined
  const findings = to.map((member) =>
    isPlainArray(member) ? comparer.compare(from.rest[0]!, member.rest[0]!) : undefined
  )
  return findings.every((finding) => finding?._tag === "DoesNotFit")
    ? within(each, someMisfit(`${describe(from.rest[0]!)} is not always one of ${describeAny(to)}`))
    : undefined
}
