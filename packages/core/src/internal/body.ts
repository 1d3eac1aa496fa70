/** What a stream's `run` gave, as one Effect; a defect that says what to do when it is neither Effect nor generator. */
import * as Effect from "effect/Effect"
import type { Body } from "./plan.ts"

/** `path` names the step in defects. */
export const bodyEffect = (path: string, body: Body): Effect.Effect<unknown, unknown> => {
  if (Effect.isEffect(body)) return body
  if (isGenerator(body)) return Effect.gen(() => checked(path, body))
  return Effect.die(
    new TypeError(
      `${path}: run gave ${describeValue(body)}; make it a generator method (*run) or let it return an Effect`
    )
  )
}

type StepGenerator = Generator<Effect.Effect<unknown, unknown>, unknown, never>

const isGenerator = (body: Body): body is StepGenerator =>
  typeof body === "object" && body !== null && Symbol.iterator in body && "next" in body

// Effect ends a fiber that is given something else than an Effect on the spot, without its finalizers (S19); so it is made
// a defect before.
const checked = (path: string, body: StepGenerator): StepGenerator => {
  const next = (...args: [] | [never]): IteratorResult<Effect.Effect<unknown, unknown>, unknown> => {
    const state = body.next(...args)
    if (state.done === true || Effect.isEffect(state.value)) return state
    const error = new TypeError(`${path}: run yielded ${describeValue(state.value)}; write yield* and an Effect`)
    return { done: false, value: Effect.die(error) }
  }
  return Object.assign(Object.create(body), { next })
}

const describeValue = (value: unknown): string =>
  value instanceof Promise ? "a Promise" : typeof value === "object" && value !== null ? "an object" : String(value)
