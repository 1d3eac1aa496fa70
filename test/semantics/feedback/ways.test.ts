/** S27 and S16 with the steps of a loop working in all sorts of ways, ending early and failing. */
import { Port, Sink, Source, Stream, Transform, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { TestClock } from "effect/testing"
import { settle, shuffled, withScheduler } from "../fixtures-ports.ts"
import { failedStep, statuses, trackFibers } from "../fixtures.ts"

/** A test under the clock of tests, in the order of the scheduler and in random orders. */
const rule = (name: string, test: () => Effect.Effect<unknown, unknown, Scope.Scope>): void => {
  it.effect(name, test)
  it.effect(`${name} (shuffled)`, () =>
    Effect.forEach([1, 2, 3, 4, 5, 6, 7, 8], (seed) => withScheduler(Effect.scoped(test()), shuffled(seed, seed > 4))))
}

const sorted = (numbers: ReadonlyArray<number>) => [...numbers].sort((a, b) => a - b)

/** Second by second: a random order may take a sleep up late. */
const pass = (seconds: number) =>
  Effect.replicateEffect(Effect.andThen(settle, TestClock.adjust("1 second")), seconds, { discard: true })

/** Waits for what is to end within a minute of the test's clock. */
const endOf = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function*() {
    const fiber = yield* Effect.forkChild(effect)
    for (let left = 60; left > 0 && fiber.pollUnsafe() === undefined; left--) yield* pass(1)
    yield* settle
    if (fiber.pollUnsafe() === undefined) return assert.fail("does not end")
    return yield* Fiber.join(fiber)
  })

const endsWith = <A, E>(workflow: Workflow.Workflow<{}, {}, A, E>) => endOf(Workflow.run(workflow))

const upTo = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i)

const slowly = (n: number) => Effect.as(Effect.sleep(`${(n * 7) % 5} seconds`), n)

describe("ways to work in a loop", () => {
  for (
    const options of [{ concurrency: 3 }, { concurrency: 3, unordered: true }, { concurrency: Infinity }, {
      concurrency: Infinity,
      unordered: true
    }]
  ) {
    rule(
      `S27: calls side by side, ${options.concurrency} ${options.unordered === true ? "unordered" : "in order"}`,
      () =>
        Effect.gen(function*() {
          const workflow = Workflow.make("calls", {
            start: Source.fromIterable(Schema.Int, [0, 3, 5]),
            call: Transform.mapEffect(Schema.Int, Schema.Int, slowly, options),
            enough: Stream.make("enough", {
              in: { n: Schema.Int },
              out: { seen: Schema.Int, again: Schema.Int },
              run: ({ n }, { again, seen }) =>
                n.forEach((x) => Effect.andThen(seen.push(x), x < 6 ? again.push(x + 1) : Effect.void))
            }),
            all: Sink.toArray(Schema.Int)
          }, ({ all, call, enough, start }) => {
            start.pipe(call.value)
            call.pipe(enough)
            enough.again.pipe(call.value, { feedback: true })
            enough.seen.pipe(all)
          }, { capacity: 3 })
          assert.deepStrictEqual(sorted((yield* endsWith(workflow)).all), sorted([0, 3, 5].flatMap((n) => upTo(n, 6))))
        })
    )
  }

  rule("S27: a fiber for each element", () =>
    Effect.gen(function*() {
      const workflow = Workflow.make("children", {
        start: Source.fromIterable(Schema.Int, [0, 3]),
        call: Stream.make("call", {
          in: { n: Schema.Int },
          out: { seen: Schema.Int, again: Schema.Int },
          *run({ n }, { again, seen }) {
            const one = Effect.fnUntraced(function*(x: number) {
              yield* slowly(x)
              yield* seen.push(x)
              if (x < 5) yield* again.push(x + 1)
            })
            while (true) yield* Effect.forkChild(one(yield* n.pop))
          }
        }),
        all: Sink.toArray(Schema.Int)
      }, ({ all, call, start }) => {
        start.pipe(call.n)
        call.again.pipe(call.n, { feedback: true })
        call.seen.pipe(all)
      }, { capacity: 2 })
      assert.deepStrictEqual(sorted((yield* endsWith(workflow)).all), [0, 1, 2, 3, 3, 4, 4, 5, 5])
    }))

  rule("S27: popAll with tokens that go round", () =>
    Effect.gen(function*() {
      // No more than two elements are worked on at a time: each needs one of two tokens.
      let now = 0
      let most = 0
      const workflow = Workflow.make("tokens", {
        start: Source.range({ end: 7 }),
        take: Stream.make("take", {
          in: { n: Schema.Int, token: Schema.Int },
          out: { pair: Schema.Int },
          *run(ins, { pair }) {
            while (true) {
              const { n } = yield* Port.popAll(ins)
              most = Math.max(most, ++now)
              yield* pair.push(n)
            }
          }
        }),
        work: Stream.make("work", {
          in: { n: Schema.Int },
          out: { done: Schema.Int, token: Schema.Int },
          run: ({ n }, { done, token }) =>
            n.forEach(
              Effect.fnUntraced(function*(x) {
                yield* slowly(x)
                now--
                yield* done.push(x)
                yield* token.push(0)
              }),
              { concurrency: 5 }
            )
        }),
        all: Sink.toArray(Schema.Int)
      }, ({ all, start, take, work }) => {
        start.pipe(take.n)
        take.pipe(work)
        work.token.pipe(take.token, { feedback: { first: [0, 0] } })
        work.done.pipe(all)
      }, { capacity: 2 })
      assert.deepStrictEqual(sorted((yield* endsWith(workflow)).all), upTo(0, 6))
      assert.strictEqual(most, 2)
    }))

  rule("S27: select between the input and what comes round", () =>
    Effect.gen(function*() {
      const workflow = Workflow.make("select", {
        start: Source.fromIterable(Schema.Int, [1, 2, 3]),
        step: Stream.make("step", {
          in: { fresh: Schema.Int, back: Schema.String },
          out: { again: Schema.String, done: Schema.String },
          *run(ins, { again, done }) {
            while (true) {
              const next = yield* Port.select(ins)
              if (next._tag === "fresh") yield* again.push(`${next.value}`)
              else if (next.value.length < 4) yield* again.push(`${next.value}!`)
              else yield* done.push(next.value)
            }
          }
        }),
        all: Sink.toArray(Schema.String)
      }, ({ all, start, step }) => {
        start.pipe(step.fresh)
        step.again.pipe(step.back, { feedback: true, capacity: 3 })
        step.done.pipe(all)
      }, { capacity: 1 })
      assert.deepStrictEqual([...(yield* endsWith(workflow)).all].sort(), ["1!!!", "2!!!", "3!!!"])
    }))
})

