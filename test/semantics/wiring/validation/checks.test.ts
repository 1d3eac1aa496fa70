import { Sink, Source, ValidationError, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { rule } from "../../fixtures-ports.ts"
import { causeOf, failedStep, faultList, faultsOf, makeLog, randomFrom, scopedRelay } from "../../fixtures.ts"
import { capacities, direct, edgesOf, errorOf, Ints, Letters, sorting, source, spoilt, untyped } from "./graphs.ts"

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
        "numbers.value → all.value: the element at position 1 is not of the inlet's type:\n  Expected number\n" +
          "  push what the inlet's schema takes, or pipe all.value.rejected to go on without such elements"
      )
      const atOpenOutlet = new ValidationError.ValidationError({ ...error, to: "y" })
      assert.strictEqual(atOpenOutlet.message.split("\n")[2], "  push what the inlet's schema takes")
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
