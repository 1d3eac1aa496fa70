/** What may change between two runs of one workflow, and should not change what they do. */
import { Scheduling, Workflow } from "@effect-mimo/core"
import * as Effect from "effect/Effect"
import * as TestScheduler from "../TestScheduler.ts"

/**
 * What may change between two runs of one workflow, and should not change what they do.
 *
 * **Details**
 *
 * - `seed` is that of the schedule (`TestScheduler.shuffled`); without one, it is that of the engine.
 * - `preempt` ends turns at random points too; it needs a seed.
 * - `capacity` is that of all edges, nested ones included; without one, they are those of the graph.
 * - `fusion` is whether stateless steps run on the edge that feeds them (`Scheduling.Fusion`).
 *
 * @category models
 * @since 0.1.0
 */
export interface Settings {
  readonly seed?: number | undefined
  readonly preempt?: boolean | undefined
  readonly capacity?: number | undefined
  readonly fusion?: boolean | undefined
}

export const withCapacityOf = <I, O, A, E, R>(
  workflow: Workflow.Workflow<I, O, A, E, R>,
  { capacity }: Settings
): Workflow.Workflow<I, O, A, E, R> => capacity === undefined ? workflow : Workflow.withCapacity(workflow, capacity)

/** The effect under the schedule of the settings: it is to launch the workflow. */
export const scheduledBy = <A, E, R>(
  self: Effect.Effect<A, E, R>,
  { fusion, preempt, seed }: Settings
): Effect.Effect<A, E, R> => {
  const fused = fusion === undefined ? self : Effect.provideService(self, Scheduling.Fusion, fusion)
  return seed === undefined ? fused : TestScheduler.withSeed(fused, seed, { preempt })
}
