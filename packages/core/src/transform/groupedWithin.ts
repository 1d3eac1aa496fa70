import * as Clock from "effect/Clock"
import type * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"
import { checkWhole, millisOf } from "../internal/amounts.ts"
import { comesWithin } from "../internal/comesWithin.ts"
import { checkedSchema } from "../internal/definition.ts"
import { type Definition, Stream } from "../Stream.ts"

/**
 * Passes on arrays of up to `n` elements: as soon as there are `n`, and otherwise the given time after the first of them
 * came.
 *
 * **When to use**
 *
 * Use to write in batches, where none may wait for long. With a duration of `"Infinity"` all but the last have `n` elements.
 *
 * **Details**
 *
 * No array is empty, and no timer runs while there is nothing to pass on. At the end of the inlet, what there is is passed on
 * at once; when the inlet fails, it is dropped (S5). While an array waits for room, elements wait on the inlet: the step holds
 * no more than `n`. An array that was pushed late for want of room does not take time from the next one.
 *
 * **Example** (Four at a time)
 *
 * ```ts
 * import { Sink, Source, Transform, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const batches = Workflow.make("batches", {
 *   rows: Source.range({ end: 6 }),
 *   batch: Transform.groupedWithin(Schema.Int, 4, "1 second"),
 *   all: Sink.toArray(Schema.Array(Schema.Int))
 * }, ({ rows, batch, all }) => rows.pipe(batch).pipe(all))
 * await Effect.runPromise(Workflow.run(batches)) // => { all: [[0, 1, 2, 3], [4, 5]] }
 * ```
 *
 * @category transforms
 * @since 0.1.0
 */
export const groupedWithin = <S extends Schema.Constraint>(
  schema: S,
  n: number,
  duration: Duration.Input
): Definition<{ readonly value: S["Type"] }, { readonly group: ReadonlyArray<S["Type"]> }> => {
  checkWhole("Transform.groupedWithin: elements", n)
  const limit = millisOf("Transform.groupedWithin: duration", duration)
  return Stream.make("groupedWithin", {
    in: { value: schema },
    out: { group: Schema.Array(checkedSchema("groupedWithin.value", schema)) },
    *run({ value }, { group }) {
      const clock = yield* Clock.Clock
      const now = () => Number(clock.monotonicTimeNanosUnsafe()) / 1e6
      while (true) {
        const elements: Array<S["Type"]> = [...yield* value.popUpTo(n)]
        const end = now() + limit
        while (elements.length < n && (yield* comesWithin(value, end - now()))) {
          for (const element of yield* value.popUpTo(n - elements.length)) elements.push(element)
        }
        yield* group.push(elements)
      }
    }
  })
}
