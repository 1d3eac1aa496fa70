// S25: what flows where, and the counts after a run, are the same whether stateless steps have a fiber or not.
import { Junction, Sink, Source, Stream, Transform, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import { between, listOf, popAnyhow, popRest, property, pushAnyhow, upTo } from "../fixtures-ports.ts"
import { randomFrom } from "../fixtures.ts"
import {
  byPort,
  chain,
  chains,
  counts,
  eachWay,
  edgeCapacities,
  mixedChains,
  model,
  type Op,
  outcome,
  outletOf,
  record,
  stepsOf,
  through,
  withFusion
} from "./chains.ts"

const Int = Schema.Int
const elements = listOf(0, 50, { maxLength: 25 })
const naturals = Source.range({ end: 30 })
const all = Sink.toArray(Int)

const map = (by: number) => ({ kind: "map", by }) as const
const flatMap = (by: number) => ({ kind: "flatMap", by }) as const
const filter = (by: number) => ({ kind: "filter", by }) as const
const tap = { kind: "tap", by: 0 } as const

/** Runs both ways must end, and end alike. */
const alike = <A, E>(make: () => Workflow.Workflow<{}, {}, A, E>) =>
  Effect.map(eachWay(() => outcome(make())), ([fused, unfused]) => {
    assert.isTrue(Exit.isSuccess(unfused.exit), String(unfused.exit))
    assert.deepStrictEqual(fused, unfused)
    return Exit.isSuccess(fused.exit) ? fused.exit.value : assert.fail(String(fused.exit))
  })

describe("S25: a chain of stateless steps", () => {
  for (const [what, ops] of [["alone", chains], ["and steps with a fiber", mixedChains]] as const) {
    property(
      `S25: the same on every edge, and the same counts, however it is fed and read: stateless steps ${what}`,
      { ops, capacities: edgeCapacities, elements, seed: between(0, 1_000_000) },
      ({ capacities, elements, ops, seed }) =>
        Effect.gen(function*() {
          const expected = model(ops, elements)
          const [fused, unfused] = yield* eachWay((isFused) => {
            const random = randomFrom(seed + Number(isFused))
            const { seen, workflow } = chain({
              ops,
              capacities,
              feed: (outlet) => pushAnyhow(outlet, elements, random),
              read: (inlet) => popAnyhow(inlet, random)
            })
            return Effect.map(outcome(workflow), (outcome) => ({ ...outcome, seen }))
          })
          assert.deepStrictEqual(fused, unfused)
          assert.deepStrictEqual(fused.seen, expected.slice(0, -1))
          assert.deepStrictEqual(fused.exit, Exit.succeed({ to: expected[ops.length]! }))
          for (const [index, { discarded, popped, pushed, size, state }] of fused.edges.entries()) {
            const all = expected[index]!.length
            assert.deepStrictEqual(
              { pushed, popped, discarded, size, state },
              { pushed: all, popped: all, discarded: 0, size: 0, state: "Completed" }
            )
          }
        }),
      { runs: 150 }
    )
  }

  property(
    "S25: pushAll of an array longer than all edges together, and an end in the middle of it",
    { ops: mixedChains, capacities: edgeCapacities, lengths: listOf(0, 40, { maxLength: 4 }) },
    ({ capacities, lengths, ops }) =>
      Effect.gen(function*() {
        const batches = lengths.map(upTo)
        const [fused, unfused] = yield* eachWay(() => {
          const { seen, workflow } = chain({
            ops,
            capacities,
            feed: (outlet) => Effect.forEach(batches, (batch) => outlet.pushAll(batch)),
            read: popRest
          })
          return Effect.map(outcome(workflow), (outcome) => ({ ...outcome, seen }))
        })
        assert.deepStrictEqual(fused, unfused)
        assert.deepStrictEqual(fused.seen, model(ops, batches.flat()).slice(0, -1))
      }),
    { runs: 100 }
  )

  it.effect("S25: undefined, null, NaN and -0 pass", () =>
    Effect.gen(function*() {
      const odd = [undefined, null, Number.NaN, -0, [], [undefined]]
      const made = yield* alike(() =>
        Workflow.make("odd", {
          from: Source.fromIterable(Schema.Unknown, odd),
          map: Transform.map(Schema.Unknown, Schema.Unknown, (x) => x),
          tap: Transform.tap(Schema.Unknown, () => {}),
          filter: Transform.filter(Schema.Unknown, () => true),
          flatMap: Transform.flatMap(Schema.Unknown, Schema.Unknown, (x) => [x, undefined]),
          all: Sink.toArray(Schema.Unknown)
        }, ({ from, map, tap, filter, flatMap, all }) => {
          from.pipe(map).pipe(tap).pipe(filter)
          filter.passed.pipe(flatMap).pipe(all)
        })
      )
      assert.isTrue(odd.every((x, index) => Object.is(x, made.all[index * 2])))
      assert.strictEqual(made.all.length, odd.length * 2)
    }))
})

describe("S25: fused chains in a graph", () => {
  const branches: ReadonlyArray<ReadonlyArray<Op>> = [
    [map(1)],
    [tap, map(2), tap],
    [filter(0), map(3)],
    [flatMap(1), flatMap(2)],
    [{ kind: "relay", by: 0 }, map(1)]
  ]

  /** One source to several chains. */
  const fanOut = (of: ReadonlyArray<ReadonlyArray<Op>>, capacity: number) => {
    const made = of.map((ops, index) =>
      Object.entries(stepsOf(ops).steps).map(([name, step]) => [`b${index}${name}`, step] as const)
    )
    const steps = record({
      from: naturals,
      ...Object.fromEntries(made.flat()),
      ...Object.fromEntries(of.map((_, index) => [`all${index}`, all]))
    })
    return Workflow.make("fan-out", steps, (handles) => {
      for (const [index, ops] of of.entries()) {
        const own = Object.fromEntries(ops.map((_, s) => [`s${s}`, byPort(handles)[`b${index}s${s}`]]))
        through(ops, own, byPort(handles)["from"]!["value"]!, ops.map(() => capacity))
          .pipe(byPort(handles)[`all${index}`]!["value"]!, { capacity })
      }
    })
  }

  it.effect.each([1, 2, 5, 256])(
    "S25, S11: several chains behind one outlet (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const results = yield* alike(() => fanOut(branches, capacity))
        for (const [index, ops] of branches.entries()) {
          assert.deepStrictEqual(
            Reflect.get(Object(results), `all${index}`),
            model(ops, upTo(30))[ops.length],
            `branch ${index}`
          )
        }
      })
  )

  it.effect.each([1, 2, 5, 256])(
    "S25, S30: chains of one outlet that are zipped again (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const { rows } = yield* alike(() =>
          Workflow.make("diamond", {
            from: naturals,
            left: Transform.map(Int, Int, (x) => x + 1),
            more: Transform.map(Int, Int, (x) => x * 2),
            right: Transform.tap(Int, () => {}),
            zip: Junction.zip({ a: Int, b: Int }),
            rows: Sink.toArray(Schema.Struct({ a: Int, b: Int }))
          }, ({ from, left, more, right, zip, rows }) => {
            from.pipe(left).pipe(more).pipe(zip.a)
            from.pipe(right).pipe(zip.b)
            zip.pipe(rows)
          }, { capacity })
        )
        assert.deepStrictEqual(rows, upTo(30).map((x) => ({ a: (x + 1) * 2, b: x })))
      })
  )

  it.effect.each([1, 2, 5, 256])(
    "S25, S10: chains that meet in one inlet (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const [fused, unfused] = yield* eachWay(() =>
          outcome(Workflow.make("fan-in", {
            a: naturals,
            b: Source.range({ start: 100, end: 130 }),
            c: Source.range({ start: 200, end: 230 }),
            one: Transform.map(Int, Int, (x) => x * 2),
            two: Transform.filter(Int, (x) => x % 3 === 0),
            all
          }, ({ a, b, c, one, two, all }) => {
            a.pipe(one).pipe(all)
            b.pipe(two)
            two.passed.pipe(all)
            c.pipe(all)
          }, { capacity }))
        )
        for (const { exit } of [fused, unfused]) {
          assert.isTrue(Exit.isSuccess(exit), String(exit))
          const all = Exit.isSuccess(exit) ? exit.value.all : []
          const of = (test: (x: number) => boolean) => all.filter(test)
          assert.deepStrictEqual(of((x) => x < 100), upTo(30).map((x) => x * 2))
          assert.deepStrictEqual(
            of((x) => x >= 100 && x < 200),
            upTo(30).map((x) => x + 100).filter((x) => x % 3 === 0)
          )
          assert.deepStrictEqual(of((x) => x >= 200), upTo(30).map((x) => x + 200))
        }
        assert.deepStrictEqual([fused.steps, fused.edges], [unfused.steps, unfused.edges])
      })
  )

  it.effect("S10: the edges of an inlet take turns in the order of their last edges", () =>
    Effect.gen(function*() {
      const of = (n: number) => Source.fromIterable(Int, [n, n, n])
      const workflow = () =>
        Workflow.make("turns", {
          a: of(1),
          b: of(2),
          c: of(3),
          one: Transform.map(Int, Int, (x) => x),
          three: Transform.map(Int, Int, (x) => x),
          late: Stream.make("late", {
            in: { n: Int },
            *run({ n }) {
              for (let i = 0; i < 50; i++) yield* Effect.yieldNow
              const order: Array<number> = []
              yield* n.forEach((x) => {
                order.push(x)
              })
              return order
            }
          })
        }, ({ a, b, c, one, three, late }) => {
          a.pipe(one)
          c.pipe(three)
          b.pipe(late)
          three.pipe(late)
          one.pipe(late)
        })
      const { late } = yield* alike(workflow)
      assert.deepStrictEqual(late, [2, 3, 1, 2, 3, 1, 2, 3, 1])
    }))

  it.effect.each([1, 3, 256])("S25: through nested workflows (capacity %d)", (capacity) =>
    Effect.gen(function*() {
      const twice = Workflow.make("twice", {
        double: Transform.map(Int, Int, (x) => x * 2),
        some: Transform.flatMap(Int, Int, (x) => upTo(x % 4))
      }, ({ double, some }) => {
        double.pipe(some)
        return { in: { n: double.value }, out: { m: some.item } }
      })
      const inner = Workflow.make("inner", { twice, keep: Transform.filter(Int, (x) => x < 2) }, ({ twice, keep }) => {
        twice.pipe(keep)
        return { in: { n: twice.n }, out: { m: keep.passed } }
      })
      const outer = Workflow.make("outer", { from: naturals, a: inner, b: twice, all }, ({ from, a, b, all }) => {
        from.pipe(a).pipe(b).pipe(all)
      })
      const expected = upTo(30).flatMap((x) => upTo((x * 2) % 4)).filter((x) => x < 2).flatMap((x) => upTo((x * 2) % 4))
      assert.deepStrictEqual(yield* alike(() => Workflow.withCapacity(outer, capacity)), { all: expected })
    }))

  it.effect("S18: runs of one workflow, one after the other and at the same time, with fusion and without", () =>
    Effect.gen(function*() {
      const workflow = Workflow.make("again", {
        from: naturals,
        double: Transform.map(Int, Int, (x) => x * 2),
        few: Transform.filter(Int, (x) => x % 3 === 0),
        all
      }, ({ from, double, few, all }) => {
        from.pipe(double).pipe(few)
        few.passed.pipe(all)
      })
      const runs = yield* Effect.all(
        [true, false, true, false, true, true].map((fused) => withFusion(outcome(workflow), fused)),
        { concurrency: 3 }
      )
      for (const run of runs) assert.deepStrictEqual(run, runs[0])
      assert.deepStrictEqual(
        runs[0]!.exit,
        Exit.succeed({ all: upTo(30).map((x) => x * 2).filter((x) => x % 3 === 0) })
      )
    }))
})

