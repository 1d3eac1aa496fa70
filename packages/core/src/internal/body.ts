/** What a stream's `run` gave, as one Effect; a defect that says what to do when it is neither Effect nor generator. */
import * as Effect from "effect/Effect"
import type { Body } from "./plan.ts"

/** `path` names the step in defects. */
export const bodyEffect = (path: string, body: Body): Effect.Effect<unknown, unknown> => {
  if (Effect.isEffect(body)) return body
  // Effect calls nothing but `next`.
  if (isGenerator(body)) return Effect.gen(() => new Checked(path, body) as unknown as StepGenerator)
  return Effect.die(
    new TypeError(
      `${path}: run gave ${describeValue(body)}; make it a generator method (*run) or let it return an Effect`
    )
  )
}

type StepGenerator = Generator<Effect.Effect<unknown, unknown>, unknown, never>

const isGenerator = (body: Body): body is StepGenerator =>
  typeof body === "object" && body !== null && Symbol.iterator in body && "next" in body

/**
 * Effect ends a fiber that is given something else than an Effect on the spot, without its finalizers (S19); so it is made a
 * defect before. A class, since this stands between a step and each of its Effects.
 */
class Checked {
  constructor(private readonly path: string, private readonly body: StepGenerator) {}

  next(value: never): IteratorResult<Effect.Effect<unknown, unknown>, unknown> {
    const state = this.body.next(value)
    if (state.done === true || Effect.isEffect(state.value)) return state
    const error = new TypeError(`${this.path}: run yielded ${describeValue(state.value)}; write yield* and an Effect`)
    return { done: false, value: Effect.die(error) }
  }
}

const describeValue = (value: unknown): string =>
  value instanceof Promise ? "a Promise" : typeof value === "object" && value !== null ? "an object" : String(value)
