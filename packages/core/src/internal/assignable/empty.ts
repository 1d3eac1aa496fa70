/** Schemas that provably have no value: whatever is asked of every one of their values holds. */
import * as SchemaAST from "effect/SchemaAST"
import { shapeOf } from "./arrays.ts"
import { filtersOf, intervalOf, representationOf } from "./checks.ts"
import { intersect, isEmptyInterval } from "./interval.ts"
import { isDate } from "./kinds.ts"
import { countInterval } from "./objects.ts"
import { factsOf } from "./ordered.ts"
import { hasNoString } from "./strings.ts"
import { isClass, valuesOf } from "./values.ts"

/** Levels of nesting looked into; only a schema that makes new ones of itself for ever has as many. */
const maxDepth = 100

/** One question per comparison, so that recursive schemas are looked into once. */
export const makeIsEmpty = (): (ast: SchemaAST.AST) => boolean => {
  const answers = new Map<SchemaAST.AST, boolean>()
  let depth = 0
  const isEmpty = (ast: SchemaAST.AST): boolean => {
    const known = answers.get(ast)
    if (known !== undefined || depth >= maxDepth) return known ?? false
    // Where a type holds itself, nothing is proven by going round again.
    answers.set(ast, false)
    depth++
    const answer = look(ast)
    depth--
    answers.set(ast, answer)
    return answer
  }
  const look = (ast: SchemaAST.AST): boolean => {
    const filters = filtersOf(ast)
    switch (ast._tag) {
      case "Never":
        return true
      case "Number":
        return isEmptyInterval(factsOf(ast).interval) || valuesOf(ast)?.length === 0
      case "BigInt":
        return isEmptyInterval(factsOf(ast).interval)
      case "String":
      case "TemplateLiteral":
        return filters.length > 0 && hasNoString(ast)
      case "Union":
        return ast.types.every(isEmpty)
      case "Suspend":
        return isEmpty(ast.thunk())
      case "Objects":
        return ast.propertySignatures.some(({ type }) => !SchemaAST.isOptional(type) && isEmpty(type)) ||
          isEmptyInterval(intersect(intervalOf(filters, "properties"), countInterval({ isEmpty }, ast, ast)))
      case "Arrays": {
        const { elements, least, most, tail } = shapeOf({ isEmpty }, ast)
        const required = elements.filter((element) => !SchemaAST.isOptional(element))
        return least > most || [...required, ...tail].some(isEmpty)
      }
      case "Declaration": {
        const id = representationOf(ast)?.id
        const holdsAll = isClass(ast) || id === "effect/schema/Redacted"
        const holdsOne = id === "effect/schema/Result"
        return (holdsAll && ast.typeParameters.some(isEmpty)) || (holdsOne && ast.typeParameters.every(isEmpty)) ||
          isEmptyInterval(intervalOf(filters, "size")) || (isDate(ast) && isEmptyInterval(factsOf(ast).interval))
      }
      default:
        return valuesOf(ast)?.length === 0
    }
  }
  return isEmpty
}
