import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Queue from "effect/Queue"
import type * as Schema from "effect/Schema"
import { type Definition, Stream } from "../Stream.ts"

/**
 * Offers each element to an Effect `Queue`, and ends the queue when the step completes.
 *
 * **When to use**
 *
 * Use to hand elements to other fibers. A full queue holds the step back. When the step fails or is interrupted, the queue
 * is interrupted after what it holds, so that a failure never looks like an end.
 *
 * **Example** (Filling a queue)
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
 *   const fill = Workflow.make("fill", {
 *     numbers: Source.range({ end: 3 }),
 *     filled: Sink.toQueue(Schema.Int, queue)
 *   }, ({ numbers, filled }) => numbers.pipe(filled))
 *   yield* Workflow.run(fill)
 *   return yield* Queue.collect(queue)
 * })
 * Effect.runSync(program) // => [0, 1, 2]
 * ```
 *
 * @category sinks
 * @since 0.1.0
 */
export const toQueue = <S extends Schema.Constraint, E>(
  schema: S,
  queue: Queue.Enqueue<S["Type"], E | Cause.Done>
): Definition<{ readonly value: S["Type"] }, {}> =>
  Stream.make("toQueue", {
    in: { value: schema },
    run: ({ value }) =>
      Effect.onExit(
        value.forEach((element) => Queue.offer(queue, element)),
        (exit) => Exit.isSuccess(exit) ? Queue.end(queue) : Queue.interrupt(queue)
      )
  })
