/** S27 with the steps of a loop working in all sorts of ways. */
import { Port, Sink, Source, Stream, Transform, Workflow } from "@effect-mimo/core"
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { endsWith, fromTo, rule, slowly, sorted } from "./fixtures.ts"

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
          assert.deepStrictEqual(
            sorted((yield* endsWith(workflow)).all),
            sorted([0, 3, 5].flatMap((n) => fromTo(n, 6)))
          )
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
      assert.deepStrictEqual(sorted((yield* endsWith(workflow)).all), fromTo(0, 6))
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
