// Checking elements while running: what is checked, what becomes of what does not pass, and that a check changes nothing else.
import { Sink, Source, Stream, Transform, ValidationError, Workflow } from "@effect-mimo/core"
import * as TestScheduler from "@effect-mimo/testing/TestScheduler"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Scheduler from "effect/Scheduler"
import * as Schema from "effect/Schema"
import * as EffectSink from "effect/Sink"
import * as EffectStream from "effect/Stream"
import { TestClock } from "effect/testing"
import { rule } from "../fixtures-ports.ts"
import {
  causeOf,
  Endless,
  failedStep,
  faultList,
  faultsOf,
  makeLog,
  randomFrom,
  Relay,
  scopedRelay,
  statuses,
  Take,
  trackFibers
} from "../fixtures.ts"

const capacities = [1, 2, 3, 4, 5]

const { Rejected } = ValidationError

/** What a producer that breaks its own type pushes: the compiler is told otherwise, as a cast in a user's code would. */
const untyped = (elements: ReadonlyArray<unknown>) => elements as ReadonlyArray<number>

const source = (elements: ReadonlyArray<unknown>) => Source.fromIterable(Schema.Int, untyped(elements))

const Ints = Sink.toArray(Schema.Int)
const Letters = Sink.toArray(Rejected)

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n)

/** Numbers with something else at some positions. */
const spoilt = (count: number, ...positions: ReadonlyArray<number>): ReadonlyArray<unknown> =>
  numbers(count).map((n) => positions.includes(n) ? `bad ${n}` : n)

/** A source piped to a sink. */
const direct = (elements: ReadonlyArray<unknown>, options: Workflow.Options, edge?: Workflow.PipeOptions<number>) =>
  Workflow.make(
    "direct",
    { numbers: source(elements), all: Ints },
    ({ numbers, all }) => numbers.pipe(all, edge),
    options
  )

/** The same with a second sink, for what is rejected. */
const sorting = (
  elements: ReadonlyArray<unknown>,
  options: Workflow.Options = {},
  edge?: Workflow.PipeOptions<number>
) =>
  Workflow.make("sorting", { numbers: source(elements), all: Ints, bad: Letters }, ({ numbers, all, bad }) => {
    numbers.pipe(all, edge)
    all.value.rejected.pipe(bad)
  }, options)

/** Where a run ended with a ValidationError, `undefined` if it succeeded. */
const errorOf = <A, E>(workflow: Workflow.Workflow<{}, {}, A, E>): ValidationError.ValidationError | undefined => {
  const exit = Effect.runSyncExit(Workflow.run(workflow))
  if (exit._tag === "Success") return undefined
  const [reason] = exit.cause.reasons
  assert(reason !== undefined && Cause.isDieReason(reason), "expected a defect")
  assert.instanceOf(reason.defect, ValidationError.ValidationError)
  return reason.defect
}

const edgesOf = <I, O, A, E>(workflow: Workflow.Workflow<I, O, A, E>): ReadonlyArray<string> => {
  const { edges } = Effect.runSync(Effect.scoped(Effect.gen(function*() {
    return yield* (yield* Workflow.launch(workflow)).snapshot
  })))
  return edges.map(({ from, to }) => `${from} → ${to}`)
}