/** Counts up for ever in two steps, and shows each number outside. */
const endless = (edge: "seen" | "both") => {
  const first = Stream.make("first", {
    in: { n: Schema.Int },
    out: { next: Schema.Int, seen: Port.optional(Schema.Int) },
    run: ({ n }, { next, seen }) => n.forEach((x) => Effect.andThen(seen.push(x), next.push(x + 1)))
  })
  const three = Stream.make("three", {
    in: { n: Schema.Int },
    *run({ n }) {
      return [yield* n.pop, yield* n.pop, yield* n.pop]
    }
  })
  return Workflow.make("endless", {
    start: Source.fromIterable(Schema.Int, [0]),
    first,
    second: Transform.map(Schema.Int, Schema.Int, (n) => n),
    three
  }, ({ first, second, start, three }) => {
    start.pipe(first)
    first.next.pipe(second)
    second.pipe(first, { feedback: true })
    if (edge === "seen") first.seen.pipe(three)
    else first.next.pipe(three)
  })
}

describe("steps of a loop that end", () => {
  rule("S16: a loop of several steps stops when its only consumer outside has gone", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* endsWith(endless("seen")), { three: [0, 1, 2] })
    }))

  rule("S16: the consumer outside shares an outlet with the loop", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* endsWith(endless("both")), { three: [1, 2, 3] })
    }))

  rule("S16: a loop goes on while one of its consumers outside is there", () =>
    Effect.gen(function*() {
      const workflow = Workflow.make("two", {
        start: Source.fromIterable(Schema.Int, [0]),
        first: Stream.make("first", {
          in: { n: Schema.Int },
          out: { next: Schema.Int, seen: Schema.Int },
          run: ({ n }, { next, seen }) =>
            n.forEach((x) => Effect.andThen(seen.push(x), x < 9 ? next.push(x + 1) : Effect.void))
        }),
        second: Transform.map(Schema.Int, Schema.Int, (n) => n),
        one: Stream.make("one", { in: { n: Schema.Int }, run: ({ n }) => n.pop }),
        all: Sink.toArray(Schema.Int)
      }, ({ all, first, one, second, start }) => {
        start.pipe(first)
        first.next.pipe(second)
        second.pipe(first, { feedback: true })
        second.pipe(all)
        first.seen.pipe(one)
      }, { capacity: 1 })
      assert.deepStrictEqual(yield* endsWith(workflow), { one: 0, all: upTo(1, 9) })
    }))

  rule("S16: a loop that nothing leads out of is never stopped this way", () =>
    Effect.gen(function*() {
      const workflow = Workflow.make("closed", {
        count: Stream.make("count", {
          in: { n: Schema.Int },
          out: { next: Schema.Int, some: Schema.Int },
          *run({ n }, { next, some }) {
            let last = 0
            yield* n.forEach((x) => {
              last = x
              return Effect.andThen(some.push(x), x < 9 ? next.push(x + 1) : Effect.void)
            })
            return last
          }
        }),
        relay: Transform.map(Schema.Int, Schema.Int, (n) => n),
        // In the loop, and leaves it early.
        early: Stream.make("early", {
          in: { n: Schema.Int },
          out: { again: Schema.Int },
          *run({ n }) {
            return yield* n.pop
          }
        })
      }, ({ count, early, relay }) => {
        count.next.pipe(relay)
        relay.pipe(count, { feedback: { first: [0] } })
        count.some.pipe(early)
        early.pipe(count, { feedback: true })
      })
      assert.deepStrictEqual(yield* endsWith(workflow), { count: 9, early: 0 })
    }))

  rule("S14: what a step that ends has pushed is processed by the rest of the loop", () =>
    Effect.gen(function*() {
      const seen: Array<number> = []
      const workflow = Workflow.make("acks", {
        // Sends three jobs before the first answer, and then takes one answer only.
        send: Stream.make("send", {
          in: { ack: Schema.Int },
          out: { job: Schema.Int },
          *run({ ack }, { job }) {
            yield* job.pushAll([1, 2, 3])
            return yield* ack.pop
          }
        }),
        write: Stream.make("write", {
          in: { job: Schema.Int },
          out: { ack: Schema.Int },
          run: ({ job }, { ack }) =>
            job.forEach((n) =>
              Effect.andThen(slowly(n), () => {
                seen.push(n)
                return ack.push(n)
              })
            )
        })
      }, ({ send, write }) => {
        send.pipe(write)
        write.pipe(send, { feedback: true })
      })
      assert.deepStrictEqual(yield* endsWith(workflow), { send: 1 })
      assert.deepStrictEqual(seen, [1, 2, 3])
    }))
})

