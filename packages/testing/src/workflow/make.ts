/** A workflow that runs, some of its steps and edges in the hands of a test. */
import { type Definition, Observation, Workflow } from "@effect-mimo/core"
import type * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Scope from "effect/Scope"
import type * as Types from "effect/Types"
import { type Demanding, HeldRun } from "../internal/heldRun.ts"
import { OutletSide } from "../internal/outletSide.ts"
import { namesOfWorkflow } from "../internal/waits.ts"
import { type Holder, type InletProbe, inletProbe, type OutletProbe, outletProbe } from "../stream/probes.ts"
import { Puppet } from "./puppet.ts"
import { scheduledBy, type Settings, withCapacityOf } from "./settings.ts"
import { type EdgeTap, tapsOf, UnknownEdge } from "./taps.ts"

/**
 * A step in the hands of a test: it does what the test tells it.
 *
 * **Details**
 *
 * The test takes from `in` what the step would pop, and offers to `out` what it would push. The step completes when its
 * inlets have ended and the test has ended its outlets, or with `complete`, which gives its result; `fail` fails it, and so
 * does `fail` of one of its outlets.
 *
 * @category models
 * @since 0.1.0
 */
export interface StepProbe<D> {
  readonly in: { readonly [K in keyof Definition.Ins<D>]: OutletProbe<Definition.Ins<D>[K]> }
  readonly out: { readonly [K in keyof Definition.Outs<D>]: InletProbe<Definition.Outs<D>[K]> }
  complete(
    ...result: undefined extends Definition.Result<D> ? [result?: Definition.Result<D>] : [result: Definition.Result<D>]
  ): Effect.Effect<void>
  fail(cause: Cause.Cause<Definition.Error<D>>): Effect.Effect<void>
}

/**
 * A workflow under test in a Scope; it is interrupted when the scope closes.
 *
 * **Details**
 *
 * - `in` and `out` are its open ports, `probes` the steps that the test holds, `taps` the edges that it watches, by their
 *   names.
 * - `exit` waits for the end of the run; a probe that is only read is over when its inlets are.
 * - `settled` waits until no step can go on by itself.
 * - `waitingOn` names, by step, the ports that steps are suspended on; a step that waits for something else is left out.
 *
 * @category models
 * @since 0.1.0
 */
export interface TestWorkflow<I, O, out A, out E, Probes, Edges extends string> {
  readonly in: { readonly [K in keyof I]: InletProbe<I[K]> }
  readonly out: { readonly [K in keyof O]: OutletProbe<O[K]> }
  readonly probes: { readonly [K in keyof Probes]: StepProbe<Probes[K]> }
  readonly taps: { readonly [K in Edges]: EdgeTap }
  readonly exit: Effect.Effect<Exit.Exit<A, E>>
  readonly interrupt: Effect.Effect<void>
  readonly settled: Effect.Effect<void>
  readonly snapshot: Effect.Effect<Workflow.Snapshot>
  readonly waitingOn: Effect.Effect<Readonly<Record<string, ReadonlyArray<string>>>>
}

/**
 * The results of a run: of a step that the test holds, what it is completed with, if anything; of one that is replaced, that
 * of the other stream.
 *
 * @category utility types
 * @since 0.1.0
 */
export type Results<A, Probes, Replace> = Types.Simplify<
  & { readonly [K in keyof A as K extends keyof Probes | keyof Replace ? never : K]: A[K] }
  & { readonly [K in keyof A as K extends keyof Probes ? K : never]?: A[K] }
  & Workflow.Results<{ readonly [K in keyof Replace as K extends `${string}/${string}` ? never : K]: Replace[K] }>
>

/**
 * Streams by the names of steps, nested ones by their paths.
 *
 * @category models
 * @since 0.1.0
 */
export interface Steps {
  readonly [step: string]: Definition.Input
}

