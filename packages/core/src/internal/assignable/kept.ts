/** What a check on the whole of a value is run on: what is left after the schema has dropped what it does not list. */
import type * as SchemaAST from "effect/SchemaAST"
import type { Comparer } from "./comparer.ts"
import { isNotNullish } from "./kinds.ts"
import { selects } from "./names.ts"
import { isClass } from "./values.ts"

// Not a type predicate: to the compiler, what is no class would be nothing at all.
const isInstance: (ast: SchemaAST.AST) => boolean = isClass

const isLeaf = (ast: SchemaAST.AST): boolean =>
  ast._tag === "Union"
    ? ast.types.every(isLeaf)
    : ast._tag !== "Objects" && ast._tag !== "Arrays" && ast._tag !== "Suspend" && ast._tag !== "Declaration"

const keepAll = (comparer: Comparer, from: ReadonlyArray<SchemaAST.AST>, to: ReadonlyArray<SchemaAST.AST>): boolean =>
  from.length === to.length && from.every((own, index) => isKept(comparer, own, to[index]!))

const keepsFields = (comparer: Comparer, from: SchemaAST.Objects, to: SchemaAST.Objects): boolean =>
  from.propertySignatures.every(({ name, type }) => {
    const listed = to.propertySignatures.find((property) => property.name === name)
    if (listed !== undefined) return isKept(comparer, type, listed.type)
    return to.indexSignatures.some((index) => selects(index, name) === true && isKept(comparer, type, index.type))
  }) &&
  from.indexSignatures.every((own) =>
    to.indexSignatures.some((other) =>
      comparer.compare(own.parameter, other.parameter)._tag === "Fits" && isKept(comparer, own.type, other.type)
    )
  )

/** Does the second schema take every value of the first for exactly what it is, dropping nothing of it? */
export const isKept = (comparer: Comparer, from: SchemaAST.AST, to: SchemaAST.AST): boolean => {
  if (from === to || to._tag === "Unknown" || to._tag === "Any" || isNotNullish(to)) return true
  if (to._tag === "Void") return false
  if (isLeaf(from)) return true
  if (from._tag === "Arrays" && to._tag === "Arrays") {
    return keepAll(comparer, from.elements, to.elements) && keepAll(comparer, from.rest, to.rest)
  }
  if (from._tag === "Objects" && to._tag === "Objects") return keepsFields(comparer, from, to)
  // An instance of a class is taken as it is.
  if (from._tag !== "Declaration" || to._tag !== "Declaration") return false
  return isInstance(to) || keepAll(comparer, from.typeParameters, to.typeParameters)
}
