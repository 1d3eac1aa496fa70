/** S24: steps that pass on elements, one or several at a time, are deadlocked at either side of them. */
import {
  type Definition,
  type In,
  Junction,
  type Out,
  Sink,
  Source,
  Stream,
  Transform,
  Workflow
} from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as EffectStream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { rule, settle } from "../fixtures-ports.ts"
import { Columns, deadlockIn, deadlockOf, Drop, Pair, quietly } from "./fixtures.ts"

type Relay = Definition<{ readonly n: number }, { readonly m: number }>

const relay = (run: (n: In<number>, m: Out<number>) => Effect.Effect<unknown, never, Scope.Scope>): Relay =>
  Stream.make("Relay", {
    in: { n: Schema.Int },
    out: { m: Schema.Int },
    run: ({ n }, { m }) => Effect.asVoid(run(n, m))
  })

const mapping = (
  options: Parameters<typeof Transform.mapEffect>[3],
  f: (n: number) => Effect.Effect<number> = Effect.succeed
): Relay =>
  Workflow.make("mapping", { map: Transform.mapEffect(Schema.Int, Schema.Int, f, options) }, ({ map }) => ({
    in: { n: map.value },
    out: { m: map.mapped }
  }))

const unlimited = "forEach without a limit"

const yielding = (n: number) => Effect.as(Effect.yieldNow, n)

/** Steps that pass on what they get: what is in them at a time differs. */
const relays: Readonly<Record<string, Relay>> = {
  forEach: relay((n, m) => n.forEach((x) => m.push(x))),
  "forEach with concurrency": relay((n, m) => n.forEach((x) => m.push(x), { concurrency: 3 })),
  [unlimited]: relay((n, m) => n.forEach((x) => Effect.andThen(Effect.yieldNow, m.push(x)), { concurrency: Infinity })),
  forEachUpTo: relay((n, m) => n.forEachUpTo(2, (xs) => m.pushAll(xs))),
  "an Effect stream": relay((n, m) => EffectStream.run(n.stream, m.sink)),
  map: Workflow.make("mapped", { map: Transform.map(Schema.Int, Schema.Int, (n) => n) }, ({ map }) => ({
    in: { n: map.value },
    out: { m: map.mapped }
  })),
  flatMap: Workflow.make("flat", { map: Transform.flatMap(Schema.Int, Schema.Int, (n) => [n]) }, ({ map }) => ({
    in: { n: map.value },
    out: { m: map.item }
  })),
  mapEffect: mapping({}),
  "mapEffect, three at a time": mapping({ concurrency: 3 }),
  "mapEffect, three at a time that yield": mapping({ concurrency: 3 }, yielding),
  "mapEffect, three at a time in any order": mapping({ concurrency: 3, unordered: true }),
  "mapEffect, three at a time in any order that yield": mapping({ concurrency: 3, unordered: true }, yielding)
}

describe("work on several elements at a time", () => {
  const many = 40
  /** One way around goes through a relay; the other is wanted first. */
  const around = (middle: Relay, options?: Workflow.Options) =>
    Workflow.make("around", {
      columns: Columns(many),
      middle,
      zip: Junction.zip({ a: Schema.Int, b: Schema.Int }),
      count: Sink.fold(Pair, () => 0, (n) => n + 1)
    }, ({ columns, count, middle, zip }) => {
      columns.a.pipe(middle.n)
      middle.m.pipe(zip.a)
      columns.b.pipe(zip.b)
      zip.pipe(count)
    }, options)
  /** The relay waits for elements, its consumer for it. */
  const dropping = (middle: Relay, capacity: number) =>
    Workflow.make("dropping", {
      numbers: Source.range({ end: many }),
      middle,
      drop: Drop(9),
      zip: Junction.zip({ a: Schema.Int, b: Schema.Int }),
      count: Sink.fold(Pair, () => 0, (n) => n + 1)
    }, ({ count, drop, middle, numbers, zip }) => {
      numbers.pipe(zip.a)
      numbers.pipe(middle.n)
      middle.m.pipe(drop).pipe(zip.b)
      zip.pipe(count)
    }, { capacity })

  for (const [name, middle] of Object.entries(relays)) {
    rule(`S24: ${name}: deadlocked while it pushes`, () =>
      Effect.gen(function*() {
        // The one without a limit holds all there is.
        if (name !== unlimited) {
          const { cycle, verdict } = yield* deadlockOf(around(middle, { capacity: 2 }))
          assert.strictEqual(verdict, "artificial")
          assert.includeMembers(cycle.map(({ step }) => step), ["columns", "zip"])
        }
        const results = yield* Workflow.run(around(middle, { capacity: 2, onDeadlock: "grow" }))
        assert.deepStrictEqual(results, { count: many })
        assert.deepStrictEqual(yield* Workflow.run(around(middle, { capacity: many })), { count: many })
      }).pipe(quietly))

    rule(`S24: ${name}: deadlocked while it pops`, () =>
      Effect.gen(function*() {
        const { cycle, verdict } = yield* deadlockOf(dropping(middle, 9))
        assert.strictEqual(verdict, "artificial")
        assert.includeMembers(cycle.map(({ step }) => step), ["numbers", "drop", "zip"])
        assert.deepStrictEqual(yield* Workflow.run(dropping(middle, 10)), { count: many - 9 })
      }))
  }

  it.effect("S24: an element in a timer is in someone's hands", () =>
    Effect.gen(function*() {
      for (const options of [{}, { concurrency: 3 }, { concurrency: 3, unordered: true }]) {
        const slow = mapping(options, (n) => Effect.as(Effect.sleep("1 day"), n))
        const running = yield* Workflow.launch(dropping(slow, 10))
        yield* settle
        for (let day = 0; day < many; day++) {
          yield* TestClock.adjust("1 day")
          yield* settle
        }
        assert.deepStrictEqual(yield* running.await, { count: many - 9 })
        const short = yield* Workflow.launch(dropping(slow, 9))
        const ended = yield* Effect.forkScoped(Effect.exit(short.await))
        for (let day = 0; day < many; day++) {
          yield* settle
          yield* TestClock.adjust("1 day")
        }
        assert.strictEqual(deadlockIn(yield* Fiber.join(ended)).verdict, "artificial")
      }
    }))
})
