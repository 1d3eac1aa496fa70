// Fused chains whose ends are open: fed and read from outside, as Effect streams, and alone under test.
import { type Out, Sink, Source, Transform, Workflow } from "@effect-mimo/core"
import { TestStream } from "@effect-mimo/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import * as EffectSink from "effect/Sink"
import * as EffectStream from "effect/Stream"
import { between, endedWith, isSuspended, listOf, popAnyhow, property, pushAnyhow, upTo } from "../fixtures-ports.ts"
import { causeOf, failedStep, randomFrom } from "../fixtures.ts"
import { chains, counts, eachWay, mixedChains, model, openChain } from "./chains.ts"

const Int = Schema.Int
const all = Sink.toArray(Int)

const statusesOf = ({ steps }: Workflow.Snapshot) => steps.map(({ status }) => status)

describe("fused chains with open ends", () => {
  property(
    "S25: fed and read from outside",
    { ops: mixedChains, capacity: between(1, 4), elements: listOf(0, 50, { maxLength: 25 }), seed: between(0, 1e6) },
    ({ capacity, elements, ops, seed }) =>
      Effect.gen(function*() {
        const [fused, unfused] = yield* eachWay(Effect.fnUntraced(function*(isFused) {
          const random = randomFrom(seed + Number(isFused))
          const running = yield* Workflow.launch(openChain(ops, capacity))
          const feed = running.in.feed as Out<unknown> // it is given whole numbers only
          const feeding = Effect.andThen(pushAnyhow(feed, elements, random), feed.end)
          const [popped] = yield* Effect.all([popAnyhow(running.out.tap, random), feeding], { concurrency: 2 })
          assert.deepStrictEqual(popped, model(ops, elements)[ops.length])
          yield* running.await
          return counts(yield* running.snapshot)
        }))
        assert.deepStrictEqual(fused, unfused)
      })
  )

  property(
    "S5: a feed that fails: the steps are interrupted, and the outside sees the failure after what was held",
    { ops: chains, capacity: between(1, 4) },
    ({ capacity, ops }) =>
      Effect.gen(function*() {
        const error = new Error("lost")
        const [fused, unfused] = yield* eachWay(Effect.fnUntraced(function*() {
          const running = yield* Workflow.launch(openChain(ops, capacity))
          yield* running.in.feed.push(1)
          yield* running.in.feed.fail(Cause.die(error))
          const exit = yield* Effect.exit(running.await)
          assert.strictEqual(failedStep(exit), "open.feed")
          const rest: Array<number> = []
          const after = yield* Effect.exit(Effect.forever(Effect.map(running.out.tap.pop, (x) => rest.push(x))))
          assert.isFalse(Cause.isDone(Cause.squash(causeOf(after))))
          assert.isFalse(running.out.tap.isDone)
          assert.deepStrictEqual(rest, model(ops, [1])[ops.length]!.slice(0, rest.length))
          yield* running.in.feed.push(2)
          return statusesOf(yield* running.snapshot)
        }))
        assert.isTrue(unfused.every((status) => status === "interrupted"))
        assert.deepStrictEqual(fused, unfused)
      }),
    { runs: 30 }
  )

  property(
    "S6, S16: an outlet closed from outside completes them, and what is pushed then is discarded",
    { ops: chains, capacity: between(1, 4) },
    ({ capacity, ops }) =>
      Effect.gen(function*() {
        const [fused, unfused] = yield* eachWay(Effect.fnUntraced(function*() {
          const running = yield* Workflow.launch(openChain(ops, capacity))
          yield* running.in.feed.push(1)
          yield* running.settled
          yield* running.out.tap.close
          yield* running.await
          assert.isTrue(running.in.feed.isClosed)
          yield* running.in.feed.pushAll(upTo(100))
          const { edges, steps } = counts(yield* running.snapshot)
          for (const { size, state } of edges) {
            assert.strictEqual(size, 0)
            assert.strictEqual(state, "Cancelled")
          }
          return steps.map(({ status }) => status)
        }))
        assert.isTrue(unfused.every((status) => status === "completed"))
        assert.deepStrictEqual(fused, unfused)
      }),
    { runs: 30 }
  )

  it.effect("S20: interrupted, the outside is woken at both ends: its pop fails after what was held, its push is discarded", () =>
    Effect.gen(function*() {
      const ops = [{ kind: "map", by: 0 }, { kind: "tap", by: 0 }] as const
      const [fused, unfused] = yield* eachWay(Effect.fnUntraced(function*() {
        const full = yield* Workflow.launch(openChain(ops, 1))
        const pushing = yield* Effect.forkChild(full.in.feed.pushAll(upTo(20)), { startImmediately: true })
        assert.isTrue(yield* isSuspended(pushing))
        yield* full.interrupt
        assert.isTrue(Exit.isSuccess(yield* endedWith(pushing)))
        assert.isTrue(full.in.feed.isClosed)
        const held = yield* full.out.tap.pop
        const empty = yield* Workflow.launch(openChain(ops, 1))
        const popping = yield* Effect.forkChild(Effect.exit(empty.out.tap.pop), { startImmediately: true })
        assert.isTrue(yield* isSuspended(popping))
        yield* empty.interrupt
        const popped = yield* Effect.flatten(endedWith(popping))
        return [held, causeOf(popped).reasons.map(({ _tag }) => _tag), empty.out.tap.isDone]
      }))
      assert.deepStrictEqual(unfused, [0, ["Interrupt"], false])
      assert.deepStrictEqual(fused, unfused)
    }))

  it.effect("S6: an outlet closed in the middle of an element drops what was still to come of it", () =>
    eachWay(Effect.fnUntraced(function*() {
      const close: { now: Effect.Effect<void> } = { now: Effect.void }
      const running = yield* Workflow.launch(Workflow.make("w", {
        twice: Transform.flatMap(Int, Int, (x) => [x, x]),
        look: Transform.tap(Int, (x) => {
          if (x === 3) Effect.runSync(close.now)
        })
      }, ({ twice, look }) => {
        twice.pipe(look)
        return { in: { feed: twice.value }, out: { tap: look.passed } }
      }))
      close.now = running.out.tap.close
      yield* running.in.feed.pushAll(upTo(6))
      yield* running.in.feed.end
      yield* running.await
      for (const { discarded, popped, pushed, size } of (yield* running.snapshot).edges) {
        assert.strictEqual(size, 0)
        assert.strictEqual(pushed, popped + discarded)
      }
      assert.strictEqual(running.out.tap.size, 0)
    })))

  it.effect("S11: an open port that stands for several, each with a chain behind it", () =>
    Effect.gen(function*() {
      const [fused, unfused] = yield* eachWay(Effect.fnUntraced(function*() {
        const workflow = Workflow.make("w", {
          a: Transform.map(Int, Int, (x) => x + 1),
          b: Transform.filter(Int, (x) => x % 2 === 0),
          left: all,
          right: all
        }, ({ a, b, left, right }) => {
          a.pipe(left)
          b.passed.pipe(right)
          return { in: { n: [a.value, b.value] } }
        }, { capacity: 2 })
        const running = yield* Workflow.launch(workflow)
        yield* running.in.n.pushAll(upTo(20))
        yield* running.in.n.end
        return [yield* running.await, counts(yield* running.snapshot)]
      }))
      assert.deepStrictEqual(fused[0], { left: upTo(20).map((x) => x + 1), right: upTo(20).filter((x) => x % 2 === 0) })
      assert.deepStrictEqual(fused, unfused)
    }))

  property(
    "S25: as an Effect Stream, to its end and left early; and connected to streams and sinks",
    { ops: mixedChains, capacity: between(1, 4), count: between(1, 10) },
    ({ capacity, count, ops }) =>
      eachWay(Effect.fnUntraced(function*() {
        const expected = model(ops, upTo(30))[ops.length]!
        const fed = Workflow.connect(openChain(ops, capacity), { in: { feed: EffectStream.fromIterable(upTo(30)) } })
        const stream = Workflow.toStream(fed)
        assert.deepStrictEqual(yield* EffectStream.runCollect(stream), [...expected])
        assert.deepStrictEqual(
          yield* EffectStream.runCollect(EffectStream.take(stream, count)),
          expected.slice(0, count)
        )
        const connected = Workflow.connect(fed, { out: { tap: EffectSink.collect<number>() } })
        assert.deepStrictEqual(yield* Workflow.run(connected), { tap: [...expected] })
      })),
    { runs: 40 }
  )

  it.effect("S22: a failure comes through toStream after what was pushed before it", () =>
    eachWay(Effect.fnUntraced(function*() {
      const seen: Array<number> = []
      const exit = yield* Workflow.toStream(Workflow.make("w", {
        from: Source.fromIterable(Int, upTo(6)),
        bad: Transform.map(Int, Int, (x) => {
          if (x === 3) throw new Error("three")
          return x
        })
      }, ({ from, bad }) => {
        from.pipe(bad)
        return { out: { tap: bad.mapped } }
      })).pipe(
        EffectStream.runForEach((x) => Effect.sync(() => seen.push(x))),
        Effect.exit
      )
      assert.deepStrictEqual(seen, [0, 1, 2])
      assert.strictEqual(failedStep(exit), "w/bad")
    })))
})

