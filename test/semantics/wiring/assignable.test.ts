import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Order from "effect/Order"
import * as Schema from "effect/Schema"
import { assignable, formatPath } from "../../../packages/core/src/internal/assignable.ts"

enum Color {
  Red = "red",
  Three = 3
}

class Animal extends Schema.Class<Animal>("Animal")({ name: Schema.String }) {
  get greeting() {
    return `I am ${this.name}`
  }
}
class Dog extends Animal.extend<Dog>("Dog")({ tricks: Schema.Int }) {}
class Plant extends Schema.Class<Plant>("Plant")({ name: Schema.String }) {}
class Failure extends Schema.TaggedError<Failure>()("Failure", { code: Schema.Int }) {}

const between = (minimum: number, maximum: number) => Schema.Number.check(Schema.isBetween({ minimum, maximum }))

const circle = <S extends Schema.Constraint>(size: S) => Schema.Struct({ kind: Schema.Literal("circle"), size })
const square = <S extends Schema.Constraint>(size: S) => Schema.Struct({ kind: Schema.Literal("square"), size })

const tree = (value: Schema.Codec<unknown>): Schema.Codec<unknown> => {
  const self: Schema.Codec<unknown> = Schema.Struct({ value, children: Schema.Array(Schema.suspend(() => self)) })
  return self
}
const list = (value: Schema.Codec<unknown>): Schema.Codec<unknown> => {
  const self: Schema.Codec<unknown> = Schema.NullOr(Schema.Struct({ value, next: Schema.suspend(() => self) }))
  return self
}
const endless = (depth: number): Schema.Codec<unknown> =>
  Schema.Struct({ next: Schema.suspend(() => endless(depth + 1)) })

const short = Schema.makeFilter((value: unknown) => String(value).length < 5, { identifier: "short" })
const named = (limit: number) =>
  Schema.makeFilter((text: string) => text.length < limit, {
    title: `under ${limit}`,
    representation: { id: "test/under", payload: { limit } }
  })

const Opaque = Schema.declare((value): value is string => typeof value === "string", { title: "Opaque" })
const box = <S extends Schema.Constraint>(item: S) =>
  Schema.declareConstructor<{ readonly item: S["Type"] }, { readonly item: S["Encoded"] }>()(
    [item],
    () => (input) => Effect.succeed(input as { readonly item: S["Type"] }),
    { title: "Box", representation: { id: "test/Box", payload: null } }
  )

/** "fits", or what is wrong, the way a person is told. */
const verdictOf = (from: Schema.Constraint, to: Schema.Constraint): string => {
  const verdict = assignable(from, to)
  if (verdict._tag === "Fits") return "fits"
  const place = verdict.path.length === 0 ? "" : ` at ${formatPath(verdict.path)}`
  return `${verdict._tag === "DoesNotFit" ? "does not fit" : "undecided"}${place}: ${verdict.reason}`
}

interface Case {
  readonly name: string
  readonly a: Schema.Constraint
  readonly b: Schema.Constraint
  /** Of every value of `a` for `b`. */
  readonly forth: string
  /** Of every value of `b` for `a`. */
  readonly back: string
}

const check = (title: string, cases: ReadonlyArray<Case>) =>
  describe(`S29: ${title}`, () => {
    for (const { a, b, back, forth, name } of cases) {
      it(`S29: ${name}`, () => {
        assert.deepStrictEqual([verdictOf(a, b), verdictOf(b, a)], [forth, back])
      })
    }
  })

