import * as Clock from "effect/Clock"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import { checkWhole, millisOf } from "../internal/amounts.ts"
import { checkOptions } from "../internal/given.ts"
import { type Definition, Stream } from "../Stream.ts"

/**
 * Passes on no more than so many elements in a time, by holding back those that come faster; none is dropped.
 *
 * **When to use**
 *
 * Use before a service that limits the rate of calls. To leave out elements that are overtaken by others, there is
 * `debounce`.
 *
 * **Details**
 *
 * It is a token bucket. Each element takes a token; one comes back every `per / elements`, as long as there are fewer than
 * `burst` (as many as `elements`, unless told), with which it begins. So up to `burst` elements pass at once after a pause,
 * and never more than `burst + elements` within `per`; with a `burst` of 1 they are evenly apart. The step holds one element,
 * the others wait on the inlet.
 *
 * **Example** (Two at a time, and one every 5 milliseconds)
 *
 * ```ts
 * import { Sink, Source, Transform, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const calls = Workflow.make("calls", {
 *   ids: Source.range({ end: 5 }),
 *   slowly: Transform.throttle(Schema.Int, { elements: 2, per: "10 millis" }),
 *   all: Sink.toArray(Schema.Int)
 * }, ({ ids, slowly, all }) => ids.pipe(slowly).pipe(all))
 * await Effect.runPromise(Workflow.run(calls)) // => { all: [0, 1, 2, 3, 4] }
 * ```
 *
 * @category transforms
 * @since 0.1.0
 */
export const throttle = <S extends Schema.Constraint>(
  schema: S,
  options: {
    readonly elements: number
    readonly per: Duration.Input
    readonly burst?: number | undefined
  }
): Definition<{ readonly value: S["Type"] }, { readonly passed: S["Type"] }> => {
  checkOptions("Transform.throttle", options, ["elements", "per", "burst"], "{ elements: 10, per: 1000 }")
  const { burst = options.elements, elements, per } = options
  checkWhole("Transform.throttle: elements", elements)
  checkWhole("Transform.throttle: burst", burst)
  const interval = millisOf("Transform.throttle: per", per) / elements
  if (interval === Infinity) {
    throw new RangeError("Transform.throttle: per: Infinity; give a duration that ends, such as \"1 second\"")
  }
  return Stream.make("throttle", {
    in: { value: schema },
    out: { passed: schema },
    *run({ value }, { passed }) {
      const clock = yield* Clock.Clock
      // When the bucket will be full again.
      let full = -Infinity
      yield* value.forEach((element) => {
        const now = Number(clock.monotonicTimeNanosUnsafe()) / 1e6
        full = Math.max(full, now) + interval
        const wait = full - now - burst * interval
        return wait > 0 ? Effect.andThen(Effect.sleep(wait), passed.push(element)) : passed.push(element)
      })
    }
  })
}
