import * as Order from "effect/Order"
import * as Schema from "effect/Schema"
import { between, check } from "./cases.ts"

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