describe("what is checked", () => {
  it("off puts nothing between, and is the default", () => {
    const edges = ["numbers.value → all.value"]
    for (const options of [{}, { validate: undefined }, { validate: "off" }] as const) {
      const workflow = direct(spoilt(3, 1), options)
      assert.deepStrictEqual(edgesOf(workflow), edges)
      assert.deepStrictEqual(Effect.runSync(Workflow.run(workflow)), { all: untyped([0, "bad 1", 2]) })
    }
    assert.deepStrictEqual(edgesOf(direct([], { validate: "always" }, { validate: "off" })), edges)
  })

  it("a check is a step on the edge, seen in snapshots and not in results, descriptions and pictures", () => {
    const plain = direct([0, 1], {})
    const checked = direct([0, 1], { validate: "always" })
    assert.deepStrictEqual(edgesOf(checked), [
      "numbers.value → check(numbers.value → all.value).value",
      "check(numbers.value → all.value).valid → all.value"
    ])
    assert.deepStrictEqual(Effect.runSync(Workflow.run(checked)), { all: [0, 1] })
    assert.deepStrictEqual(Workflow.describe(checked).steps, Workflow.describe(plain).steps)
    assert.strictEqual(String(checked), String(plain))
    assert.strictEqual(Workflow.toMermaid(checked), Workflow.toMermaid(plain))
  })

  it("an edge that is not checked costs nothing where others are", () => {
    const workflow = Workflow.make("w", { numbers: source([1]), a: Ints, b: Ints }, ({ numbers, a, b }) => {
      numbers.pipe(a, { validate: "sample" })
      numbers.pipe(b)
    })
    assert.deepStrictEqual(edgesOf(workflow), [
      "numbers.value → check(numbers.value → a.value).value",
      "check(numbers.value → a.value).valid → a.value",
      "numbers.value → b.value"
    ])
  })

  it.each(capacities)("always: each element (capacity %d)", (capacity) => {
    for (const position of [0, 1, 99, 100, 101, 250]) {
      const error = errorOf(direct(spoilt(300, position), { validate: "always", capacity }))
      assert.strictEqual(error?.position, position)
    }
  })

  it.each(capacities)("sample: the first hundred, then one in a hundred, by position (capacity %d)", (capacity) => {
    const random = randomFrom(capacity)
    const some = Array.from({ length: 20 }, () => Math.floor(random() * 450))
    for (const position of [0, 50, 99, 100, 101, 199, 200, 201, 399, 400, ...some]) {
      const error = errorOf(direct(spoilt(450, position), { validate: "sample", capacity }))
      const isSampled = position < 100 || position % 100 === 0
      assert.strictEqual(error?.position, isSampled ? position : undefined, `position ${position}`)
    }
  })

  it("against the inlet's schema, on its type side", () => {
    const Celsius = Schema.Struct({ at: Schema.DateFromString, degrees: Schema.FiniteFromString })
    const good = { at: new Date(0), degrees: 20 }
    const run = (element: unknown) =>
      errorOf(Workflow.make("w", {
        feed: Source.fromIterable(Schema.Any, [element]),
        all: Sink.toArray(Celsius)
      }, ({ feed, all }) =>
        (feed.pipe as (to: unknown) => void)(all), { validate: "always" }))
    assert.isUndefined(run(good))
    assert.include(run({ ...good, degrees: "20" })?.issue, `at ["degrees"]`)
    assert.include(run({ ...good, at: "1970-01-01" })?.issue, `at ["at"]`)
    assert.isDefined(run(undefined))
  })

  it("classes by instance", () => {
    class Row extends Schema.Class<Row>("Row")({ id: Schema.Int }) {}
    const run = (row: Row) =>
      errorOf(Workflow.make("w", { rows: Source.fromIterable(Row, [row]), all: Sink.toArray(Row) }, ({ rows, all }) => {
        rows.pipe(all)
      }, { validate: "always" }))
    assert.isUndefined(run(new Row({ id: 1 })))
    assert.isDefined(run({ id: 1 } as Row))
  })

  it("the element itself goes on, not a copy", () => {
    const Row = Schema.Struct({ id: Schema.Int })
    const row = { id: 1, more: true }
    const workflow = Workflow.make(
      "w",
      { rows: Source.fromIterable(Row, [row]), all: Sink.toArray(Row) },
      ({ rows, all }) => rows.pipe(all),
      { validate: "always" }
    )
    assert.strictEqual(Effect.runSync(Workflow.run(workflow)).all[0], row)
  })

  it("the edge decides before a piped rejected, and that before the workflow", () => {
    const bad = spoilt(102, 101)
    const isChecked = (workflow: Workflow.Workflow<{}, {}, unknown>) =>
      edgesOf(workflow).some((edge) => edge.includes("check("))
    assert.isTrue(isChecked(direct(bad, { validate: "off" }, { validate: "always" })))
    assert.isUndefined(errorOf(direct(bad, { validate: "always" }, { validate: "sample" })))
    for (const validate of ["off", "sample", "always", undefined] as const) {
      assert.strictEqual(Effect.runSync(Workflow.run(sorting(bad, { validate }))).bad.length, 1)
      const sampled = sorting(bad, { validate }, { validate: "sample" })
      assert.strictEqual(Effect.runSync(Workflow.run(sampled)).bad.length, 0)
      const off = sorting(bad, { validate }, { validate: "off" })
      assert.strictEqual(Effect.runSync(Workflow.run(off)).bad.length, 0)
    }
  })

  it("withCapacity keeps what is checked", () => {
    assert.isDefined(errorOf(Workflow.withCapacity(direct(spoilt(2, 1), { validate: "always" }), 1)))
    assert.isDefined(errorOf(Workflow.withCapacity(direct(spoilt(2, 1), {}, { validate: "always" }), 1)))
  })

  it("S18: positions begin anew in each run", () => {
    const workflow = direct(spoilt(3, 2), { validate: "always" })
    assert.deepStrictEqual([errorOf(workflow)?.position, errorOf(workflow)?.position], [2, 2])
  })
})

