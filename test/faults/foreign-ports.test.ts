/** Ports that are used by another step than the one they belong to, of the same run or of another. */
import { type In, type Out, PortError, Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { assertDone, defectOf, rule, settle } from "../semantics/fixtures-ports.ts"
import { failedStep, statuses } from "../semantics/fixtures.ts"

const Int = Schema.Int
const all = Sink.toArray(Int)

/** A step that gives its ports away and lives until the test ends it. */
const Giving = () => {
  const kept: { in?: In<number>; out?: Out<number> } = {}
  const over = Deferred.makeUnsafe<void>()
  const stream = Stream.make("Giving", {
    in: { n: Int },
    out: { m: Int },
    run: ({ n }, { m }) => {
      Object.assign(kept, { in: n, out: m })
      return Deferred.await(over)
    }
  })
  // Set when the step has begun, before anyone else uses them.
  return {
    stream,
    ports: kept as { readonly in: In<number>; readonly out: Out<number> },
    end: Deferred.succeed(over, undefined)
  }
}

/** A workflow around it: what it is fed, and what comes out. */
const around = (giving: ReturnType<typeof Giving>, name: string, items = 5) =>
  Workflow.make(name, { numbers: Source.range({ end: items }), giving: giving.stream, all }, (s) => {
    s.numbers.pipe(s.giving).pipe(s.all)
  })

describe("a port of another step", () => {
  rule(
    "S2, S14: is popped on its owner's account: no element comes twice, and its end is seen",
    () =>
      Effect.gen(function*() {
        const giving = Giving()
        const taken: Array<number> = []
        const workflow = Workflow.make("w", {
          numbers: Source.range({ end: 5 }),
          giving: giving.stream,
          thief: Stream.make("Thief", {
            *run() {
              yield* Effect.yieldNowWith(1)
              while (true) taken.push(yield* giving.ports.in.pop)
            }
          }),
          all
        }, (s) => {
          s.numbers.pipe(s.giving).pipe(s.all)
        })
        const running = yield* Workflow.launch(workflow)
        yield* settle
        assert.deepStrictEqual(taken, [0, 1, 2, 3, 4])
        assert.strictEqual(statuses(yield* running.snapshot).thief, "completed")
        yield* giving.end
        assert.deepStrictEqual(yield* running.await, { all: [] })
      })
  )

  rule(
    "S7, S16: who waits at it is woken when its owner ends, and is stopped with its own consumers only",
    () =>
      Effect.gen(function*() {
        const giving = Giving()
        const workflow = Workflow.make("w", {
          fed: Stream.make("Fed", { out: { n: Int }, run: () => Effect.never }),
          giving: giving.stream,
          thief: Stream.make("Thief", {
            out: { n: Int },
            *run(_, { n }) {
              yield* Effect.yieldNowWith(1)
              yield* n.push(1)
              yield* giving.ports.in.forEach(() => {})
              yield* n.push(2)
            }
          }),
          all,
          stolen: all
        }, (s) => {
          s.fed.pipe(s.giving).pipe(s.all)
          s.thief.pipe(s.stolen)
        })
        const running = yield* Workflow.launch(workflow)
        yield* settle
        assert.strictEqual(statuses(yield* running.snapshot).thief, "running")
        yield* giving.end
        assert.deepStrictEqual(yield* running.await, { all: [], stolen: [1, 2] })
      })
  )

  rule(
    "S13: is pushed to on its owner's account, in order, until that has ended; then whoever pushes dies of it",
    () =>
      Effect.gen(function*() {
        const giving = Giving()
        const workflow = Workflow.make("w", {
          numbers: Source.range({ end: 0 }),
          giving: giving.stream,
          guest: Stream.make("Guest", {
            *run() {
              yield* Effect.yieldNowWith(1)
              yield* giving.ports.out.pushAll([1, 2, 3])
              yield* giving.end
              yield* settle
              yield* giving.ports.out.push(4)
            }
          }),
          all
        }, (s) => {
          s.numbers.pipe(s.giving).pipe(s.all)
        })
        const running = yield* Workflow.launch(workflow)
        const exit = yield* Effect.exit(running.await)
        assert.strictEqual(failedStep(exit), "w/guest")
        const defect = defectOf(exit)
        assert.instanceOf(defect, PortError.PushAfterEnd)
        assert.deepInclude(defect, { step: "w/giving", port: "m" })
        const { edges } = yield* running.snapshot
        assert.deepInclude(edges[1], { pushed: 3, popped: 3, state: "Completed" })
      })
  )
})

describe("a port of an earlier run", () => {
  const earlier = Effect.gen(function*() {
    const giving = Giving()
    const running = yield* Workflow.launch(around(giving, "first"))
    yield* settle
    yield* giving.end
    yield* running.await
    return giving.ports
  })

  rule("S6, S9: is at its end, and holds nothing", () =>
    Effect.gen(function*() {
      const { in: inlet } = yield* earlier
      const Late = Stream.make("Late", {
        *run() {
          const sizes = [inlet.size]
          yield* assertDone(inlet.pop)
          yield* assertDone(inlet.peek)
          yield* assertDone(inlet.popUpTo(3))
          yield* inlet.forEach((n) => void sizes.push(n))
          yield* inlet.close
          return sizes
        }
      })
      assert.deepStrictEqual(yield* Workflow.run(Workflow.make("second", { late: Late }, () => {})), { late: [0] })
    }))

  rule(
    "S13: refuses a push, and the run that fails names the step that pushed, and whose port it was",
    () =>
      Effect.gen(function*() {
        const { out } = yield* earlier
        const Late = Stream.make("Late", { run: () => out.push(1) })
        const exit = yield* Effect.exit(Workflow.run(Workflow.make("second", { late: Late }, () => {})))
        assert.strictEqual(failedStep(exit), "second/late")
        assert.deepInclude(defectOf(exit), { step: "first/giving", port: "m" })
      })
  )

  rule(
    "S18: of a run that goes on, it moves elements of that run, and leaves the other alone",
    () =>
      Effect.gen(function*() {
        const giving = Giving()
        const first = yield* Workflow.launch(around(giving, "first"))
        yield* settle
        const Other = Stream.make("Other", {
          out: { n: Int },
          *run(_, { n }) {
            const stolen = yield* giving.ports.in.pop
            yield* giving.ports.out.push(stolen + 10)
            yield* n.push(stolen)
            yield* giving.ports.in.forEach((x) => n.push(x))
          }
        })
        const second = Workflow.make("second", { other: Other, all }, (s) => {
          s.other.pipe(s.all)
        })
        assert.deepStrictEqual(yield* Workflow.run(second), { all: [0, 1, 2, 3, 4] })
        yield* giving.end
        assert.deepStrictEqual(yield* first.await, { all: [10] })
      })
  )

  rule("S20: an interrupted run takes none of another's elements with it", () =>
    Effect.gen(function*() {
      const giving = Giving()
      const feeding = Workflow.make("first", { giving: giving.stream }, ({ giving }) => ({
        in: { n: giving.n },
        out: { m: giving.m }
      }))
      const first = yield* Workflow.launch(feeding)
      yield* settle
      const Other = Stream.make("Other", { run: () => giving.ports.in.pop })
      const second = yield* Workflow.launch(Workflow.make("second", { other: Other }, () => {}))
      yield* settle
      yield* second.interrupt
      yield* first.in.n.push(7)
      assert.strictEqual(giving.ports.in.size, 1)
      yield* giving.end
      yield* first.await
    }))
})
