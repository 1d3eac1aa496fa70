// Fused chains in loops, beside checks, and behind filters that split.
import { Sink, Source, Stream, Transform, ValidationError, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import { between, endedWith, isSuspended, listOf, popRest, property, settle, upTo } from "../fixtures-ports.ts"
import { causeOf } from "../fixtures.ts"
import { eachWay, openChain, outcome } from "./chains.ts"

const Int = Schema.Int
const all = Sink.toArray(Int)

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
