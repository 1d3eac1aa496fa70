import { Junction, Port, Sink, Source, Stream, Transform, Workflow } from "@effect-mimo/core"
import { TestStream } from "@effect-mimo/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import { capacities, growing, upTo } from "../fixtures-ports.ts"

// `runSync` is what these tests are about.
describe("a workflow that waits for nothing but itself runs under Effect.runSync", () => {
  for (const capacity of [...capacities, ...growing, 1000]) {
    it(`S2, S4: a fan-out, a filter in one branch, a fan-in (capacity ${capacity})`, () => {
      const workflow = Workflow.make("lab", {
        numbers: Source.range({ end: 3000 }),
        odd: Transform.filter(Schema.Int, (n) => n % 2 === 1),
        negative: Transform.map(Schema.Int, Schema.Int, (n) => -n),
        all: Sink.toArray(Schema.Int)
      }, ({ all, negative, numbers, odd }) => {
        numbers.pipe(odd).passed.pipe(all)
        numbers.pipe(negative).pipe(all)
      }, { capacity })
      const { all } = Effect.runSync(Workflow.run(workflow))
      assert.deepStrictEqual(all.filter((n) => n > 0), upTo(1500).map((n) => 2 * n + 1))
      assert.deepStrictEqual(all.filter((n) => n <= 0), upTo(3000).map((n) => -n))
    })
  }

  it("S13, S14: ends, and consumers that leave early", () => {
    const Take = Stream.make("Take", {
      in: { n: Schema.Int },
      *run({ n }) {
        const taken = [yield* n.pop, yield* n.pop]
        yield* n.close
        return taken
      }
    })
    const Split = Stream.make("Split", {
      in: { n: Schema.Int },
      out: { first: Schema.Int, rest: Schema.Int },
      *run({ n }, { first, rest }) {
        yield* first.push(yield* n.pop)
        yield* first.end
        while (true) yield* rest.push(yield* n.pop)
      }
    })
    const workflow = Workflow.make("lab", {
      numbers: Source.range({ end: Infinity }),
      split: Split,
      first: Sink.toArray(Schema.Int),
      rest: Take
    }, ({ first, numbers, rest, split }) => {
      numbers.pipe(split)
      split.first.pipe(first)
      split.rest.pipe(rest)
    }, { capacity: 1 })
    assert.deepStrictEqual(Effect.runSync(Workflow.run(workflow)), { first: [0], rest: [1, 2] })
  })

  it("S5: a failure", () => {
    const Fails = Stream.make("Fails", {
      in: { n: Schema.Int },
      *run({ n }) {
        yield* n.pop
        return yield* Effect.fail("boom")
      }
    })
    const workflow = Workflow.make(
      "lab",
      { numbers: Source.range({ end: Infinity }), fails: Fails },
      ({ fails, numbers }) => {
        numbers.pipe(fails)
      }
    )
    const exit = Effect.runSyncExit(Workflow.run(workflow))
    assert.deepStrictEqual(Exit.isFailure(exit) && exit.cause.reasons.map((reason) => reason._tag), ["Fail"])
  })

  it("S10, S30: select, popAll and the stock junctions", () => {
    const workflow = Workflow.make("lab", {
      a: Source.fromIterable(Schema.Int, [1, 2, 3]),
      b: Source.fromIterable(Schema.Int, [10, 20]),
      tag: Stream.make("Tag", {
        in: { a: Schema.Int, b: Schema.Int },
        out: { tagged: Schema.String },
        *run(ins, { tagged }) {
          while (true) {
            const { _tag, value } = yield* Port.select(ins)
            yield* tagged.push(`${_tag}${value}`)
          }
        }
      }),
      zip: Junction.zip({ a: Schema.Int, b: Schema.Int }),
      tags: Sink.toArray(Schema.String),
      pairs: Sink.toArray(Schema.Struct({ a: Schema.Int, b: Schema.Int }))
    }, ({ a, b, pairs, tag, tags, zip }) => {
      a.pipe(tag.a)
      b.pipe(tag.b)
      a.pipe(zip.a)
      b.pipe(zip.b)
      tag.pipe(tags)
      zip.pipe(pairs)
    }, { capacity: 1 })
    const results = Effect.runSync(Workflow.run(workflow))
    assert.deepStrictEqual([...results.tags].sort(), ["a1", "a2", "a3", "b10", "b20"])
    assert.deepStrictEqual(results.pairs, [{ a: 1, b: 10 }, { a: 2, b: 20 }])
  })

  it("S18: again, and within one another", () => {
    const workflow = Workflow.make(
      "lab",
      { numbers: Source.range({ end: 10 }), all: Sink.toArray(Schema.Int) },
      ({ all, numbers }) => {
        numbers.pipe(all)
      },
      { capacity: 2 }
    )
    const nested = Workflow.make("outer", {
      once: Stream.make("Once", { run: () => Workflow.run(workflow) }),
      sync: Stream.make("Sync", { run: () => Effect.sync(() => Effect.runSync(Workflow.run(workflow))) })
    }, () => {})
    const expected = { once: { all: upTo(10) }, sync: { all: upTo(10) } }
    assert.deepStrictEqual(Effect.runSync(Workflow.run(nested)), expected)
    assert.deepStrictEqual(Effect.runSync(Workflow.run(nested)), expected)
  })

  it("S2: a stream under test", () => {
    const Double = Transform.map(Schema.Int, Schema.Int, (n) => n * 2)
    for (const capacity of capacities) {
      const { outputs } = Effect.runSync(TestStream.run(Double, { value: upTo(50) }, { capacity }))
      assert.deepStrictEqual(outputs.mapped, upTo(50).map((n) => n * 2))
    }
  })
})
