/** What functions of the user's return that a stream calls, and does not wait for. */
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import { describe } from "./given.ts"

/** Refuses an Effect, which nobody would run, and a Promise, which nobody would wait for, nor hear of its rejection. */
export const checkReturned = (what: string, result: unknown, instead = "use Transform.mapEffect"): void => {
  if (typeof result !== "object" || result === null) return
  const isPromise = result instanceof Promise
  if (isPromise) result.catch(() => {})
  else if (!Effect.isEffect(result)) return
  throw new TypeError(
    `${what}: its function returned ${isPromise ? "a Promise" : "an Effect"}, which is not waited for; ${instead}`
  )
}

/** Refuses what has no elements to go over. */
export const checkElements = (what: string, result: unknown): void => {
  checkReturned(what, result)
  if (Predicate.isIterable(result)) return
  throw new TypeError(`${what}: its function returned ${describe(result)}; return an array`)
}
