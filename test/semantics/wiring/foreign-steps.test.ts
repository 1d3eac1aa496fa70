import { Port, Step, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it, vi } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Endless, faultList, Relay } from "../fixtures.ts"
import { all, make, messages, untyped } from "./loose.ts"

describe("S28: steps of another workflow, and of one that is made", () => {
  it("S28: a step of another workflow, as the target and as the origin of an edge", () => {
    let foreign: Workflow.Handle<{ readonly n: number }, { readonly m: number }> | undefined
    Workflow.make("other", { relay: Relay }, ({ relay }) => {
      foreign = relay
      return { in: { n: relay.n }, out: { m: relay.m } }
    })
    const asTarget = () => Workflow.make("w", { numbers: Endless }, ({ numbers }) => numbers.pipe(foreign!))
    assert.deepStrictEqual(faultList(asTarget), ["ForeignStep numbers.value relay.n"])
    assert.match(messages(asTarget)[0]!, /numbers\.value: piped to relay.*, a step of another workflow/)
    const asOrigin = () => Workflow.make("w", { all }, ({ all }) => foreign!.pipe(all))
    assert.deepStrictEqual(faultList(asOrigin), ["ForeignStep relay.m all.value"])
    const asOpen = () => make({}, () => ({ in: { n: foreign!.n } }))
    assert.deepStrictEqual(faultList(asOpen), ["InvalidTarget n"])
  })

  it("S28: a step of a workflow being made around this one", () => {
    const build = () =>
      Workflow.make("outer", { numbers: Endless }, ({ numbers }) => {
        Workflow.make("inner", { all }, ({ all }) => {
          numbers.pipe(all)
        })
      })
    assert.deepStrictEqual(faultList(build), ["ForeignStep numbers.value all.value"])
  })

  it("S28: a workflow does not change once it is made: a handle that was kept refuses to pipe", () => {
    let kept: (() => unknown) | undefined
    const Aside = Stream.make("Aside", { out: { n: Port.optional(Schema.Int) }, *run() {} })
    const Into = Stream.make("Into", { in: { n: Port.optional(Schema.Int) }, *run() {} })
    const workflow = Workflow.make("w", { aside: Aside, into: Into }, ({ aside, into }) => {
      kept = () => aside.pipe(into)
    })
    assert.throws(kept!, /aside\.n: piped after its workflow was made/)
    assert.deepStrictEqual(Workflow.describe(workflow).edges, [])
  })
})

describe("S28: streams of a second copy of the library", async () => {
  vi.resetModules()
  const copy = await import("@effect-mimo/core")
  const told = /of a second copy of @effect-mimo\/core, which this one cannot run; let all packages use one version/

  class Foreign extends copy.Stream {
    *run() {}
  }
  const given: ReadonlyArray<readonly [string, string, unknown]> = [
    ["a class", "the class or function Foreign", Foreign],
    ["a class made with Stream.Class", "the class or function Made", copy.Stream.Class("Made", {})],
    ["a class with arguments", "the stream Foreign", Foreign.of()],
    ["a function", "the stream Made", copy.Stream.make("Made", { run: () => Effect.void })],
    ["a workflow", "the workflow \"inner\"", copy.Workflow.make("inner", {}, () => {})]
  ]
  for (const [what, described, value] of given) {
    it(`S28: ${what} is told as that, and what to do`, () => {
      assert.notStrictEqual(copy.Stream, Stream)
      const build = () => make({ a: value })
      assert.deepStrictEqual(faultList(build), ["NotAStream a"])
      assert.include(messages(build)[0]!, `a: is ${described}, of a second copy`)
      assert.match(messages(build)[0]!, told)
      assert.throws(() => untyped(Step.timeout)(value, "1 second"), told)
    })
  }

  it("S28: a workflow of it is none of ours, wherever one is taken", () => {
    const foreign = untyped(copy.Workflow.make("inner", {}, () => {}))
    assert.isFalse(Workflow.isWorkflow(foreign))
    assert.throws(() => Workflow.describe(foreign), /^the workflow "inner" is of a second copy of @effect-mimo\/core/)
    assert.throws(() => Effect.runSync(Workflow.run(foreign)), told)
  })
})
