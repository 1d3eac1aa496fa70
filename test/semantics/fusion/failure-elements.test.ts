// S5, S12 and S15: a function that throws in a fused step: what came before it on the edges, and what comes after.
import { Sink, Source, Stream, Transform, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { between, property, upTo } from "../fixtures-ports.ts"
import { causeOf, failedStep } from "../fixtures.ts"
import { chain, counts, eachWay, edgeCapacities, evenChains } from "./chains.ts"

const Int = Schema.Int
const statusesOf = ({ steps }: Workflow.Snapshot) => steps.map(({ status }) => status)

/** Throws at the k-th element that comes to a step. */
const throwingAt = (step: number, k: number, error: Error) => {
  let count = 0
  return (at: number) => {
    if (at === step && ++count === k) throw error
  }
}

describe("S5, S12, S15: what a fused step that fails has on its edges", () => {
  property(
    "S15: its edges end as without fusion: the one to it cancelled, the one from it failed, the rest dropped",
    { ops: evenChains, capacities: edgeCapacities, at: between(0, 5) },
    ({ at, capacities, ops }) =>
      Effect.gen(function*() {
        const step = at % ops.length
        const [fused, unfused] = yield* eachWay(Effect.fnUntraced(function*() {
          const { workflow } = chain({
            ops,
            capacities,
            onElement: throwingAt(step, 2, new Error("thrown")),
            feed: (outlet) => Effect.andThen(outlet.pushAll([1, 2]), Effect.never),
            read: () => Effect.never
          })
          const running = yield* Workflow.launch(workflow)
          yield* Effect.exit(running.await)
          const { edges } = yield* running.snapshot
          return [edges[step]!.state, edges[step + 1]!.state]
        }))
        assert.deepStrictEqual(unfused, ["Cancelled", "Failed"])
        assert.deepStrictEqual(fused, unfused)
      }),
    { runs: 20 }
  )

  for (const way of ["push", "pushAll"] as const) {
    for (const kind of ["map", "filter", "tap", "flatMap"] as const) {
      it.effect(`S5: what a ${kind} gave before it threw can be popped, then the failure (${way})`, () =>
        Effect.gen(function*() {
          const error = new Error("three")
          const f = <A>(result: A) => (x: number) => {
            if (x === 3) throw error
            return result
          }
          const from = Stream.make("from", {
            out: { n: Int },
            run: (_, { n }) => way === "pushAll" ? n.pushAll(upTo(6)) : Effect.forEach(upTo(6), (x) => n.push(x))
          })
          const out = (value: unknown) => ({ out: { m: value as Workflow.Outlet<number> } })
          const options = { capacity: 10 }
          const before = Transform.tap(Int, () => {})
          const make = () =>
            kind === "map"
              ? Workflow.make("w", { from, before, it: Transform.map(Int, Int, (x) => f(x)(x)) }, (s) => {
                s.from.pipe(s.before).pipe(s.it)
                return out(s.it.mapped)
              }, options)
              : kind === "filter"
              ? Workflow.make("w", { from, before, it: Transform.filter(Int, f(true)) }, (s) => {
                s.from.pipe(s.before).pipe(s.it)
                return out(s.it.passed)
              }, options)
              : kind === "tap"
              ? Workflow.make("w", { from, before, it: Transform.tap(Int, f(undefined)) }, (s) => {
                s.from.pipe(s.before).pipe(s.it)
                return out(s.it.passed)
              }, options)
              : Workflow.make("w", { from, before, it: Transform.flatMap(Int, Int, (x) => f([x])(x)) }, (s) => {
                s.from.pipe(s.before).pipe(s.it)
                return out(s.it.item)
              }, options)
          yield* eachWay(Effect.fnUntraced(function*() {
            const running = yield* Workflow.launch(make())
            const exit = yield* Effect.exit(running.await)
            assert.strictEqual(failedStep(exit), "w/it")
            const { m } = running.out
            for (const x of upTo(3)) assert.strictEqual(yield* m.pop, x)
            for (const _ of upTo(2)) {
              const after = yield* Effect.exit(m.pop)
              assert.strictEqual(Cause.squash(causeOf(after)), error)
              assert.isFalse(m.isDone)
            }
            const { edges } = yield* running.snapshot
            // Four elements came to it, three went on.
            assert.deepStrictEqual(edges.slice(1).map(({ popped }) => popped), [4, 3])
          }))
        }))
    }
  }

  it.effect("S15: of two steps that throw, pushed at once, the first to fail is named, and what it got before was right", () =>
    Effect.gen(function*() {
      for (const [one, other] of [[3, 6], [6, 3], [4, 4]] as const) {
        yield* eachWay(Effect.fnUntraced(function*() {
          const seen: Array<number> = []
          const throwing = (name: string, at: number) =>
            Transform.map(Int, Int, (x) => {
              if (x === at) throw new Error(name)
              if (name === "b") seen.push(x)
              return x
            })
          const running = yield* Workflow.launch(Workflow.make("w", {
            from: Source.fromIterable(Int, upTo(10)),
            a: throwing("a", one),
            b: throwing("b", other),
            all: Sink.toArray(Int)
          }, ({ from, a, b, all }) => from.pipe(a).pipe(b).pipe(all)))
          const exit = yield* Effect.exit(running.await)
          const step = failedStep(exit)
          assert.include(["w/a", "w/b"], step)
          assert.strictEqual(`w/${Reflect.get(Object(Cause.squash(causeOf(exit))), "message")}`, step)
          assert.deepStrictEqual(seen, upTo(seen.length))
          const failed = statusesOf(yield* running.snapshot).filter((status) => status === "failed")
          assert.isAtLeast(failed.length, 1)
          assert.strictEqual(causeOf(exit).reasons.length, failed.length)
        }))
      }
    }))

  it.effect("S12, S15: pushes after it are discarded and do not wait", () =>
    Effect.gen(function*() {
      const [fused, unfused] = yield* eachWay(Effect.fnUntraced(function*() {
        let after = 0
        const running = yield* Workflow.launch(Workflow.make("w", {
          from: Stream.make("from", {
            out: { n: Int },
            *run(_, { n }) {
              yield* Effect.addFinalizer(() =>
                Effect.forEach(upTo(20), (x) =>
                  Effect.andThen(n.push(x), Effect.sync(() => after++)))
              )
              yield* n.pushAll([1, 2])
              return yield* Effect.never
            }
          }),
          bad: Transform.map(Int, Int, (x) => {
            if (x === 2) throw new Error("two")
            return x
          }),
          to: Sink.forEach(Int, () => Effect.never)
        }, ({ from, bad, to }) =>
          from.pipe(bad).pipe(to), { capacity: 2 }))
        const exit = yield* Effect.exit(running.await)
        assert.strictEqual(failedStep(exit), "w/bad")
        const { edges, steps } = counts(yield* running.snapshot)
        return {
          after,
          discarded: steps.map(({ discarded }) =>
            discarded
          ),
          pushed: edges.map(({ pushed }) => pushed)
        }
      }))
      assert.strictEqual(unfused.after, 20)
      assert.deepStrictEqual(fused, unfused)
    }))
})
