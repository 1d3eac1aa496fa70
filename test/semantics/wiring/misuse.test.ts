import { Junction, KillSwitch, Source, Step, Stream, Transform, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { Endless, faultList, Relay } from "../fixtures.ts"
import { all, make, messages, Two, untyped } from "./loose.ts"

describe("S28: misuse from JavaScript", () => {
  it("S28: a port without a schema is refused where it is declared", () => {
    for (const schema of [undefined, null]) {
      assert.throws(
        () => Stream.make("None", { in: { n: schema as unknown as typeof Schema.Int }, *run() {} }),
        /None\.n: its schema is (undefined|null)/
      )
    }
  })

  it("S28: a step that is no stream", () => {
    class NotAStream {
      *run() {}
    }
    const cases: ReadonlyArray<readonly [unknown, string]> = [
      [undefined, "undefined"],
      [null, "null"],
      [1, "1"],
      ["text", "the string \"text\""],
      ["text".repeat(100), `the string "${"text".repeat(10)}…"`],
      [Symbol("s"), "Symbol(s)"],
      [[], "an array"],
      [{}, "an object"],
      [Object.create(null), "an object"],
      [new NotAStream(), "an instance of NotAStream"],
      [NotAStream, "the class or function NotAStream"],
      [function*() {}, "the class or function"],
      [Stream, "the class or function Stream"],
      [Effect.void, "an Effect"]
    ]
    for (const [value, described] of cases) {
      const build = () => make({ bad: value })
      assert.deepStrictEqual(faultList(build), ["NotAStream bad"], described)
      assert.include(messages(build)[0]!, `bad: is ${described}`)
      assert.include(messages(build)[0]!, "give a class that extends Stream")
    }
  })

  it("S28: a class without run, which may be a field too", () => {
    const Bare = untyped(Stream.Class("Bare", {}))
    assert.deepStrictEqual(messages(() => make({ bare: Bare })), [
      "bare: is the class or function Bare, which has no run; give it *run() { … }"
    ])
    assert.throws(() => Bare.of(), /^Bare: has no run; give it \*run\(\) \{ … \}$/)
    assert.throws(() => Step.timeout(Bare, "1 second"), /Step\.timeout: what is given is .* Bare, which has no run/)
    class Field extends Stream {
      override readonly run = () => Effect.succeed(1)
    }
    assert.deepStrictEqual(Effect.runSync(Workflow.run(Workflow.make("w", { field: Field }, () => {}))), { field: 1 })
  })

  it("S28: an instance of a stream class is no stream", () => {
    class Count extends Stream.Class("Count", { in: { n: Schema.Int } }) {
      *run() {}
    }
    const build = () => make({ bad: new Count() })
    assert.deepStrictEqual(faultList(build), ["NotAStream bad"])
    assert.include(messages(build)[0]!, "bad: is an instance of Count, not a stream; give a class")
  })

  it("S28: what is read of a port that is not there", () => {
    const build = () =>
      make({ two: Two, all, more: all }, ({ two, all, more }) => {
        two.out!.x!.pipe(all)
        two.out!.y!.pipe(more)
        const { in: { a } } = two as unknown as { readonly in: { readonly a: unknown } }
        return { in: { a, b: two.b }, out: { x: two.x, y: two.y } }
      })
    assert.deepStrictEqual(faultList(build).filter((fault) => fault.startsWith("UnknownPort")), [
      "UnknownPort two.out",
      "UnknownPort two.in"
    ])
    assert.include(messages(build)[0]!, "two.out: no such port; two has inlets: a, b; outlets: x, y")
  })

  it("S28: a step that is no stream stays piped without more faults", () => {
    const build = () =>
      make({ numbers: Endless, bad: undefined, all }, ({ numbers, bad, all }) => numbers!.pipe(bad).pipe(all))
    assert.deepStrictEqual(faultList(build), ["NotAStream bad", "UnconnectedPort all.value"])
  })

  it("S28: a handle and a port can be put into a text", () => {
    make({ numbers: Endless, all }, ({ numbers, all }) => {
      assert.strictEqual(`${numbers} ${numbers!.value}`, "numbers numbers.value")
      numbers!.pipe(all)
    })
  })

  it("S28: a workflow with open ports that is run all the same dies with their names, and does not hang", () => {
    const open = Workflow.make("w", { relay: Relay }, ({ relay }) => ({ in: { x: relay.n }, out: { y: relay.m } }))
    const exit = Effect.runSyncExit(Workflow.run(open as unknown as Workflow.Workflow<{}, {}, unknown>))
    assert.include(String(exit), "workflow \"w\" has open ports (x, y)")
  })

  it("S28: so does one that is to run in a layer, under a switch, or as a stream", () => {
    const registry = { Relay }
    const described = Workflow.describe(Workflow.single(Relay))
    // Its open ports are not in its type.
    const open = Workflow.fromDescription(described, registry)
    const refused = "workflow \"Relay\" has open ports (n, m)"
    assert.include(String(Effect.runSyncExit(Effect.scoped(Layer.build(Workflow.layer(open))))), refused)
    assert.include(String(Effect.runSyncExit(KillSwitch.run(KillSwitch.makeUnsafe(), open))), refused)
    assert.throws(() => untyped(Workflow.toStream)(open), /workflow "Relay" has open inlets \(n\); connect them first/)
    const closed = Workflow.make("w", { numbers: Endless, all }, ({ numbers, all }) => numbers.pipe(all))
    const several = Workflow.make("w", { numbers: Endless }, ({ numbers }) => ({
      out: { x: numbers.value, y: numbers.value }
    }))
    assert.throws(() => untyped(Workflow.toStream)(several), /workflow "w" has several open outlets \(x, y\); connect/)
    assert.throws(
      () => untyped(Workflow.toStream)(closed),
      /workflow "w" has no open outlet to read; return one from its wiring/
    )
  })

  it("S28: what is no workflow is refused by what takes one", () => {
    const no = {} as Workflow.Workflow<{}, {}, unknown>
    assert.include(String(Effect.runSyncExit(Workflow.run(no))), "is not a workflow; make one with Workflow.make")
    assert.include(String(Effect.runSyncExit(Effect.scoped(Workflow.launch(no)))), "is not a workflow")
    assert.throws(() => Workflow.describe(no), /is not a workflow/)
    assert.throws(() => Workflow.toMermaid(no), /is not a workflow/)
    assert.throws(() => Workflow.withCapacity(no, 1), /is not a workflow/)
    assert.isFalse(Workflow.isWorkflow(no))
    assert.isFalse(Workflow.isWorkflow(Relay))
    assert.isTrue(Workflow.isWorkflow(Workflow.single(Relay)))
  })
})

describe("S28: what JavaScript may give", () => {
  const workflow = untyped(Workflow.make)
  const stream = untyped(Stream.make)
  const base = untyped(Stream.Class)
  const connect = untyped(Workflow.connect)
  const single = Workflow.single(Relay)
  const run = () => Effect.void

  it.each([
    [
      "a name that is none",
      () => workflow(undefined, {}, () => {}),
      /Workflow\.make: the name is undefined; give a string/
    ],
    ["steps that are none", () => workflow("w", undefined, () => {}), /w.*: the steps are undefined; give a record/],
    ["steps in a list", () => workflow("w", [Relay], () => {}), /w.*: the steps are an array; give a record/],
    [
      "steps in a Map",
      () => workflow("w", new Map(), () => {}),
      /w.*: the steps are an instance of Map; give a record/
    ],
    [
      "options that are none",
      () => workflow("w", {}, () => {}, null),
      /the options of a workflow are null; give a record/
    ],
    [
      "options that are a number",
      () => workflow("w", {}, () => {}, 16),
      /the options of a workflow are 16; give a record/
    ],
    ["no callback", () => workflow("w", { a: Relay }), /w.*: gives no function that pipes its steps/],
    ["a stream without run", () => stream("S", { in: { n: Schema.Int } }), /S.*: run is not a function/],
    [
      "a port without a schema",
      () => stream("S", { in: { n: 5 }, run }),
      /S\.n: its schema is 5; give one of effect\/Schema/
    ],
    [
      "a port named by a symbol",
      () => stream("S", { in: { [Symbol("x")]: Schema.Int }, run }),
      /S: a port is named by Symbol\(x\)/
    ],
    ["a name of a stream that is none", () => stream(), /^Stream\.make: the name is undefined; give a string$/],
    ["no stream but a name", () => stream("S"), /Stream\.make\("S", …\): the options are undefined; give a record/],
    [
      "a misspelt option of a stream",
      () => stream("S", { inn: {}, run }),
      /Stream\.make\("S", …\): no such option: inn; the options are in, out, run/
    ],
    ["inlets that are none", () => stream("S", { in: 5, run }), /^S: the inlets are 5; give a record of schemas/],
    ["outlets in a list", () => stream("S", { out: [Schema.Int], run }), /^S: the outlets are an array; give a record/],
    ["a class without a name", () => base({ in: {} }), /^Stream\.Class: the name is an object; give a string$/],
    ["a class without ports", () => base("S"), /^Stream\.Class\("S", …\): the options are undefined; give a record/],
    ["a class with inlets that are none", () => base("S", { in: 5 }), /^S: the inlets are 5; give a record of schemas/],
    ["a misspelt option of a class", () => base("S", { ins: {} }), /Stream\.Class\("S", …\): no such option: ins; the/],
    ["junction: no inlets", () => untyped(Junction.zip)(), /^zip: the inlets are undefined; give a record of schemas/],
    ["junction: no outlets", () => untyped(Junction.unzip)(null), /^unzip: the outlets are null; give a record/],
    [
      "junction: an inlet without a schema",
      () => untyped(Junction.zip)({ a: 5 }),
      /^zip\.a: its schema is 5; give one/
    ],
    [
      "junction: the latest of none",
      () => untyped(Junction.zipLatest)(),
      /^zipLatest: the inlets are undefined; give a/
    ],
    ["merge of a list", () => untyped(Junction.merge)([Schema.Int]), /^merge: the inlets are an array; give a record/],
    [
      "concat of a list",
      () => untyped(Junction.concat)([Schema.Int]),
      /^concat: the inlets are an array; give a record/
    ],
    [
      "interleave of a list",
      () => untyped(Junction.interleave)([Schema.Int]),
      /^interleave: the inlets are an array; give a record/
    ],
    [
      "junction: no names",
      () => untyped(Junction.balance)(Schema.Int),
      /^balance: the outlets are undefined; give a list/
    ],
    [
      "junction: names that are none",
      () => untyped(Junction.partition)(Schema.Int, [5], () => 5),
      /^partition: an outlet is named by 5; give it a string for a name$/
    ],
    ["transform: no schema to pack", () => untyped(Transform.pack)(), /^pack\.item: its schema is undefined; give one/],
    [
      "transform: none to unpack",
      () => untyped(Transform.unpack)(),
      /^unpack\.item: its schema is undefined; give one/
    ],
    ["transform: none to decode", () => untyped(Transform.decode)(), /^decode\.decoded: its schema is undefined; give/],
    [
      "transform: none to group",
      () => untyped(Transform.groupedWithin)(undefined, 2, "1 second"),
      /^groupedWithin\.value: its schema is undefined; give one/
    ],
    [
      "half a call at a time",
      () => untyped(Transform.mapEffect)(Schema.Int, Schema.Int, Effect.succeed, { concurrency: 1.5 }),
      /^Transform\.mapEffect: concurrency: 1\.5; give a whole number, 1 or more$/
    ],
    [
      "a range that does not go on",
      () => untyped(Source.range)({ end: 3, step: 0 }),
      /^Source\.range: step: 0; give a whole number, 1 or more$/
    ],
    [
      "a range of no whole numbers",
      () => untyped(Source.range)({ start: 0.5, end: 3 }),
      /^Source\.range: start: 0\.5; give a whole number$/
    ],
    [
      "a range to nowhere",
      () => untyped(Source.range)({}),
      /^Source\.range: end: undefined; give a number, or Infinity$/
    ],
    [
      "a time that is none",
      () => untyped(Step.timeout)(Relay, "soon"),
      /^Step\.timeout: duration: "soon"; give a duration longer than 0, such as "5 seconds"$/
    ],
    [
      "nothing to retry",
      () => untyped(Step.retry)(undefined, Schedule.recurs(1)),
      /^Step\.retry: what is given is undefined, not a stream; give a class that extends Stream, Class\.of\(\.\.\.\) or/
    ],
    ["no schedule", () => untyped(Step.retry)(Relay, undefined), /^Step\.retry: the schedule is undefined; give one/],
    [
      "another action on failure",
      () => untyped(Step.onFailure)(Relay, "bogus"),
      /^Step\.onFailure: the action is the string "bogus"; give "stop", "complete" or "ignore"$/
    ],
    [
      "no ends to connect",
      () => connect(single),
      /^Workflow\.connect\("Relay", …\): the options are undefined; give a/
    ],
    [
      "an outlet to feed",
      () => connect(single, { in: { m: 5 } }),
      /"Relay", …\): no open inlet "m"; the open inlets are n$/
    ],
    ["ends that are none", () => connect(single, { in: 5 }), /"Relay", …\): in is 5; give a record of streams by open/],
    [
      "an array to feed",
      () => connect(single, { in: { n: [1, 2] } }),
      /"Relay", …\): open inlet "n" is given an array; give an Effect stream, such as Stream\.fromIterable\(…\)$/
    ],
    [
      "an array to fill",
      () => connect(single, { out: { m: [] } }),
      /"Relay", …\): open outlet "m" is given an array; give an Effect sink, such as Sink\.collect\(\)$/
    ],
    [
      "misspelt ends",
      () => connect(single, { inn: {} }),
      /"Relay", …\): no such option: inn; the options are in, out$/
    ],
    [
      "no port to look up",
      () => untyped(Workflow.declaration)(single),
      /^Workflow\.declaration: the port is undefined;/
    ],
    [
      "no step to replace",
      () => untyped(Workflow.replace)(single, undefined, Relay),
      /^Workflow\.replace: the step is un/
    ],
    ["no workflow to describe", () => untyped(Workflow.describe)(), /^undefined is not a workflow; make one/],
    ["a stream to run", () => Effect.runSync(untyped(Workflow.run)(Relay)), /the stream Relay is not a workflow/]
  ])("%s", (_, build, message) => {
    assert.throws(build, message)
  })
})
