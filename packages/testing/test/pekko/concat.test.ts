/** Cases of Apache Pekko's GraphConcatSpec, said with this harness; the titles are the spec's. */
import "@effect-mimo/testing/vitest"
import { Junction, Workflow } from "@effect-mimo/core"
import { TestStream } from "@effect-mimo/testing"
import { assert, describe, expect, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

const Concat = Junction.concat({ first: Schema.Int, second: Schema.Int })

describe("GraphConcatSpec", () => {
  it.effect("work in the happy case", () =>
    Effect.gen(function*() {
      const happy = Workflow.make("happy", { one: Concat, other: Concat }, ({ one, other }) => {
        one.pipe(other.first)
        return { in: { a: one.first, b: one.second, c: other.second }, out: { all: other.concatenated } }
      })
      const outcome = yield* TestStream.run(happy, { a: [], b: [1, 2, 3, 4], c: [5, 6, 7, 8, 9, 10] })
      expect(outcome).toEmitInOrder({ all: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] })
    }))

  it.effect("work with one delayed completed and one nonempty publisher", () =>
    TestStream.script(Concat, ({ at, completes, in: { first, second }, out: { concatenated }, waitsOn }) => [
      at("0 seconds", second(1, 2, 3, 4), second.end, waitsOn("first")),
      at("1 second", first.end, concatenated(1, 2, 3, 4), completes())
    ]))

  // Who feeds an inlet and fails, fails the run at once (S15), whoever's turn it is. The spec lets up to four elements
  // come first.
  it.effect("work with one immediately failed and one nonempty publisher", () =>
    Effect.gen(function*() {
      for (const [failing, feeding] of [["first", "second"], ["second", "first"]] as const) {
        const { exit, in: inlets, out: { concatenated } } = yield* TestStream.make(Concat)
        yield* inlets[failing].fail("broken")
        yield* inlets[feeding].offerAll([1, 2, 3, 4])
        expect(yield* exit).toFailWith(Cause.die("broken"))
        expect(yield* Effect.exit(concatenated.take)).toFailWith(Cause.die("broken"))
      }
    }))

  // The spec lets some of the elements be lost. Here the outside still gets what had been pushed (S5).
  it.effect("work with one nonempty and one delayed failed publisher", () =>
    Effect.gen(function*() {
      const { in: { first, second }, out: { concatenated }, settled } = yield* TestStream.make(Concat)
      yield* first.offerAll([1, 2, 3, 4])
      yield* settled
      yield* second.fail("broken")
      assert.deepStrictEqual(yield* concatenated.takeN(4), [1, 2, 3, 4])
      expect(yield* Effect.exit(concatenated.take)).toFailWith(Cause.die("broken"))
    }))

  it.effect("correctly handle async errors in secondary upstream", () =>
    TestStream.script(Concat, ({ at, fails, in: { first, second }, out: { concatenated }, waitsOn }) => [
      at("0 seconds", first(1, 2, 3), first.end, concatenated(1, 2, 3), waitsOn("second")),
      at("1 second", second.fail("broken"), fails(Cause.die("broken")))
    ]))
})
