/** S24: looked for in the middle of a turn too, beside steps that never rest: who is about to go on is not blocked. */
import { Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Relay } from "../fixtures.ts"

/** Keeps the run from coming to rest; the engine looks after some thousand of its turns. */
const restless = (count: number) =>
  Workflow.make("restless", {
    ticks: Source.range({ end: count }),
    relay: Relay,
    rest: Stream.make("Rest", { in: { n: Schema.Int }, run: ({ n }) => n.forEach(() => {}) })
  }, ({ relay, rest, ticks }) => {
    ticks.pipe(relay).pipe(rest)
  }, { capacity: 1 })

/** A table and a reader that wait for each other, whose consumer takes three and leaves then. */
const leaving = (before: number) =>
  Workflow.make("leaving", {
    ticks: Source.range({ end: before }),
    table: Stream.make("Table", {
      in: { tick: Schema.Int },
      out: { a: Schema.Int, b: Schema.Int },
      *run({ tick }, { a, b }) {
        yield* tick.forEach(() => {})
        yield* a.pushAll([1, 2, 3, 4, 5, 6, 7])
        yield* b.push(1)
      }
    }),
    reader: Stream.make("Reader", {
      in: { a: Schema.Int, b: Schema.Int },
      out: { n: Schema.Int },
      *run({ a, b }, { n }) {
        for (let i = 0; i < 3; i++) yield* n.push(yield* a.pop)
        yield* b.pop
      }
    }),
    take: Stream.make("Take", {
      in: { n: Schema.Int },
      *run({ n }) {
        return [yield* n.pop, yield* n.pop, yield* n.pop]
      }
    })
  }, ({ reader, table, take, ticks }) => {
    ticks.pipe(table)
    table.a.pipe(reader.a)
    table.b.pipe(reader.b)
    reader.pipe(take)
  }, { capacity: 1 })

const leavingAll = (count: number, apart: number) => {
  const steps = Object.fromEntries(Array.from({ length: count }, (_, n) => [`l${n}`, leaving(n * apart)] as const))
  return Workflow.make("all", { ...steps, restless: restless(count * apart * 2 + 100) }, () => {})
}

/** Of the numbers of a round, the first worker has what the reader wants last, and waits when the second one begins. */
const beginning = (rounds: number) =>
  Workflow.make("beginning", {
    restless: restless(rounds * 8),
    numbers: Stream.make("Numbers", {
      in: { next: Schema.Int },
      out: { n: Schema.Int },
      *run({ next }, { n }) {
        for (let round = 0; round < rounds; round++) {
          yield* n.pushAll([1, 2])
          yield* next.pop
        }
      }
    }),
    work: Stream.make("Work", {
      in: { n: Schema.Int },
      out: { a: Schema.Int, b: Schema.Int },
      run: ({ n }, { a, b }) => n.forEach((x) => x === 1 ? a.pushAll([1, 2, 3]) : b.push(x), { concurrency: Infinity })
    }),
    reader: Stream.make("Reader", {
      in: { a: Schema.Int, b: Schema.Int },
      out: { next: Schema.Int },
      *run({ a, b }, { next }) {
        for (let round = 0; round < rounds; round++) {
          yield* b.pop
          for (let n = 0; n < 3; n++) yield* a.pop
          yield* next.push(round)
        }
        return rounds
      }
    })
  }, ({ numbers, reader, work }) => {
    numbers.pipe(work, { capacity: 2 })
    work.a.pipe(reader.a)
    work.b.pipe(reader.b)
    reader.next.pipe(numbers.next, { feedback: true })
  }, { capacity: 1 })

/** Many that work on several elements at a time from the same moment on, while what follows them waits. */
const starting = (count: number, before: number) => {
  const work = Stream.make("Work", {
    in: { n: Schema.Int },
    out: { m: Schema.Int },
    *run({ n }, { m }) {
      for (let i = 0; i < before; i++) yield* n.pop
      yield* n.forEach((x) => m.push(x), { concurrency: 2 })
    }
  })
  const one = Workflow.make("one", {
    numbers: Source.range({ end: before + 3 }),
    relay: Relay,
    work,
    seen: Stream.make("Seen", { in: { n: Schema.Int }, run: ({ n }) => n.forEach(() => {}) })
  }, ({ numbers, relay, seen, work }) => {
    numbers.pipe(relay).pipe(work).pipe(seen)
  }, { capacity: 1 })
  const steps = Object.fromEntries(Array.from({ length: count }, (_, n) => [`s${n}`, one] as const))
  return Workflow.make("starting", steps, () => {})
}

describe("in the middle of a turn", () => {
  it.live("S24: a step whose first worker is to begin is not blocked", () =>
    Effect.gen(function*() {
      for (const before of [4, 5, 6, 9, 10, 11]) yield* Workflow.run(starting(130, before))
    }), 20_000)

  it.live(
    "S24: nor one whose next worker is to begin",
    () => Effect.map(Workflow.run(beginning(997)), (results) => assert.deepInclude(results, { reader: 997 })),
    20_000
  )

  it.live(
    "S16: nor one that is about to be stopped",
    () => Effect.forEach([2, 7, 13], (apart) => Workflow.run(leavingAll(40, apart))),
    20_000
  )
})
