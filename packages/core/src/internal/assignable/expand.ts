/** Types that Effect declares and that are, value for value, a union or a number of a known kind. */
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"
import { representationOf } from "./checks.ts"

const json: SchemaAST.AST = new SchemaAST.Union(
  [
    SchemaAST.null,
    SchemaAST.string,
    Schema.Finite.ast,
    SchemaAST.boolean,
    new SchemaAST.Arrays(false, [], [new SchemaAST.Suspend(() => json)]),
    new SchemaAST.Objects([], [new SchemaAST.IndexSignature(SchemaAST.string, new SchemaAST.Suspend(() => json))])
  ],
  undefined,
  { identifier: "Json" }
)

const byteSize: SchemaAST.AST = Schema.BigInt.check(Schema.isGreaterThanOrEqualToBigInt(BigInt(0))).ast

const plain: Readonly<Record<string, SchemaAST.AST>> = {
  "effect/schema/Json": json,
  "effect/schema/MutableJson": json,
  "effect/schema/ByteSize": byteSize
}

const checked = new WeakMap<SchemaAST.AST, SchemaAST.AST>()

/** The schema itself, or the one that says of the same values what they are made of. */
export const standIn = (ast: SchemaAST.AST): SchemaAST.AST => {
  if (ast._tag !== "Declaration") return ast
  const found = plain[representationOf(ast)?.id ?? ""]
  if (found === undefined || ast.checks === undefined) return found ?? ast
  const known = checked.get(ast) ?? Schema.make<Schema.Top>(found).check(...ast.checks).ast
  checked.set(ast, known)
  return known
}