describe("an element that does not pass, rejected piped nowhere", () => {
  rule("ends the run with a defect that names the edge, the position and the issue", () =>
    Effect.gen(function*() {
      const exit = yield* Effect.exit(Workflow.run(direct([0, "one", 2], { validate: "always" })))
      assert.strictEqual(failedStep(exit), "direct/check(numbers.value → all.value)")
      const [reason] = causeOf(exit).reasons
      assert(reason !== undefined && Cause.isDieReason(reason))
      const error = reason.defect
      assert.instanceOf(error, ValidationError.ValidationError)
      assert.strictEqual(error._tag, "ValidationError")
      assert.deepStrictEqual({ from: error.from, to: error.to, position: error.position, issue: error.issue }, {
        from: "numbers.value",
        to: "all.value",
        position: 1,
        issue: "Expected number"
      })
      assert.strictEqual(
        error.message,
        "numbers.value → all.value: the element at position 1 is not of the inlet's type:\n  Expected number"
      )
      assert.include(Cause.pretty(causeOf(exit)), "direct/check(numbers.value → all.value)")
    }))

  rule("S15: closes the scopes of the other steps", () =>
    Effect.gen(function*() {
      const log = makeLog()
      const workflow = Workflow.make("w", { numbers: source([0, null]), relay: scopedRelay(log)("relay"), all: Ints }, (
        { numbers, relay, all }
      ) => {
        numbers.pipe(relay).pipe(all, { validate: "always" })
      })
      const exit = yield* Effect.exit(Workflow.run(workflow))
      assert.strictEqual(failedStep(exit), "w/check(relay.m → all.value)")
      assert.deepStrictEqual(log.entries, ["+relay", "-relay"])
    }))
})

describe("rejected", () => {
  it.each(capacities)("S2: takes what does not pass, in order, the rest goes on (capacity %d)", (capacity) => {
    const result = Effect.runSync(Workflow.run(sorting(spoilt(250, 0, 7, 8, 240), { capacity })))
    const edge = "numbers.value → all.value"
    assert.deepStrictEqual(result, {
      all: numbers(250).filter((n) => ![0, 7, 8, 240].includes(n)),
      bad: [0, 7, 8, 240].map((n) => ({ element: `bad ${n}`, issue: "Expected number", position: n, edge }))
    })
    assert.isTrue(result.bad.every(Schema.is(Rejected)))
  })

  it.live("S25: the same under any scheduling, with any elements and capacities", () =>
    Effect.promise(async () => {
      for (let seed = 1; seed <= 100; seed++) {
        const random = randomFrom(seed)
        const elements = Array.from({ length: Math.floor(random() * 40) }, (_, n) => random() < 0.3 ? undefined : n)
        const capacity = 1 + Math.floor(random() * 5)
        const { all, bad } = await Effect.runPromise(Effect.provideService(
          Workflow.run(sorting(elements, { capacity })),
          Scheduler.Scheduler,
          TestScheduler.shuffled(seed, { preempt: true })
        ))
        assert.deepStrictEqual([...all], elements.filter((n) => n !== undefined), `seed ${seed}`)
        const positions = elements.flatMap((n, position) => n === undefined ? [position] : [])
        assert.deepStrictEqual(bad.map(({ position }) => position), positions, `seed ${seed}`)
      }
    }))

  it.each(capacities)("S10: of several edges, each with its name and positions (capacity %d)", (capacity) => {
    const workflow = Workflow.make("w", {
      a: source(spoilt(5, 1, 4)),
      b: source(spoilt(3, 2)),
      all: Ints,
      bad: Letters
    }, (
      { a, b, all, bad }
    ) => {
      a.pipe(all)
      b.pipe(all)
      all.value.rejected.pipe(bad)
    }, { capacity })
    const { all, bad } = Effect.runSync(Workflow.run(workflow))
    assert.deepStrictEqual([...all].sort((x, y) => x - y), [0, 0, 1, 2, 3])
    const places = bad.map(({ edge, position }) => `${edge} ${position}`).sort()
    assert.deepStrictEqual(places, ["a.value → all.value 1", "a.value → all.value 4", "b.value → all.value 2"])
  })

  it.each(capacities)("S11: of one edge of several; the others carry the element (capacity %d)", (capacity) => {
    const workflow = Workflow.make("w", {
      numbers: source([0, "x", 2]),
      all: Ints,
      any: Ints,
      bad: Letters,
      too: Letters
    }, (
      { numbers, all, any, bad, too }
    ) => {
      numbers.pipe(all)
      numbers.pipe(any)
      all.value.rejected.pipe(bad)
      all.value.rejected.pipe(too)
    }, { capacity })
    const { all, any, bad, too } = Effect.runSync(Workflow.run(workflow))
    assert.deepStrictEqual([all, any, bad, too].map(({ length }) => length), [2, 3, 1, 1])
    assert.deepStrictEqual(bad, too)
  })

  it("holds the others back until it is taken, as any outlet does", () => {
    const program = Effect.gen(function*() {
      const running = yield* Workflow.launch(
        Workflow.make("w", { numbers: source(spoilt(20, 0, 1, 2)), all: Ints }, ({ numbers, all }) => {
          numbers.pipe(all)
          return { out: { bad: all.value.rejected } }
        }, { capacity: 1 })
      )
      yield* running.settled
      const { edges } = yield* running.snapshot
      assert.strictEqual(edges.find(({ to }) => to === "all.value")?.pushed, 0)
      const taken = yield* Effect.replicateEffect(running.out.bad.pop, 3)
      assert.deepStrictEqual(taken.map(({ position }) => position), [0, 1, 2])
      assert.strictEqual((yield* running.await).all.length, 17)
    })
    Effect.runSync(Effect.scoped(program))
  })

  it("S12: discards and counts what nobody takes any more, and the rest goes on", () => {
    const One = Stream.make("One", {
      in: { letter: Rejected },
      *run({ letter }) {
        return (yield* letter.pop).position
      }
    })
    const workflow = Workflow.make("w", { numbers: source(spoilt(300, 0, 290)), all: Ints, one: One }, (
      { numbers, all, one }
    ) => {
      numbers.pipe(all)
      all.value.rejected.pipe(one)
    }, { capacity: 1 })
    Effect.runSync(Effect.scoped(Effect.gen(function*() {
      const running = yield* Workflow.launch(workflow)
      const { all, one } = yield* running.await
      assert.deepStrictEqual([all.length, one], [298, 0])
      const { steps } = yield* running.snapshot
      assert.deepStrictEqual(steps.at(-1)?.discarded, { valid: 0, rejected: 1 })
    })))
  })

  it("is drawn and described as an edge from the inlet", () => {
    const workflow = sorting([])
    assert.include(String(workflow), `"all":out_value_2e_rejected:e -> "bad":in_value:w;`)
    assert.include(Workflow.toMermaid(workflow), `s_all -->|"value.rejected → value"| s_bad`)
    assert.deepStrictEqual(Workflow.describe(workflow).edges.map(({ from, to }) => `${from} → ${to}`), [
      "numbers.value → all.value",
      "all.value.rejected → bad.value"
    ])
  })

  it("is in a description, with what is checked, and built again from it", () => {
    const workflow = sorting(spoilt(150, 3, 120), { validate: "sample" }, { validate: "always" })
    const description = JSON.stringify(Workflow.describe(workflow))
    const again = Workflow.fromDescription(description, {
      numbers: source(spoilt(150, 3, 120)),
      all: Ints,
      bad: Letters
    })
    assert.deepStrictEqual(Workflow.describe(again), Workflow.describe(workflow))
    assert.deepStrictEqual(edgesOf(again), edgesOf(workflow))
    assert.deepStrictEqual(Effect.runSync(Workflow.run(again)), Effect.runSync(Workflow.run(workflow)))
  })

  it("may itself be checked, and rejected again", () => {
    const Early = Schema.Struct({ position: Schema.Int.check(Schema.makeFilter((n) => n < 2)) })
    const workflow = Workflow.make("w", {
      numbers: source(["a", "b", "c"]),
      all: Ints,
      early: Sink.toArray(Early),
      late: Letters
    }, ({ numbers, all, early, late }) => {
      numbers.pipe(all)
      all.value.rejected.pipe(early)
      early.value.rejected.pipe(late)
    })
    const { early, late } = Effect.runSync(Workflow.run(workflow))
    assert.deepStrictEqual(early.map(({ position }) => position), [0, 1])
    assert.deepStrictEqual(late.map(({ edge, position }) => [edge, position]), [[
      "all.value.rejected → early.value",
      2
    ]])
  })
})

