/** A schema as JSON, to be written beside the elements and compared when they are read. */
import * as Equal from "effect/Equal"
import * as Schema from "effect/Schema"
import * as AST from "effect/SchemaAST"

/** The elements of a port as they are (`type`), and as they are written (`json`). */
export const PortShape = Schema.Struct({ type: Schema.Json, json: Schema.Json })

export type PortShape = typeof PortShape.Type

export const shapesOf = (schema: Schema.Constraint): PortShape => ({
  type: shapeOf(Schema.toType(schema).ast),
  json: shapeOf(Schema.toEncoded(Schema.toCodecJson(schema)).ast)
})

const jsonText = (value: unknown): string =>
  JSON.stringify(value, (_, inner) => typeof inner === "bigint" ? `${inner}n` : inner) ?? String(value)

const checkText = (check: AST.Check<never>): string => {
  const { representation: known, identifier, expected } = check.annotations ?? {}
  if (known !== undefined) {
    const name = known.id.replace("effect/schema/", "")
    return known.payload == null ? name : `${name} ${jsonText(known.payload)}`
  }
  if (check._tag === "FilterGroup") return check.checks.map(checkText).join(" & ")
  // A filter of one's own is known by what it is called.
  return String(identifier ?? expected ?? "filter")
}

const nameOf = (ast: AST.Declaration): string => {
  const { identifier, representation } = ast.annotations ?? {}
  const known = Reflect.get(Object(representation), "id")
  return typeof known === "string" ? known.replace("effect/schema/", "") : String(identifier ?? "declaration")
}

const shapeOf = (ast: AST.AST, around: ReadonlyArray<AST.AST> = []): Schema.Json => {
  const resolved = AST.isSuspend(ast) ? ast.thunk() : ast
  const depth = around.findIndex((outer) => sameNode(outer, resolved))
  if (depth >= 0) return `recursive, ${around.length - depth} up`
  const shape = bareShape(resolved, [...around, resolved])
  const checks = (resolved.checks ?? []).map((check) => checkText(check as AST.Check<never>)) // only its annotations are read
  if (checks.length === 0) return shape
  return typeof shape === "string" ? [shape, ...checks].join(" & ") : { is: shape, and: checks }
}

// Each look into a recursive class may make its node anew.
const sameNode = (a: AST.AST, b: AST.AST): boolean =>
  a === b || AST.isDeclaration(a) && AST.isDeclaration(b) && a.run === b.run && a.typeParameters.length > 0 &&
    nameOf(a) === nameOf(b) && a.annotations?.identifier !== undefined

const bareShape = (ast: AST.AST, around: ReadonlyArray<AST.AST>): Schema.Json => {
  const inner = (ast: AST.AST) => shapeOf(ast, around)
  switch (ast._tag) {
    case "Objects":
      return Object.fromEntries([
        ...ast.propertySignatures.map(({ name, type }) =>
          [String(name) + (AST.isOptional(type) ? "?" : ""), inner(type)] as const
        ),
        ...ast.indexSignatures.map(({ parameter, type }) => [`[${jsonText(inner(parameter))}]`, inner(type)] as const)
      ])
    case "Arrays":
      return [
        ...ast.elements.map((type) => AST.isOptional(type) ? { optional: inner(type) } : inner(type)),
        ...ast.rest.map((type) => ({ rest: inner(type) }))
      ]
    case "Union":
      return { anyOf: ast.types.map(inner) }
    case "Declaration":
      return ast.typeParameters.length === 0 ? nameOf(ast) : { [nameOf(ast)]: ast.typeParameters.map(inner) }
    case "Literal":
      return jsonText(ast.literal)
    case "Enum":
      return { enum: ast.enums.map(([, value]) => value) }
    case "TemplateLiteral":
      return { template: ast.parts.map(inner) }
    case "UniqueSymbol":
      return String(ast.symbol)
    default:
      return ast._tag
  }
}

const isRecord = (json: Schema.Json | undefined): json is { readonly [key: string]: Schema.Json } =>
  typeof json === "object" && json !== null

const short = (json: Schema.Json | undefined, verb: string): string => {
  if (json === undefined) return `${verb} not there`
  const text = JSON.stringify(json)
  return `${verb} ${text.length > 80 ? `${text.slice(0, 79)}…` : text}`
}

const firstDifference = (
  was: Schema.Json | undefined,
  is: Schema.Json | undefined,
  path: ReadonlyArray<string> = []
): string | undefined => {
  if (Equal.equals(was, is)) return undefined
  if (isRecord(was) && isRecord(is) && Array.isArray(was) === Array.isArray(is)) {
    const keys = new Set([...Object.keys(was), ...Object.keys(is)])
    for (const key of keys) {
      const difference = firstDifference(was[key], is[key], [...path, key])
      if (difference !== undefined) return difference
    }
  }
  return `${path.length === 0 ? "the element" : path.join(".")} ${short(was, "was")}, and ${short(is, "is")}`
}

/** Where what was recorded of a port is not what the port has now. */
export const changeOf = (recorded: PortShape, now: PortShape): string | undefined => {
  const type = firstDifference(recorded.type, now.type)
  if (type !== undefined) return `its schema has changed since: ${type}`
  const json = firstDifference(recorded.json, now.json)
  return json === undefined ? undefined : `its schema writes elements in another way since: ${json}`
}
