import { Port, Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Endless, faultList, Relay } from "../fixtures.ts"
import { all, make, messages, Two } from "./loose.ts"

describe("S28: what is piped, and what is not", () => {
  it("S28: an unconnected inlet", () => {
    assert.deepStrictEqual(faultList(() => make({ all })), ["UnconnectedPort all.value"])
    assert.match(messages(() => make({ all }))[0]!, /all\.value: nothing is piped to this inlet/)
  })

  it("S28: an unconnected outlet", () => {
    const build = () => make({ numbers: Endless })
    assert.deepStrictEqual(faultList(build), ["UnconnectedPort numbers.value"])
    assert.match(messages(build)[0]!, /numbers\.value: this outlet is piped nowhere/)
  })

  it("S28: an optional port may stay unconnected: at its end, or discarding", () => {
    const Lazy = Stream.make("Lazy", {
      in: { n: Port.optional(Schema.Int) },
      out: { m: Port.optional(Schema.Int) },
      *run({ n }, { m }) {
        yield* m.pushAll([1, 2, 3])
        return { done: n.isDone, left: n.size }
      }
    })
    const results = Effect.runSync(Workflow.run(Workflow.make("w", { lazy: Lazy }, () => {})))
    assert.deepStrictEqual(results, { lazy: { done: true, left: 0 } })
  })

  it("S28: a port that is not there, with those that are", () => {
    const build = () =>
      make({ numbers: Endless, two: Two, all }, ({ numbers, two, all }) => {
        numbers!.pipe(two!.a)
        numbers!.pipe(two!.b)
        two!.x!.pipe(all)
        two!.y!.pipe(all)
        two!.z!.pipe(all)
      })
    assert.deepStrictEqual(faultList(build), ["UnknownPort two.z"])
    assert.strictEqual(
      messages(build)[0],
      "two.z: no such port; two has inlets: a, b; outlets: x, y; if \"z\" is a field of Two, decorate it with " +
        "@In(schema) or @Out(schema)"
    )
  })

  it("S28: an inlet that is not there", () => {
    const build = () => make({ numbers: Endless }, ({ numbers }) => numbers!.pipe(numbers!.missing))
    assert.deepStrictEqual(faultList(build), ["UnknownPort numbers.missing"])
  })

  it("S28: several outlets or inlets where one would have to be meant", () => {
    const build = () =>
      make({ numbers: Endless, two: Two, all }, ({ numbers, two, all }) => {
        numbers!.pipe(two)
        two!.pipe(all)
      })
    assert.deepStrictEqual(faultList(build), ["AmbiguousPort two", "AmbiguousPort two", "UnconnectedPort all.value"])
    const [inlets, outlets] = messages(build)
    assert.match(inlets!, /two: has several inlets \(a, b\); name one, such as two\.a/)
    assert.match(outlets!, /two: has several outlets \(x, y\); name one, such as two\.x/)
  })

  it("S28: no outlet to pipe from, no inlet to pipe to", () => {
    const build = () =>
      make({ numbers: Endless, other: Endless, all }, ({ numbers, other, all }) => {
        numbers!.pipe(all)
        all!.pipe(all)
        other!.pipe(numbers)
      })
    assert.deepStrictEqual(faultList(build), ["AmbiguousPort all", "AmbiguousPort numbers"])
    assert.match(messages(build)[0]!, /all: has no outlet/)
    assert.match(messages(build)[1]!, /numbers: has no inlet/)
  })

  it("S28: an edge from an inlet, or to an outlet", () => {
    const build = () =>
      make({ numbers: Endless, one: all, other: all }, ({ numbers, one, other }) => {
        numbers!.pipe(one)
        one!.value!.pipe(other)
        other!.value!.pipe(numbers!.value)
      })
    assert.deepStrictEqual(faultList(build), [
      "WrongDirection one.value",
      "WrongDirection other.value",
      "WrongDirection numbers.value"
    ])
    assert.match(messages(build)[0]!, /one\.value: is an inlet; pipe from an outlet/)
    assert.match(messages(build)[2]!, /numbers\.value: is an outlet; pipe to an inlet/)
  })

  it("S28: the same pair piped twice", () => {
    const build = () =>
      Workflow.make("w", { numbers: Endless, all }, ({ numbers, all }) => {
        numbers.pipe(all)
        numbers.value.pipe(all.value)
      })
    assert.deepStrictEqual(faultList(build), ["DuplicateEdge numbers.value all.value"])
    assert.match(messages(build)[0]!, /numbers\.value → all\.value: piped twice/)
  })

  it("S28: the same pair piped twice through the open ports of a nested workflow", () => {
    const inner = Workflow.make("inner", { relay: Relay }, ({ relay }) => ({
      in: { a: relay.n, b: relay.n },
      out: { m: relay.m }
    }))
    const build = () =>
      Workflow.make("w", { numbers: Endless, inner, all }, ({ numbers, inner, all }) => {
        numbers.pipe(inner.a)
        numbers.pipe(inner.b)
        inner.m.pipe(all)
      })
    assert.deepStrictEqual(faultList(build), ["DuplicateEdge numbers.value inner/relay.n"])
  })

  it("S28: two steps piped to one inlet, and one outlet to two, are no fault", () => {
    const workflow = Workflow.make(
      "w",
      { a: Source.range({ end: 2 }), b: Source.range({ end: 2 }), x: all, y: all },
      (s) => {
        s.a.pipe(s.x)
        s.b.pipe(s.x)
        s.a.pipe(s.y)
        s.b.pipe(s.y)
      }
    )
    const { x, y } = Effect.runSync(Workflow.run(workflow))
    assert.lengthOf(x, 4)
    assert.lengthOf(y, 4)
  })

  it("S28: one mistake among a hundred steps is found by the report alone", () => {
    const names = Array.from({ length: 100 }, (_, i) => `step${i}`)
    const steps = Object.fromEntries(names.map((name) => [name, Relay]))
    const build = () =>
      Workflow.make("w", { numbers: Endless, ...steps, all }, (handles) => {
        // As data would wire it: by name, the compiler seeing nothing.
        const by = handles as unknown as Record<string, { pipe: (to: unknown) => unknown; nn: unknown }>
        by["numbers"]!.pipe(by["step0"])
        for (let i = 1; i < 100; i++) by[names[i - 1]!]!.pipe(i === 57 ? by[names[i]!]!.nn : by[names[i]!])
        by["step99"]!.pipe(by["all"])
      })
    const told = messages(build)
    assert.deepInclude(
      told,
      "step57.nn: no such port; step57 has inlets: n; outlets: m; if \"nn\" is a field of Relay, decorate it with @In(schema) or @Out(schema)"
    )
    assert.lengthOf(told, 2)
    assert.match(told.find((message) => !message.startsWith("step57.nn"))!, /^step57\.n: nothing is piped/)
  })

  it("S28: a step that is not there, told once however often it is used", () => {
    const build = () =>
      make({ numbers: Endless, all }, ({ numbers, all, missing }) => {
        numbers!.pipe(missing)
        missing!.x!.pipe(missing!.y).pipe(all)
        return { out: { x: missing!.x } }
      })
    assert.deepStrictEqual(faultList(build), ["UnknownStep missing", "UnconnectedPort all.value"])
    assert.strictEqual(messages(build)[0], "missing: no such step; the steps of \"w\" are numbers, all")
    for (const name of ["__proto__", "constructor", "toString", "", "1"]) {
      const one = () => make({ numbers: Endless }, (steps) => steps.numbers!.pipe(steps[name]))
      assert.deepStrictEqual(faultList(one), [`UnknownStep ${name}`])
    }
  })

  it("S28: piped to what is no inlet and no step, the chain goes on", () => {
    for (const target of [undefined, null, 1, "all", {}, Endless, () => {}, Symbol("s")]) {
      const build = () => make({ numbers: Endless, all }, ({ numbers, all }) => numbers!.pipe(target).pipe(all))
      assert.deepStrictEqual(
        faultList(build).slice(0, 1),
        ["InvalidTarget numbers.value"],
        String(typeof target)
      )
      assert.include(messages(build)[0]!, "pipe to an inlet or a step of this workflow")
    }
  })

  it("S28: piped to what is no handle, but a stream or a workflow itself", () => {
    const inner = Workflow.single(Relay)
    const build = () =>
      make({ numbers: Endless, inner }, ({ numbers, inner: handle }) => {
        numbers!.pipe(handle)
        handle!.pipe(inner)
        numbers!.pipe(Relay)
      })
    assert.deepStrictEqual(messages(build), [
      "inner.m: piped to the workflow \"Relay\"; pipe to an inlet or a step of this workflow",
      "numbers.value: piped to the stream Relay; pipe to an inlet or a step of this workflow"
    ])
  })

  it("S28: what a callback returns from a pipe that was refused adds no fault", () => {
    const build = () => make({ numbers: Endless }, ({ numbers }) => numbers!.pipe(undefined))
    assert.deepStrictEqual(faultList(build), ["InvalidTarget numbers.value"])
  })
})
