// Chains of stateless steps, with steps of their own fiber between them or not, run with and without fusion.
import { type Definition, type In, type Out, Scheduling, Stream, Transform, Workflow } from "@effect-mimo/core"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Queue from "effect/Queue"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { between, settle } from "../fixtures-ports.ts"

/** What a step of a chain does; `by` makes steps of one kind differ. A relay is a step with a fiber. */
export interface Op {
  readonly kind: "map" | "tap" | "filter" | "flatMap" | "relay"
  readonly by: number
}

const stateless = ["map", "tap", "filter", "flatMap"] as const

const opOf = (kinds: readonly [Op["kind"], ...Array<Op["kind"]>]): Arbitrary.Arbitrary<Op> =>
  Arbitrary.schema(Schema.Struct({
    kind: Schema.Literals(kinds),
    by: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 5 }))
  }))

const listOf = (kinds: readonly [Op["kind"], ...Array<Op["kind"]>]): Arbitrary.Arbitrary<ReadonlyArray<Op>> =>
  Arbitrary.array(opOf(kinds), { minLength: 1, maxLength: 6 })

/** One to six stateless steps. */
export const chains = listOf(stateless)
/** The same with steps that have a fiber among them. */
export const mixedChains = listOf([...stateless, "relay"])
/** Chains over which as many elements come out as go in, so that how far each step comes is told. */
export const evenChains = listOf(["map", "tap"])

/** A step that makes seven elements of each second one, among steps that make no more of any. */
export const wideChains: Arbitrary.Arbitrary<ReadonlyArray<Op>> = Arbitrary.flatMap(
  Arbitrary.array(opOf(["filter", "map", "tap"]), { minLength: 1, maxLength: 3 }),
  (before) =>
    Arbitrary.map(
      Arbitrary.array(opOf(["filter", "map", "tap"]), { minLength: 0, maxLength: 2 }),
      (after): ReadonlyArray<Op> => [...before, { kind: "flatMap", by: 5 }, ...after]
    )
)

/** The capacities of the edges of a chain of up to six steps. */
export const edgeCapacities: Arbitrary.Arbitrary<ReadonlyArray<number>> = Arbitrary.array(between(1, 5), {
  minLength: 7,
  maxLength: 7
})

/** What the step makes of an element. */
export const apply = ({ by, kind }: Op, x: number): ReadonlyArray<number> => {
  switch (kind) {
    case "map":
      return [(x * 3 + by) % 1000]
    case "filter":
      return (x + by) % 3 !== 0 ? [x] : []
    case "flatMap":
      // None, or a few; for some steps more than edges hold.
      return Array.from({ length: by === 5 ? (x % 2) * 7 : (x + by) % (by + 1) }, (_, n) => (x + n * by) % 1000)
    default:
      return [x]
  }
}

/** The elements that come to each step, and at the end those that come out. */
export const model = (
  ops: ReadonlyArray<Op>,
  elements: ReadonlyArray<number>
): ReadonlyArray<ReadonlyArray<number>> => {
  const seen = [elements]
  for (const op of ops) seen.push(seen.at(-1)!.flatMap((x) => apply(op, x)))
  return seen
}

/** The port a step of a chain is read from. */
export const outletOf = ({ kind }: Op): string =>
  ({ map: "mapped", tap: "passed", filter: "passed", flatMap: "item", relay: "m" })[kind]

export const inletOf = ({ kind }: Op): string => kind === "relay" ? "n" : "value"

export type Step = Definition<{}, {}, unknown, unknown>

/** Steps under names made by the test: the types of their ports are gone, as in JavaScript. */
export const record = (steps: Readonly<Record<string, unknown>>) => steps as Readonly<Record<string, Step>>

/** A step that notes what comes to it. */
const stepOf = (op: Op, note: (element: number) => void) => {
  const f = (x: number) => {
    note(x)
    return apply(op, x)
  }
  const Int = Schema.Int
  switch (op.kind) {
    case "map":
      return Transform.map(Int, Int, (x) => f(x)[0]!)
    case "filter":
      return Transform.filter(Int, (x) => f(x).length > 0)
    case "flatMap":
      return Transform.flatMap(Int, Int, f)
    case "tap":
      return Transform.tap(Int, (x) => {
        f(x)
      })
    case "relay":
      return Stream.make("Relay", {
        in: { n: Int },
        out: { m: Int },
        run: ({ n }, { m }) => n.forEach((x) => m.push(f(x)[0]!))
      })
  }
}

type AnyHandle = Readonly<Record<string, Workflow.Outlet<number> & Workflow.Inlet<number, never>>>

/** The handles of a record of steps whose names are made by the test. */
export const byPort = (handles: unknown) => handles as Readonly<Record<string, AnyHandle>>

/** Pipes `from` through the steps `s0`, `s1` … and gives the last outlet. */
export const through = (
  ops: ReadonlyArray<Op>,
  handles: unknown,
  from: Workflow.Outlet<number>,
  capacities: ReadonlyArray<number>
): Workflow.Outlet<number> =>
  ops.reduce<Workflow.Outlet<number>>((outlet, op, index) => {
    const step = byPort(handles)[`s${index}`]!
    outlet.pipe(step[inletOf(op)]!, { capacity: capacities[index]! })
    return step[outletOf(op)]!
  }, from)