describe("open ports and nested workflows", () => {
  it.each(capacities)("an open inlet is checked for the workflow that is run (capacity %d)", (capacity) => {
    const open = Workflow.make("open", { all: Ints, bad: Letters }, ({ all, bad }) => {
      all.value.rejected.pipe(bad)
      return { in: { n: all.value } }
    }, { capacity })
    const connected = Workflow.connect(open, { in: { n: EffectStream.fromIterable(untyped([1, "x"])) } })
    const { all, bad } = Effect.runSync(Workflow.run(connected))
    assert.deepStrictEqual([all, bad.map(({ edge }) => edge)], [[1], ["n.value → all.value"]])
    const program = Effect.gen(function*() {
      const running = yield* Workflow.launch(open)
      yield* running.in.n.pushAll(untyped(["x", 1, "y"]))
      yield* running.in.n.end
      return yield* running.await
    })
    const byHand = Effect.runSync(Effect.scoped(program))
    assert.deepStrictEqual([byHand.all, byHand.bad.map(({ edge }) => edge)], [[1], ["n → all.value", "n → all.value"]])
  })

  it("an open outlet is checked against its own schema", () => {
    const open = Workflow.make(
      "open",
      { numbers: source([1, "x"]) },
      ({ numbers }) => ({ out: { n: numbers.value } }),
      {
        validate: "always"
      }
    )
    const exit = Effect.runSyncExit(EffectStream.runCollect(Workflow.toStream(open)))
    assert.strictEqual(failedStep(exit), "open/check(numbers.value → n)")
  })

  it("Workflow.single checks what goes in and out", () => {
    const Wrong = Transform.map(Schema.Int, Schema.Int, (n) => n === 1 ? untyped(["one"])[0]! : n)
    const run = (elements: ReadonlyArray<unknown>) => {
      const single = Workflow.single(Wrong, { validate: "always" })
      const connected = Workflow.connect(single, { in: { value: EffectStream.fromIterable(untyped(elements)) } })
      return failedStep(Effect.runSyncExit(EffectStream.runCollect(Workflow.toStream(connected))))
    }
    assert.strictEqual(run([0, 1]), "map/check(stream.mapped → mapped)")
    assert.strictEqual(run(["x"]), "map/check(value.value → stream.value)")
  })

  const inner = (options: Workflow.Options) =>
    Workflow.make("inner", { a: Relay, b: Relay }, ({ a, b }) => {
      a.pipe(b)
      return { in: { n: a.n }, out: { m: b.m } }
    }, options)

  const outer = (innerOptions: Workflow.Options, options: Workflow.Options) =>
    Workflow.make("outer", { numbers: source([1, "x"]), inner: inner(innerOptions), all: Ints }, (
      { numbers, inner, all }
    ) => numbers.pipe(inner).pipe(all), options)

  it("the option of a workflow holds for the edges written in it", () => {
    assert.deepStrictEqual(edgesOf(outer({ validate: "always" }, {})), [
      "inner/a.m → check(inner/a.m → inner/b.n).value",
      "check(inner/a.m → inner/b.n).valid → inner/b.n",
      "numbers.value → inner/a.n",
      "inner/b.m → all.value"
    ])
    assert.deepStrictEqual(edgesOf(outer({}, { validate: "always" })), [
      "inner/a.m → inner/b.n",
      "numbers.value → check(numbers.value → inner/a.n).value",
      "check(numbers.value → inner/a.n).valid → inner/a.n",
      "inner/b.m → check(inner/b.m → all.value).value",
      "check(inner/b.m → all.value).valid → all.value"
    ])
    const exit = Effect.runSyncExit(Workflow.run(outer({ validate: "always" }, {})))
    assert.strictEqual(failedStep(exit), "outer/check(inner/a.m → inner/b.n)")
  })

  it("rejected of an inner inlet takes what comes from outside too", () => {
    const inner = Workflow.make("inner", { relay: Relay, bad: Letters }, ({ relay, bad }) => {
      relay.n.rejected.pipe(bad)
      return { in: { n: relay.n }, out: { m: relay.m } }
    })
    const workflow = Workflow.make("w", { numbers: source([1, "x"]), inner, all: Ints }, ({ numbers, inner, all }) => {
      numbers.pipe(inner).pipe(all)
    })
    const result = Effect.runSync(Workflow.run(workflow))
    assert.deepStrictEqual([result.all, result.inner.bad.map(({ edge }) => edge)], [[1], [
      "numbers.value → inner/relay.n"
    ]])
  })

  it("rejected of an open port takes what comes through it, and not what is inside", () => {
    const inner = Workflow.make("inner", { extra: source([10, "inside"]), relay: Relay }, ({ extra, relay }) => {
      extra.pipe(relay)
      return { in: { n: relay.n }, out: { m: relay.m } }
    })
    const workflow = Workflow.make("w", { numbers: source([1, "x"]), inner, all: Ints, bad: Letters }, (
      { numbers, inner, all, bad }
    ) => {
      numbers.pipe(inner).pipe(all)
      inner.n.rejected.pipe(bad)
    })
    const { all, bad } = Effect.runSync(Workflow.run(workflow))
    assert.sameMembers([...all], untyped([1, 10, "inside"]) as Array<number>)
    assert.deepStrictEqual(bad.map(({ element }) => element), ["x"])
  })

  it("rejected may be opened, and is then an outlet of the workflow", () => {
    const inner = Workflow.make("inner", { all: Ints }, ({ all }) => ({
      in: { n: all.value },
      out: { bad: all.value.rejected }
    }))
    const make = (pipeBad: boolean) =>
      Workflow.make("w", { numbers: source([1, "x"]), inner, bad: Letters }, ({ numbers, inner, bad }) => {
        numbers.pipe(inner)
        if (pipeBad) inner.bad.pipe(bad)
      })
    const { inner: { all }, bad } = Effect.runSync(Workflow.run(make(true)))
    assert.deepStrictEqual([all, bad.map(({ element }) => element)], [[1], ["x"]])
    assert.sameMembers([...faultList(() => make(false))], ["UnconnectedPort inner.bad", "UnconnectedPort bad.value"])
    const connected = Workflow.connect(inner, {
      in: { n: EffectStream.fromIterable(untyped(["x", 1, "y"])) },
      out: { bad: EffectSink.count }
    })
    assert.deepStrictEqual(Effect.runSync(Workflow.run(connected)), { all: [1], bad: 2 })
  })

  it("an open port for several inlets is checked at each", () => {
    const inner = Workflow.make("inner", { a: Ints, b: Sink.toArray(Schema.Number) }, ({ a, b }) => ({
      in: { n: [a.value, b.value] }
    }))
    const workflow = Workflow.make("w", { numbers: source([1, 1.5, "x"]), inner, bad: Letters }, (
      { numbers, inner, bad }
    ) => {
      numbers.pipe(inner.n)
      inner.n.rejected.pipe(bad)
    })
    const { inner: { a, b }, bad } = Effect.runSync(Workflow.run(workflow))
    assert.deepStrictEqual([a, b], [[1], [1, 1.5]])
    assert.deepStrictEqual(bad.map(({ edge, element }) => `${edge} ${element}`).sort(), [
      "numbers.value → inner/a.value 1.5",
      "numbers.value → inner/a.value x",
      "numbers.value → inner/b.value x"
    ])
  })
})

