/** S24 beside S27: what the end of a loop will free is not deadlocked. */
import { Sink, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/testing/TestClock"
import { rule, settle } from "../fixtures-ports.ts"
import { deadlockIn, deadlockOf, quietly, waitsOf } from "./fixtures.ts"

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

  it.effect("S27: and while another step of the loop has yet to take what goes round", () =>
    Effect.gen(function*() {
      const Sending = Stream.make("Sending", {
        in: { own: Schema.Int, other: Schema.Int },
        out: { n: Schema.Int },
        *run({ other, own }, { n }) {
          yield* n.push(1)
          yield* own.forEach(() => {})
          yield* other.forEach(() => {})
          return "ended"
        }
      })
      const Swallowing = Stream.make("Swallowing", {
        in: { n: Schema.Int },
        out: { m: Schema.Int },
        *run({ n }) {
          yield* Effect.sleep("1 second")
          yield* n.forEach(() => {})
        }
      })
      const workflow = Workflow.make("swallowed", { sending: Sending, swallowing: Swallowing }, (
        { sending, swallowing }
      ) => {
        sending.n.pipe(sending.own, { feedback: true })
        sending.n.pipe(swallowing)
        swallowing.m.pipe(sending.other, { feedback: true })
      })
      const running = yield* Workflow.launch(workflow)
      yield* settle
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(yield* running.await, { sending: "ended" })
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

describe("a loop that ends with one who is blocked", () => {
  /** All of `rest`, before `n` ends, which is to end the loop. */
  const Feeding = Stream.make("Feeding", {
    out: { n: Schema.Int, rest: Schema.Int },
    *run(_, { rest }) {
      for (let i = 0; i < 5; i++) yield* rest.push(i)
    }
  })
  /** First what comes out of the loop. */
  const Joining = Stream.make("Joining", {
    in: { looped: Schema.Int, rest: Schema.Int },
    *run({ looped, rest }) {
      yield* looped.forEach(() => {})
      let count = 0
      yield* rest.forEach(() => void count++)
      return count
    }
  })
  const joined = (onDeadlock: "fail" | "grow") =>
    Workflow.make("joined", { feeding: Feeding, waiting: Waiting, joining: Joining }, (
      { feeding, joining, waiting }
    ) => {
      feeding.n.pipe(waiting.other, { capacity: 3 })
      waiting.n.pipe(waiting.own, { feedback: true })
      waiting.n.pipe(joining.looped, { capacity: 4 })
      feeding.rest.pipe(joining.rest, { capacity: 2 })
    }, { onDeadlock })

  rule("S24: is an artificial deadlock, and told with what the loop waits for", () =>
    Effect.gen(function*() {
      const deadlock = yield* deadlockOf(joined("fail"))
      assert.strictEqual(deadlock.verdict, "artificial")
      assert.deepStrictEqual(waitsOf(deadlock), [
        "feeding push feeding.rest → joining.rest (2 of 2)",
        "joining pop waiting.n → joining.looped (0 of 4)",
        "waiting end feeding.n → waiting.other (0 of 3)"
      ])
      assert.include(deadlock.message, "waiting waits for the end of feeding.n → waiting.other (0 of 3)")
    }))

  rule("S24, S25: and grows as others do", () =>
    quietly(Effect.gen(function*() {
      assert.deepStrictEqual(yield* Workflow.run(joined("grow")), { waiting: "ended", joining: 5 })
    })))
})
