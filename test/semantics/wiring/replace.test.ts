/** A step of a graph replaced by another stream, and the declarations of ports by name. */
import { Port, Sink, Source, Stream, Transform, ValidationError, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { causeOf, faultsOf, Relay } from "../fixtures.ts"

const Int = Schema.Int
const numbers = (...elements: ReadonlyArray<number>) => Source.fromIterable(Int, elements)

/** The ports of `Relay`, another stream. */
const Twice = Stream.make("Twice", {
  in: { n: Int },
  out: { m: Int },
  run: ({ n }, { m }) => n.forEach((x) => m.push(x * 2))
})

const copying = Workflow.make("copying", { source: numbers(1, 2), relay: Relay, all: Sink.toArray(Int) }, (steps) => {
  steps.source.pipe(steps.relay).pipe(steps.all)
})

const messagesOf = (build: () => unknown) =>
  faultsOf(build).map(({ at, kind, message }) => [kind, at.join(" "), message])

describe("Workflow.replace", () => {
  it.effect("puts another stream in a step's place; the workflow itself stays as it was", () =>
    Effect.gen(function*() {
      const doubled = Workflow.replace(copying, "relay", Twice)
      assert.deepStrictEqual(yield* Workflow.run(doubled), { all: [2, 4] })
      assert.deepStrictEqual(yield* Workflow.run(copying), { all: [1, 2] })
      // Again, and another one; also last in a pipe.
      const both = doubled.pipe(Workflow.replace("source", numbers(7)))
      assert.deepStrictEqual(yield* Workflow.run(both), { all: [14] })
      assert.deepStrictEqual(yield* Workflow.run(Workflow.replace(both, "relay", Relay)), { all: [7] })
    }))

  it.effect("takes classes, definitions with arguments, and workflows with open ports", () =>
    Effect.gen(function*() {
      class Plus extends Stream.Class("Plus", { in: { n: Int }, out: { m: Int } }) {
        constructor(private readonly by = 1) {
          super()
        }
        *run() {
          yield* this.in.n.forEach((n) => this.out.m.push(n + this.by))
        }
      }
      assert.deepStrictEqual(yield* Workflow.run(Workflow.replace(copying, "relay", Plus)), { all: [2, 3] })
      assert.deepStrictEqual(yield* Workflow.run(Workflow.replace(copying, "relay", Plus.of(10))), { all: [11, 12] })
      const nested = Workflow.make("nested", { a: Twice, b: Twice }, ({ a, b }) => {
        a.pipe(b)
        return { in: { n: a.n }, out: { m: b.m } }
      })
      const deep = Workflow.replace(copying, "relay", nested)
      assert.deepStrictEqual(yield* Workflow.run(deep), { all: [4, 8] })
      // And what is in it by its path.
      assert.deepStrictEqual(yield* Workflow.run(Workflow.replace(deep, "relay/a", Relay)), { all: [2, 4] })
    }))

  it.effect("reaches every depth, and leaves other uses of the nested workflow alone", () =>
    Effect.gen(function*() {
      const inner = Workflow.make(
        "inner",
        { relay: Relay },
        ({ relay }) => ({ in: { n: relay.n }, out: { m: relay.m } })
      )
      const middle = Workflow.make("middle", { one: inner, other: inner }, ({ one, other }) => {
        one.pipe(other)
        return { in: { n: one.n }, out: { m: other.m } }
      })
      const outer = Workflow.make("outer", { source: numbers(1), middle, all: Sink.toArray(Int) }, (steps) => {
        steps.source.pipe(steps.middle).pipe(steps.all)
      })
      const replaced = Workflow.replace(outer, "middle/other/relay", Twice)
      assert.deepStrictEqual(yield* Workflow.run(replaced), { all: [2] })
      assert.deepStrictEqual(yield* Workflow.run(Workflow.replace(replaced, "middle/one/relay", Twice)), { all: [4] })
      assert.deepStrictEqual(yield* Workflow.run(Workflow.replace(replaced, "middle/one", Twice)), { all: [4] })
    }))

  it.effect("keeps order, capacities, settings, feedback with its first elements, and open ports", () =>
    Effect.gen(function*() {
      const Counting = Stream.make("Counting", {
        in: { fresh: Port.optional(Int), back: Int },
        out: { on: Int, seen: Int },
        *run({ back }, { on, seen }) {
          yield* back.forEach((n) => n < 3 ? Effect.andThen(seen.push(n), on.push(n)) : undefined)
        }
      })
      const looping = Workflow.make("looping", { count: Counting, add: Relay }, ({ add, count }) => {
        count.on.pipe(add, { capacity: 3 })
        add.pipe(count.back, { feedback: { first: [0, 1] }, capacity: 5, validate: "always" })
        return { in: { n: count.fresh }, out: { seen: count.seen } }
      }, { capacity: 9, validate: "sample", onDeadlock: { grow: 4 } })
      const Plus = Transform.map(Int, Int, (n) => n + 1)
      const plus = Workflow.make(
        "plus",
        { plus: Plus },
        ({ plus }) => ({ in: { n: plus.value }, out: { m: plus.mapped } })
      )
      const replaced = Workflow.replace(looping, "add", plus)
      const { steps, ...rest } = Workflow.describe(replaced)
      const { steps: before, ...others } = Workflow.describe(looping)
      assert.deepStrictEqual(rest, others)
      assert.deepStrictEqual(steps.map(({ name }) => name), before.map(({ name }) => name))
      assert.deepStrictEqual(steps.map(({ stream }) => stream), ["Counting", "plus"])
      yield* Effect.gen(function*() {
        const running = yield* Workflow.launch(replaced)
        yield* running.in.n.end
        assert.deepStrictEqual(yield* running.out.seen.popUpTo(9), [0, 1])
        const seen: Array<number> = []
        yield* running.out.seen.forEach((n) => void seen.push(n))
        assert.deepStrictEqual(seen, [1, 2, 2])
      }).pipe(Effect.scoped)
    }))

  it.effect("keeps what is piped from rejected of an inlet, and open ports that stand for several", () =>
    Effect.gen(function*() {
      const Liar = Transform.map(Int, Int, (n) => (n === 2 ? "two" : n) as number)
      const sorting = Workflow.make("sorting", {
        liar: Liar,
        one: Sink.toArray(Int),
        other: Sink.toArray(Int),
        bad: Sink.toArray(ValidationError.Rejected)
      }, ({ bad, liar, one, other }) => {
        liar.pipe(one)
        one.value.rejected.pipe(bad)
        return { in: { n: [liar.value, other.value] } }
      })
      const Count = Sink.fold(ValidationError.Rejected, () => 0, (n) => n + 1)
      for (
        const workflow of [sorting, Workflow.replace(sorting, "liar", Liar), Workflow.replace(sorting, "bad", Count)]
      ) {
        yield* Effect.gen(function*() {
          const running = yield* Workflow.launch(workflow)
          yield* running.in.n.pushAll([1, 2, 3])
          yield* running.in.n.end
          const { bad, one, other } = yield* running.await
          assert.deepStrictEqual([one, other], [[1, 3], [1, 2, 3]])
          assert.strictEqual(Array.isArray(bad) ? bad.length : bad, 1)
        }).pipe(Effect.scoped)
      }
      assert.deepStrictEqual(
        Workflow.describe(Workflow.replace(sorting, "one", Sink.toArray(Int))).edges,
        Workflow.describe(sorting).edges
      )
    }))

  it("names with the letters of members of handles are steps and ports like any other", () => {
    const Odd = Stream.make("Odd", {
      in: { name: Int, label: Int },
      out: { wiring: Int, definition: Int },
      run: () => Effect.void
    })
    const odd = Workflow.make("odd", { constructor: Odd, toString: Odd }, ({ constructor, toString }) => {
      constructor.wiring.pipe(toString.name)
      constructor.definition.pipe(toString.label)
      return { in: { a: constructor.name, b: constructor.label }, out: { c: toString.wiring, d: toString.definition } }
    })
    const replaced = Workflow.replace(odd, "constructor", Odd)
    assert.deepStrictEqual(Workflow.describe(replaced), Workflow.describe(odd))
    assert.deepStrictEqual(messagesOf(() => Workflow.replace(odd, "valueOf", Odd)), [
      ["UnknownStep", "valueOf", `valueOf: no such step; the steps of "odd" are constructor, toString`]
    ])
  })

  it("a step that is not there is told with those that are", () => {
    const inner = Workflow.make("inner", { relay: Relay }, ({ relay }) => ({ in: { n: relay.n }, out: { m: relay.m } }))
    const outer = Workflow.make("outer", { source: numbers(1), inner, all: Sink.toArray(Int) }, (steps) => {
      steps.source.pipe(steps.inner).pipe(steps.all)
    })
    const tried = (path: string) => messagesOf(() => Workflow.replace(outer, path, Relay))
    assert.deepStrictEqual(tried("relay"), [
      ["UnknownStep", "relay", `relay: no such step; the steps of "outer" are source, inner, all`]
    ])
    assert.deepStrictEqual(tried("inner/rely"), [
      ["UnknownStep", "inner/rely", `inner/rely: no such step; the steps of "inner" are relay`]
    ])
    assert.deepStrictEqual(tried("source/relay"), [
      ["UnknownStep", "source/relay", "source/relay: no such step; source is no workflow"]
    ])
    assert.deepStrictEqual(tried("inner/relay/deeper"), [
      ["UnknownStep", "inner/relay/deeper", "inner/relay/deeper: no such step; inner/relay is no workflow"]
    ])
    assert.deepStrictEqual(tried(""), [
      ["UnknownStep", "", `"": no such step; the steps of "outer" are source, inner, all`]
    ])
    const empty = Workflow.make("empty", {}, () => {})
    assert.deepStrictEqual(messagesOf(() => Workflow.replace(empty, "a", Relay)), [
      ["UnknownStep", "a", `a: no such step; the steps of "empty" are none`]
    ])
  })

  it("ports of other names are told with those there are, in any order they fit", () => {
    assert.deepStrictEqual(
      messagesOf(() => Workflow.replace(copying, "relay", Transform.map(Int, Int, (n) => n))),
      [[
        "PortMismatch",
        "relay",
        "relay: Relay has inlets: n; outlets: m; map, which is to replace it, has inlets: value; outlets: mapped"
      ]]
    )
    assert.deepStrictEqual(
      messagesOf(() => Workflow.replace(copying, "source", Stream.make("Empty", { run: () => Effect.void }))),
      [[
        "PortMismatch",
        "source",
        "source: fromIterable has inlets: none; outlets: value; Empty, which is to replace it, has inlets: none; outlets: none"
      ]]
    )
    const Two = (reversed: boolean) =>
      Stream.make("Two", { in: reversed ? { b: Int, a: Int } : { a: Int, b: Int }, run: () => Effect.void })
    const two = Workflow.make("two", { two: Two(false) }, ({ two }) => ({ in: { a: two.a, b: two.b } }))
    assert.deepStrictEqual(Workflow.describe(Workflow.replace(two, "two", Two(true))).steps[0]!.in, ["b", "a"])
  })

  it("edges are checked anew: schemas that do not fit, ports that are no longer optional, things that are no streams", () => {
    const Texts = Source.fromIterable(Schema.String, ["a"])
    assert.deepStrictEqual(
      messagesOf(() => Workflow.replace(copying, "source", Texts)).map(([kind, at]) => [kind, at]),
      [["IncompatibleTypes", "source.value relay.n"]]
    )
    const Side = (extra: typeof Int | Port.Optional<typeof Int>) =>
      Stream.make("Side", { in: { n: Int, extra }, run: () => Effect.void })
    const side = Workflow.make("side", { source: numbers(1), side: Side(Port.optional(Int)) }, ({ side, source }) => {
      source.pipe(side.n)
    })
    assert.deepStrictEqual(
      messagesOf(() => Workflow.replace(side, "side", Side(Int))).map(([kind, at]) => [kind, at]),
      [
        ["UnconnectedPort", "side.extra"]
      ]
    )
    assert.deepStrictEqual(
      messagesOf(() => Workflow.replace(copying, "relay", 7 as never)).map(([kind, at]) => [kind, at]),
      [["NotAStream", "relay"]]
    )
    // In a nested workflow the fault is told as one of that workflow, by the path.
    const inner = Workflow.make("inner", { a: Relay, b: Relay }, ({ a, b }) => {
      a.pipe(b)
      return { in: { n: a.n }, out: { m: b.m } }
    })
    const outer = Workflow.make("outer", { inner }, ({ inner }) => ({ in: { n: inner.n }, out: { m: inner.m } }))
    const Text = Stream.make("Text", { in: { n: Int }, out: { m: Schema.String }, run: () => Effect.void })
    assert.deepStrictEqual(
      messagesOf(() => Workflow.replace(outer, "inner/a", Text)).map(([kind, at]) => [kind, at]),
      [["IncompatibleTypes", "a.m b.n"]]
    )
  })

  it("a narrower schema in a nested workflow is checked in the workflow around it too", () => {
    const inner = Workflow.make("inner", { relay: Relay }, ({ relay }) => ({ in: { n: relay.n }, out: { m: relay.m } }))
    const outer = Workflow.make("outer", { source: numbers(1), inner, all: Sink.toArray(Int) }, (steps) => {
      steps.source.pipe(steps.inner).pipe(steps.all)
    })
    const Texts = Stream.make("Texts", { in: { n: Schema.String }, out: { m: Int }, run: () => Effect.void })
    assert.deepStrictEqual(
      messagesOf(() => Workflow.replace(outer, "inner/relay", Texts)).map(([kind, at]) => [kind, at]),
      [["IncompatibleTypes", "source.value inner.n"]]
    )
  })

  it.effect("errors and requirements of the other stream join those of the workflow", () =>
    Effect.gen(function*() {
      class By extends Context.Service<By, number>()("By") {}
      const Scale = Stream.make("Relay", {
        in: { n: Int },
        out: { m: Int },
        *run({ n }, { m }) {
          const by = yield* By
          yield* n.forEach((x) => x > 1 ? Effect.fail("too much" as const) : m.push(x * by))
        }
      })
      const scaled: Workflow.Workflow<{}, {}, { readonly all: ReadonlyArray<number> }, "too much", By> = Workflow
        .replace(
          copying,
          "relay",
          Scale
        )
      const exit = yield* Effect.exit(Effect.provideService(Workflow.run(scaled), By, 3))
      assert.deepStrictEqual(Exit.findErrorOption(exit), Option.some("too much"))
      assert.deepStrictEqual(Workflow.failedStep(causeOf(exit)), Option.some("copying/relay"))
    }))
})

describe("Workflow.declaration", () => {
  const inner = Workflow.make("inner", { relay: Relay }, ({ relay }) => ({ in: { n: relay.n }, out: { m: relay.m } }))
  const outer = Workflow.make("outer", { inner, all: Sink.toArray(Int) }, ({ all, inner }) => {
    inner.pipe(all)
    return { in: { feed: inner.n } }
  })

  it("of ports of steps, of nested ones, of nested workflows, and of open ports", () => {
    for (
      const [name, direction] of [["all.value", "in"], ["inner/relay.m", "out"], ["inner.n", "in"], ["feed", "in"]]
    ) {
      const declaration = Option.getOrThrow(Workflow.declaration(outer, name!))
      assert.strictEqual(declaration.direction, direction)
      assert.strictEqual(declaration.schema, Int)
      assert.isFalse(declaration.optional)
    }
  })

  it("none of what is not there", () => {
    for (
      const name of [
        "",
        ".",
        "all",
        "all.valu",
        "al.value",
        "inner/relay",
        "inner/relay/m",
        "all/deeper.value",
        "toString"
      ]
    ) {
      assert.deepStrictEqual(Workflow.declaration(outer, name), Option.none(), name)
    }
    assert.deepStrictEqual(Workflow.declaration(outer, "toString.value"), Option.none())
    assert.deepStrictEqual(Workflow.declaration(outer, "all.toString"), Option.none())
  })
})
