// `onError` of the streams whose function gives a result, and the types of all.
import { DeadLetter, type Definition, Sink, Source, Step, Transform, Wiring, Workflow } from "@effect-mimo/core"
import { TestStream } from "@effect-mimo/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import {
  capacities,
  discarded,
  everyWay,
  first,
  letters,
  numbers,
  Odd,
  others,
  thirds,
  unlessThird
} from "./fixtures/everyThird.ts"

describe("onError of Transform.map", () => {
  it.effect("S2: what throws goes to failed as a dead letter, the rest goes on in order", () =>
    everyWay((onError, options) =>
      Effect.gen(function*() {
        const stream = Transform.map(Schema.Int, Schema.String, unlessThird(String), { onError })
        const { exit, outputs } = yield* TestStream.run(stream, { value: numbers }, options)
        assert.isTrue(Exit.isSuccess(exit))
        assert.deepStrictEqual(outputs, { mapped: others.map(String), failed: letters("map/stream", thirds) })
      })
    ))

  it.effect("S12: drop counts what it drops, deadLetter must be piped", () =>
    Effect.gen(function*() {
      const workflow = Workflow.make("w", {
        numbers: Source.fromIterable(Schema.Int, numbers),
        map: Transform.map(Schema.Int, Schema.Int, unlessThird((n) => n), { onError: "drop" }),
        all: Sink.toArray(Schema.Int)
      }, ({ all, map, numbers }) => {
        numbers.pipe(map)
        map.mapped.pipe(all)
      })
      const running = yield* Workflow.launch(workflow)
      assert.deepStrictEqual(yield* running.await, { all: others })
      assert.strictEqual(yield* discarded(running, "map"), thirds.length)

      const unpiped = () =>
        Workflow.make("w", {
          numbers: Source.fromIterable(Schema.Int, numbers),
          map: Transform.map(Schema.Int, Schema.Int, (n) => n, { onError: "deadLetter" }),
          all: Sink.toArray(Schema.Int)
        }, ({ all, map, numbers }) => {
          numbers.pipe(map)
          map.mapped.pipe(all)
        })
      assert.throws(unpiped, Wiring.WiringError, /map\.failed: this outlet is piped nowhere/)
    }).pipe(Effect.scoped))

  it.effect("S15: fail, the default, is a defect of the step, and adds no outlet", () =>
    Effect.gen(function*() {
      for (const options of [undefined, {}, { onError: undefined }, { onError: "fail" }] as const) {
        const stream = Transform.map(Schema.Int, Schema.Int, unlessThird((n) => n), options)
        assert.deepStrictEqual(Object.keys(stream.ports), ["value", "mapped"])
        const { exit, outputs } = yield* TestStream.run(stream, { value: numbers })
        assert.deepStrictEqual(exit, Exit.die(new Odd({ n: thirds[0]! })))
        assert.deepStrictEqual(outputs.mapped, numbers.slice(0, thirds[0]! - first))
      }
    }))

  it.effect("S3: a full edge of dead letters holds the step back", () =>
    Effect.forEach(capacities.slice(0, 2), (capacity) =>
      Effect.gen(function*() {
        let calls = 0
        const f = (n: number) => {
          calls++
          return unlessThird((n) => n)(n)
        }
        const stream = Transform.map(Schema.Int, Schema.Int, f, { onError: "deadLetter" })
        const test = yield* TestStream.make(stream, { capacity })
        yield* Effect.forkScoped(test.in.value.offerAll([0, 3, 6, 9, 1]))
        yield* test.settled
        // Those on the edge, and the one in the hands of the step.
        assert.strictEqual(calls, capacity + 1)
        assert.deepStrictEqual(yield* test.waitingOn, ["failed"])
        yield* test.out.mapped.expectNothing
        const read = yield* test.out.failed.takeN(4)
        assert.deepStrictEqual(read.map(({ position }) => position), [0, 1, 2, 3])
        assert.strictEqual(yield* test.out.mapped.take, 1)
      }).pipe(Effect.scoped)))

  it.effect("position counts what came to the step, behind fused steps and on several edges", () =>
    Effect.gen(function*() {
      const workflow = Workflow.make("w", {
        a: Source.range({ end: 10 }),
        even: Transform.filter(Schema.Int, (n) => n % 2 === 0),
        twice: Transform.flatMap(Schema.Int, Schema.Int, (n) => [n, n]),
        map: Transform.map(Schema.Int, Schema.Int, (n) => n === 4 ? assert.fail("four") : n, { onError: "deadLetter" }),
        more: Transform.map(Schema.Int, Schema.Int, (n) => n + 1),
        all: Sink.toArray(Schema.Int),
        dead: Sink.toArray(DeadLetter.DeadLetter)
      }, ({ a, all, dead, even, map, more, twice }) => {
        a.pipe(even).passed.pipe(twice).pipe(map)
        map.mapped.pipe(more).pipe(all)
        map.failed.pipe(dead)
      })
      const { all, dead } = yield* Workflow.run(workflow)
      assert.deepStrictEqual(all, [1, 1, 3, 3, 7, 7, 9, 9])
      assert.deepStrictEqual(dead.map(({ element, position, step }) => [element, position, step]), [
        [4, 4, "w/map"],
        [4, 5, "w/map"]
      ])
      const merging = Workflow.make("merging", {
        a: Source.range({ end: 50 }),
        b: Source.range({ end: 50 }),
        map: Transform.map(Schema.Int, Schema.Int, () => assert.fail("all"), { onError: "deadLetter" }),
        none: Sink.drain(Schema.Int),
        dead: Sink.toArray(DeadLetter.DeadLetter)
      }, ({ a, b, dead, map, none }) => {
        a.pipe(map)
        b.pipe(map)
        map.mapped.pipe(none)
        map.failed.pipe(dead)
      }, { capacity: 3 })
      const merged = yield* Workflow.run(merging)
      assert.deepStrictEqual(merged.dead.map(({ position }) => position), Array.from({ length: 100 }, (_, n) => n))
    }))

  it.effect("position is that of the step in all copies of it, and step is the whole path", () =>
    Effect.gen(function*() {
      const map = Transform.map(Schema.Int, Schema.Int, unlessThird((n) => n), { onError: "deadLetter" })
      const inner = Workflow.make("inner", { map: Step.replicate(map, 3) }, ({ map }) => ({
        in: { n: map.value },
        out: { mapped: map.mapped, failed: map.failed }
      }))
      const outer = Workflow.make("outer", {
        numbers: Source.fromIterable(Schema.Int, numbers),
        inner,
        all: Sink.toArray(Schema.Int),
        dead: Sink.toArray(DeadLetter.DeadLetter)
      }, ({ all, dead, inner, numbers }) => {
        numbers.pipe(inner)
        inner.mapped.pipe(all)
        inner.failed.pipe(dead)
      }, { capacity: 2 })
      const { all, dead } = yield* Workflow.run(outer)
      assert.sameMembers([...all], others)
      assert.deepStrictEqual(
        dead.toSorted((a, b) => a.position - b.position),
        letters("outer/inner/map", thirds)
      )
    }))

  it("refuses an onError that is none", () => {
    const ignore = { onError: "ignore" as never }
    const message = /onError ignore; give "fail", "drop" or "deadLetter"/
    assert.throws(() => Transform.map(Schema.Int, Schema.Int, (n) => n, ignore), message)
    assert.throws(() => Transform.mapEffect(Schema.Int, Schema.Int, Effect.succeed<number>, ignore), message)
    assert.throws(() => Sink.forEach(Schema.Int, () => {}, ignore), message)
  })
})

