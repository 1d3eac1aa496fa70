import { Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Endless, faultList, Relay } from "../fixtures.ts"
import { all, type Loose, make, messages } from "./loose.ts"

describe("S28: what a callback gives", () => {
  it("S28: an async callback, which pipes too late, is refused at once and later", async () => {
    const late: Array<unknown> = []
    const build = () =>
      make({ numbers: Endless, all }, async ({ numbers, all }) => {
        await Promise.resolve()
        try {
          numbers!.pipe(all)
        } catch (error) {
          late.push(error)
        }
      })
    assert.deepStrictEqual(faultList(build), [
      "InvalidTarget ",
      "UnconnectedPort numbers.value",
      "UnconnectedPort all.value"
    ])
    assert.include(messages(build)[0]!, "the callback gives an instance of Promise; pipe in the callback itself")
    await Promise.resolve()
    assert.instanceOf(late[0], TypeError)
  })

  it("S28: a callback that gives something else than open ports", () => {
    const given: ReadonlyArray<readonly [() => unknown, string]> = [
      [() => 5, "5"],
      [() => "x", "the string \"x\""],
      [() => [], "an array"],
      [() => ({ ins: {}, outs: {} }), "an object with ins, outs"],
      [() => ({ in: {}, outs: {} }), "an object with in, outs"],
      [async () => {}, "an instance of Promise"],
      [function*() {}, "an instance of Generator"],
      [() => Effect.void, "an Effect"]
    ]
    for (const [wire, described] of given) {
      assert.deepStrictEqual(messages(() => make({}, wire)), [
        `the callback gives ${described}; pipe in the callback itself, and give nothing or open ports as { in, out }`
      ])
    }
    for (const nothing of [undefined, null, {}, { in: undefined, out: null }, Object.create(null)]) {
      assert.isTrue(Workflow.isWorkflow(make({}, () => nothing)))
    }
  })

  it("S28: open ports that are no record", () => {
    const ports = (open: (relay: Loose) => unknown) => () => make({ relay: Relay }, ({ relay }) => open(relay!))
    for (
      const [build, described] of [
        [ports(() => ({ in: 5 })), "5"],
        [ports(() => ({ in: "n" })), "the string \"n\""],
        [ports(({ n }) => ({ in: [n] })), "an array"],
        [ports(({ n }) => ({ in: n })), "relay.n"],
        [ports((relay) => ({ in: relay })), "relay"]
      ] as const
    ) {
      assert.deepStrictEqual(faultList(build), [
        "InvalidTarget in",
        "UnconnectedPort relay.n",
        "UnconnectedPort relay.m"
      ])
      assert.strictEqual(messages(build)[0], `open ports "in": are ${described}; give a record of ports by name`)
    }
  })

  it("S28: open ports that are no ports", () => {
    for (const value of [undefined, null, 1, "x", {}, []]) {
      const build = () => make({}, () => ({ in: { x: value } }))
      assert.deepStrictEqual(faultList(build), ["InvalidTarget x"], JSON.stringify(value))
    }
    const wrong = () =>
      make({ numbers: Endless, all }, ({ numbers, all }) => ({ in: { x: numbers!.value }, out: { y: all!.value } }))
    assert.deepStrictEqual(faultList(wrong), ["WrongDirection numbers.value", "WrongDirection all.value"])
    const missing = () => make({ numbers: Endless }, ({ numbers }) => ({ out: { x: numbers!.missing } }))
    assert.deepStrictEqual(faultList(missing), ["UnknownPort numbers.missing", "UnconnectedPort numbers.value"])
  })

  it("S28: what a callback throws is thrown as it is", () => {
    const error = new Error("mine")
    assert.throws(() =>
      make({}, () => {
        throw error
      }), error)
  })
})
