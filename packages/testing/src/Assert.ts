/**
 * Assertions about what a stream did, for any test runner: they throw an {@link AssertionError} that tells the first
 * difference, port by port.
 *
 * The matchers of `@effect-mimo/testing/vitest` say the same in the same words. Values are equal as Effect's `Equal.equals`
 * says: by their fields, class instances and errors too, whatever their class. Positions count from 0.
 *
 * @since 0.1.0
 */
import type * as Cause from "effect/Cause"
import * as Equal from "effect/Equal"
import * as Exit from "effect/Exit"
import { inAnyOrder, inOrder } from "./internal/difference.ts"
import { blocked, emitted, ended, exitOf, failure, type Verdict } from "./internal/verdict.ts"

/**
 * Something was expected of a stream that is not so.
 *
 * **Details**
 *
 * The message tells all by itself. It has what test runners know an assertion by, and draw a difference from: `code`, `actual`
 * and `expected`.
 *
 * @category errors
 * @since 0.1.0
 */
// Not one of Schema's errors: runners print those as records, the lines of the message in one string.
export class AssertionError extends Error {
  readonly _tag = "AssertionError"
  override readonly name = "AssertionError"
  readonly code = "ERR_ASSERTION"

  constructor(message: string, readonly actual: unknown, readonly expected: unknown) {
    super(message)
  }
}

/**
 * What a stream emitted, by outlet: an `Outcome` of `TestStream.run`, or anything of the same shape.
 *
 * @category models
 * @since 0.1.0
 */
export interface Emitted<out O> {
  readonly outputs: O
  readonly exit?: Exit.Exit<unknown, unknown> | undefined
}

/**
 * How a stream ended: an `Outcome` of `TestStream.run`, or an Exit.
 *
 * @category models
 * @since 0.1.0
 */
export type Ended<A, E> = Exit.Exit<A, E> | { readonly exit: Exit.Exit<A, E> }

/**
 * What is expected of outlets: elements by name. One that is left out is expected to emit nothing.
 *
 * @category models
 * @since 0.1.0
 */
export type Expected<O> = {
  readonly [K in keyof O]?: O[K] extends ReadonlyArray<infer A> ? ReadonlyArray<A> : O[K]
}

type Lists = Readonly<Record<string, ReadonlyArray<unknown>>>

/**
 * Asserts what each outlet emitted, in any order.
 *
 * **When to use**
 *
 * Use for streams whose order is not part of what they promise, such as a merge. Each element is to come as often as it is
 * named.
 *
 * **Details**
 *
 * An outlet that is left out is expected to emit nothing. To look at one outlet alone, compare `outcome.outputs` of it.
 *
 * **Example** (A merge)
 *
 * ```ts
 * import { Junction } from "@effect-mimo/core"
 * import { Assert, TestStream } from "@effect-mimo/testing"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const Merge = Junction.merge({ a: Schema.Int, b: Schema.Int })
 * const outcome = Effect.runSync(TestStream.run(Merge, { a: [1, 2], b: [3] }))
 * Assert.emits(outcome, { merged: [1, 2, 3] })
 * ```
 *
 * @see {@link emitsInOrder} for the exact order
 * @category assertions
 * @since 0.1.0
 */
export const emits = <O extends Lists>(outcome: Emitted<O>, expected: Expected<NoInfer<O>>): void =>
  // Without the outlets that are left out, whose type says undefined.
  holds(emitted(outcome, expected as Lists, inAnyOrder, Equal.equals))

