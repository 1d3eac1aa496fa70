import { Deadlock, Port, Sink, Source, Stream, Transform, Workflow } from "@effect-mimo/core"
import * as TestWorkflow from "@effect-mimo/testing/TestWorkflow"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { TestClock } from "effect/testing"

const Record = Schema.Struct({ id: Schema.Int })

class Http extends Context.Service<Http, { readonly get: (url: string) => Effect.Effect<string> }>()("Http") {}

const Fetch = Stream.make("Fetch", {
  in: { url: Schema.String },
  out: { page: Schema.String },
  *run({ url }, { page }) {
    const http = yield* Http
    yield* url.forEach((next) => Effect.flatMap(http.get(next), (text) => page.push(text)))
  }
})

const Parse = Stream.make("Parse", {
  in: { page: Schema.String },
  out: { record: Record, broken: Schema.String },
  *run({ page }, { broken, record }) {
    let count = 0
    yield* page.forEach((text) => {
      count++
      return Number.isNaN(Number(text)) ? broken.push(text) : record.push({ id: Number(text) })
    })
    return count
  }
})

class Store extends Stream.Class("Store", { in: { row: Record, at: Port.optional(Schema.Int) } }) {
  *run() {
    let stored = 0
    yield* this.in.row.forEach(() => {
      stored++
    })
    return stored
  }
}

const crawling = Workflow.make("crawling", {
  urls: Source.fromIterable(Schema.String, ["1", "x", "3"]),
  fetch: Fetch,
  parse: Parse,
  store: Store,
  broken: Sink.toArray(Schema.String)
}, ({ broken, fetch, parse, store, urls }) => {
  urls.pipe(fetch).pipe(parse)
  parse.record.pipe(store.row)
  parse.broken.pipe(broken)
})

const FakeFetch = Transform.map(Schema.String, Schema.String, (url) => url)

/** The same ports as `Fetch`. */
const Echo = Stream.make("Echo", {
  in: { url: Schema.String },
  out: { page: Schema.String },
  run: ({ url }, { page }) => url.forEach((next) => page.push(next))
})

const withHttp = <A, E>(effect: Effect.Effect<A, E, Http | Scope.Scope>) =>
  Effect.provideService(effect, Http, { get: (url) => Effect.die(`not to be asked for ${url}`) })

const messageOf = (exit: Exit.Exit<unknown, unknown>): string => {
  const defect = Exit.isFailure(exit) ? Cause.squash(exit.cause) : undefined
  return defect instanceof Error ? defect.message : assert.fail(`expected a defect, got ${String(exit)}`)
}

