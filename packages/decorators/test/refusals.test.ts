import { portsOf } from "@effect-mimo/core/PortTable"
import { In, Out, PortDeclarationError, type PortDeclarationReason } from "@effect-mimo/decorators"
import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { dialect } from "./support/dialect.ts"
import { evaluate, thrown, toolchains } from "./support/toolchain.ts"

interface Refusal {
  readonly what: string
  readonly members: string
  readonly field?: string
  readonly reason: PortDeclarationReason
  readonly advice: string
  /** The class is known in the standard dialect too. */
  readonly isStatic?: true
  readonly only?: "legacy" | "standard"
}

const write = "write @In(Schema.Int) readonly n!: In<number>"
const suspended = "@In(Schema.suspend(() => TheSchema)) for a schema that is defined later"

const refusals: ReadonlyArray<Refusal> = [
  {
    what: "a call without a schema",
    members: "@In() n",
    reason: "MissingSchema",
    advice: `@In needs a schema: ${write}`
  },
  { what: "no call", members: "@In n", reason: "MissingSchema", advice: `@In needs a schema: ${write}` },
  {
    what: "a function that is no schema",
    members: "@In(Number) n",
    reason: "NotASchema",
    advice: `@In was given the function Number, which is not a schema of effect/Schema: ${write}`
  },
  {
    what: "a value that is no schema",
    members: "@In('Int') n",
    reason: "NotASchema",
    advice: `@In was given "Int", which is not a schema of effect/Schema: ${write}`
  },
  {
    what: "null",
    members: "@In(null) n",
    reason: "NotASchema",
    advice: `@In was given null, which is not a schema of effect/Schema: ${write}`
  },
  {
    what: "undefined, as from a module that imports this one",
    members: "@In(Schema.Missing) n",
    reason: "MissingSchema",
    advice: `@In was given undefined, as happens where modules import each other: ${write}, or ${suspended}`
  },
  {
    what: "a function that gives a schema",
    members: "@In(() => Schema.Int) n",
    reason: "NotASchema",
    advice: `@In was given a function, which is not a schema of effect/Schema: ${write}, or ${suspended}`
  },
  {
    what: "an object that holds itself",
    members: "@In((() => { const o = {}; o.self = o; return o })()) n",
    reason: "NotASchema",
    advice: `@In was given {"self":[Circular]}, which is not a schema of effect/Schema: ${write}`
  },
  {
    what: "a bigint",
    members: "@In(1n) n",
    reason: "NotASchema",
    advice: `@In was given 1n, which is not a schema of effect/Schema: ${write}`
  },
  {
    what: "a large object",
    members: "@In(Array(100).fill('row')) n",
    reason: "NotASchema",
    advice:
      `@In was given ["row","row","row","row","row","row","row","row","row","row…, which is not a schema of effect/Schema: ${write}`
  },
  {
    what: "a method",
    members: "@In(Schema.Int) n() {}",
    reason: "NotAField",
    advice: `@In is on a method, and a port is a plain field: ${write}`
  },
  {
    what: "a method, without a call",
    members: "@In n() {}",
    reason: "NotAField",
    advice: `@In is on a method, and a port is a plain field: ${write}`
  },
  {
    what: "a getter",
    members: "@In(Schema.Int) get n() { return 1 }",
    reason: "NotAField",
    advice: `@In is on a getter, and a port is a plain field: ${write}`
  },
  {
    what: "a setter",
    members: "@In(Schema.Int) set n(_) {}",
    reason: "NotAField",
    advice: `@In is on a setter, and a port is a plain field: ${write}`
  },
  {
    what: "an accessor",
    members: "@In(Schema.Int) accessor n",
    reason: "NotAField",
    advice: `@In is on an accessor, and a port is a plain field: ${write}`
  },
  {
    what: "a parameter of the constructor",
    members: "constructor(@In(Schema.Int) n) {}",
    field: "(class)",
    reason: "NotAField",
    advice: "@In is on a parameter, and a port is a plain field: write @In(Schema.Int) readonly name!: In<number>",
    only: "legacy"
  },
  {
    what: "a static field",
    members: "@In(Schema.Int) static n",
    reason: "StaticField",
    advice: `@In is on a static member, and a port belongs to one running stream: ${write}, without static`,
    isStatic: true
  },
  {
    what: "a static method",
    members: "@In(Schema.Int) static n() {}",
    reason: "StaticField",
    advice: `@In is on a static member, and a port belongs to one running stream: ${write}, without static`,
    isStatic: true
  },
  {
    what: "a #private field",
    members: "@In(Schema.Int) #n",
    field: "#n",
    reason: "PrivateField",
    advice: `@In is on a #private member, which a workflow cannot reach: ${write}, without #`,
    only: "standard"
  },
  {
    what: "a #private static field",
    members: "@In(Schema.Int) static #n",
    field: "#n",
    reason: "PrivateField",
    advice: `@In is on a #private member, which a workflow cannot reach: ${write}, without #`,
    only: "standard",
    isStatic: true
  },
  {
    what: "one decorator twice",
    members: "@In(Schema.Int) @In(Schema.Int) n",
    reason: "RepeatedName",
    advice:
      "this class declares the port already, as @In: keep one of the two decorators, or give each port a field of its own"
  },
  {
    what: "both decorators on one field",
    members: "@In(Schema.Int) @Out(Schema.Int) n",
    reason: "RepeatedName",
    advice:
      "this class declares the port already, as @Out: keep one of the two decorators, or give each port a field of its own"
  },
  {
    what: "one name on two fields",
    members: "@In(Schema.Int) n; @Out(Schema.Int) 'n'",
    reason: "RepeatedName",
    advice:
      "this class declares the port already, as @In: keep one of the two decorators, or give each port a field of its own"
  },
  ...["pipe", "run", "in", "out", "then", "toString", "toJSON", "__proto__", "", "~n", "a.b", "a/b", "a b"].map((
    name
  ): Refusal => ({
    what: `the name ${JSON.stringify(name)}`,
    members: `@In(Schema.Int) ${JSON.stringify(name)}`,
    field: name,
    reason: "ReservedName",
    advice:
      `a port cannot have the name ${
        JSON.stringify(name)
      }, which is taken by streams, handles or JavaScript itself, or holds ` +
      "a character that reports need: rename the field"
  })),
  {
    what: "a field named by a symbol",
    members: "@In(Schema.Int) [Symbol.iterator]",
    field: "Symbol(Symbol.iterator)",
    reason: "SymbolName",
    advice:
      "@In is on a field named by a symbol, and a port has a string name: write @In(Schema.Int) readonly name!: In<number>"
  },
  {
    what: "a class",
    members: "} @In(Schema.Int) class Other {",
    field: "(class)",
    reason: "NotAField",
    advice: "@In is on a class, and a port is a plain field: write @In(Schema.Int) readonly name!: In<number>"
  }
]

