import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { formatPath } from "../../../../packages/core/src/internal/assignable.ts"
import { verdictOf } from "./cases.ts"

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
