/** Schemas as data that can be made at random, changed a little, and asked for values: the raw material of a property. */

export type Check =
  | { readonly name: "int" | "finite" | "unique" }
  | { readonly name: "between"; readonly min: number; readonly max: number; readonly open: boolean }
  | { readonly name: "atLeast" | "above" | "atMost" | "under" | "multiple"; readonly value: number }
  | { readonly name: "minLength" | "maxLength" | "minPoints" | "maxPoints"; readonly value: number }
  | { readonly name: "starts" | "ends" | "includes"; readonly text: string }
  | { readonly name: "pattern"; readonly source: string }
  | { readonly name: "custom"; readonly which: number }

export interface Field {
  readonly name: string
  readonly shape: Shape
  readonly presence: "required" | "optionalKey" | "optional"
}

export type Shape =
  | {
    readonly kind: "number" | "string" | "bigint" | "date" | "array"
    readonly checks: ReadonlyArray<Check>
    readonly item?: Shape
  }
  | {
    readonly kind:
      | "boolean"
      | "null"
      | "undefined"
      | "symbol"
      | "unknown"
      | "any"
      | "never"
      | "void"
      | "object"
      | "json"
      | "enum"
      | "duration"
  }
  | { readonly kind: "literals"; readonly values: ReadonlyArray<string | number | bigint | boolean> }
  | { readonly kind: "uniqueSymbol" | "class" | "opaque"; readonly which: number }
  | { readonly kind: "template"; readonly parts: ReadonlyArray<string | Shape> }
  | { readonly kind: "struct"; readonly fields: ReadonlyArray<Field>; readonly custom?: number | undefined }
  | { readonly kind: "record"; readonly key: Shape; readonly item: Shape; readonly fields: ReadonlyArray<Field> }
  | {
    readonly kind: "tuple"
    readonly elements: ReadonlyArray<Shape>
    readonly optional: ReadonlyArray<Shape>
    readonly rest: ReadonlyArray<Shape>
  }
  | { readonly kind: "union"; readonly members: ReadonlyArray<Shape>; readonly mode: "anyOf" | "oneOf" }
  | { readonly kind: "option" | "set" | "redacted"; readonly item: Shape }
  | { readonly kind: "map" | "result"; readonly key: Shape; readonly item: Shape }
  | { readonly kind: "list"; readonly item: Shape; readonly isTree: boolean }

const isShape = (value: object): value is Shape => "kind" in value

/** The shape and everything it is made of. */
export const partsOf = (value: unknown): ReadonlyArray<Shape> => {
  if (typeof value !== "object" || value === null) return []
  return [...(isShape(value) ? [value] : []), ...Object.values(value).flatMap(partsOf)]
}

/**
 * Does it take more than the schema says in data to tell which values there are: a regular expression, a function, a
 * union that takes exactly one member, a count of all the different elements there can be?
 */
export const hasHiddenCheck = (shape: Shape): boolean =>
  ("checks" in shape &&
    shape.checks.some(({ name }) => name === "pattern" || name === "custom" || name === "unique")) ||
  ("custom" in shape && shape.custom !== undefined) || ("mode" in shape && shape.mode === "oneOf")
