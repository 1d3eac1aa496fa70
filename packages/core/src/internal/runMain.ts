/** A run as the main program of a process: signals in, an exit code out. */
import * as Cause from "effect/Cause"
import * as Console from "effect/Console"
import * as Deferred from "effect/Deferred"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Layer from "effect/Layer"
import * as Runtime from "effect/Runtime"
import type * as Scope from "effect/Scope"
import type { Running } from "../Running.ts"
import { runUntil } from "./stopping.ts"

const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const
type Signal = keyof typeof exitCodes
const signals: ReadonlyArray<Signal> = ["SIGINT", "SIGTERM"]

/** The part of Node's `process` that is needed. Bun and Deno have it too; browsers have neither it nor signals. */
interface Process {
  readonly on: (signal: Signal, listener: (signal: Signal) => void) => unknown
  readonly removeListener: (signal: Signal, listener: (signal: Signal) => void) => unknown
  readonly exit: (code: number) => unknown
}

const processHere = (): Process | undefined => (globalThis as { readonly process?: Process }).process

export const runMain = <A, E, R>(
  launched: Effect.Effect<Running<unknown, unknown, A, E>, never, R | Scope.Scope>,
  layer: Layer.Layer<R, unknown>,
  drain: Duration.Input | undefined
): void => {
  const host = processHere()
  const stop = Deferred.makeUnsafe<void>()
  let isLaunched = false
  let isSignalled = false
  let interruptedBy: Signal | undefined

  const isStopped = (cause: Cause.Cause<unknown>) => interruptedBy !== undefined && Cause.hasInterruptsOnly(cause)
  const noted = Effect.tap(launched, () =>
    Effect.sync(() => {
      isLaunched = true
    }))
  const main = Effect.tapCause(
    Effect.provide(runUntil(noted, stop, drain), layer),
    (cause) =>
      !isStopped(cause) && Runtime.getErrorReported(Cause.squash(cause))
        ? Console.error(Cause.pretty(cause))
        : Effect.void
  )
  const codeOf = (exit: Exit.Exit<unknown, unknown>): number => {
    if (Exit.isSuccess(exit)) return 0
    return interruptedBy !== undefined && isStopped(exit.cause)
      ? exitCodes[interruptedBy]
      : Runtime.getErrorExitCode(Cause.squash(exit.cause))
  }

  const start = Runtime.makeRunMain(({ fiber, teardown }) => {
    const onSignal = (signal: Signal) => {
      // While the layer is being built nothing is in flight yet.
      if (isLaunched && !isSignalled) {
        Deferred.doneUnsafe(stop, Exit.void)
      } else {
        interruptedBy = signal
        unlisten() // a further one does what signals do: it ends the process
        fiber.interruptUnsafe()
      }
      isSignalled = true
    }
    const unlisten = () => {
      for (const signal of signals) host?.removeListener(signal, onSignal)
    }
    for (const signal of signals) host?.on(signal, onSignal)
    fiber.addObserver((exit) => {
      unlisten()
      // Without a reason to end, what the program has besides goes on, as after any main module.
      teardown(exit, (code) => {
        if (isSignalled || code !== 0) host?.exit(code)
      })
    })
  })
  start(main, { disableErrorReporting: true, teardown: (exit, onExit) => onExit(codeOf(exit)) })
}
