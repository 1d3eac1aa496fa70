/** Tests of the tests: what every-point.test.ts looks for is found where it is. */
import { Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { shuffled } from "../semantics/fixtures-ports.ts"
import { Fuse, type Kind } from "./fuse.ts"
import type { Graph } from "./graphs.ts"
import { assertAll, assertLeftNothing, givenIn } from "./promises.ts"
import { type Fault, Hang, runWith, type Schedule, schedules } from "./rig.ts"

const Int = Schema.Int

/** A relay that leaves something behind, or does something it should not, when its inlet has come to its end. */
const graphOf = (after: Effect.Effect<unknown>, isDetermined = true): Graph => ({
  name: "leaking",
  isDetermined,
  turns: 500,
  workflow: () =>
    Workflow.make("leaking", {
      numbers: Source.range({ end: 3 }),
      relay: Stream.make("Relay", {
        in: { n: Int },
        out: { m: Int },
        run: ({ n }, { m }) => Effect.andThen(n.forEach((x) => m.push(x)), after)
      }),
      all: Sink.toArray(Int)
    }, (s) => {
      s.numbers.pipe(s.relay).pipe(s.all)
    })
})

const faultIn = (step: string, kind: Kind, at = 3): Fault => ({
  step,
  isStage: false,
  fuse: new Fuse(at, kind, step)
})

const failureOf = async (run: Promise<unknown>): Promise<string> => {
  try {
    await run
  } catch (error) {
    return String(error)
  }
  return assert.fail("nothing was found")
}

const undisturbed = (graph: Graph) =>
  runWith(graph, [], schedules[0], (ended) => Effect.sync(() => assertLeftNothing(ended)))

describe("what is left is found", () => {
  it("S23: a fiber", async () => {
    const leaking = graphOf(Effect.forkDetach(Effect.never, { startImmediately: true }))
    assert.include(await failureOf(undisturbed(leaking)), "S23: fibers alive")
  })

  it("S23: a sleep", async () => {
    const leaking = graphOf(Effect.forkDetach(Effect.sleep("1 hour"), { startImmediately: true }))
    const seen = runWith(leaking, [], schedules[0], (ended) => Effect.succeed(ended))
    assert.deepInclude(await seen, { alive: 1, sleeping: 1 })
  })

  it("S7: a step that waits for ever, and where", async () => {
    const failure = await failureOf(undisturbed(graphOf(Effect.never)))
    assert.include(failure, new Hang("").name)
    assert.include(failure, "relay is running, waiting on nothing; all is running, waiting on value")
  })

  it("S2: an element that is not the one it should be", async () => {
    const graph = graphOf(Effect.void)
    // It never comes so far, so that everything arrives.
    const failing = faultIn("numbers", "die", 100)
    const run = runWith(graph, [failing], schedules[0], (ended) => {
      const other = new Map([...givenIn(ended), ["all", { value: [0, 0] }]])
      return assertAll(graph, failing, "die", ended, other)
    })
    assert.include(await failureOf(run), "S2: what came to all.value")
  })

  it("S22: a failure of another step", async () => {
    const graph = graphOf(Effect.void, false)
    const failing = faultIn("numbers", "die")
    const run = runWith(
      graph,
      [failing],
      schedules[0],
      (ended) => assertAll(graph, { ...failing, step: "relay" }, "die", ended, new Map())
    )
    assert.include(await failureOf(run), "S22: whose failure it is")
  })

  it("S15: a fault that is swallowed", async () => {
    const graph: Graph = {
      ...graphOf(Effect.void),
      isDetermined: false,
      workflow: () =>
        Workflow.make("leaking", {
          numbers: Stream.make("Numbers", {
            out: { n: Int },
            run: (_, { n }) => Effect.ignore(Effect.forEach([1, 2, 3], (x) => n.push(x)))
          }),
          all: Sink.toArray(Int)
        }, (s) => {
          s.numbers.pipe(s.all)
        })
    }
    const fault = faultIn("numbers", "fail")
    const run = runWith(graph, [fault], schedules[0], (ended) => assertAll(graph, fault, "fail", ended, new Map()))
    assert.include(await failureOf(run), "S22: the run succeeded")
  })
})

describe("a step that goes wrong when its consumer has left", () => {
  /** Two elements are pushed, one is taken. */
  const leaving = (run: (push: (x: number) => Effect.Effect<void>) => Effect.Effect<unknown>): Graph => ({
    name: "leaving",
    isDetermined: false,
    workflow: () =>
      Workflow.make("leaving", {
        numbers: Stream.make("Numbers", { out: { n: Int }, run: (_, { n }) => run((x) => n.push(x)) }),
        take: Stream.make("Take", { in: { n: Int }, run: ({ n }) => n.pop })
      }, (s) => {
        s.numbers.pipe(s.take)
      })
  })
  const pushing = leaving((push) => Effect.andThen(push(1), Effect.suspend(() => push(2))))

  /** One turn ends as soon as it may once that is so, and goes on when nothing else is left to do. */
  const endingTurnOnce = (isSo: () => boolean): Schedule => ({
    name: "ends a turn",
    clock: "stock",
    scheduler: () => {
      const scheduler = shuffled(0)
      const dispatcher = scheduler.makeDispatcher()
      let [hasEnded, isNext] = [false, false]
      return {
        executionMode: scheduler.executionMode,
        shouldYield: (fiber) => {
          if (hasEnded || fiber.currentOpCount <= 1 || !isSo()) return scheduler.shouldYield(fiber)
          return hasEnded = isNext = true
        },
        makeDispatcher: () => ({
          scheduleTask: (task, priority) => {
            dispatcher.scheduleTask(task, isNext ? 500 : priority)
            isNext = false
          },
          flush: () => dispatcher.flush()
        })
      }
    }
  })

  const endOf = (graph: Graph, fault: Fault, kind: Kind, isSo: (fuse: Fuse) => boolean) =>
    runWith(
      graph,
      [fault],
      endingTurnOnce(() => isSo(fault.fuse)),
      (ended) => Effect.as(assertAll(graph, fault, kind, ended, new Map()), ended.exit._tag)
    )

  for (const kind of ["fail", "die"] as const) {
    it(`S15, S16: ${kind}: has not, where it is stopped before that`, async () => {
      const fault = faultIn("numbers", kind, 2)
      assert.strictEqual(await endOf(pushing, fault, kind, ({ isLit }) => isLit), "Success")
      assert.deepInclude(fault.fuse, { isLit: true, hasBlown: false })
    })
  }

  for (const kind of ["fail", "die", "throw"] as const) {
    it(`S15, S16: ${kind}: has, where its turn ends after that`, async () => {
      const fault = faultIn("numbers", kind, 2)
      assert.strictEqual(await endOf(pushing, fault, kind, ({ hasBlown }) => hasBlown), "Failure")
    })
  }

  it("S15: a fault that is not done, though nobody has left, is found", async () => {
    const careless = leaving((push) => Effect.andThen(push(1), Effect.sync(() => void push(2))))
    const fault = faultIn("numbers", "fail", 2)
    const run = runWith(
      careless,
      [fault],
      schedules[0],
      (ended) => assertAll(careless, fault, "fail", ended, new Map())
    )
    assert.include(await failureOf(run), "S16: a step nobody had left")
  })
})
