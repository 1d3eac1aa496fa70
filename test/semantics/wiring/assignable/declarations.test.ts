import * as Schema from "effect/Schema"
import { Animal, box, check, Dog, Failure, named, Opaque, Plant, short } from "./cases.ts"

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