describe("feedback", () => {
  /** Passes on every number, and numbers below the limit round again, one higher; at one of them, something else. */
  const CountUp = (limit: number, wrongAt?: number) =>
    Stream.make("CountUp", {
      in: { n: Schema.Int },
      out: { again: Schema.Int, seen: Schema.Int },
      *run({ n }, { again, seen }) {
        yield* n.forEach((x) =>
          Effect.andThen(seen.push(x), () => {
            if (x === wrongAt) return again.push(untyped(["wrong"])[0]!)
            return x < limit ? again.push(x + 1) : Effect.void
          })
        )
      }
    })

  const counting = (first: ReadonlyArray<unknown>, options: Workflow.Options, wrongAt?: number) =>
    Workflow.make("counting", { start: source(first), count: CountUp(5, wrongAt), all: Ints }, (
      { start, count, all }
    ) => {
      start.pipe(count.n)
      count.again.pipe(count.n, { feedback: true })
      count.seen.pipe(all)
    }, options)

  it.each(capacities)("S27: a loop that is checked ends by itself (capacity %d)", (capacity) => {
    const { all } = Effect.runSync(Workflow.run(counting([0, 3], { validate: "always", capacity: capacity + 1 })))
    assert.deepStrictEqual([...all].sort(), [0, 1, 2, 3, 3, 4, 4, 5, 5])
    assert.deepStrictEqual(Effect.runSync(Workflow.run(counting([], { validate: "always", capacity }))), { all: [] })
    assert.strictEqual(errorOf(counting([0], { validate: "always", capacity }, 2))?.from, "count.again")
  })

  it.each(capacities)("the first elements are checked as well (capacity %d)", (capacity) => {
    const self = (first: ReadonlyArray<unknown>) =>
      Workflow.make("self", { count: CountUp(3), all: Ints, bad: Letters }, ({ count, all, bad }) => {
        count.again.pipe(count.n, { feedback: { first: untyped(first) }, capacity: capacity + 1 })
        count.seen.pipe(all)
        count.n.rejected.pipe(bad)
      }, { capacity })
    const { all, bad } = Effect.runSync(Workflow.run(self(["x", 1])))
    assert.deepStrictEqual(all, [1, 2, 3])
    assert.deepStrictEqual(bad.map(({ edge, position }) => `${edge} ${position}`), ["count.again → count.n 0"])
  })

  it.effect.each(capacities)(
    "S27: an element in a check's loop counts as going round (capacity %d)",
    (capacity) =>
      Effect.gen(function*() {
        const Slow = Stream.make("Slow", {
          in: { n: Schema.Int },
          out: { again: Schema.Int, done: Schema.Int },
          run: ({ n }, { again, done }) =>
            n.forEach((x) => Effect.andThen(Effect.sleep("1 second"), () => x < 3 ? again.push(x + 1) : done.push(x)))
        })
        const workflow = Workflow.make(
          "slow",
          { start: source([0]), slow: Slow, all: Ints },
          ({ start, slow, all }) => {
            start.pipe(slow.n)
            slow.again.pipe(slow.n, { feedback: true })
            slow.done.pipe(all)
          },
          { capacity, validate: "always" }
        )
        const fiber = yield* Effect.forkChild(Workflow.run(workflow))
        for (let second = 0; second < 5; second++) yield* TestClock.adjust("1 second")
        assert.deepStrictEqual(yield* Fiber.join(fiber), { all: [3] })
      })
  )

  it.each(capacities)("what is rejected may be repaired and come round (capacity %d)", (capacity) => {
    const Repair = Stream.make("Repair", {
      in: { letter: Rejected },
      out: { repaired: Schema.Int },
      run: ({ letter }, { repaired }) =>
        // Not all at the first attempt: a text of a number is still no number.
        letter.forEach(({ element }) =>
          repaired.push(typeof element === "string" ? Number(element) : untyped([String(-1)])[0]!)
        )
    })
    const repairing = (elements: ReadonlyArray<unknown>, feedback: boolean) =>
      Workflow.make("repairing", { feed: source(elements), all: Ints, repair: Repair }, ({ feed, all, repair }) => {
        feed.pipe(all)
        all.value.rejected.pipe(repair).pipe(all, { feedback })
      }, { capacity })
    const { all } = Effect.runSync(Workflow.run(repairing([1, "2", null, 4, "5"], true)))
    assert.deepStrictEqual([...all].sort((a, b) => a - b), [-1, 1, 2, 4, 5])
    const [fault, ...others] = faultsOf(() => repairing([], false))
    assert.deepStrictEqual([fault?.kind, others.length], ["UndeclaredCycle", 0])
    assert.match(
      fault!.message,
      /(^repair\.repaired → all\.value → all\.value\.rejected → repair|→ repair\.repaired → all): a cycle/
    )
  })

  it("the edge of what is rejected may be the one that is declared feedback", () => {
    const Fix = Stream.make("Fix", {
      in: { letter: Rejected },
      out: { fixed: Schema.Int },
      run: ({ letter }, { fixed }) => letter.forEach(({ position }) => fixed.push(position))
    })
    const workflow = Workflow.make(
      "w",
      { feed: source([5, "x", 6, "y"]), all: Ints, fix: Fix },
      ({ feed, all, fix }) => {
        feed.pipe(all)
        all.value.rejected.pipe(fix, { feedback: true })
        fix.pipe(all)
      }
    )
    assert.sameMembers([...Effect.runSync(Workflow.run(workflow)).all], [5, 1, 6, 3])
  })

  it("what is rejected at one inlet may be repaired for another of the same step: that is no cycle", () => {
    const Two = Stream.make("Two", {
      in: { raw: Schema.Int, repaired: Schema.Int },
      *run({ raw, repaired }) {
        const all: Array<number> = []
        const add = (n: number) => {
          all.push(n)
        }
        yield* raw.forEach(add)
        yield* repaired.forEach(add)
        return all
      }
    })
    const workflow = Workflow.make("w", {
      feed: source([1, "2"]),
      repair: Transform.map(Rejected, Schema.Int, ({ element }) => Number(element)),
      two: Two
    }, ({ feed, repair, two }) => {
      feed.pipe(two.raw)
      two.raw.rejected.pipe(repair).pipe(two.repaired)
    })
    assert.sameMembers([...Effect.runSync(Workflow.run(workflow)).two], [1, 2])
  })

  it("faults name the edges as they are written", () => {
    const make = (validate: ValidationError.Validate) => () =>
      Workflow.make("w", { a: Relay, b: Relay, c: Relay }, ({ a, b, c }) => {
        a.pipe(b).pipe(a)
        b.pipe(c, { feedback: true })
        b.pipe(c, { feedback: { first: [1, 2] }, capacity: 1 })
        c.pipe(a)
      }, { validate })
    assert.deepStrictEqual(faultsOf(make("always")), faultsOf(make("off")))
  })
})

