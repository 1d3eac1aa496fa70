/**
 * A join of two sorted feeds: orders and payments, each in order of the order's number, are brought together holding one
 * element of each. What has no partner leaves by an outlet of its own.
 *
 * Run it: `npx tsx sorted-join.ts`
 */
import { Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { In, Out } from "@effect-mimo/decorators"
import { Console, Effect, Pull, Schema } from "effect"
import { pathToFileURL } from "node:url"

const Order = Schema.Struct({ order: Schema.Int, item: Schema.String })
type Order = typeof Order.Type
const Payment = Schema.Struct({ order: Schema.Int, cents: Schema.Int })
type Payment = typeof Payment.Type
const PaidOrder = Schema.Struct({ order: Schema.Int, item: Schema.String, cents: Schema.Int })
type PaidOrder = typeof PaidOrder.Type

// The next element without taking it; undefined at the end.
const head = <A>(port: In<A>): Effect.Effect<A | undefined> => Pull.catchDone(port.peek, () => Effect.undefined)

/** Joins orders and payments by the order's number; both feeds are sorted by it. */
export class MatchPayments extends Stream {
  @In(Order)
  readonly order!: In<Order>
  @In(Payment)
  readonly payment!: In<Payment>
  @Out(PaidOrder)
  readonly paid!: Out<PaidOrder>
  @Out(Order)
  readonly unpaid!: Out<Order>
  @Out(Payment)
  readonly stray!: Out<Payment>;

  *run() {
    while (true) {
      const order = yield* head(this.order)
      const payment = yield* head(this.payment)
      if (order === undefined && payment === undefined) return
      if (payment === undefined || order !== undefined && order.order < payment.order) {
        yield* this.unpaid.push(yield* this.order.pop)
      } else if (order === undefined || payment.order < order.order) {
        yield* this.stray.push(yield* this.payment.pop)
      } else {
        yield* this.order.pop
        yield* this.payment.pop
        yield* this.paid.push({ ...order, cents: payment.cents })
      }
    }
  }
}

export const matching = (orders: Iterable<Order>, payments: Iterable<Payment>) =>
  Workflow.make("matching", {
    orders: Source.fromIterable(Order, orders),
    payments: Source.fromIterable(Payment, payments),
    match: MatchPayments,
    paid: Sink.toArray(PaidOrder),
    unpaid: Sink.toArray(Order),
    stray: Sink.toArray(Payment)
  }, ({ match, orders, paid, payments, stray, unpaid }) => {
    orders.pipe(match.order)
    payments.pipe(match.payment)
    match.paid.pipe(paid)
    match.unpaid.pipe(unpaid)
    match.stray.pipe(stray)
  })

export const program = Effect.gen(function*() {
  const { paid, stray, unpaid } = yield* Workflow.run(matching(
    [{ order: 1, item: "lamp" }, { order: 2, item: "chair" }, { order: 4, item: "table" }, { order: 7, item: "rug" }],
    [{ order: 2, cents: 8_900 }, { order: 3, cents: 1_500 }, { order: 7, cents: 24_000 }, { order: 9, cents: 50 }]
  ))
  yield* Console.log("paid  ", JSON.stringify(paid))
  yield* Console.log("unpaid", JSON.stringify(unpaid))
  yield* Console.log("stray ", JSON.stringify(stray))
})

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await Effect.runPromise(program)
