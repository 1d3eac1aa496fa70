/** S24: waits at ports with several edges, and at several ports at once, however they are read. */
import { type In, Junction, Port, Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { rule } from "../fixtures-ports.ts"
import { Columns, deadlockOf, Drop, Pair, waitsOf } from "./fixtures.ts"

describe("several edges at a port", () => {
  rule("S24: fan-in waits for all its producers, and each can free it", () =>
    Effect.gen(function*() {
      const merged = (end: number) =>
        Workflow.make("merged", {
          columns: Columns(6),
          relay: Drop(6),
          extra: Source.range({ end }),
          zip: Junction.zip({ a: Schema.Int, b: Schema.Int }),
          rows: Sink.toArray(Pair)
        }, ({ columns, extra, relay, rows, zip }) => {
          columns.a.pipe(zip.a, { capacity: 2 })
          columns.b.pipe(zip.b)
          columns.b.pipe(relay).pipe(zip.b)
          extra.pipe(zip.b)
          zip.pipe(rows)
        })
      const deadlock = yield* deadlockOf(merged(0))
      assert.strictEqual(deadlock.verdict, "artificial")
      assert.strictEqual(deadlock.cycle[0]!.step, "columns")
      assert.lengthOf((yield* Workflow.run(merged(6))).rows, 6)
    }))

  rule(
    "S24: fan-out waits for every edge that is full, and names one whose consumer is stuck",
    () =>
      Effect.gen(function*() {
        // `first` reads nothing before `other` has ended, which the full edge to `first` prevents.
        const Late = Stream.make("Late", {
          in: { first: Schema.Int, other: Schema.Int },
          *run({ first, other }) {
            yield* other.forEach(() => {})
            yield* first.forEach(() => {})
          }
        })
        const fan = Workflow.make("fan", {
          numbers: Source.range({ end: 10 }),
          late: Late,
          late2: Late,
          fine: Sink.drain(Schema.Int)
        }, ({ fine, late, late2, numbers }) => {
          numbers.pipe(fine, { capacity: 1 })
          numbers.pipe(late.first, { capacity: 3 })
          numbers.pipe(late.other, { capacity: 5 })
          numbers.pipe(late2.first, { capacity: 4 })
          numbers.pipe(late2.other, { capacity: 1 })
        })
        const deadlock = yield* deadlockOf(fan)
        assert.deepStrictEqual(waitsOf(deadlock), [
          "late pop numbers.value → late.other (0 of 5)",
          "numbers push numbers.value → late.first (3 of 3)"
        ])
      })
  )
})

describe("several ports at once", () => {
  type Read = (ins: { readonly a: In<number>; readonly b: In<number> }) => Effect.Effect<unknown, unknown>

  const ways: Readonly<Record<string, Read>> = {
    popAll: Port.popAll,
    select: Port.select,
    pop: ({ a }) => a.pop,
    peek: ({ b }) => b.peek,
    popUpTo: ({ a }) => a.popUpTo(3),
    forEach: ({ a }) => a.forEach(() => {}),
    forEachUpTo: ({ a }) => a.forEachUpTo(2, () => {})
  }

  /** Reads `a` and `b` as told, up to their ends if they end, and then pushes what `back` waits for. */
  const Reader = (read: Read) =>
    Stream.make("Reader", {
      in: { a: Schema.Int, b: Schema.Int },
      out: { m: Schema.Int },
      run: (ins, { m }) => Effect.andThen(Effect.exit(read(ins)), m.push(1))
    })

  const reading = (read: Read) =>
    Workflow.make("reading", {
      back: Stream.make("Back", {
        in: { n: Schema.Int },
        out: { a: Schema.Int, b: Schema.Int },
        *run({ n }, { a, b }) {
          yield* n.pop
          yield* a.push(1)
          yield* b.push(1)
        }
      }),
      reader: Reader(read)
    }, ({ back, reader }) => {
      back.a.pipe(reader.a)
      back.b.pipe(reader.b)
      reader.pipe(back.n, { feedback: true })
    }, { capacity: 2 })

  /** The same with a way in that is never used up: `gate` pushes two and is read once. */
  const held = (read: Read) =>
    Workflow.make("held", {
      gate: Source.range({ end: 2 }),
      back: Stream.make("Back", {
        in: { n: Schema.Int, gate: Schema.Int },
        out: { a: Schema.Int, b: Schema.Int },
        *run({ gate, n }, { a, b }) {
          yield* gate.pop
          yield* n.pop
          yield* a.push(1)
          yield* b.push(1)
        }
      }),
      reader: Reader(read)
    }, ({ back, gate, reader }) => {
      gate.pipe(back.gate)
      back.a.pipe(reader.a)
      back.b.pipe(reader.b)
      reader.pipe(back.n, { feedback: true })
    }, { capacity: 2, onDeadlock: "grow" })

  for (const [name, read] of Object.entries(ways)) {
    // A loop that nothing leads into ends as soon as all wait for elements (S27): a source that stays open keeps it.
    rule(
      `S27: steps that wait for one another with ${name} and no way in are a loop that ends`,
      () => Workflow.run(reading(read))
    )

    rule(`S24: ${name} waits for what can only come round`, () =>
      Effect.gen(function*() {
        const deadlock = yield* deadlockOf(held(read))
        assert.strictEqual(deadlock.verdict, "true")
        assert.deepStrictEqual(deadlock.cycle.map(({ step }) => step).toSorted(), ["back", "reader"])
        assert.sameMembers([...deadlock.blocked], ["back", "reader"])
      }))
  }

  rule("S24: select goes on with any of its inlets, popAll only with all", () =>
    Effect.gen(function*() {
      const joining = (zip: boolean) =>
        Workflow.make("joining", {
          columns: Columns(20),
          join: zip
            ? Stream.make("Join", {
              in: { a: Schema.Int, b: Schema.Int },
              *run(ins) {
                let count = 0
                const next = Effect.map(Port.popAll(ins), () => count++)
                for (let n = 0; n < 20; n++) yield* next
                return count
              }
            })
            : Stream.make("Join", {
              in: { a: Schema.Int, b: Schema.Int },
              *run(ins) {
                let count = 0
                const next = Effect.map(Port.select(ins), () => count++)
                for (let n = 0; n < 40; n++) yield* next
                return count
              }
            })
        }, ({ columns, join }) => {
          columns.a.pipe(join.a)
          columns.b.pipe(join.b)
        }, { capacity: 3 })
      assert.deepStrictEqual(yield* Workflow.run(joining(false)), { join: 40 })
      assert.deepStrictEqual(waitsOf(yield* deadlockOf(joining(true))), [
        "columns push columns.a → join.a (3 of 3)",
        "join pop columns.b → join.b (0 of 3)"
      ])
    }))
})
