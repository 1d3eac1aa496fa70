import type * as Schema from "effect/Schema"
import { outletsNamed } from "../internal/junctionPorts.ts"
import * as Port from "../Port.ts"
import { type Definition, Stream } from "../Stream.ts"

/**
 * Gives each element to one outlet, of those with room the one that has waited longest (S31).
 *
 * **When to use**
 *
 * Use to share work among steps that take different times. With edges of capacity 1 behind it, nobody hoards what another one
 * could do. Several copies of one step that share an inlet are `Step.replicate`.
 *
 * **Details**
 *
 * It holds no element itself: while no outlet has room, none is taken. What was given stays given: an outlet that is
 * cancelled drops what waits on its edge, and gets nothing more.
 *
 * **Example** (Two workers)
 *
 * ```ts
 * import { Junction, Sink, Source, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const shared = Workflow.make("shared", {
 *   jobs: Source.range({ end: 4 }),
 *   balance: Junction.balance(Schema.Int, ["a", "b"]),
 *   a: Sink.toArray(Schema.Int),
 *   b: Sink.toArray(Schema.Int)
 * }, ({ jobs, balance, a, b }) => {
 *   jobs.pipe(balance)
 *   balance.a.pipe(a)
 *   balance.b.pipe(b)
 * })
 * Effect.runSync(Workflow.run(shared)) // => { a: [0, 2], b: [1, 3] }
 * ```
 *
 * @category junctions
 * @since 0.1.0
 */
export const balance = <S extends Schema.Constraint, const Names extends ReadonlyArray<string>>(
  schema: S,
  outlets: Names
): Definition<{ readonly value: S["Type"] }, { readonly [K in Names[number]]: S["Type"] }> =>
  Stream.make("balance", {
    in: { value: schema },
    out: outletsNamed("balance", outlets, schema),
    *run({ value }, outs) {
      while (true) {
        yield* value.peek
        let free = yield* Port.room(outs)
        const element = yield* value.pop
        // Between the two others may have had a turn.
        if (outs[free]!.isClosed) free = yield* Port.room(outs)
        yield* outs[free]!.push(element)
      }
    }
  }) as unknown as Definition<{ readonly value: S["Type"] }, { readonly [K in Names[number]]: S["Type"] }> // of `outlets`
