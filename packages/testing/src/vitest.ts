/**
 * Matchers for Vitest, by importing this module: `setupFiles: ["@effect-mimo/testing/vitest"]`, or an import in a test file.
 *
 * They say what the functions of `Assert` say, in the same words. Values are equal as in `toEqual`, but for absent fields,
 * which are not `undefined` ones, and as Effect's `Equal` says where they implement it. `expect.any(...)` and the like may
 * stand for elements.
 *
 * **Example** (Matchers)
 *
 * ```ts
 * import "@effect-mimo/testing/vitest"
 * import { Transform } from "@effect-mimo/core"
 * import { TestStream } from "@effect-mimo/testing"
 * import { expect, it } from "@effect/vitest"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const Double = Transform.map(Schema.Int, Schema.Int, (n) => n * 2)
 *
 * it.effect("doubles", () =>
 *   Effect.gen(function*() {
 *     const outcome = yield* TestStream.run(Double, { value: [1, 2, 3] })
 *     expect(outcome).toEmitInOrder({ mapped: [2, 4, 6] })
 *     expect(outcome).not.toEmit({ mapped: [6, 4] })
 *     expect(outcome).toCompleteWith(undefined)
 *   }))
 * ```
 *
 * @since 0.1.0
 */
import type * as Cause from "effect/Cause"
import * as Equal from "effect/Equal"
import * as Exit from "effect/Exit"
import { expect } from "vitest"
import type { Ended, Expected } from "./Assert.ts"
import { type Comparison, type Equality, inAnyOrder, inOrder } from "./internal/difference.ts"
import { blocked, emitted, ended, exitOf, failure, type Verdict } from "./internal/verdict.ts"

/**
 * The matchers, for a received value of type `T`; `R` is what they give.
 *
 * **Details**
 *
 * - `toEmit` compares what each outlet emitted, in any order. An outlet that is left out is expected to emit nothing.
 * - `toEmitInOrder` compares in the order of each outlet.
 * - `toCompleteWith` compares the result, of an outcome or an Exit.
 * - `toFailWith` compares the error; give a Cause for defects and interruption.
 * - `toBeBlockedOn` compares the ports a stream is suspended on: of `yield* test.waitingOn`, or a `TestTimeout`.
 *
 * @category models
 * @since 0.1.0
 */
export interface StreamMatchers<R, T> {
  toEmit(expected: ExpectedOf<T>): R
  toEmitInOrder(expected: ExpectedOf<T>): R
  toCompleteWith(expected: ResultOf<T>): R
  toFailWith(expected: ErrorOf<T>): R
  toBeBlockedOn(...ports: ReadonlyArray<PortOf<T>>): R
}

declare module "vitest" {
  // Vitest's own parameters, which the compiler wants to be the same.
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> extends StreamMatchers<R, T> {}
}

// Where nothing is known of what is received, as for `expect.toEmit(...)`, anything may be expected.
type ExpectedOf<T> = unknown extends T ? Readonly<Record<string, ReadonlyArray<unknown>>>
  : T extends { readonly outputs: infer O } ? Expected<O>
  : never
type ResultOf<T> = unknown extends T ? unknown : T extends Ended<infer A, unknown> ? A : never
type ErrorOf<T> = unknown extends T ? unknown : T extends Ended<unknown, infer E> ? E | Cause.Cause<E> : never
type PortOf<T> = unknown extends T ? string
  : T extends ReadonlyArray<infer P> | { readonly waitingOn: ReadonlyArray<infer P> } ? P
  : never

// -----------------------------------------------------------------------------
// internals
// -----------------------------------------------------------------------------

type State = ReturnType<typeof expect.getState>
type Lists = Readonly<Record<string, ReadonlyArray<unknown>>>

const byEqual = (a: unknown, b: unknown): boolean | undefined =>
  Equal.isEqual(a) && Equal.isEqual(b) ? Equal.equals(a, b) : undefined

const equality = (state: State): Equality => (actual, expected) =>
  state.equals(actual, expected, [...state.customTesters, byEqual], true)

const told = ({ message, ...verdict }: Verdict) => ({ ...verdict, message: () => message })

// Fails, turned round or not.
const unfit = ({ isNot }: State, matcher: string, wanted: string) =>
  told({ pass: isNot, message: `${matcher} takes ${wanted}`, actual: undefined, expected: undefined })

const has = (received: unknown, key: string): boolean => Object(received) === received && key in Object(received)

const toEmitAs = (matcher: string, compare: Comparison) =>
  function(
    this: State,
    received: { readonly outputs: Lists; readonly exit?: Exit.Exit<unknown, unknown> },
    wanted: Lists
  ) {
    if (!has(received, "outputs")) return unfit(this, matcher, "what TestStream.run gives")
    return told(emitted(received, wanted, compare, equality(this)))
  }

const toEndAs = (matcher: string, exit: (expected: unknown) => Exit.Exit<unknown, unknown>) =>
  function(this: State, received: Ended<unknown, unknown>, expected: unknown) {
    if (!Exit.isExit(received) && !has(received, "exit")) {
      return unfit(this, matcher, "what TestStream.run gives, or an Exit")
    }
    return told(ended(exitOf(received), exit(expected), equality(this)))
  }

expect.extend({
  toEmit: toEmitAs("toEmit", inAnyOrder),
  toEmitInOrder: toEmitAs("toEmitInOrder", inOrder),
  toCompleteWith: toEndAs("toCompleteWith", Exit.succeed),
  toFailWith: toEndAs("toFailWith", failure),
  toBeBlockedOn(
    received: ReadonlyArray<string> | { readonly waitingOn: ReadonlyArray<string> },
    ...ports: ReadonlyArray<string>
  ) {
    const list: unknown = has(received, "waitingOn") ? Reflect.get(Object(received), "waitingOn") : received
    if (!Array.isArray(list)) return unfit(this, "toBeBlockedOn", "the names of ports: yield* test.waitingOn")
    return told(blocked(received, ports))
  }
})
