import * as Schema from "effect/Schema"
import { check, short } from "./cases.ts"

check("structs", [
  {
    name: "more fields and fewer",
    a: Schema.Struct({ a: Schema.String, b: Schema.Int }),
    b: Schema.Struct({ a: Schema.String }),
    forth: "fits",
    back: "does not fit at .b: absent, but integer is required"
  },
  {
    name: "a field of a narrower type",
    a: Schema.Struct({ price: Schema.Int }),
    b: Schema.Struct({ price: Schema.Number }),
    forth: "fits",
    back: "does not fit at .price: number is not integer"
  },
  {
    name: "a field of another type",
    a: Schema.Struct({ price: Schema.String }),
    b: Schema.Struct({ price: Schema.Number }),
    forth: "does not fit at .price: string is not number",
    back: "does not fit at .price: number is not string"
  },
  {
    name: "a field deep inside",
    a: Schema.Struct({ order: Schema.Struct({ "unit price": Schema.String }) }),
    b: Schema.Struct({ order: Schema.Struct({ "unit price": Schema.Number }) }),
    forth: "does not fit at .order[\"unit price\"]: string is not number",
    back: "does not fit at .order[\"unit price\"]: number is not string"
  },
  {
    name: "required and optional",
    a: Schema.Struct({ a: Schema.String }),
    b: Schema.Struct({ a: Schema.optionalKey(Schema.String) }),
    forth: "fits",
    back: "does not fit at .a: may be absent, but string is required"
  },
  {
    name: "an optional key and an optional value",
    a: Schema.Struct({ a: Schema.optionalKey(Schema.String) }),
    b: Schema.Struct({ a: Schema.optional(Schema.String) }),
    forth: "fits",
    back: "does not fit at .a: undefined is not string"
  },
  {
    name: "optional and undefined",
    a: Schema.Struct({ a: Schema.UndefinedOr(Schema.String) }),
    b: Schema.Struct({ a: Schema.optional(Schema.String) }),
    forth: "fits",
    back: "does not fit at .a: may be absent, but string | undefined is required"
  },
  {
    name: "an optional field only one side has",
    a: Schema.Struct({ a: Schema.String }),
    b: Schema.Struct({ a: Schema.String, b: Schema.optionalKey(Schema.Int) }),
    forth: "fits",
    back: "fits"
  },
  {
    name: "mutable fields",
    a: Schema.Struct({ a: Schema.mutableKey(Schema.String) }),
    b: Schema.Struct({ a: Schema.String }),
    forth: "fits",
    back: "fits"
  },
  {
    name: "fields named by symbols",
    a: Schema.Struct({ [Symbol.iterator]: Schema.Int }),
    b: Schema.Struct({ [Symbol.iterator]: Schema.String }),
    forth: "does not fit at [Symbol(Symbol.iterator)]: integer is not string",
    back: "does not fit at [Symbol(Symbol.iterator)]: string is not integer"
  },
  {
    name: "fields every object has",
    a: Schema.Struct({ a: Schema.Int }),
    b: Schema.Struct({ constructor: Schema.String }),
    forth: "undecided at .constructor: no schema says what constructor is, and string is wanted",
    back: "does not fit at .a: absent, but integer is required"
  },
  {
    name: "decoded, not encoded",
    a: Schema.Struct({ n: Schema.NumberFromString }),
    b: Schema.Struct({ n: Schema.Number }),
    forth: "fits",
    back: "fits"
  },
  {
    name: "a misfit outweighs what is undecided",
    a: Schema.Struct({ a: Schema.String, b: Schema.String }),
    b: Schema.Struct({ a: Schema.String.check(short), b: Schema.Number }),
    forth: "does not fit at .b: string is not number",
    back: "does not fit at .b: number is not string"
  },
  {
    name: "a check on the whole may leave out what does not fit",
    a: Schema.Struct({ a: Schema.Number }).check(short),
    b: Schema.Struct({ a: Schema.Int }),
    forth: "undecided at .a: number is not integer, unless something else in the schema rules that out",
    back: "undecided: whether { a } is short cannot be told"
  },
  {
    name: "a check on the whole cannot make strings numbers",
    a: Schema.Struct({ a: Schema.String }).check(short),
    b: Schema.Struct({ a: Schema.Number }),
    forth: "does not fit at .a: string is not number",
    back: "does not fit at .a: number is not string"
  },
  {
    name: "a check sees only what is listed",
    a: Schema.Struct({ a: Schema.Int, b: Schema.Int }).check(short),
    b: Schema.Struct({ a: Schema.Int }).check(short),
    forth: "undecided: whether { a, b } passing short is short cannot be told",
    back: "does not fit at .b: absent, but integer is required"
  }
])

