import type * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Pull from "effect/Pull"
import * as Queue from "effect/Queue"
import type * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import type { In, Out } from "../Port.ts"
import { type Definition, Stream } from "../Stream.ts"

/**
 * Applies a function that returns an Effect to each element, up to `concurrency` at a time.
 *
 * **When to use**
 *
 * Use for calls to services. Results keep the order of the elements unless `unordered` is set; then each is passed on as
 * soon as it is there. `concurrency` is 1 by default. A failure fails the step and interrupts the calls under way.
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
      options?.unordered === true || concurrency === 1
        ? value.forEach((element) => Effect.flatMap(f(element), (result) => mapped.push(result)), { concurrency })
        : ordered(value, mapped, f, concurrency)
  }) as Definition<
    { readonly value: From["Type"] },
    { readonly mapped: To["Type"] },
    void,
    E, // what `f` fails with; a Done among it would complete the step
    Exclude<R, Scope.Scope>
  >
}

/** One fiber starts the calls, another awaits them in the order they were started. */
const ordered = <A, B, E, R>(
  value: In<A>,
  mapped: Out<B>,
  f: (element: A) => Effect.Effect<B, E, R>,
  concurrency: number
): Effect.Effect<void, E, R> =>
  Effect.gen(function*() {
    const scope = yield* Effect.scope
    const permits = yield* Semaphore.make(concurrency)
    const calls = yield* Queue.unbounded<Fiber.Fiber<B, E>, Cause.Done>()
    // A failure does not wait for its turn behind calls that may never end.
    const failed = yield* Deferred.make<never, E>()
    const startCall = Effect.gen(function*() {
      // The permit first: an element stays on its edge until its call can start.
      yield* permits.take(1)
      const element = yield* value.pop
      const call = Effect.onError(f(element), (cause) => Deferred.failCause(failed, cause))
      yield* Queue.offer(calls, yield* Effect.forkIn(call, scope, { startImmediately: true }))
    })
    const passOn = Effect.gen(function*() {
      const call = yield* Queue.take(calls)
      yield* mapped.push(yield* Fiber.join(call))
      yield* permits.release(1)
    })
    const working = Effect.all([
      Pull.catchDone(Effect.forever(startCall, { disableYield: true }), () => Queue.end(calls)),
      Pull.catchDone(Effect.forever(passOn, { disableYield: true }), () => Effect.void)
    ], { concurrency: 2, discard: true })
    yield* Effect.raceFirst(working, Deferred.await(failed))
  }).pipe(Effect.scoped)
