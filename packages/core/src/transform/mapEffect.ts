import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type * as Types from "effect/Types"
import type { DeadLetter, OnError, Outlets } from "../DeadLetter.ts"
import { checkWhole, fibersOf } from "../internal/amounts.ts"
import { checkOptional } from "../internal/given.ts"
import { catching, failedOutlet, recovering } from "../internal/onError.ts"
import { waitForAnother } from "../internal/workers.ts"
import type { In, Out } from "../Port.ts"
import { type Definition, Stream } from "../Stream.ts"

/**
 * Applies a function that returns an Effect to each element, up to `concurrency` at a time.
 *
 * **When to use**
 *
 * Use for calls to services. Results keep the order of the elements, and up to twice as many of them as calls may wait for one
 * that takes longer; with `unordered`, each is passed on as soon as it is there. `concurrency` is 1 by default, and may be
 * `"unbounded"`.
 *
 * **Details**
 *
 * A failure fails the step and interrupts the calls under way, unless `onError` says otherwise: see `DeadLetter.OnError`.
 * Dead letters are in order where results are: one that waits for room holds back the results behind it.
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
export const mapEffect = <
  From extends Schema.Constraint,
  To extends Schema.Constraint,
  E = never,
  R = never,
  Mode extends OnError = "fail"
>(
  from: From,
  to: To,
  f: (element: From["Type"]) => Effect.Effect<To["Type"], E, R>,
  options?: {
    readonly concurrency?: Types.Concurrency | undefined
    readonly unordered?: boolean | undefined
    readonly onError?: Mode | undefined
  }
): Definition<
  { readonly value: From["Type"] },
  Outlets<{ readonly mapped: To["Type"] }, Mode>,
  void,
  "fail" extends Mode ? E : never,
  Exclude<R, Scope.Scope>
> => {
  checkOptional("Transform.mapEffect", options, ["concurrency", "unordered", "onError"], "{ concurrency: 3 }")
  const concurrency = fibersOf(options?.concurrency)
  if (concurrency !== Infinity) checkWhole("Transform.mapEffect: concurrency", concurrency)
  const failed = failedOutlet("mapEffect", options?.onError)
  const passingOn = options?.unordered === true || concurrency === 1 ? asTheyCome : inOrder
  const definition = failed === undefined
    ? Stream.make("mapEffect", {
      in: { value: from },
      out: { mapped: to },
      run: ({ value }, { mapped }): Effect.Effect<void, E, R> =>
        Effect.suspend(() => value.forEach(passingOn(f, mapped, concurrency, value), { concurrency }))
    })
    : Stream.make("mapEffect", {
      in: { value: from },
      out: { mapped: to, failed },
      run: ({ value }, { failed, mapped }): Effect.Effect<void, never, R> =>
        Effect.suspend(() =>
          value.forEach(passingOn(attempting(f, value), sorting(mapped, failed), concurrency, value), { concurrency })
        )
    })
  return definition as never // which of the two `Mode` tells; a Done among what `f` fails with would complete the step
}

type Results<B> = Pick<Out<B>, "push" | "pushAll">
type PassingOn = <A, B, E, R>(
  f: (element: A) => Effect.Effect<B, E, R>,
  results: Results<B>,
  concurrency: number,
  inlet: In<A>
) => (element: A) => Effect.Effect<void, E, R>

/** Stands for the result of a call that failed. */
class Failed {
  constructor(readonly letter: DeadLetter) {}
}

const attempting = <A, B, E, R>(
  f: (element: A) => Effect.Effect<B, E, R>,
  value: In<A>
): (element: A) => Effect.Effect<B | Failed, never, R> => {
  const send = (letter: DeadLetter) => Exit.succeed(new Failed(letter))
  return catching(value, (element) => recovering(value, element, f(element), send), send)
}

const sorting = <B>(mapped: Out<B>, failed: Out<DeadLetter>): Results<B | Failed> => {
  const push = (result: B | Failed) => result instanceof Failed ? failed.push(result.letter) : mapped.push(result)
  return {
    push,
    pushAll: (results) =>
      Effect.gen(function*() {
        for (const result of results) yield* push(result)
      })
  }
}

const asTheyCome: PassingOn = (f, results) => (element) => Effect.flatMap(f(element), (result) => results.push(result))

/**
 * Passes on what the calls give in the order in which they were made.
 *
 * Whoever finishes the oldest call passes on its result and all those that are ready behind it. The others go on meanwhile,
 * until twice as many elements as calls are under way or wait; each that has not asked yet may take one more.
 */
const inOrder: PassingOn = <A, B, E, R>(
  f: (element: A) => Effect.Effect<B, E, R>,
  mapped: Results<B>,
  concurrency: number,
  inlet: In<A>
): (element: A) => Effect.Effect<void, E, R> => {
  const calls: Array<{ result: { readonly value: B } | undefined }> = []
  const waiting: Array<() => void> = []
  let isPassingOn = false
  const passOn = (): Effect.Effect<void> => {
    const results: Array<B> = []
    for (let call = calls[0]; call?.result !== undefined; call = calls[results.length]) results.push(call.result.value)
    isPassingOn = results.length > 0
    if (!isPassingOn) return Effect.void
    // They count until they are pushed: nobody may call more meanwhile in their stead.
    return Effect.flatMap(mapped.pushAll(results), () => {
      calls.splice(0, results.length)
      return goOn()
    })
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
      // Asked again: the scheduler may have let others run since.
      return waitForAnother(inlet, (resume) => calls.length < 2 * concurrency ? resume() : waiting.push(resume))
    })
  }
}