check("records", [
  {
    name: "a struct and a record",
    a: Schema.Struct({ a: Schema.Int }),
    b: Schema.Record(Schema.String, Schema.Number),
    forth: "fits",
    back: "does not fit at .a: may be absent, but integer is required"
  },
  {
    name: "values of records",
    a: Schema.Record(Schema.String, Schema.Int),
    b: Schema.Record(Schema.String, Schema.Number),
    forth: "fits",
    back: "does not fit at []: number is not integer"
  },
  {
    name: "a record and an optional field",
    a: Schema.Record(Schema.String, Schema.Int),
    b: Schema.Struct({ a: Schema.optionalKey(Schema.Int) }),
    forth: "fits",
    back: "fits"
  },
  {
    name: "a record of some names",
    a: Schema.Record(Schema.Literals(["a", "b"]), Schema.Int),
    b: Schema.Struct({ a: Schema.Int, b: Schema.Int }),
    forth: "fits",
    back: "fits"
  },
  {
    name: "names with a prefix",
    a: Schema.Struct({ a: Schema.Int, "x-b": Schema.String }),
    b: Schema.Record(Schema.TemplateLiteral(["x-", Schema.String]), Schema.String),
    forth: "fits",
    back: "does not fit at .a: absent, but integer is required"
  },
  {
    name: "records of names with a prefix",
    a: Schema.Record(Schema.TemplateLiteral(["x-", Schema.String]), Schema.Int),
    b: Schema.Record(Schema.String, Schema.Int),
    forth: "fits",
    back: "fits"
  },
  {
    name: "records of names apart",
    a: Schema.Record(Schema.TemplateLiteral(["x-", Schema.String]), Schema.Int),
    b: Schema.Record(Schema.TemplateLiteral(["y-", Schema.String]), Schema.String),
    forth: "fits",
    back: "fits"
  },
  {
    name: "names that are symbols",
    a: Schema.Record(Schema.Symbol, Schema.Int),
    b: Schema.Record(Schema.String, Schema.String),
    forth: "fits",
    back: "fits"
  },
  {
    name: "names that are numbers",
    a: Schema.Struct({ 1: Schema.String, a: Schema.Int }),
    b: Schema.Record(Schema.Number, Schema.String),
    forth: "fits",
    back: "does not fit at .a: absent, but integer is required"
  },
  {
    name: "a struct with a record",
    a: Schema.StructWithRest(Schema.Struct({ a: Schema.Int }), [Schema.Record(Schema.String, Schema.Int)]),
    b: Schema.Record(Schema.String, Schema.Number),
    forth: "fits",
    back: "does not fit at .a: may be absent, but integer is required"
  },
  {
    name: "how many properties",
    a: Schema.Struct({ a: Schema.Int, b: Schema.Int }),
    b: Schema.Struct({ a: Schema.Int, b: Schema.Int }).check(Schema.isMinProperties(2)),
    forth: "fits",
    back: "fits"
  },
  {
    name: "how many properties of a value that is taken as it is",
    a: Schema.Struct({ a: Schema.Int, b: Schema.Int }),
    b: Schema.Struct({}).check(Schema.isMaxProperties(1)),
    forth: "does not fit: { a, b } is not {} with at most 1 entry",
    back: "undecided: {} with at most 1 entry is not { a, b }, unless something else in the schema rules that out"
  },
  {
    name: "fewer properties than are required leave nothing",
    a: Schema.Struct({ a: Schema.Int, b: Schema.Int }).check(Schema.isMaxProperties(1)),
    b: Schema.String,
    forth: "fits",
    back: "does not fit: string is not { a, b } with at most 1 entry"
  },
  {
    name: "too few properties",
    a: Schema.Record(Schema.String, Schema.Int),
    b: Schema.Record(Schema.String, Schema.Int).check(Schema.isMinProperties(1)),
    forth: "does not fit: record of string to integer is not record of string to integer with at least 1 entry",
    back: "fits"
  }
])
