import { Sink, Transform, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as EffectSink from "effect/Sink"
import * as EffectStream from "effect/Stream"
import { failedStep, faultList, Relay } from "../../fixtures.ts"
import { capacities, edgesOf, Ints, Letters, source, untyped } from "./graphs.ts"

describe("open ports and nested workflows", () => {
  it.each(capacities)("an open inlet is checked for the workflow that is run (capacity %d)", (capacity) => {
    const open = Workflow.make("open", { all: Ints, bad: Letters }, ({ all, bad }) => {
      all.value.rejected.pipe(bad)
      return { in: { n: all.value } }
    }, { capacity })
    const connected = Workflow.connect(open, { in: { n: EffectStream.fromIterable(untyped([1, "x"])) } })
    const { all, bad } = Effect.runSync(Workflow.run(connected))
    assert.deepStrictEqual([all, bad.map(({ edge }) => edge)], [[1], ["n.value → all.value"]])
    const program = Effect.gen(function*() {
      const running = yield* Workflow.launch(open)
      yield* running.in.n.pushAll(untyped(["x", 1, "y"]))
      yield* running.in.n.end
      return yield* running.await
    })
    const byHand = Effect.runSync(Effect.scoped(program))
    assert.deepStrictEqual([byHand.all, byHand.bad.map(({ edge }) => edge)], [[1], ["n → all.value", "n → all.value"]])
  })

  it("an open outlet is checked against its own schema", () => {
    const open = Workflow.make(
      "open",
      { numbers: source([1, "x"]) },
      ({ numbers }) => ({ out: { n: numbers.value } }),
      {
        validate: "always"
      }
    )
    const exit = Effect.runSyncExit(EffectStream.runCollect(Workflow.toStream(open)))
    assert.strictEqual(failedStep(exit), "open/check(numbers.value → n)")
  })

  it("Workflow.single checks what goes in and out", () => {
    const Wrong = Transform.map(Schema.Int, Schema.Int, (n) => n === 1 ? untyped(["one"])[0]! : n)
    const run = (elements: ReadonlyArray<unknown>) => {
      const single = Workflow.single(Wrong, { validate: "always" })
      const connected = Workflow.connect(single, { in: { value: EffectStream.fromIterable(untyped(elements)) } })
      return failedStep(Effect.runSyncExit(EffectStream.runCollect(Workflow.toStream(connected))))
    }
    assert.strictEqual(run([0, 1]), "map/check(stream.mapped → mapped)")
    assert.strictEqual(run(["x"]), "map/check(value.value → stream.value)")
  })

  const inner = (options: Workflow.Options) =>
    Workflow.make("inner", { a: Relay, b: Relay }, ({ a, b }) => {
      a.pipe(b)
      return { in: { n: a.n }, out: { m: b.m } }
    }, options)

  const outer = (innerOptions: Workflow.Options, options: Workflow.Options) =>
    Workflow.make("outer", { numbers: source([1, "x"]), inner: inner(innerOptions), all: Ints }, (
      { numbers, inner, all }
    ) => numbers.pipe(inner).pipe(all), options)

  it("the option of a workflow holds for the edges written in it", () => {
    assert.deepStrictEqual(edgesOf(outer({ validate: "always" }, {})), [
      "inner/a.m → check(inner/a.m → inner/b.n).value",
      "check(inner/a.m → inner/b.n).valid → inner/b.n",
      "numbers.value → inner/a.n",
      "inner/b.m → all.value"
    ])
    assert.deepStrictEqual(edgesOf(outer({}, { validate: "always" })), [
      "inner/a.m → inner/b.n",
      "numbers.value → check(numbers.value → inner/a.n).value",
      "check(numbers.value → inner/a.n).valid → inner/a.n",
      "inner/b.m → check(inner/b.m → all.value).value",
      "check(inner/b.m → all.value).valid → all.value"
    ])
    const exit = Effect.runSyncExit(Workflow.run(outer({ validate: "always" }, {})))
    assert.strictEqual(failedStep(exit), "outer/check(inner/a.m → inner/b.n)")
  })

  it("rejected of an inner inlet takes what comes from outside too", () => {
    const inner = Workflow.make("inner", { relay: Relay, bad: Letters }, ({ relay, bad }) => {
      relay.n.rejected.pipe(bad)
      return { in: { n: relay.n }, out: { m: relay.m } }
    })
    const workflow = Workflow.make("w", { numbers: source([1, "x"]), inner, all: Ints }, ({ numbers, inner, all }) => {
      numbers.pipe(inner).pipe(all)
    })
    const result = Effect.runSync(Workflow.run(workflow))
    assert.deepStrictEqual([result.all, result.inner.bad.map(({ edge }) => edge)], [[1], [
      "numbers.value → inner/relay.n"
    ]])
  })

  it("rejected of an open port takes what comes through it, and not what is inside", () => {
    const inner = Workflow.make("inner", { extra: source([10, "inside"]), relay: Relay }, ({ extra, relay }) => {
      extra.pipe(relay)
      return { in: { n: relay.n }, out: { m: relay.m } }
    })
    const workflow = Workflow.make("w", { numbers: source([1, "x"]), inner, all: Ints, bad: Letters }, (
      { numbers, inner, all, bad }
    ) => {
      numbers.pipe(inner).pipe(all)
      inner.n.rejected.pipe(bad)
    })
    const { all, bad } = Effect.runSync(Workflow.run(workflow))
    assert.sameMembers([...all], untyped([1, 10, "inside"]) as Array<number>)
    assert.deepStrictEqual(bad.map(({ element }) => element), ["x"])
  })

  it("rejected may be opened, and is then an outlet of the workflow", () => {
    const inner = Workflow.make("inner", { all: Ints }, ({ all }) => ({
      in: { n: all.value },
      out: { bad: all.value.rejected }
    }))
    const make = (pipeBad: boolean) =>
      Workflow.make("w", { numbers: source([1, "x"]), inner, bad: Letters }, ({ numbers, inner, bad }) => {
        numbers.pipe(inner)
        if (pipeBad) inner.bad.pipe(bad)
      })
    const { inner: { all }, bad } = Effect.runSync(Workflow.run(make(true)))
    assert.deepStrictEqual([all, bad.map(({ element }) => element)], [[1], ["x"]])
    assert.sameMembers([...faultList(() => make(false))], ["UnconnectedPort inner.bad", "UnconnectedPort bad.value"])
    const connected = Workflow.connect(inner, {
      in: { n: EffectStream.fromIterable(untyped(["x", 1, "y"])) },
      out: { bad: EffectSink.count }
    })
    assert.deepStrictEqual(Effect.runSync(Workflow.run(connected)), { all: [1], bad: 2 })
  })

  it("an open port for several inlets is checked at each", () => {
    const inner = Workflow.make("inner", { a: Ints, b: Sink.toArray(Schema.Number) }, ({ a, b }) => ({
      in: { n: [a.value, b.value] }
    }))
    const workflow = Workflow.make("w", { numbers: source([1, 1.5, "x"]), inner, bad: Letters }, (
      { numbers, inner, bad }
    ) => {
      numbers.pipe(inner.n)
      inner.n.rejected.pipe(bad)
    })
    const { inner: { a, b }, bad } = Effect.runSync(Workflow.run(workflow))
    assert.deepStrictEqual([a, b], [[1], [1, 1.5]])
    assert.deepStrictEqual(bad.map(({ edge, element }) => `${edge} ${element}`).sort(), [
      "numbers.value → inner/a.value 1.5",
      "numbers.value → inner/a.value x",
      "numbers.value → inner/b.value x"
    ])
  })
})