describe("onError of the other functions of elements", () => {
  it.effect("Transform.filter: what throws is neither passed nor rejected", () =>
    everyWay((onError, options) =>
      Effect.gen(function*() {
        const stream = Transform.filter(Schema.Int, unlessThird((n) => n % 2 === 0), { onError })
        const { outputs } = yield* TestStream.run(stream, { value: numbers }, options)
        assert.deepStrictEqual(outputs, {
          passed: others.filter((n) => n % 2 === 0),
          rejected: others.filter((n) => n % 2 !== 0),
          failed: letters("filter/stream", thirds)
        })
      })
    ))

  it.effect("Transform.flatMap: what throws gives nothing", () =>
    everyWay((onError, options) =>
      Effect.gen(function*() {
        const stream = Transform.flatMap(Schema.Int, Schema.Int, unlessThird((n) => [n, n, n]), { onError })
        const { outputs } = yield* TestStream.run(stream, { value: numbers }, options)
        assert.deepStrictEqual(outputs, {
          item: others.flatMap((n) => [n, n, n]),
          failed: letters("flatMap/stream", thirds)
        })
      })
    ))

  it.effect("Transform.tap: what throws is not passed on", () =>
    everyWay((onError, options) =>
      Effect.gen(function*() {
        const seen: Array<number> = []
        const stream = Transform.tap(Schema.Int, unlessThird((n) => void seen.push(n)), { onError })
        const { outputs } = yield* TestStream.run(stream, { value: numbers }, options)
        assert.deepStrictEqual(outputs, { passed: others, failed: letters("tap/stream", thirds) })
        assert.deepStrictEqual(seen, others)
      })
    ))

  it.effect("S12: drop counts what they drop", () =>
    Effect.gen(function*() {
      const not = (m: number) => (n: number) => n === m ? assert.fail(`not ${m}`) : n
      const onError = "drop"
      for (const capacity of capacities) {
        const workflow = Workflow.make("w", {
          numbers: Source.range({ end: 10 }),
          filter: Transform.filter(Schema.Int, (n) => not(1)(n) >= 0, { onError }),
          flatMap: Transform.flatMap(Schema.Int, Schema.Int, (n) => [not(2)(n), n], { onError }),
          tap: Transform.tap(Schema.Int, (n) => void not(3)(n), { onError }),
          all: Sink.toArray(Schema.Int)
        }, ({ all, filter, flatMap, numbers, tap }) => {
          numbers.pipe(filter)
          filter.passed.pipe(flatMap)
          flatMap.item.pipe(tap)
          tap.passed.pipe(all)
        }, { capacity })
        yield* Effect.scoped(Effect.gen(function*() {
          const running = yield* Workflow.launch(workflow)
          assert.deepStrictEqual(yield* running.await, { all: [0, 4, 5, 6, 7, 8, 9].flatMap((n) => [n, n]) })
          assert.strictEqual(yield* discarded(running, "filter"), 1)
          assert.strictEqual(yield* discarded(running, "flatMap"), 1)
          assert.strictEqual(yield* discarded(running, "tap"), 2)
        }))
      }
    }))

  it.effect("S15: fail, the default, is a defect of the step", () =>
    Effect.gen(function*() {
      const onError = "fail"
      const exits = yield* Effect.all([
        TestStream.run(Transform.filter(Schema.Int, unlessThird(() => true), { onError }), { value: numbers }),
        TestStream.run(Transform.flatMap(Schema.Int, Schema.Int, unlessThird((n) => [n]), { onError }), {
          value: numbers
        }),
        TestStream.run(Transform.tap(Schema.Int, unlessThird(() => {}), { onError }), { value: numbers }),
        TestStream.run(Sink.forEach(Schema.Int, unlessThird(() => {}), { onError }), { value: numbers })
      ])
      for (const { exit } of exits) assert.deepStrictEqual(exit, Exit.die(new Odd({ n: thirds[0]! })))
    }))
})

