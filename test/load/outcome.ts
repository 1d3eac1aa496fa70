/** How a run ended, in a word. */
import { Deadlock, Running } from "@effect-mimo/core"
import * as Cause from "effect/Cause"
import * as Exit from "effect/Exit"
import { Injected } from "./ledger.ts"

/** What a switch is aborted with, or a feed. */
export class Aborted extends Error {
  override readonly name = "Aborted"
}

/** What a step fails with that is tried again. */
export class Own extends Error {
  override readonly name = "Own"
}

export type Kind = "success" | "interrupted" | "deadlock" | "injected" | "own" | "aborted" | "drain timeout" | "timeout"

const kindOf = (reason: Cause.Reason<unknown>): Kind => {
  if (Cause.isInterruptReason(reason)) return "interrupted"
  const what = Cause.isFailReason(reason) ? reason.error : reason.defect
  if (what instanceof Injected) return "injected"
  if (what instanceof Own) return "own"
  if (what instanceof Aborted) return "aborted"
  if (what instanceof Deadlock.Deadlock) return "deadlock"
  if (what instanceof Running.DrainTimeout) return "drain timeout"
  if (Cause.isTimeoutError(what)) return "timeout"
  throw new Error(`ended with ${String(what)}`, { cause: what })
}

/** Success, or what is in the Cause, each once; an interruption is told where there is nothing else. */
export const kindsOf = (exit: Exit.Exit<unknown, unknown>): ReadonlyArray<Kind> => {
  if (Exit.isSuccess(exit)) return ["success"]
  const kinds = new Set(exit.cause.reasons.map(kindOf))
  if (kinds.size > 1) kinds.delete("interrupted")
  return [...kinds]
}