check("numbers", [
  {
    name: "an integer and a number",
    a: Schema.Int,
    b: Schema.Number,
    forth: "fits",
    back: "does not fit: number is not integer"
  },
  {
    name: "an integer and a finite number",
    a: Schema.Int,
    b: Schema.Finite,
    forth: "fits",
    back: "does not fit: finite number is not integer"
  },
  {
    name: "a finite number and a number",
    a: Schema.Finite,
    b: Schema.Number,
    forth: "fits",
    back: "does not fit: number is not finite number"
  },
  {
    name: "a narrow range and a wide one",
    a: between(1, 5),
    b: between(0, 10),
    forth: "fits",
    back: "does not fit: number between 0 and 10 is not number between 1 and 5"
  },
  {
    name: "ranges that overlap",
    a: between(0, 5),
    b: between(3, 10),
    forth: "does not fit: number between 0 and 5 is not number between 3 and 10",
    back: "does not fit: number between 3 and 10 is not number between 0 and 5"
  },
  {
    name: "ranges apart",
    a: between(0, 1),
    b: between(3, 10),
    forth: "does not fit: number between 0 and 1 is not number between 3 and 10",
    back: "does not fit: number between 3 and 10 is not number between 0 and 1"
  },
  {
    name: "open and closed ends",
    a: Schema.Number.check(Schema.isBetween({ minimum: 0, maximum: 1, exclusiveMaximum: true })),
    b: between(0, 1),
    forth: "fits",
    back: "does not fit: number between 0 and 1 is not number between 0 and 1 (excluded)"
  },
  {
    name: "above and at least",
    a: Schema.Number.check(Schema.isGreaterThan(0)),
    b: Schema.Number.check(Schema.isGreaterThanOrEqualTo(0)),
    forth: "fits",
    back: "does not fit: number greater than or equal to 0 is not number greater than 0"
  },
  {
    name: "whole numbers above 0 and from 1",
    a: Schema.Int.check(Schema.isGreaterThan(0)),
    b: Schema.Int.check(Schema.isGreaterThanOrEqualTo(1)),
    forth: "fits",
    back: "fits"
  },
  {
    name: "below: NaN is below everything",
    a: Schema.Number.check(Schema.isLessThan(10)),
    b: Schema.Finite,
    forth: "does not fit: number less than 10 is not finite number",
    back: "does not fit: finite number is not number less than 10"
  },
  {
    name: "a range is finite",
    a: between(0, 1),
    b: Schema.Finite,
    forth: "fits",
    back: "does not fit: finite number is not number between 0 and 1"
  },
  {
    name: "integers are safe",
    a: Schema.Int,
    b: Schema.Number.check(Schema.isBetween({ minimum: -(2 ** 53), maximum: 2 ** 53 })),
    forth: "fits",
    back: "does not fit: number between -9007199254740992 and 9007199254740992 is not integer"
  },
  {
    name: "groups of checks",
    a: Schema.Number.check(Schema.isInt32()),
    b: Schema.Int,
    forth: "fits",
    back: "does not fit: integer is not 32-bit integer"
  },
  {
    name: "multiples",
    a: Schema.Number.check(Schema.isMultipleOf(6)),
    b: Schema.Number.check(Schema.isMultipleOf(3)),
    forth: "fits",
    back: "does not fit: number that is a multiple of 3 is not number that is a multiple of 6"
  },
  {
    name: "multiples of several numbers",
    a: Schema.Number.check(Schema.isMultipleOf(2), Schema.isMultipleOf(3)),
    b: Schema.Number.check(Schema.isMultipleOf(6)),
    forth: "fits",
    back: "fits"
  },
  {
    name: "multiples in a range are integers",
    a: between(0, 100).check(Schema.isMultipleOf(5)),
    b: Schema.Int,
    forth: "fits",
    back: "does not fit: integer is not number between 0 and 100 and that is a multiple of 5"
  },
  {
    name: "few integers and literals",
    a: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 3 })),
    b: Schema.Literals([1, 2, 3]),
    forth: "fits",
    back: "fits"
  },
  {
    name: "bounds of bigints",
    a: Schema.BigInt.check(Schema.isGreaterThanBigInt(BigInt(0))),
    b: Schema.BigInt.check(Schema.isGreaterThanOrEqualToBigInt(BigInt(1))),
    forth: "fits",
    back: "fits"
  },
  {
    name: "a bigint and a number",
    a: Schema.BigInt,
    b: Schema.Number,
    forth: "does not fit: bigint is not number",
    back: "does not fit: number is not bigint"
  },
  {
    name: "bounds of dates",
    a: Schema.Date.check(Schema.isGreaterThanDate(new Date(1))),
    b: Schema.Date.check(Schema.isGreaterThanDate(new Date(0))),
    forth: "fits",
    back: "does not fit: Date greater than 1970-01-01T00:00:00.000Z is not Date greater than 1970-01-01T00:00:00.001Z"
  },
  {
    name: "checks of the same kind without data",
    a: Schema.Number.check(Schema.makeIsGreaterThan({ order: Order.Number })(1)),
    b: Schema.Number.check(Schema.makeIsGreaterThan({ order: Order.Number })(0)),
    forth: "undecided: whether number greater than 1 is number greater than 0 cannot be told",
    back: "undecided: whether number greater than 0 is number greater than 1 cannot be told"
  }
])

