import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import { anyOf } from "../internal/junctionPorts.ts"
import { type Definition, type ElementOf, type ElementsOf, Stream } from "../Stream.ts"

const ended: unique symbol = Symbol("ended")

/**
 * Passes on so many elements of each inlet in turn, one unless told; an inlet that has ended is left out from then on.
 *
 * **When to use**
 *
 * Use where the order must not depend on who is faster: it waits for the inlet whose turn it is. It ends when all inlets have
 * ended.
 *
 * **Example** (In turn)
 *
 * ```ts
 * import { Junction, Sink, Source, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const inTurn = Workflow.make("inTurn", {
 *   small: Source.range({ end: 4 }),
 *   large: Source.range({ start: 10, end: 12 }),
 *   interleave: Junction.interleave({ small: Schema.Int, large: Schema.Int }),
 *   all: Sink.toArray(Schema.Int)
 * }, ({ small, large, interleave, all }) => {
 *   small.pipe(interleave.small)
 *   large.pipe(interleave.large)
 *   interleave.interleaved.pipe(all)
 * })
 * Effect.runSync(Workflow.run(inTurn)) // => { all: [0, 10, 1, 11, 2, 3] }
 * ```
 *
 * @category junctions
 * @since 0.1.0
 */
export const interleave = <const P extends Readonly<Record<string, Schema.Constraint>>>(
  inlets: P,
  count = 1
): Definition<ElementsOf<P>, { readonly interleaved: ElementOf<P[keyof P]> }> => {
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new TypeError(`Junction.interleave: ${String(count)} elements in turn; give a whole number, 1 or more`)
  }
  return Stream.make("interleave", {
    in: inlets,
    out: { interleaved: anyOf("interleave", inlets) },
    *run(ins, { interleaved }) {
      const open = new Set(Object.values(ins))
      while (open.size > 0) {
        for (const inlet of open) {
          for (let left = count; left > 0; left--) {
            const next = yield* Effect.catchIf(inlet.pop, Cause.isDone, () => Effect.succeed(ended))
            if (next === ended) {
              open.delete(inlet)
              break
            }
            yield* interleaved.push(next)
          }
        }
      }
    }
  }) as unknown as Definition<ElementsOf<P>, { readonly interleaved: ElementOf<P[keyof P]> }> // the union of the schemas
}
