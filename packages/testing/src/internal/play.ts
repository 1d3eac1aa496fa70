/** A script played on a stream, from row to row of virtual time. */
import type { Definition } from "@effect-mimo/core"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import { TestClock } from "effect/testing"
import { type InletProbe, make, type OutletProbe, type TestStream } from "../stream/probes.ts"
import type { Options } from "../stream/run.ts"
import type { Action, AnyRow, Arrival, Played } from "./rows.ts"

// By port name; the types of the public functions tie elements to names.
interface AnyTestStream extends Omit<TestStream<unknown>, "exit" | "in" | "out"> {
  readonly in: Readonly<Record<string, InletProbe<unknown>>>
  readonly out: Readonly<Record<string, OutletProbe<unknown>>>
  readonly exit: Effect.Effect<Exit.Exit<unknown, unknown>>
}

/** Runs it under the test's clock, or one of its own where none is given. */
export const play = <D extends Definition.Input>(
  stream: D,
  rows: ReadonlyArray<AnyRow>,
  options?: Omit<Options, "patience">
): Effect.Effect<Played, never, Definition.Services<D>> => {
  // It waits for the clock, which it holds itself: nothing in it can wait in vain.
  const started = make(stream, { ...options, patience: "Infinity" })
  const played = Effect.scoped(Effect.flatMap(started, (test) => onStream(test as unknown as AnyTestStream, rows)))
  // A Scope is nothing that a stream requires.
  const run = played as Effect.Effect<Played, never, Definition.Services<D>>
  return Clock.clockWith((clock): typeof run =>
    "adjust" in clock ? run : Effect.provide(run, TestClock.layer()) as typeof run // nor is the clock
  )
}

// More elements than these, of one outlet and at one time, are no end.
const endless = 10_000

const onStream = (test: AnyTestStream, rows: ReadonlyArray<AnyRow>) =>
  Effect.gen(function*() {
    const clock = yield* Clock.Clock
    const start = clock.currentTimeMillisUnsafe()
    const arrivals: Array<Arrival> = []
    const waits: Array<ReadonlyArray<string>> = []
    const cancelled = new Set<string>()
    let row = 0
    const now = () => clock.currentTimeMillisUnsafe() - start

    const take = (port: string, outlet: OutletProbe<unknown>) =>
      Effect.gen(function*() {
        for (let count = 0, last = -1; count < endless; count++) {
          const element = yield* outlet.take
          const at = now()
          if (at > last) count = 0
          last = at
          arrivals.push({ at, row, event: { _tag: "Element", port, element } })
        }
        // One that pushes for ever is held back, so that what came can be told.
        return yield* Effect.never
      })
    for (const [port, outlet] of Object.entries(test.out)) {
      // Of an outlet that fails with the stream, the exit tells.
      const ended = Effect.onExit(take(port, outlet), (exit) =>
        Effect.sync(() => {
          const isEnd = Exit.isFailure(exit) &&
            exit.cause.reasons.some((reason) => Cause.isFailReason(reason) && Cause.isDone(reason.error))
          if (isEnd && !cancelled.has(port)) arrivals.push({ at: now(), row, event: { _tag: "Ended", port } })
        }))
      yield* Effect.forkScoped(ended, { startImmediately: true })
    }
    const exited = Effect.map(
      test.exit,
      (exit) => void arrivals.push({ at: now(), row, event: { _tag: "Exit", exit } })
    )
    yield* Effect.forkScoped(exited, { startImmediately: true })

    // What an inlet is given waits for room beside the script, in order.
    const giving = new Map<string, Fiber.Fiber<void>>()
    const give = (port: string, giveIt: Effect.Effect<void>) => {
      const before = giving.get(port)
      const inOrder = before === undefined ? giveIt : Effect.andThen(Fiber.await(before), giveIt)
      return Effect.map(Effect.forkScoped(inOrder, { startImmediately: true }), (fiber) => void giving.set(port, fiber))
    }
    const act = (action: Action): Effect.Effect<void, never, Scope.Scope> => {
      switch (action._tag) {
        case "Give":
          return give(action.port, test.in[action.port]!.offerAll(action.elements))
        case "End":
          return give(action.port, test.in[action.port]!.end)
        case "Fail":
          return give(action.port, test.in[action.port]!.fail(action.cause))
        case "Cancel":
          cancelled.add(action.port)
          return test.out[action.port]!.cancel
      }
    }

    // Until nothing comes any more: who takes very many elements lets others go on meanwhile.
    const settled = Effect.gen(function*() {
      for (let seen = -1; arrivals.length > seen;) {
        seen = arrivals.length
        yield* test.settled
      }
    })

    yield* settled
    for (const { at, entries } of rows) {
      const left = at - now()
      if (left > 0) yield* TestClock.adjust(left)
      yield* settled
      for (const entry of entries) if (isAction(entry)) yield* act(entry)
      yield* settled
      waits.push(yield* test.waitingOn)
      row++
    }
    return { stream: test.name, rows, arrivals, waits }
  })

const isAction = (entry: AnyRow["entries"][number]): entry is Action =>
  entry._tag === "Give" || entry._tag === "End" || entry._tag === "Fail" || entry._tag === "Cancel"