describe("a check is a step like any other", () => {
  rule("S16: the end of the consumer reaches a producer without end", () =>
    Effect.gen(function*() {
      const workflow = Workflow.make(
        "w",
        { numbers: Endless, some: Take(3), bad: Letters },
        ({ numbers, some, bad }) => {
          numbers.pipe(some)
          some.n.rejected.pipe(bad)
        },
        { capacity: 2 }
      )
      assert.deepStrictEqual(yield* Workflow.run(workflow), { some: [0, 1, 2], bad: [] })
    }))

  rule("S16: and a producer that has nothing to push any more", () =>
    Effect.gen(function*() {
      const Idle = Stream.make("Idle", {
        out: { n: Schema.Int },
        *run(_, { n }) {
          yield* n.push(0)
          return yield* Effect.never
        }
      })
      const workflow = Workflow.make("w", { idle: Idle, one: Take(1), bad: Letters }, ({ idle, one, bad }) => {
        idle.pipe(one)
        one.n.rejected.pipe(bad)
      })
      const { one } = yield* Workflow.run(workflow)
      assert.deepStrictEqual(one, [0])
    }))

  it.effect.each(capacities)(
    "S3: a full edge holds the producer back (capacity %d)",
    (capacity) =>
      Effect.scoped(Effect.gen(function*() {
        const Never = Stream.make("Never", { in: { n: Schema.Int }, run: () => Effect.never })
        const running = yield* Workflow.launch(
          Workflow.make("w", { numbers: Endless, never: Never }, ({ numbers, never }) => numbers.pipe(never), {
            capacity,
            validate: "always"
          })
        )
        yield* running.settled
        const { edges } = yield* running.snapshot
        assert.deepStrictEqual(edges.map(({ size }) => size), [capacity, capacity])
        // One element is in the hands of the check.
        assert.deepStrictEqual(edges.map(({ pushed }) => pushed), [2 * capacity + 1, capacity])
      }))
  )

  it.effect.each(capacities)(
    "S21: draining lets what is in flight through, both ways (capacity %d)",
    (capacity) =>
      Effect.scoped(Effect.gen(function*() {
        let pushed = 0
        const Alternating = Stream.make("Alternating", {
          out: { n: Schema.Int },
          *run(_, { n }) {
            for (let i = 0; true; i++) {
              yield* n.push(i % 3 === 2 ? untyped([`${i}`])[0]! : i)
              pushed++
            }
          }
        })
        const Slow = Sink.fold(Schema.Int, () => 0, (count) => count + 1)
        const running = yield* Workflow.launch(
          Workflow.make("w", { numbers: Alternating, all: Slow, bad: Letters }, ({ numbers, all, bad }) => {
            numbers.pipe(all)
            all.value.rejected.pipe(bad)
          }, { capacity })
        )
        yield* Effect.yieldNow
        const { all, bad } = yield* running.drain()
        const { edges } = yield* running.snapshot
        assert.strictEqual(all + bad.length, edges[0]!.pushed)
        assert.isAtLeast(pushed, 1)
        assert.deepStrictEqual(bad.map(({ position }) => position), bad.map((_, i) => 3 * i + 2))
      }))
  )

  it.effect("S21: draining a loop does not stop its check before what goes round is done", () =>
    Effect.scoped(Effect.gen(function*() {
      const Round = Stream.make("Round", {
        in: { n: Schema.Int },
        out: { again: Schema.Int, done: Schema.Int },
        run: ({ n }, { again, done }) =>
          n.forEach((x) => Effect.andThen(Effect.sleep("1 second"), () => x < 3 ? again.push(x + 1) : done.push(x)))
      })
      const Once = Stream.make("Once", {
        out: { n: Schema.Int },
        *run(_, { n }) {
          yield* n.push(0)
          return yield* Effect.never
        }
      })
      const running = yield* Workflow.launch(
        Workflow.make("w", { once: Once, round: Round, all: Ints }, ({ once, round, all }) => {
          once.pipe(round)
          round.again.pipe(round, { feedback: true })
          round.done.pipe(all)
        }, { validate: "always" })
      )
      yield* TestClock.adjust("1500 millis")
      const drained = yield* Effect.forkChild(running.drain())
      for (let second = 0; second < 5; second++) yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(yield* Fiber.join(drained), { all: [3] })
    })))

  it.live("S20, S23: interrupting stops it, and nothing is left", () =>
    Effect.gen(function*() {
      const { alive, exit, seen } = yield* trackFibers().run(Effect.scoped(Effect.gen(function*() {
        const running = yield* Workflow.launch(
          Workflow.make("w", { numbers: Endless, relay: Relay, bad: Letters, all: Ints }, (
            { numbers, relay, bad, all }
          ) => {
            numbers.pipe(relay).pipe(all)
            relay.n.rejected.pipe(bad)
          }, { capacity: 1, validate: "always" })
        )
        yield* Effect.yieldNow
        yield* running.interrupt
        const snapshot = yield* running.snapshot
        assert.deepStrictEqual(snapshot.edges.map(({ size }) => size), snapshot.edges.map(() => 0))
        return statuses(snapshot)
      })))
      assert.strictEqual(alive, 0)
      assert.isAtLeast(seen, 6)
      assert(exit._tag === "Success")
      assert.strictEqual(exit.value["check(numbers.value → relay.n)"], "interrupted")
      assert.strictEqual(exit.value["check(relay.m → all.value)"], "interrupted")
    }))
})

