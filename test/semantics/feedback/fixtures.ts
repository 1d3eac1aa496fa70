// What the tests of loops share that take time.
import { Workflow } from "@effect-mimo/core"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import { TestClock } from "effect/testing"
import { settle, shuffled, withScheduler } from "../fixtures-ports.ts"

/** A test under the clock of tests, in the order of the scheduler and in random orders. */
export const rule = (name: string, test: () => Effect.Effect<unknown, unknown, Scope.Scope>): void => {
  it.effect(name, test)
  it.effect(`${name} (shuffled)`, () =>
    Effect.forEach([1, 2, 3, 4, 5, 6, 7, 8], (seed) => withScheduler(Effect.scoped(test()), shuffled(seed, seed > 4))))
}

export const sorted = (numbers: ReadonlyArray<number>) => [...numbers].sort((a, b) => a - b)

/** Second by second: a random order may take a sleep up late. */
export const pass = (seconds: number) =>
  Effect.replicateEffect(Effect.andThen(settle, TestClock.adjust("1 second")), seconds, { discard: true })

/** Waits for what is to end within a minute of the test's clock. */
export const endOf = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function*() {
    const fiber = yield* Effect.forkChild(effect)
    for (let left = 60; left > 0 && fiber.pollUnsafe() === undefined; left--) yield* pass(1)
    yield* settle
    if (fiber.pollUnsafe() === undefined) return assert.fail("does not end")
    return yield* Fiber.join(fiber)
  })

export const endsWith = <A, E>(workflow: Workflow.Workflow<{}, {}, A, E>) => endOf(Workflow.run(workflow))

export const fromTo = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i)

export const slowly = (n: number) => Effect.as(Effect.sleep(`${(n * 7) % 5} seconds`), n)
