// Shapes changed a little, so that a pair of them nearly fits.
import {
  arrayCheck,
  field,
  literal,
  makeShape,
  names,
  numberCheck,
  recordKey,
  stringCheck,
  template
} from "./random-shapes.ts"
import { below, chance, pick, type Random, some } from "./random.ts"
import { type Check, type Field, type Shape } from "./shapes.ts"

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