// -----------------------------------------------------------------------------
// types
// -----------------------------------------------------------------------------

type Exactly<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false
const exactly = <A, B>(_: Exactly<A, B>) => {}

class Db extends Context.Service<Db, number>()("Db") {}

it("S29: the outlets and the errors follow onError", () => {
  type Failed = DeadLetter.DeadLetter
  const call = (n: number): Effect.Effect<string, Odd, Db | Scope.Scope> => n < 0 ? new Odd({ n }) : Effect.succeed("")
  type In = { readonly value: number }

  const plain = Transform.map(Schema.Int, Schema.String, String)
  exactly<typeof plain, Definition<In, { readonly mapped: string }>>(true)
  const empty = Transform.map(Schema.Int, Schema.String, String, {})
  exactly<typeof empty, typeof plain>(true)
  const failing = Transform.map(Schema.Int, Schema.String, String, { onError: "fail" })
  exactly<typeof failing, typeof plain>(true)
  const dropping = Transform.map(Schema.Int, Schema.String, String, { onError: "drop" })
  exactly<typeof dropping, Definition<In, { readonly mapped: string; readonly failed: Failed }>>(true)
  const sending = Transform.map(Schema.Int, Schema.String, String, { onError: "deadLetter" })
  exactly<typeof sending, typeof dropping>(true)
  // What may fail the step has no outlet for sure.
  const any = Transform.map(Schema.Int, Schema.String, String, { onError: "drop" as DeadLetter.OnError })
  exactly<typeof any, typeof plain>(true)

  const filter = Transform.filter(Schema.Int, () => true)
  exactly<typeof filter, Definition<In, { readonly passed: number; readonly rejected: number }>>(true)
  const filterOn = Transform.filter(Schema.Int, () => true, { onError: "drop" })
  exactly<
    typeof filterOn,
    Definition<In, { readonly passed: number; readonly rejected: number; readonly failed: Failed }>
  >(true)
  const flatMap = Transform.flatMap(Schema.Int, Schema.String, () => [])
  exactly<typeof flatMap, Definition<In, { readonly item: string }>>(true)
  const flatMapOn = Transform.flatMap(Schema.Int, Schema.String, () => [], { onError: "deadLetter" })
  exactly<typeof flatMapOn, Definition<In, { readonly item: string; readonly failed: Failed }>>(true)
  const tap = Transform.tap(Schema.Int, () => {})
  exactly<typeof tap, Definition<In, { readonly passed: number }>>(true)
  const tapOn = Transform.tap(Schema.Int, () => {}, { onError: "deadLetter" })
  exactly<typeof tapOn, Definition<In, { readonly passed: number; readonly failed: Failed }>>(true)

  const mapEffect = Transform.mapEffect(Schema.Int, Schema.String, call, { concurrency: 2 })
  exactly<typeof mapEffect, Definition<In, { readonly mapped: string }, void, Odd, Db>>(true)
  const mapEffectOn = Transform.mapEffect(Schema.Int, Schema.String, call, { onError: "drop" })
  exactly<
    typeof mapEffectOn,
    Definition<In, { readonly mapped: string; readonly failed: Failed }, void, never, Db>
  >(true)
  const forEach = Sink.forEach(Schema.Int, call)
  exactly<typeof forEach, Definition<In, {}, void, Odd, Db>>(true)
  const forEachOn = Sink.forEach(Schema.Int, call, { onError: "deadLetter" })
  exactly<typeof forEachOn, Definition<In, { readonly failed: Failed }, void, never, Db>>(true)

  // @ts-expect-error without onError there is no outlet for dead letters
  void (() => Workflow.make("w", { plain }, (steps) => ({ out: { failed: steps.plain.failed } })))
  // @ts-expect-error it is one of three
  assert.throws(() => Transform.map(Schema.Int, Schema.String, String, { onError: "ignore" }))
})
