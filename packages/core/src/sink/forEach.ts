import type * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { type Definition, Stream } from "../Stream.ts"

/**
 * Does something with each element, one after the other.
 *
 * **When to use**
 *
 * Use to write, send or print. When `f` returns an Effect, it is run before the next element is taken.
 *
 * **Example** (Printing)
 *
 * ```ts
 * import { Sink, Source, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const seen: Array<number> = []
 * const print = Workflow.make("print", {
 *   numbers: Source.range({ end: 2 }),
 *   printer: Sink.forEach(Schema.Int, (n) => Effect.sync(() => seen.push(n)))
 * }, ({ numbers, printer }) => numbers.pipe(printer))
 * Effect.runSync(Workflow.run(print))
 * seen // => [0, 1]
 * ```
 *
 * @category sinks
 * @since 0.1.0
 */
export const forEach = <S extends Schema.Constraint, E = never, R = never>(
  schema: S,
  f: (element: S["Type"]) => void | Effect.Effect<unknown, E, R>
): Definition<{ readonly value: S["Type"] }, {}, void, E, Exclude<R, Scope.Scope>> =>
  Stream.make("forEach", {
    in: { value: schema },
    run: ({ value }) => value.forEach(f)
  }) as unknown as Definition<{ readonly value: S["Type"] }, {}, void, E, Exclude<R, Scope.Scope>> // E has no Done: forEach ends by itself
