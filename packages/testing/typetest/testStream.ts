// What the compiler infers of streams under test: what they require is to be provided, and inputs fail with their errors.
import { Port, Stream } from "@effect-mimo/core"
import { TestStream } from "@effect-mimo/testing"
import type * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type * as EffectStream from "effect/Stream"

type Exactly<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false
const exactly = <A, B>(_: Exactly<A, B>) => {}
type Parts<T> = T extends Effect.Effect<infer A, infer E, infer R> ? readonly [A, E, R] : never

class Db extends Context.Service<Db, number>()("Db") {}
class Feed extends Context.Service<Feed, number>()("Feed") {}
class TooBig extends Data.TaggedError("TooBig")<{ readonly n: number }> {}
class Gone extends Data.TaggedError("Gone")<{}> {}

const Store = Stream.make("Store", {
  in: { n: Schema.Int, more: Port.optional(Schema.Literals(["on", "off"])) },
  out: { text: Schema.String },
  *run({ n }) {
    const max = yield* Db
    const first = yield* n.pop
    if (first > max) return yield* new TooBig({ n: first })
    return first
  }
})
type Store = typeof Store

// -----------------------------------------------------------------------------
// a run
// -----------------------------------------------------------------------------

const plain = TestStream.run(Store, { n: [1, 2], more: ["on"] })
exactly<Parts<typeof plain>, readonly [TestStream.Outcome<Store>, never, Db]>(true)
const provided = Effect.provide(plain, Layer.succeed(Db, 1))
exactly<Parts<typeof provided>, readonly [TestStream.Outcome<Store>, never, never]>(true)
exactly<TestStream.Outcome<Store>["outputs"], { readonly text: ReadonlyArray<string> }>(true)
exactly<TestStream.Outcome<Store>["exit"], Exit.Exit<number | undefined, TooBig>>(true)
exactly<TestStream.Outcome<Store>["unread"]["more"], ReadonlyArray<"on" | "off">>(true)

declare const numbers: EffectStream.Stream<number, Gone, Feed | Scope.Scope>
declare const switches: AsyncIterable<"on">
const streamed = TestStream.run(Store, { n: numbers, more: switches }, { capacity: 1 })
exactly<Parts<typeof streamed>, readonly [TestStream.Outcome<Store>, Gone | Cause.UnknownError, Db | Feed]>(true)
const timed = TestStream.run(Store, { n: numbers, more: [] }, { timeout: "1 second" })
exactly<Parts<typeof timed>, readonly [TestStream.Outcome<Store>, Gone | TestStream.TestTimeout, Db | Feed]>(true)

// @ts-expect-error: an inlet is left out
TestStream.run(Store, { n: [1] })
// @ts-expect-error: an element is of another type
TestStream.run(Store, { n: ["1"], more: [] })
// @ts-expect-error: there is no such inlet
TestStream.run(Store, { n: [1], more: [], other: [1] })
// @ts-expect-error: its outlets are read to the end
TestStream.run(Store, { n: [1], more: [] }, { demand: 0 })

// -----------------------------------------------------------------------------
// by hand
// -----------------------------------------------------------------------------

const held = TestStream.make(Store, { demand: 0 })
exactly<Parts<typeof held>, readonly [TestStream.TestStream<Store>, never, Db | Scope.Scope]>(true)

export const byHand = Effect.gen(function*() {
  const test = yield* held
  yield* test.in.n.offerAll([1, 2])
  yield* test.in.more.offer("on")
  // @ts-expect-error: an element is of another type
  yield* test.in.more.offer("up")
  const take = test.out.text.take
  exactly<Parts<typeof take>, readonly [string, TestStream.Ended, never]>(true)
  const again = test.restart
  exactly<Parts<typeof again>, readonly [TestStream.Outcome<Store>, never, never]>(true)
})
exactly<typeof byHand extends Effect.Effect<void, never, infer R> ? R : never, Db | Scope.Scope>(true)
