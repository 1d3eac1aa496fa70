/** S24 beside S27: what the end of a loop will free is not deadlocked. */
import { Sink, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/testing/TestClock"
import { rule, settle } from "../fixtures-ports.ts"
import { deadlockIn, deadlockOf, waitsOf } from "./fixtures.ts"

/** Waits for what comes back to it from itself, and then for the others. */
const Waiting = Stream.make("Waiting", {
  in: { own: Schema.Int, other: Schema.Int },
  out: { n: Schema.Int },
  *run({ other, own }) {
    yield* own.forEach(() => {})
    yield* other.forEach(() => {})
    return "ended"
  }
})

/** Works before it sees that nothing comes. */
const busy = (work: Effect.Effect<unknown>) =>
  Stream.make("Busy", {
    in: { n: Schema.Int },
    out: { m: Schema.Int },
    *run({ n }, { m }) {
      yield* work
      yield* n.forEach((x) => m.push(x))
    }
  })

const looping = (work: Effect.Effect<unknown>) =>
  Workflow.make("looping", { waiting: Waiting, busy: busy(work) }, ({ busy, waiting }) => {
    waiting.n.pipe(waiting.own, { feedback: true })
    waiting.n.pipe(busy).m.pipe(waiting.other, { feedback: true })
  })

/** Comes late, with so many elements. */
const late = (count: number) =>
  Stream.make("Late", {
    out: { n: Schema.Int },
    *run(_, { n }) {
      yield* Effect.sleep("1 second")
      for (let i = 0; i < count; i++) yield* n.push(i)
    }
  })

const entered = (count: number) =>
  Workflow.make("entered", { late: late(count), waiting: Waiting, seen: Sink.drain(Schema.Int) }, (
    { late, seen, waiting }
  ) => {
    late.pipe(waiting.other)
    waiting.n.pipe(waiting.own, { feedback: true })
    waiting.n.pipe(seen)
  })

describe("a step that waits for itself", () => {
  rule(
    "S27: is freed by the end of its loop, when the last of the others has come to wait",
    () =>
      Effect.gen(function*() {
        for (const yields of [0, 1, 30]) {
          const results = yield* Workflow.run(looping(Effect.replicateEffect(Effect.yieldNow, yields)))
          assert.deepStrictEqual(results, { waiting: "ended" })
        }
      })
  )

  it.effect("S27: and when that takes time", () =>
    Effect.gen(function*() {
      const running = yield* Workflow.launch(looping(Effect.sleep("1 second")))
      yield* settle
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(yield* running.await, { waiting: "ended" })
    }))

  it.effect("S27: and while those that lead into the loop may end without an element", () =>
    Effect.gen(function*() {
      const running = yield* Workflow.launch(entered(0))
      yield* settle
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(yield* running.await, { waiting: "ended" })
    }))

  it.effect("S24: is deadlocked when an element has come that it will not take", () =>
    Effect.gen(function*() {
      const running = yield* Workflow.launch(entered(1))
      const ended = yield* Effect.forkScoped(Effect.exit(running.await))
      yield* settle
      yield* TestClock.adjust("1 second")
      const deadlock = deadlockIn(yield* Fiber.join(ended))
      assert.deepStrictEqual(waitsOf(deadlock), ["waiting pop waiting.n → waiting.own (0 of 512)"])
      assert.strictEqual(deadlock.verdict, "true")
    }))

  rule("S24: is deadlocked when one has gone round that nobody takes", () =>
    Effect.gen(function*() {
      const workflow = Workflow.make("round", { waiting: Waiting, busy: busy(Effect.void) }, ({ busy, waiting }) => {
        waiting.n.pipe(waiting.own, { feedback: true })
        waiting.n.pipe(busy)
        busy.m.pipe(waiting.other, { feedback: { first: [1] } })
      })
      assert.strictEqual((yield* deadlockOf(workflow)).verdict, "true")
      assert.isTrue(Exit.isFailure(yield* Effect.exit(Workflow.run(workflow))))
    }))
})
