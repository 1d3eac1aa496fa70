/** `onError` of the stock streams: an element whose function fails becomes a dead letter, and the step goes on. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import { DeadLetter, type OnError } from "../DeadLetter.ts"
import * as Port from "../Port.ts"
import type { InPort } from "./inPort.ts"
import { isFailure } from "./supervision.ts"

/**
 * The outlet that dead letters go to; undefined where an error fails the step. One way for both: what is dropped goes to it
 * as well, and being optional it counts what nobody takes.
 */
export const failedOutlet = (
  stream: string,
  onError: OnError | undefined
): typeof DeadLetter | Port.Optional<typeof DeadLetter> | undefined => {
  switch (onError) {
    case undefined:
    case "fail":
      return undefined
    case "drop":
      return Port.optional(DeadLetter)
    case "deadLetter":
      return DeadLetter
    default: // JavaScript may give anything
      throw new TypeError(`${stream}: onError ${String(onError)}; give "fail", "drop" or "deadLetter"`)
  }
}

// An In is only ever made by the engine, as an InPort, which knows its step and how many elements were taken.
const portOf = (value: Port.In<unknown>) => value as unknown as InPort<unknown>

/** Of the element that was taken last. Told by the port, it is right for all attempts and copies of a step together. */
const positionIn = (value: Port.In<unknown>): number => portOf(value).popped - 1

const letter = (value: Port.In<unknown>, element: unknown, error: unknown, position: number): DeadLetter => ({
  element,
  error,
  step: portOf(value).owner.path,
  position
})

/** `f` for the `forEach` of an In; where it throws, `send` is given the dead letter. */
export const catching = <A, B, C>(
  value: Port.In<A>,
  f: (element: A) => B,
  send: (letter: DeadLetter) => C
): (element: A) => B | C =>
(element) => {
  try {
    return f(element)
  } catch (error) {
    return send(letter(value, element, error, positionIn(value)))
  }
}

/** The same for the Effect that `f` returned: where it fails or dies. To be called as the element is taken. */
export const recovering = <A, B, E, R, C>(
  value: Port.In<A>,
  element: A,
  effect: Effect.Effect<B, E, R>,
  send: (letter: DeadLetter) => Effect.Effect<C>
): Effect.Effect<B | C, never, R> => {
  const position = positionIn(value) // others may be taken before it fails
  return Effect.catchCause(effect, (cause) =>
    isFailure(cause)
      ? send(letter(value, element, Cause.squash(cause), position))
      // An interruption, or the end: not an error of this element. No type tells of either.
      : Effect.failCause(cause as Cause.Cause<never>))
}