const applicable = refusals.filter(({ only }) => only === undefined || only === dialect)
const sources = applicable.map(({ members }) => `class Subject { ${members} }`)

for (const toolchain of toolchains(dialect)) {
  describe(`refused at class definition (${toolchain.name})`, () => {
    const compiled = toolchain.compile(sources)
    applicable.forEach(({ advice, field = "n", isStatic, reason, what }, i) =>
      it(`refuses ${what}`, () => {
        const error = thrown(() => evaluate(compiled[i]!))
        assert.instanceOf(error, PortDeclarationError)
        assert.strictEqual(error.reason, reason)
        assert.strictEqual(error.field, field)
        const className = what === "a class" ? "Other" : dialect === "legacy" || isStatic ? "Subject" : undefined
        assert.strictEqual(error.className, className)
        assert.strictEqual(error.message, `${className === undefined ? "field " : `${className}.`}${field}: ${advice}`)
      })
    )
  })
}

describe("a refusal", () => {
  it("is a tagged error with a schema", () => {
    const error = thrown(() => In(Number as never)({}, "n" as never))
    assert.instanceOf(error, PortDeclarationError)
    assert.strictEqual(error._tag, "PortDeclarationError")
    const again = Schema.decodeUnknownSync(PortDeclarationError)(Schema.encodeSync(PortDeclarationError)(error))
    assert.strictEqual(again.message, error.message)
  })

  it("names the class, or else the ports before the field", () => {
    const error = thrown(() => {
      class Split {
        @In(Schema.Int)
        readonly n!: In<number>
        @Out(Schema.Int)
        readonly even!: Out<number>
        // @ts-expect-error needs a schema
        @Out()
        readonly odd!: Out<number>
      }
      return Split
    })
    assert.instanceOf(error, PortDeclarationError)
    assert.strictEqual(
      error.message,
      `${dialect === "legacy" ? "Split.odd" : "field odd (after n, even)"}: @Out needs a schema: ` +
        "write @Out(Schema.Int) readonly odd!: Out<number>"
    )
  })

  it("leaves a port of the parent alone: declaring it again is no repetition", () => {
    class Parent {
      @In(Schema.Int)
      readonly n!: In<number>
    }
    class Child extends Parent {
      @In(Schema.Int)
      override readonly n: In<number> = undefined!
    }
    assert.deepStrictEqual(Object.keys(portsOf(Child)), ["n"])
  })

  it("says so when the compiler gives standard decorators no metadata", () => {
    const context = { kind: "field", name: "n", static: false, private: false, addInitializer() {} }
    // What compilers older than the metadata proposal pass.
    const error = thrown(() => In(Schema.Int)(undefined, context as never))
    assert.instanceOf(error, PortDeclarationError)
    assert.strictEqual(error.reason, "NoMetadata")
  })

  it("comes for a name outside any class", () => {
    const error = thrown(() => In(Schema.Int)(Object.create(null) as { n: In<number> }, "n"))
    assert.instanceOf(error, PortDeclarationError)
    assert.strictEqual(error.reason, "NotAField")
  })

  it("does not come for the field descriptor that Babel passes in the legacy dialect", () => {
    class Subject {
      readonly n = 0
    }
    const decorate: (target: object, key: string, descriptor: object) => void = In(Schema.Int) as never
    decorate(Subject.prototype, "n", { configurable: true, enumerable: true, writable: true, initializer: null })
    assert.deepStrictEqual(Object.keys(portsOf(Subject)), ["n"])
  })
})
