/** Ports of a run as probes: open ones, and those of steps in the hands of a test. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import { OutletSide, type Tap } from "../internal/outletSide.ts"
import { Ended, type InletProbe, NotCancelled, type OutletProbe, UnexpectedElements } from "../stream/probes.ts"
import type { HeldPort, HeldRun } from "./held.ts"
import type { Inlet, Outlet } from "./puppet.ts"

const placeOf = (run: HeldRun, { port, step }: HeldPort) => ({ stream: step ?? run.workflow, port })

/** What the test reads. */
export const reading = (
  run: HeldRun,
  at: HeldPort,
  tap: Inlet,
  demand: number | undefined
): OutletProbe<unknown> => {
  const side = new OutletSide(tap as Tap, demand) // which needs no more of it
  const take = (n: number, taken: Array<unknown>, operation: string) =>
    side.take(n, taken, (effect) => run.awaiting(operation, effect, at))
  const takeN = (n: number, operation: string) =>
    Effect.suspend(() => {
      const taken: Array<unknown> = []
      return Effect.catchIf(
        Effect.as(take(n, taken, operation), taken),
        Cause.isDone,
        () => Effect.fail(new Ended({ ...placeOf(run, at), wanted: n, taken }))
      )
    })
  const unexpected = (expected: UnexpectedElements["expected"]) =>
    Effect.suspend(() => {
      const { size: count } = tap
      if (count === 0) return Effect.void
      return Effect.matchEffect(tap.peek, {
        onSuccess: (first) => Effect.fail(new UnexpectedElements({ ...placeOf(run, at), expected, count, first })),
        onFailure: () => Effect.void
      })
    })
  return {
    take: Effect.map(takeN(1, "take"), ([element]) => element),
    takeN: (n) => takeN(n, `takeN(${n})`),
    takeAll: Effect.suspend(() => {
      const taken: Array<unknown> = []
      const all = Effect.forever(Effect.suspend(() => take(1, taken, "takeAll")))
      return Effect.as(Effect.catchIf(all, Cause.isDone, () => Effect.void), taken)
    }),
    request: (n) => side.request(n),
    expectNothing: Effect.andThen(run.settled, unexpected("nothing more")),
    expectEnd: Effect.gen(function*() {
      yield* side.arrival((effect) => run.awaiting("expectEnd", effect, at))
      yield* unexpected("the end")
      // At the end now: of a run that failed, with its Cause.
      yield* Effect.catchIf(tap.peek, Cause.isDone, () => Effect.void)
    }),
    cancel: tap.close
  }
}

/** What the test feeds. */
export const feeding = (run: HeldRun, at: HeldPort, outlet: Outlet): InletProbe<unknown> => {
  const offer = (operation: string, element: unknown) =>
    Effect.suspend(() => {
      const push = outlet.push(element)
      return outlet.isFull ? run.awaiting(operation, push, at) : push
    })
  return {
    offer: (element) => offer("offer", element),
    offerAll: (elements) => Effect.forEach(elements, (element) => offer("offerAll", element), { discard: true }),
    end: outlet.end,
    // As an edge tells it: whoever fails, the errors are not in the type of a port.
    fail: (cause) => outlet.fail(Cause.die(Cause.isCause(cause) ? Cause.squash(cause) : cause)),
    expectCancel: Effect.andThen(
      run.settled,
      Effect.suspend(() => outlet.isClosed ? Effect.void : Effect.fail(new NotCancelled(placeOf(run, at))))
    )
  }
}
