import { Port, Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Endless, faultList, Relay } from "../fixtures.ts"
import { all, make } from "./loose.ts"

describe("S28: names", () => {
  it("S28: reserved names of steps", () => {
    for (const name of ["", "a.b", "a/b", "a b", "a\tb", "__proto__"]) {
      const build = () => make(Object.fromEntries([[name, Endless]]), (steps) => ({ out: { x: steps[name].value } }))
      assert.deepStrictEqual(faultList(build), [`ReservedName ${name}`], JSON.stringify(name))
    }
  })

  it("S28: reserved names of ports", () => {
    for (
      const name of [
        "",
        "pipe",
        "run",
        "in",
        "out",
        "then",
        "constructor",
        "toJSON",
        "~x",
        "a.b",
        "a/b",
        "a b",
        "__proto__"
      ]
    ) {
      const Reserved = Stream.make("Reserved", {
        out: Object.fromEntries([[name, Port.optional(Schema.Int)]]),
        *run() {}
      })
      assert.deepStrictEqual(faultList(() => make({ reserved: Reserved })), [`ReservedName reserved.${name}`])
    }
  })

  it("S28: reserved names of open ports", () => {
    for (const name of ["pipe", "then", "", "a.b", "__proto__"]) {
      const build = () =>
        make({ numbers: Endless }, ({ numbers }) => ({ out: Object.fromEntries([[name, numbers!.value]]) }))
      assert.deepStrictEqual(faultList(build), [`ReservedName ${name}`], JSON.stringify(name))
    }
  })

  it("S28: an open inlet and an open outlet of one name", () => {
    const build = () =>
      Workflow.make("w", { relay: Relay }, ({ relay }) => ({ in: { x: relay.n }, out: { x: relay.m } }))
    assert.deepStrictEqual(faultList(build), ["RepeatedName x"])
  })

  it("S28: an inlet and an outlet of one name in one stream are refused where it is declared", () => {
    assert.throws(
      () => Stream.make("Same", { in: { n: Schema.Int }, out: { n: Schema.Int }, *run() {} }),
      /Same\.n: an inlet and an outlet of one name/
    )
    assert.throws(
      () => Stream.Class("Same", { in: { n: Schema.Int }, out: { n: Schema.Int } }),
      /Same\.n: an inlet and an outlet of one name/
    )
  })

  it("S28: a step or an open port named by a symbol", () => {
    const symbol = Symbol("s")
    assert.deepStrictEqual(faultList(() => make({ [symbol]: Relay })), ["ReservedName Symbol(s)"])
    const open = () => make({ numbers: Endless }, ({ numbers }) => ({ out: { [symbol]: numbers!.value } }))
    assert.deepStrictEqual(faultList(open), ["ReservedName Symbol(s)", "UnconnectedPort numbers.value"])
  })

  it("S28: a symbol is no port, on either side", () => {
    const symbol = Symbol("port") as unknown as string
    const build = () => make({ numbers: Endless, all }, ({ numbers, all }) => numbers!.pipe(all![symbol]))
    assert.deepStrictEqual(faultList(build), ["UnknownPort all[Symbol(port)]", "UnconnectedPort all.value"])
    const origin = () => make({ numbers: Endless, all }, ({ numbers, all }) => numbers![symbol]!.pipe(all))
    assert.deepStrictEqual(faultList(origin), [
      "UnknownPort numbers[Symbol(port)]",
      "UnconnectedPort numbers.value",
      "UnconnectedPort all.value"
    ])
    assert.throws(
      () => Stream.make("Declared", { in: { [symbol]: Schema.Int }, *run() {} }),
      /Symbol\(port\); give it a string/
    )
  })

  it("S28: ports and steps may have names that objects inherit", () => {
    const Odd = Stream.make("Odd", {
      in: { valueOf: Schema.Int, isPrototypeOf: Schema.Int },
      out: { hasOwnProperty: Schema.Int, toLocaleString: Schema.Int },
      run: (ins, outs) =>
        Effect.andThen(
          ins.valueOf.forEach((n) => outs.hasOwnProperty.push(n)),
          ins.isPrototypeOf.forEach((n) => outs.toLocaleString.push(n * 2))
        )
    })
    const inner = Workflow.make("inner", { valueOf: Odd }, ({ valueOf }) => ({
      in: { valueOf: valueOf.valueOf, isPrototypeOf: valueOf.isPrototypeOf },
      out: { hasOwnProperty: valueOf.hasOwnProperty, toLocaleString: valueOf.toLocaleString }
    }))
    const workflow = Workflow.make(
      "w",
      { three: Source.range({ end: 3 }), constructor: inner, toString: all, all },
      (s) => {
        s.three.pipe(s.constructor.valueOf)
        s.three.pipe(s.constructor.isPrototypeOf)
        s.constructor.hasOwnProperty.pipe(s.toString)
        s.constructor.toLocaleString.pipe(s.all)
      }
    )
    const results = Effect.runSync(Workflow.run(Workflow.withCapacity(workflow, 128)))
    assert.deepStrictEqual(Object.entries(results), [["toString", [0, 1, 2]], ["all", [0, 2, 4]]])
    assert.strictEqual(Workflow.toMermaid(workflow).split("\n")[0], "flowchart LR")
  })
})
