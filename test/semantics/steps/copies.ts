// Steps of which the tests make copies.
import { type Definition, type In, type Out, Port, Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as EffectStream from "effect/Stream"
import { between, listOf } from "../fixtures-ports.ts"
import { turns } from "../fixtures.ts"

export const all = Sink.toArray(Schema.Int)
export const capacity = between(1, 5)
export const copies = between(1, 6)
export const numbers = listOf(0, 99, { maxLength: 40 })

type Do = Effect.Effect<unknown, Cause.Done>

export const wait = (random: () => number): Effect.Effect<void> => turns(Math.floor(random() * 4))

/** Takes everything from an inlet, in whatever way, and does something with each element before it takes the next. */
const takeAnyhow = (n: In<number>, random: () => number, work: (element: number) => Do): Do =>
  Effect.gen(function*() {
    const ways: ReadonlyArray<() => Do> = [
      () => Effect.flatMap(n.pop, work),
      () => Effect.andThen(Effect.flatMap(n.peek, work), n.pop),
      () => Effect.flatMap(Effect.andThen(n.peek, n.pop), work),
      () => Effect.flatMap(n.popUpTo(1 + Math.floor(random() * 4)), (some) => Effect.forEach(some, work)),
      () => Effect.flatMap(Port.popAll({ n }), ({ n }) => work(n)),
      () => Effect.flatMap(Port.select({ n }), ({ value }) => work(value)),
      () => Effect.andThen(Effect.flatMap(n.peek, () => n.popUpTo(2)), (some) => Effect.forEach(some, work))
    ]
    const toTheEnd: ReadonlyArray<() => Do> = [
      () => n.forEach(work),
      () => n.forEachUpTo(3, (some) => Effect.forEach(some, work)),
      () => EffectStream.runForEach(n.stream, work)
    ]
    while (true) {
      if (random() < 0.1) yield* toTheEnd[Math.floor(random() * toTheEnd.length)]!()
      yield* ways[Math.floor(random() * ways.length)]!()
    }
  })

type Makes = Definition<{ readonly n: number }, { readonly a: number; readonly b: number }, unknown>

/** Pushes 0 to 3 things for each element, to either outlet: what it makes of an element depends on nothing else. */
export const Making = (random: () => number): Makes =>
  Stream.make("Making", {
    in: { n: Schema.Int },
    out: { a: Schema.Int, b: Schema.Int },
    run: ({ n }, { a, b }) =>
      takeAnyhow(n, random, (element) =>
        Effect.gen(function*() {
          for (let i = 0; i < element % 4; i++) {
            yield* wait(random)
            if (element % 3 === 0) yield* a.pushAll([element, i])
            else yield* (element + i) % 2 === 0 ? a.push(element * 10 + i) : b.push(element * 10 + i)
          }
          yield* wait(random)
        }))
  })

export const making = (elements: ReadonlyArray<number>, capacity: number, making: Makes) =>
  Workflow.make("making", { elements: Source.fromIterable(Schema.Int, elements), making, a: all, b: all }, (steps) => {
    steps.elements.pipe(steps.making).a.pipe(steps.a)
    steps.making.b.pipe(steps.b)
  }, { capacity })

/** A workflow of one step between a source of 0 to `count` - 1 and a sink. */
export const around = <E>(
  count: number,
  work: Definition<{ readonly n: number }, { readonly m: number }, unknown, E>,
  capacity = 3
) =>
  Workflow.make(
    "around",
    { numbers: Source.range({ end: count }), work, all },
    ({ all, numbers, work }) => numbers.pipe(work).pipe(all),
    { capacity }
  )

export const Work = <E = never>(run: (n: In<number>, m: Out<number>) => Effect.Effect<unknown, E, Scope.Scope>) =>
  Stream.make("Work", { in: { n: Schema.Int }, out: { m: Schema.Int }, run: ({ n }, { m }) => run(n, m) })

export const sorted = (elements: ReadonlyArray<number>): ReadonlyArray<number> => [...elements].sort((a, b) => a - b)
