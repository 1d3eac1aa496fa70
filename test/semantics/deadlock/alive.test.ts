/** S24: a step is blocked when each of its fibers waits for a port; any other wait may end by itself. */
import {
  type Definition,
  type In,
  Junction,
  type Out,
  Sink,
  Source,
  Stream,
  Transform,
  Workflow
} from "@effect-mimo/core"
import { TestStream } from "@effect-mimo/testing"
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
import * as EffectStream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { rule, settle } from "../fixtures-ports.ts"
import { type Closed, Columns, deadlockIn, deadlockOf, Drop, Pair, quietly, waitsOf } from "./fixtures.ts"

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
      const running = yield* Workflow.launch(zipped(both))
      yield* settle
      // The fiber that waits for both of them waits for fibers, not for a port.
      const { steps } = yield* running.snapshot
      assert.deepInclude(steps[0], { status: "running", waitingOn: ["a"] })
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

type Relay = Definition<{ readonly n: number }, { readonly m: number }>

const relay = (run: (n: In<number>, m: Out<number>) => Effect.Effect<unknown, never, Scope.Scope>): Relay =>
  Stream.make("Relay", {
    in: { n: Schema.Int },
    out: { m: Schema.Int },
    run: ({ n }, { m }) => Effect.asVoid(run(n, m))
  })

const mapping = (
  options: Parameters<typeof Transform.mapEffect>[3],
  f: (n: number) => Effect.Effect<number> = Effect.succeed
): Relay =>
  Workflow.make("mapping", { map: Transform.mapEffect(Schema.Int, Schema.Int, f, options) }, ({ map }) => ({
    in: { n: map.value },
    out: { m: map.mapped }
  }))

const unlimited = "forEach without a limit"

const yielding = (n: number) => Effect.as(Effect.yieldNow, n)

/** Steps that pass on what they get: what is in them at a time differs. */
const relays: Readonly<Record<string, Relay>> = {
  forEach: relay((n, m) => n.forEach((x) => m.push(x))),
  "forEach with concurrency": relay((n, m) => n.forEach((x) => m.push(x), { concurrency: 3 })),
  [unlimited]: relay((n, m) => n.forEach((x) => Effect.andThen(Effect.yieldNow, m.push(x)), { concurrency: Infinity })),
  forEachUpTo: relay((n, m) => n.forEachUpTo(2, (xs) => m.pushAll(xs))),
  "an Effect stream": relay((n, m) => EffectStream.run(n.stream, m.sink)),
  map: Workflow.make("mapped", { map: Transform.map(Schema.Int, Schema.Int, (n) => n) }, ({ map }) => ({
    in: { n: map.value },
    out: { m: map.mapped }
  })),
  flatMap: Workflow.make("flat", { map: Transform.flatMap(Schema.Int, Schema.Int, (n) => [n]) }, ({ map }) => ({
    in: { n: map.value },
    out: { m: map.item }
  })),
  mapEffect: mapping({}),
  "mapEffect, three at a time": mapping({ concurrency: 3 }),
  "mapEffect, three at a time that yield": mapping({ concurrency: 3 }, yielding),
  "mapEffect, three at a time in any order": mapping({ concurrency: 3, unordered: true }),
  "mapEffect, three at a time in any order that yield": mapping({ concurrency: 3, unordered: true }, yielding)
}

describe("work on several elements at a time", () => {
  const many = 40
  /** One way around goes through a relay; the other is wanted first. */
  const around = (middle: Relay, options?: Workflow.Options) =>
    Workflow.make("around", {
      columns: Columns(many),
      middle,
      zip: Junction.zip({ a: Schema.Int, b: Schema.Int }),
      count: Sink.fold(Pair, () => 0, (n) => n + 1)
    }, ({ columns, count, middle, zip }) => {
      columns.a.pipe(middle.n)
      middle.m.pipe(zip.a)
      columns.b.pipe(zip.b)
      zip.pipe(count)
    }, options)
  /** The relay waits for elements, its consumer for it. */
  const dropping = (middle: Relay, capacity: number) =>
    Workflow.make("dropping", {
      numbers: Source.range({ end: many }),
      middle,
      drop: Drop(9),
      zip: Junction.zip({ a: Schema.Int, b: Schema.Int }),
      count: Sink.fold(Pair, () => 0, (n) => n + 1)
    }, ({ count, drop, middle, numbers, zip }) => {
      numbers.pipe(zip.a)
      numbers.pipe(middle.n)
      middle.m.pipe(drop).pipe(zip.b)
      zip.pipe(count)
    }, { capacity })

  for (const [name, middle] of Object.entries(relays)) {
    rule(`S24: ${name}: deadlocked while it pushes`, () =>
      Effect.gen(function*() {
        // The one without a limit holds all there is.
        if (name !== unlimited) {
          const { cycle, verdict } = yield* deadlockOf(around(middle, { capacity: 2 }))
          assert.strictEqual(verdict, "artificial")
          assert.includeMembers(cycle.map(({ step }) => step), ["columns", "zip"])
        }
        const results = yield* Workflow.run(around(middle, { capacity: 2, onDeadlock: "grow" }))
        assert.deepStrictEqual(results, { count: many })
        assert.deepStrictEqual(yield* Workflow.run(around(middle, { capacity: many })), { count: many })
      }).pipe(quietly))

    rule(`S24: ${name}: deadlocked while it pops`, () =>
      Effect.gen(function*() {
        const { cycle, verdict } = yield* deadlockOf(dropping(middle, 9))
        assert.strictEqual(verdict, "artificial")
        assert.includeMembers(cycle.map(({ step }) => step), ["numbers", "drop", "zip"])
        assert.deepStrictEqual(yield* Workflow.run(dropping(middle, 10)), { count: many - 9 })
      }))
  }

  it.effect("S24: an element in a timer is in someone's hands", () =>
    Effect.gen(function*() {
      for (const options of [{}, { concurrency: 3 }, { concurrency: 3, unordered: true }]) {
        const slow = mapping(options, (n) => Effect.as(Effect.sleep("1 day"), n))
        const running = yield* Workflow.launch(dropping(slow, 10))
        yield* settle
        for (let day = 0; day < many; day++) {
          yield* TestClock.adjust("1 day")
          yield* settle
        }
        assert.deepStrictEqual(yield* running.await, { count: many - 9 })
        const short = yield* Workflow.launch(dropping(slow, 9))
        const ended = yield* Effect.forkScoped(Effect.exit(short.await))
        for (let day = 0; day < many; day++) {
          yield* settle
          yield* TestClock.adjust("1 day")
        }
        assert.strictEqual(deadlockIn(yield* Fiber.join(ended)).verdict, "artificial")
      }
    }))
})

