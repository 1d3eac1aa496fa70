/** One comparison of two schemas: which rules apply, and recursive schemas brought to an end. */
import type * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"
import { compareArrays, compareUnique } from "./arrays.ts"
import {
  boundOf,
  type Filter,
  filtersOf,
  intervalOf,
  isOpaque,
  isSameCheck,
  knownCheck,
  type Measure
} from "./checks.ts"
import { prototypesOf } from "./classes.ts"
import type { Comparer } from "./comparer.ts"
import { compareDeclarations, compareDeclarationToObjects } from "./declarations.ts"
import { cannotTell, describe, describeCheck, describeValue, isNot } from "./describe.ts"
import { makeIsEmpty } from "./empty.ts"
import { standIn } from "./expand.ts"
import { intersect, type Interval, isEmptyInterval, isInside } from "./interval.ts"
import { isKept } from "./kept.ts"
import { areDisjoint, isAnything, isBuiltIn, isDate, isNotNullish } from "./kinds.ts"
import { makeBudget } from "./language.ts"
import { compareLeaf, leafRules } from "./leaf.ts"
import { compareObjects, countInterval } from "./objects.ts"
import { compareFromUnion, compareToUnion } from "./unions.ts"
import { admits, isClass, valuesOf } from "./values.ts"
import { everyMisfit, type Finding, fits, someMisfit, tooLarge, undecided, weaken, worst } from "./verdict.ts"

/** Pairs of schemas looked at before a comparison is given up; a large pair of schemas takes some hundreds. */
const maxSteps = 20_000
/** Levels of nesting; only a schema that makes new ones of itself for ever has as many. */
const maxDepth = 100

/** Is it known what the values are, even if not what they hold? */
const isKnown = (ast: SchemaAST.AST): boolean => ast._tag !== "Declaration" || isClass(ast) || isBuiltIn(ast)

const hasManyParts = (ast: SchemaAST.AST): boolean =>
  ast._tag === "Declaration" && ast.typeParameters.length > 0 &&
  ast.typeParameters.every(({ _tag }) => _tag === "String" || _tag === "Number" || _tag === "BigInt")