check("strings", [
  {
    name: "a string that is not empty",
    a: Schema.NonEmptyString,
    b: Schema.String,
    forth: "fits",
    back: "does not fit: string is not string with a length of at least 1"
  },
  {
    name: "lengths",
    a: Schema.String.check(Schema.isBetweenLength(2, 3)),
    b: Schema.String.check(Schema.isMaxLength(5)),
    forth: "fits",
    back: "does not fit: string with a length of at most 5 is not string with a length between 2 and 3"
  },
  {
    name: "long lengths",
    a: Schema.String.check(Schema.isMinLength(1000)),
    b: Schema.String.check(Schema.isMinLength(999)),
    forth: "fits",
    back: "does not fit: string with a length of at least 999 is not string with a length of at least 1000"
  },
  {
    name: "lengths and code points",
    a: Schema.String.check(Schema.isMaxCodePoints(2)),
    b: Schema.String.check(Schema.isMaxLength(4)),
    forth: "fits",
    back: "does not fit: string with a length of at most 4 is not string with at most 2 code points"
  },
  {
    name: "prefixes",
    a: Schema.String.check(Schema.isStartingWith("ab")),
    b: Schema.String.check(Schema.isStartingWith("a")),
    forth: "fits",
    back: "does not fit: string starting with \"a\" is not string starting with \"ab\""
  },
  {
    name: "a prefix is a part",
    a: Schema.String.check(Schema.isStartingWith("ab")),
    b: Schema.String.check(Schema.isIncluding("b")),
    forth: "fits",
    back: "does not fit: string including \"b\" is not string starting with \"ab\""
  },
  {
    name: "a suffix has a length",
    a: Schema.String.check(Schema.isEndingWith("abc")),
    b: Schema.String.check(Schema.isMinLength(3)),
    forth: "fits",
    back: "does not fit: string with a length of at least 3 is not string ending with \"abc\""
  },
  {
    name: "the same pattern",
    a: Schema.String.check(Schema.isPattern(/^a+$/)),
    b: Schema.String.check(Schema.isPattern(/^a+$/)),
    forth: "fits",
    back: "fits"
  },
  {
    name: "patterns that differ where it shows",
    a: Schema.String.check(Schema.isPattern(/^a+$/)),
    b: Schema.String.check(Schema.isPattern(/^b+$/)),
    forth: "does not fit: string matching the RegExp ^a+$ is not string matching the RegExp ^b+$",
    back: "does not fit: string matching the RegExp ^b+$ is not string matching the RegExp ^a+$"
  },
  {
    name: "patterns that differ where it does not show",
    a: Schema.String.check(Schema.isPattern(/^x+y$/)),
    b: Schema.String.check(Schema.isPattern(/^x+/)),
    forth: "undecided: whether string matching the RegExp ^x+y$ is string matching the RegExp ^x+ cannot be told",
    back: "does not fit: string matching the RegExp ^x+ is not string matching the RegExp ^x+y$"
  },
  {
    name: "identifiers",
    a: Schema.String.check(Schema.isUUID(4)),
    b: Schema.String.check(Schema.isUUID()),
    forth: "fits",
    back: "does not fit: UUID is not UUID v4"
  },
  {
    name: "identifiers have a length",
    a: Schema.String.check(Schema.isUUID()),
    b: Schema.String.check(Schema.isBetweenLength(36, 36)),
    forth: "fits",
    back: "does not fit: string with a length of 36 is not UUID"
  },
  {
    name: "cases",
    a: Schema.String.check(Schema.isUppercased()),
    b: Schema.String,
    forth: "fits",
    back: "does not fit: string is not string with all characters in uppercase"
  },
  {
    name: "a string and a number",
    a: Schema.String,
    b: Schema.Number,
    forth: "does not fit: string is not number",
    back: "does not fit: number is not string"
  }
])

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

