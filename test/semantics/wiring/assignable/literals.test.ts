import * as Schema from "effect/Schema"
import { check } from "./cases.ts"

enum Color {
  Red = "red",
  Three = 3
}

check("literals, enums and templates", [
  {
    name: "a literal and its type",
    a: Schema.Literal("a"),
    b: Schema.String,
    forth: "fits",
    back: "does not fit: string is not \"a\""
  },
  {
    name: "some literals and more",
    a: Schema.Literals(["a", "b"]),
    b: Schema.Literals(["a", "b", "c"]),
    forth: "fits",
    back: "does not fit: \"c\" is not \"a\" | \"b\""
  },
  {
    name: "literals of several types",
    a: Schema.Literals(["a", 1, true]),
    b: Schema.Union([Schema.String, Schema.Number, Schema.Boolean]),
    forth: "fits",
    back: "does not fit: string is not \"a\""
  },
  {
    name: "a boolean and both its values",
    a: Schema.Boolean,
    b: Schema.Literals([true, false]),
    forth: "fits",
    back: "fits"
  },
  {
    name: "a boolean and one of its values",
    a: Schema.Literal(true),
    b: Schema.Boolean,
    forth: "fits",
    back: "does not fit: false is not true"
  },
  {
    name: "a literal and a check",
    a: Schema.Literal("ab"),
    b: Schema.String.check(Schema.isStartingWith("a")),
    forth: "fits",
    back: "does not fit: string starting with \"a\" is not \"ab\""
  },
  {
    name: "an enum and a literal",
    a: Schema.Literal(Color.Red),
    b: Schema.Enum(Color),
    forth: "fits",
    back: "does not fit: 3 is not \"red\""
  },
  {
    name: "an enum and its values",
    a: Schema.Enum(Color),
    b: Schema.Literals(["red", 3]),
    forth: "fits",
    back: "fits"
  },
  {
    name: "a unique symbol and a symbol",
    a: Schema.UniqueSymbol(Symbol.iterator),
    b: Schema.Symbol,
    forth: "fits",
    back: "does not fit: symbol is not Symbol(Symbol.iterator)"
  },
  {
    name: "two unique symbols",
    a: Schema.UniqueSymbol(Symbol.iterator),
    b: Schema.UniqueSymbol(Symbol.asyncIterator),
    forth: "does not fit: Symbol(Symbol.iterator) is not Symbol(Symbol.asyncIterator)",
    back: "does not fit: Symbol(Symbol.asyncIterator) is not Symbol(Symbol.iterator)"
  },
  {
    name: "a template and a string",
    a: Schema.TemplateLiteral(["id-", Schema.Number]),
    b: Schema.String,
    forth: "fits",
    back: "does not fit: string is not `id-${number}`"
  },
  {
    name: "a literal and a template",
    a: Schema.Literal("id-1"),
    b: Schema.TemplateLiteral(["id-", Schema.Number]),
    forth: "fits",
    back: "does not fit: `id-${number}` is not \"id-1\""
  },
  {
    name: "templates",
    a: Schema.TemplateLiteral(["id-", Schema.Number]),
    b: Schema.TemplateLiteral(["id-", Schema.String]),
    forth: "fits",
    back: "does not fit: `id-${string}` is not `id-${number}`"
  },
  {
    name: "templates with checks inside",
    a: Schema.TemplateLiteral(["id-", Schema.Int]),
    b: Schema.TemplateLiteral(["id-", Schema.Number]),
    forth: "fits",
    back: "does not fit: `id-${number}` is not `id-${integer}`"
  },
  {
    name: "templates of other parts",
    a: Schema.TemplateLiteral(["a", Schema.String, "c"]),
    b: Schema.TemplateLiteral([Schema.String, "c"]),
    forth: "fits",
    back: "does not fit: `${string}c` is not `a${string}c`"
  },
  {
    name: "templates of literals",
    a: Schema.TemplateLiteral([Schema.Literals(["a", "b"]), "-", Schema.Literals([1, 2])]),
    b: Schema.Literals(["a-1", "a-2", "b-1", "b-2"]),
    forth: "fits",
    back: "fits"
  },
  {
    name: "a template and a prefix",
    a: Schema.TemplateLiteral(["a", Schema.String]),
    b: Schema.String.check(Schema.isStartingWith("a")),
    forth: "fits",
    back: "fits"
  },
  {
    name: "templates that cover one together",
    a: Schema.TemplateLiteral([Schema.Literals(["a", "b"]), Schema.String]),
    b: Schema.Union([Schema.TemplateLiteral(["a", Schema.String]), Schema.TemplateLiteral(["b", Schema.String])]),
    forth: "fits",
    back: "fits"
  }
])

check("nothing and anything", [
  {
    name: "null and undefined",
    a: Schema.Null,
    b: Schema.Undefined,
    forth: "does not fit: null is not undefined",
    back: "does not fit: undefined is not null"
  },
  {
    name: "a string and one that may be null",
    a: Schema.String,
    b: Schema.NullOr(Schema.String),
    forth: "fits",
    back: "does not fit: null is not string"
  },
  {
    name: "undefined and void",
    a: Schema.Undefined,
    b: Schema.Void,
    forth: "fits",
    back: "undecided: whether void is undefined cannot be told"
  },
  {
    name: "a string and void",
    a: Schema.String,
    b: Schema.Void,
    forth: "fits",
    back: "does not fit: void is not string"
  },
  {
    name: "never",
    a: Schema.Never,
    b: Schema.String,
    forth: "fits",
    back: "does not fit: string is not never"
  },
  {
    name: "checks that contradict each other leave nothing",
    a: Schema.Number.check(Schema.isGreaterThan(1), Schema.isLessThan(0)),
    b: Schema.String,
    forth: "fits",
    back: "does not fit: string is not number greater than 1 and less than 0"
  },
  {
    name: "unknown",
    a: Schema.String,
    b: Schema.Unknown,
    forth: "fits",
    back: "does not fit: unknown is not string"
  },
  {
    name: "unknown and a union of all there is",
    a: Schema.Unknown,
    b: Schema.Union([Schema.Struct({}), Schema.Null, Schema.Undefined]),
    forth: "fits",
    back: "fits"
  },
  {
    name: "any",
    a: Schema.String,
    b: Schema.Any,
    forth: "fits",
    back: "undecided: whether any is string cannot be told"
  },
  {
    name: "any and unknown",
    a: Schema.Any,
    b: Schema.Unknown,
    forth: "fits",
    back: "fits"
  },
  {
    name: "a struct and object",
    a: Schema.Struct({ a: Schema.String }),
    b: Schema.ObjectKeyword,
    forth: "fits",
    back: "does not fit: object is not { a }"
  },
  {
    name: "an array and object",
    a: Schema.Array(Schema.String),
    b: Schema.ObjectKeyword,
    forth: "fits",
    back: "does not fit: object is not array of string"
  },
  {
    name: "a string and the struct without fields",
    a: Schema.String,
    b: Schema.Struct({}),
    forth: "fits",
    back: "does not fit: {} is not string"
  }
])
