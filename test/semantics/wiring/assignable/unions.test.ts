import * as Schema from "effect/Schema"
import { check, circle, endless, list, square, tree } from "./cases.ts"

check("unions", [
  {
    name: "a member",
    a: Schema.String,
    b: Schema.Union([Schema.String, Schema.Number]),
    forth: "fits",
    back: "does not fit: number is not string"
  },
  {
    name: "fewer members",
    a: Schema.Union([Schema.Int, Schema.Null]),
    b: Schema.Union([Schema.String, Schema.Number, Schema.Null]),
    forth: "fits",
    back: "does not fit: string is not integer | null"
  },
  {
    name: "no member",
    a: Schema.Boolean,
    b: Schema.Union([Schema.String, Schema.Number]),
    forth: "does not fit: boolean is not string | number",
    back: "does not fit: string is not boolean"
  },
  {
    name: "unions in unions",
    a: Schema.Union([Schema.Union([Schema.String, Schema.Null]), Schema.Int]),
    b: Schema.Union([Schema.Int, Schema.Union([Schema.Null, Schema.String])]),
    forth: "fits",
    back: "fits"
  },
  {
    name: "tagged unions",
    a: Schema.Union([circle(Schema.Int), square(Schema.Int)]),
    b: Schema.Union([square(Schema.Number), circle(Schema.Number)]),
    forth: "fits",
    back: "does not fit at .size: number is not integer"
  },
  {
    name: "a tagged union with a misfit inside a member",
    a: Schema.Union([circle(Schema.String), square(Schema.Int)]),
    b: Schema.Union([square(Schema.Int), circle(Schema.Int)]),
    forth: "does not fit at .size: string is not integer",
    back: "does not fit at .size: integer is not string"
  },
  {
    name: "a member more",
    a: circle(Schema.Int),
    b: Schema.Union([square(Schema.Int), circle(Schema.Int)]),
    forth: "fits",
    back: "does not fit at .kind: \"square\" is not \"circle\""
  },
  {
    name: "a tag that no member has",
    a: Schema.Union([circle(Schema.Int), square(Schema.Int)]),
    b: Schema.Union([circle(Schema.Int), Schema.Struct({ kind: Schema.Literal("line"), size: Schema.Int })]),
    forth: "does not fit at .kind: \"square\" is not \"circle\" | \"line\"",
    back: "does not fit at .kind: \"line\" is not \"circle\" | \"square\""
  },
  {
    name: "a struct of a union and a union of structs",
    a: Schema.Struct({ kind: Schema.Literals(["circle", "square"]), size: Schema.Int }),
    b: Schema.Union([circle(Schema.Int), square(Schema.Int)]),
    forth: "fits",
    back: "fits"
  },
  {
    name: "a struct of a boolean",
    a: Schema.Struct({ ok: Schema.Boolean }),
    b: Schema.Union([Schema.Struct({ ok: Schema.Literal(true) }), Schema.Struct({ ok: Schema.Literal(false) })]),
    forth: "fits",
    back: "fits"
  },
  {
    name: "a struct no member takes whole",
    a: Schema.Struct({ a: Schema.String }),
    b: Schema.Union([Schema.Struct({ a: Schema.Literal("x") }), Schema.Struct({ a: Schema.Literal("y") })]),
    forth: "does not fit at .a: string is not \"x\" | \"y\"",
    back: "fits"
  },
  {
    name: "ranges that leave a gap",
    a: Schema.Int,
    b: Schema.Union([Schema.Int.check(Schema.isLessThan(0)), Schema.Int.check(Schema.isGreaterThan(0))]),
    forth: "does not fit: integer is not integer less than 0 | integer greater than 0",
    back: "fits"
  },
  {
    name: "ranges that leave none",
    a: Schema.Int,
    b: Schema.Union([Schema.Int.check(Schema.isLessThan(0)), Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))]),
    forth: "undecided: whether integer is integer less than 0 | integer greater than or equal to 0 cannot be told",
    back: "fits"
  },
  {
    name: "an array of a union and a union of arrays",
    a: Schema.Array(Schema.Union([Schema.String, Schema.Int])),
    b: Schema.Union([Schema.Array(Schema.String), Schema.Array(Schema.Int)]),
    forth: "does not fit at []: string | integer is not always one of array of string | array of integer",
    back: "fits"
  },
  {
    name: "exactly one member",
    a: Schema.String,
    b: Schema.Union([Schema.String, Schema.Int], { mode: "oneOf" }),
    forth: "fits",
    back: "does not fit: integer is not string"
  },
  {
    name: "exactly one member where two overlap",
    a: Schema.String,
    b: Schema.Union([Schema.String, Schema.NonEmptyString], { mode: "oneOf" }),
    forth: "undecided: whether string is string | string with a length of at least 1 cannot be told",
    back: "fits"
  },
  {
    name: "a check on a union",
    a: Schema.Union([Schema.String, Schema.Array(Schema.Int)]).check(Schema.isMinLength(1)),
    b: Schema.Union([Schema.NonEmptyString, Schema.NonEmptyArray(Schema.Int)]),
    forth: "fits",
    back: "fits"
  }
])

check("recursive schemas", [
  {
    name: "trees",
    a: tree(Schema.Int),
    b: tree(Schema.Number),
    forth: "fits",
    back: "does not fit at .value: number is not integer"
  },
  {
    name: "trees of other things",
    a: tree(Schema.String),
    b: tree(Schema.Number),
    forth: "does not fit at .value: string is not number",
    back: "does not fit at .value: number is not string"
  },
  {
    name: "a tree and what is like one to a depth",
    a: tree(Schema.Int),
    b: Schema.Struct({ value: Schema.Int, children: Schema.Array(Schema.Struct({ value: Schema.Int })) }),
    forth: "fits",
    back: "does not fit at .children[].children: absent, but array of a recursive type is required"
  },
  {
    name: "a tree unrolled once",
    a: Schema.Struct({ value: Schema.Int, children: Schema.Array(tree(Schema.Int)) }),
    b: tree(Schema.Int),
    forth: "fits",
    back: "fits"
  },
  {
    name: "lists",
    a: list(Schema.Int),
    b: list(Schema.Number),
    forth: "fits",
    back: "does not fit at .value: number is not integer"
  },
  {
    name: "a schema that never ends",
    a: endless(0),
    b: endless(0),
    forth: "undecided: the schemas are too large to compare",
    back: "undecided: the schemas are too large to compare"
  },
  {
    name: "JSON",
    a: Schema.Struct({ a: Schema.Array(Schema.NullOr(Schema.Int)) }),
    b: Schema.Json,
    forth: "fits",
    back: "does not fit: null is not { a }"
  },
  {
    name: "what is no JSON",
    a: Schema.Struct({ a: Schema.BigInt }),
    b: Schema.Json,
    forth: "does not fit at .a: bigint is not Json",
    back: "does not fit: null is not { a }"
  }
])
