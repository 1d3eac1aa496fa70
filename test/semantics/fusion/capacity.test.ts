// S3 and S7: edges joined by fusion hold what they held one by one, no step is blocked sooner, and none stays asleep.
import { Sink, Stream, Transform, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import { between, listOf, popAnyhow, popRest, property, pushAnyhow, settle, upTo } from "../fixtures-ports.ts"
import { randomFrom } from "../fixtures.ts"
import {
  chain,
  chains,
  counts,
  eachWay,
  edgeCapacities,
  evenChains,
  held,
  mixedChains,
  model,
  type Op,
  wideChains,
  withFusion
} from "./chains.ts"

const Int = Schema.Int

const sum = (numbers: ReadonlyArray<number>) => numbers.reduce((a, b) => a + b, 0)

/** What holds of every snapshot, and that counts only grow. */
const watch = () => {
  let before: ReadonlyArray<Workflow.EdgeSnapshot> = []
  return (snapshot: Workflow.Snapshot): void => {
    for (const [index, edge] of snapshot.edges.entries()) {
      const { capacity, discarded, from, popped, pushed, size } = edge
      const label = `${from} of ${JSON.stringify(counts(snapshot).edges)}`
      assert.isAtMost(size, capacity, label)
      for (const count of [size, pushed, popped, discarded]) assert.isAtLeast(count, 0, label)
      assert.strictEqual(pushed, popped + discarded + size, label)
      const last = before[index]
      if (last === undefined) continue
      assert.isAtLeast(pushed, last.pushed, label)
      assert.isAtLeast(popped, last.popped, label)
      assert.isAtLeast(discarded, last.discarded, label)
    }
    before = snapshot.edges
  }
}

describe("S3: how much a fused chain holds", () => {
  property(
    "S3, S7: of maps and taps as much as without fusion: every edge full, and one element in the hands of each step",
    { ops: evenChains, capacities: edgeCapacities, pops: listOf(0, 6, { maxLength: 6 }) },
    ({ capacities, ops, pops }) =>
      Effect.gen(function*() {
        const [fused, unfused] = yield* eachWay(Effect.fnUntraced(function*() {
          const { given, pop, popped, running } = yield* held(ops, capacities)
          const look = Effect.map(running.snapshot, (snapshot) => ({
            ...counts(snapshot),
            waitingOn: snapshot.steps.map(({ waitingOn }) => waitingOn),
            given: given()
          }))
          yield* settle
          const looks = [yield* look]
          for (const count of pops) {
            yield* pop(count)
            looks.push(yield* look)
          }
          return { looks, popped }
        }))
        const all = sum(capacities.slice(0, ops.length + 1)) + ops.length
        assert.strictEqual(unfused.looks[0]!.given, all)
        assert.strictEqual(fused.looks[0]!.given, all)
        assert.deepStrictEqual(fused.looks, unfused.looks)
        assert.deepStrictEqual(fused.popped, unfused.popped)
        assert.strictEqual(fused.popped.length, sum(pops))
        assert.strictEqual(fused.looks.at(-1)!.given, all + sum(pops))
      })
  )

  for (const [what, ops] of [["any steps", mixedChains], ["filters around a flatMap", wideChains]] as const) {
    property(
      `S3, S7: of ${what} at least as much as without fusion, no edge more than its capacity, and it goes on when popped`,
      {
        ops,
        capacities: edgeCapacities,
        elements: listOf(0, 50, { maxLength: 40 }),
        pops: listOf(1, 6, { maxLength: 6 })
      },
      ({ capacities, elements, ops, pops }) =>
        Effect.gen(function*() {
          const [fused, unfused] = yield* eachWay(Effect.fnUntraced(function*() {
            const { given, pop, popped, running } = yield* held(ops, capacities, elements)
            const check = watch()
            yield* settle
            const givens: Array<number> = []
            for (const count of [0, ...pops]) {
              yield* pop(count)
              const snapshot = yield* running.snapshot
              check(snapshot)
              assert.strictEqual(snapshot.edges[0]!.pushed, given())
              givens.push(given())
            }
            yield* pop(Infinity)
            check(yield* running.snapshot)
            yield* running.await
            check(yield* running.snapshot)
            return { givens, popped, end: counts(yield* running.snapshot) }
          }))
          for (const [index, given] of unfused.givens.entries()) assert.isAtLeast(fused.givens[index]!, given)
          assert.deepStrictEqual(fused.popped, model(ops, elements)[ops.length])
          assert.deepStrictEqual(fused.popped, unfused.popped)
          assert.deepStrictEqual(fused.end, unfused.end)
        }),
      { runs: 100 }
    )
  }

  property(
    "S3, S7: of a flatMap among maps and taps as much as without fusion, after every pop",
    { before: evenChains, by: between(1, 5), after: evenChains, capacities: edgeCapacities },
    ({ after, before, by, capacities }) =>
      Effect.gen(function*() {
        const ops: ReadonlyArray<Op> = [...before.slice(0, 2), { kind: "flatMap", by }, ...after.slice(0, 2)]
        const [fused, unfused] = yield* eachWay(Effect.fnUntraced(function*() {
          const { given, pop, running } = yield* held(ops, capacities, upTo(20))
          const looks: Array<unknown> = []
          for (let n = 0; n < 25; n++) {
            yield* pop(Math.min(n, 1))
            const snapshot = yield* running.snapshot
            looks.push([given(), snapshot.steps.map(({ waitingOn }) => waitingOn), counts(snapshot)])
          }
          return looks
        }))
        for (const [index, look] of unfused.entries()) assert.deepStrictEqual(fused[index], look, `after ${index} pops`)
      }),
    { runs: 40 }
  )

  property(
    "S3: no edge ever holds more than its capacity, and counts add up at every moment",
    { ops: mixedChains, capacities: edgeCapacities, elements: listOf(0, 50, { maxLength: 25 }), seed: between(0, 1e6) },
    ({ capacities, elements, ops, seed }) =>
      eachWay(Effect.fnUntraced(function*() {
        const random = randomFrom(seed)
        const check = watch()
        let look: Effect.Effect<void> = Effect.void
        const between = Effect.suspend(() => look)
        const { workflow } = chain({
          ops,
          capacities,
          feed: (outlet) => pushAnyhow(outlet, elements, random, between),
          read: (inlet) => popAnyhow(inlet, random, between)
        })
        const running = yield* Workflow.launch(workflow)
        look = Effect.map(running.snapshot, check)
        yield* running.await
      })),
    { runs: 100 }
  )

  property(
    "S3: pushAll of an array fills every edge, as a push of each does",
    { ops: chains, capacities: edgeCapacities },
    ({ capacities, ops }) =>
      Effect.gen(function*() {
        const elements = upTo(60)
        const looks = yield* Effect.forEach([true, false], (bulk) =>
          withFusion(
            Effect.gen(function*() {
              const { workflow } = chain({
                ops,
                capacities,
                feed: (outlet) => bulk ? outlet.pushAll(elements) : Effect.forEach(elements, (x) => outlet.push(x)),
                read: () => Effect.never
              })
              const running = yield* Workflow.launch(workflow)
              yield* settle
              return counts(yield* running.snapshot)
            }),
            true
          ))
        assert.deepStrictEqual(looks[0], looks[1])
      })
  )

  // `size` is how many elements wait at an inlet: what is still under way to it does not.
  property(
    "S3: an inlet behind a fused chain has no more elements waiting than its edge holds",
    { ops: chains, capacities: edgeCapacities },
    ({ capacities, ops }) =>
      Effect.gen(function*() {
        const [fused, unfused] = yield* eachWay(Effect.fnUntraced(function*() {
          let size = 0
          const { workflow } = chain({
            ops,
            capacities,
            feed: (outlet) => outlet.pushAll(upTo(100)),
            read: (inlet) =>
              Effect.andThen(settle, () => {
                size = inlet.size
                return Effect.never
              })
          })
          yield* Workflow.launch(workflow)
          yield* settle
          yield* settle
          return size
        }))
        assert.isAtMost(fused, capacities[ops.length]!)
        assert.strictEqual(fused, unfused)
      }),
    { runs: 30 }
  )

  it.effect.each([1, 2, 5])(
    "S3: what a filter rejects does not block it, whatever waits behind (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        // It reads all that comes straight before it looks at what comes through the chain.
        const Late = Stream.make("Late", {
          in: { few: Int, straight: Int },
          *run({ few, straight }) {
            const last = yield* straight.forEach(() => {})
            return { last, parts: yield* popRest(few) }
          }
        })
        const workflow = Workflow.make("few", {
          from: Stream.make("from", {
            out: { n: Int },
            run: (_, { n }) => Effect.forEach(upTo(100), (x) => n.push(x))
          }),
          first: Transform.filter(Int, (x) => x === 0),
          parts: Transform.flatMap(Int, Int, () => upTo(30)),
          late: Late
        }, ({ from, first, parts, late }) => {
          from.pipe(first)
          first.passed.pipe(parts).pipe(late.few)
          from.pipe(late.straight)
        }, { capacity })
        yield* eachWay(Effect.fnUntraced(function*(fused) {
          const running = yield* Workflow.launch(workflow)
          const ended = yield* Effect.forkScoped(running.await)
          yield* settle
          yield* settle
          const snapshot = yield* running.snapshot
          watch()(snapshot)
          assert.isDefined(ended.pollUnsafe(), `fused ${fused}: ${JSON.stringify(snapshot)}`)
          assert.deepStrictEqual((yield* Fiber.join(ended)).late.parts, upTo(30))
        }))
      })
  )
})

