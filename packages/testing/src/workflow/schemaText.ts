/** A schema on one line, by its names where it has some. */
import type * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"

/** What its values are, once decoded. */
export const schemaText = (schema: Schema.Constraint): string => text(SchemaAST.toType(schema.ast))

const text = (ast: SchemaAST.AST): string => {
  const { annotations = {}, checks = [] } = ast
  // A check on top may carry the name.
  const own = [checks.at(-1)?.annotations?.["identifier"], annotations["identifier"]]
  const name = own.find((name) => typeof name === "string")
  if (name !== undefined) return name
  const of = bare(ast)
  const asked = checks.flatMap(({ annotations }) => annotations?.["expected"] ?? "a check")
  const number = of === "Number" ? numbers.get(asked[0]) : undefined
  const others = number === undefined ? asked : asked.slice(1)
  return [number ?? of, ...others.map((expected) => `& ${String(expected)}`)].join(" ")
}

// Checked numbers that are schemas of their own.
const numbers = new Map<unknown, string>([["an integer", "Int"], ["a finite number", "Finite"]])

const bare = (ast: SchemaAST.AST): string => {
  switch (ast._tag) {
    case "Literal":
      return typeof ast.literal === "bigint" ? `${ast.literal}n` : JSON.stringify(ast.literal)
    case "Union":
      return [...new Set(ast.types.map((member) => member._tag === "Union" ? `(${text(member)})` : text(member)))].join(
        " | "
      )
    case "Arrays": {
      const [rest, ...trailing] = ast.rest
      if (rest !== undefined && ast.elements.length === 0 && trailing.length === 0) return `Array<${text(rest)}>`
      const elements = ast.elements.map((element) => `${text(element)}${SchemaAST.isOptional(element) ? "?" : ""}`)
      const others = rest === undefined ? [] : [`...${text(rest)}`, ...trailing.map(text)]
      return `[${[...elements, ...others].join(", ")}]`
    }
    case "Objects": {
      const properties = ast.propertySignatures.map(({ name, type }) =>
        `${String(name)}${SchemaAST.isOptional(type) ? "?" : ""}: ${text(type)}`
      )
      const records = ast.indexSignatures.map(({ parameter, type }) => `[${text(parameter)}]: ${text(type)}`)
      const all = [...properties, ...records]
      return all.length === 0 ? "{}" : `{ ${all.join(", ")} }`
    }
    case "Declaration": {
      const expected = ast.annotations?.["expected"]
      const name = typeof expected === "string" ? expected : "Declaration"
      return ast.typeParameters.length === 0 ? name : `${name}<${ast.typeParameters.map(text).join(", ")}>`
    }
    // Without a name it would go round for ever.
    case "Suspend":
      return "…"
    default:
      return ast._tag
  }
}