describe("ports by hand", () => {
  const Swap = Stream.make("Swap", {
    in: { left: Schema.Int, right: Schema.Int },
    out: { l: Schema.Int, r: Schema.Int },
    *run({ left, right }, { l, r }) {
      for (let n = 0; n < 4; n++) {
        yield* l.push(yield* right.pop)
        yield* r.push(yield* left.pop)
      }
    }
  })
  const open = Workflow.make("open", { swap: Swap }, ({ swap }) => ({
    in: { left: swap.left, right: swap.right },
    out: { l: swap.l, r: swap.r }
  }), { capacity: 1 })

  rule("S24: never deadlocked while the outside can push, pop or end", () =>
    Effect.gen(function*() {
      const running = yield* Workflow.launch(open)
      const ended = yield* Effect.forkScoped(Effect.exit(running.await))
      const isAlive = Effect.map(settle, () => assert.isUndefined(ended.pollUnsafe(), "still alive"))
      yield* isAlive
      // The outside waits for room itself, in a fiber that no step has.
      const feeding = yield* Effect.forkScoped(running.in.left.pushAll([1, 2, 3, 4]))
      yield* isAlive
      assert.isUndefined(feeding.pollUnsafe())
      const taking = yield* Effect.forkScoped(running.out.r.pop)
      yield* isAlive
      yield* running.in.right.push(5)
      yield* isAlive
      assert.strictEqual(yield* running.out.l.pop, 5)
      yield* isAlive
      assert.strictEqual(yield* Fiber.join(taking), 1)
      yield* running.in.right.end
      assert.deepStrictEqual(yield* Fiber.join(ended), Exit.succeed({}))
    }))

  rule("S24: TestStream: a stream with two inlets that waits for the other one", () =>
    Effect.gen(function*() {
      const outcome = yield* TestStream.run(Swap, { left: [1, 2, 3, 4, 5], right: [6, 7, 8] }, { capacity: 1 })
      assert.deepStrictEqual(outcome.outputs, { l: [6, 7, 8], r: [1, 2, 3] })
      const test = yield* TestStream.make(Swap, { capacity: 1 })
      yield* test.in.left.offer(1)
      yield* test.settled
      assert.deepStrictEqual(yield* test.waitingOn, ["right"])
      const filling = yield* Effect.forkScoped(test.in.left.offer(2))
      yield* test.settled
      assert.isUndefined(filling.pollUnsafe())
      yield* test.in.right.offer(9)
      assert.strictEqual(yield* test.out.l.take, 9)
      assert.strictEqual(yield* test.out.r.take, 1)
      yield* test.in.right.end
      yield* test.in.left.end
      assert.isTrue(Exit.isSuccess(yield* test.exit))
    }))

  rule("S24: a feed that two parts join can be deadlocked with nobody outside to help", () =>
    Effect.gen(function*() {
      const joined = Workflow.make("joined", { drop: Drop(3), zip: Junction.zip({ a: Schema.Int, b: Schema.Int }) }, ({
        drop,
        zip
      }) => {
        drop.pipe(zip.b)
        return { in: { n: [zip.a, drop.n] }, out: { rows: zip.zipped } }
      }, { capacity: 2 })
      const running = yield* Workflow.launch(joined)
      const feeding = yield* Effect.forkScoped(running.in.n.pushAll([0, 1, 2, 3, 4, 5]))
      yield* settle
      // The outside waits, but could end, or close what it reads: alive.
      assert.isUndefined(feeding.pollUnsafe())
      const { steps } = yield* running.snapshot
      assert.deepStrictEqual(steps.map(({ status }) => status), ["running", "running"])
    }))
})
