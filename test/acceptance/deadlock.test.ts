import { Deadlock, Junction, Sink, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import { range } from "./support/numbers.ts"

class TwoColumns extends Stream.Class("TwoColumns", { out: { a: Schema.Int, b: Schema.Int } }) {
  constructor(readonly items: number) {
    super()
  }
  *run() {
    for (let i = 0; i < this.items; i++) yield* this.out.a.push(i)
    for (let i = 0; i < this.items; i++) yield* this.out.b.push(i)
  }
}

const zipping = (capacity: number, onDeadlock?: "grow") =>
  Workflow.make("zipping", {
    columns: TwoColumns.of(200),
    zip: Junction.zip({ a: Schema.Int, b: Schema.Int }),
    rows: Sink.toArray(Schema.Struct({ a: Schema.Int, b: Schema.Int }))
  }, ({ columns, rows, zip }) => {
    columns.a.pipe(zip.a)
    columns.b.pipe(zip.b)
    zip.pipe(rows)
  }, { capacity, onDeadlock })

const rows = range(0, 200).map((n) => ({ a: n, b: n }))

describe("a column after the other, zipped", () => {
  // Under the clock of the test: no time passes before it is told.
  it.effect.each([10, 1, 2, 199])(
    "A38: a deadlock that names both ports (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const exit = yield* Effect.exit(Workflow.run(zipping(capacity)))
        const deadlock = Exit.isFailure(exit) ? Cause.squash(exit.cause) : undefined
        if (!(deadlock instanceof Deadlock.Deadlock)) return assert.fail("expected a deadlock")
        assert.deepStrictEqual(deadlock.cycle.map(({ port, size, step }) => `${step}.${port}: ${size}`).toSorted(), [
          `columns.a: ${capacity}`,
          "zip.b: 0"
        ])
        assert.strictEqual(deadlock.verdict, "artificial")
        assert.include(deadlock.message, "columns.a → zip.a")
        assert.include(deadlock.message, "columns.b → zip.b")
      })
  )

  it.effect.each([200, 1_000])(
    "A38: none with room for a column (capacity %d)",
    (capacity) => Effect.map(Workflow.run(zipping(capacity)), (results) => assert.deepStrictEqual(results, { rows }))
  )

  it.effect.each([10, 1, 2, 199])(
    "A38: nor with edges that grow (capacity %d)",
    (capacity) =>
      Effect.map(Workflow.run(zipping(capacity, "grow")), (results) => assert.deepStrictEqual(results, { rows }))
  )
})
