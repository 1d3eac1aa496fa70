/** Schemas as data that can be made at random, changed a little, and asked for values: the raw material of a property. */
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

/** Numbers from 0 up to, not including, 1, the same for the same seed. */
export type Random = () => number

export const makeRandom = (seed: number): Random => {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const below = (random: Random, count: number): number => Math.floor(random() * count)
const pick = <A>(random: Random, of: ReadonlyArray<A>): A => of[below(random, of.length)]!
const chance = (random: Random, of: number): boolean => random() < of

export type Check =
  | { readonly name: "int" | "finite" | "unique" }
  | { readonly name: "between"; readonly min: number; readonly max: number; readonly open: boolean }
  | { readonly name: "atLeast" | "above" | "atMost" | "under" | "multiple"; readonly value: number }
  | { readonly name: "minLength" | "maxLength" | "minPoints" | "maxPoints"; readonly value: number }
  | { readonly name: "starts" | "ends" | "includes"; readonly text: string }
  | { readonly name: "pattern"; readonly source: string }
  | { readonly name: "custom"; readonly which: number }

export interface Field {
  readonly name: string
  readonly shape: Shape
  readonly presence: "required" | "optionalKey" | "optional"
}

export type Shape =
  | {
    readonly kind: "number" | "string" | "bigint" | "date" | "array"
    readonly checks: ReadonlyArray<Check>
    readonly item?: Shape
  }
  | {
    readonly kind:
      | "boolean"
      | "null"
      | "undefined"
      | "symbol"
      | "unknown"
      | "any"
      | "never"
      | "void"
      | "object"
      | "json"
      | "enum"
      | "duration"
  }
  | { readonly kind: "literals"; readonly values: ReadonlyArray<string | number | bigint | boolean> }
  | { readonly kind: "uniqueSymbol" | "class" | "opaque"; readonly which: number }
  | { readonly kind: "template"; readonly parts: ReadonlyArray<string | Shape> }
  | { readonly kind: "struct"; readonly fields: ReadonlyArray<Field>; readonly custom?: number | undefined }
  | { readonly kind: "record"; readonly key: Shape; readonly item: Shape; readonly fields: ReadonlyArray<Field> }
  | {
    readonly kind: "tuple"
    readonly elements: ReadonlyArray<Shape>
    readonly optional: ReadonlyArray<Shape>
    readonly rest: ReadonlyArray<Shape>
  }
  | { readonly kind: "union"; readonly members: ReadonlyArray<Shape>; readonly mode: "anyOf" | "oneOf" }
  | { readonly kind: "option" | "set" | "redacted"; readonly item: Shape }
  | { readonly kind: "map" | "result"; readonly key: Shape; readonly item: Shape }
  | { readonly kind: "list"; readonly item: Shape; readonly isTree: boolean }

// ---- what shapes stand for

enum Color {
  Red = "red",
  Green = "green",
  Blue = 3
}

class Animal extends Schema.Class<Animal>("Animal")({ name: Schema.String }) {}
class Dog extends Animal.extend<Dog>("Dog")({ tricks: Schema.Int }) {}
class Plant extends Schema.Class<Plant>("Plant")({ name: Schema.String }) {}
class Failure extends Schema.TaggedError<Failure>()("Failure", { code: Schema.Int }) {}
const classes = [Animal, Dog, Plant, Failure]

const symbols = [Symbol.for("a"), Symbol.for("b")]

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

// ---- shapes at random

const smallNumber = (random: Random): number => below(random, 8) - 2

const numberCheck = (random: Random, kind: "number" | "bigint" | "date"): Check => {
  const least = smallNumber(random)
  const bound: Check = pick<Check>(random, [
    { name: "between", min: least, max: least + below(random, 5), open: chance(random, 0.3) },
    { name: pick(random, ["atLeast", "above", "atMost", "under"]), value: smallNumber(random) }
  ])
  if (kind !== "number") return bound
  return pick<Check>(random, [
    bound,
    bound,
    { name: pick(random, ["int", "int", "finite"]) },
    { name: "multiple", value: pick(random, [1, 2, 3, 4, 6, 0.5]) },
    { name: "custom", which: below(random, 2) }
  ])
}

const stringCheck = (random: Random): Check =>
  pick<Check>(random, [
    { name: "minLength", value: below(random, 4) },
    { name: "maxLength", value: below(random, 5) },
    { name: pick(random, ["minPoints", "maxPoints"]), value: below(random, 4) },
    { name: "starts", text: pick(random, ["a", "ab", "b"]) },
    { name: "ends", text: pick(random, ["a", "b", "1"]) },
    { name: "includes", text: pick(random, ["a", "ab"]) },
    { name: "pattern", source: pick(random, ["^a*$", "^[a-z]+$", "^\\d+$"]) },
    { name: "custom", which: below(random, 2) }
  ])

const arrayCheck = (random: Random): Check =>
  pick<Check>(random, [
    { name: "minLength", value: below(random, 3) },
    { name: "maxLength", value: below(random, 4) },
    { name: "unique" }
  ])

const some = <A>(random: Random, most: number, make: (random: Random) => A): ReadonlyArray<A> =>
  Array.from({ length: below(random, most + 1) }, () => make(random))

const literal = (random: Random): string | number | boolean | bigint =>
  pick(random, ["a", "b", "ab", "", "1", 0, 1, 2, true, false, BigInt(1)])

const template = (random: Random): Shape => ({
  kind: "template",
  parts: Array.from({ length: 1 + below(random, 3) }, () =>
    pick<() => string | Shape>(random, [
      () => pick(random, ["a", "b", "1", "-"]),
      () => ({ kind: "string", checks: chance(random, 0.3) ? [{ name: "minLength", value: 1 }] : [] }),
      () => ({ kind: "number", checks: chance(random, 0.3) ? [{ name: "int" }] : [] }),
      () => ({ kind: "bigint", checks: [] }),
      () => ({ kind: "literals", values: ["a", "b", 1] })
    ])())
})

const leaf = (random: Random): Shape =>
  pick<() => Shape>(random, [
    () => ({ kind: "number", checks: some(random, 2, (random) => numberCheck(random, "number")) }),
    () => ({ kind: "number", checks: some(random, 2, (random) => numberCheck(random, "number")) }),
    () => ({ kind: "string", checks: some(random, 2, stringCheck) }),
    () => ({ kind: "string", checks: some(random, 2, stringCheck) }),
    () => ({ kind: "bigint", checks: some(random, 2, (random) => numberCheck(random, "bigint")) }),
    () => ({ kind: "date", checks: some(random, 2, (random) => numberCheck(random, "date")) }),
    () => ({ kind: "boolean" }),
    () => ({ kind: pick(random, ["null", "undefined", "symbol", "enum", "duration"]) }),
    () => ({ kind: pick(random, ["unknown", "any", "void", "object", "json", "never"]) }),
    () => ({ kind: "literals", values: [literal(random), ...some(random, 2, literal)] }),
    () => ({ kind: "literals", values: [literal(random), ...some(random, 2, literal)] }),
    () => ({ kind: "uniqueSymbol", which: below(random, 2) }),
    () => ({ kind: "class", which: below(random, classes.length) }),
    () => ({ kind: "opaque", which: below(random, 2) }),
    () => template(random)
  ])()

const names = ["a", "b", "c", "_tag"]

const fields = (random: Random, depth: number): ReadonlyArray<Field> =>
  names.filter(() => chance(random, 0.5)).map((name) => field(random, depth, name))

const field = (random: Random, depth: number, name: string): Field => ({
  name,
  shape: name === "_tag" ? { kind: "literals", values: [pick(random, ["a", "b"])] } : makeShape(random, depth - 1),
  presence: name === "_tag" ? "required" : pick(random, ["required", "required", "optionalKey", "optional"])
})

const recordKey = (random: Random): Shape =>
  pick<Shape>(random, [
    { kind: "string", checks: [] },
    { kind: "string", checks: [{ name: "starts", text: "a" }] },
    { kind: "symbol" },
    { kind: "number", checks: [] },
    { kind: "template", parts: ["a", { kind: "string", checks: [] }] },
    { kind: "literals", values: ["a", "b"] }
  ])

export const makeShape = (random: Random, depth: number): Shape => {
  const item = (random: Random): Shape => makeShape(random, depth - 1)
  if (depth <= 0 || chance(random, 0.25)) return leaf(random)
  return pick<() => Shape>(random, [
    () => ({
      kind: "struct",
      fields: fields(random, depth),
      custom: chance(random, 0.05) ? below(random, 2) : undefined
    }),
    () => ({ kind: "struct", fields: fields(random, depth) }),
    () => ({ kind: "struct", fields: fields(random, depth) }),
    () => ({
      kind: "record",
      key: recordKey(random),
      item: item(random),
      // A field besides has to be of a type the record allows, or there is no value.
      fields: []
    }),
    () => ({ kind: "array", item: item(random), checks: some(random, 2, arrayCheck) }),
    () => ({ kind: "array", item: item(random), checks: some(random, 2, arrayCheck) }),
    () => {
      const optional = some(random, 1, item)
      const rest = chance(random, 0.5) ? [] : [item(random), ...(optional.length === 0 ? some(random, 1, item) : [])]
      return { kind: "tuple", elements: some(random, 2, item), optional, rest }
    },
    () => ({
      kind: "union",
      members: [item(random), item(random), ...some(random, 1, item)],
      mode: chance(random, 0.1) ? "oneOf" : "anyOf"
    }),
    () => ({
      kind: "union",
      members: ["a", "b"].map((tag): Shape => ({
        kind: "struct",
        fields: [
          { name: "_tag", shape: { kind: "literals", values: [tag] }, presence: "required" },
          field(random, depth, "a")
        ]
      })),
      mode: "anyOf"
    }),
    () => ({ kind: pick(random, ["option", "set", "redacted"]), item: item(random) }),
    () => ({ kind: pick(random, ["map", "result"]), key: item(random), item: item(random) }),
    () => ({ kind: "list", item: item(random), isTree: chance(random, 0.5) })
  ])()
}

// ---- shapes changed

const replaceAt = <A>(values: ReadonlyArray<A>, index: number, change: (value: A) => A): ReadonlyArray<A> =>
  values.map((value, at) => at === index ? change(value) : value)

const without = <A>(values: ReadonlyArray<A>, index: number): ReadonlyArray<A> => values.filter((_, at) => at !== index)

const changeChecks = (
  random: Random,
  checks: ReadonlyArray<Check>,
  make: (random: Random) => Check
): ReadonlyArray<Check> => {
  const index = below(random, checks.length)
  return pick<() => ReadonlyArray<Check>>(random, [
    () => [...checks, make(random)],
    () => without(checks, index),
    () =>
      replaceAt(checks, index, (check) => {
        const by = pick(random, [-1, 1])
        return "value" in check && check.name !== "multiple"
          ? {
            ...check,
            value: Math.max(check.name.endsWith("th") || check.name.endsWith("ts") ? 0 : -9, check.value + by)
          }
          : check.name === "between"
          ? pick<Check>(random, [{ ...check, max: check.max + 1 }, { ...check, min: check.min - 1 }, {
            ...check,
            open: !check.open
          }])
          : check
      })
  ])()
}

const changeFields = (random: Random, fields: ReadonlyArray<Field>): ReadonlyArray<Field> => {
  const index = below(random, fields.length)
  const free = names.filter((name) => !fields.some((field) => field.name === name))
  return pick<() => ReadonlyArray<Field>>(random, [
    () => without(fields, index),
    () => free.length === 0 ? fields : [...fields, field(random, 1, pick(random, free))],
    () => free.length === 0 ? fields : replaceAt(fields, index, (field) => ({ ...field, name: pick(random, free) })),
    () =>
      replaceAt(
        fields,
        index,
        (field) => ({ ...field, presence: pick(random, ["required", "optionalKey", "optional"]) })
      ),
    () => fields.toReversed()
  ])()
}

/** The same shape, changed in itself. */
const changeHere = (random: Random, shape: Shape): Shape => {
  switch (shape.kind) {
    case "number":
    case "bigint":
    case "date": {
      const { kind } = shape
      return { ...shape, checks: changeChecks(random, shape.checks, (random) => numberCheck(random, kind)) }
    }
    case "string":
      return { ...shape, checks: changeChecks(random, shape.checks, stringCheck) }
    case "array":
      return { ...shape, checks: changeChecks(random, shape.checks, arrayCheck) }
    case "literals":
      return { ...shape, values: chance(random, 0.5) ? [...shape.values, literal(random)] : [shape.values[0]!] }
    case "template":
      return chance(random, 0.5) ? template(random) : { kind: "string", checks: some(random, 1, stringCheck) }
    case "struct":
      return chance(random, 0.1)
        ? { kind: "record", key: { kind: "string", checks: [] }, item: makeShape(random, 1), fields: [] }
        : { ...shape, fields: changeFields(random, shape.fields) }
    case "record":
      return { ...shape, key: recordKey(random) }
    case "tuple":
      return pick<Shape>(random, [
        { ...shape, elements: [...shape.elements, makeShape(random, 1)] },
        { ...shape, elements: shape.elements.slice(0, -1) },
        { ...shape, rest: shape.rest.length === 0 ? [makeShape(random, 1)] : [] },
        { kind: "array", item: shape.elements[0] ?? makeShape(random, 1), checks: [] }
      ])
    case "union":
      return chance(random, 0.5)
        ? { ...shape, members: [...shape.members, makeShape(random, 1)] }
        : { ...shape, members: shape.members.slice(0, Math.max(1, shape.members.length - 1)) }
    case "list":
      return { ...shape, isTree: !shape.isTree }
    default:
      return shape
  }
}

/** The same shape with a change in one of its parts. */
const changeInside = (random: Random, shape: Shape): Shape => {
  const change = (part: Shape): Shape => changeShape(random, part)
  const changeField = (field: Field): Field => ({ ...field, shape: change(field.shape) })
  switch (shape.kind) {
    case "array":
      return { ...shape, item: change(shape.item!) }
    case "struct":
      return { ...shape, fields: replaceAt(shape.fields, below(random, shape.fields.length), changeField) }
    case "record":
    case "option":
    case "set":
    case "redacted":
    case "list":
      return { ...shape, item: change(shape.item) }
    case "map":
    case "result":
      return chance(random, 0.5) ? { ...shape, item: change(shape.item) } : { ...shape, key: change(shape.key) }
    case "tuple":
      return chance(random, 0.5) || shape.rest.length === 0
        ? { ...shape, elements: replaceAt(shape.elements, below(random, shape.elements.length), change) }
        : { ...shape, rest: replaceAt(shape.rest, below(random, shape.rest.length), change) }
    case "union":
      return { ...shape, members: replaceAt(shape.members, below(random, shape.members.length), change) }
    default:
      return changeHere(random, shape)
  }
}

/** Wider, narrower, renamed, optional, required, differently checked, or something else altogether. */
export const changeShape = (random: Random, shape: Shape): Shape =>
  pick<() => Shape>(random, [
    () => changeInside(random, shape),
    () => changeInside(random, shape),
    () => changeInside(random, shape),
    () => changeHere(random, shape),
    () => changeHere(random, shape),
    () => ({ kind: "union", members: [shape, makeShape(random, 1)], mode: "anyOf" }),
    () => shape.kind === "union" ? pick(random, shape.members) : shape,
    () => chance(random, 0.3) ? makeShape(random, 1) : shape
  ])()

// ---- parts of shapes

const isShape = (value: object): value is Shape => "kind" in value

/** The shape and everything it is made of. */
export const partsOf = (value: unknown): ReadonlyArray<Shape> => {
  if (typeof value !== "object" || value === null) return []
  return [...(isShape(value) ? [value] : []), ...Object.values(value).flatMap(partsOf)]
}

/**
 * Does it take more than the schema says in data to tell which values there are: a regular expression, a function, a
 * union that takes exactly one member, a count of all the different elements there can be?
 */
export const hasHiddenCheck = (shape: Shape): boolean =>
  ("checks" in shape &&
    shape.checks.some(({ name }) => name === "pattern" || name === "custom" || name === "unique")) ||
  ("custom" in shape && shape.custom !== undefined) || ("mode" in shape && shape.mode === "oneOf")

// ---- values of shapes

/** Numbers at which two shapes may differ: their bounds, as values and as lengths. */
export const marksOf = (shape: unknown): ReadonlyArray<number> => {
  if (typeof shape === "number") return [shape]
  return typeof shape === "object" && shape !== null ? Object.values(shape).flatMap(marksOf) : []
}

const texts = ["", "a", "b", "ab", "abc", "ba", "a1", "1", "12", "aé", "😀", "a😀", "A", " "]

const aText = (random: Random, marks: ReadonlyArray<number>): string =>
  Array.from(
    {
      length: chance(random, 0.3)
        ? Math.max(0, Math.min(8, pick(random, [0, ...marks]) + below(random, 3) - 1))
        : below(random, 3)
    },
    () => pick(random, texts)
  ).join("")

const aNumber = (random: Random, marks: ReadonlyArray<number>): number =>
  chance(random, 0.1)
    ? pick(random, [Number.NaN, Infinity, -Infinity, 1e300, 2 ** 53, 1e-9])
    : pick(random, [0, 1, ...marks]) * pick(random, [1, 1, 1, 2, 3]) +
      pick(random, [0, 0, 0, 1, -1, 0.5, -0.5, 6, 100, -100, random()])

/** A part of a template as text; a number in one of the ways it may be written. */
const spell = (random: Random, part: unknown): string =>
  typeof part === "number" && Number.isInteger(part) && chance(random, 0.3)
    ? pick(random, [`+${Math.abs(part)}`, `${part}.0`, `${part}e0`])
    : String(part)

/** A guess at a value, near the marks: often, not always, one of the shape's. */
export const guess = (random: Random, shape: Shape, marks: ReadonlyArray<number>, depth = 0): unknown => {
  const of = (shape: Shape): unknown => guess(random, shape, marks, depth + 1)
  const many = (shape: Shape): ReadonlyArray<unknown> => {
    const values = depth > 6 ? [] : Array.from({ length: below(random, 5) }, () => of(shape))
    return chance(random, 0.2) ? values.map(() => values[0]) : values
  }
  switch (shape.kind) {
    case "number":
      return aNumber(random, marks)
    case "string": {
      const has = (name: Check["name"]): string =>
        shape.checks.flatMap((check) => check.name === name && "text" in check ? [check.text] : []).join("")
      const text = aText(random, marks)
      // Units of one kind, as the patterns ask for.
      if (chance(random, 0.3)) return pick(random, ["a", "b", "1", String(below(random, 10))]).repeat(text.length)
      return chance(random, 0.6) ? has("starts") + has("includes") + text + has("ends") : text
    }
    case "bigint":
      return BigInt(Math.floor(pick(random, [0, ...marks])) + below(random, 5) - 2)
    case "date":
      return new Date(Math.floor(pick(random, [0, ...marks])) + below(random, 5) - 2)
    case "array":
      return many(shape.item!)
    case "boolean":
      return chance(random, 0.5)
    case "null":
      return null
    case "undefined":
      return undefined
    case "void":
      return undefined
    case "symbol":
      return pick(random, [...symbols, Symbol.for("c")])
    case "enum":
      return pick(random, Object.values(Color).filter((value) => value !== "Blue"))
    case "duration":
      return Duration.seconds(below(random, 3))
    case "unknown":
    case "any":
    case "object":
      return pick<unknown>(random, [
        0,
        1.5,
        Number.NaN,
        "",
        "a",
        true,
        null,
        undefined,
        {},
        [],
        symbols[0],
        BigInt(1),
        () => {},
        new Date(0)
      ])
    case "json":
      return pick<unknown>(random, [0, 1.5, "", "a", true, false, null, {}, [], [1], { a: "a" }, ["a", null]])
    case "literals":
      return pick(random, shape.values)
    case "uniqueSymbol":
      return symbols[shape.which]
    case "class":
      return shape.which === 1
        ? new Dog({ name: aText(random, marks), tricks: 1 })
        : shape.which === 3
        ? new Failure({ code: 1 })
        : new (shape.which === 0 ? Animal : Plant)({ name: aText(random, marks) })
    case "opaque":
      return chance(random, 0.5) ? aNumber(random, marks) : aText(random, marks)
    case "template":
      return shape.parts.map((part) => typeof part === "string" ? part : spell(random, of(part))).join("")
    case "struct":
      // To Effect a struct without fields is everything but nothing.
      if (shape.fields.length === 0) return pick<unknown>(random, [{}, {}, [], "a", 1, true, () => {}])
      return Object.fromEntries(
        shape.fields.flatMap(({ name, presence, shape }) =>
          presence !== "required" && chance(random, 0.4)
            ? presence === "optional" && chance(random, 0.3) ? [[name, undefined]] : []
            : [[name, of(shape)]]
        )
      )
    case "record": {
      // Only names the record is for: what a schema does not speak of is not there.
      const isKey = Schema.is(toSchema(shape.key))
      const keys = [...many(shape.key), ...(chance(random, 0.5) ? [pick(random, names)] : [])]
      const named = shape.key.kind === "literals" ? shape.key.values : keys.filter(isKey)
      return Object.fromEntries(named.map((name) => [name, of(shape.item)]))
    }
    case "tuple": {
      const [rest, ...tail] = shape.rest
      const optional = shape.optional.slice(0, below(random, shape.optional.length + 1))
      const repeated = rest === undefined || optional.length < shape.optional.length ? [] : many(rest)
      return [...shape.elements.map(of), ...optional.map(of), ...repeated, ...tail.map(of)]
    }
    case "union":
      return of(pick(random, shape.members))
    case "option":
      return chance(random, 0.3) ? Option.none() : Option.some(of(shape.item))
    case "set":
      return new Set(many(shape.item))
    case "redacted":
      return Redacted.make(of(shape.item))
    case "map":
      return new Map(many(shape.key).map((key) => [key, of(shape.item)]))
    case "result":
      return chance(random, 0.5) ? Result.succeed(of(shape.item)) : Result.fail(of(shape.key))
    case "list": {
      if (shape.isTree) return { item: of(shape.item), children: depth > 4 || chance(random, 0.5) ? [] : [of(shape)] }
      return depth > 4 || chance(random, 0.3) ? null : { item: of(shape.item), next: of(shape) }
    }
  }
}
