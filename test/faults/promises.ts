/** What has to hold of every run, whatever went wrong in it. */
import { Workflow } from "@effect-mimo/core"
import { assert } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import type { Fuse, Injected, Kind } from "./fuse.ts"
import { type Graph, held } from "./graphs.ts"
import { type Ended, type Fault, planOf } from "./rig.ts"

const over = ["completed", "failed", "interrupted"]

/** S7, S19, S23: everybody has ended, and nothing is left. */
export const assertLeftNothing = ({ alive, inside, sleeping, snapshot: { edges, steps } }: Ended): void => {
  for (const { status, step, waitingOn } of steps) {
    assert.include(over, status, `S7: ${step} is ${status}`)
    assert.deepStrictEqual(waitingOn, [], `S7: ${step} is ${status} and waits`)
  }
  for (const [step, { closed, opened }] of inside) {
    assert.isAtMost(opened, 1, `S19: scopes of ${step}`)
    assert.strictEqual(closed, opened, `S19: how often the scope of ${step} was closed`)
  }
  for (const { discarded, from, popped, pushed, size, state, to } of edges) {
    assert.strictEqual(size, 0, `S23: elements on ${from} → ${to}`)
    assert.notStrictEqual(state, "Open", `S23: ${from} → ${to}`)
    assert.strictEqual(pushed, popped + discarded, `S6: what became of the elements of ${from} → ${to}`)
  }
  assert.strictEqual(alive, 0, "S23: fibers alive")
  assert.strictEqual(sleeping, 0, "S23: sleeps")
  assert.strictEqual(held.timers, 0, "S23: timers of the process")
  assert.strictEqual(held.files, 0, "S23: files of the process")
  assert.strictEqual(held.emitter.listenerCount("tick"), 0, "S23: listeners")
}

const isInjected = (reason: Cause.Reason<unknown>, injected: Injected): boolean =>
  Cause.isFailReason(reason) ? reason.error === injected : Cause.isDieReason(reason) && reason.defect === injected

/** S15, S22: the Cause is the fault, once, and names its step. */
const assertNamed = (exit: Exit.Exit<unknown, unknown>, step: string, kind: Kind, { injected }: Fuse): void => {
  if (Exit.isSuccess(exit)) return assert.fail("S22: the run succeeded")
  const { reasons } = exit.cause
  for (const reason of reasons) {
    assert.deepStrictEqual(
      Workflow.failedStep(Cause.fromReasons([reason])),
      Option.some(step),
      "S22: whose failure it is"
    )
  }
  const own = reasons.filter((reason) => isInjected(reason, injected))
  const others = reasons.filter((reason) => !own.includes(reason) && !Cause.isInterruptReason(reason))
  assert.deepStrictEqual(others, [], "S15: nothing else failed")
  if (kind === "interrupt") return assert.isTrue(Cause.hasInterruptsOnly(exit.cause))
  assert.strictEqual(own.length, 1, "S15: the fault is in the Cause")
  assert.strictEqual(Cause.isFailReason(own[0]!), kind === "fail", "S15: an error stays an error, a defect a defect")
}

/** By step and inlet, what its `forEach` was given in a run. */
export type Given = ReadonlyMap<string, Readonly<Record<string, ReadonlyArray<unknown>>>>

export const givenIn = ({ inside }: Ended): Given => new Map([...inside].map(([step, { given }]) => [step, given]))

/** S2, S25: what came to each step is the beginning of what comes when nothing goes wrong. */
const assertPrefix = ({ inside }: Ended, undisturbed: Given): void => {
  for (const [step, { given }] of inside) {
    for (const [inlet, elements] of Object.entries(given)) {
      const whole = undisturbed.get(step)?.[inlet] ?? []
      assert.deepStrictEqual(elements, whole.slice(0, elements.length), `S2: what came to ${step}.${inlet}`)
    }
  }
}

