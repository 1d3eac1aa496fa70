// Fused chains at the borders of a workflow, in loops, beside checks, and alone under test.
import { Sink, Source, Stream, Transform, ValidationError, Workflow } from "@effect-mimo/core"
import { TestStream } from "@effect-mimo/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import * as EffectSink from "effect/Sink"
import * as EffectStream from "effect/Stream"
import {
  between,
  endedWith,
  isSuspended,
  listOf,
  popAnyhow,
  popRest,
  property,
  pushAnyhow,
  settle,
  upTo
} from "../fixtures-ports.ts"
import { causeOf, failedStep, randomFrom } from "../fixtures.ts"
import {
  byPort,
  chains,
  counts,
  eachWay,
  inletOf,
  mixedChains,
  model,
  type Op,
  outcome,
  outletOf,
  stepsOf,
  through
} from "./chains.ts"

const Int = Schema.Int
const all = Sink.toArray(Int)

/** A chain whose ends are open. */
const openChain = (ops: ReadonlyArray<Op>, capacity: number) =>
  Workflow.make("open", stepsOf(ops).steps, (handles) => {
    const steps = byPort(handles)
    const [first, ...rest] = ops as readonly [Op, ...Array<Op>]
    const shifted = Object.fromEntries(rest.map((_, index) => [`s${index}`, steps[`s${index + 1}`]]))
    const last = through(rest, shifted, steps["s0"]![outletOf(first)]!, rest.map(() => capacity))
    return { in: { feed: steps["s0"]![inletOf(first)]! }, out: { tap: last } }
  }, { capacity })

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
          const feeding = Effect.andThen(pushAnyhow(running.in.feed as never, elements, random), running.in.feed.end)
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

  it.effect("S26: an open port that stands for several, each with a chain behind it", () =>
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

describe("fused chains in a graph with more to it", () => {
  it.effect.each([1, 2, 5, 256])(
    "S26, S27: inside a loop, that ends (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const calls = { value: 0 }
        const Count = Stream.make("Count", {
          in: { n: Int },
          out: { again: Int, seen: Int },
          run: ({ n }, { again, seen }) => n.forEach((x) => Effect.andThen(seen.push(x), again.push(x)))
        })
        const Back = Stream.make("Back", {
          in: { n: Int },
          out: { m: Int },
          run: ({ n }, { m }) => n.forEach((x) => m.push(x))
        })
        const workflow = Workflow.make("loop", {
          start: Source.fromIterable(Int, [0, 10, 20]),
          enter: Transform.map(Int, Int, (x) => x),
          count: Count,
          next: Transform.map(Int, Int, (x) => {
            calls.value++
            return x + 1
          }),
          few: Transform.filter(Int, (x) => x % 10 < 6),
          back: Back,
          leave: Transform.tap(Int, () => {}),
          all
        }, ({ start, enter, count, next, few, back, leave, all }) => {
          start.pipe(enter).pipe(count.n)
          count.again.pipe(next).pipe(few)
          few.passed.pipe(back)
          back.pipe(count.n, { feedback: true, capacity: 3 })
          count.seen.pipe(leave).pipe(all)
        }, { capacity })
        const [fused, unfused] = yield* eachWay(() => outcome(workflow))
        assert.strictEqual(calls.value, 36)
        for (const { exit } of [fused, unfused]) {
          const all = Exit.isSuccess(exit) ? exit.value.all : assert.fail(String(exit))
          for (const from of [0, 10, 20]) {
            assert.deepStrictEqual(all.filter((x) => x >= from && x < from + 10), upTo(6).map((x) => x + from))
          }
        }
        assert.deepStrictEqual([fused.steps, fused.edges], [unfused.steps, unfused.edges])
      })
  )

  it.effect.each([1, 3])(
    "S26, S27: at the end of a feedback edge it keeps its fiber (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const workflow = Workflow.make("loop", {
          start: Source.fromIterable(Int, [8]),
          split: Stream.make("split", {
            in: { n: Int },
            out: { again: Int, done: Int },
            run: ({ n }, { again, done }) => n.forEach((x) => x > 0 ? again.push(x) : done.push(x))
          }),
          less: Transform.map(Int, Int, (x) => x - 1),
          none: Transform.filter(Int, (x) => x !== 4),
          all
        }, ({ start, split, less, none, all }) => {
          start.pipe(split.n)
          split.again.pipe(less).pipe(none)
          none.passed.pipe(split.n, { feedback: { first: [3] } })
          split.done.pipe(all)
        }, { capacity })
        const [fused, unfused] = yield* eachWay(() => outcome(workflow))
        // 8 goes round until it is 4; 3 until it is 0.
        assert.deepStrictEqual(fused.exit, Exit.succeed({ all: [0] }))
        assert.deepStrictEqual(fused, unfused)
      })
  )

  it.effect("S29: a checked edge on each side: results, counts and faults", () =>
    Effect.gen(function*() {
      const workflow = (elements: ReadonlyArray<unknown>) =>
        Workflow.make("checked", {
          // What a producer that breaks its own type pushes.
          from: Source.fromIterable(Int, elements as ReadonlyArray<number>),
          a: Transform.map(Int, Int, (x) => x),
          b: Transform.filter(Int, (x) => x !== 2),
          c: Transform.tap(Int, () => {}),
          all
        }, ({ from, a, b, c, all }) => {
          from.pipe(a).pipe(b)
          b.passed.pipe(c, { validate: "off" }).pipe(all)
        }, { validate: "always", capacity: 2 })
      const [fused, unfused] = yield* eachWay(() => outcome(workflow(upTo(20))))
      assert.deepStrictEqual(fused.exit, Exit.succeed({ all: upTo(20).filter((x) => x !== 2) }))
      assert.deepStrictEqual(fused, unfused)
      for (const exit of yield* eachWay(() => Effect.exit(Workflow.run(workflow([0, 1, "two", 3]))))) {
        const error = Cause.squash(causeOf(exit))
        assert.instanceOf(error, ValidationError.ValidationError)
        assert.deepStrictEqual([Reflect.get(error, "from"), Reflect.get(error, "to")], ["from.value", "a.value"])
      }
    }))

  it.effect("S29: what a check in front of a fused chain rejects goes to its dead letters", () =>
    Effect.gen(function*() {
      const elements: ReadonlyArray<unknown> = [0, "a", 1, "b", 2]
      const workflow = Workflow.make("letters", {
        from: Source.fromIterable(Int, elements as ReadonlyArray<number>), // as above
        a: Transform.map(Int, Int, (x) => x * 2),
        b: Transform.tap(Int, () => {}),
        all,
        bad: Sink.toArray(ValidationError.Rejected)
      }, ({ from, a, b, all, bad }) => {
        from.pipe(a).pipe(b).pipe(all)
        a.value.rejected.pipe(bad)
      }, { capacity: 1 })
      const [fused, unfused] = yield* eachWay(() => outcome(workflow))
      assert.deepStrictEqual(fused, unfused)
      const value = Exit.isSuccess(fused.exit) ? fused.exit.value : assert.fail(String(fused.exit))
      assert.deepStrictEqual(value.all, [0, 2, 4])
      assert.deepStrictEqual(value.bad.map(({ element }) => element), ["a", "b"])
    }))

  property(
    "S12: a filter with `rejected` piped sends each element one of two ways; without, it counts what it rejects",
    { capacity: between(1, 5), elements: listOf(0, 50, { maxLength: 25 }) },
    ({ capacity, elements }) =>
      Effect.gen(function*() {
        const even = (x: number) => x % 2 === 0
        const make = (piped: boolean) =>
          Workflow.make("w", {
            from: Source.fromIterable(Int, elements),
            before: Transform.tap(Int, () => {}),
            even: Transform.filter(Int, even),
            after: Transform.map(Int, Int, (x) => -x),
            other: Transform.map(Int, Int, (x) => x),
            evens: all,
            odds: all,
            no: Source.range({ end: 0 })
          }, ({ from, before, even, after, other, evens, odds, no }) => {
            from.pipe(before).pipe(even)
            even.passed.pipe(after).pipe(evens)
            if (piped) even.rejected.pipe(other)
            else no.pipe(other)
            other.pipe(odds)
            if (piped) no.pipe(odds)
          }, { capacity })
        for (const piped of [true, false]) {
          const [fused, unfused] = yield* eachWay(() => outcome(make(piped)))
          assert.deepStrictEqual(fused, unfused)
          const odd = elements.filter((x) => !even(x))
          assert.deepStrictEqual(
            fused.exit,
            Exit.succeed({ evens: elements.filter(even).map((x) => -x), odds: piped ? odd : [] })
          )
          const { discarded } = fused.steps.find(({ step }) => step === "even")!
          assert.deepStrictEqual(discarded, { passed: 0, rejected: piped ? 0 : odd.length })
        }
      }),
    { runs: 40 }
  )

  it.effect("S16: of a filter whose two outlets are piped, one that is closed does not stop the other", () =>
    eachWay(Effect.fnUntraced(function*() {
      const running = yield* Workflow.launch(Workflow.make("w", {
        from: Source.range({ end: 20 }),
        even: Transform.filter(Int, (x) => x % 2 === 0),
        after: Transform.map(Int, Int, (x) => x),
        first: Stream.make("first", { in: { n: Int }, run: ({ n }) => Effect.asVoid(n.pop) }),
        odds: all
      }, ({ from, even, after, first, odds }) => {
        from.pipe(even)
        even.passed.pipe(after).pipe(first)
        even.rejected.pipe(odds)
      }, { capacity: 1 }))
      assert.deepStrictEqual(yield* running.await, { odds: upTo(20).filter((x) => x % 2 === 1) })
    })))

  it.effect("S7: a reader that waits at a fused chain is woken by its end, when nothing comes through", () =>
    eachWay(Effect.fnUntraced(function*() {
      const running = yield* Workflow.launch(openChain([{ kind: "filter", by: 0 }, { kind: "map", by: 0 }], 1))
      const reading = yield* Effect.forkChild(popRest(running.out.tap), { startImmediately: true })
      yield* running.in.feed.pushAll([0, 3, 6])
      assert.isTrue(yield* isSuspended(reading))
      assert.isFalse(running.out.tap.isDone)
      yield* running.in.feed.end
      yield* settle
      assert.isTrue(running.out.tap.isDone)
      assert.deepStrictEqual(yield* endedWith(reading), Exit.succeed([]))
    })))
})