describe("runs of a loop", () => {
  const failing = (limit: number) =>
    Workflow.make("failing", {
      start: Source.fromIterable(Schema.Int, [0]),
      count: Transform.mapEffect(
        Schema.Int,
        Schema.Int,
        (n) => n === limit ? Effect.fail("enough" as const) : Effect.as(Effect.yieldNow, n + 1),
        { concurrency: 2 }
      ),
      relay: Transform.map(Schema.Int, Schema.Int, (n) => n),
      all: Sink.drain(Schema.Int)
    }, ({ all, count, relay, start }) => {
      start.pipe(count.value)
      count.pipe(relay)
      count.pipe(all)
      relay.pipe(count.value, { feedback: true })
    }, { capacity: 1 })

  it.effect("S15, S23: fails with a step of it, and leaves no fiber", () =>
    Effect.gen(function*() {
      const { run } = trackFibers()
      const { alive, exit, seen } = yield* run(Workflow.run(failing(5)))
      assert.strictEqual(failedStep(exit), "failing/count")
      assert.isAbove(seen, 4)
      assert.strictEqual(alive, 0)
    }))

  it.effect("S20, S23: an interrupted loop leaves no fiber and no element", () =>
    Effect.gen(function*() {
      const { run } = trackFibers()
      const { alive, exit } = yield* run(Effect.scoped(Effect.gen(function*() {
        const running = yield* Workflow.launch(failing(Infinity))
        yield* Effect.replicateEffect(Effect.yieldNow, 50)
        yield* running.interrupt
        const { edges, steps } = yield* running.snapshot
        assert.isTrue(edges.every(({ size, state }) => size === 0 && state !== "Open"))
        assert.isTrue(steps.every(({ status }) => status !== "running"))
        return yield* Effect.exit(running.await)
      })))
      assert.isTrue(Exit.isSuccess(exit) && Exit.hasInterrupts(exit.value))
      assert.strictEqual(alive, 0)
    }))

  rule("S21: draining stops what leads into a loop, and what goes round is finished", () =>
    Effect.gen(function*() {
      for (const capacity of [1, 2, 3]) {
        const workflow = Workflow.make("draining", {
          start: Source.range({ end: Infinity }),
          step: Stream.make("step", {
            in: { n: Schema.Int, back: Schema.Int },
            out: { again: Schema.Int, done: Schema.Int },
            *run(ins, { again, done }) {
              while (true) {
                const { _tag, value } = yield* Port.select(ins)
                yield* Effect.sleep("1 second")
                if (_tag === "n") yield* again.push(value)
                else yield* done.push(value)
              }
            }
          }),
          all: Sink.toArray(Schema.Int)
        }, ({ all, start, step }) => {
          start.pipe(step.n)
          step.again.pipe(step.back, { feedback: true, capacity: 1000 })
          step.done.pipe(all)
        }, { capacity })
        const running = yield* Workflow.launch(workflow)
        yield* pass(4)
        const { all } = yield* endOf(running.drain())
        const { edges } = yield* running.snapshot
        assert.deepStrictEqual(sorted(all), Array.from({ length: edges[0]!.popped }, (_, n) => n))
        assert.strictEqual(edges[0]!.discarded, 0)
      }
    }))

  rule("S27: a loop between open ports ends with its inlet, whatever the outside does", () =>
    Effect.gen(function*() {
      const open = Workflow.make("open", {
        call: Transform.mapEffect(Schema.Int, Schema.Int, slowly, { concurrency: 2 }),
        enough: Stream.make("enough", {
          in: { n: Schema.Int },
          out: { done: Schema.Int, again: Schema.Int },
          run: ({ n }, { again, done }) => n.forEach((x) => x < 5 ? again.push(x + 1) : done.push(x))
        })
      }, ({ call, enough }) => {
        call.pipe(enough)
        enough.again.pipe(call.value, { feedback: true })
        return { in: { n: call.value }, out: { done: enough.done } }
      }, { capacity: 1 })
      const running = yield* Workflow.launch(open)
      const all: Array<number> = []
      const taking = yield* Effect.forkChild(running.out.done.forEach((n) => void all.push(n)))
      for (const n of [3, 7, 0]) {
        yield* running.in.n.push(n)
        yield* pass(20)
        assert.isTrue(statuses(yield* running.snapshot).call === "running")
      }
      yield* running.in.n.end
      yield* endOf(running.await)
      yield* Fiber.join(taking)
      assert.deepStrictEqual(all, [5, 7, 5])
    }))

  rule("S16: a loop stops when the outside closes its only open outlet", () =>
    Effect.gen(function*() {
      const open = Workflow.make("open", {
        count: Stream.make("count", {
          in: { n: Schema.Int },
          out: { next: Schema.Int, seen: Schema.Int },
          run: ({ n }, { next, seen }) => n.forEach((x) => Effect.andThen(seen.push(x), next.push(x + 1)))
        }),
        relay: Transform.map(Schema.Int, Schema.Int, (n) => n)
      }, ({ count, relay }) => {
        count.next.pipe(relay)
        relay.pipe(count.n, { feedback: { first: [0] } })
        return { out: { seen: count.seen } }
      }, { capacity: 1 })
      const running = yield* Workflow.launch(open)
      assert.strictEqual(yield* running.out.seen.pop, 0)
      yield* running.out.seen.close
      yield* settle
      assert.deepStrictEqual(statuses(yield* running.snapshot), { count: "completed", relay: "completed" })
    }))
})

