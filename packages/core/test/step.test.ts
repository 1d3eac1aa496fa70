import { Sink, Source, Step, Stream, Transform, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"

const upTo = (end: number): ReadonlyArray<number> => Array.from({ length: end }, (_, n) => n)
const all = Sink.toArray(Schema.Int)

/** Collects what is logged while an effect runs. */
const logged = <A, E, R>(effect: Effect.Effect<A, E, R>) => {
  const lines: Array<string> = []
  const logger = Logger.make(({ logLevel, message }) => {
    lines.push(`${logLevel} ${String(message)}`)
  })
  return Effect.map(Effect.provide(effect, Logger.layer([logger])), (result) => [result, lines] as const)
}

/** Fails at the given calls, counted from 1, over all attempts. */
const failingAt = (calls: ReadonlyArray<number>) => {
  let made = 0
  let starts = 0
  const scopes = { opened: 0, closed: 0 }
  const stream = (peeks: boolean) =>
    Stream.make("Flaky", {
      in: { n: Schema.Int },
      out: { m: Schema.Int },
      *run({ n }, { m }) {
        starts++
        yield* Effect.acquireRelease(
          Effect.sync(() => scopes.opened++),
          () => Effect.sync(() => scopes.closed++)
        )
        while (true) {
          const next = peeks ? yield* n.peek : yield* n.pop
          if (calls.includes(++made)) return yield* Effect.fail(`call ${made}`)
          yield* m.push(next)
          if (peeks) yield* n.pop
        }
      }
    })
  return { stream, scopes, starts: () => starts }
}

describe("Step.retry", () => {
  it.effect("S19: runs it again with fresh state and a fresh scope; a step that peeks first loses nothing", () =>
    Effect.gen(function*() {
      const { scopes, starts, stream } = failingAt([2, 5])
      const workflow = Workflow.make(
        "w",
        {
          numbers: Source.range({ end: 10 }),
          flaky: stream(true).pipe(Step.retry(Schedule.recurs(5))),
          all
        },
        ({ all, flaky, numbers }) => numbers.pipe(flaky).pipe(all),
        { capacity: 2 }
      )
      const [results, lines] = yield* logged(Workflow.run(workflow))
      assert.deepStrictEqual(results, { all: upTo(10) })
      assert.strictEqual(starts(), 3)
      assert.deepStrictEqual(scopes, { opened: 3, closed: 3 })
      assert.deepStrictEqual(lines, [
        "Warn w/flaky failed after 1 popped from n, 1 pushed to m; what it had popped and not pushed on is gone",
        "Warn w/flaky failed after 2 popped from n, 2 pushed to m; what it had popped and not pushed on is gone"
      ])
    }))

  it.effect("what was popped and not pushed on is gone, and told", () =>
    Effect.gen(function*() {
      const { stream } = failingAt([3])
      const workflow = Workflow.make("w", {
        numbers: Source.range({ end: 5 }),
        flaky: Step.retry(stream(false), Schedule.recurs(1)),
        all
      }, ({ all, flaky, numbers }) => numbers.pipe(flaky).pipe(all))
      const [results, lines] = yield* logged(Workflow.run(workflow))
      assert.deepStrictEqual(results, { all: [0, 1, 3, 4] })
      assert.deepStrictEqual(lines, [
        "Warn w/flaky failed after 3 popped from n, 2 pushed to m; what it had popped and not pushed on is gone"
      ])
    }))

  it.effect("S15, S22: fails the run when the schedule ends, with the last error, typed, and the step's name", () =>
    Effect.gen(function*() {
      const { stream } = failingAt([1, 2, 3, 4])
      const workflow = Workflow.make("w", {
        numbers: Source.range({ end: 5 }),
        flaky: Step.retry(stream(true), Schedule.recurs(1)),
        all
      }, ({ all, flaky, numbers }) => numbers.pipe(flaky).pipe(all))
      const exit = yield* Effect.exit(Workflow.run(workflow))
      assert.isTrue(Exit.isFailure(exit))
      if (Exit.isFailure(exit)) {
        assert.strictEqual(Cause.squash(exit.cause), "call 2")
        assert.deepStrictEqual(Workflow.failedStep(exit.cause), Option.some("w/flaky"))
      }
      const caught: string = yield* Effect.catch(
        Effect.as(Workflow.run(workflow), "none"),
        (error) => Effect.succeed(error)
      )
      assert.strictEqual(caught, "call 4")
    }))

  it.effect("waits as the schedule says, in virtual time; its inlet's edge holds what comes meanwhile", () =>
    Effect.gen(function*() {
      const { starts, stream } = failingAt([1])
      const workflow = Workflow.make(
        "w",
        {
          numbers: Source.range({ end: 5 }),
          flaky: Step.retry(stream(true), Schedule.spaced("10 seconds")),
          all
        },
        ({ all, flaky, numbers }) => numbers.pipe(flaky).pipe(all),
        { capacity: 3 }
      )
      const running = yield* Workflow.launch(workflow)
      const ended = yield* Effect.forkScoped(running.await)
      yield* TestClock.adjust("9 seconds")
      assert.strictEqual(starts(), 1)
      assert.strictEqual((yield* running.snapshot).edges[0]!.size, 3)
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(yield* Fiber.join(ended), { all: upTo(5) })
    }))

  it.effect("does not retry defects, nor an end", () =>
    Effect.gen(function*() {
      let starts = 0
      const Broken = Stream.make("Broken", {
        run: () => {
          starts++
          return Effect.die("broken")
        }
      })
      const workflow = Workflow.make("w", { broken: Step.retry(Broken, Schedule.recurs(3)) }, () => {})
      assert.isTrue(Exit.isFailure(yield* Effect.exit(Workflow.run(workflow))))
      assert.strictEqual(starts, 1)
    }))
})

describe("Step.timeout", () => {
  it.effect("fails the step when its time is over", () =>
    Effect.gen(function*() {
      const Slow = Stream.make("Slow", { run: () => Effect.never })
      const workflow = Workflow.make("w", { slow: Step.timeout(Slow, "5 seconds") }, () => {})
      const running = yield* Effect.forkChild(
        Effect.catchTag(Workflow.run(workflow), "TimeoutError", () => Effect.succeed("too slow")),
        { startImmediately: true }
      )
      yield* TestClock.adjust("5 seconds")
      assert.strictEqual(yield* Fiber.join(running), "too slow")
    }))
})

describe("Step.onFailure", () => {
  const Reader = Stream.make("Reader", {
    in: { n: Schema.Int },
    out: { m: Schema.Int },
    *run({ n }, { m }) {
      yield* m.push(yield* n.pop)
      yield* n.pop
      return yield* Effect.fail("no more")
    }
  })
  const workflowWith = (action: Step.OnFailure) =>
    Workflow.make("w", {
      numbers: Source.range({ end: 100 }),
      reader: Step.onFailure(Reader, action),
      read: all,
      beside: Sink.fold(Schema.Int, () => 0, (n) => n + 1)
    }, ({ beside, numbers, read, reader }) => {
      numbers.pipe(reader).pipe(read)
      numbers.pipe(beside)
    }, { capacity: 4 })

  it.effect("S14, S16: complete: its outlets complete, its inlets are cancelled", () =>
    Effect.gen(function*() {
      const [results, lines] = yield* logged(Workflow.run(workflowWith("complete")))
      assert.deepStrictEqual(results, { read: [0], beside: 100 })
      assert.deepStrictEqual(lines, ["Error w/reader failed after 2 popped from n, 1 pushed to m; the run goes on"])
    }))

  it.effect("ignore: its inlets are popped to their ends", () =>
    Effect.gen(function*() {
      const running = yield* Workflow.launch(workflowWith("ignore"))
      assert.deepStrictEqual(yield* running.await, { read: [0], beside: 100 })
      const { edges } = yield* running.snapshot
      assert.deepStrictEqual(edges.map(({ discarded, popped }) => [popped, discarded]), [[100, 0], [1, 0], [100, 0]])
    }))

  it.effect("S15: stop: the run fails", () =>
    Effect.gen(function*() {
      const error: string = yield* Effect.flip(Workflow.run(workflowWith("stop")))
      assert.strictEqual(error, "no more")
    }))

  it.effect("S20: an interruption of the run is no failure of the step", () =>
    Effect.gen(function*() {
      const Stuck = Stream.make("Stuck", { run: () => Effect.never })
      const running = yield* Workflow.launch(Workflow.make("w", { stuck: Step.onFailure(Stuck, "complete") }, () => {}))
      yield* running.settled
      yield* running.interrupt
      const exit = yield* Effect.exit(running.await)
      assert.isTrue(Exit.isFailure(exit) && Cause.hasInterruptsOnly(exit.cause))
    }))

  it.effect("is for streams: a workflow's steps are supervised one by one", () =>
    Effect.sync(() => {
      const inner = Workflow.single(Transform.map(Schema.Int, Schema.Int, (n) => n))
      assert.throws(
        () => Step.onFailure(inner, "complete"),
        "Step.onFailure: map is a workflow; supervise its steps instead"
      )
    }))
})

describe("Step.replicate", () => {
  it.effect("F50: copies share the inlets: each element goes to one of them", () =>
    Effect.gen(function*() {
      const Work = Stream.make("Work", {
        in: { n: Schema.Int },
        out: { m: Schema.Int },
        *run({ n }, { m }) {
          let count = 0
          yield* n.forEach((x) => {
            count++
            return Effect.andThen(Effect.sleep("1 second"), m.push(x))
          })
          return count
        }
      })
      for (const capacity of [1, 2, 512]) {
        const workflow = Workflow.make("w", {
          numbers: Source.range({ end: 12 }),
          work: Step.replicate(Work, 3),
          all
        }, ({ all, numbers, work }) =>
          numbers.pipe(work).pipe(all), { capacity })
        const running = yield* Effect.forkChild(Workflow.run(workflow), { startImmediately: true })
        yield* TestClock.adjust("4 seconds")
        const { all: seen, work } = yield* Fiber.join(running)
        assert.deepStrictEqual(
          [...seen].sort((a, b) =>
            a - b
          ),
          upTo(12)
        )
        assert.deepStrictEqual(work, [4, 4, 4])
      }
    }))

  it.effect("S15: the failure of one fails the step, and interrupts the others", () =>
    Effect.gen(function*() {
      let interrupted = 0
      const Work = Stream.make("Work", {
        in: { n: Schema.Int },
        run: ({ n }) =>
          n.forEach((x) =>
            x === 0
              ? Effect.fail("zero")
              : Effect.onInterrupt(Effect.never, () => Effect.sync(() => interrupted++))
          )
      })
      const workflow = Workflow.make(
        "w",
        { numbers: Source.range({ end: 12 }), work: Step.replicate(Work, 3) },
        ({ numbers, work }) => numbers.pipe(work)
      )
      assert.strictEqual(yield* Effect.flip(Workflow.run(workflow)), "zero")
      assert.isAtMost(interrupted, 2)
    }))

  it("refuses what is no number of copies", () => {
    assert.throws(() => Step.replicate(all, 0), "Step.replicate: 0 copies; give a whole number, 1 or more")
  })
})