export const makeComparer = (root: Schema.Constraint): Comparer => {
  const isEmpty = makeIsEmpty()
  /** Done, or, as a number, the depth at which the pair is being looked at now. */
  const answers = new Map<SchemaAST.AST, Map<SchemaAST.AST, Finding | number>>()
  let prototypes: ReturnType<typeof prototypesOf> | undefined
  let steps = 0
  let depth = 0
  /** The least depth of the pairs that what was found since rests on. */
  let assumed = Infinity

  /**
   * A pair met again while it is being looked at is taken to fit: if it does not, that shows elsewhere. What was found
   * on such an assumption is kept only once the assumption is.
   */
  const compare = (from: SchemaAST.AST, to: SchemaAST.AST): Finding => {
    if (from === to) return fits
    const known = answers.get(from)?.get(to)
    if (typeof known === "number") {
      assumed = Math.min(assumed, known)
      return fits
    }
    if (known !== undefined) return known
    if (steps++ >= maxSteps || depth >= maxDepth) return tooLarge
    const row = answers.get(from) ?? new Map<SchemaAST.AST, Finding | number>()
    answers.set(from, row.set(to, depth))
    const outer = assumed
    assumed = Infinity
    depth++
    const finding = compareNew(from, to)
    depth--
    if (finding._tag === "Fits" && assumed < depth) row.delete(to)
    else row.set(to, finding)
    assumed = Math.min(outer, assumed < depth ? assumed : Infinity)
    return finding
  }

  const compareNew = (from: SchemaAST.AST, to: SchemaAST.AST): Finding => {
    if (from._tag === "Suspend") return compare(from.thunk(), to)
    if (to._tag === "Suspend") return compare(from, to.thunk())
    const [own, other] = [standIn(from), standIn(to)]
    if (own !== from || other !== to) return compare(own, other)
    if (isEmpty(from)) return fits
    if (isEmpty(to)) return everyMisfit(isNot(from, to))
    if (from._tag === "Union") return compareFromUnion(comparer, from, to)
    const values = valuesOf(from)
    if (values !== undefined) return compareValues(from, values, to)
    if (from._tag === "Any" || from._tag === "Unknown" || from._tag === "Void") return compareAnything(from, to)
    if (to._tag === "Union") return compareToUnion(comparer, from, to)
    if (isNotNullish(from)) return compareNotNullish(from, to)
    const rules = leafRules(from)
    if (rules !== undefined && from._tag !== "Declaration") return compareLeaf(comparer, rules, from, [to])
    const finding = compareParts(from, to)
    const whole = finding._tag === "DoesNotFit" && finding.every ? finding : worst([finding, compareChecks(from, to)])
    return filtersOf(from).some(isOpaque) ? weaken(whole) : whole
  }

  /** Few enough values to try each. */
  const compareValues = (from: SchemaAST.AST, values: ReadonlyArray<unknown>, to: SchemaAST.AST): Finding => {
    const answers = values.map((value) => admits(to, value))
    const refused = answers.indexOf(false)
    if (refused === -1) return answers.includes(undefined) ? cannotTell(from, to) : fits
    // One value of several says more than all of them, unless they are a range, or none of them fits.
    const isNumeric = from._tag === "Number" || from._tag === "BigInt"
    const isEvery = answers.every((answer) => answer === false)
    const reason = isNumeric || isEvery ? isNot(from, to) : `${describeValue(values[refused])} is not ${describe(to)}`
    if (isEvery) return everyMisfit(reason)
    const finding = someMisfit(reason)
    return filtersOf(from).some(isOpaque) ? weaken(finding) : finding
  }

  const compareAnything = (from: SchemaAST.AST, to: SchemaAST.AST): Finding => {
    if (isAnything(to)) return compareChecks(from, to)
    // `any` is for what the types do not know: it is refused nowhere.
    if (from._tag === "Any") return cannotTell(from, to)
    if (from._tag === "Void") {
      const finding = compare(SchemaAST.undefined, to)
      return finding._tag === "DoesNotFit" ? someMisfit(`void is not ${describe(to)}`) : cannotTell(from, to)
    }
    const finding = compare(everything, to)
    if (finding._tag === "Fits") return compareChecks(from, to)
    const misfit = finding._tag === "DoesNotFit" ? someMisfit(`unknown is not ${describe(to)}`) : cannotTell(from, to)
    return filtersOf(from).length > 0 ? weaken(misfit) : misfit
  }

  const compareNotNullish = (from: SchemaAST.AST, to: SchemaAST.AST): Finding => {
    if (isAnything(to) || isNotNullish(to)) return compareChecks(from, to)
    const finding = compare(notNullish, to)
    if (finding._tag === "Fits") return compareChecks(from, to)
    const misfit = finding._tag === "DoesNotFit"
      ? someMisfit(isNot(from, to))
      : cannotTell(from, to)
    return filtersOf(from).length > 0 ? weaken(misfit) : misfit
  }

  /** What the values hold, whatever the checks on them as a whole. */
  const compareParts = (from: SchemaAST.AST, to: SchemaAST.AST): Finding => {
    if (isAnything(to)) return fits
    if (areDisjoint(from, to)) return everyMisfit(isNot(from, to))
    if (isNotNullish(to) || to._tag === "ObjectKeyword") return isKnown(from) ? fits : cannotTell(from, to)
    if (from._tag === "Arrays" && to._tag === "Arrays") return compareArrays(comparer, from, to)
    if (from._tag === "Objects" && to._tag === "Objects") return compareObjects(comparer, from, to)
    if (from._tag === "Declaration" && to._tag === "Declaration") return compareDeclarations(comparer, from, to)
    if (from._tag === "Declaration" && to._tag === "Objects") return compareDeclarationToObjects(comparer, from, to)
    return isKnown(from) && isKnown(to) ? everyMisfit(isNot(from, to)) : cannotTell(from, to)
  }

  /** The checks on a whole that has parts. */
  const compareChecks = (from: SchemaAST.AST, to: SchemaAST.AST): Finding => {
    const own = filtersOf(from)
    return worst(filtersOf(to).map((filter) => compareCheck(from, own, to, filter)))
  }

  const compareCheck = (
    from: SchemaAST.AST,
    own: ReadonlyArray<Filter>,
    to: SchemaAST.AST,
    filter: Filter
  ): Finding => {
    const isWhole = isKept(comparer, from, to)
    if (isWhole && own.some((check) => isSameCheck(check, filter))) return fits
    const bound = boundOf(filter)
    if (bound !== undefined) return compareBound(from, to, filter, bound.measure, bound.interval)
    if (from._tag === "Arrays" && to._tag === "Arrays" && knownCheck(filter)?.name === "isUnique") {
      return compareUnique(comparer, from, to)
    }
    return undecided(`whether ${describe(from)} is ${describeCheck(filter)} cannot be told`)
  }

  const compareBound = (
    from: SchemaAST.AST,
    to: SchemaAST.AST,
    filter: Filter,
    measure: Measure,
    interval: Interval
  ): Finding => {
    // Compared already: lengths together with elements, and dates as the values they are.
    if (isDate(to) || (from._tag === "Arrays" && to._tag === "Arrays" && measure === "length")) return fits
    const isWhole = isKept(comparer, from, to)
    const open = undecided(`whether ${describe(from)} is ${describeCheck(filter)} cannot be told`)
    const counted = from._tag === "Objects" && to._tag === "Objects" && measure === "properties"
    const sized = from._tag === "Declaration" && !isClass(from) && to._tag === "Declaration" &&
      (measure === "size" || measure === "length")
    if (!counted && !sized) return open
    const asked = intervalOf(filtersOf(from), measure)
    const range = intersect(
      counted ? countInterval(comparer, from, to) : { min: { value: 0, excluded: false } },
      isWhole ? asked : { max: asked.max }
    )
    if (isInside(range, interval)) return fits
    // Of what is dropped on the way nobody knows how much of it there was.
    if (!isWhole) return open
    const reason = isNot(from, to)
    if (isEmptyInterval(intersect(range, interval))) return everyMisfit(reason)
    // How many there can be at most depends on how many values there are to choose from.
    const isTooFew = interval.min !== undefined && (range.min?.value ?? 0) < interval.min.value
    return counted || isTooFew || hasManyParts(from) ? someMisfit(reason) : open
  }

  const comparer: Comparer = {
    compare,
    isEmpty,
    budget: makeBudget(),
    prototypeOf: (ast) => (prototypes ??= prototypesOf(root))(ast)
  }
  return comparer
}

const notNullish = new SchemaAST.Union([
  SchemaAST.string,
  SchemaAST.number,
  SchemaAST.boolean,
  SchemaAST.symbol,
  SchemaAST.bigInt,
  SchemaAST.objectKeyword
])

const everything = new SchemaAST.Union([SchemaAST.null, SchemaAST.undefined, ...notNullish.types])
