/** What is told of an edge that is watched, and that a run that is watched does the same as one that is not. */
import {
  Junction,
  Observation,
  Port,
  Sink,
  Source,
  Stream,
  Transform,
  ValidationError,
  Workflow
} from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { graphOf, workflowOf } from "../deadlock/graphs.ts"
import { capacities, rule, upTo } from "../fixtures-ports.ts"
import { Endless, Relay, Take } from "../fixtures.ts"
import { watched, watching, whole } from "./watching.ts"

const Int = Schema.Int

describe("an edge that is watched", () => {
  rule(
    "tells each element pushed and popped, whatever the capacity, and its completion once",
    () =>
      Effect.gen(function*() {
        for (const capacity of [...capacities, 17, 512]) {
          const copying = Workflow.make(
            "copying",
            {
              numbers: Source.range({ end: 40 }),
              relay: Relay,
              all: Sink.toArray(Int)
            },
            ({ all, numbers, relay }) => numbers.pipe(relay).pipe(all),
            { capacity }
          )
          const { exit, seen } = yield* watched(copying)
          assert.deepStrictEqual(exit, Exit.succeed({ all: upTo(40) }))
          assert.deepStrictEqual(seen, {
            "numbers.value → relay.n": whole(upTo(40)),
            "relay.m → all.value": whole(upTo(40))
          })
        }
      })
  )

  rule("tells an element as pushed before it is popped, however it is pushed and popped", () =>
    Effect.gen(function*() {
      const Pushing = Stream.make("Pushing", {
        out: { n: Int },
        *run(_, { n }) {
          yield* n.push(0)
          yield* n.pushAll([1, 2, 3])
          yield* n.pushAll(new Set([4, 5]))
          yield* Effect.map(n.push(6), () => {})
          yield* n.pushAll([])
        }
      })
      const Popping = Stream.make("Popping", {
        in: { n: Int },
        *run({ n }) {
          yield* n.pop
          assert.strictEqual(yield* n.peek, yield* n.peek)
          yield* n.popUpTo(2)
          yield* Port.popAll({ n })
          yield* Port.select({ n })
          yield* n.forEach(() => {})
        }
      })
      for (const capacity of [1, 2, 20]) {
        const order: Array<string> = []
        const workflow = Workflow.make("ways", { push: Pushing, pop: Popping }, ({ pop, push }) => push.pipe(pop), {
          capacity
        })
        const observed = Observation.observe(Workflow.run(workflow), () => ({
          pushed: (n) => void order.push(`+${n}`),
          popped: (n) => void order.push(`-${n}`)
        }))
        yield* observed
        assert.deepStrictEqual(order.filter((event) => event.startsWith("+")), upTo(7).map((n) => `+${n}`))
        assert.deepStrictEqual(order.filter((event) => event.startsWith("-")), upTo(7).map((n) => `-${n}`))
        for (const n of upTo(7)) assert.isBelow(order.indexOf(`+${n}`), order.indexOf(`-${n}`))
        let held = 0
        for (const event of order) {
          held += event.startsWith("+") ? 1 : -1
          assert.isAtMost(held, capacity)
        }
      }
    }))

  rule("a fan-out tells of each edge, a fan-in too", () =>
    Effect.gen(function*() {
      const both = Workflow.make("both", {
        numbers: Source.range({ end: 9 }),
        one: Relay,
        other: Relay,
        all: Sink.fold(Int, () => 0, (sum, n) => sum + n)
      }, ({ all, numbers, one, other }) => {
        numbers.pipe(one).pipe(all)
        numbers.pipe(other).pipe(all)
      }, { capacity: 2 })
      const { exit, seen } = yield* watched(both)
      assert.deepStrictEqual(exit, Exit.succeed({ all: 72 }))
      assert.deepStrictEqual(Object.keys(seen).toSorted(), [
        "numbers.value → one.n",
        "numbers.value → other.n",
        "one.m → all.value",
        "other.m → all.value"
      ])
      for (const edge of Object.values(seen)) assert.deepStrictEqual(edge, whole(upTo(9)))
    }))

  rule("a cancelled edge tells so once, and what is dropped is not popped", () =>
    Effect.gen(function*() {
      const taking = Workflow.make("taking", { numbers: Endless, take: Take(3) }, ({ numbers, take }) => {
        numbers.pipe(take, { capacity: 4 })
      })
      const { seen } = yield* watched(taking)
      const { ended, popped, pushed } = seen["numbers.value → take.n"]!
      assert.deepStrictEqual([popped, ended], [[0, 1, 2], ["Cancelled"]])
      assert.deepStrictEqual(pushed, upTo(pushed.length))
      assert.isAtLeast(pushed.length, 3)
    }))

  rule("a failed edge tells so once", () =>
    Effect.gen(function*() {
      const Breaks = Stream.make("Breaks", {
        in: { n: Int },
        out: { m: Int },
        run: ({ n }, { m }) => n.forEach((x) => x === 2 ? Effect.fail("broken") : m.push(x))
      })
      const breaking = Workflow.make("breaking", {
        numbers: Source.range({ end: 9 }),
        breaks: Breaks,
        all: Sink.toArray(Int)
      }, (
        { all, breaks, numbers }
      ) => numbers.pipe(breaks).pipe(all), { capacity: 1 })
      const { exit, seen } = yield* watched(breaking)
      assert.deepStrictEqual(Exit.findErrorOption(exit), Option.some("broken"))
      assert.deepStrictEqual(seen["breaks.m → all.value"]!.ended, ["Failed"])
      assert.deepStrictEqual(seen["numbers.value → breaks.n"]!.ended.length, 1)
      assert.deepStrictEqual(seen["numbers.value → breaks.n"]!.popped, [0, 1, 2])
    }))

  rule("open ports go by their names alone, also with a demand", () =>
    Effect.gen(function*() {
      for (const demand of [undefined, 0]) {
        const { observer, seen, workflows } = watching()
        const workflow = Workflow.make(
          "open",
          { relay: Relay },
          ({ relay }) => ({ in: { a: relay.n }, out: { b: relay.m } })
        )
        const running = yield* Observation.observe(Workflow.launch(workflow, { demand }), observer)
        yield* running.in.a.pushAll([1, 2])
        yield* running.out.b.request(1)
        assert.strictEqual(yield* running.out.b.pop, 1)
        yield* running.settled
        assert.deepStrictEqual(seen["a → relay.n"], { pushed: [1, 2], popped: [1, 2], ended: [] })
        assert.deepStrictEqual(seen["relay.m → b"], {
          pushed: demand === undefined ? [1, 2] : [1],
          popped: [1],
          ended: []
        })
        yield* running.out.b.close
        yield* running.in.a.end
        yield* running.await
        assert.deepStrictEqual([...workflows], ["open"])
        assert.deepStrictEqual(seen["relay.m → b"]!.ended, ["Cancelled"])
      }
    }))

  rule("a loop tells the elements that a feedback edge has from the start", () =>
    Effect.gen(function*() {
      const Halve = Stream.make("Halve", {
        in: { n: Int },
        out: { half: Int },
        run: ({ n }, { half }) => n.forEach((x) => x > 1 ? half.push(Math.floor(x / 2)) : undefined)
      })
      const halving = Workflow.make("halving", { halve: Halve, relay: Relay }, ({ halve, relay }) => {
        halve.pipe(relay).pipe(halve, { feedback: { first: [8, 3] } })
      })
      const { exit, seen } = yield* watched(halving)
      assert.isTrue(Exit.isSuccess(exit))
      assert.deepStrictEqual(seen["relay.m → halve.n"], whole([8, 3, 4, 1, 2, 1]))
      assert.deepStrictEqual(seen["halve.half → relay.n"], whole([4, 1, 2, 1]))
    }))

  rule(
    "nested workflows tell by paths, an edge to an open port that stands for several as one for each",
    () =>
      Effect.gen(function*() {
        const inner = Workflow.make("inner", { a: Relay, b: Relay, sum: Sink.toArray(Int) }, ({ a, b, sum }) => {
          a.pipe(sum)
          return { in: { n: [a.n, b.n] }, out: { m: b.m } }
        })
        const outer = Workflow.make("outer", { numbers: Source.range({ end: 3 }), inner, all: Sink.toArray(Int) }, (
          { all, inner, numbers }
        ) => numbers.pipe(inner).pipe(all))
        const { exit, seen } = yield* watched(outer)
        assert.isTrue(Exit.isSuccess(exit))
        assert.deepStrictEqual(seen, {
          "inner/a.m → inner/sum.value": whole([0, 1, 2]),
          "numbers.value → inner/a.n": whole([0, 1, 2]),
          "numbers.value → inner/b.n": whole([0, 1, 2]),
          "inner/b.m → all.value": whole([0, 1, 2])
        })
      })
  )

  rule("stateless steps are told of one by one, though they might run on one edge", () =>
    Effect.gen(function*() {
      const chain = Workflow.make("chain", {
        numbers: Source.range({ end: 6 }),
        even: Transform.filter(Int, (n) => n % 2 === 0),
        twice: Transform.flatMap(Int, Int, (n) => [n, n]),
        plus: Transform.map(Int, Int, (n) => n + 1),
        all: Sink.toArray(Int)
      }, ({ all, even, numbers, plus, twice }) => {
        numbers.pipe(even).passed.pipe(twice).pipe(plus).pipe(all)
      }, { capacity: 2 })
      const { exit, seen } = yield* watched(chain)
      assert.deepStrictEqual(exit, yield* Effect.exit(Workflow.run(chain)))
      assert.deepStrictEqual(Object.values(seen), [
        whole(upTo(6)),
        whole([0, 2, 4]),
        whole([0, 0, 2, 2, 4, 4]),
        whole([1, 1, 3, 3, 5, 5])
      ])
    }))

  rule("an edge that is checked is two, and so is told", () =>
    Effect.gen(function*() {
      const Liar = Transform.map(Int, Int, (n) => (n === 1 ? "one" : n) as number)
      const sorting = Workflow.make("sorting", {
        numbers: Source.range({ end: 3 }),
        liar: Liar,
        all: Sink.toArray(Int),
        bad: Sink.toArray(ValidationError.Rejected)
      }, ({ all, bad, liar, numbers }) => {
        numbers.pipe(liar).pipe(all)
        all.value.rejected.pipe(bad)
      })
      const { seen } = yield* watched(sorting)
      const check = "check(liar.mapped → all.value)"
      const into = Object.entries(seen).find(([name]) => name.startsWith(`liar.mapped → ${check}`))
      const out = Object.entries(seen).find(([name]) => name.startsWith(check) && name.endsWith("→ all.value"))
      assert.deepStrictEqual(into?.[1], whole([0, "one", 2]))
      assert.deepStrictEqual(out?.[1], whole([0, 2]))
    }))
})

