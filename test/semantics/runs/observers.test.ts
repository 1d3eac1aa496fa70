/** Which edges an observer is asked for, several observers, and those that throw. */
import { Observation, Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { rule } from "../fixtures-ports.ts"
import { causeOf, Relay } from "../fixtures.ts"

const Int = Schema.Int

const counting = Workflow.make("counting", { numbers: Source.range({ end: 2 }), all: Sink.toArray(Int) }, (
  { all, numbers }
) => numbers.pipe(all))

describe("observers", () => {
  rule("each is asked once for each edge of each run, and may leave edges out", () =>
    Effect.gen(function*() {
      const asked: Array<string> = []
      const copying = Workflow.make("copying", {
        numbers: Source.range({ end: 2 }),
        relay: Relay,
        all: Sink.toArray(Int)
      }, (
        { all, numbers, relay }
      ) => numbers.pipe(relay).pipe(all))
      const run = Observation.observe(Workflow.run(copying), ({ from, to, workflow }) => {
        asked.push(`${workflow}: ${from} → ${to}`)
        return undefined
      })
      yield* run
      assert.deepStrictEqual(asked, ["copying: numbers.value → relay.n", "copying: relay.m → all.value"])
      yield* run
      assert.lengthOf(asked, 4)
      // One that wants nothing but an end.
      const ends: Array<string> = []
      yield* Observation.observe(Workflow.run(copying), () => ({ ended: (by) => void ends.push(by) }))
      assert.deepStrictEqual(ends, ["Completed", "Completed"])
    }))

  rule("several are all told, the outer one first; runs elsewhere are not watched", () =>
    Effect.gen(function*() {
      const told: Array<string> = []
      const naming = (name: string): Observation.Observer => ({ to }) =>
        to === "all.value" ? { pushed: (n) => void told.push(`${name}${n}`) } : undefined
      yield* Workflow.run(counting).pipe(Observation.observe(naming("inner")), Observation.observe(naming("outer")))
      assert.deepStrictEqual(told, ["outer0", "inner0", "outer1", "inner1"])
      yield* Workflow.run(counting)
      assert.lengthOf(told, 4)
      // Runs that steps start are under the same observers.
      const nesting = Workflow.make("nesting", {
        step: Stream.make("Runs", { run: () => Workflow.run(counting) })
      }, () => {})
      yield* Observation.observe(Workflow.run(nesting), naming("x"))
      assert.deepStrictEqual(told.slice(4), ["x0", "x1"])
    }))

  const throwing = (
    what: keyof Observation.EdgeObserver,
    at: string
  ): Effect.Effect<Exit.Exit<unknown, unknown>, never, Scope.Scope> => {
    const relaying = Workflow.make("relaying", {
      numbers: Source.range({ end: 3 }),
      relay: Relay,
      all: Sink.toArray(Int)
    }, (
      { all, numbers, relay }
    ) => numbers.pipe(relay).pipe(all))
    const thrower = () => {
      throw new Error("observer")
    }
    return Effect.exit(
      Observation.observe(Workflow.run(relaying), ({ to }) => to === at ? { [what]: thrower } : undefined)
    )
  }

  rule("what one throws is a defect of the step that pushes or pops", () =>
    Effect.gen(function*() {
      for (const [what, at, step] of [["pushed", "all.value", "relay"], ["popped", "all.value", "all"]] as const) {
        const cause = causeOf(yield* throwing(what, at))
        const defect = Cause.squash(cause)
        assert.strictEqual(defect instanceof Error && defect.message, "observer")
        assert.deepStrictEqual(Workflow.failedStep(cause), Option.some(`relaying/${step}`), what)
      }
    }))

  rule("what one throws at an end fails the run", () =>
    Effect.gen(function*() {
      const exit = yield* throwing("ended", "all.value")
      assert.isTrue(Exit.isFailure(exit))
      assert.include(String(exit), "observer")
    }))

  rule("one that throws when it is asked for an edge keeps the run from starting", () =>
    Effect.gen(function*() {
      const exit = yield* Effect.exit(Observation.observe(Workflow.run(counting), () => {
        throw new Error("no")
      }))
      assert.include(String(exit), "no")
    }))
})
