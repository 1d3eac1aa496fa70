import { Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import { rule, settle } from "../fixtures-ports.ts"
import { capacities, Endless, makeLog, relays, scopedRelay, Stuck, Take, until } from "../fixtures.ts"

const all = Sink.toArray(Schema.Int)

/** A class with state, which counts its instances. */
const counted = () => {
  const instances: Array<object> = []
  class Count extends Stream.Class("Count", { in: { n: Schema.Int } }) {
    count = 0
    readonly seen = new Set<number>()
    constructor() {
      super()
      instances.push(this)
    }
    *run() {
      yield* this.in.n.forEach((n) => {
        this.count++
        this.seen.add(n)
      })
      return [this.count, this.seen.size]
    }
  }
  return { Count, instances }
}

describe("S18: each run is fresh", () => {
  rule("S18: a workflow can be run again, with fresh state and fresh edges", () =>
    Effect.gen(function*() {
      const { Count, instances } = counted()
      const workflow = Workflow.make("w", { numbers: Source.range({ end: 10 }), count: Count }, ({ numbers, count }) =>
        numbers.pipe(count))
      for (let i = 0; i < 3; i++) {
        assert.deepStrictEqual(yield* Workflow.run(workflow), { count: [10, 10] })
      }
      assert.lengthOf(instances, 3)
      assert.lengthOf([...new Set(instances)], 3)
    }))

  rule("S18: and twice at the same time", () =>
    Effect.gen(function*() {
      const { Count, instances } = counted()
      const workflow = Workflow.make(
        "w",
        { numbers: Source.range({ end: 200 }), count: Count },
        ({ numbers, count }) => numbers.pipe(count)
      )
      for (const capacity of capacities) {
        const run = Workflow.run(Workflow.withCapacity(workflow, capacity))
        assert.deepStrictEqual(yield* Effect.all([run, run, run], { concurrency: "unbounded" }), [
          { count: [200, 200] },
          { count: [200, 200] },
          { count: [200, 200] }
        ])
      }
      assert.lengthOf([...new Set(instances)], 3 * capacities.length)
    }))

  rule("S18: one stream as several steps has an instance for each", () =>
    Effect.gen(function*() {
      const { Count, instances } = counted()
      const shared = Count.of()
      const workflow = Workflow.make(
        "w",
        { numbers: Source.range({ end: 3 }), a: shared, b: shared, c: Count },
        (s) => {
          s.numbers.pipe(s.a)
          s.numbers.pipe(s.b)
          s.numbers.pipe(s.c)
        }
      )
      assert.deepStrictEqual(yield* Workflow.run(workflow), { a: [3, 3], b: [3, 3], c: [3, 3] })
      assert.lengthOf([...new Set(instances)], 3)
    }))

  rule("S18: nothing is constructed or called before a run starts", () =>
    Effect.gen(function*() {
      const { Count, instances } = counted()
      let calls = 0
      const workflow = Workflow.make("w", {
        numbers: Source.fromIterable(Schema.Int, () => {
          calls++
          return [1]
        }),
        count: Count
      }, ({ numbers, count }) => numbers.pipe(count))
      const run = Workflow.run(workflow)
      void String(workflow)
      void Workflow.describe(workflow)
      assert.deepStrictEqual([instances.length, calls], [0, 0])
      yield* run
      yield* run
      assert.deepStrictEqual([instances.length, calls], [2, 2])
    }))

  rule("S18: a run that failed or was interrupted leaves nothing to the next one", () =>
    Effect.gen(function*() {
      let attempt = 0
      const Flaky = Stream.make("Flaky", {
        in: { n: Schema.Int },
        out: { m: Schema.Int },
        *run({ n }, { m }) {
          const fails = attempt++ === 0
          yield* n.forEach((x) => (fails && x === 3 ? Effect.fail("flaky") : m.push(x)))
        }
      })
      const workflow = Workflow.make("w", { numbers: Source.range({ end: 6 }), flaky: Flaky, all }, (s) =>
        s.numbers.pipe(s.flaky).pipe(s.all), { capacity: 2 })
      assert.deepStrictEqual(yield* Effect.exit(Workflow.run(workflow)).pipe(Effect.map(Exit.isFailure)), true)
      const fiber = yield* Effect.forkChild(Workflow.run(workflow), { startImmediately: true })
      yield* Fiber.interrupt(fiber)
      assert.deepStrictEqual(yield* Workflow.run(workflow), { all: [0, 1, 2, 3, 4, 5] })
    }))

  rule("S18: a workflow nested twice in one has separate steps and state", () =>
    Effect.gen(function*() {
      const { Count, instances } = counted()
      const inner = Workflow.make("inner", { count: Count }, ({ count }) => ({ in: { n: count.n } }))
      const workflow = Workflow.make("w", { five: Source.range({ end: 5 }), a: inner, b: inner }, ({ five, a, b }) => {
        five.pipe(a)
        five.pipe(b)
      })
      assert.deepStrictEqual(yield* Workflow.run(workflow), { a: { count: [5, 5] }, b: { count: [5, 5] } })
      assert.lengthOf([...new Set(instances)], 2)
    }))

  rule("S18: withCapacity leaves the workflow it is given as it is", () =>
    Effect.gen(function*() {
      const workflow = Workflow.make("w", { numbers: Source.range({ end: 3 }), all }, ({ numbers, all }) =>
        numbers.pipe(all))
      const small = Workflow.withCapacity(workflow, 1)
      assert.strictEqual(Workflow.describe(workflow).edges[0]!.capacity, 512)
      assert.strictEqual(Workflow.describe(small).edges[0]!.capacity, 1)
      assert.deepStrictEqual(yield* Workflow.run(workflow), yield* Workflow.run(small))
    }))
})

describe("S19: a step's scope", () => {
  /** Runs a step with a scope in several ways, and gives what its scope saw. */
  const Scoped = (log: ReturnType<typeof makeLog>, body: Effect.Effect<unknown, string>) =>
    Stream.make("Scoped", {
      out: { n: Schema.Int },
      *run(_, { n }) {
        yield* Effect.acquireRelease(
          Effect.sync(() => log.add("opened")),
          (_, exit) => Effect.sync(() => log.add(`closed ${exit._tag}`))
        )
        yield* n.push(1)
        yield* body
        log.add("body done")
      }
    })
  const alone = (log: ReturnType<typeof makeLog>, body: Effect.Effect<unknown, string>) =>
    Workflow.make("w", { step: Scoped(log, body), all }, ({ step, all }) => step.pipe(all))

  rule("S19: opens before run and closes once after it, on completion", () =>
    Effect.gen(function*() {
      const log = makeLog()
      yield* Workflow.run(alone(log, Effect.void))
      assert.deepStrictEqual(log.entries, ["opened", "body done", "closed Success"])
    }))

  rule("S19: on failure, with the failure as its exit", () =>
    Effect.gen(function*() {
      const log = makeLog()
      yield* Effect.exit(Workflow.run(alone(log, Effect.fail("no"))))
      assert.deepStrictEqual(log.entries.splice(0), ["opened", "closed Failure"])
      yield* Effect.exit(Workflow.run(alone(log, Effect.die("no"))))
      assert.deepStrictEqual(log.entries, ["opened", "closed Failure"])
    }))

  rule("S19: when it ends by popping past the end", () =>
    Effect.gen(function*() {
      const log = makeLog()
      const Pops = Stream.make("Pops", {
        in: { n: Schema.Int },
        *run({ n }) {
          yield* log.scoped("pops")
          while (true) yield* n.pop
        }
      })
      const workflow = Workflow.make("w", { numbers: Source.range({ end: 3 }), pops: Pops }, ({ numbers, pops }) =>
        numbers.pipe(pops))
      yield* Workflow.run(workflow)
      assert.deepStrictEqual(log.entries, ["+pops", "-pops"])
    }))

  rule("S19: when the run is interrupted", () =>
    Effect.gen(function*() {
      const log = makeLog()
      const fiber = yield* Effect.forkChild(Workflow.run(alone(log, Effect.never)), { startImmediately: true })
      yield* settle
      yield* Fiber.interrupt(fiber)
      assert.deepStrictEqual(log.entries, ["opened", "closed Failure"])
    }))

  rule("S19: when the step is stopped from downstream", () =>
    Effect.gen(function*() {
      const log = makeLog()
      const workflow = Workflow.make("w", { step: Scoped(log, Effect.never), take: Take(1) }, ({ step, take }) =>
        step.pipe(take))
      yield* Workflow.run(workflow)
      assert.deepStrictEqual(log.entries, ["opened", "closed Failure"])
    }))

  rule("S19: when the run is drained", () =>
    Effect.gen(function*() {
      const log = makeLog()
      const running = yield* Workflow.launch(alone(log, Effect.never))
      yield* running.settled
      assert.deepStrictEqual(yield* running.drain(), { all: [1] })
      assert.deepStrictEqual(log.entries, ["opened", "closed Failure"])
    }))

  rule("S19: when another step fails", () =>
    Effect.gen(function*() {
      const log = makeLog()
      const gate = yield* Deferred.make<void>()
      const Fails = Stream.make("Fails", { run: () => Effect.andThen(Deferred.await(gate), Effect.fail("no")) })
      const workflow = Workflow.make("w", { step: Scoped(log, Effect.never), all, fails: Fails }, ({ step, all }) => {
        step.pipe(all)
      })
      const running = yield* Workflow.launch(workflow)
      yield* running.settled
      yield* Deferred.succeed(gate, undefined)
      yield* Effect.exit(running.await)
      assert.deepStrictEqual(log.entries, ["opened", "closed Failure"])
    }))

  rule(
    "S19: finalizers run in reverse order, children of the step included, before the run ends",
    () =>
      Effect.gen(function*() {
        const log = makeLog()
        const Nested = Stream.make("Nested", {
          *run() {
            const begun = new Set<string>()
            const noting = (name: string) =>
              Effect.onInterrupt(
                Effect.suspend(() => {
                  begun.add(name)
                  return Effect.never
                }),
                () => Effect.sync(() => log.add(`${name} interrupted`))
              )
            yield* log.scoped("a")
            yield* Effect.forkScoped(noting("forked"))
            yield* log.scoped("b")
            yield* Effect.forkChild(noting("child"))
            yield* until(() => begun.size === 2)
          }
        })
        yield* Workflow.run(Workflow.make("w", { nested: Nested }, () => {}))
        assert.deepStrictEqual(log.entries, ["+a", "+b", "-b", "forked interrupted", "-a", "child interrupted"])
      })
  )

  rule("S19: each step has a scope of its own", () =>
    Effect.gen(function*() {
      const log = makeLog()
      const workflow = Workflow.make(
        "w",
        { numbers: Source.range({ end: 3 }), relays: relays(3, scopedRelay(log)), stuck: Take(3) },
        (s) => s.numbers.pipe(s.relays).pipe(s.stuck)
      )
      yield* Workflow.run(workflow)
      const opened = log.entries.filter((entry) => entry.startsWith("+"))
      const closed = log.entries.filter((entry) => entry.startsWith("-"))
      assert.sameMembers(opened, ["+r0", "+r1", "+r2"])
      assert.sameMembers(closed, ["-r0", "-r1", "-r2"])
      assert.lengthOf(log.entries, 6)
    }))

  it.live("S19: an interruption before a step's first turn opens no scope", () =>
    Effect.gen(function*() {
      const log = makeLog()
      const running = yield* Workflow.launch(alone(log, Effect.never))
      yield* running.interrupt
      assert.deepStrictEqual(log.entries, [])
      assert.isTrue(Exit.hasInterrupts(yield* Effect.exit(running.await)))
    }))

  rule(
    "S19: an interruption while the scope is being acquired still closes what was acquired",
    () =>
      Effect.gen(function*() {
        const log = makeLog()
        const gate = yield* Deferred.make<void>()
        const Slow = Stream.make("Slow", {
          *run() {
            yield* log.scoped("first")
            // Acquisition is uninterruptible, so the second resource is had, and released.
            yield* Effect.acquireRelease(
              Effect.andThen(Deferred.await(gate), Effect.sync(() => log.add("+second"))),
              () => Effect.sync(() => log.add("-second"))
            )
            yield* Effect.never
          }
        })
        const running = yield* Workflow.launch(
          Workflow.make("w", { slow: Slow, numbers: Endless, stuck: Stuck }, (s) => s.numbers.pipe(s.stuck))
        )
        yield* running.settled
        const interrupting = yield* Effect.forkChild(running.interrupt, { startImmediately: true })
        yield* settle
        assert.isUndefined(interrupting.pollUnsafe())
        yield* Deferred.succeed(gate, undefined)
        yield* Fiber.join(interrupting)
        assert.deepStrictEqual(log.entries, ["+first", "+second", "-second", "-first"])
      })
  )

  rule("S19: a scope closes once although several things end the step at a time", () =>
    Effect.gen(function*() {
      const log = makeLog()
      const workflow = Workflow.make("w", { step: Scoped(log, Effect.never), take: Take(1) }, ({ step, take }) =>
        step.pipe(take))
      const running = yield* Workflow.launch(workflow)
      yield* Effect.all([
        Effect.exit(running.drain()),
        running.interrupt,
        running.interrupt,
        Effect.exit(running.await)
      ], {
        concurrency: "unbounded"
      })
      yield* running.interrupt
      assert.isAtMost(
        log.entries.filter((entry) =>
          entry.startsWith("closed")
        ).length,
        1
      )
      assert.strictEqual(
        log.entries.filter((entry) => entry === "opened").length,
        log.entries.filter((entry) => entry.startsWith("closed")).length
      )
    }))
})