describe("a run that is watched", () => {
  it.effect("a run that is watched gives what one that is not gives, and counts the same", () =>
    Effect.gen(function*() {
      for (const seed of upTo(40)) {
        const workflow = workflowOf(graphOf(seed, { loops: seed % 3 === 0 }), { onDeadlock: "grow" })
        const { observer, seen } = watching()
        const [one, other] = [
          yield* Effect.exit(Workflow.run(workflow)),
          yield* Effect.exit(Observation.observe(Workflow.run(workflow), observer))
        ]
        assert.strictEqual(Exit.isSuccess(one), Exit.isSuccess(other), `seed ${seed}`)
        if (Exit.isSuccess(one)) assert.deepStrictEqual(other, one, `seed ${seed}`)
        yield* Effect.gen(function*() {
          const running = yield* Observation.observe(Workflow.launch(workflow), observer)
          yield* Effect.exit(running.await)
          for (const { discarded, from, popped, pushed, size, to } of (yield* running.snapshot).edges) {
            const edge = seen[`${from} → ${to}`]!
            assert.strictEqual(edge.pushed.length, pushed)
            assert.strictEqual(edge.popped.length, popped)
            assert.deepStrictEqual(edge.popped, edge.pushed.slice(0, popped))
            assert.strictEqual(pushed, popped + discarded + size)
            assert.lengthOf(edge.ended, 1)
          }
        }).pipe(Effect.scoped)
      }
    }))

  rule("a merge is told in the order in which it gave its elements", () =>
    Effect.gen(function*() {
      const merging = Workflow.make("merging", {
        low: Source.range({ end: 4 }),
        high: Source.range({ start: 10, end: 14 }),
        merge: Junction.merge({ a: Int, b: Int }),
        all: Sink.toArray(Int)
      }, ({ all, high, low, merge }) => {
        low.pipe(merge.a)
        high.pipe(merge.b)
        merge.pipe(all)
      })
      const { exit, seen } = yield* watched(merging)
      const all = Exit.isSuccess(exit) ? exit.value.all : []
      assert.sameMembers([...all], [0, 1, 2, 3, 10, 11, 12, 13])
      assert.deepStrictEqual(seen["merge.merged → all.value"]?.pushed, [...all])
    }))
})