describe("one stateless stream under test", () => {
  const Map = Transform.map(Int, Int, (x) => {
    if (x === 13) throw new Error("unlucky")
    return x * 2
  })
  const Filter = Transform.filter(Int, (x) => x % 2 === 0)
  const FlatMap = Transform.flatMap(Int, Int, (x) => upTo(x))
  const Tap = Transform.tap(Int, () => {})

  for (const capacity of [1, 2, 128]) {
    it.effect(`S25: arrays in, arrays out (capacity ${capacity})`, () =>
      eachWay(Effect.fnUntraced(function*() {
        const value = upTo(10)
        const options = { capacity }
        assert.deepStrictEqual((yield* TestStream.run(Map, { value }, options)).outputs, {
          mapped: value.map((x) => x * 2)
        })
        const even = (x: number) => x % 2 === 0
        assert.deepStrictEqual((yield* TestStream.run(Filter, { value }, options)).outputs, {
          passed: value.filter(even),
          rejected: value.filter((x) => !even(x))
        })
        assert.deepStrictEqual((yield* TestStream.run(FlatMap, { value }, options)).outputs, {
          item: value.flatMap(upTo)
        })
        const { exit, outputs, unread } = yield* TestStream.run(Tap, { value }, options)
        assert.deepStrictEqual(outputs, { passed: value })
        assert.deepStrictEqual(unread, { value: [] })
        assert.deepStrictEqual(exit, Exit.succeed(undefined))
      })))

    it.effect(`S15: one that throws: outputs before it, the exit, and what it did not read (capacity ${capacity})`, () =>
      Effect.gen(function*() {
        const [fused, unfused] = yield* eachWay(() =>
          Effect.map(
            TestStream.run(Map, { value: [1, 2, 13, 4, 5] }, { capacity }),
            ({ exit, outputs, unread }) => ({ outputs, unread, defect: String(Cause.squash(causeOf(exit))) })
          )
        )
        assert.deepStrictEqual(unfused, {
          outputs: { mapped: [2, 4] },
          unread: { value: [4, 5] },
          defect: "Error: unlucky"
        })
        assert.deepStrictEqual(fused, unfused)
      }))
  }

  it.effect.each([1, 2, 5])(
    "S3, S7: held by hand: as many offers, and waiting on the same ports (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const [fused, unfused] = yield* eachWay(Effect.fnUntraced(function*() {
          const test = yield* TestStream.make(Map, { capacity })
          yield* test.settled
          const looks: Array<unknown> = [yield* test.waitingOn]
          yield* test.out.mapped.expectNothing
          let offered = 0
          const offering = Effect.forEach(upTo(12), (x) => Effect.map(test.in.value.offer(x), () => offered++))
          yield* Effect.forkScoped(offering, { startImmediately: true })
          for (const x of upTo(12)) {
            yield* test.settled
            const unexpected = yield* Effect.flip(test.out.mapped.expectNothing)
            looks.push([offered, yield* test.waitingOn, String(unexpected.message)])
            assert.strictEqual(yield* test.out.mapped.take, x * 2)
          }
          yield* test.settled
          looks.push(yield* test.waitingOn)
          yield* test.in.value.end
          assert.deepStrictEqual(yield* test.exit, Exit.succeed(undefined))
          return looks
        }))
        assert.deepStrictEqual(unfused[0], ["value"])
        assert.deepStrictEqual(fused, unfused)
      })
  )

  for (const how of ["end", "fail", "cancel", "interrupt"] as const) {
    it.effect(`S14, S5, S6, S20: ended by hand: ${how}`, () =>
      Effect.gen(function*() {
        const [fused, unfused] = yield* eachWay(Effect.fnUntraced(function*() {
          const test = yield* TestStream.make(FlatMap, { capacity: 1 })
          yield* test.in.value.offer(2)
          yield* test.settled
          if (how === "end") {
            yield* test.in.value.end
            assert.deepStrictEqual(yield* test.out.item.takeN(2), [0, 1])
          } else if (how === "fail") yield* test.in.value.fail(Cause.die("lost"))
          else if (how === "cancel") yield* test.out.item.cancel
          else yield* test.interrupt
          const exit = yield* test.exit
          // What became of the fibers is told without their numbers.
          return Exit.isSuccess(exit) ? ["completed"] : exit.cause.reasons.map(({ _tag }) => _tag)
        }))
        assert.deepStrictEqual(fused, unfused)
      }))
  }
})
