/** Arrays and tuples: length by length, position by position. */
import * as SchemaAST from "effect/SchemaAST"
import { filtersOf, intervalOf, isOpaque, knownCheck } from "./checks.ts"
import type { Comparer } from "./comparer.ts"
import { cannotTell, isNot } from "./describe.ts"
import { countOf } from "./values.ts"
import { each, everyMisfit, type Finding, fits, someMisfit, sometimes, weaken, within, worst } from "./verdict.ts"

interface Shape {
  readonly elements: ReadonlyArray<SchemaAST.AST>
  readonly rest: SchemaAST.AST | undefined
  readonly tail: ReadonlyArray<SchemaAST.AST>
  readonly least: number
  readonly most: number
}

/** How an array may be made, without the elements of which there is no value. */
export const shapeOf = (comparer: Pick<Comparer, "isEmpty">, ast: SchemaAST.Arrays): Shape => {
  const { min, max } = intervalOf(filtersOf(ast), "length")
  const absent = ast.elements.findIndex((element) => SchemaAST.isOptional(element) && comparer.isEmpty(element))
  const elements = absent === -1 ? ast.elements : ast.elements.slice(0, absent)
  const tail = ast.rest.slice(1)
  const first = absent === -1 ? ast.rest[0] : undefined
  const rest = first !== undefined && comparer.isEmpty(first) ? undefined : first
  const required = elements.filter((element) => !SchemaAST.isOptional(element)).length
  const isPlain = elements.length === 0 && tail.length === 0
  return {
    elements,
    rest,
    tail,
    least: Math.max(required + tail.length, Number(min?.value ?? 0)),
    most: Math.min(
      rest === undefined ? elements.length + tail.length : Infinity,
      Number(max?.value ?? Infinity),
      rest !== undefined && isPlain && isDistinct(ast) ? countOf(rest) : Infinity
    )
  }
}

const isDistinct = (ast: SchemaAST.Arrays): boolean =>
  filtersOf(ast).some((filter) => knownCheck(filter)?.name.startsWith("isUnique"))

const typeAt = ({ elements, rest, tail }: Shape, index: number, length: number): SchemaAST.AST | undefined =>
  elements[index] ?? (index >= length - tail.length ? tail[index - length + tail.length] : rest)

const describeLength = ({ least, most }: Shape): string =>
  least === most
    ? String(least)
    : most === Infinity
    ? `at least ${least}`
    : least === 0
    ? `at most ${most}`
    : `${least} to ${most}`

/** The lengths that differ from others in what they allow, among those an array may have. */
const lengthsOf = (from: Shape, to: Shape): ReadonlyArray<number> => {
  // From here on, one more element is one more of both rests.
  const uniform = Math.max(from.elements.length, to.elements.length) + from.tail.length + to.tail.length + 1
  const lengths = new Set([from.least, from.most, to.least - 1, to.least, to.most, to.most + 1])
  for (let length = from.least; length <= from.least + uniform; length++) lengths.add(length)
  return [...lengths].filter((length) => Number.isFinite(length) && length >= from.least && length <= from.most)
}

/** The elements of one length; those in the middle of a long array are all alike. */
const compareAt = (comparer: Comparer, from: Shape, to: Shape, length: number): Finding => {
  if (length < to.least || length > to.most) return everyMisfit(`length ${length} is not ${describeLength(to)}`)
  const edge = Math.max(from.elements.length, to.elements.length) + 1
  const end = length - Math.max(from.tail.length, to.tail.length)
  const findings: Array<Finding> = []
  for (let index = 0; index < length; index++) {
    if (index >= edge && index < end - 1) {
      index = end - 2
      continue
    }
    const [own, other] = [typeAt(from, index, length), typeAt(to, index, length)]
    if (own === undefined || other === undefined) continue
    const isRest = own === from.rest && other === to.rest
    const isTail = index >= length - to.tail.length && index >= to.elements.length
    findings.push(within(isRest ? each : isTail ? index - length : index, comparer.compare(own, other)))
  }
  return worst(findings)
}

export const compareArrays = (comparer: Comparer, from: SchemaAST.Arrays, to: SchemaAST.Arrays): Finding => {
  const [own, other] = [shapeOf(comparer, from), shapeOf(comparer, to)]
  const filters = filtersOf(from)
  const byLength = lengthsOf(own, other).map((length) => {
    const finding = compareAt(comparer, own, other, length)
    // Of one element there is only one; of several, the ones that do not fit may not be distinct.
    return isDistinct(from) && length > 1 ? weaken(sometimes(finding)) : finding
  })
  const [first] = byLength
  if (first === undefined) return fits
  const isEvery = byLength.every((finding) => finding._tag === "DoesNotFit" && finding.every)
  const finding = worst(byLength.map(isEvery ? (finding) => finding : sometimes))
  return filters.some(isOpaque) ? weaken(finding) : finding
}

/** Whether no array has the same element twice, which nothing but the number of elements shows. */
export const compareUnique = (comparer: Comparer, from: SchemaAST.Arrays, to: SchemaAST.Arrays): Finding => {
  const { rest, elements, most } = shapeOf(comparer, from)
  if (most <= 1) return fits
  // Two of the same can stand side by side wherever the rest is.
  return rest !== undefined && filtersOf(from).length === 0 && most >= elements.length + 2
    ? someMisfit(isNot(from, to))
    : cannotTell(from, to)
}
