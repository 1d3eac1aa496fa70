import { Stream, Wiring, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { Endless, faultList, faultsOf, Relay } from "../fixtures.ts"
import { all, make, Two } from "./loose.ts"

describe("S28: all faults together", () => {
  const build = () =>
    make({
      numbers: Endless,
      "a.b": Endless,
      bad: 1,
      two: Two,
      a: Relay,
      b: Relay,
      lonely: all,
      twice: all,
      slow: all
    }, ({ numbers, two, a, b, bad, twice, slow }) => {
      numbers!.pipe(two)
      two!.z!.pipe(a)
      a!.pipe(b).pipe(a)
      numbers!.pipe(twice)
      numbers!.pipe(twice)
      numbers!.pipe(bad).pipe(a)
      numbers!.pipe(undefined).pipe(b)
      numbers!.pipe(slow, { capacity: 0 })
      return { in: { x: numbers!.value }, out: { x: two!.x } }
    })

  it("S28: of every kind, in one report", () => {
    assert.deepStrictEqual(faultList(build), [
      "ReservedName a.b",
      "NotAStream bad",
      "AmbiguousPort two",
      "UnknownPort two.z",
      "InvalidTarget numbers.value",
      "InvalidCapacity numbers.value slow.value",
      "WrongDirection numbers.value",
      "RepeatedName x",
      "UnconnectedPort a.b.value",
      "UnconnectedPort two.y",
      "UnconnectedPort lonely.value",
      "DuplicateEdge numbers.value twice.value",
      "UndeclaredCycle a.m b.m"
    ])
  })

  it("S28: the report is a tagged error, its message a line for each fault under the workflow's name", () => {
    try {
      build()
      assert.fail("expected faults")
    } catch (error) {
      assert.instanceOf(error, Wiring.WiringError)
      assert.strictEqual(error._tag, "WiringError")
      assert.strictEqual(error.workflow, "w")
      const [head, ...lines] = error.message.split("\n")
      assert.strictEqual(head, `workflow "w" has ${error.faults.length} faults:`)
      assert.deepStrictEqual(lines, error.faults.map(({ message }) => `  - ${message}`))
    }
    assert.throws(() => make({ all }), /workflow "w" has 1 fault:/)
  })

  it("S28: nothing is constructed or run before", () => {
    let constructed = 0
    class Counts extends Stream.Class("Counts", { in: { n: Schema.Int } }) {
      constructor() {
        super()
        constructed++
      }
      *run() {}
    }
    faultsOf(() => Workflow.make("w", { counts: Counts }, () => {}))
    assert.strictEqual(constructed, 0)
  })
})