/** The steps of a chain by name, and what comes to each. */
export const stepsOf = (ops: ReadonlyArray<Op>, onElement: (step: number, element: number) => void = () => {}) => {
  const seen = ops.map(() => [] as Array<number>)
  const steps = ops.map((op, index) => {
    const step = stepOf(op, (element) => {
      seen[index]!.push(element)
      onElement(index, element)
    })
    return [`s${index}`, step] as const
  })
  return { seen, steps: record(Object.fromEntries(steps)) }
}

/** A chain whose ends are open. */
export const openChain = (ops: ReadonlyArray<Op>, capacity: number) =>
  Workflow.make("open", stepsOf(ops).steps, (handles) => {
    const steps = byPort(handles)
    const [first, ...rest] = ops as readonly [Op, ...Array<Op>]
    const shifted = Object.fromEntries(rest.map((_, index) => [`s${index}`, steps[`s${index + 1}`]]))
    const last = through(rest, shifted, steps["s0"]![outletOf(first)]!, rest.map(() => capacity))
    return { in: { feed: steps["s0"]![inletOf(first)]! }, out: { tap: last } }
  }, { capacity })

interface Ends<A> {
  readonly ops: ReadonlyArray<Op>
  readonly capacities: ReadonlyArray<number>
  readonly feed: (outlet: Out<unknown>) => Effect.Effect<unknown, unknown, Scope.Scope>
  readonly read: (inlet: In<number>) => Effect.Effect<A, unknown, Scope.Scope>
  /** Called when an element comes to a step; what it throws is thrown in the step. */
  readonly onElement?: (step: number, element: number) => void
}

/** A workflow `from` → `s0` → `s1` … → `to`, its ends with a fiber each, and what comes to each step. */
export const chain = <A>({ capacities, feed, onElement, ops, read }: Ends<A>) => {
  const { seen, steps } = stepsOf(ops, onElement)
  // Whole numbers are pushed only; the ways of pushing do not ask.
  const from = Stream.make("from", { out: { value: Schema.Int }, run: (_, { value }) => feed(value as Out<unknown>) })
  const to = Stream.make("to", { in: { value: Schema.Int }, run: ({ value }) => read(value) })
  const workflow = Workflow.make("chain", record({ from, ...steps, to }), (handles) => {
    const { from, to } = byPort(handles)
    through(ops, handles, from!["value"]!, capacities).pipe(to!["value"]!, { capacity: capacities[ops.length]! })
  })
  // The result of the last step, by its name.
  return { seen, workflow: workflow as unknown as Workflow.Workflow<{}, {}, { readonly to: A }, unknown> }
}

/** The snapshot without the times. */
export const counts = ({ edges, steps }: Workflow.Snapshot) => ({
  steps: steps.map(({ discarded, status, step }) => ({ step, status, discarded })),
  edges: edges.map((edge) => ({ ...edge, popBlocked: 0, pushBlocked: 0 }))
})

export const withFusion = <A, E, R>(effect: Effect.Effect<A, E, R>, fused: boolean): Effect.Effect<A, E, R> =>
  Effect.provideService(effect, Scheduling.Fusion, fused)

/** An effect with fusion and without, in this order. */
export const eachWay = <A, E, R>(test: (fused: boolean) => Effect.Effect<A, E, R>) =>
  Effect.all([withFusion(Effect.suspend(() => test(true)), true), withFusion(Effect.suspend(() => test(false)), false)])

/**
 * A running chain whose last step pops when it is told to. The first pushes the elements one by one, for ever if none are
 * given, and counts them.
 */
export const held = (ops: ReadonlyArray<Op>, capacities: ReadonlyArray<number>, elements?: ReadonlyArray<number>) =>
  Effect.gen(function*() {
    const orders = yield* Queue.unbounded<number>()
    const popped: Array<number> = []
    let given = 0
    const { seen, workflow } = chain({
      ops,
      capacities,
      feed: Effect.fnUntraced(function*(outlet) {
        for (; given < (elements?.length ?? Infinity); given++) {
          yield* outlet.push(elements === undefined ? given % 100 : elements[given])
        }
      }),
      read: Effect.fnUntraced(function*(inlet) {
        for (let left = 0; left >= 0; left = yield* Queue.take(orders)) {
          while (left-- > 0) popped.push(yield* inlet.pop)
        }
      })
    })
    const running = yield* Workflow.launch(workflow)
    yield* running.settled
    /** Lets the last step pop so many, and all go on until they wait. */
    const pop = (count: number) => Effect.andThen(Queue.offer(orders, count), settle)
    /** Lets it return. */
    const quit = Effect.andThen(Queue.offer(orders, -1), settle)
    return { given: () => given, pop, popped, quit, running, seen }
  })

/** Runs to the end, and gives the exit and the counts after it. */
export const outcome = <A, E>(workflow: Workflow.Workflow<{}, {}, A, E>) =>
  Effect.scoped(Effect.gen(function*() {
    const running = yield* Workflow.launch(workflow)
    const exit: Exit.Exit<A, E> = yield* Effect.exit(running.await)
    return { exit, ...counts(yield* running.snapshot) }
  }))
