// S6, S16, S20, S21, S23: a fused chain that is left, interrupted or drained while it holds elements.
import { Sink, Source, Transform, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import type * as Arbitrary from "effect/Arbitrary"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { TestClock } from "effect/testing"
import { between, listOf, popAnyhow, property, pushAnyhow, settle, upTo } from "../fixtures-ports.ts"
import { causeOf, randomFrom } from "../fixtures.ts"
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
  withFusion
} from "./chains.ts"

const Int = Schema.Int
const elements = listOf(0, 50, { maxLength: 40 })

/** What holds of every run that has ended. */
const checkEnded = ({ edges, steps }: Workflow.Snapshot) => {
  for (const { status, step } of steps) assert.notInclude(["pending", "running"], status, step)
  for (const edge of edges) {
    const label = JSON.stringify(edge)
    assert.notStrictEqual(edge.state, "Open", label)
    assert.strictEqual(edge.size, 0, label)
    assert.strictEqual(edge.pushed, edge.popped + edge.discarded, label)
    for (const count of [edge.pushed, edge.popped, edge.discarded]) assert.isAtLeast(count, 0, label)
    // Nothing was dropped that had not been on the edge.
    assert.isAtMost(edge.discarded, edge.capacity, label)
  }
}

const statusesOf = ({ steps }: Workflow.Snapshot) => steps.map(({ status }) => status)

/** The counts of edges without how they ended, where that depends on who was stopped first. */
const edgeCounts = (snapshot: Workflow.Snapshot) => counts(snapshot).edges.map((edge) => ({ ...edge, state: "ended" }))

// Not under any schedule: how far a step comes that is being stopped depends on it.
const inOrder = <const A extends Record<string, Arbitrary.Arbitrary<unknown>>>(
  name: string,
  arbitraries: A,
  test: (
    values: { readonly [K in keyof A]: A[K] extends Arbitrary.Arbitrary<infer T> ? T : never }
  ) => Effect.Effect<unknown, unknown, Scope.Scope>
) =>
  // The same values, by a type that can be written.
  it.effect.prop(name, arbitraries, (values) => Effect.scoped(test(values as never)), {
    arbitrary: { runs: 60 },
    timeout: 30_000
  })

describe("S6, S16: a consumer that leaves a fused chain", () => {
  property(
    "S16: steps before it complete, and what it did not pop was discarded",
    { ops: mixedChains, capacities: edgeCapacities, elements, count: between(0, 12), seed: between(0, 1e6) },
    ({ capacities, count, elements, ops, seed }) =>
      Effect.gen(function*() {
        const expected = model(ops, elements)[ops.length]!.slice(0, count)
        const exits = yield* eachWay(Effect.fnUntraced(function*(isFused) {
          const random = randomFrom(seed + Number(isFused))
          const { workflow } = chain({
            ops,
            capacities,
            feed: (outlet) => pushAnyhow(outlet, elements, random),
            read: Effect.fnUntraced(function*(inlet) {
              const popped: Array<number> = []
              while (popped.length < expected.length) popped.push(yield* inlet.pop)
              return popped
            })
          })
          const running = yield* Workflow.launch(workflow)
          const exit = yield* Effect.exit(running.await)
          const snapshot = yield* running.snapshot
          checkEnded(snapshot)
          assert.isTrue(statusesOf(snapshot).every((status) => status === "completed"))
          assert.strictEqual(snapshot.edges.at(-1)!.popped, expected.length)
          return exit
        }))
        for (const exit of exits) assert.deepStrictEqual(exit, Exit.succeed({ to: expected }))
      }),
    { runs: 100 }
  )

  inOrder(
    "S6: of a full chain each edge drops what it held: the counts are those without fusion",
    { ops: evenChains, capacities: edgeCapacities, pops: listOf(0, 4, { maxLength: 3 }) },
    ({ capacities, ops, pops }) =>
      Effect.gen(function*() {
        const [fused, unfused] = yield* eachWay(Effect.fnUntraced(function*() {
          const { pop, quit, running } = yield* held(ops, capacities)
          yield* settle
          for (const count of pops) yield* pop(count)
          yield* quit
          assert.isTrue(Exit.isSuccess(yield* Effect.exit(running.await)))
          const snapshot = yield* running.snapshot
          checkEnded(snapshot)
          return counts(snapshot)
        }))
        assert.deepStrictEqual(fused, unfused)
      })
  )

  it.effect("S6: only what the edges held was dropped, not what was popped from them", () =>
    Effect.gen(function*() {
      const [fused, unfused] = yield* eachWay(Effect.fnUntraced(function*() {
        const { quit, running } = yield* held([{ kind: "map", by: 0 }], [1, 1])
        yield* quit
        yield* running.await
        return counts(yield* running.snapshot).edges
      }))
      assert.deepStrictEqual(unfused.map(({ discarded, popped, pushed }) => [pushed, popped, discarded]), [
        [3, 2, 1],
        [1, 0, 1]
      ])
      assert.deepStrictEqual(fused, unfused)
    }))
})

