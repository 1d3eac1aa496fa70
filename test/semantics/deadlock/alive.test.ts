/** S24: a step is blocked when each of its fibers waits for a port; any other wait may end by itself. */
import { Junction, type Out, Sink, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FiberSet from "effect/FiberSet"
import * as Latch from "effect/Latch"
import * as Queue from "effect/Queue"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as TestClock from "effect/testing/TestClock"
import { rule, settle } from "../fixtures-ports.ts"
import { type Closed, deadlockIn, deadlockOf, Pair, waitsOf } from "./fixtures.ts"

interface Outs {
  readonly a: Out<number>
  readonly b: Out<number>
}

const count = 6
const rows = Array.from({ length: count }, (_, n) => ({ a: n, b: n }))
const pushed = (out: Out<number>) => out.pushAll(Array.from({ length: count }, (_, n) => n))

/** One step that pushes to both inlets of a zip in a way of its own, over edges that are too small to wait for it. */
const zipped = (run: (outs: Outs) => Effect.Effect<unknown, never, Scope.Scope>) =>
  Workflow.make("zipped", {
    table: Stream.make("Table", { out: { a: Schema.Int, b: Schema.Int }, run: (_, outs) => Effect.asVoid(run(outs)) }),
    zip: Junction.zip({ a: Schema.Int, b: Schema.Int }),
    rows: Sink.toArray(Pair)
  }, ({ rows, table, zip }) => {
    table.a.pipe(zip.a)
    table.b.pipe(zip.b)
    zip.pipe(rows)
  }, { capacity: 2 })

/** Asserts that a run still goes on when all has come to rest, and gives the results when the event has come. */
const aliveUntil = (workflow: Closed, event: Effect.Effect<unknown>) =>
  Effect.gen(function*() {
    const running = yield* Workflow.launch(workflow)
    const ended = yield* Effect.forkScoped(running.await)
    yield* settle
    assert.isUndefined(ended.pollUnsafe(), "still alive")
    yield* event
    return yield* Fiber.join(ended)
  })

type Fork = (effect: Effect.Effect<unknown>) => Effect.Effect<unknown, never, Scope.Scope>

const forks: Readonly<Record<string, Fork>> = {
  forkChild: Effect.forkChild,
  "forkChild at once": (effect) => Effect.forkChild(effect, { startImmediately: true }),
  forkScoped: Effect.forkScoped,
  forkDetach: Effect.forkDetach,
  "forkDetach at once": (effect) => Effect.forkDetach(effect, { startImmediately: true }),
  forkIn: (effect) => Effect.flatMap(Effect.scope, (scope) => Effect.forkIn(effect, scope)),
  FiberSet: (effect) => Effect.flatMap(FiberSet.make(), (set) => FiberSet.run(set, effect)),
  runFork: (effect) => Effect.contextWith((context) => Effect.sync(() => Effect.runForkWith(context)(effect)))
}

/** Things to wait for that are no ports, and what ends the wait. */
const waits: Readonly<
  Record<string, Effect.Effect<{ readonly wait: Effect.Effect<unknown>; readonly end: Effect.Effect<unknown> }>>
> = {
  "a promise": Effect.sync(() => {
    let resolve = () => {}
    const promise = new Promise<void>((done) => {
      resolve = done
    })
    return { wait: Effect.promise(() => promise), end: Effect.sync(() => resolve()) }
  }),
  "a callback": Effect.sync(() => {
    let resolve = () => {}
    const wait = Effect.callback<void>((resume) => {
      resolve = () => resume(Effect.void)
    })
    return { wait, end: Effect.sync(() => resolve()) }
  }),
  "a Deferred": Effect.map(Deferred.make<void>(), (deferred) => ({
    wait: Deferred.await(deferred),
    end: Deferred.succeed(deferred, undefined)
  })),
  "a Semaphore": Effect.gen(function*() {
    const semaphore = yield* Semaphore.make(1)
    yield* Semaphore.take(semaphore, 1)
    return { wait: Semaphore.withPermit(semaphore, Effect.void), end: Semaphore.release(semaphore, 1) }
  }),
  "a Latch": Effect.map(Latch.make(), (latch) => ({ wait: latch.await, end: latch.open })),
  "a Queue": Effect.map(Queue.unbounded<number>(), (queue) => ({ wait: Queue.take(queue), end: Queue.offer(queue, 1) }))
}

describe("several fibers in one step", () => {
  for (const [name, fork] of Object.entries(forks)) {
    rule(`S24: a fiber of ${name} that is to begin, or yields, is alive`, () =>
      Effect.gen(function*() {
        for (const yields of [0, 1, 30]) {
          const later = (b: Out<number>) => Effect.andThen(Effect.replicateEffect(Effect.yieldNow, yields), pushed(b))
          const workflow = zipped(({ a, b }) => Effect.andThen(fork(later(b)), Effect.andThen(pushed(a), settle)))
          assert.deepStrictEqual(yield* Workflow.run(workflow), { rows })
        }
      }))

    rule(`S24: one of ${name} that waits for something else than a port is alive`, () =>
      Effect.gen(function*() {
        for (const [what, make] of Object.entries(waits)) {
          const { end, wait } = yield* make
          const workflow = zipped(({ a, b }) =>
            Effect.andThen(fork(Effect.andThen(wait, pushed(b))), Effect.andThen(pushed(a), settle))
          )
          assert.deepStrictEqual(yield* aliveUntil(workflow, end), { rows }, what)
        }
      }))

    it.effect(`S24: one of ${name} that sleeps is alive, and no time passes`, () =>
      Effect.gen(function*() {
        const workflow = zipped(({ a, b }) =>
          Effect.andThen(fork(Effect.andThen(Effect.sleep("1 day"), pushed(b))), Effect.andThen(pushed(a), settle))
        )
        assert.deepStrictEqual(yield* aliveUntil(workflow, TestClock.adjust("1 day")), { rows })
      }))

    it.effect(`S24: one of ${name} that ends without having freed anyone leaves the others deadlocked`, () =>
      Effect.gen(function*() {
        for (const ending of [Effect.void, Effect.interrupt, Effect.yieldNow]) {
          const workflow = zipped(({ a, b }) =>
            Effect.andThen(fork(Effect.andThen(Effect.sleep("1 day"), ending)), Effect.andThen(pushed(a), pushed(b)))
          )
          const running = yield* Workflow.launch(workflow)
          const ended = yield* Effect.forkScoped(Effect.exit(running.await))
          yield* settle
          assert.isUndefined(ended.pollUnsafe(), "still alive")
          yield* TestClock.adjust("1 day")
          yield* settle
          assert.strictEqual(deadlockIn(yield* Fiber.join(ended)).verdict, "artificial")
        }
      }))

    rule(`S24: with all of them at ports, those of ${name} included, it is deadlocked`, () =>
      Effect.gen(function*() {
        const workflow = zipped(({ a, b }) =>
          Effect.andThen(fork(pushed(a)), Effect.andThen(pushed(a), Effect.andThen(settle, pushed(b))))
        )
        const deadlock = yield* deadlockOf(workflow)
        assert.deepStrictEqual(waitsOf(deadlock), [
          "table push table.a → zip.a (2 of 2)",
          "zip pop table.b → zip.b (0 of 2)"
        ])
      }))
  }

  rule("S24: the fiber of run may be the one that is alive", () =>
    Effect.gen(function*() {
      for (const [what, make] of Object.entries(waits)) {
        const { end, wait } = yield* make
        const workflow = zipped(({ a, b }) =>
          Effect.gen(function*() {
            const child = yield* Effect.forkChild(pushed(a))
            yield* wait
            yield* pushed(b)
            yield* Fiber.join(child)
          })
        )
        assert.deepStrictEqual(yield* aliveUntil(workflow, end), { rows }, what)
      }
    }))

  rule("S24: two at one port, and one at each of several ports", () =>
    Effect.gen(function*() {
      const both = ({ a }: Outs) => Effect.all([pushed(a), pushed(a)], { concurrency: 2 })
      // The fiber that waits for both of them waits for nothing else.
      assert.deepStrictEqual(waitsOf(yield* deadlockOf(zipped(both))), [
        "table push table.a → zip.a (2 of 2)",
        "zip pop table.b → zip.b (0 of 2)"
      ])
    }))
})

describe("fibers that are not the step's", () => {
  rule(
    "S24: what a listener pushes in a fiber of its own does not make a step look blocked that waits for more",
    () =>
      Effect.gen(function*() {
        const listeners: Partial<Record<"a" | "b" | "end", () => void>> = {}
        const running = yield* Workflow.launch(zipped(({ a, b }) =>
          Effect.callback<void>((resume) => {
            listeners.a = () => void Effect.runFork(pushed(a))
            listeners.b = () => void Effect.runFork(pushed(b))
            listeners.end = () => resume(Effect.void)
          })
        ))
        const ended = yield* Effect.forkScoped(Effect.exit(running.await))
        yield* settle
        listeners.a!()
        yield* settle
        assert.isUndefined(ended.pollUnsafe(), "still alive")
        listeners.b!()
        yield* settle
        listeners.end!()
        assert.deepStrictEqual(yield* Fiber.join(ended), Exit.succeed({ rows }))
      })
  )
})
