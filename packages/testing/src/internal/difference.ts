/** Where two lists of elements differ, in words: the first difference, and the lists shortened around it. */
import * as Equal from "effect/Equal"
import * as Formatter from "effect/Formatter"
import * as MutableHashMap from "effect/MutableHashMap"
import * as Option from "effect/Option"

export type Equality = (actual: unknown, expected: unknown) => boolean

/** The first difference of an outlet: its position among the elements that came, and what is said of it. */
export interface Difference {
  readonly position: number
  readonly lines: ReadonlyArray<string>
}

/** How lists are compared: gives nothing where they are the same. */
export type Comparison = (
  actual: ReadonlyArray<unknown>,
  expected: ReadonlyArray<unknown>,
  equal: Equality
) => Difference | undefined

// -----------------------------------------------------------------------------
// values as text
// -----------------------------------------------------------------------------

/** A value on one line. An error without a message tells its fields, which its own text leaves out. */
export const shown = (value: unknown): string => {
  if (!(value instanceof Error) || value.message !== "") return Formatter.format(value)
  const { _tag, ...fields } = { ...value } as Record<string, unknown> // its own fields, whatever they are
  return Object.keys(fields).length === 0 ? value.name : `${value.name}(${Formatter.format(fields)})`
}

const shownShort = (value: unknown): string => {
  const text = shown(value)
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

// On either side of a difference.
const around = 4

/** A list on one line, shortened around a position, and the column at which that position begins. */
export const shownList = (
  elements: ReadonlyArray<unknown>,
  position = 0
): { readonly text: string; readonly column: number } => {
  const from = Math.max(0, position - around)
  const before = elements.slice(from, position).map(shownShort)
  const after = elements.slice(position, position + around + 1).map(shownShort)
  const left = elements.length - position - around - 1
  const start = from === 0 ? [] : [`… ${from} before`]
  const end = left <= 0 ? [] : [`… ${left} more`]
  const prefix = `[${[...start, ...before, ""].join(", ")}`
  return { text: `[${[...start, ...before, ...after, ...end].join(", ")}]`, column: prefix.length }
}

// -----------------------------------------------------------------------------
// lists
// -----------------------------------------------------------------------------

/** The first position at which two lists differ, if they do. */
export const differsAt = <A>(
  left: ArrayLike<A>,
  right: ArrayLike<A>,
  equal: (left: A, right: A) => boolean
): number | undefined => {
  const length = Math.min(left.length, right.length)
  for (let at = 0; at < length; at++) if (!equal(left[at]!, right[at]!)) return at
  return left.length === right.length ? undefined : length
}

/** Element by element. */
export const inOrder: Comparison = (actual, expected, equal) => {
  const position = differsAt(actual, expected, equal)
  if (position === undefined) return undefined
  const came = shownList(actual, position)
  const wanted = shownList(expected, position)
  const caret = came.column === wanted.column ? [`            ${" ".repeat(came.column)}^`] : []
  const title = position >= expected.length
    ? `element ${position} is ${shown(actual[position])}, expected no more`
    : position >= actual.length
    ? `element ${position} is missing, expected ${shown(expected[position])}`
    : unequal(position, actual[position], expected[position], equal)
  return { position, lines: [title, `  came      ${came.text}`, `  expected  ${wanted.text}`, ...caret] }
}

/** As many of each, in any order. */
export const inAnyOrder: Comparison = (actual, expected, equal) => {
  const { extra, missing } = unmatched(actual, expected, equal)
  if (extra.length === 0 && missing.length === 0) return undefined
  const position = extra[0] ?? actual.length
  const absent = missing.map((index) => expected[index])
  const surplus = extra.map((index) => actual[index])
  const isTooMany = extra.length > 0 && expected.some((element) => equal(actual[position], element))
  const title = [
    ...extra.length === 0
      ? []
      : [
        `element ${position} is ${shown(actual[position])}, ${isTooMany ? "once more than expected" : "not expected"}`
      ],
    ...missing.length === 0 ? [] : [`${shown(absent[0])} did not come`]
  ]
  return {
    position,
    lines: [
      `${title.join("; ")} (in any order)`,
      `  came          ${shownList(actual, extra[0]).text}`,
      `  expected      ${shownList(expected, missing[0]).text}`,
      ...surplus.length === 0 ? [] : [`  not expected  ${shownList(surplus).text}`],
      ...absent.length === 0 ? [] : [`  missing       ${shownList(absent).text}`]
    ]
  }
}

/** The positions on either side that have no partner on the other. */
const unmatched = (actual: ReadonlyArray<unknown>, expected: ReadonlyArray<unknown>, equal: Equality) => {
  // By hash first, so that long lists take no longer than they must; the rest one by one, as the equality says.
  const open = MutableHashMap.empty<unknown, Array<number>>()
  for (const [index, element] of expected.entries()) {
    const indices = Option.getOrUndefined(MutableHashMap.get(open, element))
    if (indices === undefined) MutableHashMap.set(open, element, [index])
    else indices.push(index)
  }
  const missing = new Set(expected.keys())
  const extra: Array<number> = []
  for (const [index, element] of actual.entries()) {
    const partner = Option.getOrUndefined(MutableHashMap.get(open, element))?.shift()
    if (partner === undefined) extra.push(index)
    else missing.delete(partner)
  }
  if (equal === Equal.equals) return { extra, missing: [...missing] }
  const rest = extra.filter((index) => {
    const partner = [...missing].find((other) => equal(actual[index], expected[other]))
    return partner === undefined || !missing.delete(partner)
  })
  return { extra: rest, missing: [...missing] }
}

// -----------------------------------------------------------------------------
// elements
// -----------------------------------------------------------------------------

export const unequal = (position: number, actual: unknown, expected: unknown, equal: Equality): string => {
  const at = deepest(actual, expected, equal)
  const where = at.path === "" ? "" : ` at ${at.path.replace(/^\./, "")}`
  return `element ${position}${where} is ${shown(at.actual)}, expected ${shown(at.expected)}`
}

/** The first part in which two elements of the same make differ. */
const deepest = (
  actual: unknown,
  expected: unknown,
  equal: Equality,
  path = ""
): { readonly path: string; readonly actual: unknown; readonly expected: unknown } => {
  const here = { path, actual, expected }
  if (!isRecord(actual) || !isRecord(expected) || Array.isArray(actual) !== Array.isArray(expected)) return here
  const keys = [...new Set([...Object.keys(actual), ...Object.keys(expected)])]
  const key = keys.find((key) => !equal(actual[key], expected[key]))
  if (key === undefined) return here
  const next = Array.isArray(actual) ? `${path}[${key}]` : `${path}.${key}`
  return deepest(actual[key], expected[key], equal, next)
}

// What is to be told by its fields, not by a text of its own.
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !(value instanceof Error) && !(value instanceof Date) &&
  !("asymmetricMatch" in value) && Object.keys(value).length > 0