describe("S20: a fused chain that is interrupted", () => {
  inOrder(
    "S20: while it holds elements: as without fusion, and nothing is held afterwards",
    { ops: evenChains, capacities: edgeCapacities, pops: listOf(0, 4, { maxLength: 3 }) },
    ({ capacities, ops, pops }) =>
      Effect.gen(function*() {
        const [fused, unfused] = yield* eachWay(Effect.fnUntraced(function*() {
          const { pop, popped, running } = yield* held(ops, capacities)
          yield* settle
          for (const count of pops) yield* pop(count)
          const before = popped.length
          yield* running.interrupt
          const exit = yield* Effect.exit(running.await)
          assert.isTrue(Cause.hasInterruptsOnly(causeOf(exit)))
          const snapshot = yield* running.snapshot
          checkEnded(snapshot)
          assert.strictEqual(popped.length, before)
          return { steps: counts(snapshot).steps, edges: edgeCounts(snapshot) }
        }))
        assert.deepStrictEqual(fused.steps, unfused.steps)
        assert.isTrue(fused.steps.every(({ status }) => status === "interrupted"), JSON.stringify(fused.steps))
        assert.deepStrictEqual(fused.edges, unfused.edges)
      })
  )

  property(
    "S20, S23: at any moment: no function is called and no element popped afterwards",
    { ops: mixedChains, capacities: edgeCapacities, elements, turns: between(0, 30), seed: between(0, 1e6) },
    ({ capacities, elements, ops, seed, turns }) =>
      eachWay(Effect.fnUntraced(function*() {
        const random = randomFrom(seed)
        let calls = 0
        const { workflow } = chain({
          ops,
          capacities,
          onElement: () => {
            calls++
          },
          feed: (outlet) => Effect.forever(pushAnyhow(outlet, [...elements, 1], random, Effect.yieldNow)),
          read: (inlet) => popAnyhow(inlet, random, Effect.sync(() => calls++))
        })
        const running = yield* Workflow.launch(workflow)
        yield* Effect.replicateEffect(Effect.yieldNow, turns)
        yield* running.interrupt
        const before = calls
        const snapshot = yield* running.snapshot
        checkEnded(snapshot)
        yield* settle
        assert.strictEqual(calls, before)
        assert.isTrue(Cause.hasInterruptsOnly(causeOf(yield* Effect.exit(running.await))))
        assert.deepStrictEqual(counts(yield* running.snapshot), counts(snapshot))
      }))
  )
})

