// Shapes at random.
import { below, chance, pick, type Random, some } from "./random.ts"
import { classes } from "./schemas.ts"
import { type Check, type Field, type Shape } from "./shapes.ts"

const smallNumber = (random: Random): number => below(random, 8) - 2

export const numberCheck = (random: Random, kind: "number" | "bigint" | "date"): Check => {
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

export const stringCheck = (random: Random): Check =>
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

export const arrayCheck = (random: Random): Check =>
  pick<Check>(random, [
    { name: "minLength", value: below(random, 3) },
    { name: "maxLength", value: below(random, 4) },
    { name: "unique" }
  ])

export const literal = (random: Random): string | number | boolean | bigint =>
  pick(random, ["a", "b", "ab", "", "1", 0, 1, 2, true, false, BigInt(1)])

export const template = (random: Random): Shape => ({
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

export const names = ["a", "b", "c", "_tag"]

const fields = (random: Random, depth: number): ReadonlyArray<Field> =>
  names.filter(() => chance(random, 0.5)).map((name) => field(random, depth, name))

export const field = (random: Random, depth: number, name: string): Field => ({
  name,
  shape: name === "_tag" ? { kind: "literals", values: [pick(random, ["a", "b"])] } : makeShape(random, depth - 1),
  presence: name === "_tag" ? "required" : pick(random, ["required", "required", "optionalKey", "optional"])
})

export const recordKey = (random: Random): Shape =>
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
