/**
 * Streams that break the rules they are to go by, or the habits: each has an outcome that can be foreseen. Those that
 * `test/semantics` has already are not here; docs/reliability.md lists them all.
 */
import { type In, type Out, Port, PortError, Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"
import { assertDone, defectOf, endedWith, rule, settle } from "../semantics/fixtures-ports.ts"
import { causeOf, Endless, failedStep, makeLog, Relay, statuses, Take, until } from "../semantics/fixtures.ts"

const Int = Schema.Int
const all = Sink.toArray(Int)

describe("a port that the step has closed", () => {
  rule(
    "S6, S9: is at its end, however it is read, while the step goes on with its other ports",
    () =>
      Effect.gen(function*() {
        const Closes = Stream.make("Closes", {
          in: { a: Int, b: Int },
          out: { m: Int },
          *run({ a, b }, { m }) {
            yield* m.push(yield* a.pop)
            yield* a.close
            yield* a.close
            assert.deepStrictEqual([a.size, a.isDone], [0, true])
            const operations: ReadonlyArray<Effect.Effect<unknown, Cause.Done>> = [
              a.pop,
              a.peek,
              a.popUpTo(2),
              Port.select({ a }),
              Port.popAll({ a, b })
            ]
            for (const operation of operations) yield* assertDone(operation)
            yield* a.forEach(() => assert.fail("there is nothing"))
            yield* b.forEach((x) => m.push(x))
          }
        })
        const workflow = Workflow.make("w", { a: Endless, b: Source.range({ end: 3 }), closes: Closes, all }, (s) => {
          s.a.pipe(s.closes.a)
          s.b.pipe(s.closes.b)
          s.closes.pipe(s.all)
        }, { capacity: 2 })
        assert.deepStrictEqual(yield* Workflow.run(workflow), { all: [0, 0, 1, 2] })
      })
  )
})

describe("fibers that a step has forked", () => {
  rule(
    "S14, S23: a daemon is no part of the step: the run ends, and the daemon finds its ports at their ends",
    () =>
      Effect.gen(function*() {
        const daemons: Array<Fiber.Fiber<unknown, unknown>> = []
        const later = Deferred.makeUnsafe<void>()
        const Daemon = Stream.make("Daemon", {
          in: { n: Int, more: Int },
          out: { m: Int, rest: Int },
          *run({ more, n }, { m, rest }) {
            const work = [
              more.pop, // waits when the step ends
              rest.pushAll([1, 2, 3]), // as well
              Effect.andThen(Deferred.await(later), n.pop),
              Effect.andThen(Deferred.await(later), m.push(9))
            ]
            for (const effect of work) daemons.push(yield* Effect.forkDetach(effect, { startImmediately: true }))
            yield* m.push(1)
            yield* settle
          }
        })
        const workflow = Workflow.make("w", {
          never: Stream.make("Never", { out: { n: Int }, run: () => Effect.never }),
          numbers: Source.range({ end: 3 }),
          daemon: Daemon,
          all,
          slow: Stream.make("Slow", {
            in: { n: Int },
            *run({ n }) {
              yield* Effect.replicateEffect(settle, 3)
              return yield* n.pop
            }
          })
        }, (s) => {
          s.numbers.pipe(s.daemon.n)
          s.never.pipe(s.daemon.more)
          s.daemon.m.pipe(s.all)
          s.daemon.rest.pipe(s.slow, { capacity: 1 })
        })
        const running = yield* Workflow.launch(workflow)
        assert.deepStrictEqual(yield* running.await, { all: [1], slow: 1 })
        yield* Deferred.succeed(later, undefined)
        // Two that waited at a port when the step ended, and two that come to it afterwards.
        const exits = yield* Effect.forEach(daemons, endedWith)
        for (const pop of [exits[0]!, exits[2]!]) yield* assertDone(pop)
        for (const push of [exits[1]!, exits[3]!]) assert.instanceOf(defectOf(push), PortError.PushAfterEnd)
        for (const { size } of (yield* running.snapshot).edges) assert.strictEqual(size, 0)
      })
  )

  rule("S20: a daemon is not interrupted with the run", () =>
    Effect.gen(function*() {
      const log = makeLog()
      const daemon = Deferred.makeUnsafe<Fiber.Fiber<void>>()
      const Forks = Stream.make("Forks", {
        *run() {
          const noting = (name: string) => Effect.onInterrupt(Effect.never, () => Effect.sync(() => log.add(name)))
          yield* Effect.forkChild(noting("child"), { startImmediately: true })
          yield* Effect.forkScoped(noting("scoped"), { startImmediately: true })
          yield* Deferred.succeed(daemon, yield* Effect.forkDetach(noting("daemon"), { startImmediately: true }))
          yield* Effect.never
        }
      })
      const running = yield* Workflow.launch(Workflow.make("w", { forks: Forks }, () => {}))
      const fiber = yield* Deferred.await(daemon)
      yield* settle
      yield* running.interrupt
      assert.sameMembers(log.entries, ["child", "scoped"])
      assert.isUndefined(fiber.pollUnsafe())
      yield* Fiber.interrupt(fiber)
    }))

  rule("S14, S19: children that pop when the step returns take nothing any more", () =>
    Effect.gen(function*() {
      const seen: Array<number> = []
      const Leaves = Stream.make("Leaves", {
        in: { n: Int },
        out: { m: Int },
        *run({ n }, { m }) {
          const relay = n.forEach((x) => {
            seen.push(x)
            return m.push(x)
          })
          for (let fiber = 0; fiber < 3; fiber++) yield* Effect.forkChild(relay, { startImmediately: true })
          yield* Effect.forkScoped(relay, { startImmediately: true })
          while (seen.length < 5) yield* Effect.yieldNow
        }
      })
      const running = yield* Workflow.launch(Workflow.make("w", { numbers: Endless, leaves: Leaves, all }, (s) => {
        s.numbers.pipe(s.leaves).pipe(s.all)
      }, { capacity: 1 }))
      const { all: arrived } = yield* running.await
      const count = seen.length
      yield* settle
      assert.strictEqual(seen.length, count)
      // One that was popped and not yet pushed went with its fiber.
      assert.isTrue(arrived.every((n) => seen.includes(n)))
      assert.isAtLeast(arrived.length, count - 4)
      assert.strictEqual(new Set(seen).size, count)
    }))

  rule(
    "S15: what a child that nobody joins fails with is nobody's failure, as in any Effect",
    () =>
      Effect.gen(function*() {
        const Careless = Stream.make("Careless", {
          in: { n: Int },
          *run({ n }) {
            yield* Effect.forkChild(Effect.fail("unheard"), { startImmediately: true })
            let sum = 0
            yield* n.forEach((x) => {
              sum += x
            })
            return sum
          }
        })
        const workflow = Workflow.make(
          "w",
          { numbers: Source.range({ end: 4 }), careless: Careless },
          (s) => s.numbers.pipe(s.careless)
        )
        assert.deepStrictEqual(yield* Workflow.run(workflow), { careless: 6 })
      })
  )
})

describe("a step that never waits", () => {
  const attempts = 200_000

  /** Does it over and over, and gives up when it has had no turn taken from it. */
  const spinning = (operation: (n: In<number>, m: Out<number>) => Effect.Effect<unknown, unknown>) =>
    Stream.make("Spinning", {
      in: { n: Int },
      out: { m: Int },
      *run({ n }, { m }) {
        yield* n.peek
        for (let round = 0; round < attempts; round++) yield* operation(n, m)
        return "never gave way"
      }
    })

  const operations: Readonly<Record<string, (n: In<number>, m: Out<number>) => Effect.Effect<unknown, unknown>>> = {
    "peeks at one element": (n) => n.peek,
    "pushes no elements": (_, m) => m.pushAll([]),
    "pushes an iterable of none": (_, m) => m.pushAll(new Set<number>()),
    "closes its inlet": (n) => n.close,
    "loops over an inlet that has ended": (n) => Effect.andThen(n.close, n.forEach(() => {})),
    "ends its outlet": (_, m) => m.end
  }
  for (const [what, operation] of Object.entries(operations)) {
    it.live(`S3: others run beside one that ${what} for ever`, () =>
      Effect.gen(function*() {
        const workflow = Workflow.make(
          "w",
          { one: Source.fromIterable(Int, [1]), spinning: spinning(operation), all },
          (s) => {
            s.one.pipe(s.spinning).pipe(s.all)
          }
        )
        const running = yield* Workflow.launch(workflow)
        yield* Effect.yieldNow
        yield* Effect.yieldNow
        // It would have come to the end of its attempts if it had not given way.
        assert.strictEqual(statuses(yield* running.snapshot).spinning, "running")
        yield* running.interrupt
      }))
  }
})

describe("what a callback throws", () => {
  const throwing = (x: number) => {
    if (x === 2) throw new Error("thrown")
  }
  const ways: Readonly<Record<string, (n: In<number>) => Effect.Effect<unknown, unknown>>> = {
    forEach: (n) => n.forEach(throwing),
    "forEach, several at a time": (n) =>
      n.forEach((x) => Effect.map(Effect.yieldNow, () => throwing(x)), { concurrency: 3 }),
    "forEach, several at a time, at once": (n) => n.forEach(throwing, { concurrency: 3 }),
    forEachUpTo: (n) => n.forEachUpTo(2, (some) => some.forEach(throwing)),
    peek: (n) => Effect.map(n.peek, () => throwing(2))
  }
  for (const [way, run] of Object.entries(ways)) {
    rule(`S15, S22: ${way}: the step dies of it, and the run names it`, () =>
      Effect.gen(function*() {
        const bad = Stream.make("Bad", { in: { n: Int }, run: ({ n }) => run(n) })
        const exit = yield* Effect.exit(Workflow.run(Workflow.make("w", { numbers: Endless, bad }, (s) => {
          s.numbers.pipe(s.bad)
        })))
        const cause = causeOf(exit)
        assert.strictEqual(failedStep(exit), "w/bad")
        assert.isTrue(Cause.hasDies(cause))
        assert.include(Cause.pretty(cause), "thrown")
      }))
  }
})

describe("what is no Effect", () => {
  // As an async function gives it, in JavaScript.
  const hasty: () => void = () => Promise.reject(new Error("unheard")) as never
  const ways: Readonly<Record<string, (n: In<number>) => Effect.Effect<unknown, unknown>>> = {
    forEach: (n) => n.forEach(hasty),
    forEachUpTo: (n) => n.forEachUpTo(2, hasty)
  }
  for (const [way, run] of Object.entries(ways)) {
    rule(
      `S15: a Promise, by the function of ${way}: the step dies of it, and of no rejection later`,
      () =>
        Effect.gen(function*() {
          const bad = Stream.make("Bad", { in: { n: Int }, run: ({ n }) => run(n) })
          const exit = yield* Effect.exit(Workflow.run(Workflow.make("w", { numbers: Endless, bad }, (s) => {
            s.numbers.pipe(s.bad)
          })))
          assert.strictEqual(failedStep(exit), "w/bad")
          assert.strictEqual(
            (Cause.squash(causeOf(exit)) as Error).message, // it died of one
            `w/bad.n: ${way}: its function returned a Promise; return an Effect, as Effect.promise makes one of it`
          )
        })
    )
  }

  rule(
    "S15, S19: given by a callback of a combinator: the step dies of it, and its scope is closed",
    () =>
      Effect.gen(function*() {
        const log = makeLog()
        const bad = Stream.make("Bad", {
          in: { n: Int },
          *run({ n }) {
            yield* log.scoped("bad")
            yield* Effect.flatMap(n.pop, (): Effect.Effect<void> => 5 as never) // as from JavaScript
          }
        })
        const running = yield* Workflow.launch(Workflow.make("w", { numbers: Endless, bad }, (s) => {
          s.numbers.pipe(s.bad)
        }))
        const exit = yield* Effect.exit(running.await)
        assert.strictEqual(failedStep(exit), "w/bad")
        assert.deepStrictEqual(statuses(yield* running.snapshot), { numbers: "interrupted", bad: "failed" })
        assert.deepStrictEqual(log.entries, ["+bad", "-bad"])
      })
  )
})

describe("a step that does not want to be interrupted", () => {
  rule("S16, S20: catching every Cause does not keep it alive", () =>
    Effect.gen(function*() {
      const log = makeLog()
      const Stubborn = Stream.make("Stubborn", {
        in: { n: Int },
        out: { m: Int },
        *run({ n }, { m }) {
          yield* log.scoped("stubborn")
          const relay = Effect.flatMap(n.pop, (x) => m.push(x))
          yield* Effect.forever(Effect.catchCause(relay, () => Effect.sync(() => log.add("caught"))))
        }
      })
      const wired = (end: ReturnType<typeof Take>) =>
        Workflow.make("w", { numbers: Endless, stubborn: Stubborn, end }, (s) => {
          s.numbers.pipe(s.stubborn).pipe(s.end)
        }, { capacity: 2 })
      assert.deepStrictEqual(yield* Workflow.run(wired(Take(2))), { end: [0, 1] })
      const running = yield* Workflow.launch(wired(Take(Infinity)))
      yield* until(() => log.entries.length === 3)
      yield* running.interrupt
      assert.deepStrictEqual(log.entries, ["+stubborn", "-stubborn", "+stubborn", "-stubborn"])
    }))

  rule(
    "S5, S15: one that catches the failure of its producer ends all the same, and adds no failure",
    () =>
      Effect.gen(function*() {
        const Fails = Stream.make("Fails", {
          out: { n: Int },
          *run(_, { n }) {
            yield* n.push(1)
            return yield* Effect.fail("upstream")
          }
        })
        const Swallows = Stream.make("Swallows", {
          in: { n: Int },
          run: ({ n }) => Effect.forever(Effect.catchCause(n.pop, () => Effect.void))
        })
        const exit = yield* Effect.exit(Workflow.run(Workflow.make("w", { fails: Fails, swallows: Swallows }, (s) => {
          s.fails.pipe(s.swallows)
        })))
        assert.strictEqual(failedStep(exit), "w/fails")
        assert.lengthOf(causeOf(exit).reasons, 1)
      })
  )

  it.effect("S20: one that is uninterruptible is waited for, however long it takes", () =>
    Effect.gen(function*() {
      const log = makeLog()
      const Slow = Stream.make("Slow", {
        in: { n: Int },
        out: { m: Int },
        run: ({ n }, { m }) =>
          Effect.uninterruptible(Effect.gen(function*() {
            const x = yield* n.pop
            yield* Effect.sleep("1 hour")
            yield* m.push(x)
            log.add("done")
          }))
      })
      const running = yield* Workflow.launch(
        Workflow.make("w", { numbers: Endless, slow: Slow, relay: Relay, all }, (s) => {
          s.numbers.pipe(s.slow).pipe(s.relay).pipe(s.all)
        })
      )
      yield* running.settled
      const interrupting = yield* Effect.forkChild(running.interrupt)
      yield* TestClock.adjust("59 minutes")
      assert.isUndefined(interrupting.pollUnsafe())
      assert.deepInclude(statuses(yield* running.snapshot), { slow: "running", relay: "interrupted" })
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(interrupting)
      assert.deepStrictEqual(log.entries, ["done"])
      assert.isTrue(Cause.hasInterruptsOnly(causeOf(yield* Effect.exit(running.await))))
    }))

  rule("S7, S20: one that pops uninterruptibly is woken by the end of its producers", () =>
    Effect.gen(function*() {
      const Waits = Stream.make("Waits", {
        in: { n: Int },
        run: ({ n }) => Effect.uninterruptible(Effect.exit(n.pop))
      })
      const Silent = Stream.make("Silent", { out: { n: Int }, run: () => Effect.never })
      const running = yield* Workflow.launch(Workflow.make("w", { silent: Silent, waits: Waits }, (s) => {
        s.silent.pipe(s.waits)
      }))
      yield* settle
      yield* running.interrupt
      assert.isTrue(Exit.isFailure(yield* Effect.exit(running.await)))
    }))
})
