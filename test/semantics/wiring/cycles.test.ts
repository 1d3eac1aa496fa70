import { Source, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Endless, faultList, faultsOf, Relay } from "../fixtures.ts"
import { all, messages } from "./loose.ts"

describe("S28: cycles", () => {
  it("S28: an undeclared cycle, printed with its ports", () => {
    const build = () =>
      Workflow.make("w", { numbers: Endless, a: Relay, b: Relay, c: Relay }, ({ numbers, a, b, c }) => {
        numbers.pipe(a).pipe(b).pipe(c).pipe(a)
      })
    assert.deepStrictEqual(faultList(build), ["UndeclaredCycle a.m b.m c.m"])
    assert.match(messages(build)[0]!, /a\.m → b\.n → b\.m → c\.n → c\.m → a: a cycle/)
  })

  it("S28: a step piped to itself is a cycle too", () => {
    const build = () => Workflow.make("w", { numbers: Endless, a: Relay }, ({ numbers, a }) => numbers.pipe(a).pipe(a))
    assert.deepStrictEqual(faultList(build), ["UndeclaredCycle a.m"])
  })

  it("S28: a cycle that leads through nested workflows is found where it closes", () => {
    const inner = Workflow.make("inner", { relay: Relay }, ({ relay }) => ({ in: { n: relay.n }, out: { m: relay.m } }))
    const build = () =>
      Workflow.make(
        "w",
        { numbers: Endless, inner, b: Relay },
        ({ numbers, inner, b }) => numbers.pipe(inner).pipe(b).pipe(inner)
      )
    assert.deepStrictEqual(faultList(build), ["UndeclaredCycle inner/relay.m b.m"])
    // Two ways through one nested workflow that do not meet are none.
    const twoWays = Workflow.make("twoWays", { a: Relay, b: Relay }, ({ a, b }) => ({
      in: { an: a.n, bn: b.n },
      out: { am: a.m, bm: b.m }
    }))
    const workflow = Workflow.make(
      "w",
      { three: Source.range({ end: 3 }), twoWays, all },
      ({ three, twoWays, all }) => {
        three.pipe(twoWays.an)
        twoWays.am.pipe(twoWays.bn)
        twoWays.bm.pipe(all)
      }
    )
    assert.deepStrictEqual(Effect.runSync(Workflow.run(workflow)), { all: [0, 1, 2] })
  })

  it("S28: cycles apart from each other, and cycles that share a step, are all reported", () => {
    const build = () =>
      Workflow.make("w", { a: Relay, b: Relay, c: Relay, d: Relay }, ({ a, b, c, d }) => {
        a.pipe(b).pipe(a)
        c.pipe(d).pipe(c)
        d.pipe(d)
      })
    assert.deepStrictEqual(faultList(build), [
      "UndeclaredCycle a.m b.m",
      "UndeclaredCycle c.m d.m",
      "UndeclaredCycle d.m"
    ])
  })

  it("S28: a diamond is no cycle", () => {
    const workflow = Workflow.make("w", { three: Source.range({ end: 3 }), a: Relay, b: Relay, all }, (s) => {
      s.three.pipe(s.a).pipe(s.all)
      s.three.pipe(s.b).pipe(s.all)
    })
    assert.lengthOf(Effect.runSync(Workflow.run(workflow)).all, 6)
  })

  it("S28: a cycle of 2,000 steps is found without stack overflow", () => {
    const names = Array.from({ length: 2000 }, (_, i) => `r${i}`)
    const build = () =>
      Workflow.make("w", Object.fromEntries(names.map((name) => [name, Relay] as const)), (steps) => {
        names.forEach((name, i) => steps[name]!.pipe(steps[names[(i + 1) % names.length]!]!))
      })
    const [fault] = faultsOf(build)
    assert.strictEqual(fault!.kind, "UndeclaredCycle")
    assert.lengthOf(fault!.at, 2000)
  })
})
