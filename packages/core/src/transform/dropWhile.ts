import type * as Schema from "effect/Schema"
import { type Definition, Stream } from "../Stream.ts"

/**
 * Leaves out elements up to the first that does not satisfy a predicate; passes on that one and all that follow.
 *
 * **When to use**
 *
 * Use to begin at an element. To leave some out all along, there is `filter`.
 *
 * **Details**
 *
 * The predicate is not asked any more once it has given `false`. Where it throws, the step fails.
 *
 * **Example** (From a marker on)
 *
 * ```ts
 * import { Sink, Source, Transform, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const resumed = Workflow.make("resumed", {
 *   offsets: Source.fromIterable(Schema.Int, [1, 2, 3, 1]),
 *   unseen: Transform.dropWhile(Schema.Int, (offset) => offset < 3),
 *   all: Sink.toArray(Schema.Int)
 * }, ({ offsets, unseen, all }) => offsets.pipe(unseen).pipe(all))
 * Effect.runSync(Workflow.run(resumed)) // => { all: [3, 1] }
 * ```
 *
 * @see `takeWhile` for those before
 * @category transforms
 * @since 0.1.0
 */
export const dropWhile = <S extends Schema.Constraint>(
  schema: S,
  predicate: (element: S["Type"]) => boolean
): Definition<{ readonly value: S["Type"] }, { readonly passed: S["Type"] }> =>
  Stream.make("dropWhile", {
    in: { value: schema },
    out: { passed: schema },
    *run({ value }, { passed }) {
      let isDropping = true
      yield* value.forEach((element) => {
        isDropping &&= predicate(element)
        return isDropping ? undefined : passed.push(element)
      })
    }
  })
