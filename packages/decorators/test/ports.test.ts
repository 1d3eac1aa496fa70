import { Stream } from "@effect-mimo/core"
import { type PortDeclaration, portsOf } from "@effect-mimo/core/PortTable"
import { In, Out } from "@effect-mimo/decorators"
import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { summary } from "./support/toolchain.ts"

class Split extends Stream {
  @In(Schema.Int)
  readonly n!: In<number>
  @Out(Schema.Int)
  readonly even!: Out<number>
  @Out(Schema.Int, { optional: true })
  readonly odd!: Out<number>;
  *run() {}
}

class Logged extends Split {
  @Out(Schema.String)
  readonly log!: Out<string>
}

class Overriding extends Logged {
  @In(Schema.Int, { optional: true })
  override readonly n: In<number> = undefined!
}

const split = ["in n: Int", "out even: Int", "out odd: Int, optional"]

const box = <S extends Schema.Constraint>(schema: S) => {
  class Box extends Stream {
    @In(schema)
    readonly value!: In<S["Type"]>;
    *run() {}
  }
  return Box
}

describe("declaration", () => {
  it("tells direction, schema and whether the port is optional, in the order of the fields", () => {
    assert.deepStrictEqual(summary(portsOf(Split)), split)
  })

  it("puts the running port on the field", () => {
    assert.deepStrictEqual(Object.values(portsOf(Split)).map((port: PortDeclaration) => port.site), [
      "field",
      "field",
      "field"
    ])
  })

  it("leaves the constructor and the instance as they were", () => {
    assert.strictEqual(Split.name, "Split")
    assert.strictEqual(new Split().n, undefined)
  })

  it("serves one decorator on several fields and in several classes", () => {
    const text = In(Schema.String)
    class A extends Stream {
      @text
      readonly a!: In<string>
      @text
      readonly b!: In<string>;
      *run() {}
    }
    class B extends Stream {
      @text
      readonly a!: In<string>;
      *run() {}
    }
    assert.deepStrictEqual(summary(portsOf(A)), ["in a: String", "in b: String"])
    assert.deepStrictEqual(summary(portsOf(B)), ["in a: String"])
  })

  it("takes a schema of a class, and one that is recursive", () => {
    class Person extends Schema.Class<Person>("Person")({ name: Schema.String }) {}
    interface Tree {
      readonly children: ReadonlyArray<Tree>
    }
    const Tree = Schema.Struct({ children: Schema.Array(Schema.suspend((): Schema.Codec<Tree> => Tree)) })
    class Walk extends Stream {
      @In(Person)
      readonly person!: In<Person>
      @Out(Tree)
      readonly tree!: Out<Tree>;
      *run() {}
    }
    assert.strictEqual(portsOf(Walk)["person"]?.schema, Person)
    assert.strictEqual(portsOf(Walk)["tree"]?.schema, Tree)
  })

  it("works in a class made by a function", () => {
    const [Ints, Strings] = [box(Schema.Int), box(Schema.String)]
    assert.deepStrictEqual(summary(portsOf(Ints)), ["in value: Int"])
    assert.deepStrictEqual(summary(portsOf(Strings)), ["in value: String"])
  })
})

describe("inheritance", () => {
  it("gives a subclass the ports of its parent, and the parent none of the subclass's", () => {
    assert.deepStrictEqual(summary(portsOf(Logged)), [...split, "out log: String"])
    assert.deepStrictEqual(summary(portsOf(Split)), split)
  })

  it("gives a subclass without decorators its parent's ports", () => {
    class Plain extends Split {}
    assert.deepStrictEqual(summary(portsOf(Plain)), split)
  })

  it("keeps siblings apart", () => {
    class Left extends Split {
      @Out(Schema.String)
      readonly left!: Out<string>
    }
    class Right extends Split {
      @Out(Schema.String)
      readonly right!: Out<string>
    }
    assert.deepStrictEqual(summary(portsOf(Left)), [...split, "out left: String"])
    assert.deepStrictEqual(summary(portsOf(Right)), [...split, "out right: String"])
  })

  it("lets a subclass declare a port again", () => {
    assert.deepStrictEqual(summary(portsOf(Overriding)), ["in n: Int, optional", ...split.slice(1), "out log: String"])
    assert.deepStrictEqual(summary(portsOf(Logged)), [...split, "out log: String"])
  })
})
