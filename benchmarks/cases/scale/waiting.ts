/** What a bare fiber does here: it begins, and waits for ever. */
import * as Effect from "effect/Effect"
import { starting } from "./starting.ts"

export const waiting = Effect.suspend(() => {
  starting.begun()
  return Effect.never
})