describe("S28: what is refused", () => {
  it("a validate that is none", () => {
    assert.deepStrictEqual(faultList(() => direct([], { validate: "often" as "off" }, { validate: 1 as never })), [
      "InvalidValidate ",
      "InvalidValidate numbers.value all.value"
    ])
    const [fault] = faultsOf(() => direct([], { validate: "often" as "off" }))
    assert.strictEqual(fault?.message, `validate "often"; give "off", "sample" or "always"`)
  })

  it("rejected of something else than an inlet, and an edge to rejected", () => {
    const wire = (callback: (steps: Record<string, any>) => void) =>
      faultsOf(() =>
        Workflow.make("w", { numbers: source([]), all: Ints, bad: Letters }, (steps) => {
          steps.numbers.pipe(steps.all)
          callback(steps)
        })
      ).map(({ message }) => message)
    assert.deepStrictEqual(wire(({ numbers, bad }) => numbers.value.rejected.pipe(bad)), [
      "numbers.value.rejected: no such port; numbers has inlets: none; outlets: value; only an inlet has rejected"
    ])
    assert.deepStrictEqual(wire(({ all, bad }) => all.values.rejected.pipe(bad)), [
      "all.values.rejected: no such port; all has inlets: value; outlets: none; only an inlet has rejected"
    ])
    assert.deepStrictEqual(
      wire(({ numbers, all, bad }) => {
        numbers.pipe(all.value.rejected)
        all.value.rejected.pipe(bad)
      }),
      ["all.value.rejected: is an outlet; pipe to an inlet"]
    )
    assert.deepStrictEqual(
      wire(({ all, bad }) => {
        all.value.rejected.pipe(bad)
        all.value.rejected.pipe(bad)
      }),
      ["all.value.rejected → bad.value: piped twice; remove one of the two"]
    )
  })

  it("the type of what is rejected is checked by the compiler", () => {
    Workflow.make("w", { numbers: source([]), all: Ints, bad: Letters }, ({ numbers, all, bad }) => {
      numbers.pipe(all)
      all.value.rejected.pipe(bad)
      // @ts-expect-error: a Rejected is no number
      const refuse = () => all.value.rejected.pipe(all)
      return void refuse
    })
  })
})