check("classes", [
  {
    name: "a class and itself",
    a: Animal,
    b: Animal,
    forth: "fits",
    back: "fits"
  },
  {
    name: "a class and a struct of its fields",
    a: Animal,
    b: Schema.Struct({ name: Schema.String }),
    forth: "fits",
    back: "does not fit: { name } is not Animal"
  },
  {
    name: "a class and other fields",
    a: Animal,
    b: Schema.Struct({ name: Schema.Int }),
    forth: "does not fit at .name: string is not integer",
    back: "does not fit: { name } is not Animal"
  },
  {
    name: "a class and a field its schema does not have",
    a: Animal,
    b: Schema.Struct({ greeting: Schema.String }),
    forth: "undecided at .greeting: no schema says what greeting is, and string is wanted",
    back: "does not fit: { greeting } is not Animal"
  },
  {
    name: "a class that extends another",
    a: Dog,
    b: Animal,
    forth: "fits",
    back: "does not fit: Animal is not Dog"
  },
  {
    name: "a class like another",
    a: Plant,
    b: Animal,
    forth: "does not fit: Plant is not Animal",
    back: "does not fit: Animal is not Plant"
  },
  {
    name: "classes inside",
    a: Schema.Struct({ pets: Schema.Array(Dog) }),
    b: Schema.Struct({ pets: Schema.Array(Animal) }),
    forth: "fits",
    back: "does not fit at .pets[]: Animal is not Dog"
  },
  {
    name: "a class out of sight",
    a: Schema.suspend(() => Dog),
    b: Animal,
    forth: "undecided: whether Dog is Animal cannot be told",
    back: "does not fit: Animal is not Dog"
  },
  {
    name: "a class out of sight that has fewer fields",
    a: Schema.suspend(() => Animal),
    b: Dog,
    forth: "does not fit: Animal is not Dog",
    back: "fits"
  },
  {
    name: "an error and its fields",
    a: Failure,
    b: Schema.Struct({ _tag: Schema.Literal("Failure"), code: Schema.Int }),
    forth: "fits",
    back: "does not fit: { _tag, code } is not Failure"
  },
  {
    name: "an error of a class",
    a: Failure,
    b: Schema.ErrorInstance(),
    forth: "fits",
    back: "does not fit: Error is not Failure"
  },
  {
    name: "a class and a record",
    a: Animal,
    b: Schema.Record(Schema.String, Schema.String),
    forth: "undecided: an instance of a class may have more properties than its schema says",
    back: "does not fit: record of string to string is not Animal"
  }
])

