import { portsOf } from "@effect-mimo/core/PortTable"
import { assert, describe, it } from "@effect/vitest"
import { evaluate, summary, toolchains } from "./support/toolchain.ts"

const parent = `class Subject {
  @In(Schema.Int) readonly n!: In<number>
  @Out(Schema.Int) readonly even!: Out<number>
}`
const child = `class Subject extends Base {
  static self = () => Subject
  readonly plain = 1
  @In(Schema.String) override readonly n: In<string> = undefined!
  @Out(Schema.String, { optional: true }) readonly odd!: Out<string>
}`
const expected = ["in n: String", "out even: Int", "out odd: String, optional"]

// Names that every object has, but no port must do without.
const inherited = `class Subject {
  @In(Schema.Int) readonly hasOwnProperty!: In<number>
  @Out(Schema.Int) readonly valueOf!: Out<number>
}`

const all = [...toolchains("legacy"), ...toolchains("standard")].map(({ compile, name }) => {
  const [base, sub, names] = compile([parent, child, inherited])
  return { name, base: base!, sub: sub!, names: names! }
})

describe("a compiled class", () => {
  for (const { base, name, names, sub } of all) {
    it(`has its ports (${name})`, () => {
      const Base = evaluate(base)
      assert.deepStrictEqual(summary(portsOf(Base)), ["in n: Int", "out even: Int"])
      assert.deepStrictEqual(summary(portsOf(evaluate(sub, Base))), expected)
    })

    it(`may name a port as an object's own methods (${name})`, () => {
      assert.deepStrictEqual(summary(portsOf(evaluate(names))), ["in hasOwnProperty: Int", "out valueOf: Int"])
    })

    it(`has a field on which a port can be put (${name})`, () => {
      const instance = new (evaluate(sub, evaluate(base)))()
      assert.strictEqual(instance["plain"], 1)
      for (const port of ["n", "even", "odd"]) {
        Object.defineProperty(instance, port, { value: port, enumerable: true, configurable: true })
        assert.strictEqual(instance[port], port)
      }
    })
  }

  for (const parents of all) {
    it(`is extended by a class of any other compiler and dialect (base: ${parents.name})`, () => {
      for (const { sub } of all) {
        const Base = evaluate(parents.base)
        assert.deepStrictEqual(summary(portsOf(evaluate(sub, Base))), expected)
        assert.deepStrictEqual(summary(portsOf(Base)), ["in n: Int", "out even: Int"])
      }
    })
  }
})
