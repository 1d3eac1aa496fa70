import { Description, Sink, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"
import * as EffectSink from "effect/Sink"
import * as EffectStream from "effect/Stream"
import { faultList, faultsOf, Relay } from "../../fixtures.ts"
import { again, all, looping, nested, parity, registry, relays, resultsOf, Scale } from "./graphs.ts"

describe("S28: a workflow from its description", () => {
  it("S28: is the same graph with the same results", () => {
    for (const workflow of [parity, nested, Workflow.withCapacity(nested, 1), looping]) {
      assert.deepStrictEqual(
        resultsOf(again(workflow)),
        Effect.runSync(Workflow.run<{}, {}, unknown, never, never>(workflow))
      )
    }
  })

  it("S29: keeps how elements are checked, and where rejected ones go", () => {
    const Row = Schema.Struct({ issue: Schema.String })
    const Wrong = Stream.make("Wrong", {
      out: { n: Schema.Int },
      run: (_, { n }) => n.pushAll([1, 1.5, 2])
    })
    const issues = Stream.make("issues", {
      in: { row: Row },
      *run({ row }) {
        return yield* row.popUpTo(9)
      }
    })
    const streams = { Wrong, toArray: all, issues }
    const workflow = Workflow.make("w", { wrong: Wrong, all, more: all, issues }, (s) => {
      s.wrong.pipe(s.all)
      s.wrong.pipe(s.more, { validate: "off" })
      s.all.value.rejected.pipe(s.issues)
    }, { validate: "sample" })
    const described = Workflow.describe(workflow)
    assert.strictEqual(described.validate, "sample")
    assert.strictEqual(described.edges[1]!.validate, "off")
    assert.strictEqual(described.edges[2]!.from, "all.value.rejected")
    assert.deepNestedInclude(resultsOf(again(workflow, streams)), { all: [1, 2], more: [1, 1.5, 2] })
  })

  it("S28: takes the text, what JSON.parse gives, and what describe gives", () => {
    const described = Workflow.describe(parity)
    for (const input of [described, JSON.stringify(described), JSON.parse(JSON.stringify(described))]) {
      const built = Workflow.fromDescription(input, registry)
      assert.deepStrictEqual(Effect.runSync(Workflow.run(built)), { evens: [0, 2, 4], odds: [1, 3, 5] })
    }
  })

  it("S28: has a JSON Schema for those who write one", () => {
    const { definitions, schema } = Schema.toJsonSchemaDocument(Description.Description)
    const text = JSON.stringify({ definitions, schema })
    for (const name of Object.keys(Workflow.describe(nested))) assert.include(text, `"${name}"`)
  })

  it("S28: keeps what a tool added out of it", () => {
    const described = { ...Workflow.describe(parity), zoom: 2 }
    assert.deepStrictEqual(Workflow.describe(Workflow.fromDescription(described, registry)), Workflow.describe(parity))
  })

  it("S28: finds a stream by the path of the step before its name", () => {
    const inner = Workflow.make("inner", { scale: Scale.of(2) }, ({ scale }) => ({
      in: { n: scale.n },
      out: { m: scale.m }
    }))
    const workflow = Workflow.make("w", { range: registry.range, inner, scale: Scale.of(3), all }, (s) => {
      s.range.pipe(s.inner).pipe(s.scale).pipe(s.all)
    })
    const built = again(workflow, { ...registry, "inner/scale": Scale.of(2), scale: Scale.of(3) })
    assert.deepStrictEqual(resultsOf(built), { all: [0, 6, 12, 18, 24, 30] })
  })

  it("S28: gives open ports the types of the options", () => {
    const built = Workflow.fromDescription(Workflow.describe(relays), registry, {
      in: { n: Schema.Int },
      out: { m: Schema.Number }
    })
    const connected = Workflow.connect(built, { in: { n: EffectStream.make(1, 2) }, out: { m: EffectSink.sum } })
    assert.deepStrictEqual(Effect.runSync(Workflow.run(connected)), { m: 6 })
    const outer = Workflow.make("outer", {
      range: registry.range,
      built,
      sum: Sink.fold(Schema.Number, () => 0, (a, b) => a + b)
    }, (s) => {
      s.range.pipe(s.built).pipe(s.sum)
    })
    assert.deepStrictEqual(Effect.runSync(Workflow.run(outer)), { sum: 30 } as {})
  })

  it("S28: fails with and requires what the streams of the registry do, as far as their types tell", () => {
    class Broken extends Schema.TaggedError<Broken>()("Broken", {}) {}
    const Breaks = Stream.make("Breaks", { run: () => Effect.fail(new Broken()) })
    const streams = { Breaks, Relay }
    const workflow = Workflow.make("w", { breaks: Breaks }, () => {})
    const typed: Effect.Effect<Readonly<Record<string, unknown>>, Broken> = Workflow.run(
      Workflow.fromDescription(Workflow.describe(workflow), streams)
    )
    const untold: Workflow.Registry = streams
    const loose: Effect.Effect<Readonly<Record<string, unknown>>, unknown, unknown> = Workflow.run(
      Workflow.fromDescription(Workflow.describe(workflow), untold)
    )
    // @ts-expect-error what the streams fail with is not known
    const wrong: Effect.Effect<Readonly<Record<string, unknown>>, Broken, unknown> = loose
    assert.isTrue(Effect.isEffect(wrong))
    assert.instanceOf(Effect.runSync(Effect.flip(typed)), Broken)
  })

  it("S28: without options, open ports stay open, and a run is refused", () => {
    const built = again(relays)
    assert.throws(() => resultsOf(built), /workflow "relays" has open ports \(n, m\)/)
  })

  it("S28: is a value like any workflow: it runs again, and in others", () => {
    const built = Workflow.fromDescription(Workflow.describe(parity), registry)
    assert.isTrue(Workflow.isWorkflow(built))
    for (let i = 0; i < 2; i++) assert.hasAllKeys(Effect.runSync(Workflow.run(built)), ["evens", "odds"])
  })
})

describe("S26: the first elements of a feedback edge in a description", () => {
  const Day = Schema.Struct({ day: Schema.Date, n: Schema.Int })
  const loop = <A>(schema: Schema.Codec<A, unknown, never, never>, first: ReadonlyArray<A>) => {
    const Once = Stream.make("Once", {
      in: { n: schema },
      out: { again: schema },
      *run({ n }) {
        return yield* n.popUpTo(9)
      }
    })
    const workflow = Workflow.make("loop", { once: Once }, ({ once }) => {
      once.again.pipe(once.n as never, { feedback: { first } })
    })
    return { workflow, streams: { Once } }
  }

  it("S26: are written by the JSON codec of the outlet's schema", () => {
    const first = [{ day: new Date(0), n: 1 }]
    const { streams, workflow } = loop(Day, first)
    assert.deepStrictEqual(Workflow.describe(workflow).edges[0]!.feedback, {
      first: [{ day: "1970-01-01T00:00:00.000Z", n: 1 }]
    })
    assert.deepStrictEqual(resultsOf(again(workflow, streams)), { once: first })
  })

  const Slow = Schema.String.pipe(Schema.decodeTo(
    Schema.Number,
    SchemaTransformation.transformEffect({
      decode: (text) => Effect.promise(async () => Number(text)),
      encode: (n) => Effect.promise(async () => String(n))
    })
  ))
  const Function = Schema.declare((u): u is () => void => typeof u === "function")
  const cases = {
    "no codec": loop(Function, [() => {}]),
    "an asynchronous codec": loop(Slow, [1, 2]),
    "no schema to speak of": loop(Schema.Any, [new Map()])
  }
  for (const [name, { streams, workflow }] of Object.entries(cases)) {
    it(`S26: with ${name} are counted, and no workflow is built`, () => {
      const described = Workflow.describe(workflow)
      assert.deepStrictEqual(JSON.parse(JSON.stringify(described)), described)
      assert.property(described.edges[0]!.feedback, "unwritten")
      const build = () => Workflow.fromDescription(described, streams)
      assert.deepStrictEqual(faultList(build), ["InvalidDescription once.again once.n"])
      assert.match(faultsOf(build)[0]!.message, /first elements are not in the description/)
    })
  }

  it("S26: that the outlet's schema does not read are a fault", () => {
    const { streams, workflow } = loop(Day, [])
    const described = JSON.parse(JSON.stringify(Workflow.describe(workflow)))
    described.edges[0].feedback = { first: [{ day: "1970-01-01T00:00:00.000Z", n: 1 }, { day: 1, n: 2 }] }
    const build = () => Workflow.fromDescription(described, streams)
    assert.deepStrictEqual(faultList(build), ["InvalidDescription once.again once.n"])
    assert.strictEqual(faultsOf(build)[0]!.message, "once.again → once.n: first[1].day: Expected string")
  })
})