describe("S25: long chains", () => {
  const long = (length: number, op: (index: number) => Op, count = 20) => {
    const ops = Array.from({ length }, (_, index) => op(index))
    const steps = record({ from: Source.range({ end: count }), ...stepsOf(ops).steps, all })
    return Workflow.make("long", steps, (handles) => {
      const { from, all } = byPort(handles)
      through(ops, handles, from!["value"]!, ops.map(() => 2)).pipe(all!["value"]!)
    })
  }

  // More stages than one route has.
  for (const length of [63, 64, 65, 66, 129, 200]) {
    it.effect(`S25: ${length} maps`, () =>
      Effect.gen(function*() {
        const ops = Array.from({ length }, () => map(1))
        const made = yield* alike(() => long(length, () => map(1)))
        assert.deepStrictEqual(made, { all: model(ops, upTo(20))[length] })
      }))
  }

  it.effect("S25: 200 steps, every one of which may make several elements of one", () =>
    Effect.gen(function*() {
      const made = yield* alike(() => long(200, (index) => index % 2 === 0 ? flatMap(0) : tap))
      // flatMap(0) makes nothing of anything; the first of them ends it.
      assert.deepStrictEqual(made, { all: [] })
      const once = Transform.flatMap(Int, Int, (x) => [x])
      const names = upTo(150).map((n) => `s${n}`)
      const workflow = () =>
        Workflow.make(
          "once",
          record({ ...Object.fromEntries(names.map((n) => [n, once])), from: naturals, all }),
          (handles) => {
            const steps = byPort(handles)
            names.reduce((outlet, name) => {
              outlet.pipe(steps[name]!["value"]!, { capacity: 1 })
              return steps[name]!["item"]!
            }, steps["from"]!["value"]!).pipe(steps["all"]!["value"]!)
          }
        )
      assert.deepStrictEqual(yield* alike(workflow), { all: upTo(30) })
    }))

  it.live("S25: 10,000 maps do not exhaust the stack", () =>
    Effect.gen(function*() {
      const exit = yield* withFusion(outcome(long(10_000, () => map(0), 3)), true)
      assert.isTrue(Exit.isSuccess(exit.exit), String(exit.exit))
      assert.isTrue(exit.edges.every(({ popped, pushed }) => popped === 3 && pushed === 3))
    }), { timeout: 60_000 })

  it.effect("S25: every outlet of a chain has the name of its stream's", () =>
    Effect.gen(function*() {
      const ops = [map(0), tap, filter(1), flatMap(1)]
      const running = yield* withFusion(Workflow.launch(long(4, (index) => ops[index]!)), true)
      const { edges } = counts(yield* running.snapshot)
      assert.deepStrictEqual(
        edges.map(({ from }) => from),
        ["from.value", ...ops.map((op, index) => `s${index}.${outletOf(op)}`)]
      )
    }))
})