/**
 * Asserts what each outlet emitted, in the order in which it did.
 *
 * **When to use**
 *
 * Use for most streams. The order is that of each outlet by itself; an {@link emits | outlet left out} is expected to emit
 * nothing.
 *
 * **Example** (The first difference)
 *
 * ```ts
 * import { Transform } from "@effect-mimo/core"
 * import { Assert, TestStream } from "@effect-mimo/testing"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const Double = Transform.map(Schema.Int, Schema.Int, (n) => n * 2)
 * const outcome = Effect.runSync(TestStream.run(Double, { value: [1, 2, 3] }))
 * Assert.emitsInOrder(outcome, { mapped: [2, 4, 6] })
 *
 * const told = Effect.runSync(Effect.try({
 *   try: () => Assert.emitsInOrder(outcome, { mapped: [2, 5, 6] }),
 *   catch: (error) => (error as Error).message
 * }).pipe(Effect.flip))
 * told.split("\n")[0] // => "outlet mapped: element 1 is 4, expected 5"
 * ```
 *
 * @category assertions
 * @since 0.1.0
 */
export const emitsInOrder = <O extends Lists>(outcome: Emitted<O>, expected: Expected<NoInfer<O>>): void =>
  holds(emitted(outcome, expected as Lists, inOrder, Equal.equals)) // as above

/**
 * Asserts that a stream completed with a result; `undefined` for one that has none.
 *
 * **Example** (The result of a sink)
 *
 * ```ts
 * import { Sink } from "@effect-mimo/core"
 * import { Assert, TestStream } from "@effect-mimo/testing"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const Sum = Sink.fold(Schema.Int, () => 0, (sum, n) => sum + n)
 * Assert.completesWith(Effect.runSync(TestStream.run(Sum, { value: [1, 2, 3] })), 6)
 * ```
 *
 * @category assertions
 * @since 0.1.0
 */
export const completesWith = <A>(ended: Ended<A, unknown>, expected: NoInfer<A>): void =>
  endsWith(ended, Exit.succeed(expected))

/**
 * Asserts that a stream failed with an error, or with a whole Cause.
 *
 * **Details**
 *
 * An error is one that the stream failed with, and no defect: for those, and for interruption, give the Cause
 * (`Cause.die(defect)`). Who interrupted it is not compared.
 *
 * **Example** (The error of a call)
 *
 * ```ts
 * import { Sink } from "@effect-mimo/core"
 * import { Assert, TestStream } from "@effect-mimo/testing"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const Store = Sink.forEach(Schema.Int, (n) => n < 2 ? Effect.void : Effect.fail("disk full"))
 * Assert.failsWith(Effect.runSync(TestStream.run(Store, { value: [1, 2, 3] })), "disk full")
 * ```
 *
 * @category assertions
 * @since 0.1.0
 */
export const failsWith = <E>(ended: Ended<unknown, E>, expected: NoInfer<E> | Cause.Cause<NoInfer<E>>): void =>
  endsWith(ended, failure(expected))

/**
 * Asserts on which ports a stream is suspended: all of them, in any order; none means that it is on none.
 *
 * **When to use**
 *
 * Use with what `waitingOn` of a stream held by hand gives, or with a `TestTimeout`.
 *
 * **Example** (A stream that waits for its second inlet)
 *
 * ```ts
 * import { Junction } from "@effect-mimo/core"
 * import { Assert, TestStream } from "@effect-mimo/testing"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const program = Effect.gen(function*() {
 *   const zip = yield* TestStream.make(Junction.zip({ a: Schema.Int, b: Schema.Int }))
 *   yield* zip.in.a.offer(1)
 *   yield* zip.settled
 *   Assert.isBlockedOn(yield* zip.waitingOn, "b")
 * })
 * await Effect.runPromise(Effect.scoped(program))
 * ```
 *
 * @category assertions
 * @since 0.1.0
 */
export const isBlockedOn = <P extends string>(
  ports: ReadonlyArray<P> | { readonly waitingOn: ReadonlyArray<P> },
  ...expected: ReadonlyArray<NoInfer<P>>
): void => holds(blocked(ports, expected))

// -----------------------------------------------------------------------------
// internals
// -----------------------------------------------------------------------------

const endsWith = (received: Ended<unknown, unknown>, expected: Exit.Exit<unknown, unknown>): void =>
  holds(ended(exitOf(received), expected, Equal.equals))

const holds = ({ actual, expected, message, pass }: Verdict): void => {
  if (!pass) throw new AssertionError(message, actual, expected)
}
