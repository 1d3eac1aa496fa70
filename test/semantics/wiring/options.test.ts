import { Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import { Endless, faultList, Relay } from "../fixtures.ts"
import { all, make, messages, untyped } from "./loose.ts"

describe("S28: options", () => {
  it("S28: capacities that are no whole number of elements", () => {
    for (const capacity of [0, -1, 1.5, Number.NaN, Infinity, "10", null, {}]) {
      const edge = () => make({ numbers: Endless, all }, ({ numbers, all }) => numbers!.pipe(all, { capacity }))
      assert.deepStrictEqual(faultList(edge), ["InvalidCapacity numbers.value all.value"], String(capacity))
      assert.include(messages(edge)[0]!, "give a whole number of elements, 1 or more")
      const whole = () => make({ numbers: Endless, all }, ({ numbers, all }) => numbers!.pipe(all), { capacity })
      assert.deepStrictEqual(faultList(whole), ["InvalidCapacity "], String(capacity))
      const workflow = Workflow.make("w", { numbers: Endless, all }, ({ numbers, all }) => numbers.pipe(all))
      const later = () => Workflow.withCapacity(workflow, capacity as number)
      assert.deepStrictEqual(faultList(later), ["InvalidCapacity "], String(capacity))
      const single = () => Workflow.single(Relay, { capacity: capacity as number })
      assert.deepStrictEqual(faultList(single), ["InvalidCapacity "], String(capacity))
    }
  })

  it("S28: options of pipe that are none", () => {
    const piped = (options: unknown) => () => make({ relay: Relay }, ({ relay }) => relay!.pipe(relay, options))
    for (const options of [null, 5, "x", true, []]) {
      assert.deepStrictEqual(faultList(piped(options)), ["InvalidOptions relay.m relay.n"])
    }
    assert.match(messages(piped(5))[0]!, /^relay\.m → relay\.n: the options are 5; give a record/)
  })

  it("S28: feedback that is none", () => {
    const piped = (feedback: unknown) => () => make({ relay: Relay }, ({ relay }) => relay!.pipe(relay, { feedback }))
    for (
      const feedback of [null, 0, 1, "true", [], [1], {}, { first: 1 }, { first: "abc" }, { first: null }, () => true]
    ) {
      assert.deepStrictEqual(faultList(piped(feedback)), ["InvalidFeedback relay.m relay.n"])
    }
    assert.strictEqual(
      messages(piped({ first: 1 }))[0],
      "relay.m → relay.n: feedback {\"first\":1}; give true, or { first: [element] }"
    )
  })

  it("S28: options that are not there, of a workflow and of pipe", () => {
    const misspelt = { capacty: 16, validates: "off" }
    assert.deepStrictEqual(messages(() => make({ numbers: Endless }, () => {}, misspelt)), [
      "no such options: capacty, validates; the options are capacity, onDeadlock, validate",
      "numbers.value: this outlet is piped nowhere; pipe it to an inlet, open it, or declare it optional"
    ])
    assert.deepStrictEqual(faultList(() => untyped(Workflow.single)(Relay, { capacty: 16 })), ["InvalidOptions "])
    const piped = () => make({ numbers: Endless, all }, ({ numbers, all }) => numbers!.pipe(all, { capacty: 16 }))
    assert.deepStrictEqual(faultList(piped), ["InvalidOptions numbers.value all.value"])
    assert.deepStrictEqual(messages(piped), [
      "numbers.value → all.value: no such option: capacty; the options are capacity, feedback, validate"
    ])
  })

  it("S28: options that no string can be made of are told all the same, in workflow and pipe", () => {
    const odd = Object.create(null)
    for (const name of ["capacity", "validate", "onDeadlock"]) {
      const faults = faultList(() => make({}, () => {}, { [name]: odd }))
      assert.deepStrictEqual(faults, [`Invalid${name[0]!.toUpperCase()}${name.slice(1)} `])
      assert.deepStrictEqual(faultList(() => make({}, () => {}, { [name]: null })), faults)
    }
    const build = () => make({ numbers: Endless, all }, ({ numbers, all }) => numbers!.pipe(all, { capacity: odd }))
    assert.deepStrictEqual(faultList(build), ["InvalidCapacity numbers.value all.value"])
  })
})
