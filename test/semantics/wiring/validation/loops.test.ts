import { Stream, Transform, type ValidationError, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"
import { faultsOf, Relay } from "../../fixtures.ts"
import { capacities, errorOf, Ints, Letters, Rejected, source, untyped } from "./graphs.ts"

describe("feedback", () => {
  /** Passes on every number, and numbers below the limit round again, one higher; at one of them, something else. */
  const CountUp = (limit: number, wrongAt?: number) =>
    Stream.make("CountUp", {
      in: { n: Schema.Int },
      out: { again: Schema.Int, seen: Schema.Int },
      *run({ n }, { again, seen }) {
        yield* n.forEach((x) =>
          Effect.andThen(seen.push(x), () => {
            if (x === wrongAt) return again.push(untyped(["wrong"])[0]!)
            return x < limit ? again.push(x + 1) : Effect.void
          })
        )
      }
    })

  const counting = (first: ReadonlyArray<unknown>, options: Workflow.Options, wrongAt?: number) =>
    Workflow.make("counting", { start: source(first), count: CountUp(5, wrongAt), all: Ints }, (
      { start, count, all }
    ) => {
      start.pipe(count.n)
      count.again.pipe(count.n, { feedback: true })
      count.seen.pipe(all)
    }, options)

  it.each(capacities)("S27: a loop that is checked ends by itself (capacity %d)", (capacity) => {
    const { all } = Effect.runSync(Workflow.run(counting([0, 3], { validate: "always", capacity: capacity + 1 })))
    assert.deepStrictEqual([...all].sort(), [0, 1, 2, 3, 3, 4, 4, 5, 5])
    assert.deepStrictEqual(Effect.runSync(Workflow.run(counting([], { validate: "always", capacity }))), { all: [] })
    assert.strictEqual(errorOf(counting([0], { validate: "always", capacity }, 2))?.from, "count.again")
  })

  it.each(capacities)("the first elements are checked as well (capacity %d)", (capacity) => {
    const self = (first: ReadonlyArray<unknown>) =>
      Workflow.make("self", { count: CountUp(3), all: Ints, bad: Letters }, ({ count, all, bad }) => {
        count.again.pipe(count.n, { feedback: { first: untyped(first) }, capacity: capacity + 1 })
        count.seen.pipe(all)
        count.n.rejected.pipe(bad)
      }, { capacity })
    const { all, bad } = Effect.runSync(Workflow.run(self(["x", 1])))
    assert.deepStrictEqual(all, [1, 2, 3])
    assert.deepStrictEqual(bad.map(({ edge, position }) => `${edge} ${position}`), ["count.again → count.n 0"])
  })

  it.effect.each(capacities)(
    "S27: an element in a check's loop counts as going round (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const Slow = Stream.make("Slow", {
          in: { n: Schema.Int },
          out: { again: Schema.Int, done: Schema.Int },
          run: ({ n }, { again, done }) =>
            n.forEach((x) => Effect.andThen(Effect.sleep("1 second"), () => x < 3 ? again.push(x + 1) : done.push(x)))
        })
        const workflow = Workflow.make(
          "slow",
          { start: source([0]), slow: Slow, all: Ints },
          ({ start, slow, all }) => {
            start.pipe(slow.n)
            slow.again.pipe(slow.n, { feedback: true })
            slow.done.pipe(all)
          },
          { capacity, validate: "always" }
        )
        const fiber = yield* Effect.forkChild(Workflow.run(workflow))
        for (let second = 0; second < 5; second++) yield* TestClock.adjust("1 second")
        assert.deepStrictEqual(yield* Fiber.join(fiber), { all: [3] })
      })
  )

  it.each(capacities)("what is rejected may be repaired and come round (capacity %d)", (capacity) => {
    const Repair = Stream.make("Repair", {
      in: { letter: Rejected },
      out: { repaired: Schema.Int },
      run: ({ letter }, { repaired }) =>
        // Not all at the first attempt: a text of a number is still no number.
        letter.forEach(({ element }) =>
          repaired.push(typeof element === "string" ? Number(element) : untyped([String(-1)])[0]!)
        )
    })
    const repairing = (elements: ReadonlyArray<unknown>, feedback: boolean) =>
      Workflow.make("repairing", { feed: source(elements), all: Ints, repair: Repair }, ({ feed, all, repair }) => {
        feed.pipe(all)
        all.value.rejected.pipe(repair).pipe(all, { feedback })
      }, { capacity })
    const { all } = Effect.runSync(Workflow.run(repairing([1, "2", null, 4, "5"], true)))
    assert.deepStrictEqual([...all].sort((a, b) => a - b), [-1, 1, 2, 4, 5])
    const [fault, ...others] = faultsOf(() => repairing([], false))
    assert.deepStrictEqual([fault?.kind, others.length], ["UndeclaredCycle", 0])
    assert.match(
      fault!.message,
      /(^repair\.repaired → all\.value → all\.value\.rejected → repair|→ repair\.repaired → all): a cycle/
    )
  })

  it("the edge of what is rejected may be the one that is declared feedback", () => {
    const Fix = Stream.make("Fix", {
      in: { letter: Rejected },
      out: { fixed: Schema.Int },
      run: ({ letter }, { fixed }) => letter.forEach(({ position }) => fixed.push(position))
    })
    const workflow = Workflow.make(
      "w",
      { feed: source([5, "x", 6, "y"]), all: Ints, fix: Fix },
      ({ feed, all, fix }) => {
        feed.pipe(all)
        all.value.rejected.pipe(fix, { feedback: true })
        fix.pipe(all)
      }
    )
    assert.sameMembers([...Effect.runSync(Workflow.run(workflow)).all], [5, 1, 6, 3])
  })

  it("what is rejected at one inlet may be repaired for another of the same step: that is no cycle", () => {
    const Two = Stream.make("Two", {
      in: { raw: Schema.Int, repaired: Schema.Int },
      *run({ raw, repaired }) {
        const all: Array<number> = []
        const add = (n: number) => {
          all.push(n)
        }
        yield* raw.forEach(add)
        yield* repaired.forEach(add)
        return all
      }
    })
    const workflow = Workflow.make("w", {
      feed: source([1, "2"]),
      repair: Transform.map(Rejected, Schema.Int, ({ element }) => Number(element)),
      two: Two
    }, ({ feed, repair, two }) => {
      feed.pipe(two.raw)
      two.raw.rejected.pipe(repair).pipe(two.repaired)
    })
    assert.sameMembers([...Effect.runSync(Workflow.run(workflow)).two], [1, 2])
  })

  it("faults name the edges as they are written", () => {
    const make = (validate: ValidationError.Validate) => () =>
      Workflow.make("w", { a: Relay, b: Relay, c: Relay }, ({ a, b, c }) => {
        a.pipe(b).pipe(a)
        b.pipe(c, { feedback: true })
        b.pipe(c, { feedback: { first: [1, 2] }, capacity: 1 })
        c.pipe(a)
      }, { validate })
    assert.deepStrictEqual(faultsOf(make("always")), faultsOf(make("off")))
  })
})