check("declared types", [
  {
    name: "options",
    a: Schema.Option(Schema.Int),
    b: Schema.Option(Schema.Number),
    forth: "fits",
    back: "does not fit at <0>: number is not integer"
  },
  {
    name: "results",
    a: Schema.Result(Schema.Int, Schema.String),
    b: Schema.Result(Schema.Number, Schema.String),
    forth: "fits",
    back: "does not fit at <0>: number is not integer"
  },
  {
    name: "a result of nothing that fails with nothing has no value",
    a: Schema.Result(Schema.Never, Schema.Never),
    b: Schema.Literals(["ab", "b"]),
    forth: "fits",
    back: "does not fit: \"ab\" | \"b\" is not Result<never, never>"
  },
  {
    name: "maps",
    a: Schema.ReadonlyMap(Schema.String, Schema.Int),
    b: Schema.ReadonlyMap(Schema.String, Schema.Number),
    forth: "fits",
    back: "does not fit at <1>: number is not integer"
  },
  {
    name: "sets",
    a: Schema.ReadonlySet(Schema.Int),
    b: Schema.ReadonlySet(Schema.Number),
    forth: "fits",
    back: "does not fit at <0>: number is not integer"
  },
  {
    name: "sizes",
    a: Schema.ReadonlySet(Schema.Int).check(Schema.isMinSize(1)),
    b: Schema.ReadonlySet(Schema.Int),
    forth: "fits",
    back: "does not fit: ReadonlySet<integer> is not ReadonlySet<integer> with a size of at least 1"
  },
  {
    name: "of size 0 all are alike",
    a: Schema.ReadonlySet(Schema.Int).check(Schema.isMaxSize(0)),
    b: Schema.ReadonlySet(Schema.String),
    forth: "fits",
    back: "does not fit at <0>: string is not integer"
  },
  {
    name: "structs in options",
    a: Schema.Option(Schema.Struct({ price: Schema.String })),
    b: Schema.Option(Schema.Struct({ price: Schema.Number })),
    forth: "does not fit at <0>.price: string is not number",
    back: "does not fit at <0>.price: number is not string"
  },
  {
    name: "an option and a set",
    a: Schema.Option(Schema.Int),
    b: Schema.ReadonlySet(Schema.Int),
    forth: "does not fit: Option<integer> is not ReadonlySet<integer>",
    back: "does not fit: ReadonlySet<integer> is not Option<integer>"
  },
  {
    name: "a date and a string",
    a: Schema.Date,
    b: Schema.String,
    forth: "does not fit: Date is not string",
    back: "does not fit: string is not Date"
  },
  {
    name: "decoded to a date",
    a: Schema.DateFromString,
    b: Schema.Date,
    forth: "fits",
    back: "fits"
  },
  {
    name: "a duration and a date",
    a: Schema.Duration,
    b: Schema.Date,
    forth: "does not fit: Duration is not Date",
    back: "does not fit: Date is not Duration"
  },
  {
    name: "secrets",
    a: Schema.Redacted(Schema.Int),
    b: Schema.Redacted(Schema.Number),
    forth: "fits",
    back: "does not fit at <0>: number is not integer"
  },
  {
    name: "labels of secrets",
    a: Schema.Redacted(Schema.Int, { label: "key" }),
    b: Schema.Redacted(Schema.Int),
    forth: "fits",
    back: "does not fit: label of any kind is not \"key\""
  },
  {
    name: "time zones",
    a: Schema.TimeZoneNamed,
    b: Schema.TimeZone,
    forth: "fits",
    back: "does not fit: DateTime.TimeZone is not DateTime.TimeZone.Named"
  },
  {
    name: "an option and a struct",
    a: Schema.Option(Schema.Int),
    b: Schema.Struct({ value: Schema.Int }),
    forth: "does not fit at .value: may be absent in Option<integer>, but integer is required",
    back: "does not fit: { value } is not Option<integer>"
  },
  {
    name: "a type nobody can look into",
    a: Opaque,
    b: Schema.String,
    forth: "undecided: whether Opaque is string cannot be told",
    back: "undecided: whether string is Opaque cannot be told"
  },
  {
    name: "a type nobody can look into and itself",
    a: Opaque,
    b: Opaque,
    forth: "fits",
    back: "fits"
  },
  {
    name: "types that say what they are",
    a: box(Schema.Int),
    b: box(Schema.Number),
    forth: "fits",
    back: "undecided: whether Box is Box cannot be told"
  }
])

check("checks nobody can look into", [
  {
    name: "a check",
    a: Schema.String.check(short),
    b: Schema.String,
    forth: "fits",
    back: "undecided: whether string is string passing short cannot be told"
  },
  {
    name: "the same check",
    a: Schema.String.check(short),
    b: Schema.String.check(short),
    forth: "fits",
    back: "fits"
  },
  {
    name: "another check",
    a: Schema.String.check(short),
    b: Schema.String.check(Schema.makeFilter((text) => text.length < 9)),
    forth: "undecided: whether string passing short is string passing a custom check cannot be told",
    back: "undecided: whether string passing a custom check is string passing short cannot be told"
  },
  {
    name: "a check on another type",
    a: Schema.Number,
    b: Schema.String.check(short),
    forth: "does not fit: number is not string passing short",
    back: "does not fit: string passing short is not number"
  },
  {
    name: "a check besides one that says what it asks",
    a: Schema.String,
    b: Schema.String.check(short, Schema.isMinLength(1)),
    forth: "does not fit: string is not string passing short and with a length of at least 1",
    back: "fits"
  },
  {
    name: "checks that say they are the same",
    a: Schema.String.check(named(1)),
    b: Schema.String.check(named(1)),
    forth: "fits",
    back: "fits"
  },
  {
    name: "checks that say they are not",
    a: Schema.String.check(named(1)),
    b: Schema.String.check(named(2)),
    forth: "undecided: whether string passing under 1 is string passing under 2 cannot be told",
    back: "undecided: whether string passing under 2 is string passing under 1 cannot be told"
  },
  {
    name: "brands",
    a: Schema.String.pipe(Schema.brand("A")),
    b: Schema.String.pipe(Schema.brand("B")),
    forth: "fits",
    back: "fits"
  }
])

