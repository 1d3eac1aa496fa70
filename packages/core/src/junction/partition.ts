import type * as Schema from "effect/Schema"
import type { OnError, Outlets } from "../DeadLetter.ts"
import { outletsNamed } from "../internal/junctionPorts.ts"
import { catching, failedOutlet } from "../internal/onError.ts"
import type { Out } from "../Port.ts"
import { type Definition, Stream } from "../Stream.ts"

type Named<Names extends ReadonlyArray<string>, S> = { readonly [K in Names[number]]: S }

/**
 * Gives each element to the outlet that a function names; each outlet keeps the order (S31).
 *
 * **When to use**
 *
 * Use to send elements of one type different ways. For two ways `Transform.filter` has an outlet for what is rejected. An
 * outlet that nobody reads holds the others back only until it is cancelled: then what is for it is discarded, and counted.
 *
 * **Details**
 *
 * What the function throws, or a name that is none of the outlets', fails the step unless `onError` says otherwise: see
 * `DeadLetter.OnError`.
 *
 * **Example** (Even and odd)
 *
 * ```ts
 * import { Junction, Sink, Source, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const sorted = Workflow.make("sorted", {
 *   numbers: Source.range({ end: 5 }),
 *   parity: Junction.partition(Schema.Int, ["even", "odd"], (n) => n % 2 === 0 ? "even" : "odd"),
 *   evens: Sink.toArray(Schema.Int),
 *   odds: Sink.toArray(Schema.Int)
 * }, ({ numbers, parity, evens, odds }) => {
 *   numbers.pipe(parity)
 *   parity.even.pipe(evens)
 *   parity.odd.pipe(odds)
 * })
 * Effect.runSync(Workflow.run(sorted)) // => { evens: [0, 2, 4], odds: [1, 3] }
 * ```
 *
 * @category junctions
 * @since 0.1.0
 */
export const partition = <
  S extends Schema.Constraint,
  const Names extends ReadonlyArray<string>,
  Mode extends OnError = "fail"
>(
  schema: S,
  outlets: Names,
  choose: (element: S["Type"]) => Names[number],
  options?: { readonly onError?: Mode | undefined }
): Definition<{ readonly value: S["Type"] }, Outlets<Named<Names, S["Type"]>, Mode>> => {
  const failed = failedOutlet("partition", options?.onError)
  const named = outletsNamed("partition", outlets, schema)
  const pushTo = (outs: Readonly<Record<string, Out<S["Type"]>>>) => (element: S["Type"]) => {
    const name = choose(element)
    if (outlets.includes(name)) return outs[name]!.push(element)
    throw new TypeError(`Junction.partition: "${String(name)}" is no outlet; there are ${outlets.join(", ")}`)
  }
  const definition = failed === undefined
    ? Stream.make("partition", {
      in: { value: schema },
      out: named,
      run: ({ value }, outs) => value.forEach(pushTo(outs))
    })
    : Stream.make("partition", {
      in: { value: schema },
      out: { ...named, failed },
      run: ({ value }, { failed, ...outs }) =>
        value.forEach(catching(value, pushTo(outs), (letter) => failed.push(letter)))
    })
  return definition as never // the outlets of `outlets`; whether there are dead letters `Mode` tells
}
