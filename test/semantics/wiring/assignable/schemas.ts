// The schemas of shapes.
import * as Schema from "effect/Schema"
import { type Check, type Field, type Shape } from "./shapes.ts"

export enum Color {
  Red = "red",
  Green = "green",
  Blue = 3
}

export class Animal extends Schema.Class<Animal>("Animal")({ name: Schema.String }) {}
export class Dog extends Animal.extend<Dog>("Dog")({ tricks: Schema.Int }) {}
export class Plant extends Schema.Class<Plant>("Plant")({ name: Schema.String }) {}
export class Failure extends Schema.TaggedError<Failure>()("Failure", { code: Schema.Int }) {}
export const classes = [Animal, Dog, Plant, Failure]

export const symbols = [Symbol.for("a"), Symbol.for("b")]

/** How much there is in a value, roughly: a number that is now even and now odd, now large and now small. */
const amount = (value: unknown): number => {
  switch (typeof value) {
    case "string":
      return value.length
    case "object":
      return value === null ? 0 : Object.values(value).reduce((sum: number, part) => sum + amount(part), 1)
    default:
      return typeof value === "number" || typeof value === "bigint" ? Math.abs(Math.round(Number(value))) % 10 : 1
  }
}

const customs = [
  Schema.makeFilter((value: unknown) => amount(value) % 2 === 0, { identifier: "even" }),
  Schema.makeFilter((value: unknown) => amount(value) < 5, { identifier: "short" })
]

const opaques = [
  Schema.declare((value): value is number => typeof value === "number" && value > 2),
  Schema.declare((value): value is string => typeof value === "string")
]

const toCheck = (kind: Shape["kind"], check: Check) => {
  switch (check.name) {
    case "int":
      return Schema.isInt()
    case "finite":
      return Schema.isFinite()
    case "unique":
      return Schema.isUnique()
    case "between": {
      const flags = check.open ? { exclusiveMinimum: true, exclusiveMaximum: true } : {}
      if (kind === "bigint") {
        return Schema.isBetweenBigInt({ minimum: BigInt(check.min), maximum: BigInt(check.max), ...flags })
      }
      return kind === "date"
        ? Schema.isBetweenDate({ minimum: new Date(check.min), maximum: new Date(check.max), ...flags })
        : Schema.isBetween({ minimum: check.min, maximum: check.max, ...flags })
    }
    case "atLeast":
      return kind === "bigint"
        ? Schema.isGreaterThanOrEqualToBigInt(BigInt(check.value))
        : kind === "date"
        ? Schema.isGreaterThanOrEqualToDate(new Date(check.value))
        : Schema.isGreaterThanOrEqualTo(check.value)
    case "above":
      return kind === "bigint"
        ? Schema.isGreaterThanBigInt(BigInt(check.value))
        : kind === "date"
        ? Schema.isGreaterThanDate(new Date(check.value))
        : Schema.isGreaterThan(check.value)
    case "atMost":
      return kind === "bigint"
        ? Schema.isLessThanOrEqualToBigInt(BigInt(check.value))
        : kind === "date"
        ? Schema.isLessThanOrEqualToDate(new Date(check.value))
        : Schema.isLessThanOrEqualTo(check.value)
    case "under":
      return kind === "bigint"
        ? Schema.isLessThanBigInt(BigInt(check.value))
        : kind === "date"
        ? Schema.isLessThanDate(new Date(check.value))
        : Schema.isLessThan(check.value)
    case "multiple":
      return Schema.isMultipleOf(check.value)
    case "minLength":
      return Schema.isMinLength(check.value)
    case "maxLength":
      return Schema.isMaxLength(check.value)
    case "minPoints":
      return Schema.isMinCodePoints(check.value)
    case "maxPoints":
      return Schema.isMaxCodePoints(check.value)
    case "starts":
      return Schema.isStartingWith(check.text)
    case "ends":
      return Schema.isEndingWith(check.text)
    case "includes":
      return Schema.isIncluding(check.text)
    case "pattern":
      return Schema.isPattern(new RegExp(check.source))
    case "custom":
      return customs[check.which]!
  }
}