describe("S21: a fused chain that is drained", () => {
  property(
    "S21: everything in flight arrives, at any moment",
    { ops: mixedChains, capacities: edgeCapacities, turns: between(0, 30), seed: between(0, 1e6) },
    ({ capacities, ops, seed, turns }) =>
      eachWay(Effect.fnUntraced(function*() {
        const random = randomFrom(seed)
        const { workflow } = chain({
          ops,
          capacities,
          feed: (outlet) => pushAnyhow(outlet, upTo(10_000).map((x) => x % 50), random),
          read: (inlet) => popAnyhow(inlet, random, random() < 0.5 ? Effect.yieldNow : Effect.void)
        })
        const running = yield* Workflow.launch(workflow)
        yield* Effect.replicateEffect(Effect.yieldNow, turns)
        const { to } = yield* running.drain()
        const snapshot = yield* running.snapshot
        checkEnded(snapshot)
        assert.isTrue(statusesOf(snapshot).every((status) => status === "completed"))
        const given = upTo(snapshot.edges[0]!.pushed).map((x) => x % 50)
        assert.deepStrictEqual(to, model(ops, given)[ops.length])
      }))
  )

  property(
    "S21: while its consumer waits: what each edge held arrives, in flight pushes too",
    { ops: chains, capacities: edgeCapacities },
    ({ capacities, ops }) =>
      eachWay(Effect.fnUntraced(function*() {
        const { given, pop, popped, running } = yield* held(ops, capacities, upTo(500))
        yield* settle
        const draining = yield* Effect.forkChild(running.drain(), { startImmediately: true })
        yield* settle
        yield* pop(Infinity)
        yield* Fiber.join(draining)
        const snapshot = yield* running.snapshot
        checkEnded(snapshot)
        // The source may have been stopped before it counted the last.
        const { pushed } = snapshot.edges[0]!
        assert.include([given(), given() + 1], pushed)
        assert.deepStrictEqual(popped, model(ops, upTo(pushed))[ops.length])
      }))
  )

  it.effect("S21: with a time limit what is left is told by edge, each with its names", () =>
    Effect.gen(function*() {
      const [fused, unfused] = yield* eachWay(Effect.fnUntraced(function*() {
        const { pop, running } = yield* held(
          [{ kind: "map", by: 0 }, { kind: "tap", by: 0 }, { kind: "map", by: 1 }],
          [2, 3, 1, 4]
        )
        yield* pop(2)
        const draining = yield* Effect.forkChild(Effect.flip(running.drain({ timeout: "1 second" })), {
          startImmediately: true
        })
        yield* settle
        yield* TestClock.adjust("1 second")
        const error = yield* Fiber.join(draining)
        const snapshot = yield* running.snapshot
        checkEnded(snapshot)
        return { message: String(Reflect.get(Object(error), "message")), steps: counts(snapshot).steps }
      }))
      assert.strictEqual(
        unfused.message,
        `workflow "chain" was not drained in time; left on its edges: from.value → s0.value: 2, s0.mapped → s1.value: 3, s1.passed → s2.value: 1, s2.mapped → to.value: 4`
      )
      assert.deepStrictEqual(fused, unfused)
    }))

  it.effect("S21: steps of nested workflows are named by their paths in what is left", () =>
    Effect.gen(function*() {
      const inner = Workflow.make("inner", {
        a: Transform.map(Int, Int, (x) => x),
        b: Transform.filter(Int, () => true)
      }, ({ a, b }) => {
        a.pipe(b)
        return { in: { n: a.value }, out: { m: b.passed } }
      }, { capacity: 1 })
      const [fused, unfused] = yield* eachWay(Effect.fnUntraced(function*() {
        const running = yield* Workflow.launch(Workflow.make("outer", {
          from: Source.range({ end: Infinity }),
          inner,
          to: Sink.forEach(Int, () =>
            Effect.never)
        }, ({ from, inner, to }) =>
          from.pipe(inner).pipe(to), { capacity: 1 }))
        yield* running.settled
        const draining = yield* Effect.forkChild(Effect.flip(running.drain({ timeout: "1 second" })), {
          startImmediately: true
        })
        yield* settle
        yield* TestClock.adjust("1 second")
        return String(Reflect.get(Object(yield* Fiber.join(draining)), "message"))
      }))
      for (
        const edge of [
          "inner/a.mapped → inner/b.value: 1",
          "from.value → inner/a.value: 1",
          "inner/b.passed → to.value: 1"
        ]
      ) {
        assert.include(unfused, edge)
      }
      assert.strictEqual(fused, unfused)
    }))
})

describe("S23: a run with a fused chain that has ended", () => {
  // The last edge leads out of the workflow and may hold what nobody has popped yet; those between steps may not.
  it.effect.each([1, 2, 5])(
    "S14, S23: it does not end before its steps have given on what they hold (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const count = 2 * capacity + 1
        const [fused, unfused] = yield* eachWay(Effect.fnUntraced(function*() {
          const running = yield* Workflow.launch(Workflow.make("w", {
            from: Source.range({ end: count }),
            double: Transform.map(Int, Int, (x) => x * 2)
          }, ({ from, double }) => {
            from.pipe(double)
            return { out: { doubled: double.mapped } }
          }, { capacity }))
          yield* running.settled
          const ended = yield* Effect.forkChild(running.await, { startImmediately: true })
          const looks: Array<unknown> = []
          for (let left = count; left > 0; left--) {
            yield* settle
            looks.push([ended.pollUnsafe() !== undefined, counts(yield* running.snapshot)])
            assert.strictEqual(yield* running.out.doubled.pop, (count - left) * 2)
          }
          yield* Fiber.join(ended)
          return looks
        }))
        assert.deepStrictEqual(fused, unfused)
      })
  )

  it.effect("S20: interrupted when its source has ended, with elements held, its steps were interrupted", () =>
    Effect.gen(function*() {
      const [fused, unfused] = yield* eachWay(Effect.fnUntraced(function*() {
        const { running } = yield* held([{ kind: "map", by: 0 }, { kind: "tap", by: 0 }], [1, 1, 1], upTo(5))
        yield* settle
        const before = counts(yield* running.snapshot)
        yield* running.interrupt
        return [before, statusesOf(yield* running.snapshot)]
      }))
      assert.deepStrictEqual(fused, unfused)
    }))

  it.live("S16: one of several endless chains that end with their consumers, many times over", () =>
    withFusion(
      Effect.forEach(upTo(20), () =>
        Effect.gen(function*() {
          const { given, pop, popped, quit, running } = yield* held(
            [{ kind: "map", by: 1 }, { kind: "filter", by: 0 }, { kind: "flatMap", by: 5 }],
            [3, 3, 3, 3]
          )
          yield* pop(100)
          yield* quit
          yield* running.await
          assert.strictEqual(popped.length, 100)
          const { edges } = yield* running.snapshot
          assert.isAtLeast(given(), edges[0]!.popped - 1)
          checkEnded(yield* running.snapshot)
        })),
      true
    ))
})
