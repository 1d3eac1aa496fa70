import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type { Out } from "../Port.ts"
import { type Definition, Stream } from "../Stream.ts"

/**
 * Applies a function that returns an Effect to each element, up to `concurrency` at a time.
 *
 * **When to use**
 *
 * Use for calls to services. Results keep the order of the elements, and as many of them as calls may wait for one that takes
 * longer; with `unordered`, each is passed on as soon as it is there. `concurrency` is 1 by default. A failure fails the step and interrupts the calls under way.
 *
 * **Example** (Calling a service)
 *
 * ```ts
 * import { Sink, Source, Transform, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const lookUp = (n: number) => Effect.as(Effect.yieldNow, `user ${n}`)
 * const users = Workflow.make("users", {
 *   ids: Source.range({ end: 3 }),
 *   user: Transform.mapEffect(Schema.Int, Schema.String, lookUp, { concurrency: 2 }),
 *   all: Sink.toArray(Schema.String)
 * }, ({ ids, user, all }) => ids.pipe(user).pipe(all))
 * await Effect.runPromise(Workflow.run(users)) // => { all: ["user 0", "user 1", "user 2"] }
 * ```
 *
 * @category transforms
 * @since 0.1.0
 */
export const mapEffect = <From extends Schema.Constraint, To extends Schema.Constraint, E = never, R = never>(
  from: From,
  to: To,
  f: (element: From["Type"]) => Effect.Effect<To["Type"], E, R>,
  options?: { readonly concurrency?: number | undefined; readonly unordered?: boolean | undefined }
): Definition<{ readonly value: From["Type"] }, { readonly mapped: To["Type"] }, void, E, Exclude<R, Scope.Scope>> => {
  const concurrency = options?.concurrency ?? 1
  if (!(concurrency >= 1)) throw new RangeError(`mapEffect: concurrency ${concurrency}; give 1 or more`)
  return Stream.make("mapEffect", {
    in: { value: from },
    out: { mapped: to },
    run: ({ value }, { mapped }): Effect.Effect<void, E, R> =>
      Effect.suspend(() => {
        const passOn = options?.unordered === true || concurrency === 1
          ? (element: From["Type"]) => Effect.flatMap(f(element), (result) => mapped.push(result))
          : inOrder(f, mapped, concurrency)
        return value.forEach(passOn, { concurrency })
      })
  }) as Definition<
    { readonly value: From["Type"] },
    { readonly mapped: To["Type"] },
    void,
    E, // what `f` fails with; a Done among it would complete the step
    Exclude<R, Scope.Scope>
  >
}

/**
 * Passes on what the calls give in the order in which they were made.
 *
 * Whoever finishes the oldest call passes on its result and all those that are ready behind it. The others go on meanwhile:
 * as many results as calls may wait for one that takes long.
 */
const inOrder = <A, B, E, R>(
  f: (element: A) => Effect.Effect<B, E, R>,
  mapped: Out<B>,
  concurrency: number
): (element: A) => Effect.Effect<void, E, R> => {
  const calls: Array<{ result: { readonly value: B } | undefined }> = []
  const waiting: Array<() => void> = []
  let isPassingOn = false
  const passOn = (): Effect.Effect<void> => {
    const results: Array<B> = []
    for (let first = calls[0]?.result; first !== undefined; first = calls[0]?.result) {
      results.push(first.value)
      calls.shift()
    }
    isPassingOn = results.length > 0
    return isPassingOn ? Effect.flatMap(mapped.pushAll(results), goOn) : Effect.void
  }
  const goOn = (): Effect.Effect<void> => {
    for (let room = 2 * concurrency - calls.length; room > 0 && waiting.length > 0; room--) waiting.shift()!()
    return passOn()
  }
  return (element) => {
    const call: (typeof calls)[number] = { result: undefined }
    calls.push(call)
    return Effect.flatMap(f(element), (value) => {
      call.result = { value }
      if (!isPassingOn && call === calls[0]) return passOn()
      if (calls.length < 2 * concurrency) return Effect.void
      return Effect.callback<void>((resume) => {
        waiting.push(() => resume(Effect.void))
      })
    })
  }
}
