// S15 and S22: a function that throws in a fused step fails that step, and the run ends as it does without fusion.
import { Sink, Source, Stream, Transform, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import {
  between,
  isSuspended,
  listOf,
  popAnyhow,
  property,
  pushAnyhow,
  settle,
  shuffled,
  upTo,
  withScheduler
} from "../fixtures-ports.ts"
import { causeOf, failedStep, makeLog, randomFrom } from "../fixtures.ts"
import { chain, eachWay, edgeCapacities, evenChains, held, mixedChains, model, withFusion } from "./chains.ts"

const Int = Schema.Int

/** Each reason of an exit: what it is, and the step it comes from. */
const reasonsOf = (exit: Exit.Exit<unknown, unknown>) =>
  causeOf(exit).reasons.map((reason) => ({
    what: Cause.isDieReason(reason) ? reason.defect : reason._tag,
    step: Workflow.failedStep(Cause.fromReasons([reason]))
  }))

const statusesOf = ({ steps }: Workflow.Snapshot) => steps.map(({ status }) => status)

/** Throws at the k-th element that comes to a step. */
const throwingAt = (step: number, k: number, error: Error) => {
  let count = 0
  return (at: number) => {
    if (at === step && ++count === k) throw error
  }
}

describe("S15, S22: a fused step that fails", () => {
  property(
    "S15, S22: is named, and the others are interrupted; the exit is the one without fusion",
    {
      ops: mixedChains,
      capacities: edgeCapacities,
      at: between(0, 5),
      k: between(1, 20),
      elements: listOf(0, 50, { maxLength: 30 }),
      seed: between(0, 1e6)
    },
    ({ at, capacities, elements, k, ops, seed }) =>
      Effect.gen(function*() {
        const step = at % ops.length
        const error = new Error("thrown")
        const expected = model(ops, elements)
        const throws = expected[step]!.length >= k
        const [fused, unfused] = yield* eachWay(Effect.fnUntraced(function*(isFused) {
          const random = randomFrom(seed + Number(isFused))
          const log = makeLog()
          const popped: Array<unknown> = []
          const { workflow } = chain({
            ops,
            capacities,
            onElement: throwingAt(step, k, error),
            feed: (outlet) => Effect.andThen(log.scoped("from"), pushAnyhow(outlet, elements, random)),
            read: (inlet) =>
              Effect.andThen(
                log.scoped("to"),
                inlet.forEach((element) => {
                  popped.push(element)
                })
              )
          })
          const running = yield* Workflow.launch(workflow)
          const exit = yield* Effect.exit(running.await)
          assert.deepStrictEqual(popped, expected[ops.length]!.slice(0, popped.length))
          assert.sameMembers(
            log.entries,
            ["+from", "+to", "-from", "-to"].filter((entry) => log.entries.includes(entry))
          )
          const opened = log.entries.filter((entry) => entry.startsWith("+"))
          assert.strictEqual(log.entries.length, opened.length * 2)
          const snapshot = yield* running.snapshot
          for (const { size, state, pushed, popped, discarded } of snapshot.edges) {
            assert.strictEqual(size, 0)
            assert.strictEqual(pushed, popped + discarded)
            assert.notStrictEqual(state, "Open")
          }
          if (!throws) return [Exit.isSuccess(exit), ...statusesOf(snapshot)]
          assert.strictEqual(failedStep(exit), `chain/s${step}`)
          for (const [index, status] of statusesOf(snapshot).entries()) {
            // Those upstream may have been done before it failed, those downstream not.
            const ways = index === step + 1
              ? ["failed"]
              : index <= step
              ? ["completed", "interrupted"]
              : ["interrupted"]
            assert.include(ways, status, `step ${index}: ${statusesOf(snapshot)}`)
          }
          assert.strictEqual(Cause.squash(causeOf(exit)), error)
          return reasonsOf(exit)
        }))
        assert.deepStrictEqual(fused, unfused)
      }),
    { runs: 150 }
  )

  property(
    "S15: of a chain that is endless every other step is interrupted, whoever fails",
    { ops: evenChains, capacities: edgeCapacities, at: between(-1, 6), k: between(1, 20), seed: between(0, 1e6) },
    ({ at, capacities, k, ops, seed }) =>
      Effect.gen(function*() {
        // The producer, one of the steps, or the consumer.
        const step = Math.min(at, ops.length)
        const error = new Error("thrown")
        const [fused, unfused] = yield* eachWay(Effect.fnUntraced(function*(isFused) {
          const random = randomFrom(seed + Number(isFused))
          let left = k
          const { workflow } = chain({
            ops,
            capacities,
            onElement: throwingAt(step, k, error),
            feed: (outlet) =>
              Effect.forever(Effect.suspend(() => {
                if (step === -1 && left-- === 0) return Effect.die(error)
                return pushAnyhow(outlet, [1, 2, 3], random)
              })),
            read: (inlet) =>
              inlet.forEach(() => {
                if (step === ops.length && left-- === 0) throw error
              })
          })
          const running = yield* Workflow.launch(workflow)
          const exit = yield* Effect.exit(running.await)
          return { reasons: reasonsOf(exit), statuses: statusesOf(yield* running.snapshot) }
        }))
        assert.strictEqual(fused.reasons[0]!.what, error)
        assert.deepStrictEqual(fused, unfused)
        assert.deepStrictEqual(
          fused.statuses.filter((status) => status !== "interrupted"),
          ["failed"]
        )
      }),
    { runs: 100 }
  )

  it.effect("S22: a step of a nested workflow is named by its path", () =>
    Effect.gen(function*() {
      const bad = Transform.map(Int, Int, (x) => {
        if (x === 3) throw new Error("three")
        return x
      })
      const inner = Workflow.make("inner", { a: Transform.tap(Int, () => {}), bad }, ({ a, bad }) => {
        a.pipe(bad)
        return { in: { n: a.value }, out: { m: bad.mapped } }
      })
      const middle = Workflow.make("middle", { inner }, ({ inner }) => ({ in: { n: inner.n }, out: { m: inner.m } }))
      const outer = Workflow.make("outer", {
        from: Source.range({ end: Infinity }),
        first: Transform.map(Int, Int, (x) => x),
        middle,
        all: Sink.toArray(Int)
      }, ({ from, first, middle, all }) => from.pipe(first).pipe(middle).pipe(all))
      const [fused, unfused] = yield* eachWay(() => Effect.exit(Workflow.run(outer)))
      assert.strictEqual(failedStep(fused), "outer/middle/inner/bad")
      assert.strictEqual(failedStep(unfused), "outer/middle/inner/bad")
    }))

  it.effect("S22: a flatMap whose elements are made one by one is named, wherever it throws", () =>
    Effect.gen(function*() {
      // Not an array, as in JavaScript.
      const lazy = function*(x: number) {
        yield x
        if (x === 2) throw new Error("two")
        yield x
      } as unknown as (x: number) => ReadonlyArray<number>
      const workflow = Workflow.make("w", {
        from: Source.fromIterable(Int, upTo(4)),
        lazy: Transform.flatMap(Int, Int, lazy),
        after: Transform.map(Int, Int, (x) => x),
        all: Sink.toArray(Int)
      }, ({ from, lazy, after, all }) => from.pipe(lazy).pipe(after).pipe(all))
      for (const exit of yield* eachWay(() => Effect.exit(Workflow.run(workflow)))) {
        assert.strictEqual(failedStep(exit), "w/lazy")
      }
    }))

  it.effect("S11, S15: of one branch of several: the others are interrupted, and their pushes with them", () =>
    Effect.gen(function*() {
      const [fused, unfused] = yield* eachWay(Effect.fnUntraced(function*() {
        const running = yield* Workflow.launch(Workflow.make("w", {
          from: Source.range({ end: Infinity }),
          good: Transform.map(Int, Int, (x) => x),
          bad: Transform.filter(Int, (x) => {
            if (x === 5) throw new Error("five")
            return true
          }),
          a: Sink.drain(Int),
          b: Sink.drain(Int)
        }, ({ from, good, bad, a, b }) => {
          from.pipe(good).pipe(a)
          from.pipe(bad)
          bad.passed.pipe(b)
        }, { capacity: 2 }))
        const exit = yield* Effect.exit(running.await)
        assert.strictEqual(failedStep(exit), "w/bad")
        return statusesOf(yield* running.snapshot)
      }))
      assert.deepStrictEqual(unfused, ["interrupted", "interrupted", "failed", "interrupted", "interrupted"])
      assert.deepStrictEqual(fused, unfused)
    }))

  it.effect("S15: a step before it that holds elements for a slow consumer is woken and stopped", () =>
    withFusion(
      Effect.gen(function*() {
        const { running } = yield* held([{ kind: "map", by: 1 }, { kind: "flatMap", by: 5 }], [1, 1, 1])
        const waiting = yield* Effect.forkChild(running.await, { startImmediately: true })
        assert.isTrue(yield* isSuspended(waiting))
        yield* running.interrupt
        assert.isFalse(yield* isSuspended(waiting))
      }),
      true
    ))

  it.effect("S15: a consumer that failed leaves its fused producers interrupted, not completed", () =>
    Effect.gen(function*() {
      const [fused, unfused] = yield* eachWay(Effect.fnUntraced(function*() {
        const { workflow } = chain({
          ops: [{ kind: "map", by: 0 }, { kind: "tap", by: 0 }],
          capacities: [1, 1, 1],
          feed: (outlet) => Effect.forever(outlet.push(1)),
          read: (inlet) => Effect.andThen(inlet.pop, Effect.fail("no"))
        })
        const running = yield* Workflow.launch(workflow)
        yield* Effect.exit(running.await)
        return statusesOf(yield* running.snapshot)
      }))
      assert.deepStrictEqual(unfused, ["interrupted", "interrupted", "interrupted", "failed"])
      assert.deepStrictEqual(fused, unfused)
    }))

  it.live("S15: a step that has begun and not yet had a turn is stopped too", () =>
    Effect.forEach(upTo(60), (seed) =>
      eachWay(Effect.fnUntraced(function*() {
        const Stuck = Stream.make("Stuck", { run: () => Effect.never })
        const bad = Stream.make("bad", { run: () => Effect.fail("no") })
        const running = yield* Workflow.launch(Workflow.make("w", { bad, a: Stuck, b: Stuck }, () => {}))
        const ended = yield* Effect.forkChild(running.await, { startImmediately: true })
        yield* settle
        assert.isDefined(ended.pollUnsafe(), `seed ${seed}: ${statusesOf(yield* running.snapshot)}`)
      })).pipe((test) => withScheduler(Effect.scoped(test), shuffled(seed, true)))))

  property(
    "S15, S21: one that fails while the run is drained fails the run",
    { capacities: edgeCapacities, seed: between(0, 1e6) },
    ({ capacities, seed }) =>
      eachWay(Effect.fnUntraced(function*() {
        const random = randomFrom(seed)
        let draining = false
        const error = new Error("while draining")
        const { workflow } = chain({
          ops: [{ kind: "map", by: 0 }, { kind: "relay", by: 0 }, { kind: "tap", by: 0 }],
          capacities,
          onElement: (step) => {
            if (draining && step === 2) throw error
          },
          feed: (outlet) => pushAnyhow(outlet, upTo(1000), random),
          read: (inlet) => popAnyhow(inlet, random, Effect.yieldNow)
        })
        const running = yield* Workflow.launch(workflow)
        yield* Effect.replicateEffect(Effect.yieldNow, 20)
        draining = true
        const exit = yield* Effect.exit(running.drain())
        // It may have had nothing more to do.
        if (Exit.isFailure(exit)) {
          assert.strictEqual(Cause.squash(exit.cause), error)
          assert.strictEqual(failedStep(exit), "chain/s2")
        }
      })),
    { runs: 30 }
  )
})
