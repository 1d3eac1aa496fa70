/** Graphs with a checked edge, fed what does not pass. */
import { Sink, Source, ValidationError, Workflow } from "@effect-mimo/core"
import { assert } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

export const capacities = [1, 2, 3, 4, 5]

export const { Rejected } = ValidationError

/** What a producer that breaks its own type pushes: the compiler is told otherwise, as a cast in a user's code would. */
export const untyped = (elements: ReadonlyArray<unknown>) => elements as ReadonlyArray<number>

export const source = (elements: ReadonlyArray<unknown>) => Source.fromIterable(Schema.Int, untyped(elements))

export const Ints = Sink.toArray(Schema.Int)
export const Letters = Sink.toArray(Rejected)

export const numbers = (count: number) => Array.from({ length: count }, (_, n) => n)

/** Numbers with something else at some positions. */
export const spoilt = (count: number, ...positions: ReadonlyArray<number>): ReadonlyArray<unknown> =>
  numbers(count).map((n) => positions.includes(n) ? `bad ${n}` : n)

/** A source piped to a sink. */
export const direct = (
  elements: ReadonlyArray<unknown>,
  options: Workflow.Options,
  edge?: Workflow.PipeOptions<number>
) =>
  Workflow.make(
    "direct",
    { numbers: source(elements), all: Ints },
    ({ numbers, all }) => numbers.pipe(all, edge),
    options
  )

/** The same with a second sink, for what is rejected. */
export const sorting = (
  elements: ReadonlyArray<unknown>,
  options: Workflow.Options = {},
  edge?: Workflow.PipeOptions<number>
) =>
  Workflow.make("sorting", { numbers: source(elements), all: Ints, bad: Letters }, ({ numbers, all, bad }) => {
    numbers.pipe(all, edge)
    all.value.rejected.pipe(bad)
  }, options)

/** Where a run ended with a ValidationError, `undefined` if it succeeded. */
export const errorOf = <A, E>(
  workflow: Workflow.Workflow<{}, {}, A, E>
): ValidationError.ValidationError | undefined => {
  const exit = Effect.runSyncExit(Workflow.run(workflow))
  if (exit._tag === "Success") return undefined
  const [reason] = exit.cause.reasons
  assert(reason !== undefined && Cause.isDieReason(reason), "expected a defect")
  assert.instanceOf(reason.defect, ValidationError.ValidationError)
  return reason.defect
}

export const edgesOf = <I, O, A, E>(workflow: Workflow.Workflow<I, O, A, E>): ReadonlyArray<string> => {
  const { edges } = Effect.runSync(Effect.scoped(Effect.gen(function*() {
    return yield* (yield* Workflow.launch(workflow)).snapshot
  })))
  return edges.map(({ from, to }) => `${from} → ${to}`)
}
