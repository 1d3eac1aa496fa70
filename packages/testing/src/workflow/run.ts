/** One run of a whole workflow, from its inputs to its end. */
import { Workflow } from "@effect-mimo/core"
import * as Clock from "effect/Clock"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import { TestClock } from "effect/testing"
import { untilNothingComes } from "../internal/passing.ts"
import { Sleeps } from "../internal/sleeps.ts"
import { scheduledBy, type Settings, withCapacityOf } from "./settings.ts"

/**
 * What the open inlets of a workflow are fed; a workflow without any needs none.
 *
 * @category models
 * @since 0.1.0
 */
export type Inputs<I> = [keyof I] extends [never] ? { readonly inputs?: {} | undefined }
  : { readonly inputs: { readonly [K in keyof I]: Iterable<I[K]> } }

/**
 * How long a run may take: of the clock that passes by itself, an hour unless `timeout` says otherwise, and of real time
 * while nothing moves, a second unless `patience` does.
 *
 * @category models
 * @since 0.1.0
 */
export interface Limits {
  readonly timeout?: Duration.Input | undefined
  readonly patience?: Duration.Input | undefined
}

/**
 * What a run gave: its exit, with the results by step, and what came by its open outlets.
 *
 * **Details**
 *
 * `exit` is undefined where the run did not end; `waitingOn` then has, by step, the ports that those still running are
 * suspended on: none, where a step waits for something else.
 *
 * @category models
 * @since 0.1.0
 */
export interface Outcome<O, A, E> {
  readonly exit: Exit.Exit<A, E> | undefined
  readonly outputs: { readonly [K in keyof O]: ReadonlyArray<O[K]> }
  readonly waitingOn: Readonly<Record<string, ReadonlyArray<string>>>
}

/**
 * Runs a workflow to its end, under a schedule of a seed where one is given, and collects what it pushes.
 *
 * **When to use**
 *
 * Use to see one run of an exploration again: give it the settings that it told.
 *
 * **Details**
 *
 * It has a clock of its own, which passes by itself when everything is at rest: a run that sleeps for an hour takes no time.
 *
 * **Example** (A run again)
 *
 * ```ts
 * import { Sink, Source, Workflow } from "@effect-mimo/core"
 * import { TestWorkflow } from "@effect-mimo/testing"
 * import * as Effect from "effect/Effect"
 * import * as Exit from "effect/Exit"
 * import * as Schema from "effect/Schema"
 *
 * const copy = Workflow.make("copy", {
 *   numbers: Source.range({ end: 3 }),
 *   all: Sink.forEach(Schema.Int, () => Effect.sleep("1 hour"))
 * }, ({ all, numbers }) => numbers.pipe(all))
 * const { exit } = await Effect.runPromise(TestWorkflow.run(copy, { seed: 7, capacity: 1, timeout: "1 day" }))
 * exit // => Exit.succeed({})
 * ```
 *
 * @category running
 * @since 0.1.0
 */
export const run = <I, O, A, E, R>(
  workflow: Workflow.Workflow<I, O, A, E, R>,
  ...[options]: [keyof I] extends [never] ? [options?: Settings & Limits & Inputs<I>]
    : [options: Settings & Limits & Inputs<I>]
): Effect.Effect<Outcome<O, A, E>, never, Exclude<R, Scope.Scope>> =>
  Effect.flatMap(Clock.Clock, (given) => {
    const sleeps = new Sleeps(given)
    const { inputs = {}, ...settings }: Settings & Limits & { readonly inputs?: {} | undefined } = options ?? {}
    return Effect.provideService(runOnce(workflow, inputs, settings, sleeps), Clock.Clock, sleeps.clock)
  }).pipe(
    Effect.scoped,
    Effect.provide(TestClock.layer())
  ) as Effect.Effect<Outcome<O, A, E>, never, Exclude<R, Scope.Scope>> // the clock is one of the context, asked for by none

const runOnce = <I, O, A, E, R>(
  workflow: Workflow.Workflow<I, O, A, E, R>,
  inputs: {},
  settings: Settings & Limits,
  sleeps: Sleeps
) =>
  Effect.gen(function*() {
    const outputs: Record<string, Array<unknown>> = {}
    const collecting: Array<Fiber.Fiber<unknown>> = []
    const launched = Effect.gen(function*() {
      const running = yield* Workflow.launch(withCapacityOf(workflow, settings))
      // Of the run's schedule too: the outside is a party like the others.
      for (const [name, feed] of Object.entries(running.in as Readonly<Record<string, Workflow.Feed<unknown>>>)) {
        const elements = Array.from(Reflect.get(inputs, name) ?? [])
        yield* Effect.forkScoped(Effect.andThen(feed.pushAll(elements), feed.end))
      }
      for (const [name, tap] of Object.entries(running.out as Readonly<Record<string, Workflow.Tap<unknown>>>)) {
        const pushed: Array<unknown> = []
        outputs[name] = pushed
        const collected = Effect.exit(tap.forEach((element) => void pushed.push(element)))
        collecting.push(yield* Effect.forkScoped(collected))
      }
      return running
    })
    const running = yield* scheduledBy(launched, settings)
    const ended = yield* Effect.forkScoped(Effect.exit(running.await))
    const { patience, timeout } = settings
    const hasEnded = () => ended.pollUnsafe() !== undefined
    yield* untilNothingComes({ running, sleeps, hasEnded, timeout, patience })
    const exit = hasEnded() ? yield* Fiber.join(ended) : undefined
    // What it pushed before it ended may not have been read yet.
    if (exit !== undefined) yield* Fiber.awaitAll(collecting)
    const { steps } = yield* running.snapshot
    const alive = steps.filter(({ status }) => status === "running" || status === "pending")
    const waitingOn = Object.fromEntries(alive.map(({ step, waitingOn }) => [step, waitingOn] as const))
    return { exit, outputs, waitingOn }
  })
