import { Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"
import { rule } from "../fixtures-ports.ts"
import { capacities, countSleeps, Endless, Relay, relays, Stuck, Take, trackFibers, turns } from "../fixtures.ts"

/** A relay that has forked fibers of every kind that lives with the step. */
const Busy = Stream.make("Busy", {
  in: { n: Schema.Int },
  out: { m: Schema.Int },
  *run({ n }, { m }) {
    yield* Effect.forkChild(Effect.never)
    yield* Effect.forkScoped(Effect.never)
    yield* Effect.forkScoped(Effect.repeat(Effect.void, Schedule.spaced("1 second")))
    yield* Effect.all([n.forEach((x) => m.push(x)), n.forEach((x) => m.push(x))], { concurrency: 2 })
  }
})

const FailsAt = (at: number) =>
  Stream.make("FailsAt", {
    in: { n: Schema.Int },
    *run({ n }) {
      yield* Effect.forkScoped(Effect.sleep("1 hour"))
      yield* n.forEach((x) => (x === at ? Effect.fail("at") : Effect.void))
    }
  })

const collect = Sink.toArray(Schema.Int)

const build = {
  "that completed": (capacity: number) =>
    Workflow.run(
      Workflow.make("w", { numbers: Source.range({ end: 50 }), busy: Busy, end: collect }, (s) =>
        s.numbers.pipe(s.busy).pipe(s.end), { capacity })
    ),
  "whose sink left early": (capacity: number) =>
    Workflow.run(
      Workflow.make("w", { numbers: Endless, busy: Busy, end: Take(3) }, (s) => s.numbers.pipe(s.busy).pipe(s.end), {
        capacity
      })
    ),
  "that failed": (capacity: number) =>
    Workflow.run(
      Workflow.make("w", { numbers: Endless, busy: Busy, end: FailsAt(7) }, (s) => s.numbers.pipe(s.busy).pipe(s.end), {
        capacity
      })
    ),
  "that was drained": (capacity: number) =>
    Effect.scoped(Effect.gen(function*() {
      const workflow = Workflow.make("w", { numbers: Endless, busy: Busy, end: collect }, (s) =>
        s.numbers.pipe(s.busy).pipe(s.end), { capacity })
      const running = yield* Workflow.launch(workflow)
      yield* turns(20)
      yield* running.drain()
    })),
  "that was interrupted": (capacity: number) =>
    Effect.gen(function*() {
      const workflow = Workflow.make("w", { numbers: Endless, busy: Busy, end: Stuck }, (s) =>
        s.numbers.pipe(s.busy).pipe(s.end), { capacity })
      const fiber = yield* Effect.forkChild(Workflow.run(workflow), { startImmediately: true })
      yield* turns(20)
      yield* Fiber.interrupt(fiber)
    }),
  "left in a scope": (capacity: number) =>
    Effect.scoped(Effect.gen(function*() {
      const workflow = Workflow.make("w", { numbers: Endless, busy: Busy }, ({ numbers, busy }) => {
        numbers.pipe(busy)
        return { out: { m: busy.m } }
      }, { capacity })
      const running = yield* Workflow.launch(workflow)
      yield* running.out.m.pop
      yield* turns(20)
    }))
}

describe("S23: when a run has ended", () => {
  for (const [how, run] of Object.entries(build)) {
    it.effect(`S23: no fiber is alive of a run ${how}`, () =>
      Effect.gen(function*() {
        for (const capacity of [1, 2, 128]) {
          const { alive, seen } = yield* trackFibers().run(
            Effect.asVoid(Effect.exit(run(capacity) as Effect.Effect<unknown, unknown>))
          )
          assert.isAbove(seen, 4)
          assert.strictEqual(alive, 0)
        }
      }))

    it.effect(`S23: no timer is pending of a run ${how}`, () =>
      countSleeps((sleeping) =>
        Effect.gen(function*() {
          for (const capacity of [1, 2, 128]) {
            yield* Effect.exit(run(capacity) as Effect.Effect<unknown, unknown>)
            assert.strictEqual(sleeping(), 0)
          }
        })
      ))
  }

  it.effect("S23: the probe of the timers does see one", () =>
    countSleeps((sleeping) =>
      Effect.gen(function*() {
        const fiber = yield* Effect.forkChild(Effect.sleep("1 hour"), { startImmediately: true })
        assert.strictEqual(sleeping(), 1)
        yield* TestClock.adjust("1 hour")
        yield* Fiber.join(fiber)
        assert.strictEqual(sleeping(), 0)
      })
    ))

  it.effect("S23: the probe of the fibers does see one", () =>
    Effect.gen(function*() {
      const { alive } = yield* trackFibers().run(Effect.forkDetach(Effect.never, { startImmediately: true }))
      assert.strictEqual(alive, 1)
    }))

  it.effect("S23: a drain with a time limit leaves no timer behind when it is done before", () =>
    countSleeps((sleeping) =>
      Effect.gen(function*() {
        const workflow = Workflow.make("w", { numbers: Endless, all: collect }, ({ numbers, all }) => numbers.pipe(all))
        const running = yield* Workflow.launch(workflow)
        yield* turns(3)
        yield* running.drain({ timeout: "1 hour" })
        assert.strictEqual(sleeping(), 0)
      })
    ))

  rule("S23: no edge holds an element, however it ended", () =>
    Effect.gen(function*() {
      const FailsLater = Stream.make("FailsLater", {
        in: { n: Schema.Int },
        *run({ n }) {
          yield* n.pop
          for (let i = 0; i < 10; i++) yield* Effect.yieldNow
          return yield* Effect.fail("later")
        }
      })
      const workflow = Workflow.make(
        "w",
        { numbers: Endless, relays: relays(3), a: Take(2), b: Relay, c: FailsLater },
        (s) => {
          s.numbers.pipe(s.relays).pipe(s.a)
          s.relays.pipe(s.b).pipe(s.c)
        }
      )
      const ends: ReadonlyArray<
        (running: Workflow.Running<{}, {}, unknown, string>) => Effect.Effect<unknown, unknown>
      > = [
        (running) => running.await,
        (running) => Effect.andThen(turns(4), running.interrupt),
        (running) => running.interrupt,
        (running) => running.drain()
      ]
      for (const capacity of capacities) {
        for (const end of ends) {
          const running = yield* Workflow.launch(Workflow.withCapacity(workflow, capacity))
          yield* Effect.exit(end(running))
          yield* Effect.exit(running.await)
          const { edges, steps } = yield* running.snapshot
          assert.isTrue(steps.every(({ status }) => status !== "pending" && status !== "running"))
          for (const edge of edges) {
            assert.strictEqual(edge.size, 0)
            assert.notStrictEqual(edge.state, "Open")
            assert.strictEqual(edge.pushed, edge.popped + edge.discarded)
          }
        }
      }
    }))

  rule("S23: elements that nobody outside has popped are dropped with the scope", () =>
    Effect.gen(function*() {
      const workflow = Workflow.make("w", { numbers: Source.range({ end: 3 }) }, ({ numbers }) => ({
        out: { n: numbers.value }
      }))
      const running = yield* Effect.scoped(Effect.gen(function*() {
        const running = yield* Workflow.launch(workflow)
        yield* running.await
        assert.strictEqual(running.out.n.size, 3)
        return running
      }))
      const { edges: [edge] } = yield* running.snapshot
      assert.deepStrictEqual([edge!.size, edge!.discarded], [0, 3])
      assert.isTrue(Exit.isFailure(yield* Effect.exit(running.out.n.pop)))
    }))

  rule("S23: nothing waits on a port any more", () =>
    Effect.gen(function*() {
      const workflow = Workflow.make("w", { numbers: Endless, relays: relays(3), stuck: Stuck }, (s) =>
        s.numbers.pipe(s.relays).pipe(s.stuck), { capacity: 1 })
      const running = yield* Workflow.launch(workflow)
      yield* running.settled
      assert.isTrue(
        (yield* running.snapshot).steps.slice(0, 4).every(({ waitingOn }) =>
          waitingOn.length === 1
        )
      )
      yield* running.interrupt
      assert.isTrue((yield* running.snapshot).steps.every(({ waitingOn }) =>
        waitingOn.length === 0
      ))
    }))
})