for (const settings of [{}, { seed: 3 }, { seed: 4, preempt: true, capacity: 1 }] as const) {
  describe(`TestWorkflow.make ${JSON.stringify(settings)}`, () => {
    it.effect("a sink held by hand: what the step would pop, the test takes", () =>
      Effect.gen(function*() {
        const test = yield* TestWorkflow.make(crawling, {
          probes: { store: Store },
          replace: { fetch: Echo },
          ...settings
        })
        const { row } = test.probes.store.in
        const first: { readonly id: number } = yield* row.take
        assert.deepStrictEqual(first, { id: 1 })
        assert.deepStrictEqual(yield* row.takeAll, [{ id: 3 }])
        yield* row.expectEnd
        assert.deepStrictEqual(yield* test.exit, Exit.succeed({ parse: 3, broken: ["x"] }))
      }).pipe(withHttp))

    it.effect("a source and a transform held by hand: what they would push, the test offers", () =>
      Effect.gen(function*() {
        const test = yield* TestWorkflow.make(crawling, { probes: { fetch: Fetch, store: Store }, ...settings })
        const { fetch, store } = test.probes
        assert.strictEqual(yield* fetch.in.url.take, "1")
        yield* store.in.row.expectNothing
        yield* fetch.out.page.offer("7")
        assert.deepStrictEqual(yield* store.in.row.take, { id: 7 })
        yield* fetch.out.page.offerAll(["y", "8"])
        assert.deepStrictEqual(yield* store.in.row.take, { id: 8 })
        yield* fetch.out.page.end
        assert.deepStrictEqual(yield* fetch.in.url.takeAll, ["x", "3"])
        yield* store.complete(20)
        assert.deepStrictEqual(yield* test.exit, Exit.succeed({ store: 20, parse: 3, broken: ["y"] }))
      }).pipe(withHttp))

    it.effect("a step that is not read holds the others back, and waitingOn says which", () =>
      Effect.gen(function*() {
        const test = yield* TestWorkflow.make(Workflow.withCapacity(crawling, 1), {
          probes: { store: Store },
          replace: { fetch: Echo, urls: Source.fromIterable(Schema.String, ["1", "2", "3", "4", "5", "6", "7", "8"]) },
          ...settings,
          capacity: 1
        })
        yield* test.settled
        assert.deepStrictEqual(yield* test.waitingOn, {
          urls: ["value"],
          fetch: ["page"],
          parse: ["record"],
          broken: ["value"]
        })
        yield* test.probes.store.in.row.cancel
        // Nobody reads the records: the edge is gone, and the rest goes on.
        assert.deepStrictEqual(yield* test.exit, Exit.succeed({ parse: 8, broken: [] }))
      }).pipe(withHttp))

    it.effect("a step that fails by hand fails the run", () =>
      Effect.gen(function*() {
        const test = yield* TestWorkflow.make(crawling, { probes: { fetch: Fetch }, ...settings })
        yield* test.probes.fetch.fail(Cause.die("no network"))
        const exit = yield* test.exit
        assert.isTrue(Exit.isFailure(exit) && Cause.squash(exit.cause) === "no network")
        const again = yield* TestWorkflow.make(crawling, { probes: { fetch: Fetch }, ...settings })
        yield* again.probes.fetch.out.page.fail(new Error("cut off"))
        assert.strictEqual(messageOf(yield* again.exit), "cut off")
      }).pipe(withHttp))

    it.effect("edges that are tapped tell what flowed, and wait for what comes next", () =>
      Effect.gen(function*() {
        const test = yield* TestWorkflow.make(crawling, {
          probes: { fetch: Fetch },
          taps: ["parse.record → store.row", "urls.value → fetch.url"],
          ...settings
        })
        const rows = test.taps["parse.record → store.row"]
        assert.deepStrictEqual(rows.pushed, [])
        const next = yield* Effect.forkChild(rows.next)
        yield* test.probes.fetch.out.page.offer("5")
        assert.deepStrictEqual(yield* Fiber.join(next), { id: 5 })
        yield* test.settled
        assert.deepStrictEqual([rows.pushed, rows.popped, rows.ended], [[{ id: 5 }], [{ id: 5 }], undefined])
        yield* test.probes.fetch.out.page.end
        assert.isTrue(Cause.isDone(yield* Effect.flip(rows.next)))
        assert.strictEqual(rows.ended, "Completed")
        yield* test.probes.fetch.in.url.takeAll
        assert.deepStrictEqual(test.taps["urls.value → fetch.url"].popped, ["1", "x", "3"])
        assert.isTrue(Exit.isSuccess(yield* test.exit))
      }).pipe(withHttp))

    it.effect("open ports are held as those of one stream; nested steps by their paths", () =>
      Effect.gen(function*() {
        const inner = Workflow.make("inner", { fetch: Fetch, parse: Parse }, ({ fetch, parse }) => {
          fetch.pipe(parse)
          return { in: { url: fetch.url }, out: { record: parse.record, broken: parse.broken } }
        })
        const outer = Workflow.make("outer", { inner, last: Sink.toArray(Schema.String) }, ({ inner, last }) => {
          inner.broken.pipe(last)
          return { in: { url: inner.url }, out: { record: inner.record } }
        })
        const test = yield* TestWorkflow.make(outer, {
          probes: { "inner/parse": Parse },
          replace: { "inner/fetch": Echo },
          taps: ["inner/fetch.page → inner/parse.page", "url → inner/fetch.url"],
          ...settings
        })
        yield* test.in.url.offerAll(["a", "b"])
        const parse = test.probes["inner/parse"]
        assert.deepStrictEqual(yield* parse.in.page.takeN(2), ["a", "b"])
        yield* parse.out.record.offer({ id: 9 })
        assert.deepStrictEqual(yield* test.out.record.take, { id: 9 })
        yield* test.out.record.expectNothing
        assert.deepStrictEqual(test.taps["url → inner/fetch.url"].popped, ["a", "b"])
        yield* test.in.url.end
        yield* parse.in.page.expectEnd
        yield* parse.complete(2)
        yield* test.out.record.expectEnd
        assert.deepStrictEqual(yield* test.exit, Exit.succeed({ inner: { parse: 2 }, last: [] }))
      }).pipe(withHttp))

    it.effect("time is the test's", () =>
      Effect.gen(function*() {
        const ticking = Workflow.make("ticking", {
          ticks: Stream.make("Ticks", {
            out: { n: Schema.Int },
            *run(_, { n }) {
              for (let i = 0; i < 3; i++) {
                yield* Effect.sleep("1 second")
                yield* n.push(i)
              }
            }
          }),
          all: Sink.toArray(Schema.Int)
        }, ({ all, ticks }) => ticks.pipe(all))
        const test = yield* TestWorkflow.make(ticking, { probes: { all: Sink.toArray(Schema.Int) }, ...settings })
        yield* test.probes.all.in.value.expectNothing
        yield* TestClock.adjust("2 seconds")
        assert.deepStrictEqual(yield* test.probes.all.in.value.takeN(2), [0, 1])
        yield* test.probes.all.in.value.expectNothing
        yield* TestClock.adjust("1 second")
        assert.deepStrictEqual(yield* test.probes.all.in.value.takeAll, [2])
      }))

    it.effect("interrupt interrupts it, and so does the end of the scope; probes say so afterwards", () =>
      Effect.gen(function*() {
        const test = yield* TestWorkflow.make(crawling, { probes: { fetch: Fetch, store: Store }, ...settings })
        const waiting = yield* Effect.forkChild(test.probes.store.in.row.take, { startImmediately: true })
        yield* test.interrupt
        assert.isTrue(Exit.hasInterrupts(yield* test.exit))
        assert.strictEqual(
          messageOf(yield* Fiber.await(waiting)),
          "take on store.row: the step was interrupted: nobody reads what it pushes, or its run has ended"
        )
        assert.strictEqual(
          messageOf(yield* Effect.exit(test.probes.fetch.out.page.offer("1"))),
          "offer on fetch.page: the step was interrupted: nobody reads what it pushes, or its run has ended"
        )
      }).pipe(withHttp))
  })
}

