// Guesses at the values of a shape.
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { names } from "./random-shapes.ts"
import { below, chance, pick, type Random } from "./random.ts"
import { Animal, Color, Dog, Failure, Plant, symbols, toSchema } from "./schemas.ts"
import { type Check, type Shape } from "./shapes.ts"

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
