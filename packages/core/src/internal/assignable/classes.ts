/** The classes a schema is made with: its data says nothing of what they extend. */
import * as Schema from "effect/Schema"
import type * as SchemaAST from "effect/SchemaAST"

const isCollection = (value: unknown): value is Readonly<Record<string, unknown>> | ReadonlyArray<unknown> => {
  if (typeof value !== "object" || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null || Array.isArray(value)
}

/** Looks in the schemas a schema was made from: fields, members, elements, what a class or a transformation is of. */
export const prototypesOf = (root: Schema.Constraint): (ast: SchemaAST.Declaration) => object | undefined => {
  const found = new Map<unknown, object>()
  const pending: Array<unknown> = [root]
  const seen = new Set(pending)
  const add = (value: unknown): void => {
    if ((!Schema.isSchema(value) && !isCollection(value)) || seen.has(value)) return
    seen.add(value)
    pending.push(value)
  }
  for (const value of pending) {
    if (Schema.isSchema(value)) {
      const key = value.ast.annotations?.["~constructor"]
      if (typeof value === "function" && key !== undefined) {
        // A schema that is a function and declares how it constructs is a class.
        found.set(key, (value as { readonly prototype: object }).prototype)
      }
      // What a class inherits from the class it extends counts as well; whatever a schema keeps is looked at by name.
      const parts = value as unknown as Readonly<Record<string, unknown>>
      // oxlint-disable-next-line guard-for-in
      for (const name in parts) if (name !== "ast") add(parts[name])
    } else if (Array.isArray(value)) value.forEach(add)
    else Object.values(value as object).forEach(add)
  }
  return (ast) => found.get(ast.annotations?.["~constructor"])
}