/**
 * Options of {@link make}, with the {@link Settings} of the run.
 *
 * **Details**
 *
 * - `probes` are the steps that the test is to hold. The stream given with each says which ports they have; it is that of
 *   the step, and does not run.
 * - `replace` has other streams for steps, with the same ports.
 * - `taps` are the edges to watch, `"step.port → step.port"`, as `snapshot` and errors name them; an open port by its name
 *   alone. In a run that is watched, every step has a fiber of its own.
 * - `demand` is how many elements each open outlet lets through; more when they are requested or taken. Without one, steps
 *   push ahead what the edges hold.
 * - `patience` is how long, in real time, operations wait where nothing moves, before they die with `TestStream.Stuck`; a
 *   second by default.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options<Probes, Replace, Edges extends string> extends Settings, Demanding {
  readonly probes?: Probes | undefined
  readonly replace?: Replace | undefined
  readonly taps?: ReadonlyArray<Edges> | undefined
}

/**
 * Starts a workflow with some of its steps held by hand, others replaced, and some of its edges watched.
 *
 * **When to use**
 *
 * Use to test how the steps of a graph work together: put fakes where it talks to the world, look at what arrives where,
 * and hold back a step to see who waits for it.
 *
 * **Details**
 *
 * The services that a replaced step requires are still asked for. What is named and not there (a step, a port, an edge) is a
 * defect that lists what there is.
 *
 * **Example** (Holding the step that stores)
 *
 * ```ts
 * import { Sink, Source, Transform, Workflow } from "@effect-mimo/core"
 * import { TestWorkflow } from "@effect-mimo/testing"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const Store = Sink.forEach(Schema.Int, (n) => Effect.log(`stored ${n}`))
 * const storing = Workflow.make("storing", {
 *   lines: Source.fromIterable(Schema.String, ["1", "2"]),
 *   parse: Transform.map(Schema.String, Schema.Int, (line) => Number(line)),
 *   store: Store
 * }, ({ lines, parse, store }) => lines.pipe(parse).pipe(store))
 *
 * const program = Effect.gen(function*() {
 *   const test = yield* TestWorkflow.make(storing, {
 *     probes: { store: Store },
 *     replace: { lines: Source.fromIterable(Schema.String, ["7"]) },
 *     taps: ["lines.value → parse.value"]
 *   })
 *   const stored = yield* test.probes.store.in.value.take
 *   return [stored, test.taps["lines.value → parse.value"].pushed]
 * })
 * Effect.runSync(Effect.scoped(program)) // => [7, ["7"]]
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = <
  I,
  O,
  A,
  E,
  R,
  const Probes extends Steps = {},
  const Replace extends Steps = {},
  const Edges extends string = never
>(
  workflow: Workflow.Workflow<I, O, A, E, R>,
  options: Options<Probes, Replace, Edges> = {}
): Effect.Effect<
  TestWorkflow<
    I,
    O,
    Results<A, Probes, Replace>,
    E | Definition.Error<Probes[keyof Probes] | Replace[keyof Replace]>,
    Probes,
    Edges
  >,
  never,
  R | Definition.Services<Replace[keyof Replace]> | Scope.Scope
> =>
  Effect.gen(function*() {
    const { demand } = options
    const probes: Steps = options.probes ?? {}
    const replace: Steps = options.replace ?? {}
    const puppets = Object.entries(probes).map(([step, like]) => new Puppet(step, like))
    const others = [...Object.entries(replace), ...puppets.map(({ step, stream }) => [step, stream] as const)]
    const replaced = others.reduce<Workflow.Workflow<I, O, A, unknown, unknown>>(
      (workflow, [step, stream]) => Workflow.replace(workflow, step, stream),
      workflow
    )
    const { edges, observer, taps, unknown } = yield* tapsOf(options.taps ?? [])
    const names = namesOfWorkflow(new Set(Object.keys(probes)))
    const held = new HeldRun(workflow.name, names, yield* Clock.Clock, options)
    const launched = Effect.provideService(
      Workflow.launch(withCapacityOf(replaced, options), { demand }),
      Clock.Clock,
      held.sleeps.clock
    )
    const running = yield* scheduledBy(taps.size > 0 ? Observation.observe(launched, observer) : launched, options)
    if (unknown().length > 0) {
      return yield* Effect.die(new UnknownEdge({ workflow: workflow.name, unknown: unknown(), edges }))
    }
    yield* Effect.acquireRelease(Effect.sync(() => held.hold(running)), () => Effect.sync(() => held.release()))
    const exit = Effect.exit(running.await)
    // A run that ends at once may not begin them.
    yield* Effect.raceFirst(Effect.forEach(puppets, ({ begun }) => begun, { discard: true }), exit)
    const unread = Effect.forEach(puppets, (puppet) => puppet.unread, { concurrency: "unbounded", discard: true })
    const { settled, snapshot } = running
    return {
      in: each(running.in as Ports<Workflow.Feed<unknown>>, (feed, port) => inletProbe(held, port, () => feed)),
      out: each(running.out as Ports<Workflow.Tap<unknown>>, (tap, port) => {
        const side = new OutletSide(tap, demand)
        return outletProbe(held, port, () => side)
      }),
      probes: Object.fromEntries(puppets.map((puppet) => [puppet.step, stepProbe(puppet, held)])),
      taps: Object.fromEntries(taps),
      exit: held.awaiting("exit", Effect.raceFirst(exit, Effect.andThen(unread, Effect.never))),
      interrupt: running.interrupt,
      settled,
      snapshot,
      waitingOn: Effect.map(snapshot, ({ steps }) =>
        Object.fromEntries(
          steps.filter(({ waitingOn }) => waitingOn.length > 0).map(({ step, waitingOn }) => [step, waitingOn] as const)
        ))
    }
    // By names, each a probe of its port; the effects of the steps ask for what their types say.
  }) as never

type Ports<A> = Readonly<Record<string, A>>

const each = <A, B>(ports: Ports<A>, probe: (port: A, name: string) => B): Ports<B> =>
  Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, probe(port, name)] as const))

const stepProbe = (puppet: Puppet, held: HeldRun) => {
  const holder: Holder = {
    name: puppet.step,
    settled: held.settled,
    awaiting: (operation, effect, port) => held.awaiting(operation, effect, `${puppet.step}.${port}`)
  }
  const byName = <A>(direction: "in" | "out", probe: (port: string) => A) =>
    Object.fromEntries(puppet.ports(direction).map((port) => [port, probe(port)] as const))
  return {
    in: byName("in", (port) => {
      const side = new OutletSide(puppet.inlet(port))
      return outletProbe(holder, port, () => side)
    }),
    out: byName("out", (port) => {
      const outlet = puppet.outlet(port)
      return inletProbe(holder, port, () => outlet)
    }),
    complete: (result?: unknown) => puppet.end("complete", Exit.succeed(result)),
    fail: (cause: Cause.Cause<unknown>) => puppet.end("fail", Exit.failCause(cause))
  }
}
