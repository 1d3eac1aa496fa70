/**
 * What makes a port operation cheap: an Effect whose iterator is already done when nothing has to wait, so that `yield*` in
 * a step does not enter the fiber runtime.
 */
import type * as Effect from "effect/Effect"
import type { Edge } from "./edge.ts"
import type { Passage } from "./passage.ts"
import { fuelPerTurn } from "./waits.ts"

/** An iterator that is done before it begins: what `yield*` gets when nothing has to wait. */
export class Immediate<A> implements Iterator<never, A> {
  readonly done = true
  constructor(public value: A) {}
  next(): this {
    return this
  }
}

// `yield*` only calls `next` on it, so an iterator that is done already serves as the one of a suspending Effect.
export const asEffectIterator = <A>(iterator: Immediate<A>) =>
  iterator as unknown as Effect.EffectIterator<Effect.Effect<A>>

/**
 * The only edge of a port, for the fast path: no turns to take, and no fuel to count, since between two suspensions a fiber
 * can move no more through an edge than it holds. Where that is too much at a time, or no limit, the slower path counts.
 */
export const fastEdge = (
  edges: ReadonlyArray<Edge>,
  isLimited: (passage: Passage) => boolean
): Edge | undefined => {
  const [edge] = edges
  if (edge === undefined || edges.length > 1 || edge.capacity > fuelPerTurn) return undefined
  return edge.passage === undefined || isLimited(edge.passage) ? edge : undefined
}
