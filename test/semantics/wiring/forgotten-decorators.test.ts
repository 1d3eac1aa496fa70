import { type In, type Out, Step, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { Endless, faultList, Take } from "../fixtures.ts"
import { all, make, messages } from "./loose.ts"

describe("S28: a forgotten decorator", () => {
  // As compiled with define semantics: the field is there, and undefined.
  class Forgotten extends Stream {
    readonly n!: In<number>
    readonly m!: Out<number>;
    *run() {}
  }

  // As compiled without: only the type knows of the field.
  class Declared extends Stream {
    declare readonly n: In<number>
    declare readonly m: Out<number>;
    *run() {}
  }

  it("S28: is reported at wiring, naming the field, when the field is piped by name", () => {
    for (const stream of [Forgotten, Declared]) {
      const build = () =>
        Workflow.make("w", { numbers: Endless, step: stream, all }, ({ numbers, step, all }) => {
          numbers.pipe(step.n)
          step.m.pipe(all)
        })
      assert.deepStrictEqual(faultList(build), ["UnknownPort step.n", "UnknownPort step.m"])
      assert.include(
        messages(build)[0]!,
        `if "n" is a field of ${stream.name}, decorate it with @In(schema) or @Out(schema)`
      )
    }
  })

  it("S28: and when it is piped as the only port of its step", () => {
    const build = () =>
      Workflow.make(
        "w",
        { numbers: Endless, step: Forgotten, all },
        ({ numbers, step, all }) => numbers.pipe(step).pipe(all)
      )
    assert.deepStrictEqual(faultList(build), ["AmbiguousPort step", "AmbiguousPort step", "UnconnectedPort all.value"])
    assert.include(messages(build)[0]!, "Forgotten has fields without a value (n, m): decorate a port with @In(schema)")
  })

  it("S28: and where no field is to be seen, as without define semantics", () => {
    const build = () =>
      Workflow.make("w", { numbers: Endless, step: Declared }, ({ numbers, step }) => numbers.pipe(step))
    assert.deepStrictEqual(messages(build), [
      "step: has no inlet; if a field of Declared is a port, decorate it with @In(schema) or @Out(schema)"
    ])
    const supervised = () =>
      Workflow.make("w", { step: Step.timeout(Forgotten, 1), all }, ({ step, all }) => step.pipe(all))
    assert.include(messages(supervised)[0]!, "step: has no outlet; Forgotten has fields without a value (n, m)")
  })

  it("S28: nothing of it is told of streams without fields", () => {
    class Records extends Stream.Class("Records", { in: { n: Schema.Int } }) {
      *run() {}
    }
    for (const stream of [Records, Take(1)]) {
      const build = () => make({ step: stream, all }, ({ step, all }) => step!.pipe(all))
      assert.strictEqual(messages(build)[0], "step: has no outlet")
    }
  })

  it("S28: a constructor that throws meanwhile does not hide the fault", () => {
    class Throws extends Stream {
      readonly n!: In<number>
      constructor() {
        super()
        throw new Error("not now")
      }
      *run() {}
    }
    const build = () =>
      Workflow.make("w", { numbers: Endless, step: Throws }, ({ numbers, step }) => numbers.pipe(step))
    assert.deepStrictEqual(faultList(build), ["AmbiguousPort step"])
  })
})
