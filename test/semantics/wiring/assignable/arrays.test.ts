import * as Schema from "effect/Schema"
import { check } from "./cases.ts"

check("arrays and tuples", [
  {
    name: "elements of arrays",
    a: Schema.Array(Schema.Int),
    b: Schema.Array(Schema.Number),
    forth: "fits",
    back: "does not fit at []: number is not integer"
  },
  {
    name: "arrays that are not empty",
    a: Schema.NonEmptyArray(Schema.Int),
    b: Schema.Array(Schema.Int),
    forth: "fits",
    back: "does not fit: length 0 is not at least 1"
  },
  {
    name: "lengths",
    a: Schema.Array(Schema.Int).check(Schema.isBetweenLength(2, 3)),
    b: Schema.Array(Schema.Int).check(Schema.isMaxLength(3)),
    forth: "fits",
    back: "does not fit: length 0 is not 2 to 3"
  },
  {
    name: "a length and a non-empty array",
    a: Schema.Array(Schema.Int).check(Schema.isMinLength(1)),
    b: Schema.NonEmptyArray(Schema.Int),
    forth: "fits",
    back: "fits"
  },
  {
    name: "a tuple and an array",
    a: Schema.Tuple([Schema.Int, Schema.Int]),
    b: Schema.Array(Schema.Int),
    forth: "fits",
    back: "does not fit: length 0 is not 2"
  },
  {
    name: "tuples",
    a: Schema.Tuple([Schema.Int, Schema.String]),
    b: Schema.Tuple([Schema.Number, Schema.String]),
    forth: "fits",
    back: "does not fit at [0]: number is not integer"
  },
  {
    name: "elements of tuples",
    a: Schema.Tuple([Schema.Int, Schema.String]),
    b: Schema.Tuple([Schema.Int, Schema.Number]),
    forth: "does not fit at [1]: string is not number",
    back: "does not fit at [1]: number is not string"
  },
  {
    name: "a longer tuple",
    a: Schema.Tuple([Schema.Int, Schema.Int]),
    b: Schema.Tuple([Schema.Int]),
    forth: "does not fit: length 2 is not 1",
    back: "does not fit: length 1 is not 2"
  },
  {
    name: "optional elements",
    a: Schema.Tuple([Schema.Int]),
    b: Schema.Tuple([Schema.Int, Schema.optionalKey(Schema.Int)]),
    forth: "fits",
    back: "does not fit: length 2 is not 1"
  },
  {
    name: "the rest of a tuple",
    a: Schema.Tuple([Schema.Int, Schema.String, Schema.String]),
    b: Schema.TupleWithRest(Schema.Tuple([Schema.Int]), [Schema.String]),
    forth: "fits",
    back: "does not fit: length 1 is not 3"
  },
  {
    name: "what stands after the rest",
    a: Schema.TupleWithRest(Schema.Tuple([]), [Schema.Int, Schema.String]),
    b: Schema.TupleWithRest(Schema.Tuple([]), [Schema.Number, Schema.Literal("end")]),
    forth: "does not fit at [-1]: string is not \"end\"",
    back: "does not fit at []: number is not integer"
  },
  {
    name: "an array of a fixed length",
    a: Schema.Array(Schema.Int).check(Schema.isBetweenLength(2, 2)),
    b: Schema.Tuple([Schema.Int, Schema.Int]),
    forth: "fits",
    back: "fits"
  },
  {
    name: "an array of nothing is empty",
    a: Schema.Array(Schema.Never),
    b: Schema.Array(Schema.String),
    forth: "fits",
    back: "does not fit: length 1 is not 0"
  },
  {
    name: "mutable arrays",
    a: Schema.mutable(Schema.Array(Schema.Int)),
    b: Schema.Array(Schema.Int),
    forth: "fits",
    back: "fits"
  },
  {
    name: "structs in arrays",
    a: Schema.Array(Schema.Struct({ price: Schema.String })),
    b: Schema.Array(Schema.Struct({ price: Schema.Number })),
    forth: "does not fit at [].price: string is not number",
    back: "does not fit at [].price: number is not string"
  },
  {
    name: "elements that are distinct",
    a: Schema.Array(Schema.Int).check(Schema.isUnique()),
    b: Schema.Array(Schema.Int),
    forth: "fits",
    back: "does not fit: array of integer is not array of integer with unique items"
  },
  {
    name: "elements that are distinct until less of them is looked at",
    a: Schema.Array(Schema.Struct({ a: Schema.Int, b: Schema.Int })).check(Schema.isUnique()),
    b: Schema.Array(Schema.Struct({ a: Schema.Int })).check(Schema.isUnique()),
    forth: "undecided: whether array of { a, b } with unique items is array of { a } with unique items cannot be told",
    back: "does not fit at [].b: absent, but integer is required"
  },
  {
    name: "an array and a struct",
    a: Schema.Array(Schema.Int),
    b: Schema.Struct({ length: Schema.Int }),
    forth: "does not fit: array of integer is not { length }",
    back: "does not fit: { length } is not array of integer"
  }
])
