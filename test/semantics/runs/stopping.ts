// Steps that do not make it easy to stop a run, and what is seen of a run that was stopped.
import { Sink, Stream, Workflow } from "@effect-mimo/core"
import { assert } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import { causeOf, Endless, type Stuck } from "../fixtures.ts"

export const all = Sink.toArray(Schema.Int)
export const naturals = (count: number): ReadonlyArray<number> => Array.from({ length: count }, (_, n) => n)

export type AnyRunning = Workflow.Running<{}, {}, unknown, unknown>

/** Does not end, and cannot be interrupted, until the gate opens. */
export const Stubborn = (gate: Deferred.Deferred<void>) =>
  Stream.make("Stubborn", { in: { n: Schema.Int }, run: () => Effect.uninterruptible(Deferred.await(gate)) })

/** Takes everything up to the end and goes on all the same. */
export const GoesOn = Stream.make("GoesOn", {
  in: { n: Schema.Int },
  run: ({ n }) => Effect.andThen(n.forEach(() => {}), Effect.never)
})

/** Takes everything; its finalizer dies. */
export const DiesAtEnd = Stream.make("DiesAtEnd", {
  in: { n: Schema.Int },
  *run({ n }) {
    yield* Effect.addFinalizer(() => Effect.die("at the end"))
    yield* n.forEach(() => {})
  }
})

export const reasonsOf = (exit: Exit.Exit<unknown, unknown>): ReadonlyArray<unknown> =>
  causeOf(exit).reasons.map((reason) =>
    Cause.isFailReason(reason) ? reason.error : Cause.isDieReason(reason) ? reason.defect : "interrupted"
  )

export const exitOf = (running: AnyRunning) => Effect.exit(running.await)

/** S23, as far as a snapshot shows it. */
export const assertGone = (running: AnyRunning) =>
  Effect.map(running.snapshot, ({ edges, steps }) => {
    for (const { status, waitingOn } of steps) {
      assert.include(["completed", "failed", "interrupted"], status)
      assert.deepStrictEqual(waitingOn, [])
    }
    for (const { discarded, popped, pushed, size } of edges) {
      assert.deepStrictEqual([size, popped + discarded], [0, pushed])
    }
  })

export const start = <A, E>(effect: Effect.Effect<A, E>) => Effect.forkChild(effect, { startImmediately: true })

/** A full edge into a sink. */
export const into = (sink: typeof Stuck | ReturnType<typeof Stubborn>) =>
  Workflow.make("w", { numbers: Endless, sink }, ({ numbers, sink }) => numbers.pipe(sink), { capacity: 3 })

export const left = [{ from: "numbers.value", to: "sink.n", elements: 3 }]

export const assertTimeout = (exit: Exit.Exit<unknown, unknown>, expected: ReadonlyArray<unknown> = left) => {
  const [error] = reasonsOf(exit)
  assert.instanceOf(error, Workflow.DrainTimeout)
  assert.deepStrictEqual(error.left, expected)
}