describe("first elements", () => {
  it("S26: are all there when a capacity given afterwards is too small for them", () => {
    const self = (capacity: number) =>
      Workflow.withCapacity(
        Workflow.make("self", {
          count: Stream.make("count", {
            in: { n: Schema.Int },
            out: { again: Schema.Int },
            *run({ n }) {
              const seen: Array<number> = []
              yield* n.forEach((x) => void seen.push(x))
              return seen
            }
          })
        }, ({ count }) => count.again.pipe(count.n, { feedback: { first: [1, 2, 3] } })),
        capacity
      )
    assert.deepStrictEqual(Effect.runSync(Workflow.run(self(3))), { count: [1, 2, 3] })
    assert.deepStrictEqual(Effect.runSync(Workflow.run(self(1))), { count: [1, 2, 3] })
  })

  it("S26: are there once where the edge leads from an open port of several outlets", () => {
    const Pair = Stream.make("Pair", {
      in: { n: Schema.Int },
      out: { a: Schema.Int, b: Schema.Int },
      *run({ n }) {
        let count = 0
        yield* n.forEach(() => {
          count++
        })
        return count
      }
    })
    const pair = Workflow.make("pair", { inner: Pair }, ({ inner }) => ({
      in: { n: inner.n },
      out: { m: [inner.a, inner.b] }
    }))
    const workflow = Workflow.make("outer", { pair }, ({ pair }) => {
      pair.m.pipe(pair.n, { feedback: { first: [1] } })
    })
    assert.deepStrictEqual(Effect.runSync(Workflow.run(workflow)), { pair: { inner: 1 } })
  })
})