describe("S3: a chain that lets nothing through", () => {
  const nothing: ReadonlyArray<readonly [string, Op]> = [
    ["filter", { kind: "filter", by: 0 }],
    ["flatMap", { kind: "flatMap", by: 0 }]
  ]
  const pushes = 100_000

  for (const [what, op] of nothing) {
    for (const ways of ["push", "pushAll"] as const) {
      it.live(`S3: ${what}, fed by ${ways}: others run, at the latest after some thousands of elements`, () =>
        Effect.gen(function*() {
          for (const fused of [false, true]) {
            let pushed = 0
            // Multiples of 3: filter 0 rejects them.
            const elements = function*() {
              for (; pushed < pushes; pushed++) yield pushed * 3
            }
            const { workflow } = chain({
              ops: [op],
              capacities: [16, 16],
              feed: (outlet) => {
                const batch = upTo(pushes).map((x) => x * 3)
                return ways === "push" ? outlet.pushAll(elements()) : outlet.pushAll(batch)
              },
              onElement: () => {
                if (ways === "pushAll") pushed++
              },
              read: popRest
            })
            let before = 0
            let most = 0
            const look = () => {
              most = Math.max(most, pushed - before)
              before = pushed
            }
            const watching = Effect.forever(Effect.andThen(Effect.yieldNow, Effect.sync(look)))
            yield* withFusion(Effect.raceFirst(watching, Workflow.run(workflow)), fused)
            look()
            assert.strictEqual(pushed, pushes)
            assert.isAtMost(most, 20_000, `fused ${fused}`)
          }
        }))
    }
  }

  it.live("S3: an endless one can be interrupted", () =>
    Effect.gen(function*() {
      let pushed = 0
      const workflow = Workflow.make("endless", {
        from: Stream.make("from", {
          out: { n: Int },
          *run(_, { n }) {
            // Not quite endless, or a failure of this test would not end.
            while (pushed < 3_000_000) yield* n.push(pushed++)
          }
        }),
        none: Transform.filter(Int, () => false),
        end: Sink.drain(Int)
      }, ({ from, none, end }) => {
        from.pipe(none)
        none.passed.pipe(end)
      })
      const run = Effect.timeoutOption(withFusion(Workflow.run(workflow), true), "5 millis")
      assert.strictEqual((yield* run)._tag, "None")
      assert.isBelow(pushed, 3_000_000)
    }))
})
