import { Sink, Stream, Workflow } from "@effect-mimo/core"
import * as TestScheduler from "@effect-mimo/testing/TestScheduler"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Scheduler from "effect/Scheduler"
import * as Schema from "effect/Schema"
import { randomFrom } from "../../fixtures.ts"
import { capacities, edgesOf, Ints, Letters, numbers, Rejected, sorting, source, spoilt } from "./graphs.ts"

describe("rejected", () => {
  it.each(capacities)("S2: takes what does not pass, in order, the rest goes on (capacity %d)", (capacity) => {
    const result = Effect.runSync(Workflow.run(sorting(spoilt(250, 0, 7, 8, 240), { capacity })))
    const edge = "numbers.value → all.value"
    assert.deepStrictEqual(result, {
      all: numbers(250).filter((n) => ![0, 7, 8, 240].includes(n)),
      bad: [0, 7, 8, 240].map((n) => ({ element: `bad ${n}`, issue: "Expected number", position: n, edge }))
    })
    assert.isTrue(result.bad.every(Schema.is(Rejected)))
  })

  it.live("S25: the same under any scheduling, with any elements and capacities", () =>
    Effect.promise(async () => {
      for (let seed = 1; seed <= 100; seed++) {
        const random = randomFrom(seed)
        const elements = Array.from({ length: Math.floor(random() * 40) }, (_, n) => random() < 0.3 ? undefined : n)
        const capacity = 1 + Math.floor(random() * 5)
        const { all, bad } = await Effect.runPromise(Effect.provideService(
          Workflow.run(sorting(elements, { capacity })),
          Scheduler.Scheduler,
          TestScheduler.shuffled(seed, { preempt: true })
        ))
        assert.deepStrictEqual([...all], elements.filter((n) => n !== undefined), `seed ${seed}`)
        const positions = elements.flatMap((n, position) => n === undefined ? [position] : [])
        assert.deepStrictEqual(bad.map(({ position }) => position), positions, `seed ${seed}`)
      }
    }))

  it.each(capacities)("S10: of several edges, each with its name and positions (capacity %d)", (capacity) => {
    const workflow = Workflow.make("w", {
      a: source(spoilt(5, 1, 4)),
      b: source(spoilt(3, 2)),
      all: Ints,
      bad: Letters
    }, (
      { a, b, all, bad }
    ) => {
      a.pipe(all)
      b.pipe(all)
      all.value.rejected.pipe(bad)
    }, { capacity })
    const { all, bad } = Effect.runSync(Workflow.run(workflow))
    assert.deepStrictEqual([...all].sort((x, y) => x - y), [0, 0, 1, 2, 3])
    const places = bad.map(({ edge, position }) => `${edge} ${position}`).sort()
    assert.deepStrictEqual(places, ["a.value → all.value 1", "a.value → all.value 4", "b.value → all.value 2"])
  })

  it.each(capacities)("S11: of one edge of several; the others carry the element (capacity %d)", (capacity) => {
    const workflow = Workflow.make("w", {
      numbers: source([0, "x", 2]),
      all: Ints,
      any: Ints,
      bad: Letters,
      too: Letters
    }, (
      { numbers, all, any, bad, too }
    ) => {
      numbers.pipe(all)
      numbers.pipe(any)
      all.value.rejected.pipe(bad)
      all.value.rejected.pipe(too)
    }, { capacity })
    const { all, any, bad, too } = Effect.runSync(Workflow.run(workflow))
    assert.deepStrictEqual([all, any, bad, too].map(({ length }) => length), [2, 3, 1, 1])
    assert.deepStrictEqual(bad, too)
  })

  it("holds the others back until it is taken, as any outlet does", () => {
    const program = Effect.gen(function*() {
      const running = yield* Workflow.launch(
        Workflow.make("w", { numbers: source(spoilt(20, 0, 1, 2)), all: Ints }, ({ numbers, all }) => {
          numbers.pipe(all)
          return { out: { bad: all.value.rejected } }
        }, { capacity: 1 })
      )
      yield* running.settled
      const { edges } = yield* running.snapshot
      assert.strictEqual(edges.find(({ to }) => to === "all.value")?.pushed, 0)
      const taken = yield* Effect.replicateEffect(running.out.bad.pop, 3)
      assert.deepStrictEqual(taken.map(({ position }) => position), [0, 1, 2])
      assert.strictEqual((yield* running.await).all.length, 17)
    })
    Effect.runSync(Effect.scoped(program))
  })

  it("S12: discards and counts what nobody takes any more, and the rest goes on", () => {
    const One = Stream.make("One", {
      in: { letter: Rejected },
      *run({ letter }) {
        return (yield* letter.pop).position
      }
    })
    const workflow = Workflow.make("w", { numbers: source(spoilt(300, 0, 290)), all: Ints, one: One }, (
      { numbers, all, one }
    ) => {
      numbers.pipe(all)
      all.value.rejected.pipe(one)
    }, { capacity: 1 })
    Effect.runSync(Effect.scoped(Effect.gen(function*() {
      const running = yield* Workflow.launch(workflow)
      const { all, one } = yield* running.await
      assert.deepStrictEqual([all.length, one], [298, 0])
      const { steps } = yield* running.snapshot
      assert.deepStrictEqual(steps.at(-1)?.discarded, { valid: 0, rejected: 1 })
    })))
  })

  it("is drawn and described as an edge from the inlet", () => {
    const workflow = sorting([])
    assert.include(String(workflow), `"all":out_value_2e_rejected:e -> "bad":in_value:w;`)
    assert.include(Workflow.toMermaid(workflow), `s_all -->|"value.rejected → value"| s_bad`)
    assert.deepStrictEqual(Workflow.describe(workflow).edges.map(({ from, to }) => `${from} → ${to}`), [
      "numbers.value → all.value",
      "all.value.rejected → bad.value"
    ])
  })

  it("is in a description, with what is checked, and built again from it", () => {
    const workflow = sorting(spoilt(150, 3, 120), { validate: "sample" }, { validate: "always" })
    const description = JSON.stringify(Workflow.describe(workflow))
    const again = Workflow.fromDescription(description, {
      numbers: source(spoilt(150, 3, 120)),
      all: Ints,
      bad: Letters
    })
    assert.deepStrictEqual(Workflow.describe(again), Workflow.describe(workflow))
    assert.deepStrictEqual(edgesOf(again), edgesOf(workflow))
    assert.deepStrictEqual(Effect.runSync(Workflow.run(again)), Effect.runSync(Workflow.run(workflow)))
  })

  it("may itself be checked, and rejected again", () => {
    const Early = Schema.Struct({ position: Schema.Int.check(Schema.makeFilter((n) => n < 2)) })
    const workflow = Workflow.make("w", {
      numbers: source(["a", "b", "c"]),
      all: Ints,
      early: Sink.toArray(Early),
      late: Letters
    }, ({ numbers, all, early, late }) => {
      numbers.pipe(all)
      all.value.rejected.pipe(early)
      early.value.rejected.pipe(late)
    })
    const { early, late } = Effect.runSync(Workflow.run(workflow))
    assert.deepStrictEqual(early.map(({ position }) => position), [0, 1])
    assert.deepStrictEqual(late.map(({ edge, position }) => [edge, position]), [[
      "all.value.rejected → early.value",
      2
    ]])
  })
})