/** S5: a failed edge is not taken for one that has completed, neither then nor afterwards. */
const assertSeen = (
  graph: Graph,
  { inside, snapshot: { edges, steps } }: Ended,
  { fuse, step }: Fault
): Effect.Effect<void> =>
  Effect.gen(function*() {
    const planned = planOf(graph).edges
    for (const [index, { from, state, to }] of edges.entries()) {
      const [producer, outlet] = splitName(from)
      if (producer !== step) continue
      // A loop that had come to its end (S27) has completed the edge that leads back.
      if (state === "Completed" && planned[index]!.feedback === undefined) {
        assert.isTrue(fuse.endedBefore.has(outlet), `S5: ${from} → ${to} has completed`)
      }
      if (state !== "Failed") continue
      const [consumer, inlet] = splitName(to)
      const { status } = steps.find((other) => other.step === consumer)!
      // One of two inlets that end with the same element may be seen to end before the other is seen to have failed.
      const hasSeenAnEnd = status === "completed" &&
        edges.some((other) => splitName(other.to)[0] === consumer && other.state === "Completed")
      if (graph.isDetermined && !hasSeenAnEnd) {
        assert.strictEqual(status, "interrupted", `S5: ${consumer}, which reads ${from} to its end`)
      }
      const port = inside.get(consumer)?.ins[inlet]
      if (port === undefined) continue
      assert.isFalse(port.isDone, `S5, S8: ${to} is done`)
      const popped = yield* Effect.exit(port.pop)
      const cause = Exit.isFailure(popped) ? popped.cause : Cause.empty
      assert.isFalse(
        cause.reasons.length === 0 || cause.reasons.some(Cause.isFailReason),
        `S5: pop of ${to} afterwards`
      )
    }
  })

const splitName = (port: string): readonly [step: string, port: string] => {
  const dot = port.lastIndexOf(".")
  return [port.slice(0, dot), port.slice(dot + 1)]
}

/** S16: a step that was stopped, since all its consumers had left. */
const assertStopped = (step: string, { edges, steps }: Ended["snapshot"]): void => {
  const outlets = edges.filter(({ from }) => splitName(from)[0] === step)
  assert.isAbove(outlets.length, 0, "S16: a step without consumers")
  for (const { state } of outlets) assert.strictEqual(state, "Cancelled", "S16: a step nobody had left")
  assert.strictEqual(steps.find((other) => other.step === step)!.status, "completed", "S16: a step that was stopped")
}

export const assertAll = (
  graph: Graph,
  fault: Fault,
  kind: Kind,
  ended: Ended,
  undisturbed: Given
): Effect.Effect<void> =>
  Effect.gen(function*() {
    const { exit, snapshot } = ended
    const statusOf = (step: string) => snapshot.steps.find((other) => other.step === step)!.status
    assertLeftNothing(ended)
    if (graph.isDetermined && kind !== "leave") assertPrefix(ended, undisturbed)
    const failed = snapshot.steps.filter(({ status }) => status === "failed").map(({ step }) => step)
    const { hasBlown, isLit } = fault.fuse
    if (!hasBlown || kind === "leave") {
      assert.isTrue(Exit.isSuccess(exit), `S14, S22: ended with ${String(exit)}`)
      if (isLit && !hasBlown) assertStopped(fault.step, snapshot)
      return
    }
    if (kind === "stop") {
      assert.deepStrictEqual(failed, [])
      return assert.isTrue(
        Exit.isSuccess(exit) || Cause.hasInterruptsOnly(exit.cause),
        `S20: ended with ${String(exit)}`
      )
    }
    // Its consumers had left, and it was interrupted by whom it may.
    if (kind === "interrupt" && Exit.isSuccess(exit)) return assertStopped(fault.step, snapshot)
    assertNamed(exit, `${planOf(graph).name}/${fault.step}`, kind, fault.fuse)
    // One that interrupts itself is the run's failure, and shown as what it is.
    if (kind === "interrupt") assert.strictEqual(statusOf(fault.step), "interrupted")
    else assert.deepStrictEqual(failed, [fault.step], "S15: who failed")
    yield* assertSeen(graph, ended, fault)
  })