/** Schemas of unknown type: what they are of is only known to the shapes. */
type AnySchema = Schema.Codec<unknown>

const checked = (schema: unknown, kind: Shape["kind"], checks: ReadonlyArray<Check>): AnySchema =>
  checks.reduce(
    // Which check goes with which schema is for the shapes to know.
    (schema, check) => schema.check(toCheck(kind, check) as never),
    schema as AnySchema
  )

const toFields = (fields: ReadonlyArray<Field>): Record<string, AnySchema> =>
  Object.fromEntries(fields.map(({ name, presence, shape }) => {
    const schema = toSchema(shape)
    const field = presence === "required"
      ? schema
      : presence === "optional"
      ? Schema.optional(schema)
      : Schema.optionalKey(schema)
    return [name, field as unknown as AnySchema]
  }))

export const toSchema = (shape: Shape): AnySchema => build(shape) as AnySchema

const build = (shape: Shape): unknown => {
  switch (shape.kind) {
    case "number":
      return checked(Schema.Number, shape.kind, shape.checks)
    case "string":
      return checked(Schema.String, shape.kind, shape.checks)
    case "bigint":
      return checked(Schema.BigInt, shape.kind, shape.checks)
    case "date":
      return checked(Schema.Date, shape.kind, shape.checks)
    case "array":
      return checked(Schema.Array(toSchema(shape.item!)), shape.kind, shape.checks)
    case "boolean":
      return Schema.Boolean
    case "null":
      return Schema.Null
    case "undefined":
      return Schema.Undefined
    case "symbol":
      return Schema.Symbol
    case "unknown":
      return Schema.Unknown
    case "any":
      return Schema.Any
    case "never":
      return Schema.Never
    case "void":
      return Schema.Void
    case "object":
      return Schema.ObjectKeyword
    case "json":
      return Schema.Json
    case "duration":
      return Schema.Duration
    case "enum":
      return Schema.Enum(Color)
    case "literals":
      return Schema.Literals(shape.values)
    case "uniqueSymbol":
      return Schema.UniqueSymbol(symbols[shape.which]!)
    case "class":
      return classes[shape.which]
    case "opaque":
      return opaques[shape.which]
    case "template":
      return Schema.TemplateLiteral(shape.parts.map((part) => typeof part === "string" ? part : build(part)) as never)
    case "struct": {
      const struct = Schema.Struct(toFields(shape.fields))
      return shape.custom === undefined ? struct : struct.check(customs[shape.custom]!)
    }
    case "record": {
      const record = Schema.Record(build(shape.key) as typeof Schema.String, toSchema(shape.item))
      return shape.fields.length === 0 ? record : Schema.StructWithRest(Schema.Struct(toFields(shape.fields)), [record])
    }
    case "tuple": {
      const elements = [
        ...shape.elements.map(toSchema),
        ...shape.optional.map((item) => Schema.optionalKey(toSchema(item)))
      ]
      const tuple = Schema.Tuple(elements)
      return shape.rest.length === 0 ? tuple : Schema.TupleWithRest(tuple, shape.rest.map(toSchema) as never)
    }
    case "union":
      return Schema.Union(shape.members.map(toSchema), { mode: shape.mode })
    case "option":
      return Schema.Option(toSchema(shape.item))
    case "set":
      return Schema.ReadonlySet(toSchema(shape.item))
    case "redacted":
      return Schema.Redacted(toSchema(shape.item))
    case "map":
      return Schema.ReadonlyMap(toSchema(shape.key), toSchema(shape.item))
    case "result":
      return Schema.Result(toSchema(shape.item), toSchema(shape.key))
    case "list": {
      const item = toSchema(shape.item)
      const self: AnySchema = Schema.suspend((): AnySchema => node)
      const node: AnySchema = shape.isTree
        ? Schema.Struct({ item, children: Schema.Array(self) }) as unknown as AnySchema
        : Schema.NullOr(Schema.Struct({ item, next: self })) as unknown as AnySchema
      return node
    }
  }
}
