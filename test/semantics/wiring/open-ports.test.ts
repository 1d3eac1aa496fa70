import { Port, Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { rule } from "../fixtures-ports.ts"
import { capacities, failedStep, faultList, Relay } from "../fixtures.ts"

const all = Sink.toArray(Schema.Int)

const Times = (factor: number) =>
  Stream.make("Times", {
    in: { n: Schema.Int },
    out: { product: Schema.Int },
    run: ({ n }, { product }) => n.forEach((x) => product.push(x * factor))
  })

const twice = Workflow.make("twice", { a: Times(2), b: Times(2) }, ({ a, b }) => {
  a.pipe(b)
  return { in: { n: a.n }, out: { product: b.product } }
})

describe("S28: open ports", () => {
  rule(
    "S28: a workflow with open ports is a step of another, which results do not tell apart from a stream",
    () =>
      Effect.gen(function*() {
        const workflow = Workflow.make(
          "w",
          { five: Source.range({ end: 5 }), twice, all },
          ({ five, twice, all }) => five.pipe(twice).pipe(all)
        )
        for (const capacity of capacities) {
          assert.deepStrictEqual(yield* Workflow.run(Workflow.withCapacity(workflow, capacity)), {
            all: [0, 4, 8, 12, 16]
          })
        }
      })
  )

  rule("S28: and of one that is a step itself, as deep as one likes, and several times", () =>
    Effect.gen(function*() {
      let nested: Workflow.Workflow<{ readonly n: number }, { readonly product: number }, {}> = twice
      for (let depth = 0; depth < 20; depth++) {
        const inner = nested
        nested = Workflow.make(`depth${depth}`, { inner }, ({ inner }) => ({
          in: { n: inner.n },
          out: { product: inner.product }
        }))
      }
      const deep = nested
      const workflow = Workflow.make(
        "w",
        { two: Source.range({ start: 1, end: 3 }), deep, again: deep, twice, all },
        (s) => s.two.pipe(s.deep).pipe(s.again).pipe(s.twice).pipe(s.all)
      )
      assert.deepStrictEqual(yield* Workflow.run(workflow), { all: [64, 128] })
    }))

  rule("S28: one open inlet may stand for several inlets, which all get every element", () =>
    Effect.gen(function*() {
      const both = Workflow.make("both", { x2: Times(2), x3: Times(3) }, ({ x2, x3 }) => ({
        in: { n: [x2.n, x3.n] },
        out: { y: x2.product, z: x3.product }
      }))
      const workflow = Workflow.make("w", { four: Source.range({ end: 4 }), both, ys: all, zs: all }, (s) => {
        s.four.pipe(s.both)
        s.both.y.pipe(s.ys)
        s.both.z.pipe(s.zs)
      })
      for (const capacity of capacities) {
        assert.deepStrictEqual(yield* Workflow.run(Workflow.withCapacity(workflow, capacity)), {
          ys: [0, 2, 4, 6],
          zs: [0, 3, 6, 9]
        })
      }
    }))

  rule("S28: one open outlet may stand for several outlets, which merge", () =>
    Effect.gen(function*() {
      const sources = Workflow.make(
        "sources",
        { a: Source.range({ end: 3 }), b: Source.range({ start: 10, end: 13 }) },
        (s) => ({
          out: { n: [s.a.value, s.b.value] }
        })
      )
      const workflow = Workflow.make("w", { sources, all }, ({ sources, all }) => sources.pipe(all))
      for (const capacity of capacities) {
        const { all } = yield* Workflow.run(Workflow.withCapacity(workflow, capacity))
        assert.deepStrictEqual(all.filter((n) => n < 10), [0, 1, 2])
        assert.deepStrictEqual(all.filter((n) => n >= 10), [10, 11, 12])
      }
    }))

  rule("S28: a port may be open and piped inside as well", () =>
    Effect.gen(function*() {
      const tapped = Workflow.make("tapped", { relay: Relay, inside: all }, ({ relay, inside }) => {
        relay.pipe(inside)
        return { in: { n: relay.n }, out: { m: relay.m } }
      })
      const workflow = Workflow.make("w", { three: Source.range({ end: 3 }), tapped, outside: all }, (s) =>
        s.three.pipe(s.tapped).pipe(s.outside))
      assert.deepStrictEqual(yield* Workflow.run(workflow), { tapped: { inside: [0, 1, 2] }, outside: [0, 1, 2] })
    }))

  it("S28: the open ports of a nested workflow have to be connected, unless they stand for optional ones", () => {
    assert.deepStrictEqual(faultList(() => Workflow.make("w", { twice }, () => {})), [
      "UnconnectedPort twice.n",
      "UnconnectedPort twice.product"
    ])
    const Optional = Stream.make("Optional", {
      in: { n: Port.optional(Schema.Int) },
      out: { m: Port.optional(Schema.Int) },
      run: ({ n }, { m }) => n.forEach((x) => m.push(x))
    })
    const inner = Workflow.make("inner", { optional: Optional }, ({ optional }) => ({
      in: { n: optional.n },
      out: { m: optional.m }
    }))
    assert.deepStrictEqual(Effect.runSync(Workflow.run(Workflow.make("w", { inner }, () => {}))), {})
    const mixed = Workflow.make("mixed", { optional: Optional, relay: Relay }, ({ optional, relay }) => ({
      in: { n: [optional.n, relay.n] },
      out: { m: relay.m }
    }))
    assert.include(faultList(() => Workflow.make("w", { mixed }, () => {})), "UnconnectedPort mixed.n")
  })

  it("S28: a step may be opened whole when it has one port that way", () => {
    // The compiler wants the port; JavaScript may give the step.
    const workflow = Workflow.make(
      "w",
      { relay: Relay },
      ({ relay }) =>
        ({ in: { n: relay }, out: { m: relay } }) as unknown as {
          readonly in: { readonly n: typeof relay.n }
          readonly out: { readonly m: typeof relay.m }
        }
    )
    assert.deepStrictEqual(Object.keys(workflow.ports), ["n", "m"])
  })

  rule(
    "S28: an edge has the capacity of the workflow it was piped in, unless it has its own",
    () =>
      Effect.gen(function*() {
        const inner = Workflow.make("inner", { a: Relay, b: Relay, c: Relay }, ({ a, b, c }) => {
          a.pipe(b)
          b.pipe(c, { capacity: 7 })
          return { in: { n: a.n }, out: { m: c.m } }
        }, { capacity: 2 })
        const workflow = Workflow.make("w", { one: Source.range({ end: 1 }), inner, all }, ({ one, inner, all }) => {
          one.pipe(inner)
          inner.pipe(all, { capacity: 9 })
        }, { capacity: 3 })
        const capacitiesOf = (w: typeof workflow) =>
          Effect.map(
            Effect.flatMap(Workflow.launch(w), ({ snapshot }) => snapshot),
            ({ edges }) => Object.fromEntries(edges.map(({ capacity, from, to }) => [`${from} ${to}`, capacity]))
          )
        assert.deepStrictEqual(yield* capacitiesOf(workflow), {
          "inner/a.m inner/b.n": 2,
          "inner/b.m inner/c.n": 7,
          "one.value inner/a.n": 3,
          "inner/c.m all.value": 9
        })
        assert.deepStrictEqual(Object.values(yield* capacitiesOf(Workflow.withCapacity(workflow, 5))), [5, 5, 5, 5])
      })
  )

  rule(
    "S28: ends travel through nested workflows: their outlets complete, early leaving stops their sources",
    () =>
      Effect.gen(function*() {
        const inner = Workflow.make("inner", { endless: Source.range({ end: Infinity }), relay: Relay }, (s) => {
          s.endless.pipe(s.relay)
          return { out: { m: s.relay.m } }
        })
        const Two = Stream.make("Two", {
          in: { n: Schema.Int },
          *run({ n }) {
            return [yield* n.pop, yield* n.pop]
          }
        })
        const workflow = Workflow.make("w", { inner, two: Two }, ({ inner, two }) => inner.pipe(two))
        assert.deepStrictEqual(yield* Workflow.run(workflow), { two: [0, 1] })
      })
  )

  rule("S28: a failure inside is the outer run's, under the path of the step", () =>
    Effect.gen(function*() {
      const Fails = Stream.make("Fails", {
        in: { n: Schema.Int },
        run: ({ n }) => Effect.andThen(n.pop, Effect.fail("inside"))
      })
      const inner = Workflow.make("inner", { fails: Fails }, ({ fails }) => ({ in: { n: fails.n } }))
      const middle = Workflow.make("middle", { inner }, ({ inner }) => ({ in: { n: inner.n } }))
      const workflow = Workflow.make("outer", { one: Source.range({ end: 1 }), middle }, ({ one, middle }) =>
        one.pipe(middle))
      const exit = yield* Effect.exit(Workflow.run(workflow))
      assert.strictEqual(failedStep(exit), "outer/middle/inner/fails")
    }))

  it("S28: pipe gives the step piped to, so that a chain goes on from there", () => {
    let same: ReadonlyArray<boolean> = []
    Workflow.make("w", { five: Source.range({ end: 5 }), relay: Relay, all }, ({ five, relay, all }) => {
      const byStep = five.pipe(relay)
      const byPort = relay.m.pipe(all.value)
      same = [byStep === relay, byPort === all]
    })
    assert.deepStrictEqual(same, [true, true])
  })

  it("S28: a handle lists its ports", () => {
    Workflow.make("w", { relay: Relay }, ({ relay }) => {
      assert.deepStrictEqual(Object.keys(relay), ["n", "m"])
      assert.isTrue("n" in relay)
      assert.isFalse("x" in relay)
      return { in: { n: relay.n }, out: { m: relay.m } }
    })
  })
})
