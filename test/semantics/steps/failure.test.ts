import { type Out, Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"
import { rule } from "../fixtures-ports.ts"
import {
  capacities,
  causeOf,
  Endless,
  failedStep,
  makeLog,
  Relay,
  relays,
  statuses,
  Stuck,
  until
} from "../fixtures.ts"

class TooBig extends Data.TaggedError("TooBig")<{ readonly n: number }> {}
class Odd extends Data.TaggedError("Odd")<{ readonly n: number }> {}

/** Passes on numbers up to a limit, and fails above it. */
const Limit = (limit: number) =>
  Stream.make("Limit", {
    in: { n: Schema.Int },
    out: { m: Schema.Int },
    *run({ n }, { m }) {
      while (true) {
        const x = yield* n.pop
        if (x > limit) return yield* new TooBig({ n: x })
        yield* m.push(x)
      }
    }
  })

const all = Sink.toArray(Schema.Int)

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

  rule("S15: what a consumer sees of it is not counted as the consumer's failure", () =>
    Effect.gen(function*() {
      // Uninterruptible steps meet the failed edge itself.
      const Stubborn = Stream.make("Stubborn", {
        in: { n: Schema.Int },
        out: { m: Schema.Int },
        run: ({ n }, { m }) => Effect.uninterruptible(n.forEach((x) => m.push(x)))
      })
      const workflow = Workflow.make("w", { numbers: Endless, limit: Limit(3), a: Stubborn, b: Stubborn, all }, (s) =>
        s.numbers.pipe(s.limit).pipe(s.a).pipe(s.b).pipe(s.all))
      for (const capacity of capacities) {
        const exit = yield* Effect.exit(Workflow.run(Workflow.withCapacity(workflow, capacity)))
        assert.deepStrictEqual(
          causeOf(exit).reasons.map((reason) =>
            reason._tag
          ),
          ["Fail"]
        )
        assert.deepStrictEqual(Exit.findErrorOption(exit), Exit.findErrorOption(Exit.fail(new TooBig({ n: 4 }))))
        assert.strictEqual(failedStep(exit), "w/limit")
      }
    }))

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

  rule("S15: first failure wins, and the failures of others on the way down are joined", () =>
    Effect.gen(function*() {
      // Not before the others have begun: one that is stopped before its first turn fails with nothing.
      const begun = new Set<string>()
      const FailsFirst = Stream.make("FailsFirst", {
        run: () => Effect.andThen(until(() => begun.size === 2), new TooBig({ n: 1 }))
      })
      const FailsOnStop = (name: string) =>
        Stream.make("FailsOnStop", {
          run: () =>
            Effect.onInterrupt(
              Effect.suspend(() => {
                begun.add(name)
                return Effect.never
              }),
              () => Effect.die(name)
            )
        })
      const workflow = Workflow.make(
        "w",
        { a: FailsOnStop("a on stop"), first: FailsFirst, b: FailsOnStop("b on stop") },
        () => {}
      )
      const exit = yield* Effect.exit(Workflow.run(workflow))
      const told = causeOf(exit).reasons.map((reason) => {
        const step = Workflow.failedStep(Cause.fromReasons([reason]))
        const what = Cause.isFailReason(reason)
          ? reason.error._tag
          : Cause.isDieReason(reason)
          ? reason.defect
          : "interrupt"
        return [step._tag === "Some" ? step.value : undefined, what]
      })
      assert.deepStrictEqual(told[0], ["w/first", "TooBig"])
      assert.sameDeepMembers(told.slice(1), [["w/a", "a on stop"], ["w/b", "b on stop"]])
      assert.strictEqual(failedStep(exit), "w/first")
    }))

  /** Two steps that fail as soon as they begin: the numbers of those that came to it, and the exit of the run. */
  const twoFail = Effect.gen(function*() {
    const failing: Array<number> = []
    const Fails = (n: number) =>
      Stream.make("Fails", {
        run: () =>
          Effect.uninterruptible(Effect.suspend(() => {
            failing.push(n)
            return new TooBig({ n })
          }))
      })
    const exit = yield* Effect.exit(Workflow.run(Workflow.make("w", { a: Fails(1), b: Fails(2) }, () => {})))
    const reasons = causeOf(exit).reasons
    const told = reasons.map((reason) => Cause.isFailReason(reason) && reason.error.n)
    const names = reasons.map((reason) => Option.getOrThrow(Workflow.failedStep(Cause.fromReasons([reason]))))
    return { exit, failing, told, names }
  })

  rule("S15: two steps that fail in one turn are both in the Cause", () =>
    Effect.gen(function*() {
      const { exit, failing, told, names } = yield* twoFail
      // One may have been stopped before its first turn; what it did fail with must not be lost.
      assert.sameMembers(told, failing)
      assert.deepStrictEqual(names, told.map((n) => n === 1 ? "w/a" : "w/b"))
      assert.strictEqual(failedStep(exit), names[0])
    }))

  // Preempted, a step may note that it fails before another one, and fail after it.
  rule("S15: of two steps that fail in one turn the first one comes first", () =>
    Effect.gen(function*() {
      const { failing, told } = yield* twoFail
      assert.deepStrictEqual(told, failing)
    }), { preempt: false })

  rule("S15: what the failing step's own finalizer dies with is joined", () =>
    Effect.gen(function*() {
      const Twice = Stream.make("Twice", {
        *run() {
          yield* Effect.addFinalizer(() => Effect.die("in finalizer"))
          return yield* new TooBig({ n: 1 })
        }
      })
      const exit = yield* Effect.exit(Workflow.run(Workflow.make("w", { twice: Twice }, () => {})))
      assert.deepStrictEqual(
        causeOf(exit).reasons.map((reason) =>
          Cause.isFailReason(reason) ? reason.error : Cause.isDieReason(reason) ? reason.defect : reason._tag
        ),
        [new TooBig({ n: 1 }), "in finalizer"]
      )
    }))

  rule(
    "S15: a finalizer of a failed step that pushes a last element adds no defect of its own",
    () =>
      Effect.gen(function*() {
        const Trailer = Stream.make("Trailer", {
          out: { n: Schema.Int },
          *run(_, { n }) {
            yield* Effect.addFinalizer(() => n.push(-1))
            return yield* new TooBig({ n: 1 })
          }
        })
        const workflow = Workflow.make("w", { trailer: Trailer, all }, ({ trailer, all }) => trailer.pipe(all))
        const caught = yield* Workflow.run(workflow).pipe(Effect.catchTag("TooBig", () => Effect.succeed("caught")))
        assert.strictEqual(caught, "caught")
      })
  )

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

describe("S15: a run that is no run", () => {
  const failsWith = (run: unknown, pattern: RegExp) =>
    Effect.gen(function*() {
      const log = makeLog()
      // As from JavaScript: the type of `run` would refuse all of these.
      const bad = Stream.make("Bad", { out: { n: Schema.Int }, run: run as () => Effect.Effect<void> })
      const other = Stream.make("Other", { run: () => Effect.andThen(log.scoped("other"), Effect.never) })
      const workflow = Workflow.make("w", { other, bad, all }, ({ bad, all }) => {
        bad.pipe(all)
      })
      const exit = yield* Effect.exit(Workflow.run(workflow))
      assert.match(Cause.pretty(causeOf(exit)), pattern)
      assert.strictEqual(failedStep(exit), "w/bad")
      // The other step may have been stopped before its first turn.
      assert.deepStrictEqual(log.entries, log.entries.length === 0 ? [] : ["+other", "-other"])
    })

  rule(
    "S15: returning a Promise is a defect that names the step",
    () => failsWith(() => Promise.resolve(), /w\/bad: run gave a Promise; make it a generator method/)
  )
  rule("S15: an async function likewise", () => failsWith(async () => {}, /w\/bad: run gave a Promise/))
  rule("S15: an async generator likewise", () => failsWith(async function*() {}, /w\/bad: run gave an async generator/))
  rule("S15: returning undefined likewise", () => failsWith(() => {}, /w\/bad: run gave undefined/))
  rule("S15: returning a number likewise", () => failsWith(() => 1, /w\/bad: run gave 1/))
  rule(
    "S15: an array, which could be iterated but is no generator, likewise",
    () => failsWith(() => [1], /w\/bad: run gave an object/)
  )
  it("S28: no run at all is refused where the stream is made", () => {
    // No types, as in JavaScript.
    const options = { in: { n: Schema.Int } } as {
      readonly in: { n: typeof Schema.Int }
      readonly run: () => Effect.Effect<void>
    }
    assert.throws(() => Stream.make("Bad", options), /Stream\.make\("Bad".*run is not a function/)
  })
  rule("S15: yielding a non-Effect is a defect that names the step", () =>
    failsWith(function*() {
      yield 5
    }, /w\/bad: run yielded 5; write yield\* and an Effect/))
  rule("S15: yielding undefined likewise", () =>
    failsWith(function*() {
      yield
    }, /w\/bad: run yielded undefined/))
  rule("S15: an Effect that a generator returns, and nobody would run, likewise", () =>
    Effect.gen(function*() {
      const pattern = /w\/bad: run returned an Effect, which nobody would run; write return yield\*/
      yield* failsWith(function*(_: unknown, { n }: { readonly n: Out<number> }) {
        yield* n.push(1)
        return n.push(2)
      }, pattern)
      yield* failsWith(function*() {
        return Effect.never
      }, pattern)
    }))
  rule("S14: a generator may return an Exit or an error, though they are Effects", () =>
    Effect.gen(function*() {
      const found = new Cause.NoSuchElementError()
      const workflow = Workflow.make("w", {
        exit: Stream.make("GivesExit", {
          *run() {
            return yield* Effect.exit(Effect.fail("found"))
          }
        }),
        error: Stream.make("GivesError", {
          *run() {
            return yield* Effect.flip(Effect.fail(found))
          }
        })
      }, () => {})
      const { error, exit } = yield* Workflow.run(workflow)
      assert.deepStrictEqual(exit, Exit.fail("found"))
      assert.strictEqual(error, found)
    }))
  rule("S15: yield* of a Promise likewise", () =>
    failsWith(function*() {
      yield* Promise.resolve(1) as unknown as Iterable<never>
    }, /not.*iterable/))

  rule("S15, S19: yielding a non-Effect closes the step's scope all the same", () =>
    Effect.gen(function*() {
      const log = makeLog()
      const Bad = Stream.make("Bad", {
        *run() {
          yield* log.scoped("bad")
          yield 5 as never
        }
      })
      yield* Effect.exit(Workflow.run(Workflow.make("w", { bad: Bad }, () => {})))
      assert.deepStrictEqual(log.entries, ["+bad", "-bad"])
    }))
})