describe("TestWorkflow.make", () => {
  it.effect("a probe that was completed is at its end, and gives no more", () =>
    Effect.gen(function*() {
      const test = yield* TestWorkflow.make(crawling, { probes: { fetch: Fetch } })
      yield* test.probes.fetch.complete()
      assert.isTrue(Exit.isSuccess(yield* test.exit))
      assert.isTrue(Cause.isDone(yield* Effect.flip(test.probes.fetch.in.url.take)))
      assert.strictEqual(
        messageOf(yield* Effect.exit(test.probes.fetch.out.page.offer("1"))),
        "offer on fetch.page: the step has completed"
      )
      const tooLate = (operation: Effect.Effect<void>) => Effect.map(Effect.exit(operation), messageOf)
      assert.strictEqual(yield* tooLate(test.probes.fetch.complete()), "complete on fetch: the step has completed")
      const late = Cause.die("too late")
      assert.strictEqual(yield* tooLate(test.probes.fetch.fail(late)), "fail on fetch: the step has completed")
      assert.strictEqual(
        yield* tooLate(test.probes.fetch.out.page.fail(late)),
        "fail on fetch.page: the step has completed"
      )
    }).pipe(withHttp))

  it.effect("what is not there is told with what is", () =>
    Effect.gen(function*() {
      const refused = (test: Effect.Effect<unknown, unknown, Http | Scope.Scope>) =>
        Effect.map(Effect.exit(Effect.scoped(test)), messageOf)
      assert.strictEqual(
        yield* refused(TestWorkflow.make(crawling, { probes: { stoer: Store } })),
        [
          `workflow "crawling" has 1 fault:`,
          "  - stoer: no such step; the steps of \"crawling\" are urls, fetch, parse, store, broken"
        ].join("\n")
      )
      assert.strictEqual(
        yield* refused(TestWorkflow.make(crawling, { replace: { fetch: FakeFetch } })),
        [
          `workflow "crawling" has 1 fault:`,
          "  - fetch: Fetch has inlets: url; outlets: page; map, which is to replace it, has inlets: value; outlets: mapped"
        ].join("\n")
      )
      assert.strictEqual(
        yield* refused(
          TestWorkflow.make(crawling, { taps: ["parse.record → stoer.row", "parse.broken → broken.value"] })
        ),
        [
          `workflow "crawling" has no edge parse.record → stoer.row`,
          "the edges are:",
          "  urls.value → fetch.url",
          "  fetch.page → parse.page",
          "  parse.record → store.row",
          "  parse.broken → broken.value"
        ].join("\n")
      )
    }).pipe(withHttp))

  it.live("an operation that waits in vain says who waits for what", () =>
    Effect.gen(function*() {
      const test = yield* TestWorkflow.make(crawling, {
        probes: { fetch: Fetch, store: Store },
        patience: "50 millis",
        capacity: 1
      })
      assert.strictEqual(
        messageOf(yield* Effect.exit(test.probes.store.in.row.take)),
        [
          "take on crawling.store.row (0 of 1) waits, and nothing has moved for 50ms:",
          "  - urls waits for room on urls.value → fetch.url (1 of 1)",
          "  - parse waits for an element on fetch.page → parse.page (0 of 1)",
          "  - broken waits for an element on parse.broken → broken.value (0 of 1)",
          "  take from fetch.url or cancel it, or offer to fetch.page or end it: earlier in the test, or in another fiber"
        ].join("\n")
      )
    }).pipe(withHttp))

  it.live("also where an exit is waited for that does not come, and with a demand", () =>
    Effect.gen(function*() {
      const counting = Workflow.make("counting", { numbers: Source.range({ end: 100 }) }, ({ numbers }) => ({
        out: { n: numbers.value }
      }))
      const test = yield* TestWorkflow.make(counting, { demand: 1, patience: "50 millis" })
      assert.strictEqual(
        messageOf(yield* Effect.exit(test.exit)),
        [
          "exit of counting waits, and nothing has moved for 50ms:",
          "  - numbers waits for a request on n (1 not taken)",
          "  request of n or take from it: earlier in the test, or in another fiber"
        ].join("\n")
      )
    }))

  it.effect("steps that wait only on one another are a deadlock, not a wait", () =>
    Effect.gen(function*() {
      const Both = Stream.make("Both", {
        in: { a: Schema.Int, b: Schema.Int },
        *run({ a, b }) {
          yield* b.pop
          yield* a.pop
        }
      })
      const Columns = Stream.make("Columns", {
        out: { a: Schema.Int, b: Schema.Int },
        *run(_, { a, b }) {
          yield* a.pushAll([1, 2, 3])
          yield* b.push(1)
        }
      })
      const stuck = Workflow.make("stuck", { columns: Columns, both: Both }, ({ both, columns }) => {
        columns.a.pipe(both.a)
        columns.b.pipe(both.b)
      })
      const test = yield* TestWorkflow.make(stuck, { capacity: 1, taps: ["columns.a → both.a"] })
      const exit = yield* test.exit
      assert.instanceOf(Exit.isFailure(exit) ? Cause.squash(exit.cause) : undefined, Deadlock.Deadlock)
      assert.deepStrictEqual(test.taps["columns.a → both.a"].pushed, [1])
      assert.strictEqual(test.taps["columns.a → both.a"].ended, "Cancelled")
    }))

  it.effect("an open outlet with a demand holds the graph back", () =>
    Effect.gen(function*() {
      const counting = Workflow.make("counting", { numbers: Source.range({ end: 100 }) }, ({ numbers }) => ({
        out: { n: numbers.value }
      }))
      const test = yield* TestWorkflow.make(counting, { demand: 0, taps: ["numbers.value → n"] })
      yield* test.settled
      assert.deepStrictEqual(test.taps["numbers.value → n"].pushed, [])
      yield* test.out.n.request(2)
      yield* test.settled
      assert.deepStrictEqual(test.taps["numbers.value → n"].pushed, [0, 1])
      assert.deepStrictEqual(yield* test.out.n.takeN(3), [0, 1, 2])
    }))

  it.effect("a run that ends at once leaves probes that say so", () =>
    Effect.gen(function*() {
      const failing = Stream.make("Failing", { out: { value: Schema.String }, run: () => Effect.fail("broken") })
      const test = yield* TestWorkflow.make(crawling, { probes: { store: Store }, replace: { urls: failing } })
      const exit = yield* test.exit
      assert.deepStrictEqual(Exit.isFailure(exit) && Cause.squash(exit.cause), "broken")
      assert.include(
        messageOf(yield* Effect.exit(test.probes.store.in.row.take)),
        "take on store.row: the step was inter"
      )
    }).pipe(withHttp))
})
