/** The names of properties, and the index signatures that are for them. */
import * as SchemaAST from "effect/SchemaAST"
import { admits } from "./values.ts"

export type Name = string | symbol

export const toName = (name: PropertyKey): Name => typeof name === "number" ? String(name) : name

const spelled = new WeakMap<SchemaAST.AST, SchemaAST.AST>()

/** The names an index signature is for: a numeric one is for the strings that spell numbers. */
export const namesOf = (parameter: SchemaAST.AST): SchemaAST.AST => {
  if (parameter._tag !== "Number" && parameter._tag !== "Union") return parameter
  const known = spelled.get(parameter)
  if (known !== undefined) return known
  const names = parameter._tag === "Union"
    ? new SchemaAST.Union(parameter.types.map(namesOf))
    : new SchemaAST.Union([
      new SchemaAST.TemplateLiteral([parameter]),
      ...["NaN", "Infinity", "-Infinity"].filter((spelling) => admits(parameter, Number(spelling)) === true)
        .map((spelling) => new SchemaAST.Literal(spelling))
    ])
  spelled.set(parameter, names)
  return names
}

/** Whether an index signature is for a name; `undefined` if only somebody's code can tell. */
export const selects = ({ parameter }: SchemaAST.IndexSignature, name: PropertyKey): boolean | undefined =>
  admits(namesOf(parameter), toName(name))
