import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Schema from "effect/Schema"
import { type Definition, Stream } from "../Stream.ts"

/**
 * Emits what is taken from an Effect `Queue`, until it ends; the step fails as the queue does.
 *
 * **When to use**
 *
 * Use to feed a workflow from callbacks or other fibers. Elements are taken one at a time, so that a step that is stopped
 * leaves the rest in the queue.
 *
 * **Example** (Emptying a queue)
 *
 * ```ts
 * import { Sink, Source, Workflow } from "@effect-mimo/core"
 * import type * as Cause from "effect/Cause"
 * import * as Effect from "effect/Effect"
 * import * as Queue from "effect/Queue"
 * import * as Schema from "effect/Schema"
 *
 * const program = Effect.gen(function*() {
 *   const queue = yield* Queue.unbounded<number, Cause.Done>()
 *   yield* Queue.offerAll(queue, [1, 2])
 *   yield* Queue.end(queue)
 *   const copy = Workflow.make("copy", {
 *     numbers: Source.fromQueue(Schema.Int, queue),
 *     all: Sink.toArray(Schema.Int)
 *   }, ({ numbers, all }) => numbers.pipe(all))
 *   return yield* Workflow.run(copy)
 * })
 * Effect.runSync(program) // => { all: [1, 2] }
 * ```
 *
 * @category sources
 * @since 0.1.0
 */
export const fromQueue = <S extends Schema.Constraint, E>(
  schema: S,
  queue: Queue.Dequeue<S["Type"], E>
): Definition<{}, { readonly value: S["Type"] }, void, Exclude<E, Cause.Done>> =>
  Stream.make("fromQueue", {
    out: { value: schema },
    run: (_, { value }) =>
      // The queue's Done completes the step (S14), so it is not among the errors.
      Effect.forever(Effect.flatMap(Queue.take(queue), (element) => value.push(element)), {
        disableYield: true
      }) as Effect.Effect<void, Exclude<E, Cause.Done>>
  })