describe("S29: comparing", () => {
  it("S29: runs nobody's code", () => {
    const boom = (): never => assert.fail("called")
    const Checked = Schema.Struct({ a: Schema.String.check(Schema.makeFilter(boom)), b: Schema.Int })
    const Declared = Schema.declare((_: unknown): _ is string => boom())
    for (const schema of [Checked, Declared, Schema.String.check(Schema.makeFilter(boom))]) {
      assert.notStrictEqual(verdictOf(schema, Schema.Struct({ a: Schema.NonEmptyString, b: Schema.Number })), "fits")
      assert.notStrictEqual(verdictOf(Schema.Struct({ a: Schema.String, b: Schema.Int }), schema), "fits")
    }
  })

  it("S29: a recursive schema that cannot be read yet is undecided", () => {
    const early = Schema.suspend((): Schema.Codec<unknown> => later)
    assert.strictEqual(verdictOf(early, Schema.String), "undecided: a recursive schema cannot be read yet")
    const later = Schema.Int
    assert.strictEqual(verdictOf(Schema.suspend(() => later), Schema.Number), "fits")
  })

  it("S29: a union of very many members", () => {
    const names = Array.from({ length: 500 }, (_, index) => `name ${index}`)
    assert.strictEqual(verdictOf(Schema.Literals(names), Schema.Literals(names.toReversed())), "fits")
    assert.strictEqual(
      verdictOf(Schema.Literals([...names, "other"]), Schema.Literals(names)),
      "does not fit: \"other\" is not \"name 0\" | \"name 1\" | \"name 2\" | \"name 3\" | …"
    )
  })

  it("S29: a union of very many structs, told apart by a literal", () => {
    const events = (count: number, value: Schema.Constraint) =>
      Schema.Union(
        Array.from({ length: count }, (_, index) => Schema.Struct({ kind: Schema.Literal(`kind ${index}`), value }))
      )
    assert.strictEqual(verdictOf(events(200, Schema.Int), events(201, Schema.Number)), "fits")
    assert.strictEqual(
      verdictOf(events(200, Schema.Number), events(200, Schema.Int)),
      "does not fit at .value: number is not integer"
    )
    assert.strictEqual(
      verdictOf(events(201, Schema.Int), events(200, Schema.Int)),
      "does not fit at .kind: \"kind 200\" is not \"kind 0\" | \"kind 1\" | \"kind 2\" | \"kind 3\" | …"
    )
  })

  it("S29: unions of very many strings", () => {
    const union = (make: (index: number) => Schema.Constraint) =>
      Schema.Union(Array.from({ length: 150 }, (_, at) => make(at)))
    const starting = (begin: string) => union((at) => Schema.String.check(Schema.isStartingWith(`${begin}${at}`)))
    const template = (end: string) => union((at) => Schema.TemplateLiteral([Schema.String, `-${at}${end}`]))
    assert.strictEqual(verdictOf(starting("a"), starting("a")), "fits")
    assert.match(verdictOf(starting("a"), starting("b")), /^does not fit: string starting with "a0" is not .* \| …$/)
    assert.match(verdictOf(Schema.String, template("x")), /^does not fit: string is not .* \| …$/)
  })

  it("S29: recursion through several schemas at once", () => {
    const make = (leaf: Schema.Codec<unknown>) => {
      const expression: Schema.Codec<unknown> = Schema.Union([
        leaf,
        Schema.Struct({ op: Schema.Literal("add"), of: Schema.Array(Schema.suspend(() => operation)) }),
        Schema.Struct({ op: Schema.Literal("not"), of: Schema.suspend(() => expression) })
      ])
      const operation: Schema.Codec<unknown> = Schema.Struct({
        left: Schema.suspend(() => expression),
        right: Schema.optionalKey(Schema.suspend(() => operation))
      })
      return operation
    }
    assert.strictEqual(verdictOf(make(Schema.Int), make(Schema.Number)), "fits")
    assert.strictEqual(verdictOf(make(Schema.Number), make(Schema.Int)), "does not fit at .left: number is not integer")
  })

  it("S29: paths", () => {
    assert.strictEqual(
      formatPath([
        "price",
        0,
        "a b",
        "",
        "naïve",
        Symbol("s"),
        -1,
        { _tag: "Each" },
        { _tag: "TypeParameter", index: 1 }
      ]),
      ".price[0][\"a b\"][\"\"].naïve[Symbol(s)][-1][]<1>"
    )
    assert.strictEqual(formatPath([]), "")
  })
})
