import { Port, Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { rule } from "../fixtures-ports.ts"
import { capacities, Endless, makeLog, relays, scopedRelay, statuses, Take } from "../fixtures.ts"

const all = Sink.toArray(Schema.Int)

describe("S16: a step whose consumers have all left", () => {
  rule("S16: is interrupted and counts as completed, at every capacity", () =>
    Effect.gen(function*() {
      const workflow = Workflow.make(
        "w",
        { numbers: Endless, take: Take(3) },
        ({ numbers, take }) => numbers.pipe(take)
      )
      for (const capacity of capacities) {
        const running = yield* Workflow.launch(Workflow.withCapacity(workflow, capacity))
        assert.deepStrictEqual(yield* running.await, { take: [0, 1, 2] })
        assert.deepStrictEqual(statuses(yield* running.snapshot), { numbers: "completed", take: "completed" })
      }
    }))

  rule("S16: whatever it was doing: pushing, popping, sleeping, awaiting", () =>
    Effect.gen(function*() {
      const log = makeLog()
      const doing = (name: string, what: Effect.Effect<unknown>) =>
        Stream.make(name, {
          out: { n: Schema.Int },
          *run(_, { n }) {
            yield* log.scoped(name)
            // The push is inside: the consumer leaves with what it gets, before the step comes to what it does then.
            yield* Effect.onInterrupt(
              Effect.andThen(n.push(1), what),
              () => Effect.sync(() => log.add(`${name} interrupted`))
            )
          }
        })
      for (
        const [name, what] of [
          ["sleep", Effect.sleep("1 hour")],
          ["never", Effect.never],
          ["promise", Effect.promise(() => new Promise(() => {}))],
          ["loop", Effect.forever(Effect.void)]
        ] as const
      ) {
        const workflow = Workflow.make("w", { step: doing(name, what), take: Take(1) }, ({ step, take }) =>
          step.pipe(take))
        assert.deepStrictEqual(yield* Workflow.run(workflow), { take: [1] })
        assert.deepStrictEqual(log.entries.splice(0), [`+${name}`, `${name} interrupted`, `-${name}`])
      }
    }))

  rule("S16: travels upstream through several steps, with their finalizers", () =>
    Effect.gen(function*() {
      const log = makeLog()
      const workflow = Workflow.make(
        "w",
        { numbers: Endless, relays: relays(5, scopedRelay(log)), take: Take(2) },
        ({ numbers, relays, take }) => numbers.pipe(relays).pipe(take)
      )
      for (const capacity of capacities) {
        const running = yield* Workflow.launch(Workflow.withCapacity(workflow, capacity))
        assert.deepStrictEqual(yield* running.await, { take: [0, 1] })
        assert.isTrue(Object.values(statuses(yield* running.snapshot)).every((status) => status === "completed"))
        assert.sameMembers(log.entries.splice(0, 5), ["+r0", "+r1", "+r2", "+r3", "+r4"])
        assert.deepStrictEqual(log.entries.splice(0), ["-r4", "-r3", "-r2", "-r1", "-r0"])
      }
    }))

  rule(
    "S16: waits for the finalizers of each step before the next one upstream is stopped",
    () =>
      Effect.gen(function*() {
        const log = makeLog()
        const Slow = Stream.make("Slow", {
          in: { n: Schema.Int },
          out: { m: Schema.Int },
          *run({ n }, { m }) {
            yield* Effect.addFinalizer(() => Effect.andThen(Effect.yieldNow, Effect.sync(() => log.add("slow closed"))))
            yield* n.forEach((x) => m.push(x))
          }
        })
        const Feed = Stream.make("Feed", {
          out: { n: Schema.Int },
          run: (_, { n }) =>
            Effect.onInterrupt(
              Effect.forever(n.push(1)),
              () => Effect.sync(() => log.add("feed stopped"))
            )
        })
        const workflow = Workflow.make(
          "w",
          { feed: Feed, slow: Slow, take: Take(1) },
          ({ feed, slow, take }) => feed.pipe(slow).pipe(take)
        )
        yield* Workflow.run(workflow)
        assert.deepStrictEqual(log.entries, ["slow closed", "feed stopped"])
      })
  )

  rule(
    "S16: is not stopped while one consumer of a fan-out, or of another outlet, is left",
    () =>
      Effect.gen(function*() {
        const Both = Stream.make("Both", {
          out: { a: Schema.Int, b: Schema.Int },
          *run(_, { a, b }) {
            for (let n = 0; n < 20; n++) {
              yield* a.push(n)
              yield* b.push(n)
            }
            return "to the end"
          }
        })
        const workflow = Workflow.make(
          "w",
          { both: Both, a1: Take(1), a2: Take(2), b1: Take(3), b2: all },
          ({ both, a1, a2, b1, b2 }) => {
            both.a.pipe(a1)
            both.a.pipe(a2)
            both.b.pipe(b1)
            both.b.pipe(b2)
          }
        )
        for (const capacity of capacities) {
          const results = yield* Workflow.run(Workflow.withCapacity(workflow, capacity))
          assert.strictEqual(results.both, "to the end")
          assert.lengthOf(results.b2, 20)
        }
      })
  )

  rule("S16: is stopped when the last consumer of the last outlet leaves", () =>
    Effect.gen(function*() {
      const Both = Stream.make("Both", {
        out: { a: Schema.Int, b: Schema.Int },
        *run(_, { a, b }) {
          for (let n = 0; true; n++) {
            yield* a.push(n)
            yield* b.push(n)
          }
        }
      })
      const workflow = Workflow.make("w", { both: Both, a: Take(1), b: Take(5) }, ({ both, a, b }) => {
        both.a.pipe(a)
        both.b.pipe(b)
      })
      for (const capacity of capacities) {
        assert.deepStrictEqual(yield* Workflow.run(Workflow.withCapacity(workflow, capacity)), {
          a: [0],
          b: [0, 1, 2, 3, 4]
        })
      }
    }))

  rule("S16: a step without piped outlets is never stopped", () =>
    Effect.gen(function*() {
      const Quiet = Stream.make("Quiet", {
        in: { n: Schema.Int },
        out: { aside: Port.optional(Schema.Int) },
        *run({ n }, { aside }) {
          let count = 0
          yield* n.forEach((x) => {
            count++
            return aside.push(x)
          })
          return { count }
        }
      })
      const workflow = Workflow.make(
        "w",
        { numbers: Source.range({ end: 500 }), quiet: Quiet, take: Take(1) },
        ({ numbers, quiet, take }) => {
          numbers.pipe(quiet)
          numbers.pipe(take)
        }
      )
      const running = yield* Workflow.launch(workflow)
      const { quiet } = yield* running.await
      assert.deepStrictEqual(quiet, { count: 500 })
      const { steps } = yield* running.snapshot
      assert.deepStrictEqual(steps[1]!.discarded, { aside: 500 })
    }))

  rule(
    "S16: unpiped outlets do not count: one cancelled outlet beside an unpiped one stops the step",
    () =>
      Effect.gen(function*() {
        const Beside = Stream.make("Beside", {
          out: { n: Schema.Int, aside: Port.optional(Schema.Int) },
          *run(_, { n, aside }) {
            for (let x = 0; true; x++) {
              yield* n.push(x)
              yield* aside.push(x)
            }
          }
        })
        const workflow = Workflow.make("w", { beside: Beside, take: Take(2) }, ({ beside, take }) => {
          beside.n.pipe(take)
        })
        assert.deepStrictEqual(yield* Workflow.run(workflow), { take: [0, 1] })
      })
  )

  rule(
    "S16: outlets a step has ended itself do not count as cancelled: it goes on after ending all of them",
    () =>
      Effect.gen(function*() {
        const log = makeLog()
        const Ends = Stream.make("Ends", {
          out: { a: Schema.Int, b: Schema.Int },
          *run(_, { a, b }) {
            yield* a.push(1)
            yield* a.end
            yield* b.push(2)
            yield* b.end
            for (let i = 0; i < 50; i++) yield* Effect.yieldNow
            log.add("own work done")
            return "result"
          }
        })
        const workflow = Workflow.make("w", { ends: Ends, a: all, b: all }, ({ ends, a, b }) => {
          ends.a.pipe(a)
          ends.b.pipe(b)
        })
        assert.deepStrictEqual(yield* Workflow.run(workflow), { ends: "result", a: [1], b: [2] })
        assert.deepStrictEqual(log.entries, ["own work done"])
      })
  )

  rule(
    "S16: a step that has ended one outlet is stopped when the consumers of the other have left",
    () =>
      Effect.gen(function*() {
        const Half = Stream.make("Half", {
          out: { a: Schema.Int, b: Schema.Int },
          *run(_, { a, b }) {
            yield* a.end
            for (let n = 0; true; n++) yield* b.push(n)
          }
        })
        const workflow = Workflow.make("w", { half: Half, a: all, b: Take(2) }, ({ half, a, b }) => {
          half.a.pipe(a)
          half.b.pipe(b)
        })
        assert.deepStrictEqual(yield* Workflow.run(workflow), { a: [], b: [0, 1] })
      })
  )

  rule("S16: a consumer that closes its inlet early counts as gone though it goes on", () =>
    Effect.gen(function*() {
      const CloseEarly = Stream.make("CloseEarly", {
        in: { n: Schema.Int },
        *run({ n }) {
          const first = yield* n.pop
          yield* n.close
          for (let i = 0; i < 20; i++) yield* Effect.yieldNow
          return first
        }
      })
      const workflow = Workflow.make("w", { numbers: Endless, early: CloseEarly }, ({ numbers, early }) =>
        numbers.pipe(early))
      const running = yield* Workflow.launch(workflow)
      assert.deepStrictEqual(yield* running.await, { early: 0 })
      assert.deepStrictEqual(statuses(yield* running.snapshot), { numbers: "completed", early: "completed" })
    }))

  rule("S16: what a stopped step's finalizer fails with is a failure all the same", () =>
    Effect.gen(function*() {
      const Dies = Stream.make("Dies", {
        out: { n: Schema.Int },
        run: (_, { n }) => Effect.onInterrupt(Effect.forever(n.push(1)), () => Effect.die("on stop"))
      })
      const workflow = Workflow.make("w", { dies: Dies, take: Take(1) }, ({ dies, take }) => dies.pipe(take))
      const running = yield* Workflow.launch(workflow)
      const exit = yield* Effect.exit(running.await)
      assert.strictEqual(exit._tag, "Failure")
      assert.deepStrictEqual(statuses(yield* running.snapshot), { dies: "failed", take: "completed" })
    }))

  rule("S16: an uninterruptible step finishes in its own time, its pushes discarded", () =>
    Effect.gen(function*() {
      const log = makeLog()
      const Stubborn = Stream.make("Stubborn", {
        out: { n: Schema.Int },
        run: (_, { n }) =>
          Effect.uninterruptible(Effect.gen(function*() {
            for (let x = 0; x < 100; x++) yield* n.push(x)
            log.add("all pushed")
          }))
      })
      const workflow = Workflow.make("w", { stubborn: Stubborn, take: Take(2) }, ({ stubborn, take }) =>
        stubborn.pipe(take))
      for (const capacity of capacities) {
        const running = yield* Workflow.launch(Workflow.withCapacity(workflow, capacity))
        assert.deepStrictEqual(yield* running.await, { take: [0, 1] })
        assert.deepStrictEqual(log.entries.splice(0), ["all pushed"])
        const { edges: [edge], steps } = yield* running.snapshot
        assert.strictEqual(edge!.pushed + steps[0]!.discarded["n"]!, 100)
        assert.strictEqual(edge!.popped, 2)
        assert.strictEqual(steps[0]!.status, "completed")
      }
    }))

  rule(
    "S16: 2,000 steps in a chain are built, run and stopped from the far end without stack overflow",
    () =>
      Effect.gen(function*() {
        // Three elements, and no end: a source that goes on would have all steps at work while the first element travels.
        const Three = Stream.make("Three", {
          out: { value: Schema.Int },
          run: (_, { value }) => Effect.andThen(value.pushAll([0, 1, 2]), Effect.never)
        })
        const workflow = Workflow.make(
          "w",
          { numbers: Three, relays: relays(2000), take: Take(3) },
          (s) => s.numbers.pipe(s.relays).pipe(s.take)
        )
        for (const capacity of [1, 128]) {
          const running = yield* Workflow.launch(Workflow.withCapacity(workflow, capacity))
          assert.deepStrictEqual(yield* running.await, { take: [0, 1, 2] })
          const { edges, steps } = yield* running.snapshot
          assert.lengthOf(steps, 2002)
          assert.isTrue(steps.every(({ status }) => status === "completed"))
          assert.isTrue(edges.every(({ size }) => size === 0))
        }
        assert.isAbove(String(workflow).split("\n").length, 4000)
      }),
    { seeds: { count: 2, because: "each order has tens of thousands of turns" } }
  )

  rule("S16: 2,000 steps in a chain end in order when the source does", () =>
    Effect.gen(function*() {
      const workflow = Workflow.make("w", { numbers: Source.range({ end: 5 }), relays: relays(2000), all }, (s) =>
        s.numbers.pipe(s.relays).pipe(s.all))
      assert.deepStrictEqual(yield* Workflow.run(workflow), { all: [0, 1, 2, 3, 4] })
    }), { seeds: { count: 4, because: "each order has tens of thousands of turns" } })
})
