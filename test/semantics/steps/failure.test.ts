/** S15: a step that fails fails its workflow, in whatever way it does, and all else is stopped. */
import { Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"
import { rule } from "../fixtures-ports.ts"
import { capacities, causeOf, Endless, failedStep, makeLog, Relay, relays, statuses, Stuck } from "../fixtures.ts"
import { all, Limit, TooBig } from "./failing.ts"

class Odd extends Data.TaggedError("Odd")<{ readonly n: number }> {}

const limited = Workflow.make(
  "w",
  { numbers: Endless, limit: Limit(3), all },
  ({ numbers, limit, all }) => numbers.pipe(limit).pipe(all)
)

describe("S15: a step fails", () => {
  rule(
    "S15: when run fails, and the workflow fails with that error, which catchTag catches",
    () =>
      Effect.gen(function*() {
        for (const capacity of capacities) {
          const caught = yield* Workflow.run(Workflow.withCapacity(limited, capacity)).pipe(
            Effect.catchTag("TooBig", ({ n }) => Effect.succeed(`too big: ${n}`))
          )
          assert.strictEqual(caught, "too big: 4")
        }
      })
  )

  rule("S15: when run dies, throws, or its constructor throws", () =>
    Effect.gen(function*() {
      const Dies = Stream.make("Dies", { out: { n: Schema.Int }, run: () => Effect.die("died") })
      const Throws = Stream.make("Throws", {
        out: { n: Schema.Int },
        run: (): Effect.Effect<void> => {
          throw new Error("thrown")
        }
      })
      const ThrowsLater = Stream.make("ThrowsLater", {
        out: { n: Schema.Int },
        *run(_, { n }) {
          yield* n.push(1)
          throw new Error("thrown later")
        }
      })
      class ThrowsFirst extends Stream.Class("ThrowsFirst", { out: { n: Schema.Int } }) {
        constructor() {
          super()
          throw new Error("thrown first")
        }
        *run() {}
      }
      const cases = [[Dies, "died"], [Throws, "thrown"], [ThrowsLater, "thrown later"], [
        ThrowsFirst.of(),
        "thrown first"
      ]] as const
      for (const [bad, message] of cases) {
        const workflow = Workflow.make("w", { bad, all }, ({ bad, all }) => bad.pipe(all))
        const exit = yield* Effect.exit(Workflow.run(workflow))
        const defect = Cause.squash(causeOf(exit))
        assert.strictEqual(defect instanceof Error ? defect.message : defect, message)
        assert.isTrue(causeOf(exit).reasons.every(Cause.isDieReason))
        assert.strictEqual(failedStep(exit), "w/bad")
      }
    }))

  rule(
    "S15: a failure inside forEach, pushAll and a child fiber that is joined counts the same",
    () =>
      Effect.gen(function*() {
        const InForEach = Stream.make("InForEach", {
          in: { n: Schema.Int },
          out: { m: Schema.Int },
          run: ({ n }) => n.forEach((x) => new TooBig({ n: x }))
        })
        const InIterator = Stream.make("InIterator", {
          in: { n: Schema.Int },
          out: { m: Schema.Int },
          run: (_, { m }) =>
            m.pushAll((function*() {
              yield 1
              throw new TooBig({ n: 1 })
            })())
        })
        const InChild = Stream.make("InChild", {
          in: { n: Schema.Int },
          out: { m: Schema.Int },
          run: ({ n }) =>
            Effect.all([Effect.never, Effect.flatMap(n.pop, (x) => new TooBig({ n: x }))], { concurrency: 2 })
        })
        for (const bad of [InForEach, InIterator, InChild]) {
          const workflow = Workflow.make(
            "w",
            { numbers: Endless, bad, all },
            ({ numbers, bad, all }) => numbers.pipe(bad).pipe(all),
            { capacity: 2 }
          )
          const exit = yield* Effect.exit(Workflow.run(workflow))
          assert.instanceOf(Cause.squash(causeOf(exit)), TooBig)
          assert.strictEqual(failedStep(exit), "w/bad")
        }
      })
  )

  rule("S15: a step that handles its own failure goes on", () =>
    Effect.gen(function*() {
      const Handles = Stream.make("Handles", {
        in: { n: Schema.Int },
        out: { m: Schema.Int },
        run: ({ n }, { m }) =>
          n.forEach((x) =>
            Effect.catchTag(
              Effect.gen(function*() {
                if (x % 2 === 1) return yield* new Odd({ n: x })
                yield* m.push(x)
              }),
              "Odd",
              ({ n }) => m.push(-n)
            )
          )
      })
      const workflow = Workflow.make("w", { numbers: Source.range({ end: 4 }), handles: Handles, all }, (s) =>
        s.numbers.pipe(s.handles).pipe(s.all))
      assert.deepStrictEqual(yield* Workflow.run(workflow), { all: [0, -1, 2, -3] })
    }))

  rule(
    "S15: its outlets fail and its inlets are cancelled, and everything else is interrupted",
    () =>
      Effect.gen(function*() {
        const log = makeLog()
        const seen: Array<number> = []
        const workflow = Workflow.make(
          "w",
          {
            numbers: Endless,
            limit: Limit(3),
            printer: Sink.forEach(Schema.Int, (n) => {
              seen.push(n)
            }),
            aside: Stream.make("Aside", {
              run: () => Effect.andThen(log.scoped("aside"), Effect.never)
            })
          },
          ({ numbers, limit, printer }) => {
            numbers.pipe(limit).pipe(printer)
          },
          { capacity: 1 }
        )
        const running = yield* Workflow.launch(workflow)
        const exit = yield* Effect.exit(running.await)
        assert.strictEqual(failedStep(exit), "w/limit")
        const snapshot = yield* running.snapshot
        assert.deepStrictEqual(statuses(snapshot), {
          numbers: "interrupted",
          limit: "failed",
          printer: "interrupted",
          aside: "interrupted"
        })
        assert.deepStrictEqual(snapshot.edges.map(({ state }) => state), ["Cancelled", "Failed"])
        assert.deepStrictEqual(log.entries, ["+aside", "-aside"])
        assert.deepStrictEqual(seen, [0, 1, 2, 3].slice(0, seen.length))
      })
  )

  it.effect("S15: it is told at once, before the failing step's finalizers have run", () =>
    Effect.gen(function*() {
      const log = makeLog()
      const Slow = Stream.make("Slow", {
        *run() {
          yield* Effect.addFinalizer(() => Effect.andThen(Effect.sleep("1 hour"), Effect.sync(() => log.add("closed"))))
          return yield* new TooBig({ n: 1 })
        }
      })
      const Other = Stream.make("Other", {
        run: () => Effect.onInterrupt(Effect.never, () => Effect.sync(() => log.add("other interrupted")))
      })
      const running = yield* Workflow.launch(Workflow.make("w", { other: Other, slow: Slow }, () => {}))
      yield* running.settled
      assert.deepStrictEqual(log.entries, ["other interrupted"])
      yield* TestClock.adjust("1 hour")
      assert.strictEqual(failedStep(yield* Effect.exit(running.await)), "w/slow")
      assert.deepStrictEqual(log.entries, ["other interrupted", "closed"])
    }))

  rule("S15: a step that interrupts itself fails, with that interruption", () =>
    Effect.gen(function*() {
      const Own = Stream.make("Own", { run: () => Effect.interrupt })
      const running = yield* Workflow.launch(
        Workflow.make("w", { own: Own, stuck: Stuck, numbers: Endless }, (s) => s.numbers.pipe(s.stuck))
      )
      const exit = yield* Effect.exit(running.await)
      assert.isTrue(Cause.hasInterruptsOnly(causeOf(exit)))
      assert.strictEqual(failedStep(exit), "w/own")
    }))

  rule(
    "S15: the Cause, pretty printed, shows workflow and step, nested ones by their path",
    () =>
      Effect.gen(function*() {
        const exit = yield* Effect.exit(Workflow.run(limited))
        assert.match(Cause.pretty(causeOf(exit)), /\bw\/limit\b/)
        const outer = Workflow.make("outer", {
          numbers: Endless,
          inner: Workflow.make("inner", { relay: Relay, limit: Limit(3) }, ({ relay, limit }) => {
            relay.pipe(limit)
            return { in: { n: relay.n }, out: { m: limit.m } }
          }),
          all
        }, ({ numbers, inner, all }) => numbers.pipe(inner).pipe(all))
        const nested = yield* Effect.exit(Workflow.run(outer))
        assert.match(Cause.pretty(causeOf(nested)), /\bouter\/inner\/limit\b/)
        assert.strictEqual(failedStep(nested), "outer/inner/limit")
      })
  )

  rule("S15: a failure at the end of a long chain stops all of it", () =>
    Effect.gen(function*() {
      const workflow = Workflow.make("w", { numbers: Endless, relays: relays(200), limit: Limit(3), all }, (s) =>
        s.numbers.pipe(s.relays).pipe(s.limit).pipe(s.all), { capacity: 2 })
      const exit = yield* Effect.exit(Workflow.run(workflow))
      assert.strictEqual(failedStep(exit), "w/limit")
      assert.lengthOf(causeOf(exit).reasons, 1)
    }), { seeds: { count: 20, because: "each order has several thousand turns" } })
})
