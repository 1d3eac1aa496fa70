/** The answer to "does every value of this schema fit that one", whole and in parts. */

/** Any element of an array, or any value of a record. */
export interface Each {
  readonly _tag: "Each"
}

/** What a generic type is applied to: the `A` of an `Option<A>`. */
export interface TypeParameter {
  readonly _tag: "TypeParameter"
  readonly index: number
}

/** One step into a value: a property's name, an element's position (negative from the end), or one of the above. */
export type Segment = PropertyKey | Each | TypeParameter

export type Path = ReadonlyArray<Segment>

/** Whether every value of one schema's type side is a value of another's. */
export type Verdict =
  | { readonly _tag: "Fits" }
  | { readonly _tag: "DoesNotFit"; readonly path: Path; readonly reason: string }
  | { readonly _tag: "Undecided"; readonly path: Path; readonly reason: string }

export interface Misfit {
  readonly _tag: "DoesNotFit"
  readonly path: Path
  readonly reason: string
  /** No value fits; otherwise some do and some do not. */
  readonly every: boolean
  /** The misfit is in a literal that tells the members of a union apart. */
  readonly discriminant: boolean
}

export interface Undecided {
  readonly _tag: "Undecided"
  readonly path: Path
  readonly reason: string
}

/** A verdict on a part, which also knows whether a misfit leaves anything that fits. */
export type Finding = { readonly _tag: "Fits" } | Misfit | Undecided

export const each: Each = { _tag: "Each" }

export const fits: Finding = { _tag: "Fits" }

export const everyMisfit = (reason: string): Misfit => misfit(reason, true)

export const someMisfit = (reason: string): Misfit => misfit(reason, false)

const misfit = (reason: string, every: boolean): Misfit => ({
  _tag: "DoesNotFit",
  path: [],
  reason,
  every,
  discriminant: false
})

/** The literal that tells a member of a union from the others does not match. */
export const asDiscriminant = (finding: Finding): Finding =>
  finding._tag === "DoesNotFit" ? { ...finding, discriminant: true } : finding

export const undecided = (reason: string): Undecided => ({ _tag: "Undecided", path: [], reason })

/** No place in a schema is what is too large about it. */
export const tooLarge: Undecided = undecided("the schemas are too large to compare")

/** The finding as seen from the value that holds the part. */
export const within = (segment: Segment, finding: Finding): Finding =>
  finding._tag === "Fits" || finding === tooLarge ? finding : { ...finding, path: [segment, ...finding.path] }

const severity = (finding: Finding): number => {
  switch (finding._tag) {
    case "Fits":
      return 0
    case "Undecided":
      return 1
    case "DoesNotFit":
      return finding.every ? 3 : 2
  }
}

/** What holds of a whole whose parts must all fit: a provable misfit anywhere outweighs what cannot be decided. */
export const worst = (findings: Iterable<Finding>): Finding => {
  let result: Finding = fits
  for (const finding of findings) {
    if (severity(finding) > severity(result)) result = finding
  }
  return result
}

/** For a part that may be missing: its misfit does not rule out every value of the whole. */
export const sometimes = (finding: Finding): Finding =>
  finding._tag === "DoesNotFit" && finding.every ? { ...finding, every: false } : finding

/** For values that something unreadable narrows further: those that do not fit may be the ones it leaves out. */
export const weaken = (finding: Finding): Finding =>
  finding._tag === "DoesNotFit" && !finding.every
    ? { ...undecided(`${finding.reason}, unless something else in the schema rules that out`), path: finding.path }
    : finding

export const toVerdict = (finding: Finding): Verdict =>
  finding._tag === "DoesNotFit" ? { _tag: "DoesNotFit", path: finding.path, reason: finding.reason } : finding

const isIdentifier = (name: string): boolean => /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)

const formatSegment = (segment: Segment): string => {
  switch (typeof segment) {
    case "string":
      return isIdentifier(segment) ? `.${segment}` : `[${JSON.stringify(segment)}]`
    case "object":
      return segment._tag === "Each" ? "[]" : `<${segment.index}>`
    default:
      return `[${String(segment)}]`
  }
}

/** `.price`, `[0]`, `["a b"]`, `[]` for any element or key, `<0>` for a type parameter; empty for the value itself. */
export const formatPath = (path: Path): string => path.map(formatSegment).join("")
