/** Regression tests from recordings. */
import { Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { Recording, TestStream } from "@effect-mimo/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"

class Order extends Schema.Class<Order>("Order")({ id: Schema.Int, due: Schema.Date }) {}

/** Fails with an order whose date is before all that came before it. */
const Bill = Stream.make("Bill", {
  in: { order: Order },
  out: { billed: Schema.Int, late: Order },
  *run({ order }, { billed, late }) {
    let first: Date | undefined
    while (true) {
      const next = yield* order.pop
      first ??= next.due
      if (next.due < first) return yield* Effect.fail(`order ${next.id}`)
      yield* next.due > first ? late.push(next) : billed.push(next.id)
    }
  }
})

const order = (id: number, due: number) => new Order({ id, due: new Date(due) })

const billing = (orders: ReadonlyArray<Order>) =>
  Workflow.make("billing", {
    orders: Source.fromIterable(Order, orders),
    bill: Bill,
    billed: Sink.toArray(Schema.Int),
    late: Sink.toArray(Order)
  }, ({ bill, billed, late, orders }) => {
    orders.pipe(bill)
    bill.billed.pipe(billed)
    bill.late.pipe(late)
  }, { capacity: 2 })

const recorded = (orders: ReadonlyArray<Order>) => {
  const workflow = billing(orders)
  return Effect.map(Recording.capture(Workflow.run(workflow), { workflow }), ({ text }) => text)
}

describe("TestStream.fromRecording", () => {
  it.effect("gives the inputs for TestStream.run, and what it gave, elements decoded", () =>
    Effect.gen(function*() {
      const text = yield* recorded([order(1, 5), order(2, 6), order(3, 5)])
      const { cut, expected, inputs } = yield* TestStream.fromRecording(text, Bill, { step: "bill" })
      assert.deepStrictEqual(inputs, { order: [order(1, 5), order(2, 6), order(3, 5)] })
      assert.deepStrictEqual(expected, { billed: [1, 3], late: [order(2, 6)] })
      assert.deepStrictEqual(cut, [])
      assert.deepStrictEqual((yield* TestStream.run(Bill, inputs)).outputs, expected)
    }))

  it.effect("of a run that failed, the inputs are what the step popped, and the stream fails again", () =>
    Effect.gen(function*() {
      const text = yield* recorded([order(1, 5), order(2, 4), order(3, 5), order(4, 5)])
      const { cut, expected, inputs } = yield* TestStream.fromRecording(text, Bill, { step: "bill" })
      assert.deepStrictEqual(inputs, { order: [order(1, 5), order(2, 4)] })
      assert.deepStrictEqual(cut, ["billed", "late"])
      const { exit, outputs } = yield* TestStream.run(Bill, inputs)
      assert.deepStrictEqual(outputs, expected)
      assert.deepStrictEqual(exit, Exit.fail("order 2"))
    }))

  it.effect("of a run that succeeded, what the step left is among the inputs", () =>
    Effect.gen(function*() {
      const first = Stream.make("first", {
        in: { order: Order },
        run: ({ order }) => order.pop
      })
      const workflow = Workflow.make("picking", {
        orders: Source.fromIterable(Order, [order(1, 1), order(2, 2)]),
        first
      }, ({ first, orders }) => orders.pipe(first))
      const { text } = yield* Recording.capture(Workflow.run(workflow), { workflow })
      const { inputs } = yield* TestStream.fromRecording(text, first, { step: "first" })
      const { result, unread } = yield* TestStream.run(first, inputs)
      assert.deepStrictEqual(result, order(1, 1))
      assert.deepStrictEqual(unread, { order: [order(2, 2)] })
    }))

  it.effect("takes what was parsed, and refuses as replay does", () =>
    Effect.gen(function*() {
      const recording = yield* Recording.parse(yield* recorded([order(1, 5)]), "incident.ndjson")
      const { inputs } = yield* TestStream.fromRecording(recording, Bill, { step: "bill" })
      assert.deepStrictEqual(inputs.order, [order(1, 5)])
      class Changed extends Schema.Class<Changed>("Order")({ id: Schema.String, due: Schema.Date }) {}
      const other = Stream.make("Bill", { in: { order: Changed }, run: () => Effect.void })
      const { message } = yield* Effect.flip(TestStream.fromRecording(recording, other, { step: "bill" }))
      assert.strictEqual(
        message,
        `incident.ndjson:1: bill.order: its schema has changed since: Order.0.id was "Number & isInt", and is "String"`
      )
    }))
})
