// Steps that do not give way, or work where the run does not see it. Streams that misbehave in other ways are in
// test/faults/bad-streams.test.ts; docs/reliability.md lists them all.
import { Deadlock, Junction, Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import type * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { rule } from "../fixtures-ports.ts"
import { causeOf, statuses, turns } from "../fixtures.ts"
import { all, exitOf } from "./stopping.ts"

const Int = Schema.Int

describe("S3: a step that never yields", () => {
  const loops: Readonly<Record<string, (count: () => void) => Effect.Effect<never>>> = {
    "Effect.forever": (count) => Effect.forever(Effect.sync(count), { disableYield: true }),
    "a generator": (count) =>
      Effect.gen(function*() {
        while (true) yield* Effect.sync(count)
      })
  }
  for (const [how, loop] of Object.entries(loops)) {
    it.live(`S3, S20: whose Effects touch no port, in ${how}, gives way, and can be interrupted`, () =>
      Effect.gen(function*() {
        let rounds = 0
        const spins = Stream.make("Spins", { run: () => loop(() => rounds++) })
        const workflow = Workflow.make(
          "w",
          { spins, numbers: Source.range({ end: 10_000 }), all },
          (s) => s.numbers.pipe(s.all),
          { capacity: 1 }
        )
        const running = yield* Workflow.launch(workflow)
        // What comes from outside the fibers gets its turns too.
        for (let n = 0; n < 3; n++) yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
        while (statuses(yield* running.snapshot).all !== "completed") yield* Effect.yieldNow
        assert.isAbove(rounds, 2048)
        yield* running.interrupt
        const after = rounds
        yield* turns(10)
        assert.strictEqual(rounds, after)
      }))
  }

  /** Looks, as it computes, whether another step has had a turn; `giveWay` is asked for every so often. */
  const computing = (giveWay: Effect.Effect<void>) =>
    Effect.gen(function*() {
      let turnsOfOthers = 0
      let between = 0
      const Computes = Stream.make("Computes", {
        *run() {
          yield* Effect.yieldNow
          const before = turnsOfOthers
          let sum = 0
          for (let round = 0; round < 50; round++) {
            for (let n = 0; n < 20_000; n++) sum += n % 7
            yield* giveWay
          }
          between = turnsOfOthers - before
          return sum
        }
      })
      const Other = Stream.make("Other", {
        *run() {
          for (; turnsOfOthers < 100; turnsOfOthers++) yield* Effect.yieldNow
        }
      })
      yield* Workflow.run(Workflow.make("w", { computes: Computes, other: Other }, () => {}))
      return between
    })

  // A scheduler that preempts lets others run anywhere.
  rule(
    "S3: computing without an Effect that waits lets nobody else run; with Effect.yieldNow in it, it does",
    () =>
      Effect.gen(function*() {
        assert.strictEqual(yield* computing(Effect.void), 0)
        // One turn of the other for each of the 50; in a random order about as many.
        assert.isAtLeast(yield* computing(Effect.yieldNow), 20)
      }),
    { preempt: false }
  )
})

describe("S24: a step that works in a fiber the run does not know", () => {
  /** One of its fibers waits for room, the other is to make some, and is in a promise. */
  const columns = (
    gate: Deferred.Deferred<void>,
    fork: (effect: Effect.Effect<void>) => Effect.Effect<unknown, never, Scope.Scope>
  ) =>
    Workflow.make("w", {
      columns: Stream.make("Columns", {
        out: { a: Int, b: Int },
        *run(_, { a, b }) {
          yield* fork(Effect.andThen(Deferred.await(gate), b.pushAll([1, 2, 3])))
          yield* a.pushAll([1, 2, 3])
          yield* Deferred.await(gate)
          yield* turns(20)
        }
      }),
      zip: Junction.zip({ a: Int, b: Int }),
      rows: Sink.fold(Schema.Struct({ a: Int, b: Int }), () => 0, (n) => n + 1)
    }, ({ columns, rows, zip }) => {
      columns.a.pipe(zip.a)
      columns.b.pipe(zip.b)
      zip.pipe(rows)
    }, { capacity: 1 })

  rule("S24: by a bare runFork, and has not touched a port yet, is told as deadlocked", () =>
    Effect.gen(function*() {
      const gate = yield* Deferred.make<void>()
      const running = yield* Workflow.launch(columns(gate, (effect) => Effect.sync(() => Effect.runFork(effect))))
      assert.instanceOf(Cause.squash(causeOf(yield* exitOf(running))), Deadlock.Deadlock)
      yield* Deferred.succeed(gate, undefined)
    }))

  rule("S24: and is not, where the fiber is forked with the context of the step", () =>
    Effect.gen(function*() {
      const withContext = (effect: Effect.Effect<void>) =>
        Effect.contextWith((context: Context.Context<never>) => Effect.sync(() => Effect.runForkWith(context)(effect)))
      const gate = yield* Deferred.make<void>()
      const launched = [
        yield* Workflow.launch(columns(gate, withContext)),
        yield* Workflow.launch(columns(gate, Effect.forkScoped))
      ]
      yield* turns(30)
      yield* Deferred.succeed(gate, undefined)
      for (const running of launched) assert.deepStrictEqual(yield* running.await, { rows: 3 })
    }))
})
