/** Elements of a port as JSON text and back, by its schema. */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as AST from "effect/SchemaAST"
import * as SchemaIssue from "effect/SchemaIssue"

/** An element as it was written, or why it could not be. */
export type Written = { readonly element: Schema.Json } | { readonly unwritten: string }

export interface ElementCodec {
  /** The property of an event that holds an element, as JSON text: `"element":…` or `"unwritten":…`. */
  readonly write: (element: unknown) => string
  readonly read: (json: Schema.Json) => Result.Result<unknown, string>
}

const issuesOf = SchemaIssue.makeFormatterStandardSchemaV1()

const segmentsOf = (path: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }>): string =>
  path.map((segment) => typeof segment === "object" ? segment.key : segment)
    .map((key) => typeof key === "number" ? `[${key}]` : `.${String(key)}`).join("")

const reasonOf = (error: unknown): string =>
  Schema.isSchemaError(error)
    ? issuesOf(error.issue).issues
      .map(({ message, path = [] }) => path.length === 0 ? message : `${segmentsOf(path)}: ${message}`).join("; ")
    : error instanceof Error
    ? error.message
    : String(error)

/** The nodes that elements are written by: where a schema says how it is encoded, those of its encoded side. */
const nodesOf = (ast: AST.AST, seen = new Set<AST.AST>()): Set<AST.AST> => {
  if (seen.has(ast)) return seen
  seen.add(ast)
  const inner = ast.encoding !== undefined
    ? ast.encoding.slice(-1).map(({ to }) => to)
    : AST.isSuspend(ast)
    ? [ast.thunk()]
    : AST.isObjects(ast)
    ? [...ast.propertySignatures, ...ast.indexSignatures].map(({ type }) => type)
    : AST.isArrays(ast)
    ? [...ast.elements, ...ast.rest]
    : AST.isUnion(ast)
    ? ast.types
    : AST.isDeclaration(ast)
    ? ast.typeParameters
    : []
  for (const node of inner) nodesOf(node, seen)
  return seen
}

// A declaration that says nothing of JSON is written as it is, which works for what is JSON already.
const isOpaque = (ast: AST.AST): boolean =>
  AST.isDeclaration(ast) && ast.encoding === undefined && ast.annotations?.toCodecJson === undefined &&
  ast.annotations?.toCodec === undefined

/** Fails with the part of the schema that has no JSON form. */
export const codecOf = (schema: Schema.Constraint): Result.Result<ElementCodec, string> => {
  // What services or async work a codec asks for is not provided here: it then throws, and the element is unwritten.
  const codec = Schema.toCodecJson(schema) as unknown as Schema.Codec<unknown, Schema.Json>
  const nodes = [...nodesOf(schema.ast)]
  const opaque = nodes.find(isOpaque)
  if (opaque !== undefined) {
    const { expected, identifier } = opaque.annotations ?? {}
    return Result.fail(String(identifier ?? expected ?? "a declared type"))
  }
  const encode = Schema.encodeUnknownSync(codec)
  const decode = Schema.decodeUnknownSync(codec)
  // `Any` lets everything pass, and JSON.stringify makes something of what is no JSON.
  const isWritable = nodes.some(AST.isAny) ? Schema.is(Schema.Json) : () => true
  return Result.succeed({
    write: (element) => {
      try {
        const json = encode(element)
        if (isWritable(json)) return `"element":${JSON.stringify(json)}`
        return `"unwritten":"Expected JSON value"`
      } catch (error) {
        return `"unwritten":${JSON.stringify(reasonOf(error))}`
      }
    },
    read: (json) => Result.try({ try: () => decode(json), catch: reasonOf })
  })
}
