import * as Schema from "effect/Schema"
import { check } from "./cases.ts"

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
