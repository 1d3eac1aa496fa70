/** The kinds of JavaScript value a schema's values may be of: schemas that share none have no value in common. */
import type * as SchemaAST from "effect/SchemaAST"
import { representationOf } from "./checks.ts"
import { standIn } from "./expand.ts"
import { isClass } from "./values.ts"

const allKinds = [
  "null",
  "undefined",
  "string",
  "number",
  "boolean",
  "symbol",
  "bigint",
  "object",
  "array",
  "function"
] as const

type Kind = typeof allKinds[number]

export const isAnything = (ast: SchemaAST.AST): boolean =>
  ast._tag === "Unknown" || ast._tag === "Any" || ast._tag === "Void"

/** The struct without fields: anything but `null` and `undefined`. */
export const isNotNullish = (ast: SchemaAST.AST): boolean =>
  ast._tag === "Objects" && ast.propertySignatures.length === 0 && ast.indexSignatures.length === 0

/** A type declared by Effect: all of them are objects, and no other schema's values. */
export const isBuiltIn = (ast: SchemaAST.Declaration): boolean =>
  representationOf(ast)?.id.startsWith("effect/") ?? false

export const isDate = (ast: SchemaAST.AST): boolean =>
  ast._tag === "Declaration" && representationOf(ast)?.id === "effect/schema/Date"

const kindOf = (value: unknown): Kind => value === null ? "null" : Array.isArray(value) ? "array" : typeof value

const kindsOf = (ast: SchemaAST.AST): ReadonlyArray<Kind> => {
  switch (ast._tag) {
    case "Null":
      return ["null"]
    case "Undefined":
      return ["undefined"]
    case "Never":
      return []
    case "String":
    case "TemplateLiteral":
      return ["string"]
    case "Number":
      return ["number"]
    case "Boolean":
      return ["boolean"]
    case "BigInt":
      return ["bigint"]
    case "Symbol":
    case "UniqueSymbol":
      return ["symbol"]
    case "Literal":
      return [kindOf(ast.literal)]
    case "Enum":
      return ast.enums.map(([, value]) => kindOf(value))
    case "ObjectKeyword":
      return ["object", "array", "function"]
    case "Arrays":
      return ["array"]
    case "Objects":
      return isNotNullish(ast) ? allKinds.filter((kind) => kind !== "null" && kind !== "undefined") : ["object"]
    case "Union":
      return ast.types.flatMap(kindsOf)
    case "Declaration":
      if (standIn(ast) !== ast) return kindsOf(standIn(ast))
      return isClass(ast) || isBuiltIn(ast) ? ["object"] : allKinds
    case "Unknown":
    case "Any":
    case "Void":
    case "Suspend":
      return allKinds
  }
}

export const areDisjoint = (a: SchemaAST.AST, b: SchemaAST.AST): boolean => {
  const kinds = new Set(kindsOf(a))
  return !kindsOf(b).some((kind) => kinds.has(kind))
}
