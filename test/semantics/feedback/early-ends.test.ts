/** S16 and S14: steps of a loop, and consumers outside of it, that end before the loop does. */
import { Port, Sink, Source, Stream, Transform, Workflow } from "@effect-mimo/core"
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { settle } from "../fixtures-ports.ts"
import { statuses } from "../fixtures.ts"
import { endsWith, fromTo, rule, slowly } from "./fixtures.ts"

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
      assert.deepStrictEqual(yield* endsWith(workflow), { one: 0, all: fromTo(1, 9) })
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
